//! A document against the declared metrics: finds the header row of each sheet and reads the rows under it.

use std::collections::HashMap;

use domain::{Scaled, Unit};
use tabular::{Document, Row, Sheet};

use crate::choices::{ReadOptions, SheetChoice};
use crate::heading::{self, Role, read_period};
use crate::problem::Fault;
use crate::reading::{ColumnReading, Reading, SheetReading};
use crate::rows::{Known, Rows, Table};
use crate::{Problem, Registry};

/// Rows looked through for the headings.
pub(crate) const HEADER_WITHIN: usize = 40;

/// Reads all sheets of a document. Faults are collected, never thrown; nothing is stored.
pub fn read(document: &Document, registry: &Registry, options: &ReadOptions) -> Reading {
    let mut reading = Reading {
        file: document.name.clone(),
        sha256: document.sha256,
        sheets: Vec::new(),
        subjects: Vec::new(),
        facts: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        rows: 0,
    };
    let mut known = Known::new();
    for (index, sheet) in document.sheets.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        if let Some((at, table)) = find_table(index, sheet, registry, options) {
            read_sheet(&mut reading, &mut known, sheet, at, table, registry);
        }
    }
    let of_records = crate::records::faults(&reading, registry);
    if !of_records.is_empty() {
        reading.problems.extend(of_records);
        reading.problems.sort_by_key(|problem| (problem.sheet, problem.row));
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
    known: &mut Known,
    sheet: &Sheet,
    at: usize,
    table: SheetReading,
    registry: &Registry,
) {
    let headings = Table::new(sheet, &table);
    for column in table.columns.iter().filter(|c| c.role == Role::Ignored { expected: false }) {
        let message = format!("“{}”不是已登记的指标，这一列不导入", column.heading);
        let fault = Fault::new("unknown_heading", message, "在“对应各列”里选定指标，或请管理员登记指标");
        reading.warnings.push(headings.problem(table.header, column.column, &column.heading, fault, false));
    }
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

/// The sheets with their columns as they would be read; a sheet whose headings say nothing with the row that most
/// looks like headings, for a person to say what they mean.
pub fn propose(document: &Document, registry: &Registry, options: &ReadOptions) -> Vec<SheetReading> {
    let mut found = Vec::new();
    for (index, sheet) in document.sheets.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let mut choice = options.sheets.get(&index).cloned().unwrap_or_default();
        choice.skip = false;
        let table = match find(index, sheet, registry, options, &choice) {
            Some((_, table)) => Some(table),
            None => {
                choice.header = likely_header(sheet);
                choice.header.and_then(|_| find(index, sheet, registry, options, &choice)).map(|(_, table)| table)
            }
        };
        found.extend(table);
    }
    found
}

/// The first row with several texts and no numbers that is nearly as full as the fullest.
fn likely_header(sheet: &Sheet) -> Option<u32> {
    let texts = |row: &Row| row.cells.iter().filter(|cell| !cell.text.trim().is_empty()).count();
    let rows = || sheet.rows.iter().take(HEADER_WITHIN);
    let most = rows().map(texts).max().filter(|most| *most >= 2)?;
    let numeric = |row: &Row| row.cells.iter().any(|cell| cell.text.trim().parse::<Scaled>().is_ok());
    rows().find(|row| texts(row) * 2 > most && texts(row) >= 2 && !numeric(row)).map(|row| row.number)
}

fn find_table(index: u32, sheet: &Sheet, registry: &Registry, options: &ReadOptions) -> Option<(usize, SheetReading)> {
    let chosen = options.sheets.get(&index);
    if chosen.is_some_and(|choice| choice.skip) {
        return None;
    }
    find(index, sheet, registry, options, &chosen.cloned().unwrap_or_default())
}

/// The chosen header row; without a choice the first that names a subject's key and a metric, failing that, a key or
/// a name and a metric.
fn find(
    index: u32,
    sheet: &Sheet,
    registry: &Registry,
    options: &ReadOptions,
    choice: &SheetChoice,
) -> Option<(usize, SheetReading)> {
    let mut unit = None;
    let mut period = options.period;
    for (at, row) in sheet.rows.iter().enumerate() {
        if at >= HEADER_WITHIN && choice.header.is_none_or(|header| row.number > header) {
            break;
        }
        let stated_unit = unit.clone().or_else(|| options.unit.clone());
        let mut roles: Vec<Role> =
            row.cells.iter().map(|cell| heading::role(&cell.text, stated_unit.as_ref(), registry)).collect();
        let speaks = roles.iter().any(|role| matches!(role, Role::Key { .. } | Role::Name { .. }));
        let measures = roles.iter().any(|role| matches!(role, Role::Metric { .. }));
        let header = choice.header.map_or(speaks && measures, |header| header == row.number);
        if !header {
            unit = stated(row, "单位").map(|text| Unit::named(&text)).or(unit);
            let said = ["期间", "所属期", "报告期"].iter().find_map(|label| stated(row, label));
            period = options.period.or(said.and_then(|text| read_period(&text))).or(period);
            continue;
        }
        for (role, cell) in roles.iter_mut().zip(&row.cells) {
            if let Some(chosen) = choice.columns.get(&cell.column) {
                *role = match chosen {
                    // Chosen without a unit: what heading or sheet say of it still holds.
                    Role::Metric { metric, unit: None } => {
                        heading::metric(&cell.text, *metric, stated_unit.as_ref(), registry)
                    }
                    other => other.clone(),
                };
            }
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
            kind: sheet.kind,
            header: row.number,
            unit: stated_unit,
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
