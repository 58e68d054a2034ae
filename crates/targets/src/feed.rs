//! The value of a binding from the facts: the formula evaluated, or what was attested.

use domain::{FactId, FactSource, Period, Scaled, Unit};
use formula::{Answer, Answers, Definition, EvalError, FactPresence, Formula, FormulaError, Kept, Trace, Typed, When};
use jiff::civil::Date;
use serde::Serialize;

use crate::binding::{Binding, Bound, Feed, truth};
use crate::few::Few;
use crate::judge::Actual;
use crate::model::TargetTable;
use crate::overview::{self, Overview, Yield};

/// Why a formula cannot feed a target: the refusal, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FeedError(pub String);

/// How many facts and subjects are named one by one.
const SHOWN: usize = 24;

/// What a formula's value rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Facts it used, the first of them.
    pub facts: Vec<FactId>,
    /// How many in all.
    pub total: usize,
    /// Facts it needed and did not find, or why it could not be evaluated.
    pub missing: Vec<String>,
}

/// Judges a whole table on the facts.
pub fn overview(table: &TargetTable, bindings: &[Bound], today: Date, facts: &dyn FactSource) -> Overview {
    overview::overview(table, bindings, today, |binding, period| evaluate(binding, period, today, facts))
}

/// Checks that a binding's formula makes sense, without evaluating it.
///
/// # Errors
/// The parser's or the type checker's refusal, in Chinese.
pub fn check(binding: &Binding, facts: &dyn FactSource) -> Result<(), FeedError> {
    match &binding.feed {
        Feed::Formula { subject, formula } => typed(subject.as_str(), formula, facts).map(|_| ()),
        Feed::Attestation { .. } => Ok(()),
    }
}

/// The refusal in Chinese, with how to mend it.
pub(crate) fn said(error: &FormulaError) -> FeedError {
    FeedError(format!("{} {}", error.message, error.hint))
}

pub(crate) fn typed(subject: &str, text: &str, facts: &dyn FactSource) -> Result<Typed, FeedError> {
    let formula = Formula::parse(text).map_err(|error| said(&error))?;
    formula.check(&Definition::total(subject), facts).map_err(|error| said(&error))
}

/// What a binding yields for a period. A formula that cannot be evaluated yields an unknown value that says why.
pub fn evaluate(binding: &Binding, period: Period, today: Date, facts: &dyn FactSource) -> Yield {
    match &binding.feed {
        Feed::Attestation { value, as_of, .. } => Yield { actual: attested(value, *as_of), evidence: 1, sums: false },
        Feed::Formula { subject, formula } => match typed(subject.as_str(), formula, facts) {
            Ok(typed) => computed(&typed, binding, when(period, today), facts, &Kept::default()),
            Err(error) => unusable(error),
        },
    }
}

/// What the value of a formula rests on; nothing for an attestation, whose file speaks for itself.
pub fn explain(binding: &Binding, period: Period, today: Date, facts: &dyn FactSource) -> Explained {
    let Feed::Formula { subject, formula } = &binding.feed else { return Explained::default() };
    let traced = typed(subject.as_str(), formula, facts)
        .and_then(|typed| traced(&typed, when(period, today), facts).map_err(|error| said(&error)));
    match traced {
        Ok(explained) => explained,
        Err(error) => Explained { missing: vec![error.0], ..Explained::default() },
    }
}

/// Traces the members that are shown, and counts them all; a formula that compares subjects with one another is
/// traced over all of them.
fn traced(typed: &Typed, when: When, facts: &dyn FactSource) -> Result<Explained, EvalError> {
    if typed.compares() {
        return Ok(explained(&typed.trace_total(facts, when, SHOWN)?));
    }
    let answers = typed.columns(facts, when)?;
    let few = Few::new(facts, typed, answers.counted().take(SHOWN).collect());
    let explained = explained(&typed.trace_total(&few, when, SHOWN)?);
    Ok(Explained { total: answers.most_counted().unwrap_or(explained.total), ..explained })
}

fn explained(trace: &Trace) -> Explained {
    let used = trace.facts();
    let counted = trace.nodes.iter().filter_map(|node| node.members.as_deref());
    let missing = trace.missing().into_iter().filter(|fact| fact.presence != FactPresence::NotApplicable);
    Explained {
        facts: used.iter().filter_map(|fact| fact.fact).take(SHOWN).collect(),
        total: counted.map(|members| members.counted).max().unwrap_or(used.len()),
        missing: missing.take(SHOWN).map(|fact| format!("{} {}", fact.metric, fact.period)).collect(),
    }
}

/// Seen on a day that lies in the period; a period that is over is seen whole.
pub(crate) fn when(period: Period, today: Date) -> When {
    if today < period.end() { When::new(period).as_of(today) } else { When::new(period) }
}

/// What a formula yields that cannot be evaluated: an unknown value that says why.
pub(crate) fn unusable(error: FeedError) -> Yield {
    Yield { actual: Actual::Unknown(error.0), evidence: 0, sums: false }
}

/// What a checked formula yields, in the binding's unit, with how many subjects it rests on.
pub(crate) fn computed(
    typed: &Typed,
    binding: &Binding,
    when: When,
    facts: &dyn FactSource,
    conditions: &Kept,
) -> Yield {
    match typed.columns_with(facts, when, conditions) {
        Ok(answers) => {
            let evidence = answers.most_counted().unwrap_or_default();
            let found = u32::try_from(evidence).unwrap_or(u32::MAX);
            let actual = match binding.least().filter(|least| found < *least) {
                Some(least) => Actual::TooFew { found, least },
                None => actual(typed, binding, &answers).unwrap_or_else(Actual::Unknown),
            };
            Yield { actual, evidence, sums: typed.sums_months() }
        }
        Err(error) => Yield { actual: Actual::Unknown(error.to_string()), evidence: 0, sums: false },
    }
}

fn actual(typed: &Typed, binding: &Binding, answers: &Answers) -> Result<Actual, String> {
    match answers.answer(0) {
        Answer::Number(number) => {
            let unit = Unit::named(&binding.unit);
            exact_in(typed, number, &unit, binding.scale).map(Actual::Number)
        }
        Answer::Truth(done) => Ok(Actual::Done(done)),
        Answer::Date(day) => Ok(Actual::Day(day)),
        Answer::Codes(codes) => Ok(Actual::Grade(codes.iter().collect::<Vec<_>>().join("、"))),
        Answer::Text(text) => Ok(Actual::Grade(text.to_string())),
        Answer::Unknown => Err(typed.text().to_owned()),
    }
}

/// The number with all the decimals it has and an integer holds, at least those it is shown with: what is judged is not
/// what was rounded.
fn exact_in(typed: &Typed, number: formula::Exact, unit: &Unit, least: u8) -> Result<Scaled, String> {
    let mut scale = Scaled::MAX_SCALE.max(least);
    loop {
        match typed.number_in(number, unit, scale) {
            Ok(found) => return Ok(trimmed(found, least)),
            Err(_) if scale > least => scale -= 1,
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Without closing zeros beyond `least` decimals.
fn trimmed(mut number: Scaled, least: u8) -> Scaled {
    while number.scale > least && number.mantissa % 10 == 0 {
        number = Scaled::new(number.mantissa / 10, number.scale - 1);
    }
    number
}

/// A number, a day, done or not, or a grade. What is attested as done was done by the day it is attested for.
fn attested(value: &str, as_of: Option<Date>) -> Actual {
    let value = value.trim();
    if let Ok(number) = value.parse::<Scaled>() {
        return Actual::Number(number);
    }
    match (truth(value), as_of) {
        (Some(true), Some(day)) => Actual::Day(day),
        (Some(done), _) => Actual::Done(done),
        (None, _) => value.parse::<Date>().map_or_else(|_| Actual::Grade(value.to_owned()), Actual::Day),
    }
}
