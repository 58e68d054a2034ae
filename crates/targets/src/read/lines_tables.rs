//! Lists with categories and tables whose values are split, in lines: a row or a cell on each line.

use super::grid::Grid;
use super::labels::{is_level1_full, is_level2, is_level2_full};
use super::lines::{LineHeading, Text};
use super::lines_rows::Columns;
use super::lines_solve;
use super::text::Piece;

/// Appends the rows below a heading; gives the first line after the table.
pub(crate) fn push(text: &Text, heading: &LineHeading, columns: &Columns, grid: &mut Grid) -> usize {
    let end = end_of(text, heading.next);
    let lines = text.lines.iter().take(end).skip(heading.next);
    if heading.by_line {
        for line in lines {
            let cells = if heading.wide { line.cells() } else { line.words() };
            if !lines_solve::push_line(&cells, columns, true, grid) {
                let words: String = line.whole.text.chars().take(40).collect();
                grid.doubt(line.number, format!("“{words}”各格属于哪一栏无法确定，未读取，请核对。"));
            }
        }
        return end;
    }
    if text.blanks && !columns.is_list() {
        let all: Vec<Piece> = lines.clone().flat_map(|line| line.parts.iter().cloned()).collect();
        if let Some(rows) = whole(&all, columns) {
            for row in rows {
                let number = row.iter().flatten().map(|p| p.row).next().unwrap_or(heading.number);
                grid.push(number, row);
            }
            return end;
        }
    }
    let mut cells: Vec<Piece> = Vec::new();
    for line in lines {
        cells.extend(line.parts.iter().filter(|p| !p.is_blank()).cloned());
    }
    super::lines_broken::rejoin(&mut cells);
    if !lines_solve::push(&cells, columns, grid) {
        grid.doubt(heading.number, "起表格的各格属于哪一栏无法确定，未读取，请核对。".into());
    }
    end
}

/// The rows of a text that keeps its blank cells, where each row has a cell for every column behind the categories.
fn whole(cells: &[Piece], columns: &Columns) -> Option<Vec<Vec<Option<Piece>>>> {
    let levels = (0..columns.width()).take_while(|at| columns.is_level(*at)).count();
    let rest = columns.width() - levels;
    let mut rows = Vec::new();
    let mut at = 0;
    while cells.get(at..)?.iter().any(|cell| !cell.is_blank()) {
        let mut row: Vec<Option<Piece>> = vec![None; columns.width()];
        let first = cells.get(at).filter(|cell| is_level1_full(&cell.text) && levels > 1);
        let second = cells.get(at + usize::from(first.is_some())).filter(|cell| is_level2(&cell.text) && levels > 0);
        row[0] = first.cloned();
        if levels > 0 {
            row[levels - 1] = second.or(row[levels - 1].as_ref()).cloned();
        }
        at += usize::from(first.is_some()) + usize::from(second.is_some());
        for (offset, cell) in cells.get(at..at + rest)?.iter().enumerate() {
            let category = is_level1_full(&cell.text) || is_level2_full(&cell.text);
            if category || offset == 0 && cell.is_blank() {
                return None;
            }
            row[levels + offset] = Some(cell.clone()).filter(|cell| !cell.is_blank());
        }
        at += rest;
        rows.push(row);
    }
    Some(rows)
}

/// First line after a table that may hold rows of totals.
fn end_of(text: &Text, from: usize) -> usize {
    let total = |at: usize| {
        let word = text.lines.get(at).and_then(|line| line.cells().into_iter().next());
        word.is_some_and(|word| super::project_list::is_total(&word.key()))
    };
    (from..text.lines.len()).find(|at| text.ends(*at) && !total(*at)).unwrap_or(text.lines.len())
}
