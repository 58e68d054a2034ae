//! The conditions under which records do not count, evaluated for many records of one type at once.

use std::collections::BTreeMap;

use domain::{MetricDef, Period, Subject, SubjectKind};
use formula::memory::Facts;
use formula::{Definition, Formula, FormulaError, Typed, When};
use store::StoreError;

use super::{Case, KIND, RecordType};

/// A condition that makes sense for records.
///
/// # Errors
/// What is wrong with it, with how to mend it.
pub(crate) fn typed(text: &str, metrics: &[MetricDef]) -> Result<Typed, FormulaError> {
    let formula = Formula::parse(text)?;
    let typed = formula.check(&Definition::each(KIND), &declared(metrics))?;
    Ok(typed)
}

/// A source of facts that knows these metrics and no fact. Names that two metrics claim go to the first.
fn declared(metrics: &[MetricDef]) -> Facts {
    let mut facts = Facts::new();
    for metric in metrics.iter().filter(|metric| metric.subject.as_str() == KIND) {
        // A name taken twice was refused where metrics are declared.
        let _ = facts.declare(metric.clone());
    }
    facts
}

/// For each case, in their order, which of its type's conditions hold: those that exclude, then those under which alone
/// it counts. All cases are of this type.
pub(crate) fn excluded(
    kind: &RecordType,
    metrics: &[MetricDef],
    cases: &[&Case],
) -> store::Result<Vec<Vec<Option<bool>>>> {
    let mut found = vec![vec![None; kind.excluded_when.len() + kind.counts_when.len()]; cases.len()];
    if kind.excluded_when.is_empty() && kind.counts_when.is_empty() {
        return Ok(found);
    }
    let subject = SubjectKind::new(KIND);
    let mut periods: BTreeMap<Period, Vec<usize>> = BTreeMap::new();
    for (nth, case) in cases.iter().enumerate() {
        periods.entry(case.period).or_default().push(nth);
    }
    let refuse = |error: String| StoreError::refused("record.formula", format!("{}：{error}", kind.code));
    for (period, members) in periods {
        let mut facts = declared(metrics);
        facts.subjects_in_order(&subject, members.iter().filter_map(|nth| cases.get(*nth)).map(|c| Subject::One(c.id)));
        for (row, case) in members.iter().filter_map(|nth| cases.get(*nth)).enumerate() {
            for metric in metrics.iter().filter(|metric| metric.subject == subject) {
                if let Some(value) = case.values.get(&metric.name) {
                    facts.put(metric, row, period, value.clone());
                }
            }
        }
        for (which, condition) in kind.excluded_when.iter().chain(&kind.counts_when).enumerate() {
            let typed = typed(&condition.formula, metrics).map_err(|error| refuse(error.to_string()))?;
            let answers = typed.columns(&facts, When::new(period)).map_err(|error| refuse(error.to_string()))?;
            for (row, nth) in members.iter().enumerate() {
                if let Some(slot) = found.get_mut(*nth).and_then(|slots| slots.get_mut(which)) {
                    *slot = answers.truth(row);
                }
            }
        }
    }
    Ok(found)
}
