//! Merged cells that a paste repeated, made one cell again.

use tabular::Sheet;

use super::amounts;
use super::form::is_label;
use super::grid::{Grid, Slot};
use super::labels::field_of;
use super::levels;
use super::roles;

/// Covers the repeated labels and titles of a sheet without merges.
pub(crate) fn rows(grid: &mut Grid, sheet: &Sheet) {
    let merged = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1);
    if !merged {
        for row in 0..grid.rows.len() {
            cover(grid, row);
        }
    }
}

/// A label or a title that is repeated side by side stood in one merged cell.
fn cover(grid: &mut Grid, row: usize) {
    let text =
        |slot: Option<Slot>| slot.map(|slot| grid.pieces[slot.piece as usize].text.as_str()).filter(|t| !t.is_empty());
    let places = &grid.rows[row];
    let whole = places.len() >= 3 && places.iter().all(|slot| text(*slot).is_some() && text(*slot) == text(places[0]));
    let mut covered: Vec<(usize, usize)> = Vec::new();
    for at in 1..places.len() {
        let (Some(left), Some(right)) = (places[at - 1], places[at]) else { continue };
        let piece = &grid.pieces[right.piece as usize];
        if piece.is_blank() || grid.pieces[left.piece as usize].text != piece.text {
            continue;
        }
        let key = piece.key();
        let label = is_label(piece)
            || roles::role(piece).is_some()
            || amounts::is_column(&key)
            || amounts::is_other_column(&key);
        if (label || whole) && !amounts::is_amount(&piece.text) {
            covered.push((at, at - 1));
        }
    }
    // Below a row of headings a heading repeated from above is the lower half of one cell.
    let headings = |row: usize| {
        let filled = grid.filled(row);
        let labels =
            filled.len() >= 2 && filled.iter().all(|(_, p)| field_of(p).is_some() || amounts::item(&p.text).is_some());
        labels || levels::is_heading(filled.iter().map(|(_, piece)| *piece))
    };
    let mut halves: Vec<(usize, Slot)> = Vec::new();
    if let Some(above) = row.checked_sub(1).filter(|above| headings(*above)) {
        for at in 0..grid.rows[row].len() {
            let (Some(low), Some(top)) = (grid.slot(row, at), grid.slot(above, at)) else { continue };
            let (piece, over) = (&grid.pieces[low.piece as usize], &grid.pieces[top.piece as usize]);
            if !piece.is_blank() && piece.text == over.text && (is_label(piece) || roles::role(piece).is_some()) {
                halves.push((at, top));
            }
        }
        if halves.iter().filter(|(_, top)| top.origin).count() == grid.filled(above).len() {
            // The whole heading again, on a new printed page.
            halves.clear();
        }
    }
    for (at, top) in halves {
        grid.rows[row][at] = Some(Slot { piece: top.piece, origin: false });
    }
    for (at, from) in covered {
        if let Some(first) = grid.rows[row][from] {
            grid.rows[row][at] = Some(Slot { piece: first.piece, origin: false });
        }
    }
}
