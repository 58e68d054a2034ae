//! What facts say of each record whatever the period: of several periods the latest speaks.

use std::sync::Arc;

use domain::{Cell, Column, FactId, FactSource, MetricId, Value};
use store::Snapshot;

/// The columns of one metric, the latest period first.
pub(super) struct Latest<'s> {
    metric: Option<MetricId>,
    columns: Vec<(domain::Period, &'s Column)>,
}

impl<'s> Latest<'s> {
    pub(super) fn new(facts: &'s Snapshot, name: &str) -> Self {
        let metric = facts.metric(name).map(|metric| metric.id);
        let mut columns = Vec::new();
        for period in metric.iter().flat_map(|id| facts.periods(*id)).rev() {
            columns.extend(metric.and_then(|id| facts.column(id, *period)).map(|column| (*period, column)));
        }
        Self { metric, columns }
    }

    pub(super) fn at(&self, row: usize) -> Option<Value> {
        for (_, column) in &self.columns {
            if let Cell::Known(value) = column.cell(row) {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn fact(&self, facts: &Snapshot, row: usize) -> Option<FactId> {
        let known = |column: &Column| matches!(column.cell(row), Cell::Known(_));
        let (period, _) = self.columns.iter().find(|(_, column)| known(column))?;
        facts.fact_at(self.metric?, *period, row)
    }

    pub(super) fn truth(&self, row: usize) -> Option<bool> {
        match self.at(row) {
            Some(Value::Truth(truth)) => Some(truth),
            _ => None,
        }
    }

    pub(super) fn word(&self, row: usize) -> Arc<str> {
        match self.at(row) {
            Some(Value::Text(text)) => text,
            Some(Value::Codes(codes)) => codes.iter().next().unwrap_or_default().into(),
            _ => Arc::default(),
        }
    }
}
