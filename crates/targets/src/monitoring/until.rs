//! A table judged as it stood on a day that is past: later months and records that happened later are not seen.

use std::collections::{HashMap, HashSet};

use domain::{
    Cell, Column, FactId, FactSource, Grain, MetricDef, MetricId, Period, Presence, Subject, SubjectKind, Value,
};
use jiff::civil::Date;
use store::Snapshot;

use crate::binding::{Binding, Bound, Feed};
use crate::feed::{self, Explained};
use crate::judge::Actual;
use crate::model::TargetTable;
use crate::overview::{self, Overview, Yield};

/// The metric that says when a record happened.
const HAPPENED: &str = "happened_on";

/// Facts that speak of no day after another.
struct Until<'f> {
    facts: &'f Snapshot,
    day: Date,
    /// Columns of records with those that happened later left out.
    masked: HashMap<(MetricId, Period), Column>,
    /// Periods of metrics that have later ones.
    periods: HashMap<MetricId, Vec<Period>>,
}

impl<'f> Until<'f> {
    /// Looks at facts until the end of a day.
    fn new(facts: &'f Snapshot, day: Date) -> Self {
        let mut seen = Self { facts, day, masked: HashMap::new(), periods: HashMap::new() };
        let later = seen.later_rows();
        for metric in facts.metrics() {
            let all = facts.periods(metric.id);
            if all.iter().any(|period| period.start() > day) {
                let begun = all.iter().filter(|period| period.start() <= day).copied().collect();
                seen.periods.insert(metric.id, begun);
            }
            let Some(later) = later.get(&metric.subject).filter(|later| !later.is_empty()) else { continue };
            for period in all {
                let Some(column) = facts.column(metric.id, *period) else { continue };
                let mut column = column.clone();
                for (row, presence) in column.presence.iter_mut().enumerate() {
                    if later.contains(&row) {
                        *presence = Presence::Absent;
                    }
                }
                seen.masked.insert((metric.id, *period), column);
            }
        }
        seen
    }

    /// Rows of the kind of records that happened later.
    fn later_rows(&self) -> HashMap<SubjectKind, HashSet<usize>> {
        let mut later: HashMap<SubjectKind, HashSet<usize>> = HashMap::new();
        let Some(metric) = self.facts.metric(HAPPENED) else { return later };
        for period in self.facts.periods(metric.id) {
            let Some(column) = self.facts.column(metric.id, *period) else { continue };
            for row in 0..column.presence.len() {
                if matches!(column.cell(row), Cell::Known(Value::Date(on)) if on > self.day) {
                    later.entry(metric.subject.clone()).or_default().insert(row);
                }
            }
        }
        later
    }
}

impl FactSource for Until<'_> {
    fn metric(&self, name: &str) -> Option<&MetricDef> {
        self.facts.metric(name)
    }

    fn subjects(&self, kind: &SubjectKind) -> &[Subject] {
        self.facts.subjects(kind)
    }

    fn column(&self, metric: MetricId, period: Period) -> Option<&Column> {
        if period.start() > self.day {
            return None;
        }
        self.masked.get(&(metric, period)).or_else(|| self.facts.column(metric, period))
    }

    fn periods(&self, metric: MetricId) -> &[Period] {
        self.periods.get(&metric).map_or_else(|| self.facts.periods(metric), Vec::as_slice)
    }

    fn fact_at(&self, metric: MetricId, period: Period, row: usize) -> Option<FactId> {
        self.facts.fact_at(metric, period, row)
    }

    fn metric_names(&self, kind: &SubjectKind) -> Vec<String> {
        self.facts.metric_names(kind)
    }
}

/// Judges a table as it stood at the end of a day.
pub fn judged_until(table: &TargetTable, bindings: &[Bound], day: Date, facts: &Snapshot) -> Overview {
    let seen = Until::new(facts, day);
    let mut clipped = Vec::with_capacity(bindings.len());
    for bound in bindings {
        clipped.push(Bound { binding: clip(&bound.binding, day), ..bound.clone() });
    }
    overview::overview(table, &clipped, day, |binding, period| evaluate(binding, period, day, &seen))
}

fn evaluate(binding: &Binding, period: Period, day: Date, facts: &Until<'_>) -> Yield {
    match &binding.feed {
        Feed::Attestation { as_of: Some(as_of), .. } if *as_of > day => {
            Yield { actual: Actual::Unknown(format!("证明截至 {as_of}，晚于 {day}")), evidence: 0, sums: false }
        }
        _ => feed::evaluate(binding, period, day, facts),
    }
}

/// What a value until the end of a day rests on.
pub fn explain_until(binding: &Binding, day: Date, facts: &Snapshot) -> Explained {
    let clipped = clip(binding, day);
    feed::explain(&clipped, clipped.read_period(), day, &Until::new(facts, day))
}

/// The same binding with its months cut at a day, and those of its base alike.
fn clip(binding: &Binding, day: Date) -> Binding {
    let mut out = binding.clone();
    let Some(measured) = binding.measured.filter(|period| period.grain() == Grain::Months && period.end() > day) else {
        return out;
    };
    // Months that are over on that day; a run that has not begun stays as it is and finds nothing.
    let whole = |month: &Period| month.end() <= day;
    let months: Vec<Period> = measured.months_in().into_iter().filter(whole).collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return out };
    let run = |year| Period::months(year, first.start().month(), last.start().month());
    out.measured = run(measured.calendar_year());
    if let Some(base) = &mut out.baseline
        && base.period.grain() == Grain::Months
        && base.period.start().month() == first.start().month()
        && let Some(period) = run(base.period.calendar_year())
    {
        base.period = period;
    }
    out
}
