//! 项目支出绩效自评表: one sheet a project, and one more that says how every point was found.

use std::collections::BTreeMap;

use tabular::{CellOut, Look, SheetOut, Workbook};

use super::derivations::{derivations, origin_text};
use super::{
    FormLine, Head, amount, block, covered, head, is_trial, lines, merged, note, percent, run, sheet_name, sources,
    upright, wide,
};
use crate::appraisal::{Entry, Opinion};
use crate::budgets::Money;
use crate::exact::Ratio;
use crate::judge::State;
use crate::model::Project;
use crate::overview::Overview;
use crate::scoring::{How, Line, Origin, RuleSet, Said, SaidOf, Scored};

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
const COLUMNS: u32 = 9;

/// The form of every project and the derivations.
pub fn self_evaluation(source: &SelfEvaluation<'_>) -> Workbook {
    let projects = source.head.table.projects.iter().zip(source.scored);
    let mut sheets: Vec<SheetOut> = projects.map(|(project, scored)| sheet(source, project, scored)).collect();
    sheets.push(derivations(source));
    Workbook { sheets }
}

fn sheet(source: &SelfEvaluation<'_>, project: &Project, scored: &Scored) -> SheetOut {
    let (table, year) = (source.head.table, source.head.year());
    let department = source.head.department(project);
    let mut rows = vec![
        wide("项目支出绩效自评表", COLUMNS, Look::Title),
        wide(format!("（{year}年度）"), COLUMNS, Look::Note),
        [block(head("项目名称"), 1, 2), wide(project.name.clone(), COLUMNS - 2, Look::Body)].concat(),
        [
            block(head("主管部门"), 1, 2),
            wide(department, 3, Look::Body),
            block(head("实施单位"), 1, 2),
            wide(department, 2, Look::Body),
        ]
        .concat(),
    ];
    if is_trial(table, source.overview.today) {
        let words = format!("试算：年度没有结束，截至 {}，不作为自评结果。", source.overview.today);
        rows.insert(2, note(words, COLUMNS));
    }
    rows.extend(funds(source, project, scored));
    let goal = project.goal.clone().unwrap_or_default();
    let heads = [wide("预期目标", 4, Look::Header), wide("实际完成情况", 4, Look::Header)].concat();
    rows.push([vec![upright("年度总体目标", 2)], heads].concat());
    let reached = reached(source, project, scored);
    rows.push([covered(1), wide(goal, 4, Look::Body), wide(reached, 4, Look::Body)].concat());
    let heads =
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"];
    let lines: Vec<(FormLine<'_>, &Line)> = lines(project, source.overview)
        .into_iter()
        .filter_map(|line| {
            Some((scored.lines.iter().find(|own| own.id == line.id)?, line)).map(|(own, line)| (line, own))
        })
        .collect();
    rows.push([vec![upright("绩效指标", lines.len() + 1)], heads.map(head).to_vec()].concat());
    let first: Vec<&str> = lines.iter().map(|(line, _)| line.indicator.level1.as_str()).collect();
    let second: Vec<_> = lines.iter().map(|(line, _)| (&line.indicator.level1, &line.indicator.level2)).collect();
    let own: Vec<&str> = lines.iter().map(|(line, _)| line.indicator.id.as_str()).collect();
    for (at, (line, own_line)) in lines.iter().enumerate() {
        let applies = own_line.awarded.how != How::NotApplicable;
        let weight = if applies { CellOut::number(own_line.weight) } else { CellOut::text("—") };
        rows.push(
            [
                covered(1),
                vec![
                    merged(&line.indicator.level1, run(&first, at)),
                    merged(&line.indicator.level2, run(&second, at)),
                    CellOut::text(line.name.clone()),
                    merged(&line.promised, run(&own, at)),
                    CellOut::text(came_out(source.rules, line, own_line, source.said.get(&line.id))),
                    weight,
                    if applies { points(own_line) } else { CellOut::text("—") },
                    CellOut::text(explained(own_line, source.said.get(&line.id))),
                ],
            ]
            .concat(),
        );
    }
    let mut sum = wide("总分", 6, Look::Total);
    sum.push(CellOut::number(domain::Scaled::new(10_000, 2)).with_look(Look::Total));
    sum.push(CellOut::number(scored.total).with_look(Look::Total));
    sum.push(CellOut::text("").with_look(Look::Total));
    rows.push(sum);
    rows.push(note(closing(source, project, scored), COLUMNS));
    if let Some(opinion) = source.opinions.get(&project.id) {
        rows.push(note(format!("复核意见：{}", opinion_text(&opinion.value)), COLUMNS));
    }
    rows.push(note("填报人：　　　　　　联系电话：　　　　　　填报日期：　　　　　　（单位盖章）", COLUMNS));
    if source.head.demo {
        rows.push(note("演示数据，全部虚构。", COLUMNS));
    }
    let widths = vec![6.0, 12.0, 16.0, 26.0, 28.0, 20.0, 10.0, 10.0, 32.0];
    SheetOut { name: sheet_name(project), header_rows: 0, landscape: true, widths, rows }
}

fn points(line: &Line) -> CellOut {
    line.awarded.points.map_or_else(|| CellOut::text(""), CellOut::number)
}

/// 项目资金: the whole with its rate and points, then where it comes from as far as the table says.
fn funds(source: &SelfEvaluation<'_>, project: &Project, scored: &Scored) -> Vec<Vec<CellOut>> {
    let table = source.head.table;
    let money = source.money.get(&project.id);
    let execution = scored.lines.first();
    let mut upper = block(head(&format!("项目资金（{}）", source.head.unit())), 5, 2);
    upper.extend(["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"].map(head));
    let mut rows = vec![
        upper,
        [
            covered(2),
            vec![
                head("年度资金总额"),
                amount(table, money.and_then(|money| money.opening.as_ref()).map(|budget| budget.amount)),
                amount(table, money.and_then(Money::in_force).map(|budget| budget.amount)),
                amount(table, money.and_then(|money| money.spent.as_ref()).map(|spent| spent.total)),
                execution.map_or_else(|| CellOut::text(""), |line| CellOut::number(line.weight)),
                percent(money.and_then(rate)),
                execution.map_or_else(|| CellOut::text(""), points),
            ],
        ]
        .concat(),
    ];
    for (name, opening) in sources(project) {
        let blank = || CellOut::text("—");
        let cells = vec![head(name), opening, blank(), blank(), blank(), blank(), blank()];
        rows.push([covered(2), cells].concat());
    }
    rows
}

/// Spent of the budget in force, in per cent with two decimals.
pub fn rate(money: &Money) -> Option<domain::Scaled> {
    let (spent, budget) = (Ratio::from(money.spent.as_ref()?.total), Ratio::from(money.in_force()?.amount));
    spent.over(budget)?.times(Ratio::whole(100))?.round(2)
}

/// How many values of indicators were reached, and what became of the promises of the goal that no indicator repeats.
fn reached(source: &SelfEvaluation<'_>, project: &Project, scored: &Scored) -> String {
    let measured = scored.lines.iter().filter(|line| !line.indicator.is_empty());
    let (met, all) = measured.fold((0, 0), |(met, all), line| {
        let full = line.awarded.points.is_some_and(|points| points == line.weight) && line.weight.mantissa > 0;
        (met + i32::from(full), all + 1)
    });
    let mut text = format!("{all} 项指标值中 {met} 项得满分。");
    for clause in &project.goal_clauses {
        let own = source.overview.targets.iter().filter(|view| view.target.of == clause.id);
        for view in own.filter(|view| view.target.covered_by.is_empty() && view.accepted) {
            let unit = view.binding.as_ref().map(|binding| binding.unit.as_str()).unwrap_or_default();
            let came = view.value.as_ref().map(|value| super::actual_text(&value.actual, unit)).unwrap_or_default();
            let verdict = match view.judgement.state {
                State::Met => "达到",
                State::OnTrack => "进行中",
                State::Behind | State::Missed => "未达到",
                _ => continue,
            };
            if !came.is_empty() {
                text.push_str(&format!("“{}”：{came}，{verdict}。", view.target.quote));
            }
        }
    }
    text
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
    let short = own.awarded.points.is_some_and(|points| points != own.weight);
    if parts.is_empty() && short {
        parts.push("（未填写偏差原因）".to_owned());
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
    let over = match scored.lines.iter().any(|line| line.awarded.how == How::OverBudget) {
        true => "支出超过全年预算，执行率只按满分计，超支不是成绩。",
        false => "",
    };
    let set = source.rules;
    let unplaced = if scored.unplaced.is_empty() {
        String::new()
    } else {
        format!("没有一级指标、不计分：{}。", scored.unplaced.join("、"))
    };
    format!(
        "{grade}{unplaced}{origins}{over}计分规则：{}（{}，{}起施行）；每一分的算式见“计分依据” {}。",
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
