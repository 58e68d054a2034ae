//! One metric in one period for every subject of a kind: the shape in which formulas read facts.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Value;

/// A sorted set of codes, shared between rows that hold the same one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeSet(Arc<[Arc<str>]>);

impl CodeSet {
    /// Sorts and drops repetitions.
    pub fn new<S: AsRef<str>>(codes: impl IntoIterator<Item = S>) -> Self {
        let mut codes: Vec<Arc<str>> = codes.into_iter().map(|code| Arc::from(code.as_ref())).collect();
        codes.sort();
        codes.dedup();
        Self(codes.into())
    }

    /// Whether any of the codes is in the set, or, with `below`, one that lies below it: in lists whose codes begin
    /// with the code above them (C39 above C3973), as in GB/T 4754 and 行政区划.
    pub fn has_any(&self, codes: &[Arc<str>], below: bool) -> bool {
        codes.iter().any(|code| {
            let first = self.0.partition_point(|own| own.as_ref() < code.as_ref());
            self.0.get(first).is_some_and(|own| if below { own.starts_with(code.as_ref()) } else { own == code })
        })
    }

    /// The codes above these, cut to so many characters; codes that are shorter stay.
    #[must_use]
    pub fn upper(&self, length: usize) -> Self {
        let cut = |code: &'_ Arc<str>| -> String { code.chars().take(length).collect() };
        Self::new(self.0.iter().map(cut))
    }

    /// Where it lies in memory: two that are alive and lie at one place are equal, so that rows that share one need not
    /// be compared code by code.
    pub fn address(&self) -> usize {
        self.0.as_ptr().addr()
    }

    /// The codes in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }
}

/// Whether a row of a column has a value, and if not, why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Presence {
    /// Nothing was ever said.
    #[default]
    Absent,
    /// There is a value.
    Known,
    /// Said to be not due yet.
    NotDue,
    /// Said to be missing.
    Missing,
    /// Said not to apply.
    NotApplicable,
}

/// The values; a row without a value holds a filler that must not be read.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnData {
    /// At the metric's scale.
    Number(Vec<i64>),
    /// Yes or no.
    Truth(Vec<bool>),
    /// Calendar days.
    Date(Vec<Date>),
    /// Code sets.
    Codes(Vec<CodeSet>),
    /// Texts.
    Text(Vec<Arc<str>>),
}

/// One column; row `i` speaks of the `i`-th subject of the metric's kind (see [`crate::FactSource::subjects`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Per row, as long as the data.
    pub presence: Vec<Presence>,
    /// Per row.
    pub data: ColumnData,
}

/// One row of a column read by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// There is a value.
    Known(Value),
    /// There is none.
    Unknown(Presence),
}

impl Column {
    /// One row; rows past the end (subjects newer than the column) are absent.
    pub fn cell(&self, row: usize) -> Cell {
        match self.presence.get(row) {
            Some(Presence::Known) => {}
            other => return Cell::Unknown(other.copied().unwrap_or_default()),
        }
        let value = match &self.data {
            ColumnData::Number(values) => values.get(row).map(|v| Value::Number(*v)),
            ColumnData::Truth(values) => values.get(row).map(|v| Value::Truth(*v)),
            ColumnData::Date(values) => values.get(row).map(|v| Value::Date(*v)),
            ColumnData::Codes(values) => values.get(row).map(|v| Value::Codes(v.clone())),
            ColumnData::Text(values) => values.get(row).map(|v| Value::Text(v.clone())),
        };
        value.map_or(Cell::Unknown(Presence::Absent), Cell::Known)
    }
}
