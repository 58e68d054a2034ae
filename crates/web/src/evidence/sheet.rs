//! A few rows and columns around one cell of a file, with the cell or its words marked.

use tabular::{Cell, Document, Sheet};

/// Rows and columns shown on each side of the cell.
const AROUND: u32 = 3;
/// Characters shown of a neighbour.
const CLIP: usize = 36;
/// Characters shown on each side of the marked words.
const WINDOW: usize = 60;

/// Text of a cell: before, marked, after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    /// Before the marked words.
    pub before: String,
    /// The marked words; empty when the whole cell is meant.
    pub marked: String,
    /// After them.
    pub after: String,
    /// This is the cell.
    pub on: bool,
}

/// One row of the excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Row number in the file.
    pub number: u32,
    /// The marked row.
    pub on: bool,
    /// One for each column shown.
    pub cells: Vec<Piece>,
}

/// The excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// File name.
    pub file: String,
    /// Digest of the file.
    pub sha256: String,
    /// `Sheet1!B7` or `row,column`.
    pub place: String,
    /// Column heads as the file's kind writes them; whether it is the marked column.
    pub columns: Vec<(String, bool)>,
    /// Rows.
    pub lines: Vec<Line>,
}

impl Excerpt {
    /// The surroundings of the cell a locator names; `span` marks characters of it, `None` marks it whole.
    #[must_use]
    pub fn at(document: &Document, locator: &str, span: Option<[usize; 2]>) -> Option<Self> {
        let (sheet, row, column) = document.place(locator)?;
        Self::around(document, document.sheets.get(sheet as usize)?, row, column, span)
    }

    /// The same by numbers: sheet from 0, row and column from 1.
    #[must_use]
    pub fn numbered(document: &Document, sheet: u32, row: u32, column: u32) -> Option<Self> {
        Self::around(document, document.sheets.get(sheet as usize)?, row, column, None)
    }

    fn around(document: &Document, sheet: &Sheet, row: u32, column: u32, span: Option<[usize; 2]>) -> Option<Self> {
        let (home, cell) = sheet.cell(row, column)?;
        let (row, column) = (home.number, cell.column);
        let widest = sheet.rows.iter().flat_map(|r| r.cells.last()).map(|c| c.column).max().unwrap_or(1);
        let shown: Vec<u32> = (column.saturating_sub(AROUND).max(1)..=(column + AROUND).min(widest)).collect();
        let index = sheet.rows.partition_point(|r| r.number < row);
        let rows =
            &sheet.rows[index.saturating_sub(AROUND as usize)..sheet.rows.len().min(index + AROUND as usize + 1)];
        let mut lines = Vec::with_capacity(rows.len());
        for line in rows {
            let mut cells = Vec::with_capacity(shown.len());
            for &at in &shown {
                let found = line.cells.iter().find(|c| c.column == at);
                let on = line.number == row && at == column;
                cells.push(found.map_or_else(Piece::default, |cell| piece(cell, on, span)));
            }
            lines.push(Line { number: line.number, on: line.number == row, cells });
        }
        Some(Self {
            file: document.name.clone(),
            sha256: document.sha256.to_string(),
            place: sheet.locator(row, column),
            columns: shown.iter().map(|&at| (head(sheet, at), at == column)).collect(),
            lines,
        })
    }
}

/// How the file's kind names a column: a letter in a worksheet, a number elsewhere.
fn head(sheet: &Sheet, column: u32) -> String {
    let locator = sheet.locator(1, column);
    match locator.rsplit_once('!') {
        Some((_, at)) => at.trim_end_matches('1').to_owned(),
        None => column.to_string(),
    }
}

fn piece(cell: &Cell, on: bool, span: Option<[usize; 2]>) -> Piece {
    let chars: Vec<char> = cell.text.chars().collect();
    let text = |from: usize, to: usize| chars[from.min(to)..to].iter().collect::<String>();
    let Some([start, end]) = span.filter(|_| on) else {
        let cut = chars.len() > CLIP;
        let mut before = text(0, chars.len().min(CLIP));
        if cut {
            before.push('…');
        }
        return Piece { before, on, ..Piece::default() };
    };
    let (start, end) = (start.min(chars.len()), end.min(chars.len()).max(start.min(chars.len())));
    let from = start.saturating_sub(WINDOW);
    let to = (end + WINDOW).min(chars.len());
    let dots = |cut: bool| if cut { "…" } else { "" };
    Piece {
        before: format!("{}{}", dots(from > 0), text(from, start)),
        marked: text(start, end),
        after: format!("{}{}", text(end, to), dots(to < chars.len())),
        on,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tabular::ReadOptions;

    fn document(text: &str) -> Document {
        tabular::read("a.csv", text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    #[test]
    fn the_words_are_marked_and_the_surroundings_shown() {
        let document = document("名称,值\n甲,不少于30场\n乙,2\n");
        let excerpt = Excerpt::at(&document, "2,2", Some([3, 6])).unwrap();
        assert_eq!(excerpt.columns, vec![("1".to_owned(), false), ("2".to_owned(), true)]);
        let cell = &excerpt.lines[1].cells[1];
        assert_eq!((cell.before.as_str(), cell.marked.as_str()), ("不少于", "30场"));
        assert!(cell.on && !excerpt.lines[2].cells[1].on);
    }

    #[test]
    fn a_place_that_is_not_there_is_not_invented() {
        let document = document("a,b\n1,2\n");
        for place in ["9,9", "表!B2", "x", "", ",", "2,", "表!1", "!B2"] {
            assert_eq!(Excerpt::at(&document, place, None), None, "{place}");
        }
        assert!(Excerpt::at(&document, "2,2", Some([50, 90])).is_some());
    }
}
