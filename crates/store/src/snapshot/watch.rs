//! A snapshot that remembers what was read of it, so that a result is computed again only when that has changed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use domain::{Column, FactId, FactSource, MetricDef, MetricId, Period, Subject, SubjectKind};

use super::column::StoredColumn;
use super::{MetricBook, Snapshot, Subjects};

/// A snapshot under watch: everything a computation asks of it is noted.
#[derive(Debug)]
pub struct Watch<'s> {
    facts: &'s Snapshot,
    read: RefCell<Reads>,
}

/// What a computation read. Parts of a snapshot are shared with the next one as long as they are the same, so being
/// the same part is being unchanged; a weak reference keeps none of them alive.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    metrics: Weak<MetricBook>,
    subjects: HashMap<SubjectKind, Option<Weak<Subjects>>>,
    columns: HashMap<(MetricId, Period), Option<Weak<StoredColumn>>>,
    periods: HashMap<MetricId, Vec<Period>>,
}

fn same<T>(noted: Option<&Weak<T>>, now: Option<&Arc<T>>) -> bool {
    match (noted, now) {
        (None, None) => true,
        (Some(noted), Some(now)) => std::ptr::eq(noted.as_ptr(), Arc::as_ptr(now)),
        _ => false,
    }
}

impl<'s> Watch<'s> {
    /// Watches a snapshot. That metrics are named in formulas counts as read from the start.
    pub fn new(facts: &'s Snapshot) -> Self {
        let read = Reads { metrics: Arc::downgrade(&facts.metrics), ..Reads::default() };
        Self { facts, read: RefCell::new(read) }
    }

    /// What was read until now.
    pub fn reads(self) -> Reads {
        self.read.into_inner()
    }

    fn saw_column(&self, metric: MetricId, period: Period) {
        let mut read = self.read.borrow_mut();
        read.columns
            .entry((metric, period))
            .or_insert_with(|| self.facts.columns.get(&(metric, period)).map(Arc::downgrade));
    }
}

impl Reads {
    /// The columns that were read or looked for.
    pub fn columns(&self) -> Vec<(MetricId, Period)> {
        self.columns.keys().copied().collect()
    }

    /// Takes over what another computation read of the same snapshot, or of an earlier one where it still holds.
    pub fn add(&mut self, other: &Self) {
        if self.metrics.strong_count() == 0 {
            self.metrics = other.metrics.clone();
        }
        for (kind, noted) in &other.subjects {
            self.subjects.entry(kind.clone()).or_insert_with(|| noted.clone());
        }
        for (at, noted) in &other.columns {
            self.columns.entry(*at).or_insert_with(|| noted.clone());
        }
        for (metric, noted) in &other.periods {
            self.periods.entry(*metric).or_insert_with(|| noted.clone());
        }
    }

    /// Whether all of it stands unchanged in a snapshot: the same computation would yield the same.
    pub fn hold(&self, facts: &Snapshot) -> bool {
        same(Some(&self.metrics), Some(&facts.metrics))
            && self.subjects.iter().all(|(kind, noted)| same(noted.as_ref(), facts.kinds.get(kind)))
            && self.columns.iter().all(|(at, noted)| same(noted.as_ref(), facts.columns.get(at)))
            && self.periods.iter().all(|(metric, noted)| facts.periods(*metric) == noted)
    }
}

impl FactSource for Watch<'_> {
    fn metric(&self, name: &str) -> Option<&MetricDef> {
        self.facts.metric(name)
    }

    fn subjects(&self, kind: &SubjectKind) -> &[Subject] {
        let noted = || self.facts.kinds.get(kind).map(Arc::downgrade);
        self.read.borrow_mut().subjects.entry(kind.clone()).or_insert_with(noted);
        self.facts.subjects(kind)
    }

    fn column(&self, metric: MetricId, period: Period) -> Option<&Column> {
        self.saw_column(metric, period);
        self.facts.column(metric, period)
    }

    fn column_version(&self, metric: MetricId, period: Period) -> Option<u64> {
        self.saw_column(metric, period);
        self.facts.column_version(metric, period)
    }

    fn periods(&self, metric: MetricId) -> &[Period] {
        let periods = self.facts.periods(metric);
        self.read.borrow_mut().periods.entry(metric).or_insert_with(|| periods.to_vec());
        periods
    }

    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId> {
        self.saw_column(metric, period);
        self.facts.fact_at(metric, period, row)
    }

    fn metric_names(&self, kind: &SubjectKind) -> Vec<String> {
        self.facts.metric_names(kind)
    }
}
