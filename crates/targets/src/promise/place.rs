//! From a stretch of clean text back to the characters of the raw cell it was read from.

use tabular::{Cell, Document, Row, SheetKind};

use crate::model::Place;

/// The row and the cell a place names.
pub(crate) fn cell<'d>(document: &'d Document, name: &str) -> Option<(&'d Row, &'d Cell)> {
    for sheet in &document.sheets {
        let found = match sheet.kind {
            SheetKind::Lines => {
                name.split_once(',').and_then(|(row, column)| Some((row.parse().ok()?, column.parse().ok()?)))
            }
            SheetKind::Worksheet => {
                name.strip_prefix(sheet.name.as_str()).and_then(|n| n.strip_prefix('!')).and_then(letters)
            }
        };
        let Some((row, column)) = found else { continue };
        let at = sheet.rows.partition_point(|r| r.number < row);
        let hit = sheet.rows.get(at).filter(|r| r.number == row);
        if let Some(cell) = hit.and_then(|r| r.cells.iter().find(|c| c.column == column)) {
            return hit.map(|row| (row, cell));
        }
    }
    None
}

/// `B7` as row and column.
fn letters(text: &str) -> Option<(u32, u32)> {
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (column, row) = text.split_at(split);
    let mut number = 0u32;
    for c in column.bytes() {
        let digit = c.is_ascii_uppercase().then(|| u32::from(c - b'A') + 1)?;
        number = number.checked_mul(26)?.checked_add(digit)?;
    }
    Some((row.parse().ok()?, number))
}

/// The raw characters of a place.
pub(crate) fn raw(document: &Document, place: &Place) -> Option<String> {
    let (_, cell) = cell(document, &place.cell)?;
    let [start, end] = place.span;
    Some(cell.text.chars().skip(start).take(end.saturating_sub(start)).collect())
}

/// Where the characters `start..end` of `text` stand in the file. `text` was read from `around` or, for a value in a
/// cell of its own, from another cell of the same row. The last occurrence counts: of two equal values the annual one
/// stands last. Where the text cannot be found again, the answer is `around` itself.
pub(crate) fn locate(document: Option<&Document>, around: &Place, text: &str, start: usize, end: usize) -> Place {
    let Some((row, own)) = document.and_then(|d| cell(d, &around.cell)) else { return around.clone() };
    let wanted: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let before = |until: usize| text.chars().take(until).filter(|c| !c.is_whitespace()).count();
    let (from, to) = (before(start), before(end));
    let find = |cell: &Cell, span: [usize; 2]| {
        let bare = bare(&cell.text, span);
        let hit = last_match(&bare, &wanted)?;
        let first = bare.get(hit + from)?.1;
        let last = bare.get((hit + to).checked_sub(1)?)?.1;
        Some([first, last + 1])
    };
    if let Some(span) = find(own, around.span) {
        return Place { cell: around.cell.clone(), span };
    }
    for other in row.cells.iter().rev().filter(|c| c.column != own.column) {
        if let Some(span) = find(other, [0, usize::MAX]) {
            let name = document.and_then(|d| name_of(d, row, other)).unwrap_or_else(|| around.cell.clone());
            return Place { cell: name, span };
        }
    }
    around.clone()
}

fn name_of(document: &Document, row: &Row, cell: &Cell) -> Option<String> {
    let sheet = document.sheets.iter().find(|s| s.rows.iter().any(|r| std::ptr::eq(r, row)))?;
    Some(sheet.locator(row.number, cell.column))
}

/// The visible characters of a span without white space, each with its place in the raw text.
fn bare(raw: &str, span: [usize; 2]) -> Vec<(char, usize)> {
    let (text, places) = crate::read::text::clean(raw);
    text.chars().zip(places).filter(|(c, at)| !c.is_whitespace() && *at >= span[0] && *at < span[1]).collect()
}

fn last_match(bare: &[(char, usize)], wanted: &[char]) -> Option<usize> {
    if wanted.is_empty() || wanted.len() > bare.len() {
        return None;
    }
    (0..=bare.len() - wanted.len()).rev().find(|&at| wanted.iter().zip(&bare[at..]).all(|(w, (c, _))| w == c))
}
