//! Rows of pasted tables that lost the cells a merge covered: moved back below their headings.

use tabular::Sheet;

use super::amounts;
use super::form::is_label;
use super::grid::{Grid, Slot};
use super::labels::{Field, ends_table, field_of, is_level1, is_level1_full, is_level2, is_level2_full};
use super::levels::{self, Columns, Role};
use super::roles;
use super::text::Piece;

/// A heading whose rows are being placed.
enum Heading {
    Indicators {
        columns: Columns,
        width: usize,
    },
    Budget {
        first: usize,
        width: usize,
        /// How many headings there are.
        heads: usize,
    },
    /// Labels of goals side by side below one label of all.
    Goals {
        width: usize,
    },
}

/// Moves short rows below a heading to the right where what stands in them proves it.
pub(crate) fn rows(grid: &mut Grid, sheet: &Sheet) {
    let merged = sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.rows > 1 || cell.columns > 1);
    if merged {
        return;
    }
    let mut heading: Option<Heading> = None;
    for row in 0..grid.rows.len() {
        spread(grid, row);
        spread_items(grid, row);
        spread_groups(grid, row);
        if let Some(found) = heading_at(grid, row) {
            heading = Some(found);
            continue;
        }
        let filled = grid.filled(row);
        let Some((_, first)) = filled.first() else { continue };
        let shift = match &heading {
            Some(Heading::Indicators { columns, width }) => {
                if row < columns.body {
                    continue;
                }
                if matches!(first.key().as_str(), "合计" | "总计" | "小计") {
                    continue;
                }
                if ends_table(&first.key()) && !is_level1(&first.text) {
                    heading = None;
                    continue;
                }
                if halves(grid, row, columns, *width) {
                    continue;
                }
                shift(grid, row, columns, *width)
            }
            Some(Heading::Budget { first, width, heads }) => match budget_shift(grid, row, *first, *width, *heads) {
                Some(shift) => shift,
                None => {
                    heading = None;
                    continue;
                }
            },
            Some(Heading::Goals { width }) => {
                let whole = grid.width(row) + 1 == *width && !filled.iter().any(|(_, piece)| is_label(piece));
                heading = None;
                usize::from(whole)
            }
            None => continue,
        };
        if shift > 0 {
            let mut moved = vec![None; shift];
            moved.append(&mut grid.rows[row]);
            grid.rows[row] = moved;
        }
    }
}

/// Puts the parts of a heading (经费保障, 有可能, 运算符号) back below the heading that spans them.
pub(crate) fn spread(grid: &mut Grid, row: usize) {
    let top: Vec<Option<Slot>> = grid.rows[row].clone();
    let Some(low) = grid.rows.get(row + 1).filter(|_| grid.origin(row + 1, 0).is_some()) else { return };
    if !levels::is_heading(grid.filled(row).iter().map(|(_, piece)| *piece)) {
        return;
    }
    let parts: Vec<Slot> =
        low.iter().flatten().copied().filter(|slot| !grid.pieces[slot.piece as usize].is_blank()).collect();
    let over = |part: &Slot| {
        let piece = &grid.pieces[part.piece as usize];
        match (roles::role(piece), piece.key().as_str()) {
            (Some(Role::DeviationTick | Role::Deviation), _) | (_, "其他") => Some(Role::Deviation),
            (Some(Role::LikelihoodTick), _) => Some(Role::Likelihood),
            (Some(Role::Sign | Role::Unit), _) | (_, "数值" | "内容" | "符号" | "值" | "单位") => {
                Some(Role::Target)
            }
            (_, words) if super::phrase::time_of_value(words).is_some() => Some(Role::Target),
            _ => None,
        }
    };
    let groups: Vec<Option<Role>> = parts.iter().map(over).collect();
    if parts.len() < 2 || groups.iter().any(Option::is_none) {
        return;
    }
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let mut placed = 0;
    for slot in top {
        let role = slot.and_then(|slot| roles::role(&grid.pieces[slot.piece as usize]));
        let role = if role == Some(Role::Annual) { Some(Role::Target) } else { role };
        let own: Vec<Slot> = parts
            .iter()
            .zip(&groups)
            .filter(|(_, group)| role.is_some() && **group == role)
            .map(|(part, _)| *part)
            .collect();
        above.push(slot);
        if own.is_empty() {
            below.push(None);
            continue;
        }
        placed += own.len();
        above.resize(above.len() + own.len() - 1, None);
        below.extend(own.into_iter().map(Some));
    }
    if placed == parts.len() {
        grid.rows[row] = above;
        grid.rows[row + 1] = below;
    }
}

/// Puts the items of a budget back below the heading that spans them (年度预算申请 between 单位名称 and 目标).
fn spread_items(grid: &mut Grid, row: usize) {
    let top = grid.filled(row);
    let low = grid.filled(row + 1);
    let items =
        low.len() >= 2 && low.iter().enumerate().all(|(at, (c, p))| at == *c && amounts::item(&p.text).is_some());
    let labels = top.len() >= 2 && top.iter().enumerate().all(|(at, (c, p))| at == *c && field_of(p).is_some());
    let spans = top.iter().filter(|(_, p)| field_of(p) == Some(Field::Section)).count();
    let (heads, parts) = (top.len(), low.len());
    if !items || !labels || spans != 1 || grid.width(row + 2) != heads - 1 + parts {
        return;
    }
    let Some(at) = top.iter().position(|(_, p)| field_of(p) == Some(Field::Section)) else { return };
    let mut above: Vec<Option<Slot>> = grid.rows[row].iter().take(heads).copied().collect();
    for _ in 1..parts {
        above.insert(at + 1, None);
    }
    let mut below: Vec<Option<Slot>> = vec![None; at];
    below.extend(grid.rows[row + 1].iter().take(parts).copied());
    grid.rows[row] = above;
    grid.rows[row + 1] = below;
}

/// Puts the items of a budget back below the groups that span them, where the row of figures below has one for each:
/// 资金总额 | 按收入性质分 | 按支出性质分 over 财政拨款 | 其他资金 | 基本支出 | 项目支出.
fn spread_groups(grid: &mut Grid, row: usize) {
    let (top, low, figures) = (grid.filled(row), grid.filled(row + 1), grid.filled(row + 2));
    let item = |p: &Piece| amounts::item(&p.text).is_some();
    let own: Vec<bool> = top.iter().skip(1).map(|(_, p)| item(p)).collect();
    let singles = own.iter().filter(|single| **single).count();
    let groups = own.len() - singles;
    let whole = low.len() >= 2 && low.iter().all(|(_, p)| item(p)) && low.first().is_some_and(|(at, _)| *at == 0);
    let sections = top.iter().all(|(_, p)| item(p) || field_of(p) == Some(Field::Section));
    let money = figures.len() == singles + low.len() && figures.iter().all(|(_, p)| amounts::is_figure(&p.text));
    if groups == 0 || !whole || !sections || !money || item(top[0].1) || grid.width(row + 2) != figures.len() {
        return;
    }
    // Spending stands below 按支出性质分; of one group everything is.
    let spending = |p: &Piece| p.key().contains("支出") || p.key().contains("经费");
    let mut rest: Vec<Slot> = grid.rows[row + 1].iter().flatten().copied().collect();
    let (mut above, mut below) = (vec![grid.rows[row][0]], vec![None]);
    for (at, (column, piece)) in top.iter().enumerate().skip(1) {
        above.push(grid.rows[row][*column]);
        if item(piece) {
            below.push(None);
            continue;
        }
        let more = own.iter().skip(at).any(|single| !single);
        let count = match more {
            true => {
                let of = |slot: &Slot| spending(&grid.pieces[slot.piece as usize]) == spending(piece);
                rest.iter().take_while(|slot| of(slot)).count()
            }
            false => rest.len(),
        };
        if count == 0 {
            return;
        }
        above.resize(above.len() + count - 1, None);
        below.extend(rest.drain(..count).map(Some));
    }
    if rest.is_empty() {
        grid.rows[row] = above;
        grid.rows[row + 1] = below;
        grid.shift(row + 2, 1);
    }
}

/// The heading of a table that loses cells when it is pasted.
fn heading_at(grid: &Grid, row: usize) -> Option<Heading> {
    let width = grid.width(row);
    if let Some(columns) = levels::columns(grid, row) {
        return Some(Heading::Indicators { columns, width });
    }
    let filled = grid.filled(row);
    let heads = |p: &Piece| amounts::is_column(&p.key());
    let others = filled.iter().filter(|(_, p)| amounts::is_other_column(&p.key())).count();
    let columns: Vec<usize> = filled.iter().filter(|(_, p)| heads(p)).map(|(column, _)| *column).collect();
    let figures = filled.iter().any(|(_, p)| amounts::is_amount(&p.text));
    if columns.len() + others >= 2 && !figures {
        return Some(Heading::Budget { first: *columns.first()?, width, heads: columns.len() + others });
    }
    let goal = |p: &Piece| {
        matches!(field_of(p), Some(Field::GoalAnnual | Field::GoalGeneral | Field::GoalPeriod | Field::GoalDone))
    };
    (filled.len() >= 3 && filled.iter().all(|(_, p)| goal(p))).then_some(Heading::Goals { width })
}

/// How far a row of figures moves so that its label stands beside the first column of amounts.
fn budget_shift(grid: &Grid, row: usize, first: usize, width: usize, heads: usize) -> Option<usize> {
    let filled = grid.filled(row);
    // A label no list knows in front of a figure for every heading is one of money too.
    let whole = filled.len() == heads + 1 && filled.iter().skip(1).all(|(_, p)| super::lines_labels::figure(p));
    let label = filled.iter().position(|(_, p)| amounts::item(&p.text).is_some()).or(whole.then_some(0))?;
    let (at, _) = filled.get(label)?;
    let figures = filled.iter().skip(label + 1).all(|(_, p)| {
        amounts::is_amount(p.text.trim_end_matches(['%', '％'])) || p.text.chars().all(|c| "-—/－".contains(c))
    });
    let shift = first.checked_sub(at + 1)?;
    let missing = width.saturating_sub(grid.width(row));
    Some(if figures && shift <= missing { shift } else { 0 })
}

/// Puts name and value of the whole period and name and value of the year below their headings, where a row of a form
/// with both side by side has nothing else.
fn halves(grid: &mut Grid, row: usize, columns: &Columns, width: usize) -> bool {
    let (left, right) = (columns.find(Role::Name), columns.find(Role::NameOfYear));
    let (Some(left), Some(right)) = (left, right) else { return false };
    let cells: Vec<Piece> = grid.filled(row).into_iter().map(|(_, piece)| piece.clone()).collect();
    let [first, second, third, fourth] = cells.as_slice() else { return false };
    let name = |p: &Piece| !levels::is_bare_value(&p.text) && !is_level1_full(&p.text) && !is_level2_full(&p.text);
    let two = columns.find(Role::Period) == Some(left + 1) && columns.find(Role::Annual) == Some(right + 1);
    let same = first.text == third.text || levels::is_bare_value(&second.text) && levels::is_bare_value(&fourth.text);
    if !two || !same || !name(first) || !name(third) || grid.width(row) != 4 || width <= 4 {
        return false;
    }
    grid.rows[row].clear();
    for (column, piece) in [left, left + 1, right, right + 1].into_iter().zip(cells) {
        grid.set(row, column, piece);
    }
    true
}

/// How many columns a row of indicators has to move: the place that its categories, signs and points fit best.
fn shift(grid: &Grid, row: usize, columns: &Columns, width: usize) -> usize {
    let own = grid.width(row);
    let missing = width.saturating_sub(own);
    if missing == 0 {
        return 0;
    }
    let mut best = (0, 0);
    for by in 0..=missing {
        let score = fit(grid, row, columns, by);
        // A row that lost cells to a merge lost them on its left, and all of them.
        let better = score > best.1 || (score == best.1 && score > 0 && by == missing && best.0 != 0);
        if by == 0 || better {
            best = (by, score);
        }
    }
    if best.1 > 0 || best.0 == missing && best.1 > fit(grid, row, columns, 0) {
        return best.0;
    }
    // Nothing in the row tells its place: only a row as long as name and values together is proved to be one.
    let name = columns.find(Role::Name).unwrap_or(0);
    let starts_filled = grid.origin(row, 0).is_some();
    if starts_filled && own + name == width { name } else { 0 }
}

/// How well the cells of a row fit the columns they come to stand in when moved.
fn fit(grid: &Grid, row: usize, columns: &Columns, by: usize) -> i32 {
    let mut score = 0;
    let mut behind_name = false;
    for (column, piece) in grid.filled(row) {
        let role = columns.roles.get(&(column + by)).map(|(role, _)| *role);
        behind_name |= role == Some(Role::Name);
        let (first, second) = (is_level1_full(&piece.text), is_level2_full(&piece.text));
        let sign = levels::is_sign(&piece.text);
        score += match role {
            Some(Role::Level1) if first => 2,
            Some(Role::Level2) if second => 2,
            Some(Role::Level2) if is_level2(&piece.text) && !is_level1(&piece.text) => 1,
            Some(Role::Level1) if !is_level1(&piece.text) => -2,
            Some(Role::Level2) if !is_level2(&piece.text) => -1,
            _ if (first || second) && !behind_name => -4,
            Some(Role::Sign) if sign => 2,
            None | Some(Role::Ignored) if sign => 0,
            _ if sign => -2,
            Some(Role::Name) if amounts::is_amount(piece.text.trim_start_matches(['≥', '≤', '=', '>', '<'])) => -4,
            Some(Role::Name) if piece.text.ends_with('%') && piece.text.len() < 12 => -4,
            Some(Role::Weight | Role::Score) if amounts::is_amount(&piece.text) => 1,
            Some(Role::Weight | Role::Score) if !piece.text.chars().all(|c| "-—/".contains(c)) => -2,
            _ => 0,
        };
    }
    score
}
