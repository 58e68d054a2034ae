//! 项目支出绩效运行监控表: one sheet a project, in the columns of the form that goes to the finance office.

use std::collections::BTreeMap;

use domain::{Period, Scaled};
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{
    Head, amount, block, covered, head, lines, merged, note, percent, run, sheet_name, sources, upright, wide,
};
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
const COLUMNS: u32 = 17;

/// The form of every project.
pub fn monitoring(source: &Monitoring<'_>) -> Workbook {
    let projects = source.head.table.projects.iter().zip(source.rows);
    Workbook { sheets: projects.map(|(project, row)| sheet(source, project, row)).collect() }
}

fn sheet(source: &Monitoring<'_>, project: &Project, row: &Row) -> SheetOut {
    let months = format!("1-{}月", source.last.end().month());
    let remark = source.remarks.get(&project.id).map(|entry| &entry.value);
    let department = source.head.department(project);
    let mut rows = vec![
        wide("项目支出绩效目标执行监控表", COLUMNS, Look::Title),
        wide(format!("（{}年度，{months}）", source.head.year()), COLUMNS, Look::Note),
        [block(head("项目名称"), 1, 3), wide(project.name.clone(), COLUMNS - 3, Look::Body)].concat(),
        [
            block(head("主管部门及代码"), 1, 3),
            wide(department, 4, Look::Body),
            block(head("实施单位"), 1, 4),
            wide(department, COLUMNS - 11, Look::Body),
        ]
        .concat(),
    ];
    rows.extend(funds(source, project, row, &months, remark));
    let goal = project.goal.clone().unwrap_or_default();
    rows.push([block(head("年度总体目标"), 1, 3), wide(goal, COLUMNS - 3, Look::Body)].concat());
    let lines = lines(project, source.overview);
    let [upper, lower] = column_heads(source.rules, &months);
    rows.push([vec![upright("绩效指标", lines.len() + 2)], upper].concat());
    rows.push([covered(1), lower].concat());
    let first: Vec<&str> = lines.iter().map(|line| line.indicator.level1.as_str()).collect();
    let second: Vec<_> = lines.iter().map(|line| (&line.indicator.level1, &line.indicator.level2)).collect();
    let own: Vec<&str> = lines.iter().map(|line| line.indicator.id.as_str()).collect();
    for (at, line) in lines.iter().enumerate() {
        let remark = source.remarks.get(&line.id).map(|entry| &entry.value);
        let said = |text: &dyn Fn(&Remark) -> String| CellOut::text(remark.map(text).unwrap_or_default());
        let tick = |on: bool| CellOut::text(if on { "√" } else { "" });
        let mut cells = covered(1);
        cells.extend([
            merged(&line.indicator.level1, run(&first, at)),
            merged(&line.indicator.level2, run(&second, at)),
            CellOut::text(line.name.clone()),
            merged(&line.promised, run(&own, at)),
            CellOut::text(line.actual()),
            CellOut::text(forecast(line, remark)),
        ]);
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
    rows.push(note(verdict(source, row), COLUMNS));
    if let Some(remark) = remark {
        rows.push(note(of_project(source, project, remark), COLUMNS));
    }
    for text in [
        "注：1.偏差原因分析：针对与预期目标产生偏差的指标值，分别从经费保障、制度保障、人员保障、硬件条件保障等方面判断，勾选后说明原因。",
        "2.完成目标可能性：对应所列的可能性，按目前进度勾选能否完成全年目标。",
        "3.备注：说明预计到年底不能完成目标的原因、拟采取的措施和答复期限。",
        "填报人：　　　　　　联系电话：　　　　　　填报日期：　　　　　　（单位盖章）",
    ] {
        rows.push(note(text, COLUMNS));
    }
    if source.head.demo {
        rows.push(note("演示数据，全部虚构。", COLUMNS));
    }
    let widths = vec![5.0, 10.0, 12.0, 20.0, 24.0, 14.0, 14.0, 7.0, 7.0, 7.0, 7.0, 7.0, 20.0, 7.0, 7.0, 7.0, 18.0];
    SheetOut { name: sheet_name(project), header_rows: 0, landscape: true, widths, rows }
}

/// 项目资金: the whole, then where it comes from as far as the table says.
fn funds(
    source: &Monitoring<'_>,
    project: &Project,
    row: &Row,
    months: &str,
    remark: Option<&Remark>,
) -> Vec<Vec<CellOut>> {
    let (table, money) = (source.head.table, &row.money);
    let heads = ["年初预算数", &format!("{months}执行数"), &format!("{months}执行率"), "全年预计执行数"];
    let widths = [3, 3, 2, 3];
    let mut first = block(head(&format!("项目资金（{}）", source.head.unit())), 5, 3);
    first.extend(block(head("资金来源"), 1, 3));
    first.extend(heads.iter().zip(widths).flat_map(|(text, wide)| block(head(text), 1, wide)));
    // What a person expects of the money stands before what the pace says.
    let expected = remark.map(|remark| remark.forecast.trim()).filter(|said| !said.is_empty());
    let forecast = expected.map_or_else(|| amount(table, money.forecast), CellOut::text);
    let of = |name: &str, cells: [CellOut; 4]| {
        let mut row = covered(3);
        row.extend(block(head(name), 1, 3));
        row.extend(cells.into_iter().zip(widths).flat_map(|(cell, wide)| block(cell, 1, wide)));
        row
    };
    let whole = [amount(table, money.opening), amount(table, money.spent), percent(money.rate), forecast];
    let mut rows = vec![first, of("年度资金总额", whole)];
    for (name, opening) in sources(project) {
        let blank = || CellOut::text("—");
        rows.push(of(name, [opening, blank(), blank(), blank()]));
    }
    rows
}

/// What people said of the project itself.
fn of_project(source: &Monitoring<'_>, project: &Project, remark: &Remark) -> String {
    let mut parts = Vec::new();
    let reasons = source.rules.reasons.iter().filter(|reason| remark.reasons.contains(&reason.key));
    let reasons: Vec<&str> = reasons.map(|reason| reason.name.as_str()).collect();
    if !reasons.is_empty() {
        parts.push(format!("偏差原因：{}", reasons.join("、")));
    }
    if !remark.explanation.is_empty() {
        parts.push(remark.explanation.clone());
    }
    let likely = source.rules.likelihoods.iter().find(|word| remark.likelihood.as_ref() == Some(&word.key));
    parts.extend(likely.map(|word| format!("完成可能性：{}", word.name)));
    let answer = answer(remark, source.answers.get(&project.id));
    parts.extend(Some(answer).filter(|answer| !answer.is_empty()));
    format!("项目说明：{}", parts.join("；"))
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
fn verdict(source: &Monitoring<'_>, row: &Row) -> String {
    let rules = source.rules;
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
    let shown = |amount: Scaled| {
        let (amount, unit) = crate::budgets::shown(source.head.table, amount);
        format!("{}{unit}", amount.grouped())
    };
    if let Some(budget) = row.money.budget.filter(|_| row.money.adjusted) {
        text.push_str(&format!("全年预算数（调整后）{}，执行率以此为分母。", shown(budget)));
    }
    if let Some(above) = row.money.above {
        text.push_str(&format!("支出超过全年预算{}。", shown(above)));
    }
    if !row.money.missing.is_empty() {
        let months: Vec<String> = row.money.missing.iter().map(ToString::to_string).collect();
        text.push_str(&format!("没有支出填报的月份：{}。", months.join("、")));
    }
    text
}
