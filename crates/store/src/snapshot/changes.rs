//! What differs between two moments: the rows of a metric, so that what was made of them is brought up to date.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{FactSource, MetricId};

use super::Snapshot;
use super::column::StoredColumn;

impl Snapshot {
    /// The rows of a metric's kind in which, in any period, another fact stands than in an earlier snapshot of the same
    /// folder. Columns that the two share are not looked at.
    pub fn rows_changed(&self, earlier: &Self, metric: MetricId) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        let periods: BTreeSet<_> = self.periods(metric).iter().chain(earlier.periods(metric)).collect();
        for period in periods {
            let key = (metric, *period);
            let (now, then) = (self.columns.get(&key), earlier.columns.get(&key));
            if let (Some(now), Some(then)) = (now, then)
                && Arc::ptr_eq(now, then)
            {
                continue;
            }
            let rows = |column: Option<&Arc<StoredColumn>>| column.map_or(0, |column| column.facts().len());
            let fact = |column: Option<&Arc<StoredColumn>>, row| column.map_or(0, |column| column.facts().get(row));
            for row in 0..rows(now).max(rows(then)) {
                if fact(now, row) != fact(then, row) {
                    changed.insert(row);
                }
            }
        }
        changed
    }
}
