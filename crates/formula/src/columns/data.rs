//! A column under evaluation: facts as they stand, or computed values, one for each row or one for all.

use domain::{Column, ColumnData, Presence};

use crate::typed::Datum;

use super::UNKNOWN;

/// The values of a column.
pub(crate) enum Cells<'a> {
    /// Facts of one period, read in place.
    Facts(&'a Column),
    /// Mantissas, and whether each is known.
    Numbers(Vec<i128>, Vec<bool>),
    /// 0 no, 1 yes, 2 unknown.
    Truths(Vec<u8>),
    /// Dates, codes, texts.
    Others(Vec<Option<Datum>>),
    /// Nothing is known.
    Nothing,
}

pub(super) struct Col<'a> {
    pub(super) cells: Cells<'a>,
    /// One value stands for every row.
    pub(super) same: bool,
}

impl Cells<'_> {
    #[inline]
    fn fact<'c, T>(column: &'c Column, values: &'c [T], row: usize) -> Option<&'c T> {
        if column.presence.get(row) == Some(&Presence::Known) { values.get(row) } else { None }
    }

    #[inline]
    pub(crate) fn number(&self, row: usize) -> Option<i128> {
        match self {
            Self::Facts(column) => match &column.data {
                ColumnData::Number(values) => Self::fact(column, values, row).map(|v| i128::from(*v)),
                _ => None,
            },
            Self::Numbers(values, known) => {
                if *known.get(row)? {
                    values.get(row).copied()
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn truth(&self, row: usize) -> u8 {
        match self {
            Self::Facts(column) => match &column.data {
                ColumnData::Truth(values) => Self::fact(column, values, row).map_or(UNKNOWN, |v| u8::from(*v)),
                _ => UNKNOWN,
            },
            Self::Truths(values) => values.get(row).copied().unwrap_or(UNKNOWN),
            _ => UNKNOWN,
        }
    }

    pub(crate) fn datum(&self, row: usize) -> Option<Datum> {
        match self {
            Self::Facts(column) => match &column.data {
                ColumnData::Number(values) => Self::fact(column, values, row).map(|v| Datum::Number(i128::from(*v))),
                ColumnData::Truth(values) => Self::fact(column, values, row).map(|v| Datum::Truth(*v)),
                ColumnData::Date(values) => Self::fact(column, values, row).map(|v| Datum::Date(*v)),
                ColumnData::Codes(values) => Self::fact(column, values, row).map(|v| Datum::Codes(v.clone())),
                ColumnData::Text(values) => Self::fact(column, values, row).map(|v| Datum::Text(v.clone())),
            },
            Self::Numbers(..) => self.number(row).map(Datum::Number),
            Self::Truths(_) => match self.truth(row) {
                UNKNOWN => None,
                truth => Some(Datum::Truth(truth == 1)),
            },
            Self::Others(values) => values.get(row).cloned().flatten(),
            Self::Nothing => None,
        }
    }
}

impl<'a> Col<'a> {
    pub(super) fn constant(value: Option<Datum>) -> Self {
        let cells = match value {
            None => Cells::Nothing,
            Some(Datum::Number(value)) => Cells::Numbers(vec![value], vec![true]),
            Some(Datum::Truth(value)) => Cells::Truths(vec![u8::from(value)]),
            other => Cells::Others(vec![other]),
        };
        Self { cells, same: true }
    }

    pub(super) fn each(cells: Cells<'a>) -> Self {
        Self { cells, same: false }
    }

    #[inline]
    fn place(&self, row: usize) -> usize {
        if self.same { 0 } else { row }
    }

    #[inline]
    pub(super) fn number(&self, row: usize) -> Option<i128> {
        self.cells.number(self.place(row))
    }

    #[inline]
    pub(super) fn truth(&self, row: usize) -> u8 {
        self.cells.truth(self.place(row))
    }

    pub(super) fn datum(&self, row: usize) -> Option<Datum> {
        self.cells.datum(self.place(row))
    }

    pub(super) fn is_known(&self, row: usize) -> bool {
        match &self.cells {
            Cells::Facts(column) => column.presence.get(self.place(row)) == Some(&Presence::Known),
            Cells::Numbers(..) => self.number(row).is_some(),
            Cells::Truths(_) => self.truth(row) != UNKNOWN,
            Cells::Others(values) => values.get(self.place(row)).is_some_and(Option::is_some),
            Cells::Nothing => false,
        }
    }

    /// As it is returned: one value for each wanted row.
    pub(super) fn cells(self, wanted: usize) -> Cells<'a> {
        if !self.same || wanted == 1 {
            return self.cells;
        }
        match self.cells.number(0) {
            Some(number) => Cells::Numbers(vec![number; wanted], vec![true; wanted]),
            None => Cells::Others(vec![self.cells.datum(0); wanted]),
        }
    }

    /// How many values a column computed from these needs: one when all are the same for every row.
    pub(super) fn length(columns: &[&Self], rows: usize) -> (usize, bool) {
        if columns.iter().all(|column| column.same) { (1, true) } else { (rows, false) }
    }

    /// Each known number changed; `None` when one does not fit.
    pub(super) fn map_numbers(self, change: impl Fn(i128) -> Option<i128>) -> Option<Self> {
        let same = self.same;
        let (mut values, known) = self.into_numbers();
        for (value, known) in values.iter_mut().zip(&known) {
            if *known {
                *value = change(*value)?;
            }
        }
        Some(Self { cells: Cells::Numbers(values, known), same })
    }

    /// Each known number changed, or unknown where there is no result.
    pub(super) fn maybe_numbers(self, change: impl Fn(i128) -> Option<i128>) -> Self {
        let same = self.same;
        let (mut values, mut known) = self.into_numbers();
        for (value, known) in values.iter_mut().zip(known.iter_mut()) {
            if *known {
                match change(*value) {
                    Some(changed) => *value = changed,
                    None => *known = false,
                }
            }
        }
        Self { cells: Cells::Numbers(values, known), same }
    }

    pub(super) fn into_numbers(self) -> (Vec<i128>, Vec<bool>) {
        match self.cells {
            Cells::Numbers(values, known) => (values, known),
            Cells::Facts(column) => match &column.data {
                ColumnData::Number(values) => (
                    values.iter().map(|v| i128::from(*v)).collect(),
                    column.presence.iter().map(|p| *p == Presence::Known).collect(),
                ),
                _ => (Vec::new(), Vec::new()),
            },
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// One number, or an unknown one, for each of so many rows.
    pub(super) fn into_each_number(self, rows: usize) -> (Vec<i128>, Vec<bool>) {
        if self.same {
            let number = self.number(0);
            return (vec![number.unwrap_or_default(); rows], vec![number.is_some(); rows]);
        }
        let (mut values, mut known) = self.into_numbers();
        values.resize(rows, 0);
        known.resize(rows, false);
        (values, known)
    }

    pub(super) fn map_truths(&self, change: impl Fn(u8) -> u8, rows: usize) -> Self {
        let (length, same) = Self::length(&[self], rows);
        let truths = (0..length).map(|row| change(self.truth(row))).collect();
        Self { cells: Cells::Truths(truths), same }
    }
}
