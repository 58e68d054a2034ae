//! A subject beside the others of its group, with who they are.

use std::collections::HashMap;
use std::rc::Rc;

use domain::CodeSet;

use super::decimal::number;
use super::over::statistic;
use super::{Extra, Members, Step, Walk, Why};
use crate::error::EvalError;
use crate::exact;
use crate::names::Stat;
use crate::typed::{Datum, Id};
use crate::when::When;

/// Rows and numbers of the members of each group, known ones only, and per row whether it is in the population.
pub(super) struct Groups {
    known: HashMap<Datum, Vec<(usize, i128)>>,
    members: Vec<bool>,
}

impl Walk<'_> {
    fn groups(&mut self, id: Id, of: Id, group: Id, when: When) -> Result<Rc<Groups>, EvalError> {
        if let Some(known) = self.groups.get(&(id, when)) {
            return Ok(known.clone());
        }
        let mut groups = Groups { known: HashMap::new(), members: Vec::with_capacity(self.subjects.len()) };
        for row in 0..self.subjects.len() {
            let belongs = self.in_population(row, when)?;
            groups.members.push(belongs);
            let (value, key) =
                self.quietly(|walk| Ok((walk.step(of, row, when)?.0, walk.step(group, row, when)?.0)))?;
            if let (true, Some(key), Some(value)) = (belongs, key_of(key), number(&value)) {
                groups.known.entry(key).or_default().push((row, value));
            }
        }
        let groups = Rc::new(groups);
        self.groups.insert((id, when), groups.clone());
        Ok(groups)
    }

    fn peers(&self, rows: &[(usize, i128)]) -> Option<Box<Members>> {
        self.recording.then(|| {
            let subjects: Vec<_> = rows.iter().filter_map(|(row, _)| self.subjects.get(*row).copied()).collect();
            let counted = subjects.len();
            Box::new(Members { population: counted, counted, subjects, ..Members::default() })
        })
    }

    pub(super) fn base(
        &mut self,
        id: Id,
        (of, group, stat): (Id, Id, Stat),
        row: usize,
        when: When,
    ) -> Result<Step, EvalError> {
        let groups = self.groups(id, of, group, when)?;
        let (key, place) = self.step(group, row, when)?;
        let parts = Vec::from_iter(place);
        let Some(key) = key_of(key) else {
            return Ok(self.done(id, when, None, parts, Extra::because(Some(Why::NoGroup))));
        };
        let rows = groups.known.get(&key).map_or(&[][..], Vec::as_slice);
        let values = rows.iter().map(|(_, value)| Datum::Number(*value)).collect();
        let scale = self.typed.scale(of);
        let value = statistic(stat, values, scale).ok_or_else(|| EvalError::overflow(&self.typed.node(id).text))?;
        let why = value.is_none().then_some(Why::NothingKnown);
        let members = self.peers(rows);
        Ok(self.done(id, when, value, parts, Extra { why, fact: None, members }))
    }

    /// Place from the top (the best is 1, equals share the better place) over the number of members.
    pub(super) fn rank(&mut self, id: Id, (of, group): (Id, Id), row: usize, when: When) -> Result<Step, EvalError> {
        let groups = self.groups(id, of, group, when)?;
        let (own, first) = self.step(of, row, when)?;
        let (key, second) = self.step(group, row, when)?;
        let parts = [first, second].into_iter().flatten().collect();
        let belongs = groups.members.get(row) == Some(&true);
        let (Some(key), Some(own), true) = (key_of(key), number(&own), belongs) else {
            return Ok(self.done(id, when, None, parts, Extra::because(Some(Why::NoGroup))));
        };
        let rows = groups.known.get(&key).map_or(&[][..], Vec::as_slice);
        let mut place: i128 = 1;
        for (_, other) in rows {
            place += i128::from(*other > own);
        }
        let count = i128::try_from(rows.len()).unwrap_or(i128::MAX);
        let share = exact::mean(place, count, 0).ok_or_else(|| EvalError::overflow(&self.typed.node(id).text))?;
        let members = self.peers(rows);
        Ok(self.done(id, when, Some(Datum::Number(share)), parts, Extra { why: None, fact: None, members }))
    }
}

/// A subject with no codes at all is in no group.
fn key_of(value: Option<Datum>) -> Option<Datum> {
    match value {
        Some(Datum::Codes(codes)) if codes == CodeSet::default() => None,
        other => other,
    }
}
