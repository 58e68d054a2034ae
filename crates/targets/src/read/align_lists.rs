//! Rows of pasted lists that lost the cells a merge covered: moved back below their headings, or left out with a word.

use tabular::Sheet;

use super::amounts;
use super::grid::Grid;
use super::head::is_title;
use super::heads_spread;
use super::labels::{ends_table, is_level1, is_level1_full, is_level2, is_level2_full};
use super::levels::{Role, is_sign};
use super::project_list::{self, Heading, Part};
use super::text::Piece;

/// Moves the short rows of every list of a sheet without merges.
pub(crate) fn rows(grid: &mut Grid, sheet: &Sheet) {
    let merged = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1);
    if merged {
        return;
    }
    let mut row = 0;
    while row < grid.rows.len() {
        heads_spread::years(grid, row);
        heads_spread::torn(grid, row);
        heads_spread::list(grid, row);
        match project_list::heading(grid, row) {
            Some(heading) => row = list(grid, row, &heading),
            None => row += 1,
        }
    }
}

/// Settles the rows of one list; gives the first row after it.
fn list(grid: &mut Grid, top: usize, heading: &Heading) -> usize {
    let width = (top..heading.body).map(|row| grid.width(row)).max().unwrap_or(0);
    let mut end = heading.body;
    packed(grid, heading);
    let mut open = Vec::new();
    // Rows whose categories show that covered cells are missing speak for the rows without categories.
    let mut drops = false;
    while end < grid.rows.len() {
        let filled = grid.filled(end);
        let closes = filled.first().is_some_and(|(_, p)| {
            let key = p.key();
            !project_list::is_total(&key) && !is_level1(&p.text) && (ends_table(&key) || is_title(&p.text))
        });
        if closes || project_list::heading(grid, end).is_some() {
            break;
        }
        together(grid, end, heading, width);
        let filled = grid.filled(end);
        let missing = width.saturating_sub(grid.width(end));
        if missing > 0 && !filled.is_empty() {
            match by_category(grid, end, heading, missing) {
                Some(shift) => {
                    drops |= shift > 0;
                    grid.shift(end, shift);
                }
                None => open.push((end, missing)),
            }
        }
        end += 1;
    }
    for (row, missing) in open {
        let (left, right) = (fits(grid, row, heading, 0), fits(grid, row, heading, missing));
        match (left, right) {
            (_, true) if drops => grid.shift(row, missing),
            (true, _) => {}
            (false, true) => grid.shift(row, missing),
            (false, false) => {
                let words: String = grid.line(row).chars().take(40).collect();
                grid.doubt(
                    grid.numbers[row],
                    format!("“{words}”的格数少于表头，缺的是哪几格无法确定，未读取，请核对。"),
                );
                grid.rows[row].clear();
            }
        }
    }
    end
}

/// Puts the items of a packed cell together that a paste has made lines of their own.
fn packed(grid: &mut Grid, heading: &Heading) {
    let packed = heading.parts.iter().find(|(_, part)| **part == Part::Packed).map(|(column, _)| *column);
    let Some(column) = packed else { return };
    let mut open: Option<usize> = None;
    for row in heading.body..grid.rows.len() {
        if grid.origin(row, column).is_some() {
            open = Some(row);
            continue;
        }
        let filled = grid.filled(row);
        let [(0, only)] = filled.as_slice() else { continue };
        let Some(above) = open.filter(|_| super::packed::goes_on(only)) else { continue };
        let (more, whole) = ((*only).clone(), grid.origin(above, column).cloned());
        if let Some(mut whole) = whole {
            whole.join(&more, " ");
            grid.set(above, column, whole);
            grid.rows[row].clear();
        }
    }
}

/// Puts a row together that was torn at the line breaks inside its goal, where it then has a cell for every column.
fn together(grid: &mut Grid, row: usize, heading: &Heading, width: usize) {
    let goal = heading.parts.iter().find(|(_, part)| **part == Part::Goal).map(|(column, _)| *column);
    let Some(column) = goal.filter(|column| grid.width(row) == column + 1 && grid.width(row) < width) else { return };
    let Some(mut text) = grid.origin(row, column).cloned() else { return };
    let mut last = row + 1;
    while grid.width(last) == 1 && last < row + 12 {
        last += 1;
    }
    let whole = column + grid.width(last) == width;
    for at in row + 1..=last {
        match grid.origin(at, 0) {
            Some(more) if whole => text.join(more, " "),
            _ => return,
        }
    }
    let rest = std::mem::take(&mut grid.rows[last]);
    grid.rows[row].extend(rest.into_iter().skip(1));
    grid.set(row, column, text);
    for at in row + 1..last {
        grid.rows[at].clear();
    }
}

/// The shift a category in the row proves: all missing cells at the left where that fits, else what brings the
/// category below its heading.
fn by_category(grid: &Grid, row: usize, heading: &Heading, missing: usize) -> Option<usize> {
    let columns = [heading.levels.find(Role::Level1), heading.levels.find(Role::Level2)];
    let stands = |shift: usize| {
        let level = |at: Option<usize>, known: fn(&str) -> bool| {
            at.and_then(|at| grid.at(row, at.checked_sub(shift)?)).is_some_and(|p| known(&p.text))
        };
        level(columns[0], is_level1_full) || level(columns[1], is_level2_full)
    };
    let proves = |shift: &usize| stands(*shift) && fits(grid, row, heading, *shift);
    if proves(&0) {
        return Some(0);
    }
    (1..=missing).rev().find(proves)
}

/// Whether the cells of a row, moved to the right, may stand below their headings.
fn fits(grid: &Grid, row: usize, heading: &Heading, shift: usize) -> bool {
    let at = |column: usize| column.checked_sub(shift).and_then(|own| grid.origin(row, own));
    let category = |p: &Piece| is_level1_full(&p.text) || is_level2_full(&p.text);
    for (&column, part) in &heading.parts {
        let Some(piece) = at(column) else { continue };
        let wrong = match part {
            Part::Money { .. } | Part::ScoreTotal => !amounts::is_figure(&piece.text),
            Part::Name | Part::Department => amounts::is_amount(&piece.text) || is_sign(&piece.text),
            Part::Goal | Part::Packed => amounts::is_amount(&piece.text),
        };
        if wrong || category(piece) {
            return false;
        }
    }
    for (&column, (role, _)) in &heading.levels.roles {
        let Some(piece) = at(column) else { continue };
        let known = category(piece) || is_level1(&piece.text) || is_level2(&piece.text);
        let right = match role {
            Role::Level1 | Role::Level2 => !amounts::is_amount(&piece.text) && !is_sign(&piece.text),
            Role::Name => !category(piece) && !amounts::is_amount(&piece.text) && !is_sign(&piece.text),
            Role::Weight | Role::Score => amounts::is_figure(&piece.text),
            Role::Sign => is_sign(&piece.text),
            _ => !known,
        };
        if !right {
            return false;
        }
    }
    let name = heading.parts.iter().find(|(_, part)| **part == Part::Name).map(|(column, _)| *column);
    let own = heading.levels.find(Role::Name).or(name);
    shift == 0 || own.is_some_and(|column| at(column).is_some())
}
