//! Subjects by what a formula says of them: industries, parks, chains, yes and no.

use std::collections::HashMap;

use domain::{CodeSet, Column, ColumnData, FactSource, Presence, SubjectKind};

use super::Columns;
use super::data::Cells;
use crate::answers::Answer;
use crate::error::EvalError;
use crate::typed::{Datum, Type, Typed};
use crate::when::When;

/// Which subjects belong together. One with several codes belongs to each of them; one of which nothing is known
/// belongs to no group.
#[derive(Clone, Debug)]
pub struct Grouping {
    pub(super) subject: SubjectKind,
    keys: Vec<Answer>,
    /// Per subject its group, [`Self::NONE`] for no group.
    pub(super) first: Vec<u32>,
    /// Further groups of subjects that are in several.
    pub(super) more: Vec<(usize, u32)>,
}

/// Groups under way: what they are called, and which of them sets of codes seen before stand for.
#[derive(Default)]
struct Made {
    keys: Vec<Answer>,
    places: HashMap<Datum, u32>,
    sets: HashMap<CodeSet, Vec<u32>>,
    shared: HashMap<usize, Vec<u32>>,
}

impl Made {
    fn place(&mut self, key: Datum) -> u32 {
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let place = u32::try_from(self.keys.len()).unwrap_or(Grouping::NONE);
        self.keys.push(Answer::of(Some(key.clone()), 0));
        self.places.insert(key, place);
        place
    }

    /// The groups of a set, one for each of its codes. Rows share their sets, so most are found by where they lie.
    fn of_set(&mut self, set: &CodeSet) -> &[u32] {
        if !self.shared.contains_key(&set.address()) {
            let places = match self.sets.get(set) {
                Some(places) => places.clone(),
                None => set.iter().map(|code| self.place(Datum::Codes(CodeSet::new([code])))).collect(),
            };
            self.sets.insert(set.clone(), places.clone());
            self.shared.insert(set.address(), places);
        }
        self.shared.get(&set.address()).map_or(&[], Vec::as_slice)
    }
}

impl Grouping {
    pub(super) const NONE: u32 = u32::MAX;

    /// Groups subjects by what a formula of each of them says in a period, such as the name of a metric or
    /// `upper_code(行业代码, 3)`: by each code, yes and no, each day or text. Groups stand in the order in which they are
    /// first met.
    ///
    /// # Errors
    /// As [`Typed::columns`]; `scope` for a formula of all subjects, `type` for numbers, which make no groups.
    pub fn by(typed: &Typed, source: &dyn FactSource, when: When) -> Result<Self, EvalError> {
        if typed.total {
            return Err(EvalError::new(
                "scope",
                "分组要用每个对象的公式",
                "groups are made by a formula of each subject",
            ));
        }
        if matches!(typed.node(typed.root).ty, Type::Number(_)) {
            return Err(EvalError::new("type", "数字不能用来分组", "numbers make no groups"));
        }
        let rows = source.subjects(&typed.subject).len();
        let column = Columns::begin(typed, source).eval(typed.root, when)?;
        let mut made = Made::default();
        let mut grouping = Self {
            subject: typed.subject.clone(),
            keys: Vec::new(),
            first: Vec::with_capacity(rows),
            more: Vec::new(),
        };
        for row in 0..rows {
            if let Cells::Facts(Column { presence, data: ColumnData::Codes(sets) }) = &column.cells {
                let set = if presence.get(row) == Some(&Presence::Known) { sets.get(row) } else { None };
                grouping.push(row, set.map_or(&[], |set| made.of_set(set)));
                continue;
            }
            match column.datum(row) {
                None => grouping.push(row, &[]),
                Some(Datum::Codes(set)) => grouping.push(row, made.of_set(&set)),
                Some(key) => grouping.push(row, &[made.place(key)]),
            }
        }
        grouping.keys = made.keys;
        Ok(grouping)
    }

    fn push(&mut self, row: usize, places: &[u32]) {
        self.first.push(places.first().copied().unwrap_or(Self::NONE));
        self.more.extend(places.iter().skip(1).map(|place| (row, *place)));
    }

    /// How many groups.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nobody is in any group.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// What each group is called: one code, a truth, a day or a text.
    pub fn keys(&self) -> &[Answer] {
        &self.keys
    }
}
