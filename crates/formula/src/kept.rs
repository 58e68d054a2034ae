//! Conditions kept between evaluations: which subjects meet them, for as long as the columns they read stay the same.
//! A hundred counts of the same year that filter by the same few conditions then look at each condition once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{FactSource, MetricDef, MetricId, Period, SubjectKind};

use crate::error::EvalError;
use crate::typed::{Id, Kind, Typed};
use crate::when::{Reading, When};

/// Most memory for them, in bytes; beyond it all are forgotten.
const MOST: usize = 64 << 20;

/// A set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    words: Vec<u64>,
}

impl Rows {
    /// The rows, of so many, for which something holds.
    pub(crate) fn of(rows: usize, holds: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0_u64; rows.div_ceil(64)];
        for (nth, word) in words.iter_mut().enumerate() {
            let first = nth * 64;
            for bit in 0..64.min(rows - first) {
                *word |= u64::from(holds(first + bit)) << bit;
            }
        }
        while words.last() == Some(&0) {
            words.pop();
        }
        Self { words }
    }

    /// All of so many rows.
    pub(crate) fn all(rows: usize) -> Self {
        let mut words = vec![u64::MAX; rows / 64];
        if !rows.is_multiple_of(64) {
            words.push((1 << (rows % 64)) - 1);
        }
        Self { words }
    }

    pub(crate) fn has(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Leaves the rows that are in both.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.words.truncate(other.words.len());
        for (word, own) in self.words.iter_mut().zip(&other.words) {
            *word &= own;
        }
    }

    /// Adds the rows of another.
    pub(crate) fn add(&mut self, other: &Self) {
        self.words.resize(self.words.len().max(other.words.len()), 0);
        for (word, own) in self.words.iter_mut().zip(&other.words) {
            *word |= own;
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// In order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(nth, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                Some(nth * 64 + bit)
            })
        })
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    subject: SubjectKind,
    condition: Arc<str>,
    when: When,
}

/// What a condition was found true for, and what that rests on.
#[derive(Debug)]
struct Met {
    rows: Arc<Rows>,
    stamp: Stamp,
}

/// The number of subjects, the metrics as declared, and the columns by what names their content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    subjects: usize,
    metrics: Vec<MetricDef>,
    columns: Vec<(MetricId, Period, u64)>,
}

/// Conditions of formulas over one folder. Evaluate with [`Typed::columns_with`].
#[derive(Debug, Default)]
pub struct Kept {
    known: Mutex<HashMap<Key, Met>>,
}

impl Kept {
    /// Which subjects meet a condition, if that was found before and still stands.
    pub(crate) fn get(&self, typed: &Typed, id: Id, when: When, stamp: &Stamp) -> Option<Arc<Rows>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(typed, id, when)).filter(|met| met.stamp == *stamp).map(|met| met.rows.clone())
    }

    pub(crate) fn put(&self, typed: &Typed, id: Id, when: When, stamp: Stamp, rows: Arc<Rows>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() * stamp.subjects.div_ceil(8) > MOST {
            known.clear();
        }
        known.insert(key(typed, id, when), Met { rows, stamp });
    }
}

fn key(typed: &Typed, id: Id, when: When) -> Key {
    Key { subject: typed.subject.clone(), condition: typed.node(id).text.clone(), when }
}

/// What a condition rests on; `None` when it looks beyond its own row and period, or the source keeps no count.
pub(crate) fn stamp(typed: &Typed, id: Id, when: When, source: &dyn FactSource) -> Result<Option<Stamp>, EvalError> {
    let mut used = Vec::new();
    if !plain(typed, id, &mut used) {
        return Ok(None);
    }
    let mut stamp = Stamp { subjects: source.subjects(&typed.subject).len(), metrics: Vec::new(), columns: Vec::new() };
    for index in used {
        let Some(metric) = typed.metrics.get(index) else { return Ok(None) };
        let periods = match when.reading(metric)? {
            Reading::Of(period) => vec![period],
            Reading::LatestIn(period) => {
                let overlaps = |p: &&Period| p.start() <= period.end() && period.start() <= p.end();
                source.periods(metric.id).iter().filter(overlaps).copied().collect()
            }
        };
        for period in periods {
            let Some(version) = source.column_version(metric.id, period) else { return Ok(None) };
            stamp.columns.push((metric.id, period, version));
        }
        stamp.metrics.push(metric.clone());
    }
    Ok(Some(stamp))
}

/// Whether a node looks at nothing but its own row in the period of evaluation; collects the metrics it reads.
fn plain(typed: &Typed, id: Id, used: &mut Vec<usize>) -> bool {
    let mut all = |ids: &[Id]| ids.iter().all(|id| plain(typed, *id, used));
    match &typed.node(id).kind {
        Kind::Const(_) => true,
        Kind::Metric(index) => {
            if !used.contains(index) {
                used.push(*index);
            }
            true
        }
        Kind::Times(of, _)
        | Kind::Negative(of)
        | Kind::Not(of)
        | Kind::InPeriod(of)
        | Kind::Abs(of)
        | Kind::Log10(of)
        | Kind::IsNull { of, .. }
        | Kind::IsTruth { of, .. }
        | Kind::Has { of, .. }
        | Kind::UpperCode { of, .. }
        | Kind::Round { of, .. } => all(&[*of]),
        Kind::Sum { left, right, .. }
        | Kind::Quotient { left, right, .. }
        | Kind::Compare { left, right, .. }
        | Kind::Product(left, right) => all(&[*left, *right]),
        Kind::NullIf { of, same } => all(&[*of, *same]),
        Kind::And(parts) | Kind::Or(parts) | Kind::Coalesce(parts) | Kind::Extreme { parts, .. } => all(parts),
        Kind::Case { arms, otherwise } => {
            arms.iter().all(|(when, then)| all(&[*when, *then])) && otherwise.is_none_or(|id| all(&[id]))
        }
        Kind::Aggregate { .. }
        | Kind::Prev { .. }
        | Kind::Growth { .. }
        | Kind::Months { .. }
        | Kind::At { .. }
        | Kind::Base { .. }
        | Kind::RankPct { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn rows_are_a_set(a in prop::collection::btree_set(0usize..300, 0..80), b in prop::collection::btree_set(0usize..300, 0..80)) {
            let rows = |set: &BTreeSet<usize>| Rows::of(300, |row| set.contains(&row));
            let (mut both, mut either) = (rows(&a), rows(&a));
            both.keep(&rows(&b));
            either.add(&rows(&b));
            let common: Vec<usize> = a.intersection(&b).copied().collect();
            let joined: Vec<usize> = a.union(&b).copied().collect();
            prop_assert_eq!(both.count(), common.len());
            prop_assert_eq!(both.iter().collect::<Vec<_>>(), common);
            prop_assert_eq!(either.iter().collect::<Vec<_>>(), joined);
        }
    }
}
