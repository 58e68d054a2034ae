//! Headings of tables in lines: of lists with categories, of two rows, and the columns they make.

use super::align;
use super::amounts;
use super::columns::PARTS_OF_HEADINGS;
use super::grid::Grid;
use super::heads_spread;
use super::labels::{field_of, is_level1, is_level1_full, is_level2};
use super::levels::Role;
use super::lines::{Line, LineHeading, Text};
use super::lines_list::is_head;
use super::project_list::{self, is_name_head};
use super::roles;
use super::text::Piece;

/// Headings of more cells belong to no form.
const MOST_CELLS: usize = 40;

/// The heading of a list whose projects and categories stand side by side, where one starts at this line.
pub(crate) fn of_list(text: &Text, index: usize) -> Option<LineHeading> {
    let line = text.lines.get(index)?;
    let cells = line.cells();
    let heads = |p: &Piece| {
        let key = p.key();
        is_head(p) || is_name_head(p) || amounts::is_column(&key) || matches!(key.as_str(), "序号" | "编号")
    };
    let two_rows = cells.len() >= 3 && cells.iter().any(is_name_head) && cells.iter().all(heads) && {
        let below = text.lines.get(index + 1).map(Line::cells).unwrap_or_default();
        below.len() > 1 && below.iter().all(|p| is_part(p) || is_money(p)) && is_list(&[cells.clone(), below].concat())
    };
    if two_rows || cells.len() >= 5 && is_list(&cells) {
        return Some(LineHeading {
            cells,
            number: line.number,
            next: index + 1,
            by_line: true,
            wide: line.parts.len() > 1,
        });
    }
    let run = text.lines.iter().skip(index).take(MOST_CELLS).take_while(|line| heads(&line.whole));
    let mut cells: Vec<Piece> = run.map(|line| line.whole.clone()).collect();
    // 合计 below the heading names money too: the heading ends with a column of indicators.
    let last = cells.iter().rposition(|cell| roles::role(cell).is_some())?;
    cells.truncate(last + 1);
    let next = index + cells.len();
    (cells.len() >= 5 && is_list(&cells)).then_some(LineHeading {
        cells,
        number: line.number,
        next,
        by_line: false,
        wide: false,
    })
}

fn is_list(cells: &[Piece]) -> bool {
    let grid = one_row(cells);
    project_list::heading(&grid, 0).is_some_and(|list| list.levels.has(Role::Name) && list.levels.has(Role::Level2))
}

/// Whether a cell may be a part of a heading in two rows.
fn is_part(piece: &Piece) -> bool {
    let key = piece.key();
    let word = PARTS_OF_HEADINGS.contains(&key.as_str()) || matches!(key.as_str(), "符号" | "单位");
    word || roles::role(piece).is_some() || super::phrase::time_of_value(&key).is_some()
}

fn is_money(piece: &Piece) -> bool {
    amounts::item(&piece.text).is_some() || amounts::is_column(&piece.key())
}

fn one_row(cells: &[Piece]) -> Grid {
    let mut grid = Grid::default();
    grid.push(0, cells.iter().cloned().map(Some).collect());
    grid
}

/// The heading as rows of a grid, its parts below what spans them, and the first line after it.
pub(crate) fn placed(text: &Text, heading: &LineHeading) -> (Grid, usize) {
    if let Some(found) = with_years(text, heading) {
        return found;
    }
    let list = heading.cells.iter().any(is_name_head);
    let part = |p: &Piece| is_part(p) || list && is_money(p);
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
        let amount = |at: usize| text.lines.get(at).is_some_and(|line| amounts::is_amount(&line.whole.text));
        while let Some(line) = text.lines.get(next).filter(|line| part(&line.whole) && more.len() < MOST_CELLS) {
            if amount(next + 1) {
                break;
            }
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
        if grid.width(0) == width {
            heads_spread::list(&mut grid, 0);
        }
        if grid.width(0) > width {
            grid.numbers = vec![heading.number; 2];
            return (grid, next);
        }
    }
    let mut cells = heading.cells.clone();
    let mut next = heading.next;
    if !heading.by_line {
        cells.extend(unknown(text, next));
        next += cells.len() - heading.cells.len();
    }
    let mut grid = one_row(&cells);
    grid.numbers = vec![heading.number];
    (grid, next)
}

/// A heading over the values of several years, flat, and the first line after it.
fn with_years(text: &Text, heading: &LineHeading) -> Option<(Grid, usize)> {
    let mut cells = heading.cells.clone();
    let mut next = heading.next;
    let mut found = None;
    while next <= heading.next + 4 {
        if let Some(flat) = heads_spread::flat_years(&cells).filter(|flat| flat.len() + 2 == cells.len()) {
            found = Some((flat, next));
        }
        let Some(line) = text.lines.get(next) else { break };
        let more = line.cells();
        if more.len() > 3 {
            break;
        }
        cells.extend(more);
        next += 1;
    }
    let (flat, next) = found?;
    let mut grid = one_row(&flat);
    grid.numbers = vec![heading.number];
    Some((grid, next))
}

/// Headings no list knows, between the known ones and the first categories.
fn unknown(text: &Text, from: usize) -> Vec<Piece> {
    let whole = |at: usize| text.lines.get(at).map(|line| &line.whole);
    for count in 1..=3 {
        let category = whole(from + count).is_some_and(|p| is_level1_full(&p.text));
        if category && whole(from + count + 1).is_some_and(|p| is_level2(&p.text)) {
            let found: Vec<Piece> = (from..from + count).filter_map(whole).cloned().collect();
            let head = |p: &Piece| {
                let plain = p.text.chars().all(|c| c.is_alphabetic() || "（）()".contains(c));
                plain && p.len() <= 8 && field_of(p).is_none() && !is_level1(&p.text) && !is_level2(&p.text)
            };
            return if found.iter().all(head) { found } else { Vec::new() };
        }
    }
    Vec::new()
}
