//! A record as a sheet of one row, so that what is typed into a form goes the way of an imported register; and the
//! empty register of a type, for those who fill in sheets.

use std::collections::BTreeMap;

use domain::{FactValue, MetricDef, MetricKind, Scaled, Value};
use tabular::{CellOut, Look, SheetOut};

use super::{RecordType, metric};
use crate::Registry;

/// The columns every register begins with.
const FIRST: [&str; 4] = ["记录编号", "记录名称", "期间", metric::TYPE];

/// How a metric stands at the head of a column: with its unit where it has one.
pub fn heading(of: &MetricDef) -> String {
    match &of.kind {
        MetricKind::Number { unit, .. } if !unit.symbol().is_empty() => format!("{}（{}）", of.name, unit.symbol()),
        _ => of.name.clone(),
    }
}

/// The headings of a register of a type.
fn headings(kind: &RecordType, registry: &Registry) -> Vec<String> {
    let mut all: Vec<String> = FIRST.iter().map(|heading| (*heading).to_owned()).collect();
    all.extend(kind.fields().filter_map(|(name, _)| registry.named(name)).map(heading));
    all
}

/// A register of a type: headings and, of each row, number, name, period and fields by name.
pub fn sheet_of(kind: &RecordType, registry: &Registry, rows: &[([&str; 3], &BTreeMap<String, String>)]) -> SheetOut {
    let head = headings(kind, registry).into_iter().map(|heading| CellOut::text(heading).with_look(Look::Header));
    let mut out = vec![head.collect()];
    for ([number, name, period], fields) in rows {
        let mut row: Vec<CellOut> = [*number, *name, *period, &kind.code].map(CellOut::text).into();
        for (name, _) in kind.fields().filter(|(name, _)| registry.named(name).is_some()) {
            row.push(CellOut::text(fields.get(name).map_or("", |text| text.trim())));
        }
        out.push(row);
    }
    SheetOut { name: kind.code.clone(), header_rows: 1, rows: out, ..SheetOut::default() }
}

/// A value as one would type it.
pub fn typed(value: &FactValue, metric: &MetricDef) -> String {
    match (value, &metric.kind) {
        (FactValue::Known(Value::Number(number)), MetricKind::Number { scale, .. }) => {
            Scaled::new(*number, *scale).to_string()
        }
        (FactValue::Known(Value::Number(number)), _) => number.to_string(),
        (FactValue::Known(Value::Truth(truth)), _) => (if *truth { "是" } else { "否" }).to_owned(),
        (FactValue::Known(Value::Date(day)), _) => day.to_string(),
        (FactValue::Known(Value::Codes(codes)), _) => codes.iter().collect::<Vec<_>>().join("、"),
        (FactValue::Known(Value::Text(text)), _) => text.to_string(),
        (FactValue::NotApplicable, _) => "/".to_owned(),
        (FactValue::NotDue, _) => "未到期".to_owned(),
        (FactValue::Missing, _) => String::new(),
    }
}
