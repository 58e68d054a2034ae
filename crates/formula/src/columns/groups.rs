//! A subject beside the others of its group: base and rank.

use std::collections::HashMap;

use super::Columns;
use super::aggregate::{group_key, statistic};
use super::data::{Cells, Col};
use crate::error::EvalError;
use crate::exact;
use crate::names::Stat;
use crate::typed::{Datum, Id};
use crate::when::When;

/// The known numbers of a group's members.
type Groups = HashMap<Datum, Vec<i128>>;

impl<'a> Columns<'a> {
    /// Per row its group, the number, and whether it counts; and the numbers of each group.
    fn grouped(&mut self, of: Id, group: Id, when: When) -> Result<(Col<'a>, Vec<Option<Datum>>, Groups), EvalError> {
        let members = self.members(when)?;
        let column = self.eval(of, when)?;
        let group = self.eval(group, when)?;
        let keys: Vec<Option<Datum>> = (0..self.rows).map(|row| group_key(group.datum(row))).collect();
        let mut groups = Groups::new();
        for (row, key) in keys.iter().enumerate() {
            if let (true, Some(key), Some(value)) = (members[row], key, column.number(row)) {
                match groups.get_mut(key) {
                    Some(values) => values.push(value),
                    None => {
                        groups.insert(key.clone(), vec![value]);
                    }
                }
            }
        }
        Ok((column, keys, groups))
    }

    pub(super) fn base(
        &mut self,
        (of, group, stat): (Id, Id, Stat),
        when: When,
        text: &str,
    ) -> Result<Col<'a>, EvalError> {
        let scale = self.typed.scale(of);
        let (_, keys, groups) = self.grouped(of, group, when)?;
        let mut results: HashMap<Datum, Option<i128>> = HashMap::with_capacity(groups.len());
        for (key, values) in groups {
            let value = statistic(stat, values, scale).ok_or_else(|| EvalError::overflow(text))?;
            results.insert(key, value);
        }
        let absent = (stat == Stat::Count).then_some(0);
        let pick = |key: &Option<Datum>| key.as_ref().and_then(|key| results.get(key).copied().unwrap_or(absent));
        Ok(numbers(keys.iter().map(pick)))
    }

    pub(super) fn rank(&mut self, (of, group): (Id, Id), when: When, text: &str) -> Result<Col<'a>, EvalError> {
        let members = self.members(when)?;
        let (column, keys, mut groups) = self.grouped(of, group, when)?;
        for values in groups.values_mut() {
            values.sort_unstable();
        }
        let mut ranks = Vec::with_capacity(self.rows);
        for (row, key) in keys.iter().enumerate() {
            let place = match (members[row], key.as_ref().and_then(|key| groups.get(key)), column.number(row)) {
                (true, Some(values), Some(own)) => {
                    let above = values.len() - values.partition_point(|value| *value <= own);
                    let share = exact::mean(above as i128 + 1, values.len() as i128, 0);
                    Some(share.ok_or_else(|| EvalError::overflow(text))?)
                }
                _ => None,
            };
            ranks.push(place);
        }
        Ok(numbers(ranks.into_iter()))
    }
}

fn numbers<'a>(values: impl Iterator<Item = Option<i128>>) -> Col<'a> {
    let (numbers, known) = values.map(|value| (value.unwrap_or(0), value.is_some())).unzip();
    Col::each(Cells::Numbers(numbers, known))
}
