//! Where the forms and lists of a sheet begin.

use super::grid::Grid;
use super::labels::{self, Field};
use super::{head, is_table, levels, project_list};

/// Cuts a sheet where a new form or list begins.
pub(super) fn segments(grid: &Grid) -> Vec<(usize, usize)> {
    let mut starts = vec![0];
    let (mut anchored, mut named) = (false, false);
    let mut title: Option<usize> = None;
    let mut printed = String::new();
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
        let words = if titled { super::text::key(&head::bare_title(&grid.line(row))) } else { String::new() };
        let again = titled && words.trim_end_matches('续') == printed && goes_on(grid, row);
        if titled && !again {
            printed = words;
        }
        if titled && anchored && !again {
            starts.push(row);
            (anchored, named, title) = (false, false, Some(row));
        } else if titled && !again {
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

/// Whether the form before goes on below its title printed again on a new page: its table comes next, and no name.
fn goes_on(grid: &Grid, title: usize) -> bool {
    for row in title + 1..grid.rows.len().min(title + 5) {
        if levels::columns(grid, row).is_some() {
            return project_list::heading(grid, row).is_none();
        }
        let filled = grid.filled(row);
        let year = |text: &str| head::year_in(text).is_some() || super::text::key(text).is_empty();
        if !filled.iter().all(|(_, piece)| year(&piece.text) && piece.len() <= 12) {
            return false;
        }
    }
    false
}
