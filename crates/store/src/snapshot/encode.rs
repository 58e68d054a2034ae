//! A column as bytes and back: narrow where its values are, and never trusted when read.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{CodeSet, Column, ColumnData, MetricKind, Presence};
use jiff::civil::Date;

use super::column::StoredColumn;

/// Bytes read from the front; `None` when there are not enough.
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        self.array().map(u32::from_le_bytes).and_then(|count| usize::try_from(count).ok())
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        let length = self.count()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

pub(super) fn put_count(out: &mut Vec<u8>, count: usize) {
    // Rows and texts are far fewer than four thousand million; one more is cut short here and refused when read.
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_count(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Numbers as their distance from the smallest, each in as many bytes as the greatest distance needs.
fn put_numbers(out: &mut Vec<u8>, values: impl Iterator<Item = i64> + Clone) {
    let least = values.clone().min().unwrap_or(0);
    let greatest = values.clone().max().unwrap_or(0);
    let distance = |value: i64| value.wrapping_sub(least) as u64;
    let width = (64 - distance(greatest).leading_zeros() as usize).div_ceil(8);
    out.extend_from_slice(&least.to_le_bytes());
    out.push(width as u8);
    for value in values {
        out.extend_from_slice(distance(value).to_le_bytes().get(..width).unwrap_or(&[]));
    }
}

fn read_numbers(bytes: &mut Bytes, rows: usize) -> Option<Vec<i64>> {
    let least = bytes.number()?;
    let [width] = bytes.array()?;
    let width = usize::from(width);
    if width == 0 {
        return Some(vec![least; rows]);
    }
    if width > 8 {
        return None;
    }
    let block = bytes.take(rows.checked_mul(width)?)?;
    let mut values = Vec::with_capacity(rows);
    for part in block.chunks_exact(width) {
        let mut wide = [0; 8];
        wide.get_mut(..width)?.copy_from_slice(part);
        values.push(least.wrapping_add(u64::from_le_bytes(wide) as i64));
    }
    Some(values)
}

/// Texts once each, then which of them stands in each row.
fn put_texts<'t>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'t str> + Clone) {
    let mut places: HashMap<&str, i64> = HashMap::new();
    let mut list = Vec::new();
    let mut chosen = Vec::new();
    for text in texts {
        let next = list.len() as i64;
        let place = *places.entry(text).or_insert(next);
        if place == next {
            list.push(text);
        }
        chosen.push(place);
    }
    put_count(out, list.len());
    for text in list {
        put_text(out, text);
    }
    put_numbers(out, chosen.iter().copied());
}

/// For each row a value made once from each text.
fn read_texts<T: Clone>(bytes: &mut Bytes, rows: usize, make: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let count = bytes.count()?;
    let mut list = Vec::new();
    for _ in 0..count {
        list.push(make(bytes.text()?)?);
    }
    let places = read_numbers(bytes, rows)?;
    let value = |place: &i64| list.get(usize::try_from(*place).ok()?).cloned();
    places.iter().map(value).collect()
}

fn presence_of(code: u8) -> Option<Presence> {
    let all = [Presence::Absent, Presence::Known, Presence::NotDue, Presence::Missing, Presence::NotApplicable];
    all.into_iter().find(|presence| *presence as u8 == code)
}

fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

fn day_of(number: i64) -> Option<Date> {
    let (year, rest) = (number.div_euclid(10_000), number.rem_euclid(10_000));
    Date::new(i16::try_from(year).ok()?, i8::try_from(rest / 100).ok()?, i8::try_from(rest % 100).ok()?).ok()
}

fn code_text(codes: &CodeSet) -> String {
    serde_json::Value::from(codes.iter().collect::<Vec<_>>()).to_string()
}

impl StoredColumn {
    /// The column as bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let column = &self.column;
        put_count(&mut out, column.presence.len());
        put_numbers(&mut out, column.presence.iter().map(|presence| i64::from(*presence as u8)));
        put_numbers(&mut out, self.facts().iter());
        match &column.data {
            ColumnData::Number(values) => put_numbers(&mut out, values.iter().copied()),
            ColumnData::Truth(values) => put_numbers(&mut out, values.iter().map(|truth| i64::from(*truth))),
            ColumnData::Date(values) => put_numbers(&mut out, values.iter().map(|date| day_number(*date))),
            ColumnData::Codes(values) => {
                let texts: Vec<String> = values.iter().map(code_text).collect();
                put_texts(&mut out, texts.iter().map(String::as_str));
            }
            ColumnData::Text(values) => put_texts(&mut out, values.iter().map(AsRef::as_ref)),
        }
        out
    }

    /// A column of a metric's kind from bytes; `None` when they are not what [`Self::encode`] writes.
    pub(super) fn decode(kind: &MetricKind, bytes: &[u8], most_rows: usize) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let rows = bytes.count().filter(|rows| *rows <= most_rows)?;
        let presence = read_numbers(&mut bytes, rows)?;
        let presence =
            presence.iter().map(|code| presence_of(u8::try_from(*code).ok()?)).collect::<Option<Vec<_>>>()?;
        let facts = read_numbers(&mut bytes, rows)?.into_iter().collect();
        let data = match kind {
            MetricKind::Number { .. } => ColumnData::Number(read_numbers(&mut bytes, rows)?),
            MetricKind::Truth => {
                ColumnData::Truth(read_numbers(&mut bytes, rows)?.iter().map(|truth| *truth != 0).collect())
            }
            MetricKind::Date => {
                ColumnData::Date(read_numbers(&mut bytes, rows)?.iter().map(|day| day_of(*day)).collect::<Option<_>>()?)
            }
            MetricKind::Code { .. } => {
                let codes = |text: &str| serde_json::from_str::<Vec<String>>(text).ok().map(CodeSet::new);
                ColumnData::Codes(read_texts(&mut bytes, rows, codes)?)
            }
            MetricKind::Text => ColumnData::Text(read_texts(&mut bytes, rows, |text| Some(Arc::from(text)))?),
        };
        bytes.0.is_empty().then(|| Self::of(Column { presence, data }, facts))
    }
}
