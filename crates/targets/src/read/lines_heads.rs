//! Headings of tables in lines: of lists with categories, of two rows, and the columns they make.

use super::align;
use super::columns::PARTS_OF_HEADINGS;
use super::grid::Grid;
use super::levels;
use super::lines::{LineHeading, Text};
use super::lines_list::is_head;
use super::project_list;
use super::roles;
use super::text::Piece;

/// Headings of more cells belong to no form.
const MOST_CELLS: usize = 40;

/// The heading of a list whose projects and categories stand side by side, where one starts at this line.
pub(crate) fn of_list(text: &Text, index: usize) -> Option<LineHeading> {
    let line = text.lines.get(index)?;
    let cells = line.cells();
    if cells.len() >= 5 && is_list(&cells) {
        return Some(LineHeading { cells, number: line.number, next: index + 1, by_line: true });
    }
    let heads = |p: &Piece| is_head(p) || matches!(p.key().as_str(), "序号" | "编号");
    let run = text.lines.iter().skip(index).take(MOST_CELLS).take_while(|line| heads(&line.whole));
    let mut cells: Vec<Piece> = run.map(|line| line.whole.clone()).collect();
    // 合计 below the heading names money too: the heading ends with a column of indicators.
    let last = cells.iter().rposition(|cell| roles::role(cell).is_some())?;
    cells.truncate(last + 1);
    let next = index + cells.len();
    (cells.len() >= 5 && is_list(&cells)).then_some(LineHeading { cells, number: line.number, next, by_line: false })
}

fn is_list(cells: &[Piece]) -> bool {
    let grid = one_row(cells);
    project_list::heading(&grid, 0).is_some() && levels::columns(&grid, 0).is_some()
}

fn one_row(cells: &[Piece]) -> Grid {
    let mut grid = Grid::default();
    grid.push(0, cells.iter().cloned().map(Some).collect());
    grid
}

/// The heading as rows of a grid, its parts below what spans them, and the first line after it.
pub(crate) fn placed(text: &Text, heading: &LineHeading) -> (Grid, usize) {
    let part = |p: &Piece| roles::role(p).is_some() || PARTS_OF_HEADINGS.contains(&p.key().as_str());
    let mut more: Vec<Piece> = Vec::new();
    let mut next = heading.next;
    if heading.by_line {
        if let Some(line) = text.lines.get(next) {
            let cells = line.cells();
            if cells.iter().all(part) {
                more = cells;
                next += 1;
            }
        }
    } else {
        while let Some(line) = text.lines.get(next).filter(|line| part(&line.whole) && more.len() < MOST_CELLS) {
            more.push(line.whole.clone());
            next += 1;
        }
    }
    // The first row may have run into the second one.
    let firsts = if heading.by_line { heading.cells.len()..=heading.cells.len() } else { 3..=heading.cells.len() };
    for first in firsts {
        let (top, low) = heading.cells.split_at(first.min(heading.cells.len()));
        let parts: Vec<Piece> = low.iter().chain(&more).cloned().collect();
        if parts.len() < 2 {
            continue;
        }
        let mut grid = one_row(top);
        grid.push(0, parts.into_iter().map(Some).collect());
        let width = grid.width(0);
        align::spread(&mut grid, 0);
        if grid.width(0) > width {
            grid.numbers = vec![heading.number; 2];
            return (grid, next);
        }
    }
    let mut grid = one_row(&heading.cells);
    grid.numbers = vec![heading.number];
    (grid, heading.next)
}
