//! Aggregates over the population and statistics over months, with everyone who went in.

use super::decimal::number;
use super::walk::order;
use super::{Extra, Member, Members, Step, Walk, Why};
use crate::answers::Answer;
use crate::error::EvalError;
use crate::exact::{self, QUOTIENT_SCALE};
use crate::names::Stat;
use crate::typed::{Datum, Id};
use crate::when::When;

impl Walk<'_> {
    pub(super) fn in_population(&mut self, row: usize, when: When) -> Result<bool, EvalError> {
        match self.typed.population {
            None => Ok(true),
            Some(id) => Ok(self.quietly(|walk| walk.step(id, row, when))?.0 == Some(Datum::Truth(true))),
        }
    }

    pub(super) fn aggregate(
        &mut self,
        id: Id,
        (stat, of, filter): (Stat, Option<Id>, Option<Id>),
        when: When,
    ) -> Result<Step, EvalError> {
        let mut members = Members::default();
        let mut values: Vec<Datum> = Vec::new();
        let scale = of.map_or(0, |of| self.typed.scale(of));
        for row in 0..self.subjects.len() {
            let belongs = self.in_population(row, when)?;
            let mark = self.nodes.len();
            let recording = self.recording && belongs && members.detail.len() < self.detail;
            let outer = std::mem::replace(&mut self.recording, recording);
            let run = self.member(of, filter, row, when);
            self.recording = outer;
            let (passes, value, parts) = run?;
            if !belongs {
                continue;
            }
            members.population += 1;
            if passes != Some(true) {
                members.undecided += usize::from(passes.is_none());
                self.nodes.truncate(mark);
                continue;
            }
            members.counted += 1;
            if self.recording {
                members.subjects.push(self.subjects[row]);
            }
            if recording {
                let shown = if of.is_some() { Answer::of(value.clone(), scale) } else { Answer::Truth(true) };
                members.detail.push(Member { subject: self.subjects[row], value: shown, parts });
            }
            match value {
                Some(value) => values.push(value),
                None => members.unknown += usize::from(of.is_some()),
            }
        }
        let overflow = || EvalError::overflow(&self.typed.node(id).text);
        let value = match (stat, of) {
            (Stat::Count, None) => Some(Datum::Number(members.counted as i128)),
            (Stat::Sum, _) if members.counted == 0 => Some(Datum::Number(0)),
            _ => statistic(stat, values, scale).ok_or_else(overflow)?,
        };
        let why = value.is_none().then_some(Why::NothingKnown);
        let members = self.recording.then(|| Box::new(members));
        Ok(self.done(id, when, value, Vec::new(), Extra { why, fact: None, members }))
    }

    /// Whether a subject passes the filter, its value, and their nodes.
    #[allow(clippy::type_complexity, reason = "three results of one look at a subject, used once")]
    fn member(
        &mut self,
        of: Option<Id>,
        filter: Option<Id>,
        row: usize,
        when: When,
    ) -> Result<(Option<bool>, Option<Datum>, Vec<u32>), EvalError> {
        let mut parts = Vec::new();
        let mut passes = Some(true);
        if let Some(filter) = filter {
            let (truth, place) = self.step(filter, row, when)?;
            parts.extend(place);
            passes = match truth {
                Some(Datum::Truth(truth)) => Some(truth),
                _ => None,
            };
        }
        let mut value = None;
        if let Some(of) = of {
            let (own, place) = self.step(of, row, when)?;
            parts.extend(place);
            value = own;
        }
        Ok((passes, value, parts))
    }

    pub(super) fn months(
        &mut self,
        id: Id,
        (of, from_january, stat): (Id, bool, Stat),
        row: usize,
        when: When,
    ) -> Result<Step, EvalError> {
        let months = if from_january { when.year_to_date() } else { when.months() };
        let mut places = Vec::with_capacity(months.len());
        let mut values = Vec::with_capacity(months.len());
        for month in &months {
            let (value, place) = self.step(of, row, *month)?;
            places.extend(place);
            values.extend(value);
        }
        let value = if stat == Stat::Count {
            Some(Datum::Number(values.len() as i128))
        } else if values.len() < months.len() || months.is_empty() {
            None
        } else {
            let scale = self.typed.scale(of);
            statistic(stat, values, scale).ok_or_else(|| EvalError::overflow(&self.typed.node(id).text))?
        };
        let why = months.is_empty().then_some(Why::NoMonth);
        Ok(self.done(id, when, value, places, Extra::because(why)))
    }
}

/// Of known values; the inner `None` when there is none to speak of, the outer one an overflow.
pub(super) fn statistic(stat: Stat, mut values: Vec<Datum>, scale: u8) -> Option<Option<Datum>> {
    let count = i128::try_from(values.len()).ok()?;
    if stat == Stat::Count {
        return Some(Some(Datum::Number(count)));
    }
    if matches!(stat, Stat::Least | Stat::Greatest) {
        values.sort_by(|a, b| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
        return Some(if stat == Stat::Least { values.into_iter().next() } else { values.into_iter().next_back() });
    }
    let numbers: Vec<i128> = values.into_iter().filter_map(|value| number(&Some(value))).collect();
    if numbers.is_empty() {
        return Some(None);
    }
    let mut sum: i128 = 0;
    if matches!(stat, Stat::Sum | Stat::Mean) {
        for value in &numbers {
            sum = sum.checked_add(*value)?;
        }
    }
    let result = match stat {
        Stat::Sum => sum,
        Stat::Mean => exact::mean(sum, count, scale)?,
        Stat::Median => middle(numbers, scale)?,
        _ => {
            let centre = middle(numbers.clone(), scale)?;
            let fine = if scale > QUOTIENT_SCALE { scale } else { QUOTIENT_SCALE };
            let centre = exact::rescale(centre, QUOTIENT_SCALE, fine)?;
            let mut away = Vec::with_capacity(numbers.len());
            for value in numbers {
                away.push(exact::rescale(value, scale, fine)?.checked_sub(centre)?.checked_abs()?);
            }
            middle(away, fine)?
        }
    };
    Some(Some(Datum::Number(result)))
}

/// The median, as a mean of the one or two in the middle.
fn middle(mut numbers: Vec<i128>, scale: u8) -> Option<i128> {
    numbers.sort_unstable();
    let upper = numbers.len() / 2;
    let lower = (numbers.len() - 1) / 2;
    if upper == lower {
        return exact::mean(*numbers.get(upper)?, 1, scale);
    }
    exact::mean(numbers.get(lower)?.checked_add(*numbers.get(upper)?)?, 2, scale)
}
