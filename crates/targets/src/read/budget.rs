//! Budget parts of a form: labelled amounts, tables with amount columns, amounts under their own headings.

use super::amounts::{self, Item};
use super::grid::Grid;
use super::labels::{Field, field_of};
use super::text::{Piece, key, tight};
use crate::model::Amount;

/// A labelled amount before its period is settled.
#[derive(Clone, Debug)]
pub(crate) struct Labelled {
    item: Item,
    raw: String,
    piece: Option<Piece>,
}

/// Everything about money found in a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Budget {
    labelled: Vec<Labelled>,
    placed: Vec<Amount>,
    /// Unit printed beside an amount.
    pub(crate) unit: Option<String>,
}

impl Budget {
    /// All amounts, labelled ones grouped by period.
    pub(crate) fn finish(self) -> Vec<Amount> {
        let mut out = self.placed;
        let mut periods: Vec<Option<String>> = Vec::new();
        for labelled in self.labelled.iter().filter(|l| l.item.total) {
            if !periods.contains(&labelled.item.period) {
                periods.push(labelled.item.period.clone());
            }
        }
        let several = periods.len() > 1;
        let mut settled: Vec<(usize, Amount)> = Vec::new();
        let mut order: Vec<String> = Vec::new();
        for (index, labelled) in self.labelled.iter().enumerate() {
            let same = |l: &&Labelled| l.item.item == labelled.item.item && l.item.period.is_none();
            let before = self.labelled[..index].iter().filter(same).count();
            let column = match &labelled.item.period {
                Some(period) => period.clone(),
                None if several => match periods.get(before).cloned().flatten() {
                    Some(period) => period,
                    None => "全周期".into(),
                },
                None => periods.first().cloned().flatten().unwrap_or_else(|| "年度".into()),
            };
            if !order.contains(&column) {
                order.push(column.clone());
            }
            let place = order.iter().position(|c| *c == column).unwrap_or(0);
            settled.push((
                place,
                Amount {
                    item: labelled.item.item.clone(),
                    column,
                    value: amounts::decimal(&labelled.raw),
                    raw: labelled.raw.clone(),
                    source: labelled.piece.as_ref().map(Piece::place),
                },
            ));
        }
        settled.sort_by_key(|(place, _)| *place);
        out.extend(settled.into_iter().map(|(_, amount)| amount));
        out
    }

    /// Takes a labelled amount.
    pub(crate) fn label(&mut self, item: Item, piece: Option<&Piece>) {
        let raw = piece.map(|p| p.text.clone()).unwrap_or_default();
        self.note_unit(&raw);
        self.labelled.push(Labelled { item, raw, piece: piece.cloned() });
    }

    /// Takes an amount whose heading is known.
    pub(crate) fn place(&mut self, item: Item, column: String, piece: Option<&Piece>) {
        let raw = piece.map(|p| p.text.clone()).unwrap_or_default();
        self.note_unit(&raw);
        let value = amounts::decimal(&raw);
        self.placed.push(Amount { item: item.printed, column, value, raw, source: piece.map(Piece::place) });
    }

    fn note_unit(&mut self, raw: &str) {
        let tight: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        if self.unit.is_none() && amounts::is_amount(&tight) {
            if tight.ends_with("万元") {
                self.unit = Some("万元".into());
            } else if tight.ends_with('元') {
                self.unit = Some("元".into());
            }
        }
    }

    /// Reads a table with amount columns whose heading is this row; gives the first row after it.
    pub(crate) fn table(&mut self, grid: &Grid, row: usize, last: usize) -> Option<usize> {
        let filled = grid.filled(row);
        let heads: Vec<(usize, String)> = filled
            .iter()
            .filter(|(_, p)| amounts::is_column(&p.key()))
            .map(|(column, p)| (*column, tight(&strip_unit(&p.text))))
            .collect();
        let others = filled.iter().filter(|(_, p)| amounts::is_other_column(&p.key())).count();
        let numbers = filled.iter().filter(|(_, p)| amounts::is_amount(&p.text)).count();
        if heads.is_empty() || heads.len() + others < 2 || numbers > 0 {
            return None;
        }
        // A heading that stands over the labels of the rows (年度预算 | 年初预算 | 执行数) is none of amounts.
        let corner = heads.len() > 1
            && heads.first().is_some_and(|(column, _)| {
                grid.origin(row + 1, *column).is_some_and(|p| amounts::item(&p.text).is_some())
            });
        let heads = if corner { heads[1..].to_vec() } else { heads };
        let first = heads.first()?.0;
        let mut next = row + 1;
        let mut any = false;
        while next < last {
            let Some((_, label)) = self.row_label(grid, next, first) else { break };
            let words = match amounts::item(&label.text) {
                Some(item) => item.printed,
                None => {
                    let has_number =
                        heads.iter().any(|(c, _)| grid.at(next, *c).is_some_and(|p| amounts::is_amount(&p.text)));
                    if !has_number || field_of(&label).is_some_and(|f| f != Field::Section) {
                        break;
                    }
                    key(&label.text)
                }
            };
            for (column, head) in &heads {
                let piece = grid.at(next, *column).filter(|p| !p.is_blank());
                let raw = piece.map(|p| p.text.clone()).unwrap_or_default();
                self.note_unit(&raw);
                self.placed.push(Amount {
                    item: words.clone(),
                    column: head.clone(),
                    value: amounts::decimal(&raw),
                    raw,
                    source: piece.map(Piece::place),
                });
            }
            any = true;
            next += 1;
        }
        any.then_some(next)
    }

    /// The label of a budget row: the filled cell nearest to the first amount column.
    fn row_label(&self, grid: &Grid, row: usize, first: usize) -> Option<(usize, Piece)> {
        for column in (0..first).rev() {
            if let Some(piece) = grid.origin(row, column) {
                let numeric = amounts::is_amount(&piece.text);
                return (!numeric).then(|| (column, piece.clone()));
            }
        }
        None
    }

    /// Reads amounts that stand below their headings (资金总额 | 按收入性质分 | …); gives the first row after them.
    pub(crate) fn below(&mut self, grid: &Grid, row: usize, last: usize) -> Option<usize> {
        let items = |r: usize| grid.filled(r).into_iter().filter(|(_, p)| amounts::item(&p.text).is_some()).count();
        let numbers = |r: usize| grid.filled(r).into_iter().filter(|(_, p)| amounts::is_amount(&p.text)).count();
        if items(row) == 0 || numbers(row) > 0 {
            return None;
        }
        let mut low = row;
        while low + 1 < last.min(row + 3) && numbers(low + 1) == 0 && items(low + 1) > 0 {
            low += 1;
        }
        // A second row that lost its place says nothing of what stands below it.
        let torn = low > row && grid.width(low) < grid.width(row) && grid.origin(low, 0).is_some();
        if torn {
            return None;
        }
        let figures_only = |r: usize| numbers(r) > 0 && grid.filled(r).iter().all(|(_, p)| figure(&p.text));
        let sums = |r: usize| {
            let label = grid.filled(r).first().map(|(_, p)| p.key()).unwrap_or_default();
            numbers(r) > 0 && matches!(label.as_str(), "金额合计" | "合计" | "总计")
        };
        // Below tasks with amounts of their own only the row of totals counts.
        let value_row = (low + 1..last.min(low + 3)).find(|r| figures_only(*r));
        let value_row = value_row.or_else(|| (low + 1..last.min(low + 30)).find(|r| sums(*r)))?;
        let heading: Vec<usize> = (row..=low).collect();
        if heading.iter().map(|r| items(*r)).sum::<usize>() < 2 {
            return None;
        }
        let mut found = Vec::new();
        let section = grid.filled(row).first().map(|(_, p)| tight(&strip_unit(&p.text)));
        for column in 0..grid.width(low).max(grid.width(row)) {
            let own =
                heading.iter().rev().find_map(|r| grid.at(*r, column).filter(|p| amounts::item(&p.text).is_some()));
            let Some(own) = own else { continue };
            if found.iter().any(|(piece, _, _): &(Piece, String, usize)| piece == own) {
                continue;
            }
            let group = heading
                .iter()
                .filter_map(|r| (0..=column).rev().find_map(|c| grid.at(*r, c).filter(|p| !p.is_blank())))
                .find(|p| *p != own && amounts::item(&p.text).is_none() && !own_left(grid, row, column, own));
            let group = match group {
                Some(group) => tight(&strip_unit(&group.text)),
                None => section.clone().filter(|s| amounts::item(s).is_none()).unwrap_or_else(|| "年度".into()),
            };
            found.push((own.clone(), group, column));
        }
        // A figure beside the columns of money is of a row that lost its place.
        let under = |column: usize| found.iter().any(|(_, _, at)| *at == column);
        let beside = grid.filled(value_row).iter().any(|(c, p)| amounts::is_amount(&p.text) && !under(*c));
        if found.len() < 2 || beside {
            return None;
        }
        for (own, group, column) in found {
            let Some(item) = amounts::item(&own.text) else { continue };
            let piece = grid.at(value_row, column).filter(|p| !p.is_blank());
            let raw = piece.map(|p| p.text.clone()).unwrap_or_default();
            self.placed.push(Amount {
                item: item.printed,
                column: group,
                value: amounts::decimal(&raw),
                raw,
                source: piece.map(Piece::place),
            });
        }
        Some(value_row + 1)
    }
}

/// Whether a cell of a row of figures holds a figure or a stroke.
fn figure(text: &str) -> bool {
    amounts::is_amount(text) || text.chars().all(|c| "-—/－ ".contains(c))
}

/// Whether an item stands in the first heading row itself, so that no group heading is above it.
fn own_left(grid: &Grid, row: usize, column: usize, own: &Piece) -> bool {
    grid.at(row, column).is_some_and(|p| p == own)
}

/// A heading without the unit in brackets.
pub(crate) fn strip_unit(text: &str) -> String {
    let mut out = text.to_string();
    for unit in ["(万元)", "（万元）", "(元)", "（元）"] {
        out = out.replace(unit, "");
    }
    out
}
