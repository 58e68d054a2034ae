//! Lists with categories and tables whose values are split, in lines: a row or a cell on each line.

use super::grid::Grid;
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
                grid.doubts.push(format!("第 {} 行“{words}”各格属于哪一栏无法确定，未读取，请核对。", line.number));
            }
        }
        return end;
    }
    let mut cells: Vec<Piece> = Vec::new();
    for line in lines {
        cells.extend(line.parts.iter().filter(|p| !p.is_blank()).cloned());
    }
    super::lines_broken::rejoin(&mut cells);
    if !lines_solve::push(&cells, columns, grid) {
        grid.doubts.push(format!("第 {} 行起表格的各格属于哪一栏无法确定，未读取，请核对。", heading.number));
    }
    end
}

/// First line after a table that may hold rows of totals.
fn end_of(text: &Text, from: usize) -> usize {
    let total = |at: usize| {
        let word = text.lines.get(at).and_then(|line| line.cells().into_iter().next());
        word.is_some_and(|word| super::project_list::is_total(&word.key()))
    };
    (from..text.lines.len()).find(|at| text.ends(*at) && !total(*at)).unwrap_or(text.lines.len())
}
