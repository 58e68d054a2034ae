//! A document against the declared metrics: finds the header row of each sheet and reads the rows under it.

use std::collections::HashMap;

use domain::{Period, Scaled, SubjectKind, Unit};
use tabular::{Document, Row, Sheet};

use crate::heading::{self, Role, read_period};
use crate::reading::{ColumnReading, Reading, SheetReading};
use crate::rows::{Rows, Table};
use crate::{Problem, Registry};

/// Rows looked through for the headings.
const HEADER_WITHIN: usize = 40;

/// What the file itself does not say.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The period of every row of a file without a period column.
    pub period: Option<Period>,
}

/// Reads all sheets of a document. Faults are collected, never thrown; nothing is stored.
pub fn read(document: &Document, registry: &Registry, options: &ReadOptions) -> Reading {
    let mut reading = Reading {
        file: document.name.clone(),
        sha256: document.sha256,
        sheets: Vec::new(),
        subjects: Vec::new(),
        facts: Vec::new(),
        problems: Vec::new(),
        rows: 0,
    };
    let mut known = HashMap::new();
    for (index, sheet) in document.sheets.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        if let Some((at, table)) = find_table(index, sheet, registry, options) {
            read_sheet(&mut reading, &mut known, sheet, at, table, registry);
        }
    }
    if reading.sheets.is_empty() {
        reading.problems.push(Problem {
            sheet: 0,
            row: 0,
            column: 0,
            place: document.name.clone(),
            heading: String::new(),
            code: "no_header",
            seen: String::new(),
            message: "没有找到表头：需要一行同时写有编号列（如 统一社会信用代码、记录编号）和指标名称".into(),
            mend: "按导入模板补上表头，或检查指标名称是否已登记".into(),
            suggestion: None,
            fatal: true,
        });
    }
    reading
}

fn read_sheet(
    reading: &mut Reading,
    known: &mut HashMap<(SubjectKind, String, String), usize>,
    sheet: &Sheet,
    at: usize,
    table: SheetReading,
    registry: &Registry,
) {
    let headings = Table::new(sheet, &table);
    let before = reading.problems.len();
    headings.check(registry, &mut reading.problems);
    if reading.problems.len() == before {
        let mut rows =
            Rows { table: &headings, registry, reading, known, seen: HashMap::new(), grains: HashMap::new() };
        let mut count = 0;
        for row in sheet.rows.iter().skip(at + 1) {
            count += usize::from(rows.read(row));
        }
        reading.rows += count;
        reading.sheets.push(SheetReading { rows: count, ..table });
    } else {
        reading.sheets.push(table);
    }
}

/// The header row: the first that names a subject's key and a metric; failing that, a key or a name and a metric.
fn find_table(index: u32, sheet: &Sheet, registry: &Registry, options: &ReadOptions) -> Option<(usize, SheetReading)> {
    let mut unit = None;
    let mut period = options.period;
    for (at, row) in sheet.rows.iter().take(HEADER_WITHIN).enumerate() {
        let roles: Vec<Role> =
            row.cells.iter().map(|cell| heading::role(&cell.text, unit.as_ref(), registry)).collect();
        let speaks = roles.iter().any(|role| matches!(role, Role::Key { .. } | Role::Name { .. }));
        let measures = roles.iter().any(|role| matches!(role, Role::Metric { .. }));
        if !(speaks && measures) {
            unit = stated(row, "单位").map(|text| Unit::named(&text)).or(unit);
            let said = ["期间", "所属期", "报告期"].iter().find_map(|label| stated(row, label));
            period = options.period.or(said.and_then(|text| read_period(&text))).or(period);
            continue;
        }
        let columns = row.cells.iter().zip(roles).map(|(cell, role)| ColumnReading {
            column: cell.column,
            heading: cell.text.trim().to_owned(),
            conversion: conversion(&role, registry),
            role,
        });
        let table = SheetReading {
            sheet: index,
            name: sheet.name.clone(),
            header: row.number,
            unit,
            period,
            columns: columns.collect(),
            rows: 0,
        };
        return Some((at, table));
    }
    None
}

/// What follows a label above the table, in the same cell (`单位：万元`) or the next.
fn stated(row: &Row, label: &str) -> Option<String> {
    for (i, cell) in row.cells.iter().enumerate() {
        let text: String = cell.text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.trim_matches(['（', '）', '(', ')']);
        let Some(rest) = text.strip_prefix(label) else { continue };
        let said = rest.trim_start_matches(['：', ':']);
        if !said.is_empty() && said.len() < rest.len() {
            return Some(said.to_owned());
        }
        if said.is_empty() {
            return row.cells.get(i + 1).map(|next| next.text.trim().to_owned()).filter(|next| !next.is_empty());
        }
    }
    None
}

/// How a column's numbers become the metric's, in words, when the units differ.
fn conversion(role: &Role, registry: &Registry) -> Option<String> {
    let Role::Metric { metric, unit: Some(from) } = role else { return None };
    let domain::MetricKind::Number { unit: to, .. } = &registry.metric(*metric)?.kind else { return None };
    if from.symbol() == to.symbol() || from.dimension() != to.dimension() {
        return None;
    }
    let factor = (0..=Scaled::MAX_SCALE).find_map(|scale| {
        crate::value::convert(Scaled::new(1, 0), from, to, scale).map(|mantissa| Scaled::new(mantissa, scale))
    });
    Some(match factor {
        Some(factor) => format!("{from} → {to} ×{factor}"),
        None => format!("{from} → {to}"),
    })
}
