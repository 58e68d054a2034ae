//! Values that say something measurable in a way no single operator and number stand for.

use super::{dates, line::Line};

/// Whether a value without a promise still holds figures that were meant as one: 30±2次, 每月10日前, ≥ with a number
/// behind it that is part of a longer sign.
pub(crate) fn unclear(text: &str) -> bool {
    let mut line = Line::new(text);
    dates::every_month(&mut line);
    (0..line.len()).any(|at| {
        let digit_next = line.get(line.skip_spaces(at + 1)).is_some_and(|c| c.is_ascii_digit());
        line.settled(at) || line.get(at).is_some_and(|c| "±≥≤><".contains(c)) && digit_next
    })
}
