//! Labels side by side with their values in the row below: 单位名称 | 资金总额 | 整体绩效目标.

use super::amounts::{self, Item};
use super::grid::Grid;
use super::labels::{Field, field_of};
use super::text::{Piece, tight};

/// What stands below such labels.
pub(crate) struct Below {
    pub(crate) fields: Vec<(Field, Piece)>,
    /// Item, the heading above it, and the amount.
    pub(crate) amounts: Vec<(Item, String, Option<Piece>)>,
    /// First row behind the values.
    pub(crate) next: usize,
}

/// Reads labels that fill a row, perhaps with the items of a budget in a second one, and the values below them.
pub(crate) fn read(grid: &Grid, row: usize, last: usize) -> Option<Below> {
    let top = grid.filled(row);
    let item = |p: &Piece| amounts::item(&p.text);
    let texts =
        top.iter().filter(|(_, p)| field_of(p).is_some_and(|f| f != Field::Section && f != Field::Other)).count();
    if top.len() < 2 || texts == 0 || !top.iter().all(|(_, p)| field_of(p).is_some() || item(p).is_some()) {
        return None;
    }
    let low = grid.filled(row + 1);
    let two = low.len() >= 2 && low.iter().all(|(_, p)| item(p).is_some());
    let values = row + 1 + usize::from(two);
    let found = grid.filled(values);
    if values >= last || found.len() < 2 {
        return None;
    }
    let mut out = Below { fields: Vec::new(), amounts: Vec::new(), next: values + 1 };
    let width = grid.width(row).max(grid.width(row + 1)).max(grid.width(values));
    for column in 0..width {
        let value = grid.origin(values, column);
        let under = if two { grid.origin(row + 1, column) } else { None };
        let head = under.or_else(|| grid.origin(row, column));
        let Some(head) = head else {
            if value.is_some() {
                return None;
            }
            continue;
        };
        if let Some(item) = item(head) {
            let figure = |p: &Piece| amounts::is_amount(&p.text) || p.text.chars().all(|c| "-—/－".contains(c));
            if value.is_some_and(|p| !figure(p)) {
                return None;
            }
            let above = (0..=column).rev().find_map(|c| grid.origin(row, c)).filter(|_| under.is_some());
            let group = above.map_or_else(|| "年度".into(), |p| tight(&super::budget::strip_unit(&p.text)));
            out.amounts.push((item, group, value.cloned()));
        } else if let (Some(field), Some(value)) = (field_of(head), value) {
            let label = field_of(value).is_some() || item(value).is_some() || amounts::is_amount(&value.text);
            if label {
                return None;
            }
            out.fields.push((field, value.clone()));
        }
    }
    let filled = out.amounts.iter().any(|(_, _, piece)| piece.is_some());
    (filled && !out.fields.is_empty()).then_some(out)
}
