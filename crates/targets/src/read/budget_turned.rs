//! Budgets that lie on their side: 合计 | 财政拨款 above, 2024年 or 全年执行数 in front of the figures.

use super::amounts::{self, Item};
use super::grid::Grid;
use super::head::year_in;
use super::lines_fields::{Kind, Token};
use super::text::{Piece, tight};

/// Amounts below their items, row by row.
pub(crate) struct Turned {
    /// Item, time or kind of the row, amount.
    pub(crate) amounts: Vec<(Item, String, Option<Piece>)>,
    /// First row behind them.
    pub(crate) next: usize,
}

/// What stands in front of a row of figures.
#[derive(PartialEq)]
enum Label {
    Year(i16),
    Column,
    /// 执行率 and the like: no amounts.
    Other,
}

fn label(piece: &Piece) -> Option<Label> {
    let key = piece.key();
    if amounts::is_column(&key) {
        return Some(Label::Column);
    }
    if amounts::is_other_column(&key) {
        return Some(Label::Other);
    }
    let year = year_in(&key)?;
    let rest = key.get(4..)?;
    matches!(rest, "年" | "年度" | "年预算" | "年度预算" | "年预算数" | "年度预算数").then_some(Label::Year(year))
}

fn figure(piece: &Piece) -> bool {
    amounts::is_figure(&piece.text) || super::lines_labels::figure(piece)
}

/// Reads such rows below a row of items. The rows of the table's own year come first: what stands first is taken for
/// the budget, and the year before it is not.
pub(crate) fn read(grid: &Grid, row: usize, last: usize, year: Option<i16>) -> Option<Turned> {
    let filled = grid.filled(row);
    let mut heads: Vec<(usize, Item)> = Vec::new();
    for (column, piece) in &filled {
        if amounts::is_amount(&piece.text) {
            return None;
        }
        heads.extend(amounts::item(&piece.text).map(|item| (*column, item)));
    }
    let first = heads.first().filter(|_| heads.len() >= 2)?.0;
    let mut rows: Vec<(Label, String, usize)> = Vec::new();
    let mut next = row + 1;
    while next < last {
        let Some(found) = (0..first).rev().find_map(|column| grid.origin(next, column)) else { break };
        let Some(kind) = label(found) else { break };
        let beside = grid.filled(next).into_iter().filter(|(column, _)| *column >= first);
        if !beside.clone().all(|(_, piece)| figure(piece)) || beside.count() == 0 {
            break;
        }
        rows.push((kind, tight(&found.text), next));
        next += 1;
    }
    // A year that is not the table's own is never called 年度.
    let own = |label: &Label| matches!(label, Label::Year(of) if Some(*of) == year);
    rows.sort_by_key(|(label, _, _)| !own(label));
    let mut found = Vec::new();
    for (label, words, at) in &rows {
        let column = match label {
            Label::Other => continue,
            Label::Column => words.clone(),
            Label::Year(_) if own(label) => "年度".into(),
            Label::Year(of) => format!("{of}年"),
        };
        for (place, item) in &heads {
            let piece = grid.at(*at, *place).filter(|piece| !piece.is_blank());
            found.push((item.clone(), column.clone(), piece.cloned()));
        }
    }
    (!found.is_empty()).then_some(Turned { amounts: found, next })
}

/// The same in lines: a run of items, then again and again a label and a figure for each item.
pub(crate) fn of_lines(tokens: &[Token], start: usize, grid: &mut Grid) -> Option<usize> {
    let items = tokens.iter().skip(start).take_while(|token| token.is_item()).count();
    let told = |at: usize| tokens.get(at).is_some_and(|token| label(&token.piece).is_some());
    if items < 2 || !told(start + items) {
        return None;
    }
    let mut next = start + items;
    let mut rows: Vec<Vec<Option<Piece>>> = Vec::new();
    let mut doubts = Vec::new();
    while told(next) {
        let head = tokens.get(next)?;
        let values = tokens.iter().skip(next + 1).take_while(|token| {
            matches!(token.kind, Kind::Number | Kind::Blank) || token.is_value() && figure(&token.piece)
        });
        let figures: Vec<&Token> = values.take(items).collect();
        next += 1 + figures.len();
        if figures.len() < items {
            doubts.push((head.number, head.piece.text.clone()));
            continue;
        }
        let mut row = vec![Some(head.piece.clone())];
        row.extend(figures.iter().map(|token| Some(token.piece.clone()).filter(|piece| !piece.is_blank())));
        rows.push(row);
    }
    for (number, words) in doubts {
        grid.doubt(number, format!("“{words}”一行的金额少于栏目，归属无法确定，未读取，请核对。"));
    }
    let mut top = vec![None];
    top.extend(tokens[start..start + items].iter().map(|token| Some(token.piece.clone())));
    if !rows.is_empty() {
        grid.push(tokens[start].number, top);
    }
    for row in rows {
        let number = row.iter().flatten().map(|piece| piece.row).next().unwrap_or_default();
        grid.push(number, row);
    }
    Some(next)
}

/// The totals of tasks in lines: a run of items, tasks with as many figures each, and a row of sums at their end.
pub(crate) fn sums_of_lines(tokens: &[Token], start: usize, grid: &mut Grid) -> Option<usize> {
    const MOST: usize = 400;
    let items = tokens.iter().skip(start).take_while(|token| token.is_item()).count();
    let number = |at: usize| tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Number));
    let mut next = start + items;
    if items < 2 || number(next) {
        return None;
    }
    while next < tokens.len().min(start + MOST) {
        let token = tokens.get(next)?;
        let figures = (next + 1..).take_while(|at| number(*at)).count();
        let sums = matches!(token.piece.key().as_str(), "金额合计" | "合计" | "总计");
        if sums && figures == items {
            // 预算金额 above stands over these items and is none itself.
            grid.push(tokens[start].number, Vec::new());
            let mut top = vec![None];
            top.extend(tokens[start..start + items].iter().map(|token| Some(token.piece.clone())));
            grid.push(tokens[start].number, top);
            let row = tokens.get(next..=next + figures)?;
            grid.push(token.number, row.iter().map(|token| Some(token.piece.clone())).collect());
            return Some(next + 1 + figures);
        }
        // Tasks are texts; one with a figure more or less proves nothing.
        if !matches!(token.kind, Kind::Text) || figures != 0 && figures != items {
            return None;
        }
        next += 1 + figures;
    }
    None
}
