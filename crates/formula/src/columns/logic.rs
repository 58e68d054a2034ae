//! Conditions in three-valued logic, and the choices built on them.

use std::cmp::Ordering;
use std::sync::Arc;

use domain::{CodeSet, Column, ColumnData, Period, Presence};

use super::UNKNOWN;
use super::data::{Cells, Col};
use crate::syntax::Op;
use crate::typed::{Datum, Type};

/// Kleene's and.
#[inline]
pub(super) fn both(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 { 0 } else { a.max(b) }
}

/// Kleene's or.
#[inline]
pub(super) fn either(a: u8, b: u8) -> u8 {
    if a == 1 || b == 1 { 1 } else { a.max(b) }
}

pub(super) fn fold<'a>(parts: &[Col<'a>], start: u8, join: fn(u8, u8) -> u8, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&parts.iter().collect::<Vec<_>>(), rows);
    let mut truths = vec![start; length];
    for part in parts {
        for (row, truth) in truths.iter_mut().enumerate() {
            *truth = join(*truth, part.truth(row));
        }
    }
    Col { cells: Cells::Truths(truths), same }
}

fn holds(op: Op, order: Ordering) -> bool {
    match op {
        Op::Equal => order.is_eq(),
        Op::NotEqual => order.is_ne(),
        Op::Less => order.is_lt(),
        Op::LessEqual => order.is_le(),
        Op::Greater => order.is_gt(),
        Op::GreaterEqual => order.is_ge(),
        _ => false,
    }
}

pub(super) fn compare<'a>(op: Op, left: &Col<'a>, right: &Col<'a>, rows: usize) -> Col<'a> {
    if let (Cells::Facts(Column { presence, data: ColumnData::Number(values) }), true) = (&left.cells, right.same)
        && let Some(limit) = right.number(0)
    {
        return compare_with(op, (values, presence), limit, rows);
    }
    if let (Cells::Facts(column), true) = (&left.cells, right.same && !left.same)
        && let Some(found) = compare_words(op, column, right.datum(0), rows)
    {
        return found;
    }
    let (length, same) = Col::length(&[left, right], rows);
    let numbers = |col: &Col| match &col.cells {
        Cells::Numbers(..) => true,
        Cells::Facts(column) => matches!(column.data, ColumnData::Number(_)),
        _ => false,
    };
    let truths = if numbers(left) && numbers(right) {
        let truth = |row| match (left.number(row), right.number(row)) {
            (Some(a), Some(b)) => u8::from(holds(op, a.cmp(&b))),
            _ => UNKNOWN,
        };
        (0..length).map(truth).collect()
    } else {
        let truth = |row| match (left.datum(row), right.datum(row)) {
            (Some(Datum::Date(a)), Some(Datum::Date(b))) => u8::from(holds(op, a.cmp(&b))),
            (Some(a), Some(b)) => u8::from((a == b) == (op == Op::Equal)),
            _ => UNKNOWN,
        };
        (0..length).map(truth).collect()
    };
    Col { cells: Cells::Truths(truths), same }
}

/// Codes or texts against one of their kind, without taking a copy of each.
fn compare_words<'a>(op: Op, facts: &Column, with: Option<Datum>, rows: usize) -> Option<Col<'a>> {
    let mut truths = vec![UNKNOWN; rows];
    let wanted = match op {
        Op::Equal => true,
        Op::NotEqual => false,
        _ => return None,
    };
    let places = truths.iter_mut().zip(&facts.presence);
    match (&facts.data, with?) {
        (ColumnData::Text(values), Datum::Text(text)) => {
            for ((truth, presence), value) in places.zip(values) {
                if *presence == Presence::Known {
                    *truth = u8::from((*value == text) == wanted);
                }
            }
        }
        (ColumnData::Codes(values), Datum::Codes(codes)) => {
            for ((truth, presence), value) in places.zip(values) {
                if *presence == Presence::Known {
                    *truth = u8::from((*value == codes) == wanted);
                }
            }
        }
        _ => return None,
    }
    Some(Col::each(Cells::Truths(truths)))
}

/// Facts against one limit: the case that checks over many firms are made of.
fn compare_with<'a>(op: Op, facts: (&[i64], &[Presence]), limit: i128, rows: usize) -> Col<'a> {
    let mut truths = vec![UNKNOWN; rows];
    let holds_at = |value: i64| holds(op, i128::from(value).cmp(&limit));
    for ((truth, value), presence) in truths.iter_mut().zip(facts.0).zip(facts.1) {
        if *presence == Presence::Known {
            *truth = u8::from(holds_at(*value));
        }
    }
    Col::each(Cells::Truths(truths))
}

pub(super) fn is_null<'a>(of: &Col<'a>, negated: bool, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&[of], rows);
    let truths = (0..length).map(|row| u8::from(of.is_known(row) == negated)).collect();
    Col { cells: Cells::Truths(truths), same }
}

pub(super) fn has<'a>(of: &Col<'a>, codes: &[Arc<str>], below: bool, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&[of], rows);
    let any = |set: &CodeSet| u8::from(set.has_any(codes, below));
    let truth = |row| match &of.cells {
        Cells::Facts(Column { presence, data: ColumnData::Codes(sets) })
            if presence.get(row) == Some(&Presence::Known) =>
        {
            sets.get(row).map_or(UNKNOWN, any)
        }
        Cells::Others(values) => match values.get(if of.same { 0 } else { row }) {
            Some(Some(Datum::Codes(set))) => any(set),
            _ => UNKNOWN,
        },
        _ => UNKNOWN,
    };
    Col { cells: Cells::Truths((0..length).map(truth).collect()), same }
}

pub(super) fn upper_code<'a>(of: &Col<'a>, length: usize, rows: usize) -> Col<'a> {
    let (count, same) = Col::length(&[of], rows);
    let upper = |row| match of.datum(row) {
        Some(Datum::Codes(set)) => Some(Datum::Codes(set.upper(length))),
        _ => None,
    };
    Col { cells: Cells::Others((0..count).map(upper).collect()), same }
}

pub(super) fn in_period<'a>(of: &Col<'a>, period: Period, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&[of], rows);
    let truth = |row| match of.datum(row) {
        Some(Datum::Date(day)) => u8::from(period.start() <= day && day <= period.end()),
        _ => UNKNOWN,
    };
    Col { cells: Cells::Truths((0..length).map(truth).collect()), same }
}

/// A column of a type whose value in each row is that of the column chosen for the row.
fn collect<'a, 'c>(ty: &Type, length: usize, same: bool, choose: impl Fn(usize) -> Option<&'c Col<'a>>) -> Col<'a>
where
    'a: 'c,
{
    let cells = match ty {
        Type::Number(_) => {
            let mut values = vec![0; length];
            let mut known = vec![false; length];
            for row in 0..length {
                if let Some(value) = choose(row).and_then(|column| column.number(row)) {
                    values[row] = value;
                    known[row] = true;
                }
            }
            Cells::Numbers(values, known)
        }
        Type::Truth => {
            let truth = |row| choose(row).map_or(UNKNOWN, |column| column.truth(row));
            Cells::Truths((0..length).map(truth).collect())
        }
        _ => Cells::Others((0..length).map(|row| choose(row).and_then(|column| column.datum(row))).collect()),
    };
    Col { cells, same }
}

pub(super) fn case<'a>(arms: Vec<(Col<'a>, Col<'a>)>, otherwise: Option<Col<'a>>, ty: &Type, rows: usize) -> Col<'a> {
    let parts: Vec<&Col> = arms.iter().flat_map(|(when, then)| [when, then]).chain(&otherwise).collect();
    let (length, same) = Col::length(&parts, rows);
    if matches!(ty, Type::Number(_)) {
        return Col { cells: case_of_numbers(arms, otherwise.as_ref(), length), same };
    }
    collect(ty, length, same, |row| {
        let chosen = arms.iter().find(|(when, _)| when.truth(row) == 1).map(|(_, then)| then);
        chosen.or(otherwise.as_ref())
    })
}

/// Numbers chosen row by row, in the memory of the first arm's values: they stand where its condition holds, and only
/// the other rows are written.
fn case_of_numbers<'a>(arms: Vec<(Col<'a>, Col<'a>)>, otherwise: Option<&Col<'a>>, length: usize) -> Cells<'a> {
    let mut arms = arms.into_iter();
    let Some((first, then)) = arms.next() else { return Cells::Nothing };
    let rest: Vec<(Col, Col)> = arms.collect();
    let (mut values, mut known) = then.into_each_number(length);
    for row in 0..length {
        if first.truth(row) == 1 {
            continue;
        }
        let chosen = rest.iter().find(|(when, _)| when.truth(row) == 1).map(|(_, then)| then).or(otherwise);
        let value = chosen.and_then(|column| column.number(row));
        known[row] = value.is_some();
        values[row] = value.unwrap_or_default();
    }
    Cells::Numbers(values, known)
}

pub(super) fn coalesce<'a>(parts: &[Col<'a>], ty: &Type, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&parts.iter().collect::<Vec<_>>(), rows);
    collect(ty, length, same, |row| parts.iter().find(|part| part.is_known(row)))
}

/// Unknown when any part is.
pub(super) fn extreme<'a>(parts: &[Col<'a>], greatest: bool, ty: &Type, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&parts.iter().collect::<Vec<_>>(), rows);
    let numeric = matches!(ty, Type::Number(_));
    collect(ty, length, same, |row| {
        let mut best: Option<&Col> = None;
        for part in parts {
            if !part.is_known(row) {
                return None;
            }
            let better = best.is_none_or(|best| {
                let order = if numeric { part.number(row).cmp(&best.number(row)) } else { dates(part, best, row) };
                if greatest { order.is_gt() } else { order.is_lt() }
            });
            if better {
                best = Some(part);
            }
        }
        best
    })
}

fn dates(a: &Col, b: &Col, row: usize) -> Ordering {
    match (a.datum(row), b.datum(row)) {
        (Some(Datum::Date(a)), Some(Datum::Date(b))) => a.cmp(&b),
        _ => Ordering::Equal,
    }
}

pub(super) fn null_if<'a>(of: &Col<'a>, same_as: &Col<'a>, ty: &Type, rows: usize) -> Col<'a> {
    let (length, same) = Col::length(&[of, same_as], rows);
    collect(ty, length, same, |row| if same_as.truth(row) == 1 { None } else { Some(of) })
}
