//! Values that say something measurable in a way no single operator and number stand for.

use super::{dates, line::Line};

/// Whether a value without a promise still holds figures that were meant as one: 30±2次, 每月10日前, 1:3, 前10名, 1—12月.
pub(crate) fn unclear(text: &str) -> bool {
    let mut line = Line::new(text);
    dates::every_month(&mut line);
    let digit = |at: usize| line.get(at).is_some_and(|c| c.is_ascii_digit());
    (0..line.len()).any(|at| {
        let digit_next = digit(line.skip_spaces(at + 1));
        let digit_before = line.before(line.skip_spaces_back(at)).is_some_and(|c| c.is_ascii_digit());
        line.settled(at)
            || digit_next
                && match line.get(at) {
                    Some('±' | '≥' | '≤' | '>' | '<' | '[' | '前') => true,
                    Some(' ' | ':' | '/' | '-') => digit_before,
                    _ => false,
                }
    })
}
