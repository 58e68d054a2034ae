//! Rows of pasted tables that lost the cells a merge covered: moved back below their headings.

use tabular::Sheet;

use super::grid::Grid;
use super::labels::{ends_table, is_level1, is_level1_full, is_level2, is_level2_full};
use super::levels::{self, Columns, Role};

/// Moves short rows below a heading to the right where their categories or their width prove it.
pub(crate) fn rows(grid: &mut Grid, sheet: &Sheet) {
    let merged = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1);
    if merged {
        return;
    }
    let mut heading: Option<(Columns, usize)> = None;
    for row in 0..grid.rows.len() {
        if let Some(columns) = levels::columns(grid, row) {
            heading = Some((columns, grid.width(row)));
            continue;
        }
        let Some((columns, width)) = &heading else { continue };
        let filled = grid.filled(row);
        let Some((_, first)) = filled.first() else { continue };
        if row < columns.body {
            continue;
        }
        if ends_table(&first.key()) && !is_level1(&first.text) {
            heading = None;
            continue;
        }
        let shift = shift(grid, row, columns, *width);
        if shift > 0 {
            let mut moved = vec![None; shift];
            moved.append(&mut grid.rows[row]);
            grid.rows[row] = moved;
        }
    }
}

/// How many columns a row has to move.
fn shift(grid: &Grid, row: usize, columns: &Columns, width: usize) -> usize {
    let own = grid.width(row);
    let missing = width.saturating_sub(own);
    let (first, second) = (columns.find(Role::Level1), columns.find(Role::Level2));
    let name = columns.find(Role::Name).unwrap_or(0);
    for (column, piece) in grid.filled(row) {
        if column > name {
            break;
        }
        let next_is_second = grid.at(row, column + 1).is_some_and(|p| is_level2(&p.text));
        if is_level1_full(&piece.text) && (next_is_second || !is_level2(&piece.text)) {
            return first.map_or(0, |at| at.saturating_sub(column)).min(missing);
        }
        if is_level2_full(&piece.text) && !is_level1(&piece.text) {
            return second.map_or(0, |at| at.saturating_sub(column)).min(missing);
        }
    }
    // Neither category stands in the row: only a row as long as name and values together is proved to be one.
    let starts_filled = grid.origin(row, 0).is_some();
    if starts_filled && own + name == width { name } else { 0 }
}
