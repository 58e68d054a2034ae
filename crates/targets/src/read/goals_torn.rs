//! Goals that a paste has torn at the line breaks inside their cells: put together again where the cells then add up.

use tabular::Sheet;

use super::form::is_label;
use super::grid::Grid;
use super::head::is_title;
use super::labels::{Field, ends_table, field_of, is_level1};
use super::text::{Piece, narrow};

/// A goal takes no more lines than these.
const MOST_ROWS: usize = 40;

/// Puts the goals of a sheet without merges together.
pub(crate) fn rows(grid: &mut Grid, sheet: &Sheet) {
    let merged = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1);
    let split = sheet.rows.iter().any(|row| row.cells.len() > 1);
    if merged || !split {
        return;
    }
    for row in 0..grid.rows.len() {
        match labels(grid, row) {
            Some(count) => side_by_side(grid, row, count),
            None => behind(grid, row),
        }
    }
}

/// How many goals a row of labels heads: all its cells but a first one that spans the others.
fn labels(grid: &Grid, row: usize) -> Option<usize> {
    let filled = grid.filled(row);
    let spans = |p: &Piece| matches!(field_of(p), Some(Field::GoalGeneral)) || field_of(p) == Some(Field::Section);
    if filled.is_empty() || !filled.iter().all(|(_, p)| is_goal(p) || spans(p)) {
        return None;
    }
    let over = filled.len() > 1 && filled.first().is_some_and(|(_, p)| spans(p) || is_goal(p));
    Some(filled.len() - usize::from(over))
}

fn is_goal(piece: &Piece) -> bool {
    use Field::{GoalAnnual, GoalDone, GoalGeneral, GoalPeriod};
    matches!(field_of(piece), Some(GoalAnnual | GoalDone | GoalGeneral | GoalPeriod))
}

/// Texts below labels side by side: torn rows are one row when joined they have as many cells as labels.
fn side_by_side(grid: &mut Grid, row: usize, count: usize) {
    let mut end = row + 1;
    while end < grid.rows.len() && end - row <= MOST_ROWS && is_text(grid, end) {
        end += 1;
    }
    let torn = end - row > 2 && (row + 2..end).any(|at| numbered(grid, at));
    if !torn {
        return;
    }
    let mut cells: Vec<Piece> = Vec::new();
    for at in row + 1..end {
        for (index, (_, piece)) in grid.filled(at).into_iter().enumerate() {
            match cells.last_mut().filter(|_| index == 0) {
                Some(last) => last.join(piece, " "),
                None => cells.push(piece.clone()),
            }
        }
    }
    let number = grid.numbers[row + 1];
    let shift = grid.filled(row).len().saturating_sub(count);
    for at in row + 1..end {
        grid.rows[at].clear();
    }
    if cells.len() != count {
        grid.doubt(number, "起各段文字属于哪一个目标无法确定，目标未读取，请核对。".into());
        return;
    }
    let columns: Vec<usize> = grid.filled(row).into_iter().skip(shift).map(|(column, _)| column).collect();
    for (column, piece) in columns.into_iter().zip(cells) {
        grid.set(row + 1, column, piece);
    }
}

/// A text behind its label that goes on with the next numbers on lines of their own.
fn behind(grid: &mut Grid, row: usize) {
    let filled = grid.filled(row);
    let (Some((_, label)), Some((column, text))) = (filled.iter().rev().nth(1), filled.last()) else { return };
    if !is_goal(label) || is_label(text) {
        return;
    }
    let (column, mut whole) = (*column, (*text).clone());
    let mut end = row + 1;
    while end < grid.rows.len() && grid.filled(end).len() == 1 && is_text(grid, end) && numbered(grid, end) {
        if let Some((_, more)) = grid.filled(end).first() {
            whole.join(more, " ");
        }
        end += 1;
    }
    for at in row + 1..end {
        grid.rows[at].clear();
    }
    if end > row + 1 {
        grid.set(row, column, whole);
    }
}

/// Whether a row holds nothing but text.
fn is_text(grid: &Grid, row: usize) -> bool {
    let filled = grid.filled(row);
    let plain =
        |p: &Piece| !is_label(p) && !is_title(&p.text) && !ends_table(&p.key()) && !is_level1(&p.text) && p.len() >= 5;
    !filled.is_empty() && filled.iter().all(|(_, p)| plain(p)) && !super::is_table(grid, row)
}

/// Whether a row goes on with a number: `2.`, `3、`, `（2）`, `目标2：`.
fn numbered(grid: &Grid, row: usize) -> bool {
    let Some((_, first)) = grid.filled(row).first().copied() else { return false };
    let bare: String = first.text.chars().map(narrow).collect();
    let rest = bare.trim_start_matches("目标").trim_start_matches('(');
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    after.len() < rest.len() && after.starts_with(['.', '、', ')', ':', ',']) && !after.starts_with(".0")
}
