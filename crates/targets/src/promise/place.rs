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

    /// Where `text` stands in the file. It was read from `around` or, for a value in a cell of its own, from what
    /// follows it. Inside `around` the last occurrence counts: of two equal values the annual one stands last. Where
    /// the text cannot be found again, the answer is `around` itself.
    pub(super) fn locate(&mut self, around: &Place, text: &str) -> Located {
        let seen = self.document.and_then(|d| find(d, &around.cell));
        let whole = Located { place: around.clone(), places: Vec::new() };
        let Some((sheet, row, own)) = seen else { return whole };
        let wanted: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let located = |cell: String, bare: &[(char, usize)], at: usize| {
            let found = bare.get(at..at + wanted.len()).unwrap_or_default();
            let span = [found.first().map_or(0, |(_, place)| *place), found.last().map_or(0, |(_, place)| place + 1)];
            // White space may differ from the raw cell: it stands where the character before it does.
            let mut places = Vec::new();
            let mut next = 0;
            for c in text.chars() {
                let at = if c.is_whitespace() { next.max(1) - 1 } else { next };
                next += usize::from(!c.is_whitespace());
                places.push(found.get(at).map_or(span[0], |(_, place)| *place));
            }
            Located { place: Place { cell, span }, places }
        };
        if self.last.0 != around.cell {
            self.last = (around.cell.clone(), bare(&own.text));
        }
        let chars = &self.last.1;
        let inside = chars.partition_point(|(_, at)| *at < around.span[0]);
        let after = chars.partition_point(|(_, at)| *at < around.span[1]);
        let part = chars.get(inside..after).unwrap_or_default();
        if let Some(at) = matches(part, &wanted).last() {
            return located(around.cell.clone(), part, at);
        }
        let rest = chars.get(after..).unwrap_or_default();
        if let Some(at) = matches(rest, &wanted).next() {
            return located(around.cell.clone(), rest, at);
        }
        for (down, below) in sheet.rows.iter().skip(row).take(ROWS_BELOW).enumerate() {
            for cell in below.cells.iter().filter(|c| down > 0 || c.column > own.column) {
                // A value in a cell of its own fills it, a closing full stop aside.
                let chars = bare(&cell.text);
                if chars.len() > wanted.len() + 1 {
                    continue;
                }
                if let Some(at) = matches(&chars, &wanted).next() {
                    return located(sheet.locator(below.number, cell.column), &chars, at);
                }
            }
        }
        whole
    }
}

/// A text found in the file.
pub(super) struct Located {
    place: Place,
    /// For each character of the text, white space included, its place in the raw cell; empty where only the cell is
    /// known.
    places: Vec<usize>,
}

impl Located {
    /// Where the characters `start..end` of the text stand.
    pub(super) fn part(&self, start: usize, end: usize) -> Place {
        let mut found = self.place.clone();
        let held = self.places.get(start..end).unwrap_or_default();
        if let (Some(first), Some(last)) = (held.first(), held.last()) {
            found.span = [*first, last + 1];
        }
        found
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
