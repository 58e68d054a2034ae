//! Results of the column evaluator: a value for each subject, and which condition failed first.

use std::fmt;
use std::sync::Arc;

use domain::{CodeSet, Column, ColumnData, Presence, Scaled, Unit};
use jiff::civil::Date;
use serde::Serialize;

use crate::columns::Cells;
use crate::error::EvalError;
use crate::exact;
use crate::kept::Rows;
use crate::measure::{Measure, reduce};
use crate::typed::{Datum, Type, Typed};

/// An exact decimal with up to 128 bits of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    /// All digits, with sign.
    pub mantissa: i128,
    /// Digits behind the point.
    pub scale: u8,
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&exact::print(self.mantissa, self.scale))
    }
}

impl Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// A number in the formula's own unit; see [`crate::Typed::number_in`].
    Number(Exact),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Date(Date),
    /// Codes.
    Codes(CodeSet),
    /// Text.
    Text(Arc<str>),
    /// It cannot be known from the facts; never taken for true or zero.
    Unknown,
}

impl Answer {
    pub(crate) fn of(value: Option<Datum>, scale: u8) -> Self {
        match value {
            Some(Datum::Number(mantissa)) => Self::Number(Exact { mantissa, scale }),
            Some(Datum::Truth(truth)) => Self::Truth(truth),
            Some(Datum::Date(day)) => Self::Date(day),
            Some(Datum::Codes(codes)) => Self::Codes(codes),
            Some(Datum::Text(text)) => Self::Text(text),
            None => Self::Unknown,
        }
    }
}

/// What the column evaluator found: row `i` is the `i`-th subject of the kind, or row 0 of a total.
#[derive(Debug)]
pub struct Answers {
    values: Vec<Option<Datum>>,
    truths: Option<Vec<u8>>,
    numbers: Option<(Vec<i128>, Vec<bool>)>,
    rows: usize,
    scale: u8,
    conditions: Vec<Arc<str>>,
    first_failed: Vec<u16>,
    most: Option<usize>,
    counted: Rows,
}

impl Answers {
    pub(crate) fn new(
        typed: &Typed,
        cells: Cells<'_>,
        conditions: Vec<Arc<str>>,
        first_failed: Vec<u16>,
        rows: usize,
    ) -> Self {
        let mut answers = Self {
            values: Vec::new(),
            truths: None,
            numbers: None,
            rows,
            scale: typed.scale(typed.root),
            conditions,
            first_failed,
            most: None,
            counted: Rows::default(),
        };
        match cells {
            Cells::Truths(truths) => answers.truths = Some(truths),
            Cells::Numbers(values, known) => answers.numbers = Some((values, known)),
            cells => answers.values = (0..rows).map(|row| cells.datum(row)).collect(),
        }
        answers
    }

    /// With what went into its aggregates.
    pub(crate) fn counting(self, most: Option<usize>, counted: Rows) -> Self {
        Self { most, counted, ..self }
    }

    /// How many subjects went into the aggregate that took the most; `None` when nothing was aggregated.
    pub fn most_counted(&self) -> Option<usize> {
        self.most
    }

    /// Rows of the subjects that went into any aggregate, in order.
    pub fn counted(&self) -> impl Iterator<Item = usize> {
        self.counted.iter()
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The result of a row; rows past the end are unknown.
    pub fn answer(&self, row: usize) -> Answer {
        if self.truths.is_some() {
            return self.truth(row).map_or(Answer::Unknown, Answer::Truth);
        }
        if self.numbers.is_some() {
            return self.number(row).map_or(Answer::Unknown, Answer::Number);
        }
        Answer::of(self.values.get(row).cloned().flatten(), self.scale)
    }

    /// The result of a row of a condition; `None` is unknown, which is never true.
    pub fn truth(&self, row: usize) -> Option<bool> {
        match &self.truths {
            Some(truths) => match truths.get(row) {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            None => match self.values.get(row) {
                Some(Some(Datum::Truth(truth))) => Some(*truth),
                _ => None,
            },
        }
    }

    /// The result of a row of a number formula, in its own unit.
    pub fn number(&self, row: usize) -> Option<Exact> {
        let mantissa = match &self.numbers {
            Some((values, known)) if known.get(row) == Some(&true) => *values.get(row)?,
            Some(_) => return None,
            None => match self.values.get(row) {
                Some(Some(Datum::Number(mantissa))) => *mantissa,
                _ => return None,
            },
        };
        Some(Exact { mantissa, scale: self.scale })
    }

    /// The conditions joined by `and` at the top of a condition formula, in their order.
    pub fn conditions(&self) -> &[Arc<str>] {
        &self.conditions
    }

    /// Place in [`Self::conditions`] of the first that is not true (false or unknown) for a row.
    pub fn first_failed(&self, row: usize) -> Option<usize> {
        self.first_failed.get(row).filter(|place| **place != u16::MAX).map(|place| usize::from(*place))
    }
}

impl Typed {
    /// A number of this formula in a unit at a scale: the one final rounding.
    ///
    /// # Errors
    /// `dimension` when the unit measures something else (a plain count may take any counting unit), `overflow`.
    pub fn number_in(&self, number: Exact, unit: &Unit, scale: u8) -> Result<Scaled, EvalError> {
        let Type::Number(own) = &self.node(self.root).ty else {
            return Err(EvalError::new("type", "结果不是数字", "the result is not a number"));
        };
        let overflow = || EvalError::overflow(&self.text);
        let wanted = Measure::of(unit, scale);
        let counted = self.is_count() && unit.factor() == (1, 1);
        if own.dimension != wanted.dimension && !counted {
            return Err(EvalError::new(
                "dimension",
                format!("结果的量纲是 {}，不能用“{unit}”表示", own.dimension),
                format!("the result measures {}, which is not said in “{unit}”", own.dimension),
            ));
        }
        let factor = reduce(
            own.factor.0.checked_mul(wanted.factor.1).ok_or_else(overflow)?,
            own.factor.1.checked_mul(wanted.factor.0).ok_or_else(overflow)?,
        );
        let (up, down) = factor.ok_or_else(overflow)?;
        let (mut up, mut down) = (up, down);
        let power = exact::pow10(number.scale.abs_diff(scale)).ok_or_else(overflow)?;
        let side = if scale >= number.scale { &mut up } else { &mut down };
        *side = side.checked_mul(power).ok_or_else(overflow)?;
        let (up, down) = reduce(up, down).ok_or_else(overflow)?;
        let mantissa = number.mantissa.checked_mul(up).and_then(|m| exact::divide(m, down)).ok_or_else(overflow)?;
        i64::try_from(mantissa).map(|mantissa| Scaled::new(mantissa, scale)).map_err(|_| overflow())
    }

    /// The results as a column of facts of a metric in a unit at a scale: what a derived fact is stored from.
    ///
    /// # Errors
    /// As [`Self::number_in`]; a formula that is always null has no column.
    pub fn column(&self, answers: &Answers, unit: &Unit, scale: u8) -> Result<Column, EvalError> {
        let mut presence = Vec::with_capacity(answers.rows());
        let mut data = match &self.node(self.root).ty {
            Type::Number(_) => ColumnData::Number(Vec::new()),
            Type::Truth => ColumnData::Truth(Vec::new()),
            Type::Date => ColumnData::Date(Vec::new()),
            Type::Codes { .. } => ColumnData::Codes(Vec::new()),
            Type::Text => ColumnData::Text(Vec::new()),
            Type::Null => return Err(EvalError::new("type", "结果总是空值", "the result is always null")),
        };
        for row in 0..answers.rows() {
            let answer = answers.answer(row);
            presence.push(if answer == Answer::Unknown { Presence::Absent } else { Presence::Known });
            match (&mut data, answer) {
                (ColumnData::Number(values), Answer::Number(number)) => {
                    values.push(self.number_in(number, unit, scale)?.mantissa);
                }
                (ColumnData::Number(values), _) => values.push(0),
                (ColumnData::Truth(values), answer) => values.push(answer == Answer::Truth(true)),
                (ColumnData::Date(values), Answer::Date(day)) => values.push(day),
                (ColumnData::Date(values), _) => values.push(Date::default()),
                (ColumnData::Codes(values), Answer::Codes(codes)) => values.push(codes),
                (ColumnData::Codes(values), _) => values.push(CodeSet::default()),
                (ColumnData::Text(values), Answer::Text(text)) => values.push(text),
                (ColumnData::Text(values), _) => values.push("".into()),
            }
        }
        Ok(Column { presence, data })
    }
}
