//! What goes out: a workbook described as plain data, written as xlsx or csv. Text never becomes a formula.

mod csv;
mod xlsx;

use domain::Scaled;
use jiff::civil::Date;

pub use csv::write_csv;
pub use xlsx::write_xlsx;

/// A workbook to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workbook {
    /// Sheets in order; at least one.
    pub sheets: Vec<SheetOut>,
}

/// One sheet to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetOut {
    /// Name of the worksheet; characters that worksheets forbid are replaced and more than 31 cut off.
    pub name: String,
    /// Rows at the top that stay in sight and are printed on every page.
    pub header_rows: u32,
    /// Whether pages lie on their long side.
    pub landscape: bool,
    /// Widths of the columns in characters of the standard font; columns beyond are as wide as their content.
    pub widths: Vec<f64>,
    /// Rows in order, each from column 1.
    pub rows: Vec<Vec<CellOut>>,
}

/// One cell to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct CellOut {
    /// What stands in it.
    pub content: CellContent,
    /// How it looks; csv has no looks.
    pub look: Look,
    /// Rows it covers, at least 1. The cells it covers are given as [`CellContent::Covered`].
    pub rows: u32,
    /// Columns it covers, at least 1.
    pub columns: u32,
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellContent {
    /// Nothing.
    Empty,
    /// Part of a merged cell to the left or above.
    Covered,
    /// Text, written as text whatever it begins with.
    Text(String),
    /// A number with its decimals. More than 15 digits are written as text, because spreadsheets would round them.
    Number(Scaled),
    /// A number in percent: `Scaled` 99.5 is shown as 99.5%.
    Percent(Scaled),
    /// A day.
    Date(Date),
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Look {
    /// Bordered and wrapped.
    #[default]
    Body,
    /// Column heading: bold on grey.
    Header,
    /// Title of the sheet: large, centred, no border.
    Title,
    /// Sum: bold.
    Total,
    /// Note under a table: no border.
    Note,
}

impl CellOut {
    /// A cell of the body.
    pub fn new(content: CellContent) -> Self {
        Self { content, look: Look::Body, rows: 1, columns: 1 }
    }

    /// A text of the body; an empty text makes an empty cell.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(if text.is_empty() { CellContent::Empty } else { CellContent::Text(text) })
    }

    /// A number of the body.
    pub fn number(number: Scaled) -> Self {
        Self::new(CellContent::Number(number))
    }

    /// The same cell with another look.
    #[must_use]
    pub fn with_look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// The same cell covering a block.
    #[must_use]
    pub fn spanning(mut self, rows: u32, columns: u32) -> Self {
        self.rows = rows.max(1);
        self.columns = columns.max(1);
        self
    }
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Beyond what a worksheet holds: 1,048,576 rows, 16,384 columns, 32,767 characters in a cell.
    #[error(
        "工作表“{sheet}”第{row}行第{column}列超出 xlsx 的容量（row {row}, column {column}: beyond what xlsx holds）"
    )]
    TooLarge {
        /// Sheet.
        sheet: String,
        /// Row from 1.
        row: u32,
        /// Column from 1.
        column: u32,
    },
    /// The writer refused, such as for merged cells that overlap.
    #[error("无法写出 xlsx（cannot write xlsx）: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// Whether a spreadsheet might take a text for a formula or a command. Plain numbers are none.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    let inner = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{FEFF}');
    let risky = text.starts_with(['\t', '\r', '\n'])
        || inner.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']);
    risky && !is_plain_number(text)
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

#[cfg(test)]
mod tests {
    use super::looks_like_formula;

    #[test]
    fn what_a_spreadsheet_would_run_is_told_from_a_number() {
        for text in
            ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{FEFF}=1", "＝1+1", "-"]
        {
            assert!(looks_like_formula(text), "{text:?}");
        }
        for text in ["-12.5", "+3%", "-1,234.00", "营业收入", "3-5家", ""] {
            assert!(!looks_like_formula(text), "{text:?}");
        }
    }
}
