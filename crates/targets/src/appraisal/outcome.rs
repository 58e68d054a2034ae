//! What an issued form said, read back from the facts it published: for setting years and departments side by side.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::{FactValue, Scaled, Value};
use store::{FormIssue, Reader, StoreError};

use crate::exact::Ratio;

/// Facts read of one batch: more projects than any department has.
const FACTS: usize = 100_000;

/// What an issued form said of its projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Points of the projects, two decimals.
    points: Vec<Scaled>,
    /// Projects by grade.
    pub grades: BTreeMap<String, usize>,
    /// Projects by the code of their quadrant.
    pub quadrants: BTreeMap<String, usize>,
}

impl Outcome {
    /// What the facts of an issue say. Nothing where an issue before published the same.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn of(reader: &Reader<'_>, issue: &FormIssue) -> Result<Self, StoreError> {
        let mut outcome = Self::default();
        let batches = reader.batches_from(issue.evidence)?;
        let Some(batch) = batches.into_iter().find(|batch| batch.run.is_some() && batch.opened > 0) else {
            return Ok(outcome);
        };
        let mut names: BTreeMap<i64, String> = BTreeMap::new();
        for fact in reader.facts_of_batch(batch.id, None, FACTS)? {
            let name = match names.entry(fact.metric.0) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(reader.metric(fact.metric)?.name_en),
            };
            match fact.value {
                FactValue::Known(Value::Number(points)) if name.starts_with("self_score_") => {
                    outcome.points.push(Scaled::new(points, 2));
                }
                FactValue::Known(Value::Text(grade)) if name.starts_with("self_grade_") => {
                    *outcome.grades.entry(grade.to_string()).or_default() += 1;
                }
                FactValue::Known(Value::Codes(codes)) if name == super::publish::QUADRANT => {
                    for code in codes.iter() {
                        *outcome.quadrants.entry(code.to_owned()).or_default() += 1;
                    }
                }
                _ => {}
            }
        }
        Ok(outcome)
    }

    /// The mean of the projects' points, two decimals.
    pub fn mean(&self) -> Option<Scaled> {
        let mut sum = Ratio::ZERO;
        for points in &self.points {
            sum = sum.plus((*points).into())?;
        }
        sum.over(Ratio::new(self.points.len() as i128, 1)?)?.round(2)
    }
}
