//! Whom a binding's formula counts, and condition by condition why one subject counts or does not.

use std::collections::BTreeSet;

use domain::{FactId, FactSource, MetricId, Subject};
use formula::{Answer, Definition, Formula};
use jiff::civil::Date;

use crate::binding::{Binding, Feed};
use crate::feed::{FeedError, said, typed, when};

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

/// Everyone a formula counts or adds up, in no order; nobody for an attestation.
///
/// # Errors
/// The refusal of a formula that cannot be evaluated.
pub fn counted(binding: &Binding, today: Date, facts: &dyn FactSource) -> Result<BTreeSet<Subject>, FeedError> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Ok(BTreeSet::new()) };
    let typed = typed(subject.as_str(), formula, facts)?;
    let trace = typed.trace_total(facts, when(binding.read_period(), today), 0).map_err(|error| said(&error))?;
    let members = trace.nodes.iter().filter_map(|node| node.members.as_deref());
    Ok(members.flat_map(|members| members.subjects.iter().copied()).collect())
}

/// The metrics a binding's formula reads.
pub fn metrics(binding: &Binding, facts: &dyn FactSource) -> Vec<MetricId> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Vec::new() };
    let typed = typed(subject.as_str(), formula, facts);
    typed.map(|typed| typed.metrics().iter().map(|metric| metric.id).collect()).unwrap_or_default()
}

/// Why a subject counts or does not. `None` when the binding speaks of another kind of subject or is no formula.
///
/// # Errors
/// The refusal of a formula that cannot be evaluated.
pub fn verdict(
    binding: &Binding,
    kind: &domain::SubjectKind,
    who: Subject,
    today: Date,
    facts: &dyn FactSource,
) -> Result<Option<Verdict>, FeedError> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Ok(None) };
    if subject != kind {
        return Ok(None);
    }
    let typed = typed(subject.as_str(), formula, facts)?;
    let mut best: Option<(usize, Verdict)> = None;
    for filter in typed.filters() {
        let Some(filter) = filter else {
            return Ok(Some(Verdict { counts: true, conditions: Vec::new() }));
        };
        let conditions = conditions(binding, &filter, who, today, facts)?;
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

fn conditions(
    binding: &Binding,
    filter: &str,
    who: Subject,
    today: Date,
    facts: &dyn FactSource,
) -> Result<Vec<Condition>, FeedError> {
    let Feed::Formula { subject, .. } = &binding.feed else { return Ok(Vec::new()) };
    let each = |text: &str| {
        let formula = Formula::parse(text).map_err(|error| said(&error))?;
        formula.check(&Definition::each(subject.as_str()), facts).map_err(|error| said(&error))
    };
    let mut found = Vec::new();
    for text in each(filter)?.condition_texts() {
        let trace = each(&text)?.trace(facts, when(binding.read_period(), today), who).map_err(|error| said(&error))?;
        let holds = match trace.answer() {
            Answer::Truth(truth) => Some(truth),
            _ => None,
        };
        let facts = trace.facts().iter().filter_map(|used| used.fact).collect();
        found.push(Condition { text: text.to_string(), holds, facts });
    }
    Ok(found)
}
