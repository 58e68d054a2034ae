//! Where the forms and lists of a sheet begin.

use super::grid::Grid;
use super::labels::{self, Field};
use super::{head, is_table};

/// Cuts a sheet where a new form or list begins.
pub(super) fn segments(grid: &Grid) -> Vec<(usize, usize)> {
    let mut starts = vec![0];
    let (mut anchored, mut named) = (false, false);
    let mut title: Option<usize> = None;
    for row in 0..grid.rows.len() {
        let filled = grid.filled(row);
        if is_table(grid, row) {
            anchored = true;
            title = None;
            continue;
        }
        let names = filled.iter().take(2).any(|(_, piece)| {
            labels::field_of(piece) == Some(Field::ProjectName)
                || labels::inline(piece).is_some_and(|(field, _)| field == Field::ProjectName)
        });
        let titled = filled.len() <= 2 && filled.iter().any(|(_, piece)| head::is_title(&piece.text));
        if titled && anchored {
            starts.push(row);
            (anchored, named, title) = (false, false, Some(row));
        } else if titled {
            title = title.or(Some(row));
        }
        if names {
            if named && anchored {
                starts.push(title.unwrap_or(row));
                anchored = false;
            }
            named = true;
            title = None;
        }
    }
    let mut out = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(grid.rows.len());
        if end > *start {
            out.push((*start, end));
        }
    }
    out
}
