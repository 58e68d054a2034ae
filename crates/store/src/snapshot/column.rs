//! One column of a snapshot with the fact behind each row.

use std::sync::Arc;

use domain::{CodeSet, Column, ColumnData, FactId, FactValue, MetricKind, Presence, Value};
use jiff::civil::Date;

use super::numbers::Numbers;
use crate::{Result, StoreError};

/// The column formulas read, and the number of the fact in each row (0 where there is none).
/// The last row always has a fact, so that equal contents are equal columns.
#[derive(Clone, Debug)]
pub(super) struct StoredColumn {
    pub(super) column: Column,
    facts: Numbers,
    /// The last batch that changed it.
    pub(super) changed: i64,
}

impl PartialEq for StoredColumn {
    fn eq(&self, other: &Self) -> bool {
        self.facts == other.facts && self.column == other.column
    }
}

fn grow<T: Clone>(values: &mut Vec<T>, rows: usize, filler: T) {
    if values.len() < rows {
        values.resize(rows, filler);
    }
}

fn put<T>(values: &mut [T], row: usize, value: T) {
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

impl StoredColumn {
    pub(super) fn empty(kind: &MetricKind) -> Self {
        let data = match kind {
            MetricKind::Number { .. } => ColumnData::Number(Vec::new()),
            MetricKind::Truth => ColumnData::Truth(Vec::new()),
            MetricKind::Date => ColumnData::Date(Vec::new()),
            MetricKind::Code { .. } => ColumnData::Codes(Vec::new()),
            MetricKind::Text => ColumnData::Text(Vec::new()),
        };
        Self { column: Column { presence: Vec::new(), data }, facts: Numbers::default(), changed: 0 }
    }

    /// A column with the number of the fact in each row.
    pub(super) fn of(column: Column, facts: Numbers) -> Self {
        Self { column, facts, changed: 0 }
    }

    pub(super) fn fact_at(&self, row: usize) -> Option<FactId> {
        Some(self.facts.get(row)).filter(|id| *id != 0).map(FactId)
    }

    /// Fact numbers by row, 0 where there is none.
    pub(super) fn facts(&self) -> &Numbers {
        &self.facts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.facts.len() == 0
    }

    fn resize(&mut self, rows: usize) {
        self.facts.grow(rows);
        grow(&mut self.column.presence, rows, Presence::Absent);
        match &mut self.column.data {
            ColumnData::Number(values) => grow(values, rows, 0),
            ColumnData::Truth(values) => grow(values, rows, false),
            ColumnData::Date(values) => grow(values, rows, Date::default()),
            ColumnData::Codes(values) => grow(values, rows, CodeSet::default()),
            ColumnData::Text(values) => grow(values, rows, Arc::default()),
        }
    }

    /// Puts a fact into a row.
    pub(super) fn set(&mut self, row: usize, fact: i64, value: FactValue) -> Result<()> {
        self.resize(row + 1);
        let presence = match value {
            FactValue::Known(_) => Presence::Known,
            FactValue::NotDue => Presence::NotDue,
            FactValue::Missing => Presence::Missing,
            FactValue::NotApplicable => Presence::NotApplicable,
        };
        self.facts.put(row, fact);
        put(&mut self.column.presence, row, presence);
        match (&mut self.column.data, value) {
            (ColumnData::Number(values), FactValue::Known(Value::Number(value))) => put(values, row, value),
            (ColumnData::Truth(values), FactValue::Known(Value::Truth(value))) => put(values, row, value),
            (ColumnData::Date(values), FactValue::Known(Value::Date(value))) => put(values, row, value),
            (ColumnData::Codes(values), FactValue::Known(Value::Codes(value))) => put(values, row, value),
            (ColumnData::Text(values), FactValue::Known(Value::Text(value))) => put(values, row, value),
            (_, FactValue::Known(_)) => {
                return Err(StoreError::Damaged(format!("fact {fact} is not of its metric's kind")));
            }
            _ => self.fill(row),
        }
        Ok(())
    }

    /// Takes the fact out of a row.
    pub(super) fn clear(&mut self, row: usize) {
        self.facts.put(row, 0);
        put(&mut self.column.presence, row, Presence::Absent);
        self.fill(row);
    }

    fn fill(&mut self, row: usize) {
        match &mut self.column.data {
            ColumnData::Number(values) => put(values, row, 0),
            ColumnData::Truth(values) => put(values, row, false),
            ColumnData::Date(values) => put(values, row, Date::default()),
            ColumnData::Codes(values) => put(values, row, CodeSet::default()),
            ColumnData::Text(values) => put(values, row, Arc::default()),
        }
    }

    /// Gives back room that growing reserved and no row took.
    pub(super) fn fit(&mut self) {
        if self.facts.capacity() <= self.facts.len() + self.facts.len() / 8 {
            return;
        }
        self.facts.shrink_to_fit();
        self.column.presence.shrink_to_fit();
        match &mut self.column.data {
            ColumnData::Number(values) => values.shrink_to_fit(),
            ColumnData::Truth(values) => values.shrink_to_fit(),
            ColumnData::Date(values) => values.shrink_to_fit(),
            ColumnData::Codes(values) => values.shrink_to_fit(),
            ColumnData::Text(values) => values.shrink_to_fit(),
        }
    }

    /// Cuts off rows without a fact at the end.
    pub(super) fn trim(&mut self) {
        let rows = (0..self.facts.len()).rev().find(|row| self.facts.get(*row) != 0).map_or(0, |last| last + 1);
        self.facts.truncate(rows);
        self.column.presence.truncate(rows);
        match &mut self.column.data {
            ColumnData::Number(values) => values.truncate(rows),
            ColumnData::Truth(values) => values.truncate(rows),
            ColumnData::Date(values) => values.truncate(rows),
            ColumnData::Codes(values) => values.truncate(rows),
            ColumnData::Text(values) => values.truncate(rows),
        }
    }
}
