//! What a row that registers a record must hold for its type: every required field, and a date within its period.

use std::collections::BTreeMap;

use domain::{FactValue, Value};

use super::plain::{given, impossible};
use super::types::RecordType;
use super::{KIND, metric};
use crate::Registry;
use crate::problem::{Fault, Problem};
use crate::reading::{ReadFact, Reading, SheetReading};

/// Faults of the rows that name a type of record; rows with a fault already are left as they are.
pub(crate) fn faults(reading: &Reading, registry: &Registry) -> Vec<Problem> {
    let Some(type_metric) = registry.named(metric::TYPE).map(|metric| metric.id) else { return Vec::new() };
    let faulty = reading.faulty_rows();
    let mut rows: BTreeMap<(u32, u32), Vec<&ReadFact>> = BTreeMap::new();
    for fact in &reading.facts {
        let of_record = reading.subjects.get(fact.subject).is_some_and(|subject| subject.kind.as_str() == KIND);
        if of_record && !faulty.contains(&(fact.sheet, fact.row)) {
            rows.entry((fact.sheet, fact.row)).or_default().push(fact);
        }
    }
    let mut found = Vec::new();
    for ((sheet, row), facts) in rows {
        let typed = facts.iter().find(|fact| fact.metric == type_metric);
        let Some(FactValue::Known(Value::Codes(codes))) = typed.map(|fact| &fact.value) else { continue };
        let Some(kind) = codes.iter().next().and_then(|code| registry.types().get(code)) else { continue };
        let Some(sheet) = reading.sheets.iter().find(|one| one.sheet == sheet) else { continue };
        missing(kind, &facts, sheet, row, registry, &mut found);
        negative(kind, &facts, sheet, row, registry, &mut found);
        outside(kind, &facts, sheet, row, registry, &mut found);
    }
    found
}

fn missing(
    kind: &RecordType,
    facts: &[&ReadFact],
    sheet: &SheetReading,
    row: u32,
    registry: &Registry,
    found: &mut Vec<Problem>,
) {
    for name in &kind.required {
        let Some(metric) = registry.named(name) else { continue };
        let said = facts.iter().find(|fact| fact.metric == metric.id);
        if said.is_some_and(|fact| given(&fact.value) || impossible(&fact.value)) {
            continue;
        }
        let of_metric = |role: &crate::Role| matches!(role, crate::Role::Metric { metric: id, .. } if *id == metric.id);
        let column = sheet.columns.iter().find(|column| of_metric(&column.role)).map_or(0, |column| column.column);
        let message = format!("“{}”必须填“{name}”", kind.code);
        let mend = if column == 0 {
            format!("加一列“{name}”并填写")
        } else {
            "填上实际内容；“/”“无”“待补”“未到期”都不算".into()
        };
        found.push(problem(sheet, row, column, "", Fault::new("required_missing", message, mend)));
    }
}

fn negative(
    kind: &RecordType,
    facts: &[&ReadFact],
    sheet: &SheetReading,
    row: u32,
    registry: &Registry,
    found: &mut Vec<Problem>,
) {
    for (name, _) in kind.fields() {
        let Some(metric) = registry.named(name) else { continue };
        let Some(fact) = facts.iter().find(|fact| fact.metric == metric.id && impossible(&fact.value)) else {
            continue;
        };
        let seen = super::sheet::typed(&fact.value, metric);
        let message = format!("“{name}”是 {seen}，发生的事不会是负数");
        found.push(problem(sheet, row, fact.column, &seen, Fault::new("negative", message, "改正数字")));
    }
}

fn outside(
    kind: &RecordType,
    facts: &[&ReadFact],
    sheet: &SheetReading,
    row: u32,
    registry: &Registry,
    found: &mut Vec<Problem>,
) {
    let Some(metric) = registry.named(&kind.period) else { return };
    let Some(fact) = facts.iter().find(|fact| fact.metric == metric.id) else { return };
    let FactValue::Known(Value::Date(day)) = fact.value else { return };
    if fact.period.start() <= day && day <= fact.period.end() {
        return;
    }
    let message = format!("“{}”{day} 不在期间 {} 之内", kind.period, fact.period);
    let fault = Fault::new("date_outside_period", message, "改正日期，或改正期间；跨期的事记在发生的那一期");
    found.push(problem(sheet, row, fact.column, &day.to_string(), fault));
}

fn problem(sheet: &SheetReading, row: u32, column: u32, seen: &str, fault: Fault) -> Problem {
    let heading = sheet.columns.iter().find(|one| one.column == column);
    Problem {
        sheet: sheet.sheet,
        row,
        column,
        place: sheet.locator(row, column.max(1)),
        heading: heading.map(|one| one.heading.clone()).unwrap_or_default(),
        code: fault.code,
        seen: seen.to_owned(),
        message: fault.message,
        mend: fault.mend,
        suggestion: fault.suggestion,
        fatal: false,
    }
}
