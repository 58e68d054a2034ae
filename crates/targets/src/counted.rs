//! Whom a binding's formula counts, and condition by condition why one subject counts or does not.

use std::collections::BTreeSet;

use domain::{FactId, FactSource, MetricId, Subject, SubjectKind};
use formula::Answer;
use jiff::civil::Date;
use store::Snapshot;

use crate::binding::{Binding, Feed};
use crate::feed::{FeedError, said, typed, when};
use crate::values::Values;

/// One condition of a filter, for one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// As the formula says it.
    pub text: String,
    /// Whether it holds; unknown when a fact is missing.
    pub holds: Option<bool>,
    /// The facts it rests on.
    pub facts: Vec<FactId>,
}

/// Whether one subject is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// It is.
    pub counts: bool,
    /// The conditions of the filter it passes, else of the one it comes furthest in.
    pub conditions: Vec<Condition>,
}

/// Everyone a formula counts or adds up; nobody for an attestation.
///
/// # Errors
/// The refusal of a formula that cannot be evaluated.
pub fn counted(
    values: &Values,
    binding: &Binding,
    today: Date,
    facts: &Snapshot,
) -> Result<BTreeSet<Subject>, FeedError> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Ok(BTreeSet::new()) };
    let typed = values.typed(subject, formula, facts)?;
    let answers = typed.columns_with(facts, when(binding.read_period(), today), values.conditions());
    let subjects = facts.subjects(subject);
    let answers = answers.map_err(|error| said(&error))?;
    Ok(answers.counted().filter_map(|row| subjects.get(row).copied()).collect())
}

/// The metrics a binding's formula reads.
pub fn metrics(binding: &Binding, facts: &dyn FactSource) -> Vec<MetricId> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Vec::new() };
    let typed = typed(subject.as_str(), formula, facts);
    typed.map(|typed| typed.metrics().iter().map(|metric| metric.id).collect()).unwrap_or_default()
}

/// Why a subject counts or does not. `None` when the binding speaks of another kind of subject or is no formula, or
/// when the subject is none of that kind.
///
/// # Errors
/// The refusal of a formula that cannot be evaluated.
pub fn verdict(
    values: &Values,
    binding: &Binding,
    kind: &SubjectKind,
    who: Subject,
    today: Date,
    facts: &Snapshot,
) -> Result<Option<Verdict>, FeedError> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Ok(None) };
    let Some(row) = facts.row_of(kind, who).filter(|_| subject == kind) else { return Ok(None) };
    let typed = values.typed(subject, formula, facts)?;
    let when = when(binding.read_period(), today);
    let mut best: Option<(usize, Verdict)> = None;
    for filter in typed.filter_conditions() {
        let mut conditions = Vec::with_capacity(filter.len());
        for condition in filter {
            let trace = condition.trace_row(facts, when, row).map_err(|error| said(&error))?;
            let holds = match trace.answer() {
                Answer::Truth(truth) => Some(truth),
                _ => None,
            };
            let facts = trace.facts().iter().filter_map(|used| used.fact).collect();
            conditions.push(Condition { text: condition.text().to_owned(), holds, facts });
        }
        let passed = conditions.iter().take_while(|condition| condition.holds == Some(true)).count();
        let counts = passed == conditions.len();
        if counts || best.as_ref().is_none_or(|best| best.0 < passed) {
            best = Some((passed, Verdict { counts, conditions }));
        }
        if counts {
            break;
        }
    }
    Ok(best.map(|best| best.1))
}
