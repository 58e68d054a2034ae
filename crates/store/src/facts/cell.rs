//! How a fact stands in a database row, and back.

use std::sync::Arc;

use domain::{BatchId, CodeSet, EntityId, FactId, FactStatus, FactValue, MetricId, Period, Subject, Value};
use jiff::civil::Date;
use rusqlite::Row;

use super::{Fact, FactPlace};
use crate::{Result, StoreError};

/// A value as three columns: kind, number, text.
pub(super) struct Cell {
    pub(super) kind: i64,
    pub(super) num: Option<i64>,
    pub(super) txt: Option<String>,
}

impl Cell {
    pub(super) fn of(value: &FactValue) -> Self {
        let cell = |kind, num, txt| Self { kind, num, txt };
        match value {
            FactValue::Known(Value::Number(number)) => cell(0, Some(*number), None),
            FactValue::Known(Value::Truth(truth)) => cell(1, Some(i64::from(*truth)), None),
            FactValue::Known(Value::Date(date)) => cell(2, Some(day_number(*date)), None),
            FactValue::Known(Value::Codes(codes)) => {
                let list: Vec<&str> = codes.iter().collect();
                cell(3, None, Some(serde_json::Value::from(list).to_string()))
            }
            FactValue::Known(Value::Text(text)) => cell(4, None, Some(text.to_string())),
            FactValue::NotDue => cell(5, None, None),
            FactValue::Missing => cell(6, None, None),
            FactValue::NotApplicable => cell(7, None, None),
        }
    }
}

fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

fn day_of(number: i64) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(10_000)).ok()?;
    let rest = number.rem_euclid(10_000);
    Date::new(year, i8::try_from(rest / 100).ok()?, i8::try_from(rest % 100).ok()?).ok()
}

pub(crate) fn read_value(kind: i64, num: Option<i64>, txt: Option<&str>) -> Result<FactValue> {
    let value = match (kind, num, txt) {
        (0, Some(number), _) => Some(Value::Number(number)),
        (1, Some(truth), _) => Some(Value::Truth(truth != 0)),
        (2, Some(number), _) => day_of(number).map(Value::Date),
        (3, _, Some(json)) => {
            serde_json::from_str::<Vec<String>>(json).ok().map(|codes| Value::Codes(CodeSet::new(codes)))
        }
        (4, _, Some(text)) => Some(Value::Text(Arc::from(text))),
        (5, ..) => return Ok(FactValue::NotDue),
        (6, ..) => return Ok(FactValue::Missing),
        (7, ..) => return Ok(FactValue::NotApplicable),
        _ => None,
    };
    value.map(FactValue::Known).ok_or_else(|| StoreError::Damaged(format!("a fact's value of kind {kind}")))
}

pub(crate) fn read_period(text: &str) -> Result<Period> {
    text.parse().map_err(|_| StoreError::Damaged(format!("a fact's period “{text}”")))
}

pub(crate) fn read_subject(a: i64, b: i64) -> Subject {
    if b == 0 { Subject::One(EntityId(a)) } else { Subject::Pair(EntityId(a), EntityId(b)) }
}

pub(super) fn subject_columns(subject: Subject) -> (i64, i64) {
    match subject {
        Subject::One(id) => (id.0, 0),
        Subject::Pair(from, to) => (from.0, to.0),
    }
}

pub(super) fn status_number(status: FactStatus) -> i64 {
    match status {
        FactStatus::Submitted => 0,
        FactStatus::Provisional => 1,
        FactStatus::Accepted => 2,
    }
}

fn read_status(number: i64) -> Result<FactStatus> {
    match number {
        0 => Ok(FactStatus::Submitted),
        1 => Ok(FactStatus::Provisional),
        2 => Ok(FactStatus::Accepted),
        other => Err(StoreError::Damaged(format!("a fact's status {other}"))),
    }
}

/// Facts with their metric and period, for [`read_fact`]; conditions follow.
pub(super) const FACTS: &str = "select f.*, s.metric, s.period from fact f join series s on s.id = f.series";

/// Reads a row of [`FACTS`].
pub(super) fn read_fact(row: &Row) -> Result<Fact> {
    let period: String = row.get("period")?;
    let txt: Option<String> = row.get("txt")?;
    let place = match (row.get("sheet")?, row.get("row")?, row.get("col")?) {
        (Some(sheet), Some(row), Some(column)) => Some(FactPlace { sheet, row, column }),
        _ => None,
    };
    let batch = BatchId(row.get("batch")?);
    Ok(Fact {
        id: FactId(row.get("id")?),
        subject: read_subject(row.get("a")?, row.get("b")?),
        metric: MetricId(row.get("metric")?),
        period: read_period(&period)?,
        value: read_value(row.get("kind")?, row.get("num")?, txt.as_deref())?,
        status: read_status(row.get("status")?)?,
        batch,
        source: row.get::<_, Option<i64>>("source")?.map_or(batch, BatchId),
        place,
        origin: row.get::<_, Option<i64>>("origin")?.map(FactId),
        closed_by: row.get::<_, Option<i64>>("closed_by")?.map(BatchId),
    })
}
