//! Reads a metric's column for an evaluation period.

use domain::{Column, MetricDef, MetricKind, Period, Presence};

use super::data::{Cells, Col};
use super::{Columns, UNKNOWN};
use crate::error::EvalError;
use crate::typed::Datum;
use crate::when::{Reading, When};

impl<'a> Columns<'a> {
    pub(super) fn read(&self, metric: &MetricDef, when: When) -> Result<Col<'a>, EvalError> {
        let found = match when.reading(metric)? {
            Reading::Of(period) => {
                return Ok(Col::each(self.source.column(metric.id, period).map_or(Cells::Nothing, Cells::Facts)));
            }
            Reading::LatestIn(period) => self.overlapping(metric, period),
        };
        if let [only] = found.as_slice() {
            return Ok(Col::each(Cells::Facts(only)));
        }
        Ok(Col::each(self.latest(metric, &found)))
    }

    /// Columns of the periods that overlap one, latest start first, the longer first of two that start together.
    fn overlapping(&self, metric: &MetricDef, period: Period) -> Vec<&'a Column> {
        let overlaps = |p: &&Period| p.start() <= period.end() && period.start() <= p.end();
        let mut periods: Vec<Period> = self.source.periods(metric.id).iter().filter(overlaps).copied().collect();
        periods.sort_by_key(|p| std::cmp::Reverse((p.start(), p.end())));
        periods.into_iter().filter_map(|p| self.source.column(metric.id, p)).collect()
    }

    /// Per row the first of the columns that says anything.
    fn latest(&self, metric: &MetricDef, columns: &[&'a Column]) -> Cells<'a> {
        let mut choice: Vec<Option<&'a Column>> = vec![None; self.rows];
        for column in columns {
            for (chosen, presence) in choice.iter_mut().zip(&column.presence) {
                if chosen.is_none() && *presence != Presence::Absent {
                    *chosen = Some(column);
                }
            }
        }
        let pick = |row: usize| choice[row].and_then(|column| Cells::Facts(column).datum(row));
        match metric.kind {
            MetricKind::Number { .. } => {
                let number = |row| match pick(row) {
                    Some(Datum::Number(value)) => Some(value),
                    _ => None,
                };
                let values: Vec<Option<i128>> = (0..self.rows).map(number).collect();
                Cells::Numbers(
                    values.iter().map(|v| v.unwrap_or(0)).collect(),
                    values.iter().map(Option::is_some).collect(),
                )
            }
            MetricKind::Truth => {
                let truth = |row: usize| choice[row].map_or(UNKNOWN, |column| Cells::Facts(column).truth(row));
                Cells::Truths((0..self.rows).map(truth).collect())
            }
            _ => Cells::Others((0..self.rows).map(pick).collect()),
        }
    }
}
