//! Headings that a paste has torn: the lower row of a list's heading goes back below what spans it, and a row torn
//! inside a cell is put together.

use super::amounts;
use super::grid::{Grid, Slot};
use super::labels::{Field, field_of};
use super::project_list::{is_goal_head, is_name_head};
use super::roles;
use super::text::Piece;
use super::words;

/// What the lower row of a heading speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Money,
    Indicators,
}

/// Puts the lower row of a list's heading below the cells of this row that span it.
pub(crate) fn list(grid: &mut Grid, row: usize) {
    let Some(low) = grid.rows.get(row + 1).filter(|_| grid.origin(row + 1, 0).is_some()) else { return };
    let top = grid.filled(row);
    if top.len() < 3 || top.len() > 40 || !top.iter().any(|(_, p)| is_name_head(p)) {
        return;
    }
    let parts: Vec<Slot> =
        low.iter().flatten().copied().filter(|slot| !grid.pieces[slot.piece as usize].is_blank()).collect();
    let groups: Vec<Option<Group>> = parts.iter().map(|slot| part(&grid.pieces[slot.piece as usize])).collect();
    if parts.len() < 2 || groups.iter().any(Option::is_none) {
        return;
    }
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let mut placed = 0;
    for slot in grid.rows[row].clone() {
        let spans = slot.and_then(|slot| spans(&grid.pieces[slot.piece as usize]));
        above.push(slot);
        let own: Vec<Slot> = parts
            .iter()
            .zip(&groups)
            .filter(|(_, group)| spans.is_some() && **group == spans)
            .map(|(part, _)| *part)
            .collect();
        // Two cells that may span the same parts prove nothing.
        if own.iter().any(|slot| below.contains(&Some(*slot))) {
            return;
        }
        if own.is_empty() {
            below.push(None);
            continue;
        }
        placed += own.len();
        above.resize(above.len() + own.len() - 1, None);
        below.extend(own.into_iter().map(Some));
    }
    if placed == parts.len() {
        let only_money = groups.iter().all(|group| *group == Some(Group::Money)) && below.last() != Some(&None);
        grid.rows[row] = above;
        grid.rows[row + 1] = below;
        if only_money {
            figures(grid, row + 2, parts.len());
        }
    }
}

/// Moves short rows that end with a figure for each of the last columns below them.
fn figures(grid: &mut Grid, from: usize, count: usize) {
    let width = grid.width(from - 1);
    for row in from..grid.rows.len() {
        let own = grid.width(row);
        let figure = |column: usize| grid.origin(row, column).is_some_and(|p| amounts::is_amount(&p.text));
        let ends = own > count && own <= width && (own - count..own).all(figure) && !figure(own - count - 1);
        if !ends {
            break;
        }
        grid.shift(row, width - own);
    }
}

/// Puts years back below the values they belong to: 指标值 over 近两年指标值 (前年 | 上年) and 预期当年实现值.
pub(crate) fn years(grid: &mut Grid, row: usize) {
    let texts = |row: usize| grid.filled(row).into_iter().map(|(_, p)| p.clone()).collect::<Vec<Piece>>();
    let (top, mid, low) = (texts(row), texts(row + 1), texts(row + 2));
    if mid.len() != 2 || low.is_empty() || top.len() + 2 + low.len() > 40 {
        return;
    }
    let Some(flat) = flat_years(&[top, mid, low].concat()) else { return };
    grid.rows[row].clear();
    for (column, piece) in flat.into_iter().enumerate() {
        grid.set(row, column, piece);
    }
    grid.rows[row + 1].clear();
    grid.rows[row + 2].clear();
}

/// The cells of such a heading, read row by row, side by side as they stand over their columns.
pub(crate) fn flat_years(cells: &[Piece]) -> Option<Vec<Piece>> {
    let key = |at: usize| cells.get(at).map(Piece::key).unwrap_or_default();
    let earlier = (0..cells.len()).find(|at| key(*at).starts_with('近') && key(*at).ends_with("年指标值"))?;
    let now = Some(earlier + 1).filter(|at| key(*at).contains("当年") || key(*at).contains("预期"))?;
    let years = ["前年", "上年", "去年", "前三年", "上两年", "上一年"];
    let count = (now + 1..cells.len()).take_while(|at| years.contains(&key(*at).as_str())).count();
    let values = (0..earlier).find(|at| matches!(key(*at).as_str(), "指标值" | "目标值" | "绩效指标值"))?;
    if count == 0 {
        return None;
    }
    let mut flat = cells.get(..values)?.to_vec();
    flat.extend_from_slice(cells.get(now + 1..now + 1 + count)?);
    flat.push(cells.get(now)?.clone());
    flat.extend_from_slice(cells.get(values + 1..earlier)?);
    Some(flat)
}

/// Puts a heading together that was torn inside a cell (一级指标 | 三级 / 指标 | 指标值).
pub(crate) fn torn(grid: &mut Grid, row: usize) {
    let (top, low) = (grid.filled(row), grid.filled(row + 1));
    let (Some((at, last)), Some((0, first))) = (top.last().copied(), low.first().copied()) else { return };
    let joined = torn_role(last, first).filter(|_| at + 1 == grid.width(row));
    let roles = top.iter().filter(|(_, p)| roles::role(p).is_some()).count();
    let rest: Vec<&Piece> = low.iter().skip(1).map(|(_, p)| *p).collect();
    let (Some(joined), true) = (joined, roles >= 2 && goes_on(&rest)) else { return };
    let Some(slot) = grid.slot(row, at) else { return };
    grid.pieces[slot.piece as usize] = joined;
    let below = std::mem::take(&mut grid.rows[row + 1]);
    grid.rows[row].extend(below.into_iter().skip(1));
}

/// Whether cells go on with a heading: half of them are known, the first one by all means.
pub(crate) fn goes_on(rest: &[&Piece]) -> bool {
    let known = rest.iter().filter(|p| roles::role(p).is_some()).count();
    rest.first().is_some_and(|p| roles::role(p).is_some()) && known * 2 >= rest.len()
}

/// The heading that two halves make, where the first one says too little by itself.
pub(crate) fn torn_role(first: &Piece, second: &Piece) -> Option<Piece> {
    let half = matches!(first.key().as_str(), "一级" | "二级" | "三级") || roles::role(first).is_none();
    let mut joined = first.clone();
    joined.join(second, "");
    (half && first.len() <= 10 && second.len() <= 8 && words::ROLES.has(&joined.key())).then_some(joined)
}

/// What a part of the lower row speaks of.
fn part(piece: &Piece) -> Option<Group> {
    if roles::role(piece).is_some() {
        return Some(Group::Indicators);
    }
    (amounts::item(&piece.text).is_some() || amounts::is_column(&piece.key())).then_some(Group::Money)
}

/// What a cell of the upper row may span.
fn spans(piece: &Piece) -> Option<Group> {
    let key = piece.key();
    if is_goal_head(piece) || is_name_head(piece) || roles::role(piece).is_some() {
        return None;
    }
    if key.ends_with("绩效指标") || key.ends_with("指标情况") {
        return Some(Group::Indicators);
    }
    let money = ["资金", "预算", "金额", "支出", "经费"].iter().any(|word| key.contains(word));
    let label = field_of(piece).is_some_and(|field| field != Field::Section);
    (money && !label && key.chars().count() <= 10).then_some(Group::Money)
}
