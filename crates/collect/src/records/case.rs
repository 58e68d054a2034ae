//! What is known about one record when it is judged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{EntityId, FactId, FactValue, MetricDef, MetricId, Period, Subject, Value};
use jiff::civil::Date;
use store::Reader;

use super::metric;

/// Stands among the kinds of evidence of an example whose papers are all there.
pub const ON_FILE: &str = "齐";

/// One record as the rules see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Which.
    pub id: EntityId,
    /// Its name.
    pub name: String,
    /// Code of its type; empty when it has none.
    pub kind: String,
    /// The period it is registered for.
    pub period: Period,
    /// What is said of it, by the Chinese name of the metric.
    pub values: BTreeMap<String, FactValue>,
    /// What the second person decided.
    pub accepted: Option<bool>,
    /// Kinds of evidence attached.
    pub evidence: BTreeSet<String>,
    /// The facts it was read from.
    pub facts: Vec<FactId>,
    /// Whether the judgement that stands says it counts; none stands where absent.
    pub stands: Option<bool>,
}

impl Case {
    /// The day a metric says.
    pub fn date(&self, name: &str) -> Option<Date> {
        match self.values.get(name) {
            Some(FactValue::Known(Value::Date(day))) => Some(*day),
            _ => None,
        }
    }

    /// Reads a record; `None` when nothing is said of it.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn load(
        reader: &Reader<'_>,
        metrics: &HashMap<MetricId, MetricDef>,
        id: EntityId,
    ) -> store::Result<Option<Self>> {
        let facts = reader.facts_about(Subject::One(id))?;
        let named = |id: MetricId| metrics.get(&id).map(|metric| metric.name.as_str());
        // Everything a record says stands in the period in which its type stands.
        let typed = facts.iter().rev().find(|fact| named(fact.metric) == Some(metric::TYPE));
        let Some(period) = typed.or(facts.first()).map(|fact| fact.period) else { return Ok(None) };
        let mut case = Self {
            id,
            name: reader.entity(id)?.name,
            kind: String::new(),
            period,
            values: BTreeMap::new(),
            accepted: None,
            evidence: reader.record_files(id)?.into_iter().map(|file| file.kind).collect(),
            facts: Vec::with_capacity(facts.len()),
            stands: None,
        };
        for fact in facts.into_iter().filter(|fact| fact.period == period) {
            let Some(name) = named(fact.metric) else { continue };
            match (name, &fact.value) {
                (metric::COUNTS, value) => {
                    case.stands = truth(value);
                    continue;
                }
                (metric::ACCEPTED, value) => case.accepted = truth(value),
                (metric::TYPE, FactValue::Known(Value::Codes(codes))) => {
                    case.kind = codes.iter().next().unwrap_or_default().to_owned();
                }
                _ => {}
            }
            case.facts.push(fact.id);
            case.values.insert(name.to_owned(), fact.value);
        }
        Ok(Some(case))
    }
}

fn truth(value: &FactValue) -> Option<bool> {
    match value {
        FactValue::Known(Value::Truth(truth)) => Some(*truth),
        _ => None,
    }
}
