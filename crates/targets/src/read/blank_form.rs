//! Forms nobody has filled in: headings and categories stand, names of indicators are placeholders or missing.

use super::grid::Grid;
use super::labels::{is_instruction, is_level1, is_level2, is_placeholder};
use super::levels::{self, Role};

/// Whether a sheet holds indicator tables, all of them blank.
pub(crate) fn is_blank(grid: &Grid) -> bool {
    let mut tables = 0;
    let mut name = None;
    for row in 0..grid.rows.len() {
        if let Some(columns) = levels::columns(grid, row) {
            tables += 1;
            name = columns.find(Role::Name);
            continue;
        }
        let Some(name) = name else { continue };
        for (column, piece) in grid.filled(row) {
            let of_form = is_level1(&piece.text) || is_level2(&piece.text) || is_placeholder(&piece.text);
            // Behind the table notes of the form may stand, which begin at its left edge.
            if column >= name && !of_form && !is_instruction(&piece.text) && levels::columns(grid, row).is_none() {
                return false;
            }
        }
    }
    tables > 0
}
