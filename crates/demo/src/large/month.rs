//! One month of all firms: the file as it would have come, the facts in it, and its faults.

use std::io::Write;

use domain::{FactStatus, FactValue, Period, Scaled, Subject, Value};
use store::{FactDraft, FactPlace};

use super::LargeDistrict;
use super::dirt::{Dirt, DirtKind};
use super::measures::MEASURES;
use super::values::month_number;

/// One month's file with what it says.
#[derive(Clone, Debug)]
pub struct MonthlyFile {
    /// File name.
    pub name: String,
    /// The file, a csv.
    pub bytes: Vec<u8>,
    /// Its facts, in the order of its cells.
    pub facts: Vec<FactDraft>,
    /// Its faults.
    pub dirt: Vec<Dirt>,
}

/// Columns before the first metric: credit code and name.
const LEADING: u32 = 2;

impl LargeDistrict {
    /// Draws a month.
    pub fn month(&self, month: Period) -> MonthlyFile {
        let mut file = MonthlyFile {
            name: format!("演示区企业月报{month}.csv"),
            bytes: Vec::new(),
            facts: Vec::with_capacity(self.firms.len() * MEASURES.len()),
            dirt: Vec::new(),
        };
        file.bytes.extend_from_slice("统一社会信用代码,企业名称".as_bytes());
        for measure in MEASURES {
            file.bytes.push(b',');
            file.bytes.extend_from_slice(measure.name.as_bytes());
        }
        file.bytes.push(b'\n');
        let mut row = 1;
        for firm in 0..self.firms.len() {
            row = self.returned(&mut file, firm, month, row);
        }
        file
    }

    /// Writes the rows of one firm from a row on; the next free row.
    fn returned(&self, file: &mut MonthlyFile, firm: usize, month: Period, row: u32) -> u32 {
        let number = month_number(month);
        let first = month_number(self.months().first().copied().unwrap_or(month));
        let befallen = self.befalls_return(firm, number);
        // There is nothing to repeat before the first month.
        let repeats = match befallen {
            Some(DirtKind::Stale) if number > first => number - 1,
            Some(DirtKind::WrongPeriod) if number >= first + 12 => number - 12,
            _ => number,
        };
        let mut cells = Vec::with_capacity(MEASURES.len());
        for measure in 0..MEASURES.len() {
            if !self.applies(firm, measure) {
                cells.push((FactValue::NotApplicable, None));
                continue;
            }
            let truth = self.truth(firm, measure, number);
            let cell = if befallen == Some(DirtKind::Missing) {
                (FactValue::Missing, Some((DirtKind::Missing, truth, None)))
            } else if let (Some(kind), true) = (befallen, repeats != number) {
                let old = self.truth(firm, measure, repeats);
                (known(old), (old != truth).then_some((kind, truth, Some(old))))
            } else {
                match self.befalls_cell(firm, measure, number, truth) {
                    None => (known(truth), None),
                    Some((kind, None)) => (FactValue::Missing, Some((kind, truth, None))),
                    Some((kind, Some(written))) => (known(written), Some((kind, truth, Some(written)))),
                }
            };
            cells.push(cell);
        }
        self.write_row(file, firm, month, row, &cells);
        if befallen != Some(DirtKind::Duplicate) {
            return row + 1;
        }
        // The second row says the same but for the first figure, which counts as it came last.
        let truth = self.truth(firm, 0, number);
        let other = truth / 100 * 93;
        for cell in &mut cells {
            cell.1 = None;
        }
        if let Some(cell) = cells.first_mut() {
            *cell = (known(other), Some((DirtKind::Duplicate, truth, Some(other))));
        }
        self.write_row(file, firm, month, row + 1, &cells);
        row + 2
    }

    fn write_row(&self, file: &mut MonthlyFile, firm: usize, month: Period, row: u32, cells: &[Drawn]) {
        let (Some(of), Some(entity)) = (self.firms.get(firm), self.entities.get(firm)) else { return };
        file.bytes.extend_from_slice(of.code.as_bytes());
        file.bytes.push(b',');
        file.bytes.extend_from_slice(of.name.as_bytes());
        for (measure, (value, dirt)) in cells.iter().enumerate() {
            let (Some(shape), Some(metric)) = (MEASURES.get(measure), self.metrics.get(measure)) else { continue };
            file.bytes.push(b',');
            // Writing to memory does not fail.
            let _ = match value {
                FactValue::Known(Value::Number(number)) => write!(file.bytes, "{}", Scaled::new(*number, shape.scale)),
                FactValue::NotApplicable => write!(file.bytes, "/"),
                _ => write!(file.bytes, "—"),
            };
            let column = LEADING + measure as u32;
            file.facts.push(FactDraft {
                subject: Subject::One(*entity),
                metric: *metric,
                period: month,
                value: value.clone(),
                status: FactStatus::Submitted,
                place: Some(FactPlace { sheet: 0, row, column }),
            });
            if let Some((kind, truth, written)) = *dirt {
                file.dirt.push(Dirt { kind, firm, measure, month, row, column, truth, written });
            }
        }
        file.bytes.push(b'\n');
    }
}

/// A cell, and what is wrong with it: the sort of fault, the truth, what was written.
type Drawn = (FactValue, Option<(DirtKind, i64, Option<i64>)>);

fn known(number: i64) -> FactValue {
    FactValue::Known(Value::Number(number))
}
