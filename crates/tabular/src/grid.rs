//! The one shape every file is read into: sheets of numbered rows of placed cells. Sparse, so a stray cell at the
//! far corner costs one cell.

use domain::Sha256Digest;
use serde::{Deserialize, Serialize};

/// What a file was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Office Open XML workbook.
    Xlsx,
    /// Comma, semicolon or tab separated values, quoted as in RFC 4180.
    Delimited,
    /// A web page or a fragment of one.
    Html,
    /// Office Open XML document.
    Docx,
    /// Plain text: pasted from a page or typed.
    Text,
}

/// A file as read: nothing altered, everything placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// File name without folders, or `-` for standard input.
    pub name: String,
    /// What it was recognised as.
    pub format: Format,
    /// Text encoding that was used (`UTF-8`, `UTF-16LE`, `GB18030`), absent for xlsx and docx.
    pub encoding: Option<String>,
    /// Digest of the bytes.
    pub sha256: Sha256Digest,
    /// Worksheets in order; one sheet for every other format.
    pub sheets: Vec<Sheet>,
    /// What a person should know: dropped macros, replaced characters, hidden sheets, formulas without values.
    pub warnings: Vec<Warning>,
}

/// Something noticed while reading that did not stop it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable machine-readable code: `encoding_guessed`, `macros_ignored`, `cell_truncated` …
    pub code: String,
    /// Where, as [`Sheet::locator`] writes it, when it has a place.
    pub place: Option<String>,
    /// For people, in Chinese.
    pub message: String,
}

/// How places in a sheet are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SheetKind {
    /// A worksheet: `Sheet1!B7`.
    Worksheet,
    /// Lines of a text or rows of a page: `7,2`.
    Lines,
}

/// One worksheet, one page or one text: rows in order, empty ones left out (their numbers are skipped).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Worksheet name; empty for other formats.
    pub name: String,
    /// How places are written.
    pub kind: SheetKind,
    /// Rows that hold at least one cell, by ascending number.
    pub rows: Vec<Row>,
}

/// Where a row came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowOrigin {
    /// A row of a table: of a worksheet, of separated text, of the n-th table (from 0) of a page or document.
    Table(u32),
    /// A paragraph or a line without separators.
    Paragraph,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// From 1: the worksheet row, the line of the text (of its first line when quoted cells run over several),
    /// or the running number of rows and paragraphs of a page.
    pub number: u32,
    /// Where it came from.
    pub origin: RowOrigin,
    /// Cells by ascending column. Cells covered by a merge from above or from the left are left out. Empty cells of
    /// separated text and pages are kept, so that columns hold; worksheets leave them out.
    pub cells: Vec<Cell>,
}

/// What kind of content a cell had before it became text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CellKind {
    /// Text.
    Text,
    /// A number; the text is its plain decimal, with `%` where the cell's format shows one.
    Number,
    /// A date; the text is ISO 8601.
    Date,
    /// Yes or no; the text is `TRUE` or `FALSE`.
    Truth,
    /// An error value such as `#DIV/0!`.
    Error,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// From 1.
    pub column: u32,
    /// Rows it covers, at least 1.
    pub rows: u32,
    /// Columns it covers, at least 1.
    pub columns: u32,
    /// Raw text, unaltered: line breaks as `\n`, markup in worksheet and separated text kept as written.
    /// Spans of the importer count Unicode characters of this text from 0.
    pub text: String,
    /// What it was.
    pub kind: CellKind,
}

impl SheetKind {
    /// How a place in a sheet of this kind and name is written: `Sheet1!B7`, or `row,column`.
    pub fn locator(self, name: &str, row: u32, column: u32) -> String {
        match self {
            Self::Worksheet => format!("{name}!{}{row}", column_letters(column)),
            Self::Lines => format!("{row},{column}"),
        }
    }
}

impl Document {
    /// Takes a locator apart ([`SheetKind::locator`]): the number of the sheet from 0, row and column from 1.
    pub fn place(&self, locator: &str) -> Option<(u32, u32, u32)> {
        let Some((name, at)) = locator.rsplit_once('!') else {
            let (row, column) = locator.split_once(',')?;
            self.sheets.first()?;
            return Some((0, row.parse().ok()?, column.parse().ok()?));
        };
        let digits = at.find(|c: char| c.is_ascii_digit())?;
        let (letters, row) = at.split_at(digits);
        let mut column = 0_u32;
        for letter in letters.bytes() {
            let value = u32::from(letter.checked_sub(b'A').filter(|v| *v < 26)?);
            column = column.checked_mul(26)?.checked_add(value + 1)?;
        }
        let worksheet = |sheet: &Sheet| sheet.kind == SheetKind::Worksheet && sheet.name == name;
        let sheet = self.sheets.iter().position(worksheet)?;
        Some((u32::try_from(sheet).ok()?, row.parse().ok()?, column))
    }
}

impl Sheet {
    /// The name of a place: `Sheet1!B7` in a worksheet, `7,2` elsewhere; row and column from 1.
    pub fn locator(&self, row: u32, column: u32) -> String {
        self.kind.locator(&self.name, row, column)
    }

    /// The cell that covers a place, with merges resolved to their first cell.
    pub fn cell(&self, row: u32, column: u32) -> Option<(&Row, &Cell)> {
        let end = self.rows.partition_point(|r| r.number <= row);
        for candidate in self.rows[..end].iter().rev() {
            let depth = row - candidate.number + 1;
            let found =
                candidate.cells.iter().find(|c| c.rows >= depth && c.column <= column && column - c.column < c.columns);
            if let Some(cell) = found {
                return Some((candidate, cell));
            }
        }
        None
    }
}

/// `1` is A, `27` is AA.
pub(crate) fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_office_people_name_them() {
        let mut sheet = Sheet { name: "汇总".into(), kind: SheetKind::Worksheet, rows: Vec::new() };
        assert_eq!(sheet.locator(7, 2), "汇总!B7");
        assert_eq!(sheet.locator(1_048_576, 16_384), "汇总!XFD1048576");
        sheet.kind = SheetKind::Lines;
        assert_eq!(sheet.locator(7, 2), "7,2");
    }

    #[test]
    fn a_merged_cell_answers_for_every_place_it_covers() {
        let cell =
            |column, rows, columns, text: &str| Cell { column, rows, columns, text: text.into(), kind: CellKind::Text };
        let row = |number, cells| Row { number, origin: RowOrigin::Table(0), cells };
        let rows = vec![row(1, vec![cell(1, 3, 2, "产出指标"), cell(3, 1, 1, "a")]), row(2, vec![cell(3, 1, 1, "b")])];
        let sheet = Sheet { name: String::new(), kind: SheetKind::Lines, rows };
        assert_eq!(sheet.cell(3, 2).map(|(_, c)| c.text.as_str()), Some("产出指标"));
        assert_eq!(sheet.cell(2, 3).map(|(_, c)| c.text.as_str()), Some("b"));
        assert_eq!(sheet.cell(3, 3), None);
    }
}
