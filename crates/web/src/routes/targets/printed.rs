//! The table as printed: the file's own cells in their own places, with every promise marked.

use askama::Template;
use axum::extract::{Path, State};
use tabular::{Row, Sheet};
use targets::model::TargetTable;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Most rows shown; a performance table has some dozens.
const ROWS: usize = 2_000;
/// Cells with more characters are running text.
const LONG: usize = 60;

/// Columns of the widest form whose empty cells are shown one by one.
const FORM_WIDTH: usize = 64;
/// The class of a cell that the file leaves out.
const BLANK: &str = "blank";

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/printed", Need::May("targets.read"), show)
}

/// Text, and whether it is a promise.
pub(in crate::routes) type Piece = (String, bool);

/// One cell in its place.
pub(in crate::routes) struct PrintedCell {
    pub(in crate::routes) columns: u32,
    pub(in crate::routes) rows: u32,
    pub(in crate::routes) pieces: Vec<Piece>,
    /// `long` for running text, `amount` for a number: they want other widths.
    pub(in crate::routes) class: &'static str,
}

/// One row of the file.
pub(in crate::routes) struct PrintedRow {
    pub(in crate::routes) number: u32,
    pub(in crate::routes) cells: Vec<PrintedCell>,
}

#[derive(Template)]
#[template(path = "targets/printed.html")]
struct Printed {
    shell: Shell,
    id: i64,
    file: String,
    sheets: Vec<(String, Vec<PrintedRow>)>,
    cut: bool,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Printed>, Failure> {
    let (tables, documents) = (app.judged.clone(), app.documents.clone());
    let (judged, document) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let document = documents.open(store, judged.row.evidence)?;
            Ok::<_, Failure>((judged, document))
        })
        .await?;
    let cut = document.sheets.iter().any(|sheet| sheet.rows.len() > ROWS);
    let sheets = document.sheets.iter().map(|s| (s.name.clone(), printed_rows(s, &judged.table))).collect();
    let shell = Shell::new(&app, &visit, judged.row.title.clone());
    Ok(Page(Printed { shell, id, file: document.name.clone(), sheets, cut }))
}

/// The rows of a sheet with every promise of the table marked.
pub(in crate::routes) fn printed_rows(sheet: &Sheet, table: &TargetTable) -> Vec<PrintedRow> {
    let mut marks: Vec<(&str, [usize; 2])> =
        table.targets.iter().map(|t| (t.source.cell.as_str(), t.source.span)).collect();
    marks.sort_unstable();
    let width =
        sheet.rows.iter().take(ROWS).filter_map(|row| row.cells.last()).map(|cell| cell.column + cell.columns - 1);
    let width = width.max().unwrap_or(1);
    // Rows that each column is still covered from above.
    let mut covered: Vec<u32> = vec![0; width as usize];
    let mut rows = Vec::new();
    for row in sheet.rows.iter().take(ROWS) {
        let mut row = row_view(sheet, row, &marks, &mut covered);
        if let [only] = row.cells.as_mut_slice() {
            // A line by itself (a title, the unit) lies across, as it does on paper.
            only.columns = width;
        }
        rows.push(row);
    }
    rows
}

fn row_view(sheet: &Sheet, row: &Row, marks: &[(&str, [usize; 2])], covered: &mut [u32]) -> PrintedRow {
    let mut cells: Vec<PrintedCell> = Vec::with_capacity(row.cells.len());
    // A form shows each of its empty cells; of a sheet with a cell far away they would be too many.
    let wide = covered.len() > FORM_WIDTH;
    let alone = row.cells.len() == 1 && covered.iter().all(|rows| *rows == 0);
    let mut own = row.cells.iter().peekable();
    let mut column = 1;
    while let Some(left) = covered.get_mut(column as usize - 1) {
        let cell = own.next_if(|cell| cell.column <= column);
        if let Some(cell) = cell {
            for under in covered.iter_mut().skip(column as usize - 1).take(cell.columns as usize) {
                *under = cell.rows.saturating_sub(1);
            }
            let place = sheet.locator(row.number, cell.column);
            let spans = marks.iter().filter(|(at, _)| *at == place).map(|(_, span)| *span);
            cells.push(PrintedCell {
                columns: cell.columns,
                rows: cell.rows,
                pieces: pieces(&cell.text, spans),
                class: class(&cell.text),
            });
            column = cell.column + cell.columns.max(1);
        } else if *left > 0 {
            *left -= 1;
            column += 1;
        } else {
            // Worksheets leave empty cells out; the columns must hold all the same.
            match cells.last_mut().filter(|last| wide && last.class == BLANK) {
                Some(last) if last.columns < 64 => last.columns += 1,
                _ if alone => {}
                _ => cells.push(PrintedCell { columns: 1, rows: 1, pieces: Vec::new(), class: BLANK }),
            }
            column += 1;
        }
    }
    PrintedRow { number: row.number, cells }
}

/// How wide a cell wants to be, by what it holds.
fn class(text: &str) -> &'static str {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits > 0 && text.chars().all(|c| c.is_ascii_digit() || ",.-%".contains(c)) {
        "amount"
    } else if text.chars().count() > LONG {
        "long"
    } else {
        ""
    }
}

fn pieces(text: &str, spans: impl Iterator<Item = [usize; 2]>) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    for [start, end] in spans {
        let (start, end) = (start.clamp(at, chars.len()), end.min(chars.len()));
        if end <= start {
            continue;
        }
        out.push((chars[at..start].iter().collect(), false));
        out.push((chars[start..end].iter().collect(), true));
        at = end;
    }
    out.push((chars[at..].iter().collect(), false));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_marked_in_their_place_and_nothing_is_lost() {
        let cut = pieces("不少于30场，超5亿", [[0, 6], [7, 10]].into_iter());
        let words: Vec<(&str, bool)> = cut.iter().map(|(text, on)| (text.as_str(), *on)).collect();
        assert_eq!(words, [("", false), ("不少于30场", true), ("，", false), ("超5亿", true), ("", false)]);
        assert_eq!(pieces("短", [[5, 9], [0, 0]].into_iter()), [("短".to_owned(), false)]);
    }
}
