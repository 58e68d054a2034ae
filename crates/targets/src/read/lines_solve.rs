//! A stream of cells cut into rows: of all ways the best, and of that only what every best way agrees on.

use std::collections::HashMap;

use super::grid::Grid;
use super::lines_rows::{Columns, Way, is_beside};
use super::text::Piece;

/// Streams longer than this are no table of a form.
const MOST_CELLS: usize = 10_000;
/// A cell that fits nowhere costs more than any row gains.
const LOST: i32 = -12;

/// A row of a best way.
struct Step {
    start: usize,
    way: Way,
    lost: bool,
}

/// Pushes the rows of a stream of cells that lost its blanks; `false` where the stream is no such table.
pub(crate) fn push(cells: &[Piece], columns: &Columns, grid: &mut Grid) -> bool {
    if cells.is_empty() || cells.len() > MOST_CELLS {
        return false;
    }
    let count = cells.len();
    let mut steps: Vec<Vec<(Way, bool)>> = Vec::with_capacity(count);
    for start in 0..count {
        let most = (start + columns.width() + 1).min(count);
        let ways = columns.ways(&cells[start..most], false);
        let mut all: Vec<(Way, bool)> = ways.into_iter().map(|way| (way, false)).collect();
        all.push((Way { taken: vec![None], score: LOST }, true));
        steps.push(all);
    }
    // Best scores and the number of best ways, from the front and from the back.
    let none = (i32::MIN / 2, 0u64);
    let (mut before, mut after) = (vec![none; count + 1], vec![none; count + 1]);
    before[0] = (0, 1);
    after[count] = (0, 1);
    for start in 0..count {
        for (way, _) in &steps[start] {
            let reached = (before[start].0 + way.score, before[start].1);
            better(&mut before[start + way.taken.len()], reached);
        }
    }
    for start in (0..count).rev() {
        let mut best = none;
        for (way, _) in &steps[start] {
            let rest = after[start + way.taken.len()];
            better(&mut best, (rest.0 + way.score, rest.1));
        }
        after[start] = best;
    }
    let (best, ways) = before[count];
    // How many of the best ways put a cell into a column.
    let mut held: HashMap<(usize, usize), u64> = HashMap::new();
    let mut path: Vec<Step> = Vec::new();
    for (start, all) in steps.into_iter().enumerate() {
        let due = path.last().map_or(0, |step| step.start + step.way.taken.len());
        for (way, lost) in all {
            let end = start + way.taken.len();
            if before[start].0 + way.score + after[end].0 != best {
                continue;
            }
            let through = before[start].1.wrapping_mul(after[end].1);
            for (cell, column) in way.taken.iter().enumerate() {
                if let Some(column) = column {
                    let sum = held.entry((start + cell, *column)).or_default();
                    *sum = sum.wrapping_add(through);
                }
            }
            if start == due && path.last().is_none_or(|step| step.start < start) {
                path.push(Step { start, way, lost });
            }
        }
    }
    if path.iter().filter(|step| step.lost).count() * 3 > path.len() {
        return false;
    }
    let certain = |cell: usize, column: usize| held.get(&(cell, column)) == Some(&ways);
    write(cells, columns, &path, &certain, grid);
    true
}

/// Pushes the row that exactly these cells make; `false` where there is none. With `partly` cells that may stand in
/// several columns are left blank and told, else the row must be full and the only one.
pub(crate) fn push_line(cells: &[Piece], columns: &Columns, partly: bool, grid: &mut Grid) -> bool {
    let cells = match cells {
        [first, rest @ ..] if rest.len() > 1 && is_beside(first) => rest,
        _ => cells,
    };
    let ways = columns.ways(cells, true);
    let Some(best) = ways.iter().map(|way| way.score).max() else { return false };
    let best: Vec<Way> = ways.into_iter().filter(|way| way.score == best).collect();
    let agreed = |cell: usize, column: usize| best.iter().all(|way| way.taken.get(cell) == Some(&Some(column)));
    let Some(way) = best.first() else { return false };
    if !partly && (best.len() > 1 || !columns.is_full(&way.taken)) {
        return false;
    }
    let path = [Step { start: 0, way: way.clone(), lost: false }];
    write(cells, columns, &path, &agreed, grid);
    true
}

fn better(place: &mut (i32, u64), other: (i32, u64)) {
    if other.0 > place.0 {
        *place = other;
    } else if other.0 == place.0 {
        place.1 = place.1.wrapping_add(other.1);
    }
}

/// Rows of a way; what is not certain stays blank and is told.
fn write(cells: &[Piece], columns: &Columns, path: &[Step], certain: &dyn Fn(usize, usize) -> bool, grid: &mut Grid) {
    // After a cell that fits nowhere nothing is sure before the next category.
    let mut adrift = false;
    let mut nobody = false;
    for (index, step) in path.iter().enumerate() {
        let Some(first) = cells.get(step.start) else { continue };
        if step.lost {
            adrift = true;
            let before = &first.text;
            grid.doubt(first.row, format!("“{before}”属于哪一栏无法确定，它与前后各格未读取，请核对。"));
            continue;
        }
        // Where a project or a category is not certain, nothing below it is.
        let unsure = |is: &dyn Fn(usize) -> bool| {
            let mut taken = step.way.taken.iter().enumerate();
            taken.any(|(at, column)| column.is_some_and(|column| is(column) && !certain(step.start + at, column)))
        };
        let known = step.way.taken.iter().flatten().any(|column| columns.is_project(*column));
        nobody = if known { unsure(&|column| columns.is_project(column)) } else { nobody };
        if nobody || unsure(&|column| columns.is_level(column)) {
            adrift = true;
            grid.doubt(first.row, format!("“{}”起各格的归属无法确定（空格丢失），未读取，请核对。", first.text));
            continue;
        }
        let cut_off = path.get(index + 1).is_some_and(|next| next.lost);
        let mut row: Vec<Option<Piece>> = vec![None; columns.width()];
        let (mut named, mut blank) = (false, false);
        for (at, column) in step.way.taken.iter().enumerate() {
            let Some((column, piece)) = column.and_then(|column| Some((column, cells.get(step.start + at)?))) else {
                blank |= step.way.taken.len() > 1;
                continue;
            };
            adrift &= !columns.is_level(column);
            let last = at + 1 == step.way.taken.len();
            let sure = certain(step.start + at, column) && !(cut_off && last && !columns.is_level(column));
            if sure {
                let column = columns.written(column);
                named |= columns.names(column);
                match &mut row[column] {
                    Some(held) => held.join(piece, " "),
                    None => row[column] = Some(piece.clone()),
                }
            } else {
                blank = true;
            }
        }
        if adrift {
            continue;
        }
        let nothing = step.way.taken.iter().all(Option::is_none);
        if blank && !cut_off {
            grid.doubt(first.row, format!("“{}”一行有些格的归属无法确定（空格丢失），留空，请核对。", first.text));
        }
        let levels = (0..row.len()).any(|at| columns.is_level(at) && row[at].is_some());
        if !nothing && (named || levels) {
            grid.push(first.row, row);
        }
    }
}
