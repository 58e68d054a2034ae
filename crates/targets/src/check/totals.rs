//! Totals: stated against added up, printed twice, and amount columns that hold nothing.

use std::collections::BTreeSet;

use super::context::Context;
use super::{Raised, finding};
use crate::model::{Layout, Severity};
use crate::promise::{place, plain};

const TOTAL: &str = "TOTAL";

pub(super) fn check(context: &Context, found: &mut Raised) {
    mismatch(context, found);
    repeated(context, found);
    empty_columns(context, found);
}

/// One finding per amount column whose rows do not add up to its total.
fn mismatch(context: &Context, found: &mut Raised) {
    let checks = &context.table.checks;
    let unit = context.table.document.unit.as_deref().unwrap_or_default();
    for stated in &checks.stated {
        let computed = checks.computed.iter().find(|c| c.item == stated.item && c.column == stated.column);
        let Some((says, sums)) = stated.value.as_deref().zip(computed.and_then(|c| c.value.as_deref())) else {
            continue;
        };
        if plain(says, 0) == plain(sums, 0) {
            continue;
        }
        let gap = difference(says, sums).map(|g| format!("，相差 {g} {unit}")).unwrap_or_default();
        let message = format!(
            "“{}”合计写的是 {} {unit}，各行相加是 {sums} {unit}{gap}；须更正合计或补上漏列的行。",
            stated.item, stated.raw
        );
        found.push(finding("sum_mismatch", Severity::Error, vec![TOTAL.to_owned()], message));
    }
}

/// The absolute difference of two decimals, with the decimals of the longer one.
fn difference(a: &str, b: &str) -> Option<String> {
    let places = |s: &str| s.split_once('.').map_or(0, |(_, f)| f.len());
    let scale = places(a).max(places(b));
    let units = |s: &str| -> Option<i128> {
        let (whole, fraction) = s.split_once('.').unwrap_or((s, ""));
        format!("{whole}{fraction:0<scale$}").parse().ok()
    };
    let gap = units(a)?.checked_sub(units(b)?)?.unsigned_abs();
    let digits = format!("{gap:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    Some(if scale == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// Rows beside the projects that print every stated total again.
fn repeated(context: &Context, found: &mut Raised) {
    let stated = &context.table.checks.stated;
    let Some(document) = context.document.filter(|_| context.table.layout == Layout::ProjectList) else { return };
    let mut wanted = Vec::new();
    for amount in stated {
        let Some((_, cell)) = amount.source.as_ref().and_then(|s| place::cell(document, &s.cell)) else { return };
        wanted.push((cell.column, cell.text.trim()));
    }
    if wanted.is_empty() {
        return;
    }
    let projects: BTreeSet<&str> = context
        .table
        .projects
        .iter()
        .flat_map(|p| p.amounts.iter().filter_map(|a| a.source.as_ref()).map(|s| s.cell.as_str()))
        .collect();
    let mut rows = Vec::new();
    for sheet in &document.sheets {
        for row in &sheet.rows {
            let is_project = row.cells.iter().any(|c| projects.contains(sheet.locator(row.number, c.column).as_str()));
            let holds =
                |(column, text): &(u32, &str)| row.cells.iter().any(|c| c.column == *column && c.text.trim() == *text);
            if !is_project && wanted.iter().all(holds) {
                rows.push(row.number.to_string());
            }
        }
    }
    if rows.len() > 1 {
        let message = format!("合计在第 {} 行重复出现；汇总时会重复计算，应只保留一行。", rows.join("、"));
        found.push(finding("repeated_total_row", Severity::Info, vec![TOTAL.to_owned()], message));
    }
}

/// Amount columns of a list without a single amount.
fn empty_columns(context: &Context, found: &mut Raised) {
    if context.table.layout != Layout::ProjectList {
        return;
    }
    let mut columns: Vec<(&str, bool)> = Vec::new();
    for amount in context.table.projects.iter().flat_map(|p| &p.amounts) {
        let filled = amount.value.is_some() || !amount.raw.trim().is_empty();
        match columns.iter_mut().find(|(name, _)| *name == amount.item) {
            Some((_, any)) => *any |= filled,
            None => columns.push((&amount.item, filled)),
        }
    }
    let empty: Vec<String> = columns.iter().filter(|(_, any)| !any).map(|(name, _)| (*name).to_owned()).collect();
    if !empty.is_empty() {
        let message = format!("列“{}”整列空白；没有这类资金的应填 0 或删去该列。", empty.join("”“"));
        found.push(finding("empty_columns", Severity::Info, empty, message));
    }
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_gap_is_exact() {
        assert_eq!(difference("190857.18", "190133.18").as_deref(), Some("724.00"));
        assert_eq!(difference("1", "0.95").as_deref(), Some("0.05"));
        assert_eq!(difference("7", "9").as_deref(), Some("2"));
    }
}
