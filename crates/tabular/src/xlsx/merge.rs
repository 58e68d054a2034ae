//! Merged regions: the first cell takes the span, covered ones go.

use std::collections::BTreeMap;

use crate::{Row, Warning};

/// Merged regions of one sheet that are looked at; Excel itself becomes unusable far below.
pub(super) const MOST_MERGES: usize = 200_000;

/// A merged region, rows and columns from 1, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Region {
    pub(super) first_row: u32,
    pub(super) first_column: u32,
    pub(super) last_row: u32,
    pub(super) last_column: u32,
}

/// Lays regions over the rows in one sweep from top to bottom. Regions that overlap an earlier one are ignored.
pub(super) fn apply(rows: &mut Vec<Row>, mut regions: Vec<Region>, sheet: &str, warnings: &mut Vec<Warning>) {
    regions.sort_unstable();
    let mut pending = regions.into_iter().peekable();
    // First column to region; those that ended above are replaced when their place is needed.
    let mut live: BTreeMap<u32, Region> = BTreeMap::new();
    let (mut overlapping, mut hidden) = (0_usize, 0_usize);
    for row in rows.iter_mut() {
        while let Some(region) = pending.next_if(|region| region.first_row <= row.number) {
            if region.last_row < row.number {
                continue;
            }
            let clash =
                live.range(..=region.last_column).rev().take_while(|(_, old)| old.last_column >= region.first_column);
            let clash: Vec<(u32, bool)> =
                clash.map(|(column, old)| (*column, old.last_row >= region.first_row)).collect();
            if clash.iter().any(|(_, alive)| *alive) {
                overlapping += 1;
                continue;
            }
            for (column, _) in clash {
                live.remove(&column);
            }
            live.insert(region.first_column, region);
        }
        let number = row.number;
        row.cells.retain_mut(|cell| {
            let found = live.range(..=cell.column).next_back().map(|(_, region)| *region);
            let Some(region) = found.filter(|r| r.last_column >= cell.column && r.last_row >= number) else {
                return true;
            };
            if (region.first_row, region.first_column) != (number, cell.column) {
                hidden += usize::from(!cell.text.trim().is_empty());
                return false;
            }
            cell.rows = region.last_row - region.first_row + 1;
            cell.columns = region.last_column - region.first_column + 1;
            true
        });
    }
    rows.retain(|row| !row.cells.is_empty());
    for (count, code, what) in [
        (overlapping, "merge_overlap", "处合并区域互相重叠，后面的已忽略"),
        (hidden, "hidden_by_merge", "格的内容被合并单元格盖住、看不见，没有读取"),
    ] {
        if count > 0 {
            let message = format!("工作表“{sheet}”中有 {count} {what}，请核对。");
            warnings.push(Warning { code: code.into(), place: Some(sheet.to_owned()), message });
        }
    }
}
