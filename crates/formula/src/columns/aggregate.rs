//! One value from the subjects of the population.

use domain::{CodeSet, Column, ColumnData, Presence};
use jiff::civil::Date;

use super::data::{Cells, Col};
use super::{Columns, Grouping};
use crate::error::EvalError;
use crate::exact;
use crate::kept::Rows;
use crate::names::Stat;
use crate::typed::{Datum, Id, Type};
use crate::when::When;

impl<'a> Columns<'a> {
    pub(super) fn aggregate(
        &mut self,
        id: Id,
        (stat, of, filter): (Stat, Option<Id>, Option<Id>),
        when: When,
    ) -> Result<Col<'a>, EvalError> {
        // Within an aggregate rows are subjects again; the check allows no further aggregate there.
        let groups = self.groups.take();
        let subjects = self.source.subjects(&self.typed.subject).len();
        let outer = std::mem::replace(&mut self.rows, subjects);
        let everyone = self.typed.population.is_none() && filter.is_none();
        let mut rows = match self.typed.population {
            Some(population) => self.met(population, when)?.as_ref().clone(),
            None => Rows::all(subjects),
        };
        if let Some(filter) = filter {
            rows.keep(&*self.met(filter, when)?);
        }
        let column = of.map(|id| self.eval(id, when)).transpose()?;
        self.rows = outer;
        self.groups = groups;
        let count = rows.count();
        self.most = Some(self.most.map_or(count, |most| most.max(count)));
        self.counted.add(&rows);
        let node = self.typed.node(id);
        let (Some(column), Some(of)) = (column, of) else {
            let tallies = tally(groups, &rows, |_| None);
            return Ok(each_answer(tallies.into_iter().map(|tally| Some(tally.rows as i128)), groups));
        };
        if stat == Stat::Count {
            let tallies = tally(groups, &rows, |row| column.is_known(row).then_some(0));
            return Ok(each_answer(tallies.into_iter().map(|tally| Some(tally.known as i128)), groups));
        }
        if node.ty == Type::Date {
            return Ok(days(groups, &rows, &column, stat == Stat::Least));
        }
        let scale = self.typed.scale(of);
        let values: Option<Vec<Option<i128>>> = match (stat, &column.cells) {
            (Stat::Median | Stat::Mad, _) => {
                let mut lists = vec![Vec::new(); groups.map_or(1, Grouping::len)];
                each(groups, &rows, |row, group| lists[group].extend(column.number(row)));
                lists.into_iter().map(|list| statistic(stat, list, scale)).collect()
            }
            (Stat::Sum | Stat::Mean, Cells::Facts(Column { presence, data: ColumnData::Number(values) }))
                if everyone =>
            {
                sums(groups, subjects, presence, values).into_iter().map(|tally| tally.value(stat, scale)).collect()
            }
            _ => {
                let tallies = tally(groups, &rows, |row| column.number(row));
                tallies.into_iter().map(|tally| tally.value(stat, scale)).collect()
            }
        };
        Ok(each_answer(values.ok_or_else(|| EvalError::overflow(&node.text))?.into_iter(), groups))
    }
}

/// The first or last day of each group.
fn days<'a>(groups: Option<&Grouping>, rows: &Rows, column: &Col, least: bool) -> Col<'a> {
    let mut found: Vec<Option<Date>> = vec![None; groups.map_or(1, Grouping::len)];
    each(groups, rows, |row, group| {
        if let Some(Datum::Date(day)) = column.datum(row) {
            let best = found[group].unwrap_or(day);
            found[group] = Some(if least { best.min(day) } else { best.max(day) });
        }
    });
    let days = found.into_iter().map(|day| day.map(Datum::Date));
    match groups {
        Some(_) => Col::each(Cells::Others(days.collect())),
        None => Col::constant(days.flatten().next()),
    }
}

/// Every row that counts, with its group; one that is in several groups comes once for each.
#[inline]
fn each(groups: Option<&Grouping>, rows: &Rows, mut seen: impl FnMut(usize, usize)) {
    let Some(groups) = groups else {
        for row in rows.iter() {
            seen(row, 0);
        }
        return;
    };
    for row in rows.iter() {
        match groups.first.get(row) {
            Some(group) if *group != Grouping::NONE => seen(row, *group as usize),
            _ => {}
        }
    }
    for (row, group) in &groups.more {
        if rows.has(*row) {
            seen(*row, *group as usize);
        }
    }
}

/// What is known of the numbers of a group.
#[derive(Clone, Copy)]
struct Tally {
    rows: usize,
    known: usize,
    /// `None` once the sum did not fit.
    total: Option<i128>,
    least: i128,
    greatest: i128,
}

const NOBODY: Tally = Tally { rows: 0, known: 0, total: Some(0), least: i128::MAX, greatest: i128::MIN };

impl Tally {
    /// The outer `None` is an overflow, the inner one that nothing is known.
    fn value(self, stat: Stat, scale: u8) -> Option<Option<i128>> {
        if self.known == 0 {
            return Some((stat == Stat::Sum && self.rows == 0).then_some(0));
        }
        Some(Some(match stat {
            Stat::Mean => exact::mean(self.total?, self.known as i128, scale)?,
            Stat::Least => self.least,
            Stat::Greatest => self.greatest,
            _ => self.total?,
        }))
    }
}

/// Numbers by group.
#[inline]
fn tally(groups: Option<&Grouping>, rows: &Rows, number: impl Fn(usize) -> Option<i128>) -> Vec<Tally> {
    let mut tallies = vec![NOBODY; groups.map_or(1, Grouping::len)];
    each(groups, rows, |row, group| {
        let tally = &mut tallies[group];
        tally.rows += 1;
        let Some(number) = number(row) else { return };
        tally.known += 1;
        tally.total = tally.total.and_then(|total| total.checked_add(number));
        tally.least = tally.least.min(number);
        tally.greatest = tally.greatest.max(number);
    });
    tallies
}

/// Sums of facts when everyone counts: what most tiles are made of. Without a branch for each row, as which rows are
/// known is hard to foresee.
fn sums(groups: Option<&Grouping>, subjects: usize, presence: &[Presence], values: &[i64]) -> Vec<Tally> {
    let mask = |presence: Presence| -i64::from(presence == Presence::Known);
    let Some(groups) = groups else {
        let (mut total, mut known) = (0_i128, 0_i64);
        for (value, presence) in values.iter().zip(presence) {
            let mask = mask(*presence);
            total += i128::from(value & mask);
            known -= mask;
        }
        return vec![Tally { rows: subjects, known: known as usize, total: Some(total), ..NOBODY }];
    };
    // One place more than groups takes the rows that are in none.
    let none = groups.len();
    let mut totals = vec![(0_i128, 0_i64); none + 1];
    let mut add = |group: u32, value: i64, presence: Presence| {
        let mask = mask(presence);
        let place = &mut totals[(group as usize).min(none)];
        place.0 += i128::from(value & mask);
        place.1 -= mask;
    };
    for ((value, presence), group) in values.iter().zip(presence).zip(&groups.first) {
        add(*group, *value, *presence);
    }
    for (row, group) in &groups.more {
        if let (Some(value), Some(presence)) = (values.get(*row), presence.get(*row)) {
            add(*group, *value, *presence);
        }
    }
    totals.truncate(none);
    // A group is made of its members, so there is somebody in each.
    let tally = |(total, known): (i128, i64)| Tally { rows: 1, known: known as usize, total: Some(total), ..NOBODY };
    totals.into_iter().map(tally).collect()
}

/// One number for each group, or one for all.
fn each_answer<'a>(values: impl Iterator<Item = Option<i128>>, groups: Option<&Grouping>) -> Col<'a> {
    let (numbers, known): (Vec<i128>, Vec<bool>) = values.map(|value| (value.unwrap_or(0), value.is_some())).unzip();
    Col { cells: Cells::Numbers(numbers, known), same: groups.is_none() }
}

/// The statistic of known numbers at a scale; the inner `None` when there is none of them.
pub(super) fn statistic(stat: Stat, mut values: Vec<i128>, scale: u8) -> Option<Option<i128>> {
    let count = values.len() as i128;
    if stat == Stat::Count {
        return Some(Some(count));
    }
    if values.is_empty() {
        return Some(None);
    }
    let total = |values: &[i128]| values.iter().try_fold(0_i128, |sum, v| sum.checked_add(*v));
    let value = match stat {
        Stat::Sum => total(&values)?,
        Stat::Mean => exact::mean(total(&values)?, count, scale)?,
        Stat::Least => *values.iter().min()?,
        Stat::Greatest => *values.iter().max()?,
        Stat::Median => median(&mut values, scale)?,
        _ => {
            let middle = median(&mut values, scale)?;
            let fine = scale.max(exact::QUOTIENT_SCALE);
            let middle = exact::rescale(middle, exact::QUOTIENT_SCALE, fine)?;
            for value in &mut values {
                *value = exact::rescale(*value, scale, fine)?.checked_sub(middle)?.checked_abs()?;
            }
            median(&mut values, fine)?
        }
    };
    Some(Some(value))
}

/// The middle number, or the mean of the two in the middle, at the scale of quotients.
fn median(values: &mut [i128], scale: u8) -> Option<i128> {
    values.sort_unstable();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        exact::mean(*values.get(middle)?, 1, scale)
    } else {
        exact::mean(values.get(middle.checked_sub(1)?)?.checked_add(*values.get(middle)?)?, 2, scale)
    }
}

/// What a subject is grouped by.
pub(super) fn group_key(value: Option<Datum>) -> Option<Datum> {
    value.filter(|value| *value != Datum::Codes(CodeSet::default()))
}
