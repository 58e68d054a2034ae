//! Categories broken over several lines are put together again.

use super::labels::{is_level1, is_level2, is_level2_full};
use super::text::Piece;

/// Puts categories together that were broken in two, even with cells between the halves.
pub(crate) fn rejoin(cells: &mut Vec<Piece>) {
    let mut index = 0;
    while index < cells.len() {
        let level = is_level1(&cells[index].text) || is_level2(&cells[index].text);
        while level && cells.get(index + 1).is_some_and(|next| points(next) || next.text == "指标") {
            let next = cells.remove(index + 1);
            if next.text == "指标" && !cells[index].text.ends_with("指标") {
                cells[index].join(&next, "");
            }
        }
        // 服务对象 / 满意度指标: a category by itself, yet only half of the one printed.
        let half = level && !cells[index].key().ends_with("指标") && !cells[index].is_blank();
        if half && let Some(next) = cells.get(index + 1).filter(|next| next.len() <= 8) {
            let mut joined = cells[index].clone();
            joined.join(next, "");
            if is_level2_full(&joined.text) {
                cells[index] = joined;
                cells.remove(index + 1);
            }
        }
        if !level && !cells[index].is_blank() {
            let mut joined = cells[index].clone();
            for count in 2..=8 {
                let part = |c: &&Piece| c.len() <= 6 && !c.is_blank() && !full(c);
                let Some(next) = cells.get(index + count - 1).filter(part) else { break };
                joined.join(next, "");
                if joined.len() <= 12 && (is_level2_full(&joined.text) || super::labels::is_level1_full(&joined.text)) {
                    cells[index] = joined;
                    cells.drain(index + 1..index + count);
                    break;
                }
            }
        }
        if !cells[index].is_blank() && !is_level2(&cells[index].text) && !is_level1(&cells[index].text) {
            for other in index + 1..(index + 5).min(cells.len()) {
                let mut joined = cells[index].clone();
                joined.join(&cells[other], "");
                let half = cells[other].len() <= 8 && joined.len() <= 16 && !full(&cells[other]);
                if half && (is_level2_full(&joined.text) || super::labels::is_level1_full(&joined.text)) {
                    cells[index] = joined;
                    cells.remove(other);
                    break;
                }
            }
        }
        index += 1;
    }
}

/// Whether a cell is a whole category by itself.
fn full(piece: &Piece) -> bool {
    is_level2_full(&piece.text) || super::labels::is_level1_full(&piece.text)
}

/// `（50分）` on a line of its own below a category.
fn points(piece: &Piece) -> bool {
    !piece.is_blank() && piece.key().is_empty() && piece.text.contains('分')
}
