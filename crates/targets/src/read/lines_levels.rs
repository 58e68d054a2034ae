//! The rows of an indicator table from lines: one cell per line, or one row per line.

use std::collections::VecDeque;

use super::amounts;
use super::grid::Grid;
use super::labels::{is_level1, is_level2, is_level2_full};
use super::levels::Role;
use super::lines::{LineHeading, Text};
use super::lines_shape::Shape;
use super::text::Piece;
use super::{lines_heads, lines_rows, lines_solve, lines_tables};

/// Appends heading and rows to the grid; gives the first line after the table.
pub(crate) fn push(text: &Text, heading: &LineHeading, grid: &mut Grid) -> usize {
    let (head, next) = lines_heads::placed(text, heading);
    for row in 0..head.rows.len() {
        grid.push(heading.number, (0..head.width(row)).map(|column| head.origin(row, column).cloned()).collect());
    }
    let columns = lines_rows::Columns::of(&head);
    let cells = head.filled(0).into_iter().map(|(_, piece)| piece.clone()).collect();
    let heading = &LineHeading { next, cells, ..heading.clone() };
    if let Some(columns) = columns.as_ref().filter(|columns| head.rows.len() > 1 || columns.is_list()) {
        return lines_tables::push(text, heading, columns, grid);
    }
    let columns = columns.as_ref();
    let mut shape = Shape::of(heading);
    let below = text.lines.iter().skip(heading.next).take(200);
    let cells: Vec<Piece> = below.flat_map(|line| line.cells().into_iter().take(2)).collect();
    shape.note_suffix(cells.iter());
    match heading.by_line {
        true => by_line(text, heading, &shape, columns, grid),
        false => by_cell(text, heading, &shape, columns, grid),
    }
}

/// Lines are rows; a row may run on in the next line.
fn by_line(
    text: &Text,
    heading: &LineHeading,
    shape: &Shape,
    columns: Option<&lines_rows::Columns>,
    grid: &mut Grid,
) -> usize {
    let mut index = heading.next;
    let mut odd_levels = false;
    while index < text.lines.len() && !ends(text, index, grid, shape) {
        let number = text.lines[index].number;
        let mut cells = VecDeque::from(text.lines[index].cells());
        let first_levels = cells.iter().filter(|c| full(c) && !is_level2(&c.text)).count();
        // Categories side by side are columns that were read as rows.
        grid.scrambled |= first_levels > 1;
        index += 1;
        if columns.is_some_and(|columns| lines_solve::push_line(cells.make_contiguous(), columns, false, grid)) {
            continue;
        }
        let (level1, level2) = take_levels(&mut cells, shape);
        let mut cells = Vec::from(cells);
        let mut level2 = level2;
        // A second level no list knows: one cell more than name and values have, right behind the first level.
        let unknown = level2.is_none() && shape.roles.contains(&Role::Level2) && cells.len() == shape.rest() + 1;
        if unknown && (level1.is_some() || odd_levels) {
            odd_levels = true;
            level2 = Some(cells.remove(0));
        }
        if let ([more], None, None) = (cells.as_slice(), &level1, &level2)
            && run_on(grid, more, shape)
        {
            continue;
        }
        let want = shape.rest();
        while cells.len() < want && index < text.lines.len() && !text.ends(index) {
            let mut more = text.lines[index].cells();
            if more.first().is_some_and(|c| is_level1(&c.text) || is_level2_full(&c.text)) {
                break;
            }
            let short = want - cells.len();
            let whole_row = more.len() + shape.optional() >= want && more.len() > short;
            if whole_row || more.len() > short || (short <= shape.optional() && !cells.is_empty()) {
                break;
            }
            cells.append(&mut more);
            index += 1;
        }
        settle(shape, level1, level2, cells, number, grid);
    }
    index + usize::from(text.lines.get(index).is_some_and(|line| is_sum(&line.cells())))
}

/// A value in words that runs on in the next line: 显著 / 提高.
fn run_on(grid: &mut Grid, more: &Piece, shape: &Shape) -> bool {
    let Some(last) = grid.rows.last().filter(|row| row.len() == shape.roles.len()) else { return false };
    let Some(Some(slot)) = last.last() else { return false };
    let Some(piece) = grid.pieces.get_mut(slot.piece as usize) else { return false };
    let words = |p: &Piece| !p.is_blank() && p.text.chars().all(char::is_alphabetic);
    let target = shape.roles.last() == Some(&Role::Target);
    if !target || !words(piece) || !words(more) || piece.len() > 8 || more.len() > 4 {
        return false;
    }
    piece.join(more, "");
    true
}

/// Whether a line holds a label of totals and figures.
fn is_sum(cells: &[Piece]) -> bool {
    let key = cells.first().map(Piece::key).unwrap_or_default();
    matches!(key.as_str(), "合计" | "总计" | "总分" | "总得分") && cells.len() > 1
}

/// Puts one row into the grid, or says why its columns cannot be proved.
pub(crate) fn settle(
    shape: &Shape,
    level1: Option<Piece>,
    level2: Option<Piece>,
    cells: Vec<Piece>,
    number: u32,
    grid: &mut Grid,
) {
    if cells.is_empty() {
        if level1.is_some() || level2.is_some() {
            grid.push(number, shape.row(level1, level2, &[]));
        }
        return;
    }
    let mut cells = cells;
    shape.open_unit(&mut cells);
    let want = shape.rest();
    let complete = cells.len() == want || (cells.len() < want && want - cells.len() <= shape.optional());
    if complete && (cells.len() == want || shape.one_way(&cells)) && shape.fits(&cells) {
        grid.push(number, shape.row(level1, level2, &cells));
        return;
    }
    let name = cells.first().map(|c| c.text.clone()).unwrap_or_default();
    grid.doubt(number, format!("“{name}”各列的界线无法确定，只读取了名称，其余留空，请核对。"));
    grid.push(number, shape.row(level1, level2, &cells[..1.min(cells.len())]));
}

/// The only way to cut a group into rows of fitting cells; `None` when there is none or more than one.
fn cut(shape: &Shape, group: &[Piece], least: usize, want: usize) -> Option<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); group.len() + 1];
    let mut ways = vec![0usize; group.len() + 1];
    ways[group.len()] = 1;
    for start in (0..group.len()).rev() {
        for width in least..=want {
            let end = start + width;
            if end <= group.len() && ways[end] > 0 && shape.fits(&group[start..end]) {
                ways[start] = ways[start].saturating_add(ways[end]);
                let mut widths = vec![width];
                widths.extend_from_slice(&found[end]);
                found[start] = widths;
            }
        }
    }
    (ways[0] == 1).then(|| found.swap_remove(0))
}

/// Takes the level cells from the front of a row.
pub(crate) fn take_levels(cells: &mut VecDeque<Piece>, shape: &Shape) -> (Option<Piece>, Option<Piece>) {
    let (mut level1, mut level2) = (None, None);
    let has = |role: Role| shape.roles.contains(&role);
    let heading = |c: &Piece| c.is_blank() || super::labels::field_of(c) == Some(super::labels::Field::Section);
    while cells.len() > shape.rest() && cells.front().is_some_and(heading) {
        cells.pop_front();
    }
    if has(Role::Level1)
        && cells.front().is_some_and(|c| shape.is_first_level(c))
        && !(has(Role::Level2) && lone_level2(cells))
    {
        level1 = cells.pop_front();
    }
    if has(Role::Level2) && cells.front().is_some_and(|c| is_level2(&c.text)) {
        level2 = cells.pop_front();
    }
    (level1, level2)
}

/// 成本指标 and 满意度指标 name both levels: alone in front of a name they are the second.
fn lone_level2(cells: &VecDeque<Piece>) -> bool {
    let both = cells.front().is_some_and(|c| is_level1(&c.text) && is_level2(&c.text));
    let next = cells.get(1).is_some_and(|c| is_level2(&c.text));
    both && !next && cells.len() > 1 && matches!(cells[0].key().as_str(), "成本指标" | "成本")
}

/// Whether the table ends here; a line of totals is placed below the points first.
fn ends(text: &Text, index: usize, grid: &mut Grid, shape: &Shape) -> bool {
    if !text.ends(index) {
        return false;
    }
    let line = &text.lines[index];
    let cells = line.cells();
    if is_sum(&cells) {
        push_total(shape, line.number, &cells, grid);
    }
    true
}

/// `合计 100 95`: points and score; one figure alone is not proved to be either.
fn push_total(shape: &Shape, number: u32, cells: &[Piece], grid: &mut Grid) {
    let figures: Vec<&Piece> = cells[1..].iter().filter(|c| amounts::is_amount(&c.text)).collect();
    let weight = shape.roles.iter().position(|r| *r == Role::Weight);
    let score = shape.roles.iter().position(|r| *r == Role::Score);
    let mut row: Vec<Option<Piece>> = vec![None; shape.roles.len()];
    row[0] = cells.first().cloned();
    match (figures.as_slice(), weight, score) {
        ([a, b], Some(weight), Some(score)) if weight < score => {
            row[weight] = Some((*a).clone());
            row[score] = Some((*b).clone());
        }
        ([only], None, Some(score)) => row[score] = Some((*only).clone()),
        _ => {}
    }
    grid.push(number, row);
}

/// One cell per line; blanks kept or lost.
fn by_cell(
    text: &Text,
    heading: &LineHeading,
    shape: &Shape,
    columns: Option<&lines_rows::Columns>,
    grid: &mut Grid,
) -> usize {
    let mut end = heading.next;
    let mut cells: Vec<Piece> = Vec::new();
    while end < text.lines.len() && !text.ends(end) {
        cells.extend(text.lines[end].parts.iter().filter(|p| text.blanks || !p.is_blank()).cloned());
        end += 1;
    }
    super::lines_broken::rejoin(&mut cells);
    if !text.blanks && super::lines_halves::push(&cells, shape, grid) {
        return closing(text, end, shape, grid);
    }
    if !text.blanks
        && let Some(cells) = super::lines_blank::cells(text, heading.next, end, &|cells| is_whole(cells, shape))
    {
        kept(&cells, shape, grid);
    } else if text.blanks {
        kept(&cells, shape, grid)
    } else if !columns.is_some_and(|columns| lines_solve::push(&cells, columns, grid)) {
        lost(&cells, shape, grid)
    }
    closing(text, end, shape, grid)
}

/// A closing row of totals in a text that keeps its blanks: read from the right.
fn closing(text: &Text, end: usize, shape: &Shape, grid: &mut Grid) -> usize {
    let Some(line) = text.lines.get(end) else { return end };
    if !matches!(line.whole.key().as_str(), "合计" | "总计" | "总分" | "总得分") {
        return end;
    }
    let mut values = Vec::new();
    let mut next = end + 1;
    while let Some(line) = text.lines.get(next)
        && (line.whole.is_blank() || amounts::is_amount(&line.whole.text) || line.whole.text == "/")
        && values.len() + 1 < shape.roles.len()
    {
        values.push(line.whole.clone());
        next += 1;
    }
    if !text.blanks {
        let mut cells = vec![line.whole.clone()];
        cells.append(&mut values);
        push_total(shape, line.number, &cells, grid);
        return next;
    }
    let mut row: Vec<Option<Piece>> = vec![None; shape.roles.len()];
    let from = shape.roles.len() - values.len();
    for (index, value) in values.into_iter().enumerate() {
        row[from + index] = Some(value);
    }
    row[0] = Some(line.whole.clone());
    grid.push(line.number, row);
    next
}

/// Blanks are kept: every row has all its cells behind the levels.
fn kept(cells: &[Piece], shape: &Shape, grid: &mut Grid) {
    let mut rest: VecDeque<Piece> = cells.iter().cloned().collect();
    while let Some(number) = rest.front().map(|piece| piece.row) {
        let (level1, level2) = take_levels(&mut rest, shape);
        let take = shape.rest().min(rest.len());
        let row: Vec<Piece> = rest.drain(..take).collect();
        if row.iter().all(Piece::is_blank) {
            continue;
        }
        settle(shape, level1, level2, row, number, grid);
    }
}

/// Whether these cells are rows with every cell in its place, blanks included.
fn is_whole(cells: &[Piece], shape: &Shape) -> bool {
    let mut rest: VecDeque<Piece> = cells.iter().cloned().collect();
    let want = shape.rest();
    let mut rows = 0;
    while rest.iter().any(|cell| !cell.is_blank()) {
        take_levels(&mut rest, shape);
        if rest.len() < want && want - rest.len() > shape.optional() {
            return false;
        }
        let take = want.min(rest.len());
        let row: Vec<Piece> = rest.drain(..take).collect();
        let roles = shape.roles.iter().filter(|r| !matches!(r, Role::Level1 | Role::Level2));
        let mut named = false;
        for (role, cell) in roles.zip(&row) {
            let category = is_level2_full(&cell.text) || full(cell);
            if category && *role != Role::Ignored {
                return false;
            }
            named |= matches!(role, Role::Name | Role::NameOfYear) && !cell.is_blank();
        }
        if !shape.fits(&row) || !(named || row.iter().all(Piece::is_blank)) {
            return false;
        }
        rows += 1;
    }
    rows > 0
}

/// Blanks are lost: all rows must have the same number of filled cells.
pub(crate) fn lost(cells: &[Piece], shape: &Shape, grid: &mut Grid) {
    // Groups of cells between categories.
    let mut groups: Vec<(Option<Piece>, Option<Piece>, Vec<Piece>)> = Vec::new();
    let mut rest: VecDeque<Piece> = cells.iter().cloned().collect();
    while !rest.is_empty() {
        let (level1, level2) = take_levels(&mut rest, shape);
        let mut group = Vec::new();
        while let Some(cell) = rest.front() {
            // A short name of a category ends the group where whole rows stand before it.
            let brief = is_level2(&cell.text) && shape.roles.contains(&Role::Level2) && group.len() >= shape.least();
            let ends = is_level2_full(&cell.text) || full(cell) || brief;
            if shape.is_first_level(cell) && !group.is_empty() || ends {
                break;
            }
            group.extend(rest.pop_front());
        }
        if group.is_empty() && level1.is_none() && level2.is_none() {
            rest.pop_front();
            continue;
        }
        let group = shape.open_units(group);
        groups.push((level1, level2, group));
    }
    let empty =
        groups.windows(3).any(|three| three.iter().all(|(level1, _, group)| level1.is_some() && group.is_empty()));
    grid.scrambled |= empty;
    let want = shape.rest();
    let least = shape.least();
    let fits = |width: usize| {
        groups.iter().all(|(_, _, group)| group.len() % width == 0 && group.chunks(width).all(|row| shape.fits(row)))
    };
    let width = (least..=want).rev().find(|width| fits(*width));
    for (level1, level2, group) in groups {
        let (mut level1, mut level2) = (level1, level2);
        let number = group.first().or(level2.as_ref()).or(level1.as_ref()).map_or(0, |p| p.row);
        if group.is_empty() {
            settle(shape, level1, level2, Vec::new(), number, grid);
            continue;
        }
        // Behind a first level without a known second one the rows cannot be told from the level's name.
        let doubtful = level1.is_some() && level2.is_none() && shape.roles.contains(&Role::Level2);
        if doubtful && group.len() == want + 1 {
            settle(shape, level1, Some(group[0].clone()), group[1..].to_vec(), number, grid);
            continue;
        }
        if doubtful && group.len() > want {
            let name = level1.as_ref().map(|p| p.text.clone()).unwrap_or_default();
            grid.doubt(number, format!("起“{name}”下的二级指标无法辨认，这一部分没有读取，请核对。"));
            continue;
        }
        let widths = match width {
            Some(width) => Some(vec![width; group.len() / width]),
            None if group.len() <= 600 => cut(shape, &group, least, want),
            None => None,
        };
        let Some(widths) = widths else {
            let name = &group[0].text;
            grid.doubt(number, format!("“{name}”起各格的归属无法确定（空格丢失），未读取数值，请核对。"));
            grid.push(number, shape.row(level1, level2, &group[..1]));
            continue;
        };
        let mut rest = group.as_slice();
        for width in widths {
            let (cells, after) = rest.split_at(width.min(rest.len()));
            settle(shape, level1.take(), level2.take(), cells.to_vec(), number, grid);
            rest = after;
        }
    }
}

fn full(cell: &Piece) -> bool {
    super::labels::is_level1_full(&cell.text)
}
