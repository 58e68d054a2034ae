//! Registers of records, one workbook for each account and type, and the acceptances by a second person after them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::dice::Dice;
use crate::firms::{CHAINS, Firm, INTEGRATED_CIRCUITS, SOFTWARE};
use crate::record_plan::{Amount, PLANS, Plan};
use crate::sheet::{Plain, day, number, text};
use crate::{DemoError, DemoFile};

/// One record as registered.
struct Record {
    number: String,
    name: String,
    on: Date,
    organiser: String,
    class: Option<&'static str>,
    values: Vec<i64>,
    accepted: bool,
    visitors: Option<String>,
    rehearsal: bool,
}

/// The type whose records must be found valid to count.
const COMPLAINT: &str = "有效投诉";

/// Types whose records name the group that came.
const VISITED: [&str; 2] = ["枢纽接待", "元创中心接待"];

pub(crate) fn files(firms: &[Firm], dice: &mut Dice) -> Result<Vec<DemoFile>, DemoError> {
    let mut kinds: Vec<&'static str> = Vec::new();
    for plan in PLANS {
        if !kinds.contains(&plan.kind) {
            kinds.push(plan.kind);
        }
    }
    let mut registers = Vec::new();
    let mut acceptances = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        let plans: Vec<&Plan> = PLANS.iter().filter(|plan| plan.kind == *kind).collect();
        let Some(first) = plans.first() else { continue };
        let mut records = Vec::new();
        for plan in &plans {
            invent(plan, index + 1, &mut records, firms, dice);
        }
        registers.push(register(first, &records)?);
        acceptances.push(acceptance(first, &records));
    }
    registers.extend(acceptances);
    Ok(registers)
}

fn invent(plan: &Plan, kind: usize, records: &mut Vec<Record>, firms: &[Firm], dice: &mut Dice) {
    let count = plan.accepted + plan.waiting;
    let ((from_month, from_day), (to_month, to_day)) = plan.days;
    let (from, to) = (date(2024, from_month, from_day), date(2024, to_month, to_day));
    let span = i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let columns: Vec<Vec<i64>> = plan.values.iter().map(|(_, amount)| draw(*amount, plan, dice)).collect();
    for nth in 0..count {
        let step = if count > 1 { span * nth as i64 / (count as i64 - 1) } else { 0 };
        let number = records.len() + 1;
        records.push(Record {
            number: format!("JL{kind:02}-2024-{number:03}"),
            name: format!("{}第{}次", plan.about, nth + 1),
            on: from.checked_add(step.days()).unwrap_or(from),
            organiser: organiser(plan, firms, dice),
            class: plan.class.map(|class| class.1),
            values: columns.iter().filter_map(|column| column.get(nth).copied()).collect(),
            accepted: nth < plan.accepted,
            visitors: VISITED.contains(&plan.kind).then(|| format!("演示来访团组{:02}", nth + 1)),
            rehearsal: false,
        });
    }
    if plan.extra {
        extra(plan, kind, records);
    }
}

/// A group that came twice on one day, and a rehearsal: accepted both, counted neither.
fn extra(plan: &Plan, kind: usize, records: &mut Vec<Record>) {
    let Some(first) = records.first() else { return };
    let (on, organiser, values) = (first.on, first.organiser.clone(), first.values.clone());
    let group = first.visitors.clone();
    for (about, visitors, rehearsal) in [("同日再访", group, false), ("流程彩排", Some("演示讲解队".to_owned()), true)]
    {
        records.push(Record {
            number: format!("JL{kind:02}-2024-{:03}", records.len() + 1),
            name: format!("{}{about}", plan.about),
            on,
            organiser: organiser.clone(),
            class: None,
            values: values.clone(),
            accepted: true,
            visitors,
            rehearsal,
        });
    }
}

fn draw(amount: Amount, plan: &Plan, dice: &mut Dice) -> Vec<i64> {
    let count = plan.accepted + plan.waiting;
    match amount {
        Amount::Each(value) => vec![value; count],
        Amount::Between(low, high) => (0..count).map(|_| dice.between(low, high)).collect(),
        Amount::Total(total) => {
            let parts = plan.accepted.max(1) as i64;
            let mut values: Vec<i64> = (0..parts).map(|nth| total * (nth + 1) / parts - total * nth / parts).collect();
            values.resize(count, total / parts);
            values
        }
    }
}

/// A firm of the fitting chain for what is paid to firms, else the centre or park that did it.
fn organiser(plan: &Plan, firms: &[Firm], dice: &mut Dice) -> String {
    let chain = match plan.class.map(|class| class.1) {
        Some("软件互联网") => Some(SOFTWARE),
        Some("集成电路") => Some(INTEGRATED_CIRCUITS),
        Some(_) if plan.kind == "政策兑现" || plan.kind == "人才支持" => None,
        _ => return format!("演示区{}承办单位", CHAINS[(dice.next() % CHAINS.len() as u64) as usize].name),
    };
    let fitting: Vec<&Firm> = firms.iter().filter(|firm| chain.is_none_or(|c| c == firm.chain)).collect();
    if fitting.is_empty() { "演示企业".to_owned() } else { dice.pick(&fitting).name.clone() }
}

fn is_money(column: &str) -> bool {
    column == "金额"
}

fn register(plan: &Plan, records: &[Record]) -> Result<DemoFile, DemoError> {
    let mut headings = vec!["记录编号", "记录名称", "期间", "记录类型", "发生日期", "关联项目", "承办单位"];
    headings.extend(plan.class.map(|class| class.0));
    for (column, _) in plan.values {
        headings.push(if is_money(column) { "金额（元）" } else { column });
        if is_money(column) {
            headings.push("合规金额（元）");
        }
    }
    let visited = records.iter().any(|record| record.visitors.is_some());
    let rehearsed = records.iter().any(|record| record.rehearsal);
    if visited {
        headings.push("来访单位");
    }
    if rehearsed {
        headings.push("是否彩排");
    }
    let complaint = plan.kind == COMPLAINT;
    if complaint {
        headings.push("投诉成立");
    }
    headings.extend(["凭证档号", "说明"]);
    let title = format!("{}登记表（演示数据）", plan.kind);
    let mut sheet = Plain::new(plan.kind, &[&title], &headings);
    for record in records {
        let mut row = vec![
            text(&record.number),
            text(&record.name),
            text("2024"),
            text(plan.kind),
            day(record.on),
            text(plan.project),
            text(&record.organiser),
        ];
        row.extend(record.class.map(text));
        for ((column, _), value) in plan.values.iter().zip(&record.values) {
            row.push(number(*value, 0));
            if is_money(column) {
                row.push(number(*value, 0));
            }
        }
        if visited {
            row.push(text(record.visitors.clone().unwrap_or_default()));
        }
        if rehearsed {
            row.push(text(if record.rehearsal { "是" } else { "否" }));
        }
        if complaint {
            // Looked into and found to be none.
            row.push(text("否"));
        }
        row.push(text(format!("演示档案-{}", record.number)));
        row.push(text(format!("{}，凭证已归档（演示）", plan.about)));
        sheet.push(row);
    }
    Ok(DemoFile {
        name: format!("{}登记表2024.xlsx", plan.kind),
        bytes: sheet.xlsx()?,
        by: plan.by,
        note: format!("{}登记（演示数据）", plan.kind),
        accepted: false,
    })
}

/// The second person's list; what waits is not on it, what was looked at and refused says 否.
fn acceptance(plan: &Plan, records: &[Record]) -> DemoFile {
    let mut sheet = Plain::new("采纳", &[], &["记录编号", "期间", "已采纳"]);
    for record in records {
        if record.accepted {
            sheet.push(vec![text(&record.number), text("2024"), text("是")]);
        } else if plan.kind == COMPLAINT {
            sheet.push(vec![text(&record.number), text("2024"), text("否")]);
        }
    }
    DemoFile {
        name: format!("{}采纳清单2024.csv", plan.kind),
        bytes: sheet.csv(),
        by: "review",
        note: format!("{}采纳（演示数据）", plan.kind),
        accepted: true,
    }
}
