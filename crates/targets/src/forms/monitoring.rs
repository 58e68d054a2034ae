//! 项目支出绩效运行监控表: one sheet a project, in the columns of the form that goes to the finance office.

use std::collections::BTreeMap;

use domain::{Period, Scaled};
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{Head, amount, block, covered, head, lines, note, percent, sheet_name, wide};
use crate::appraisal::{Answer, Entry, Remark, is_answered};
use crate::model::Project;
use crate::monitoring::{Quadrant, Row, Rules};
use crate::overview::Overview;

/// What the form is made from.
#[derive(Clone, Copy)]
pub struct Monitoring<'a> {
    /// The table and whether it is simulated.
    pub head: Head<'a>,
    /// The rules.
    pub rules: &'a Rules,
    /// The last month.
    pub last: Period,
    /// The table judged at its end.
    pub overview: &'a Overview,
    /// Money and goals by project.
    pub rows: &'a [Row],
    /// What people said, by project and line.
    pub remarks: &'a BTreeMap<String, Entry<Remark>>,
    /// What those answered who had to.
    pub answers: &'a BTreeMap<String, Entry<Answer>>,
}

/// Columns of the form.
const COLUMNS: u32 = 16;

/// The form of every project.
pub fn monitoring(source: &Monitoring<'_>) -> Workbook {
    let projects = source.head.table.projects.iter().zip(source.rows);
    Workbook { sheets: projects.map(|(project, row)| sheet(source, project, row)).collect() }
}

fn sheet(source: &Monitoring<'_>, project: &Project, row: &Row) -> SheetOut {
    let (table, months) = (source.head.table, format!("1-{}月", source.last.end().month()));
    let label = |text: &str| head(text);
    let mut rows = vec![
        wide(format!("{}年度项目支出绩效运行监控表", source.head.year()), COLUMNS, Look::Title),
        wide(format!("（{}年{months}）", source.head.year()), COLUMNS, Look::Note),
        [block(label("项目名称"), 1, 3), wide(project.name.clone(), COLUMNS - 3, Look::Body)].concat(),
        [block(label("主管部门"), 1, 3), wide(source.head.department(project), COLUMNS - 3, Look::Body)].concat(),
    ];
    let heads = ["年初预算数", "全年预算数", &format!("{months}执行数"), &format!("{months}执行率"), "全年预计执行数"];
    let mut first = block(label(&format!("项目资金（{}）", source.head.unit())), 2, 3);
    first.extend(block(label(""), 1, 3));
    first.extend(heads.iter().flat_map(|text| block(label(text), 1, 2)));
    let mut second = covered(3);
    second.extend(block(label("年度资金总额"), 1, 3));
    let money = &row.money;
    for cell in [
        amount(table, money.opening),
        amount(table, money.budget),
        amount(table, money.spent),
        percent(money.rate),
        amount(table, money.forecast),
    ] {
        second.extend(block(cell, 1, 2));
    }
    rows.extend([first, second]);
    let goal = project.goal.clone().unwrap_or_default();
    rows.push([block(label("年度总体目标"), 1, 3), wide(goal, COLUMNS - 3, Look::Body)].concat());
    rows.extend(column_heads(source.rules, &months));
    for line in lines(project, source.overview) {
        let remark = source.remarks.get(&line.id).map(|entry| &entry.value);
        let said = |text: &dyn Fn(&Remark) -> String| CellOut::text(remark.map(text).unwrap_or_default());
        let tick = |on: bool| CellOut::text(if on { "√" } else { "" });
        let mut cells = vec![
            CellOut::text(line.indicator.level1.clone()),
            CellOut::text(line.indicator.level2.clone()),
            CellOut::text(line.name.clone()),
            CellOut::text(line.promised.clone()),
            CellOut::text(line.actual()),
            CellOut::text(forecast(&line, remark)),
        ];
        for reason in &source.rules.reasons {
            cells.push(tick(remark.is_some_and(|remark| remark.reasons.contains(&reason.key))));
        }
        cells.push(said(&|remark| remark.explanation.clone()));
        for word in &source.rules.likelihoods {
            cells.push(tick(remark.is_some_and(|remark| remark.likelihood.as_ref() == Some(&word.key))));
        }
        cells.push(said(&|remark| answer(remark, source.answers.get(&line.id))));
        rows.push(cells);
    }
    rows.push(note(verdict(source.rules, row), COLUMNS));
    if let Some(remark) = source.remarks.get(&project.id).map(|entry| &entry.value) {
        rows.push(note(
            format!("项目说明：{} {}", remark.explanation, answer(remark, source.answers.get(&project.id))),
            COLUMNS,
        ));
    }
    if source.head.demo {
        rows.push(note("演示数据，全部虚构。", COLUMNS));
    }
    let widths = vec![10.0, 12.0, 20.0, 24.0, 14.0, 14.0, 6.0, 6.0, 6.0, 6.0, 6.0, 20.0, 6.0, 6.0, 6.0, 18.0];
    SheetOut { name: sheet_name(project), header_rows: 0, landscape: true, widths, rows }
}

/// Two rows of headings: the reasons and the likelihood have a column for each word.
fn column_heads(rules: &Rules, months: &str) -> [Vec<CellOut>; 2] {
    let (reasons, likelihoods) = (rules.reasons.len() as u32, rules.likelihoods.len() as u32);
    let single = ["一级指标", "二级指标", "三级指标", "年度指标值", &format!("{months}执行情况"), "全年预计完成情况"];
    let mut upper: Vec<CellOut> = single.iter().flat_map(|text| block(head(text), 2, 1)).collect();
    upper.extend(block(head("偏差原因分析"), 1, reasons + 1));
    upper.extend(block(head("完成目标可能性"), 1, likelihoods));
    upper.extend(block(head("备注"), 2, 1));
    let mut lower = covered(6);
    lower.extend(rules.reasons.iter().map(|word| head(&word.name)));
    lower.push(head("原因说明"));
    lower.extend(rules.likelihoods.iter().map(|word| head(&word.name)));
    lower.extend(covered(1));
    [upper, lower]
}

/// What a person expects, else what the pace says, else what holds now.
fn forecast(line: &super::FormLine<'_>, remark: Option<&Remark>) -> String {
    if let Some(said) = remark.map(|remark| remark.forecast.trim()).filter(|said| !said.is_empty()) {
        return said.to_owned();
    }
    let Some(view) = line.view.filter(|view| view.accepted) else { return String::new() };
    match view.judgement.forecast {
        None => line.actual(),
        Some(number) => format!("{number}{}", line.unit()),
    }
}

/// Who answers by when, what they answered, and the note.
fn answer(remark: &Remark, answer: Option<&Entry<Answer>>) -> String {
    let mut parts = Vec::new();
    if !remark.owner.is_empty() {
        parts.push(format!("责任：{}", remark.owner));
    }
    if let Some(due) = remark.due {
        parts.push(format!("{due}前答复"));
    }
    if !remark.measures.is_empty() {
        parts.push(format!("措施：{}", remark.measures));
    }
    if let Some(answer) = answer.map(|entry| &entry.value).filter(|answer| is_answered(remark, Some(answer))) {
        parts.push(format!("答复：{}", answer.text));
    }
    parts.join("；")
}

/// The quadrant in words with the figures it rests on.
fn verdict(rules: &Rules, row: &Row) -> String {
    let words = match row.quadrant {
        Some(Quadrant::LittleBehind) => "支出慢、目标慢",
        Some(Quadrant::SpentBehind) => "支出不慢、目标慢",
        Some(Quadrant::LittleKept) => "支出少、目标已达到或不慢",
        Some(Quadrant::OnTrack) => "支出与目标都按进度",
        None => "缺支出数或没有可以判断的目标，不作判断",
    };
    let share = |share: Option<Scaled>| share.map_or_else(|| "—".to_owned(), |share| format!("{share}%"));
    let mut text = format!(
        "双监控：{words}。执行率 {}，目标进度 {}，时序 {}%；低于 {} 个百分点以上为慢（{}，{}）。",
        share(row.money.rate),
        share(row.goal.progress),
        row.elapsed,
        rules.behind_points,
        rules.name,
        rules.label(),
    );
    if let Some(above) = row.money.above {
        text.push_str(&format!("支出超过全年预算 {above} 元。"));
    }
    if !row.money.missing.is_empty() {
        let months: Vec<String> = row.money.missing.iter().map(ToString::to_string).collect();
        text.push_str(&format!("没有支出填报的月份：{}。", months.join("、")));
    }
    text
}
