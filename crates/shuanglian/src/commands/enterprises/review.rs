//! What a person is to look at, as a sheet that a spreadsheet opens: one row a pair, with reasons in both languages.

use std::path::Path;

use tabular::{CellContent, CellOut, Look, SheetOut, Workbook};

use crate::failure::Failure;
use crate::result_file::Output;

/// Writes rows below their heading as csv, or as xlsx where the name ends so.
pub(super) fn write(place: &Path, heading: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let cell = |text: String, look: Look| CellOut { content: CellContent::Text(text), look, rows: 1, columns: 1 };
    let mut sheet = SheetOut { name: "复核".to_owned(), header_rows: 1, landscape: true, ..SheetOut::default() };
    sheet.rows.push(heading.iter().map(|text| cell((*text).to_owned(), Look::Header)).collect());
    for row in rows {
        sheet.rows.push(row.into_iter().map(|text| cell(text, Look::Body)).collect());
    }
    let bytes = if place.extension().is_some_and(|ending| ending == "xlsx") {
        let workbook = Workbook { sheets: vec![sheet] };
        tabular::write_xlsx(&workbook).map_err(|error| Failure::refused("file_unwritable", error.to_string(), ""))?
    } else {
        tabular::write_csv(&sheet)
    };
    let mut file = Output::create(place)?;
    file.writer().write_all(&bytes)?;
    file.finish()
}
