//! Arithmetic of single values for the explaining evaluator.

use super::Why;
use crate::exact;
use crate::typed::Datum;

/// A result, or why there is none; the outer `None` is an overflow.
pub(super) type Outcome = Option<Result<i128, Option<Why>>>;

pub(super) fn number(value: &Option<Datum>) -> Option<i128> {
    match value {
        Some(Datum::Number(number)) => Some(*number),
        _ => None,
    }
}

/// Applies to two known numbers; an unknown one makes the result unknown without a reason of its own.
pub(super) fn with_both(a: &Option<Datum>, b: &Option<Datum>, compute: impl Fn(i128, i128) -> Outcome) -> Outcome {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => compute(a, b),
        _ => Some(Err(None)),
    }
}

pub(super) fn quotient(a: i128, b: i128, up: i128, down: i128) -> Outcome {
    if b == 0 {
        return Some(Err(Some(Why::DivisionByZero)));
    }
    let numerator = a.checked_mul(up)?;
    let denominator = b.checked_mul(down)?;
    Some(Ok(exact::divide(numerator, denominator)?))
}

pub(super) fn growth(now: i128, base: i128) -> Outcome {
    if base <= 0 {
        return Some(Err(Some(Why::BaseNotPositive)));
    }
    let more = now.checked_sub(base)?.checked_mul(exact::pow10(exact::QUOTIENT_SCALE)?)?;
    Some(Ok(exact::divide(more, base)?))
}
