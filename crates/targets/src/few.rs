//! Facts of a few subjects only: what a value rests on is shown by its first members, and they are looked at alone.

use std::collections::HashMap;

use domain::{
    CodeSet, Column, ColumnData, FactId, FactSource, MetricDef, MetricId, Period, Presence, Subject, SubjectKind,
};
use formula::Typed;
use jiff::civil::Date;

/// Some rows of a source, in their order, for the metrics of one formula.
pub(crate) struct Few<'f> {
    facts: &'f dyn FactSource,
    kind: SubjectKind,
    rows: Vec<usize>,
    subjects: Vec<Subject>,
    columns: HashMap<(MetricId, Period), Column>,
}

fn taken<T: Clone>(values: &[T], rows: &[usize], filler: T) -> Vec<T> {
    rows.iter().map(|row| values.get(*row).cloned().unwrap_or_else(|| filler.clone())).collect()
}

impl<'f> Few<'f> {
    /// Takes these rows of the subjects of a formula.
    pub(crate) fn new(facts: &'f dyn FactSource, typed: &Typed, rows: Vec<usize>) -> Self {
        let kind = typed.subject().clone();
        let all = facts.subjects(&kind);
        let subjects = rows.iter().filter_map(|row| all.get(*row).copied()).collect();
        let mut columns = HashMap::new();
        for metric in typed.metrics() {
            for period in facts.periods(metric.id) {
                let Some(column) = facts.column(metric.id, *period) else { continue };
                let data = match &column.data {
                    ColumnData::Number(values) => ColumnData::Number(taken(values, &rows, 0)),
                    ColumnData::Truth(values) => ColumnData::Truth(taken(values, &rows, false)),
                    ColumnData::Date(values) => ColumnData::Date(taken(values, &rows, Date::default())),
                    ColumnData::Codes(values) => ColumnData::Codes(taken(values, &rows, CodeSet::default())),
                    ColumnData::Text(values) => ColumnData::Text(taken(values, &rows, "".into())),
                };
                let presence = taken(&column.presence, &rows, Presence::Absent);
                columns.insert((metric.id, *period), Column { presence, data });
            }
        }
        Self { facts, kind, rows, subjects, columns }
    }
}

impl FactSource for Few<'_> {
    fn metric(&self, name: &str) -> Option<&MetricDef> {
        self.facts.metric(name)
    }

    fn subjects(&self, kind: &SubjectKind) -> &[Subject] {
        if *kind == self.kind { &self.subjects } else { &[] }
    }

    fn column(&self, metric: MetricId, period: Period) -> Option<&Column> {
        self.columns.get(&(metric, period))
    }

    fn periods(&self, metric: MetricId) -> &[Period] {
        self.facts.periods(metric)
    }

    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId> {
        self.facts.fact_at(metric, period, *self.rows.get(row)?)
    }
}
