//! One node for one subject: evaluates the parts, then the node, and writes both down.

use std::cmp::Ordering;

use domain::{Cell, Period, Presence, Value};

use super::decimal::{self, Outcome, number, with_both};
use super::{Extra, FactPresence, FactUse, Readings, Step, Walk, Why};
use crate::error::EvalError;
use crate::exact;
use crate::syntax::Op;
use crate::typed::{Datum, Id, Kind};
use crate::when::{Reading, When};

impl<'a> Walk<'a> {
    pub(super) fn step(&mut self, id: Id, row: usize, when: When) -> Result<Step, EvalError> {
        let typed = self.typed;
        let node = typed.node(id);
        match &node.kind {
            Kind::Const(value) => {
                let value = value.clone();
                let place = self.write(id, when, &value, Vec::new(), Extra::default());
                Ok((value, place))
            }
            Kind::Metric(index) => self.metric(id, *index, row, when),
            // A change of unit is part of the number's own line.
            Kind::Times(of, times) => {
                let (value, place) = self.step(*of, row, when)?;
                let product = match number(&value) {
                    Some(value) => Some(value.checked_mul(*times).ok_or_else(|| EvalError::overflow(&node.text))?),
                    None => None,
                };
                Ok((product.map(Datum::Number), place))
            }
            Kind::Negative(of) => self.single(id, *of, row, when, |x| Some(Ok(x.checked_neg()?))),
            Kind::Abs(of) => self.single(id, *of, row, when, |x| Some(Ok(x.checked_abs()?))),
            Kind::Round { of, from, to } => {
                self.single(id, *of, row, when, |x| Some(Ok(exact::rescale(x, *from, *to)?)))
            }
            Kind::Log10(of) => {
                let scale = typed.scale(*of);
                self.single(id, *of, row, when, |x| Some(exact::log10(x, scale).ok_or(Some(Why::NotPositive))))
            }
            Kind::Sum { left, right, subtract } => self.double(id, (*left, *right), row, when, |a, b| {
                Some(Ok(if *subtract { a.checked_sub(b)? } else { a.checked_add(b)? }))
            }),
            Kind::Product(left, right) => {
                self.double(id, (*left, *right), row, when, |a, b| Some(Ok(a.checked_mul(b)?)))
            }
            Kind::Quotient { left, right, up, down } => {
                self.double(id, (*left, *right), row, when, |a, b| decimal::quotient(a, b, *up, *down))
            }
            Kind::Compare { op, left, right } => {
                let (a, left) = self.step(*left, row, when)?;
                let (b, right) = self.step(*right, row, when)?;
                let truth = compare(*op, &a, &b).map(Datum::Truth);
                Ok(self.done(id, when, truth, [left, right].into_iter().flatten().collect(), Extra::default()))
            }
            Kind::And(parts) => self.joined(id, parts, row, when, false),
            Kind::Or(parts) => self.joined(id, parts, row, when, true),
            Kind::Not(of) => self.mapped(id, *of, row, when, |value| match value {
                Some(Datum::Truth(truth)) => Some(Datum::Truth(!truth)),
                _ => None,
            }),
            Kind::IsNull { of, negated } => {
                self.mapped(id, *of, row, when, |value| Some(Datum::Truth(value.is_some() == *negated)))
            }
            Kind::IsTruth { of, truth, negated } => self.mapped(id, *of, row, when, |value| {
                Some(Datum::Truth((value == Some(Datum::Truth(*truth))) != *negated))
            }),
            Kind::Has { of, codes, below } => self.mapped(id, *of, row, when, |value| match value {
                Some(Datum::Codes(set)) => Some(Datum::Truth(set.has_any(codes, *below))),
                _ => None,
            }),
            Kind::UpperCode { of, length } => self.mapped(id, *of, row, when, |value| match value {
                Some(Datum::Codes(set)) => Some(Datum::Codes(set.upper(*length))),
                _ => None,
            }),
            Kind::InPeriod(of) => self.mapped(id, *of, row, when, |value| match value {
                Some(Datum::Date(day)) => {
                    let (start, end) = (when.period.start(), when.period.end());
                    Some(Datum::Truth(day >= start && day <= end))
                }
                _ => None,
            }),
            Kind::Case { arms, otherwise } => self.case(id, arms, *otherwise, row, when),
            Kind::Coalesce(parts) => self.coalesce(id, parts, row, when),
            Kind::Extreme { greatest, parts } => self.extreme(id, parts, *greatest, row, when),
            Kind::NullIf { of, same } => {
                let (value, first) = self.step(*of, row, when)?;
                let (equal, second) = self.step(*same, row, when)?;
                let dropped = equal == Some(Datum::Truth(true));
                let value = if dropped { None } else { value };
                let why = dropped.then_some(Why::NoCase);
                Ok(self.done(id, when, value, [first, second].into_iter().flatten().collect(), Extra::because(why)))
            }
            Kind::Aggregate { stat, of, filter } => self.aggregate(id, (*stat, *of, *filter), when),
            Kind::Base { of, group, stat } => self.base(id, (*of, *group, *stat), row, when),
            Kind::RankPct { of, group } => self.rank(id, (*of, *group), row, when),
            Kind::Prev { of, steps } => self.elsewhere(id, *of, row, when, when.back(*steps)?),
            Kind::At { of, period } => self.elsewhere(id, *of, row, when, when.at(*period)),
            Kind::Growth { of, year } => {
                let earlier = if *year { when.year_earlier()? } else { when.back(1)? };
                let (now, first) = self.step(*of, row, when)?;
                let (base, second) = self.step(*of, row, earlier)?;
                let outcome = with_both(&now, &base, decimal::growth);
                self.settle(id, when, outcome, [first, second].into_iter().flatten().collect())
            }
            Kind::Months { of, from_january, stat } => self.months(id, (*of, *from_january, *stat), row, when),
        }
    }

    pub(super) fn done(&mut self, id: Id, when: When, value: Option<Datum>, parts: Vec<u32>, extra: Extra) -> Step {
        let place = self.write(id, when, &value, parts, extra);
        (value, place)
    }

    pub(super) fn settle(&mut self, id: Id, when: When, outcome: Outcome, parts: Vec<u32>) -> Result<Step, EvalError> {
        let outcome = outcome.ok_or_else(|| EvalError::overflow(&self.typed.node(id).text))?;
        let (value, why) = match outcome {
            Ok(value) => (Some(Datum::Number(value)), None),
            Err(why) => (None, why),
        };
        Ok(self.done(id, when, value, parts, Extra::because(why)))
    }

    fn single(
        &mut self,
        id: Id,
        of: Id,
        row: usize,
        when: When,
        compute: impl Fn(i128) -> Outcome,
    ) -> Result<Step, EvalError> {
        let (value, place) = self.step(of, row, when)?;
        let outcome = match number(&value) {
            Some(value) => compute(value),
            None => Some(Err(None)),
        };
        self.settle(id, when, outcome, Vec::from_iter(place))
    }

    fn double(
        &mut self,
        id: Id,
        (left, right): (Id, Id),
        row: usize,
        when: When,
        compute: impl Fn(i128, i128) -> Outcome,
    ) -> Result<Step, EvalError> {
        let (a, first) = self.step(left, row, when)?;
        let (b, second) = self.step(right, row, when)?;
        let outcome = with_both(&a, &b, compute);
        self.settle(id, when, outcome, [first, second].into_iter().flatten().collect())
    }

    fn mapped(
        &mut self,
        id: Id,
        of: Id,
        row: usize,
        when: When,
        change: impl Fn(Option<Datum>) -> Option<Datum>,
    ) -> Result<Step, EvalError> {
        let (value, place) = self.step(of, row, when)?;
        let value = change(value);
        Ok(self.done(id, when, value, Vec::from_iter(place), Extra::default()))
    }

    /// The same value, evaluated for another period.
    fn elsewhere(&mut self, id: Id, of: Id, row: usize, when: When, there: When) -> Result<Step, EvalError> {
        let (value, place) = self.step(of, row, there)?;
        Ok(self.done(id, when, value, Vec::from_iter(place), Extra::default()))
    }

    /// `and` (a false part decides) or `or` (a true part decides).
    fn joined(&mut self, id: Id, parts: &[Id], row: usize, when: When, deciding: bool) -> Result<Step, EvalError> {
        let mut places = Vec::with_capacity(parts.len());
        let mut decided = false;
        let mut open = false;
        for part in parts {
            let (value, place) = self.step(*part, row, when)?;
            places.extend(place);
            match value {
                Some(Datum::Truth(truth)) if truth == deciding => decided = true,
                Some(Datum::Truth(_)) => {}
                _ => open = true,
            }
        }
        let truth = if decided { Some(deciding) } else { (!open).then_some(!deciding) };
        Ok(self.done(id, when, truth.map(Datum::Truth), places, Extra::default()))
    }

    fn case(
        &mut self,
        id: Id,
        arms: &[(Id, Id)],
        otherwise: Option<Id>,
        row: usize,
        when: When,
    ) -> Result<Step, EvalError> {
        let mut places = Vec::new();
        let mut chosen: Option<Option<Datum>> = None;
        let last = otherwise.map(|value| (None, value));
        for (condition, value) in arms.iter().map(|(condition, value)| (Some(*condition), *value)).chain(last) {
            if chosen.is_some() {
                // Evaluated all the same: an overflow anywhere is an error, in both evaluators.
                self.quietly(|walk| {
                    condition.map(|condition| walk.step(condition, row, when)).transpose()?;
                    walk.step(value, row, when)
                })?;
                continue;
            }
            let applies = match condition {
                Some(condition) => {
                    let (truth, place) = self.step(condition, row, when)?;
                    places.extend(place);
                    truth == Some(Datum::Truth(true))
                }
                None => true,
            };
            if applies {
                let (value, place) = self.step(value, row, when)?;
                places.extend(place);
                chosen = Some(value);
            } else {
                self.quietly(|walk| walk.step(value, row, when))?;
            }
        }
        let why = chosen.is_none().then_some(Why::NoCase);
        Ok(self.done(id, when, chosen.flatten(), places, Extra::because(why)))
    }

    fn coalesce(&mut self, id: Id, parts: &[Id], row: usize, when: When) -> Result<Step, EvalError> {
        let mut places = Vec::new();
        let mut chosen = None;
        for part in parts {
            if chosen.is_some() {
                self.quietly(|walk| walk.step(*part, row, when))?;
                continue;
            }
            let (value, place) = self.step(*part, row, when)?;
            places.extend(place);
            chosen = value;
        }
        Ok(self.done(id, when, chosen, places, Extra::default()))
    }

    fn extreme(&mut self, id: Id, parts: &[Id], greatest: bool, row: usize, when: When) -> Result<Step, EvalError> {
        let mut places = Vec::with_capacity(parts.len());
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            let (value, place) = self.step(*part, row, when)?;
            places.extend(place);
            values.push(value);
        }
        let known: Option<Vec<Datum>> = values.into_iter().collect();
        let best = known.and_then(|known| {
            let order = |a: &Datum, b: &Datum| order(a, b).unwrap_or(Ordering::Equal);
            if greatest { known.into_iter().max_by(order) } else { known.into_iter().min_by(order) }
        });
        Ok(self.done(id, when, best, places, Extra::default()))
    }

    fn metric(&mut self, id: Id, index: usize, row: usize, when: When) -> Result<Step, EvalError> {
        let readings = self.readings(index, when)?;
        let mut found: Option<(Period, Cell)> = None;
        for (period, column) in readings.iter() {
            let cell = column.cell(row);
            if cell != Cell::Unknown(Presence::Absent) {
                found = Some((*period, cell));
                break;
            }
        }
        let (period, cell) = found.unwrap_or((when.period, Cell::Unknown(Presence::Absent)));
        let (value, presence) = match cell {
            Cell::Known(value) => (Some(datum(value)), FactPresence::Known),
            Cell::Unknown(Presence::NotDue) => (None, FactPresence::NotDue),
            Cell::Unknown(Presence::Missing) => (None, FactPresence::Missing),
            Cell::Unknown(Presence::NotApplicable) => (None, FactPresence::NotApplicable),
            Cell::Unknown(_) => (None, FactPresence::Absent),
        };
        if !self.recording {
            return Ok((value, None));
        }
        let period = match (presence, when.reading(&self.typed.metrics[index])?) {
            (FactPresence::Absent, Reading::Of(wanted)) => wanted,
            _ => period,
        };
        let fact = match presence {
            FactPresence::Absent => None,
            _ => self.source.fact_at(self.typed.metrics[index].id, period, row),
        };
        let (metric, metric_en) = self.typed.names[index].clone();
        let subject = self.subjects[row];
        let fact = Some(Box::new(FactUse { metric, metric_en, period, subject, fact, presence }));
        let why = value.is_none().then_some(Why::MissingFact);
        Ok(self.done(id, when, value, Vec::new(), Extra { why, fact, members: None }))
    }

    /// The columns a metric is read from, the one that speaks last first.
    fn readings(&mut self, index: usize, when: When) -> Result<Readings<'a>, EvalError> {
        // A formula reads a handful of metrics in a handful of periods: looking through them beats hashing.
        let known = self.readings.iter().find(|(metric, period, _)| *metric == index && *period == when);
        if let Some((_, _, columns)) = known {
            return Ok(columns.clone());
        }
        let metric = &self.typed.metrics[index];
        let mut periods = match when.reading(metric)? {
            Reading::Of(period) => vec![period],
            Reading::LatestIn(wanted) => {
                let mut periods = self.source.periods(metric.id).to_vec();
                periods.retain(|p| !(p.end() < wanted.start() || p.start() > wanted.end()));
                periods
            }
        };
        periods.sort_by_key(|p| std::cmp::Reverse((p.start(), p.end())));
        let source = self.source;
        let columns = periods.into_iter().filter_map(|p| source.column(metric.id, p).map(|column| (p, column)));
        let columns: Readings<'a> = columns.collect();
        self.readings.push((index, when, columns.clone()));
        Ok(columns)
    }
}

fn datum(value: Value) -> Datum {
    match value {
        Value::Number(number) => Datum::Number(i128::from(number)),
        Value::Truth(truth) => Datum::Truth(truth),
        Value::Date(day) => Datum::Date(day),
        Value::Codes(codes) => Datum::Codes(codes),
        Value::Text(text) => Datum::Text(text),
    }
}

/// Which of two values of one kind is the greater; codes, texts and truths are only equal or not.
pub(super) fn order(a: &Datum, b: &Datum) -> Option<Ordering> {
    match (a, b) {
        (Datum::Number(a), Datum::Number(b)) => Some(a.cmp(b)),
        (Datum::Date(a), Datum::Date(b)) => Some(a.cmp(b)),
        _ => (a == b).then_some(Ordering::Equal),
    }
}

fn compare(op: Op, a: &Option<Datum>, b: &Option<Datum>) -> Option<bool> {
    let order = order(a.as_ref()?, b.as_ref()?);
    Some(match op {
        Op::Equal => order == Some(Ordering::Equal),
        Op::NotEqual => order != Some(Ordering::Equal),
        Op::Less => order == Some(Ordering::Less),
        Op::LessEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Op::Greater => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    })
}
