//! Sums, products and quotients of two columns; `None` when a result does not fit 128 bits.

use super::data::{Cells, Col};
use crate::exact;

/// Row by row; the inner `None` is an unknown result, the outer one an overflow.
fn zip<'a>(
    left: &Col<'a>,
    right: &Col<'a>,
    rows: usize,
    compute: impl Fn(i128, i128) -> Option<Option<i128>>,
) -> Option<Col<'a>> {
    let (length, same) = Col::length(&[left, right], rows);
    let mut values = vec![0; length];
    let mut known = vec![false; length];
    for row in 0..length {
        if let (Some(a), Some(b)) = (left.number(row), right.number(row))
            && let Some(value) = compute(a, b)?
        {
            values[row] = value;
            known[row] = true;
        }
    }
    Some(Col { cells: Cells::Numbers(values, known), same })
}

pub(super) fn sum<'a>(left: &Col<'a>, right: &Col<'a>, subtract: bool, rows: usize) -> Option<Col<'a>> {
    if subtract {
        zip(left, right, rows, |a, b| a.checked_sub(b).map(Some))
    } else {
        zip(left, right, rows, |a, b| a.checked_add(b).map(Some))
    }
}

pub(super) fn product<'a>(left: &Col<'a>, right: &Col<'a>, rows: usize) -> Option<Col<'a>> {
    zip(left, right, rows, |a, b| times(a, b).map(Some))
}

/// Division by zero is unknown.
pub(super) fn quotient<'a>(left: &Col<'a>, right: &Col<'a>, by: (i128, i128), rows: usize) -> Option<Col<'a>> {
    zip(left, right, rows, |a, b| {
        if b == 0 {
            return Some(None);
        }
        exact::divide(times(a, by.0)?, times(b, by.1)?).map(Some)
    })
}

/// The product of two numbers. Two that fit 64 bits, as stored ones do, cannot overflow and are spared the check,
/// which costs more than the product.
#[inline]
pub(super) fn times(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}
