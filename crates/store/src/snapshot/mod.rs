//! All facts of one moment as columns, shared and never changed; the next moment shares what did not change.

mod changes;
mod column;
mod encode;
mod load;
mod numbers;
mod saved;
pub(crate) mod watch;

use std::collections::HashMap;
use std::sync::Arc;

use domain::{Column, FactId, FactSource, MetricDef, MetricId, Period, Sha256Digest, Subject, SubjectKind};
use sha2::{Digest, Sha256};

use column::StoredColumn;

/// Facts as formulas read them. Cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    seq: i64,
    batch: i64,
    metrics: Arc<MetricBook>,
    kinds: HashMap<SubjectKind, Arc<Subjects>>,
    columns: HashMap<(MetricId, Period), Arc<StoredColumn>>,
    periods: HashMap<MetricId, Vec<Period>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct MetricBook {
    by_id: HashMap<MetricId, MetricDef>,
    by_name: HashMap<String, MetricId>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Subjects {
    list: Vec<Subject>,
    row_of: HashMap<Subject, usize>,
}

impl Snapshot {
    /// Number of the last audit row whose transaction it contains: names the moment in a run.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Number of the last batch it contains, 0 when there is none.
    pub fn last_batch(&self) -> domain::BatchId {
        domain::BatchId(self.batch)
    }

    /// A metric by number.
    pub fn metric_by_id(&self, id: MetricId) -> Option<&MetricDef> {
        self.metrics.by_id.get(&id)
    }

    /// All metrics, in no order.
    pub fn metrics(&self) -> impl Iterator<Item = &MetricDef> {
        self.metrics.by_id.values()
    }

    /// Hash of the facts in some columns: the same facts give the same hash, another fact in any cell another.
    /// Facts never change, so their numbers stand for them.
    pub fn inputs_digest(&self, columns: &[(MetricId, Period)]) -> Sha256Digest {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns.dedup();
        let mut hash = Sha256::new();
        for (metric, period) in columns {
            hash.update(metric.0.to_be_bytes());
            hash.update(period.to_string());
            hash.update([0]);
            let Some(stored) = self.columns.get(&(metric, period)) else {
                hash.update(0_u64.to_be_bytes());
                continue;
            };
            hash.update((stored.facts().len() as u64).to_be_bytes());
            for fact in stored.facts().iter() {
                hash.update(fact.to_be_bytes());
            }
        }
        Sha256Digest(hash.finalize().into())
    }

    /// In which row of its kind's columns a subject stands.
    pub fn row_of(&self, kind: &SubjectKind, subject: Subject) -> Option<usize> {
        self.kinds.get(kind)?.row_of.get(&subject).copied()
    }
}

impl FactSource for Snapshot {
    fn metric(&self, name: &str) -> Option<&MetricDef> {
        self.metrics.by_id.get(self.metrics.by_name.get(name)?)
    }

    fn subjects(&self, kind: &SubjectKind) -> &[Subject] {
        self.kinds.get(kind).map_or(&[], |subjects| &subjects.list)
    }

    fn column(&self, metric: MetricId, period: Period) -> Option<&Column> {
        self.columns.get(&(metric, period)).map(|stored| &stored.column)
    }

    fn column_version(&self, metric: MetricId, period: Period) -> Option<u64> {
        self.columns.get(&(metric, period)).map_or(Some(0), |stored| u64::try_from(stored.changed).ok())
    }

    fn periods(&self, metric: MetricId) -> &[Period] {
        self.periods.get(&metric).map_or(&[], Vec::as_slice)
    }

    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId> {
        self.columns.get(&(metric, period))?.fact_at(row)
    }

    fn metric_names(&self, kind: &SubjectKind) -> Vec<String> {
        let mut names: Vec<String> =
            self.metrics().filter(|metric| metric.subject == *kind).map(|metric| metric.name.clone()).collect();
        names.sort_unstable();
        names
    }
}
