//! 项目支出绩效自评表: one sheet a project, and one more that says how every point was found.

use std::collections::BTreeMap;

use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{FormLine, Head, amount, block, covered, head, lines, note, percent, sheet_name, wide};
use crate::appraisal::{Entry, Opinion};
use crate::budgets::Money;
use crate::exact::Ratio;
use crate::model::Project;
use crate::overview::Overview;
use crate::scoring::{How, Lack, Line, Origin, RuleSet, Said, SaidOf, Scored};

/// What the form is made from.
#[derive(Clone, Copy)]
pub struct SelfEvaluation<'a> {
    /// The table and whether it is simulated.
    pub head: Head<'a>,
    /// The rule set.
    pub rules: &'a RuleSet,
    /// Every target judged.
    pub overview: &'a Overview,
    /// The money of the projects.
    pub money: &'a BTreeMap<String, Money>,
    /// The scores, in the order of the projects.
    pub scored: &'a [Scored],
    /// What people said, by line.
    pub said: &'a SaidOf,
    /// Second opinions, by project.
    pub opinions: &'a BTreeMap<String, Entry<Opinion>>,
}

/// Columns of the form.
const COLUMNS: u32 = 8;

/// The form of every project and the derivations.
pub fn self_evaluation(source: &SelfEvaluation<'_>) -> Workbook {
    let projects = source.head.table.projects.iter().zip(source.scored);
    let mut sheets: Vec<SheetOut> = projects.map(|(project, scored)| sheet(source, project, scored)).collect();
    sheets.push(derivations(source));
    Workbook { sheets }
}

fn sheet(source: &SelfEvaluation<'_>, project: &Project, scored: &Scored) -> SheetOut {
    let (table, year) = (source.head.table, source.head.year());
    let money = source.money.get(&project.id);
    let execution = scored.lines.first();
    let points = |line: &Line| line.awarded.points.map_or_else(|| CellOut::text(""), CellOut::number);
    let mut rows = vec![
        wide(format!("{year}年度项目支出绩效自评表"), COLUMNS, Look::Title),
        wide(format!("（{year}年度）"), COLUMNS, Look::Note),
        [block(head("项目名称"), 1, 2), wide(project.name.clone(), COLUMNS - 2, Look::Body)].concat(),
        [block(head("主管部门"), 1, 2), wide(source.head.department(project), COLUMNS - 2, Look::Body)].concat(),
    ];
    let mut upper = block(head(&format!("项目资金（{}）", source.head.unit())), 2, 1);
    upper.extend(["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"].map(head));
    let mut lower = covered(1);
    lower.push(head("年度资金总额"));
    lower.push(amount(table, money.and_then(|money| money.opening.as_ref()).map(|budget| budget.amount)));
    lower.push(amount(table, money.and_then(Money::in_force).map(|budget| budget.amount)));
    lower.push(amount(table, money.and_then(|money| money.spent.as_ref()).map(|spent| spent.total)));
    lower.push(execution.map_or_else(|| CellOut::text(""), |line| CellOut::number(line.weight)));
    lower.push(percent(money.and_then(rate)));
    lower.push(execution.map_or_else(|| CellOut::text(""), points));
    rows.extend([upper, lower]);
    let goal = project.goal.clone().unwrap_or_default();
    rows.push(
        [
            vec![head("年度总体目标").spanning(2, 1)],
            wide("预期目标", 4, Look::Header),
            wide("实际完成情况", 3, Look::Header),
        ]
        .concat(),
    );
    rows.push([covered(1), wide(goal, 4, Look::Body), wide(reached(scored), 3, Look::Body)].concat());
    let heads =
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"];
    rows.push(heads.map(head).to_vec());
    for line in lines(project, source.overview) {
        let Some(own) = scored.lines.iter().find(|own| own.id == line.id) else { continue };
        rows.push(vec![
            CellOut::text(line.indicator.level1.clone()),
            CellOut::text(line.indicator.level2.clone()),
            CellOut::text(line.name.clone()),
            CellOut::text(line.promised.clone()),
            CellOut::text(came_out(source.rules, &line, own, source.said.get(&line.id))),
            CellOut::number(own.weight),
            points(own),
            CellOut::text(explained(own, source.said.get(&line.id))),
        ]);
    }
    let mut sum = wide("总分", 5, Look::Total);
    sum.push(CellOut::number(domain::Scaled::new(10_000, 2)).with_look(Look::Total));
    sum.push(CellOut::number(scored.total).with_look(Look::Total));
    sum.push(CellOut::text("").with_look(Look::Total));
    rows.push(sum);
    rows.push(note(closing(source, project, scored), COLUMNS));
    if let Some(opinion) = source.opinions.get(&project.id) {
        rows.push(note(format!("复核意见：{}", opinion_text(&opinion.value)), COLUMNS));
    }
    if source.head.demo {
        rows.push(note("演示数据，全部虚构。", COLUMNS));
    }
    let widths = vec![12.0, 16.0, 24.0, 30.0, 20.0, 10.0, 10.0, 34.0];
    SheetOut { name: sheet_name(project), header_rows: 0, landscape: true, widths, rows }
}

/// Spent of the budget in force, in per cent with two decimals.
pub fn rate(money: &Money) -> Option<domain::Scaled> {
    let (spent, budget) = (Ratio::from(money.spent.as_ref()?.total), Ratio::from(money.in_force()?.amount));
    spent.over(budget)?.times(Ratio::whole(100))?.round(2)
}

fn reached(scored: &Scored) -> String {
    let measured = scored.lines.iter().filter(|line| !line.indicator.is_empty());
    let (met, all) = measured.fold((0, 0), |(met, all), line| {
        let full = line.awarded.points.is_some_and(|points| points == line.weight) && line.weight.mantissa > 0;
        (met + i32::from(full), all + 1)
    });
    format!("{all} 项指标值中 {met} 项得满分")
}

/// What came out, or what people said instead.
fn came_out(rules: &RuleSet, line: &FormLine<'_>, own: &Line, said: Option<&Said>) -> String {
    match own.awarded.how {
        How::NotApplicable => "不适用".to_owned(),
        How::Unproved => "无凭证".to_owned(),
        How::Band => {
            let chosen = said.and_then(|said| said.band.as_ref());
            let name = chosen.and_then(|chosen| rules.band(&chosen.key)).map(|band| band.name.clone());
            name.unwrap_or_default()
        }
        _ => line.actual(),
    }
}

fn explained(own: &Line, said: Option<&Said>) -> String {
    let mut parts = Vec::new();
    if let Some(said) = said {
        let reasons =
            [said.not_applicable.as_deref(), said.unproved.as_deref(), said.band.as_ref().map(|b| b.reason.as_str())];
        parts.extend(reasons.into_iter().flatten().map(str::to_owned));
        parts.extend([&said.deviation, &said.measures].into_iter().filter(|text| !text.trim().is_empty()).cloned());
    }
    if let Some(by) = own.awarded.too_low {
        parts.push(format!("超过目标 {by}%，目标可能定低了"));
    }
    parts.join("；")
}

fn closing(source: &SelfEvaluation<'_>, project: &Project, scored: &Scored) -> String {
    let open = scored.open_lines().count();
    let grade = match &scored.grade {
        Some(grade) => format!("自评等级：{grade}。"),
        None => format!("还有 {open} 行未定，共 {} 分，暂无等级。", scored.open),
    };
    let of = |from: Origin| scored.lines.iter().any(|line| line.weight_from == from);
    let mut origins = Vec::new();
    for from in [Origin::Entered, Origin::Stated, Origin::Equal] {
        if of(from) {
            origins.push(origin_text(from));
        }
    }
    let origins = format!("分值来历：{}。", origins.join("、"));
    let set = source.rules;
    let unplaced = if scored.unplaced.is_empty() {
        String::new()
    } else {
        format!("没有一级指标、不计分：{}。", scored.unplaced.join("、"))
    };
    format!(
        "{grade}{unplaced}{origins}计分规则：{}（{}，{}起施行）；每一分的算式见“计分依据” {}。",
        set.name,
        set.label(),
        set.valid_from,
        project.id
    )
}

/// A second opinion in a sentence.
pub(super) fn opinion_text(opinion: &Opinion) -> String {
    let points = opinion.points.map(|points| format!("，复核得分 {points}")).unwrap_or_default();
    let verdict = if opinion.agrees { "同意自评" } else { "不同意自评" };
    format!("{verdict}{points}。{}", opinion.reason)
}

/// How every point was found: target, operator, result, evidence, rule, calculation.
fn derivations(source: &SelfEvaluation<'_>) -> SheetOut {
    let heads = [
        "编号",
        "规则版本",
        "承诺原文",
        "判定依据",
        "结果取值",
        "凭证数",
        "满分",
        "分值来历",
        "分值算式",
        "计分办法",
        "算式",
        "待定原因",
    ];
    let mut rows = vec![heads.map(head).to_vec()];
    for scored in source.scored {
        for line in &scored.lines {
            let view = source.overview.targets.iter().find(|view| view.target.id == line.id);
            let promised = view.map(|view| view.target.quote.clone()).unwrap_or_default();
            let actual = view.and_then(|view| view.value.as_ref());
            let unit =
                view.and_then(|view| view.binding.as_ref()).map(|binding| binding.unit.clone()).unwrap_or_default();
            let evidence = actual.map_or(0, |value| value.evidence);
            rows.push(vec![
                CellOut::text(line.id.clone()),
                CellOut::text(source.rules.label()),
                CellOut::text(promised),
                CellOut::text(serde_json::to_string(&line.measured).unwrap_or_default()),
                CellOut::text(actual.map(|value| super::actual_text(&value.actual, &unit)).unwrap_or_default()),
                CellOut::number(domain::Scaled::new(i64::try_from(evidence).unwrap_or(i64::MAX), 0)),
                CellOut::number(line.weight),
                CellOut::text(origin_text(line.weight_from)),
                CellOut::text(line.weight_sum.clone()),
                CellOut::text(how_text(line.awarded.how)),
                CellOut::text(line.awarded.sum.clone()),
                CellOut::text(line.awarded.lack.map(lack_text).unwrap_or_default()),
            ]);
        }
    }
    let widths = vec![16.0, 10.0, 30.0, 40.0, 16.0, 8.0, 8.0, 16.0, 30.0, 24.0, 34.0, 24.0];
    SheetOut { name: "计分依据".into(), header_rows: 1, landscape: true, widths, rows }
}

fn origin_text(from: Origin) -> &'static str {
    match from {
        Origin::Rule => "规则规定",
        Origin::Entered => "按重要性填写",
        Origin::Stated => "申报表载明",
        Origin::Equal => "块内平均",
    }
}

fn how_text(how: How) -> &'static str {
    match how {
        How::Met => "达到目标，得满分",
        How::Share => "未达到，按实际÷目标",
        How::InverseShare => "超过上限，按目标÷实际",
        How::Closeness => "不等于目标，按偏离程度扣减",
        How::Nothing => "未达到，不得分",
        How::SatisfactionFull => "满意度达到满分线",
        How::SatisfactionShare => "满意度在两线之间，按比例",
        How::SatisfactionNone => "满意度低于得分线",
        How::Late => "晚于期限，按天扣减",
        How::Execution => "执行数÷全年预算数",
        How::OverBudget => "支出超过预算，按满分计",
        How::Band => "定性指标，按所选档次",
        How::Unproved => "没有凭证，不得分",
        How::NotApplicable => "不适用，其余折算为100分",
        How::Open => "待定",
    }
}

fn lack_text(lack: Lack) -> &'static str {
    match lack {
        Lack::NoFeed => "没有数据、记录或证明与它绑定",
        Lack::NotAccepted => "来源还没有另一人复核",
        Lack::FactsMissing => "计算所需的数据还没有",
        Lack::TooFew => "依据的份数不够，还不能判断",
        Lack::NoBase => "没有存入基期的值",
        Lack::NotDue => "期限未到",
        Lack::NoComparison => "结果不能与承诺相比",
        Lack::ToJudge => "要由人选定档次",
        Lack::NoBudget => "没有预算数",
        Lack::NoSpending => "没有支出填报",
        Lack::NotAgreed => "称不适用，待另一人同意",
    }
}
