//! From a stretch of clean text back to the characters of the raw cell it was read from.

use tabular::{Cell, Document, Row, Sheet, SheetKind};

use crate::model::Place;

/// The row and the cell a place names.
pub(crate) fn cell<'d>(document: &'d Document, name: &str) -> Option<(&'d Row, &'d Cell)> {
    let (sheet, at, cell) = find(document, name)?;
    Some((sheet.rows.get(at)?, cell))
}

/// The sheet, the index of the row and the cell a place names.
fn find<'d>(document: &'d Document, name: &str) -> Option<(&'d Sheet, usize, &'d Cell)> {
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
            return Some((sheet, at, cell));
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

/// Finds texts again in the raw cells they were read from. A packed cell holds many indicators: it is cleaned once.
pub(super) struct Finder<'d> {
    document: Option<&'d Document>,
    /// The last cell searched: its place and its visible characters, each with its place in the raw text.
    last: (String, Vec<(char, usize)>),
}

/// How many rows below its name a value may stand: forms copied from a page have one cell per line.
const ROWS_BELOW: usize = 8;

impl<'d> Finder<'d> {
    pub(super) fn new(document: Option<&'d Document>) -> Self {
        Finder { document, last: Default::default() }
    }

    /// Where the characters `start..end` of `text` stand in the file. `text` was read from `around` or, for a value
    /// in a cell of its own, from what follows it. Inside `around` the last occurrence counts: of two equal values the
    /// annual one stands last. Where the text cannot be found again, the answer is `around` itself.
    pub(super) fn locate(&mut self, around: &Place, text: &str, start: usize, end: usize) -> Place {
        let seen = self.document.and_then(|d| find(d, &around.cell));
        let Some((sheet, row, own)) = seen else { return around.clone() };
        let wanted: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let before = |until: usize| text.chars().take(until).filter(|c| !c.is_whitespace()).count();
        let (from, to) = (before(start), before(end));
        let span = |bare: &[(char, usize)], at: usize| {
            let first = bare.get(at + from)?.1;
            Some([first, bare.get((at + to).checked_sub(1)?)?.1 + 1])
        };
        if self.last.0 != around.cell {
            self.last = (around.cell.clone(), bare(&own.text));
        }
        let chars = &self.last.1;
        let inside = chars.partition_point(|(_, at)| *at < around.span[0]);
        let after = chars.partition_point(|(_, at)| *at < around.span[1]);
        let part = chars.get(inside..after).unwrap_or_default();
        if let Some(span) = matches(part, &wanted).last().and_then(|at| span(part, at)) {
            return Place { cell: around.cell.clone(), span };
        }
        let rest = chars.get(after..).unwrap_or_default();
        if let Some(span) = matches(rest, &wanted).next().and_then(|at| span(rest, at)) {
            return Place { cell: around.cell.clone(), span };
        }
        for (down, below) in sheet.rows.iter().skip(row).take(ROWS_BELOW).enumerate() {
            for cell in below.cells.iter().filter(|c| down > 0 || c.column > own.column) {
                // A value in a cell of its own fills it, a closing full stop aside.
                let chars = bare(&cell.text);
                if chars.len() > wanted.len() + 1 {
                    continue;
                }
                if let Some(span) = matches(&chars, &wanted).next().and_then(|at| span(&chars, at)) {
                    return Place { cell: sheet.locator(below.number, cell.column), span };
                }
            }
        }
        around.clone()
    }
}

/// The visible characters of a raw text without white space, each with its place.
fn bare(raw: &str) -> Vec<(char, usize)> {
    let (text, places) = crate::read::text::clean(raw);
    text.chars().zip(places).filter(|(c, _)| !c.is_whitespace()).collect()
}

/// Where a text stands among characters.
fn matches<'c>(chars: &'c [(char, usize)], wanted: &'c [char]) -> impl Iterator<Item = usize> + 'c {
    let room = if wanted.is_empty() { 0 } else { (chars.len() + 1).saturating_sub(wanted.len()) };
    (0..room).filter(move |&at| wanted.iter().zip(&chars[at..]).all(|(w, (c, _))| w == c))
}
