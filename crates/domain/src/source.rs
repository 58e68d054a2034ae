//! What an evaluator asks of whoever holds the facts. The store answers it; tests answer it from plain maps.

use crate::{Column, FactId, MetricDef, MetricId, Period, Subject, SubjectKind};

/// A fixed snapshot of facts, read by formulas. Two calls with the same arguments give the same answer.
pub trait FactSource {
    /// The metric a name calls: its Chinese or English name, or an alias.
    fn metric(&self, name: &str) -> Option<&MetricDef>;

    /// Every subject of a kind, in a fixed order; columns of that kind's metrics have their rows in this order.
    /// New subjects are only ever added at the end.
    fn subjects(&self, kind: &SubjectKind) -> &[Subject];

    /// The facts of one metric for one period exactly as reported, `None` when there is not one.
    /// The column may be shorter than [`Self::subjects`]: the rest are absent.
    fn column(&self, metric: MetricId, period: Period) -> Option<&Column>;

    /// A number that names the content of a column: as long as it stays, so does the content. 0 where there is no
    /// column; `None` when the source does not keep count, and what is computed of it cannot be kept.
    fn column_version(&self, metric: MetricId, period: Period) -> Option<u64> {
        let _ = (metric, period);
        None
    }

    /// The periods for which the metric has any fact, in order of their start.
    fn periods(&self, metric: MetricId) -> &[Period];

    /// Which recorded fact stands in a cell, for a trace.
    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId>;

    /// Names of the metrics of a kind of subject, for “did you mean”; none when not worth the work.
    fn metric_names(&self, kind: &SubjectKind) -> Vec<String> {
        let _ = kind;
        Vec::new()
    }
}
