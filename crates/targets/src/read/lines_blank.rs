//! Blank cells of a form copied with one cell a line: what its blank lines mean.

use super::lines::Text;
use super::text::Piece;

/// What blank lines may stand for.
#[derive(Clone, Copy)]
enum Meaning {
    /// A line of nothing but spaces is a blank cell; an empty line only separates.
    Spaced,
    /// Every blank line is a blank cell.
    Every,
    /// Cells stand apart by one blank line; two more are a blank cell.
    Apart,
}

/// The cells of some lines with their blank ones, where one meaning of the blank lines makes whole rows.
pub(crate) fn cells(text: &Text, from: usize, end: usize, whole: &dyn Fn(&[Piece]) -> bool) -> Option<Vec<Piece>> {
    for meaning in [Meaning::Spaced, Meaning::Every, Meaning::Apart] {
        let mut cells = Vec::new();
        let mut any = false;
        for index in from..=end.min(text.lines.len()) {
            let blanks = match text.lines.get(index) {
                Some(line) => match meaning {
                    Meaning::Spaced => line.spaced_before,
                    Meaning::Every => line.empty_before + line.spaced_before,
                    Meaning::Apart => (line.empty_before + line.spaced_before).saturating_sub(1) / 2,
                },
                None => 0,
            };
            any |= blanks > 0;
            for _ in 0..blanks {
                cells.push(Piece::default());
            }
            if index < end
                && let Some(line) = text.lines.get(index)
            {
                cells.extend(line.parts.iter().cloned());
            }
        }
        if !any {
            continue;
        }
        super::lines_broken::rejoin(&mut cells);
        if whole(&cells) {
            return Some(cells);
        }
    }
    None
}
