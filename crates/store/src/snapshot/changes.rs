//! What differs between two moments: the rows of a metric, so that what was made of them is brought up to date.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::{FactSource, MetricId};

use super::Snapshot;

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
            let now = now.map_or(&[][..], |column| column.facts());
            let then = then.map_or(&[][..], |column| column.facts());
            for row in 0..now.len().max(then.len()) {
                if now.get(row).copied().unwrap_or(0) != then.get(row).copied().unwrap_or(0) {
                    changed.insert(row);
                }
            }
        }
        changed
    }
}
