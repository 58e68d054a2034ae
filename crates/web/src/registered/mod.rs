//! All records in memory, sorted and ready to be looked through, brought up to date after each commit.

mod latest;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use collect::records::metric;
use domain::{EntityId, FactId, FactSource, Subject, SubjectKind, Value};
use jiff::civil::Date;
use store::{Snapshot, Store};

use crate::failure::Failure;
use crate::texts::Texts;
use latest::Latest;

/// English names of the metrics that a register shows beside those every record has.
const PROJECT: &str = "project";
const ORGANISER: &str = "organiser";
/// What is looked through of each record: name, number, organiser.
const PARTS: u32 = 3;
/// The word of what nothing is said of.
const NONE: u32 = 0;

/// One record as it is sorted and filtered; words are numbers of [`Known::words`].
#[derive(Clone, Copy, Debug)]
struct Line {
    id: EntityId,
    day: Option<Date>,
    kind: u32,
    project: u32,
    organiser: u32,
    accepted: Option<bool>,
    counts: Option<bool>,
}

/// One record as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its number in the store.
    pub id: EntityId,
    /// The day it happened.
    pub day: Option<Date>,
    /// Code of its type.
    pub kind: Arc<str>,
    /// Its project; empty when none is said.
    pub project: Arc<str>,
    /// Its organiser; empty when none is said.
    pub organiser: Arc<str>,
    /// What was decided, if anything was.
    pub accepted: Option<bool>,
    /// What the judgement says, if one stands.
    pub counts: Option<bool>,
    /// The fact that registers it.
    pub registered: Option<FactId>,
    /// The fact that decides on it.
    pub decided: Option<FactId>,
}

/// Which records are asked for; empty asks for all.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Words of name, number or organiser.
    pub words: &'a str,
    /// Code of a type.
    pub kind: &'a str,
    /// A project.
    pub project: &'a str,
    /// What was decided.
    pub accepted: Option<Option<bool>>,
    /// Whether they count.
    pub counts: Option<bool>,
    /// Only these.
    pub among: Option<&'a BTreeSet<Subject>>,
}

/// Some of the records asked for, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How many there are in all.
    pub all: usize,
    /// Those of the page.
    pub page: Vec<Shown>,
    /// Codes of the types of all records.
    pub kinds: Vec<Arc<str>>,
    /// Projects of all records.
    pub projects: Vec<Arc<str>>,
}

/// The metrics that are read, by name.
const METRICS: [&str; 6] = [metric::TYPE, metric::DAY, PROJECT, ORGANISER, metric::ACCEPTED, metric::COUNTS];

/// The records as of one moment.
#[derive(Default)]
struct Known {
    facts: Arc<Snapshot>,
    /// The last number (identifier) that was seen.
    numbered: i64,
    /// By row of the snapshot; a row without a kind is no record (any more).
    lines: Vec<Line>,
    /// Rows of records, the latest first.
    order: Vec<u32>,
    texts: Texts,
    words: Vec<Arc<str>>,
    word_of: HashMap<Arc<str>, u32>,
    /// How many records have a type or project.
    kinds: HashMap<u32, usize>,
    projects: HashMap<u32, usize>,
    /// How many of a type nobody has decided on.
    waiting: HashMap<u32, usize>,
    /// Those that came back, with who registered them.
    returned: BTreeMap<u32, String>,
}

fn count(counts: &mut HashMap<u32, usize>, word: u32, more: bool) {
    let known = counts.entry(word).or_default();
    *known = if more { *known + 1 } else { known.saturating_sub(1) };
    if *known == 0 {
        counts.remove(&word);
    }
}

impl Known {
    fn word(&mut self, text: Arc<str>) -> u32 {
        if self.words.is_empty() {
            self.words.push(Arc::default());
            self.word_of.insert(Arc::default(), NONE);
        }
        if let Some(known) = self.word_of.get(&text) {
            return *known;
        }
        let number = self.words.len() as u32;
        self.words.push(text.clone());
        self.word_of.insert(text, number);
        number
    }

    fn text(&self, word: u32) -> Arc<str> {
        self.words.get(word as usize).cloned().unwrap_or_default()
    }

    /// Takes over what changed until a later moment.
    fn advance(&mut self, store: &Store, facts: Arc<Snapshot>) -> Result<(), Failure> {
        let kind = SubjectKind::new(collect::records::KIND);
        let metric_of = |facts: &Snapshot, name: &str| facts.metric(name).map(|metric| metric.id);
        if METRICS.iter().any(|name| metric_of(&facts, name) != metric_of(&self.facts, name)) {
            *self = Self::default();
        }
        let (before, numbered) = (self.facts.seq(), self.numbered);
        let (named, (numbers, last)) = store.read(|r| {
            Ok((r.entities_since(&kind, before)?, r.identified_since(&kind, "record_no", numbered, facts.seq())?))
        })?;
        self.numbered = last;
        let row_of = |id| facts.row_of(&kind, Subject::One(id)).map(|row| row as u32);
        for (row, name) in named.iter().filter_map(|one| Some((row_of(one.id)?, &one.name))) {
            self.texts.put(row * PARTS, name);
        }
        for (row, number) in numbers.iter().filter_map(|(id, number)| Some((row_of(*id)?, number))) {
            self.texts.put(row * PARTS + 1, number);
        }
        let mut changed = BTreeSet::new();
        for id in METRICS.iter().filter_map(|name| metric_of(&facts, name)) {
            changed.extend(facts.rows_changed(&self.facts, id));
        }
        let columns = METRICS.map(|name| Latest::new(&facts, name));
        let subjects = facts.subjects(&kind);
        let mut moved = Vec::new();
        for row in self.lines.len()..subjects.len() {
            let Some(Subject::One(id)) = subjects.get(row).copied() else { continue };
            let empty =
                Line { id, day: None, kind: NONE, project: NONE, organiser: NONE, accepted: None, counts: None };
            self.lines.push(empty);
        }
        for row in changed {
            let Some(old) = self.lines.get(row).copied() else { continue };
            let new = self.read(&columns, row, old.id);
            self.recount(&old, false);
            self.recount(&new, true);
            if old.organiser != new.organiser {
                let organiser = self.text(new.organiser);
                self.texts.put(row as u32 * PARTS + 2, &organiser);
            }
            self.returned.remove(&(row as u32));
            if let (Some(false), [kinds, ..]) = (new.accepted, &columns)
                && let Some(fact) = kinds.fact(&facts, row)
            {
                self.returned.insert(row as u32, store.read(|r| r.fact_trail(fact))?.source.actor);
            }
            if (old.kind == NONE) != (new.kind == NONE) || old.day != new.day {
                moved.push(row as u32);
            }
            if let Some(line) = self.lines.get_mut(row) {
                *line = new;
            }
        }
        self.sort(&moved);
        drop(columns);
        self.facts = facts;
        Ok(())
    }

    fn read(
        &mut self,
        [kinds, days, projects, organisers, accepted, counts]: &[Latest<'_>; 6],
        row: usize,
        id: EntityId,
    ) -> Line {
        let day = match days.at(row) {
            Some(Value::Date(day)) => Some(day),
            _ => None,
        };
        Line {
            id,
            day,
            kind: self.word(kinds.word(row)),
            project: self.word(projects.word(row)),
            organiser: self.word(organisers.word(row)),
            accepted: accepted.truth(row),
            counts: counts.truth(row),
        }
    }

    fn recount(&mut self, line: &Line, more: bool) {
        // A record whose batch was undone has no facts left: it is no record any more.
        if line.kind == NONE {
            return;
        }
        count(&mut self.kinds, line.kind, more);
        if line.project != NONE {
            count(&mut self.projects, line.project, more);
        }
        if line.accepted.is_none() {
            count(&mut self.waiting, line.kind, more);
        }
    }

    /// Puts rows that came, went or changed their day into their places.
    fn sort(&mut self, moved: &[u32]) {
        if moved.is_empty() {
            return;
        }
        let gone: BTreeSet<u32> = moved.iter().copied().collect();
        let lines = &self.lines;
        let line = |row: u32| lines.get(row as usize);
        self.order.retain(|row| !gone.contains(row));
        self.order.extend(gone.into_iter().filter(|row| line(*row).is_some_and(|line| line.kind != NONE)));
        let day = |row: u32| line(row).and_then(|line| line.day);
        self.order.sort_by(|a, b| day(*b).cmp(&day(*a)).then_with(|| a.cmp(b)));
    }

    /// A mark for each row that is among some, by words or by subject; `None` when all are.
    fn marked(&self, wanted: &Wanted<'_>) -> Option<Vec<bool>> {
        let mut marked = None;
        if !wanted.words.trim().is_empty() {
            let mut rows = vec![false; self.lines.len()];
            self.texts.found(wanted.words, |place| {
                if let Some(row) = rows.get_mut((place / PARTS) as usize) {
                    *row = true;
                }
            });
            marked = Some(rows);
        }
        if let Some(among) = wanted.among {
            let kind = SubjectKind::new(collect::records::KIND);
            let mut rows = vec![false; self.lines.len()];
            for row in among.iter().filter_map(|subject| self.facts.row_of(&kind, *subject)) {
                let by_words = marked.as_ref().is_none_or(|marked| marked.get(row) == Some(&true));
                if let Some(mark) = rows.get_mut(row) {
                    *mark = by_words;
                }
            }
            marked = Some(rows);
        }
        marked
    }

    fn found(&self, wanted: &Wanted<'_>, from: usize, most: usize) -> Found {
        let number = |text: &str| if text.is_empty() { None } else { Some(self.word_of.get(text).copied()) };
        let (kind, project, marked) = (number(wanted.kind), number(wanted.project), self.marked(wanted));
        let mut found =
            Found { kinds: self.texts_of(&self.kinds), projects: self.texts_of(&self.projects), ..Found::default() };
        let mut rows = Vec::new();
        for &row in &self.order {
            let Some(line) = self.lines.get(row as usize) else { continue };
            let fits = kind.is_none_or(|kind| kind == Some(line.kind))
                && project.is_none_or(|project| project == Some(line.project))
                && wanted.accepted.is_none_or(|accepted| accepted == line.accepted)
                && wanted.counts.is_none_or(|counts| Some(counts) == line.counts)
                && marked.as_ref().is_none_or(|marked| marked.get(row as usize) == Some(&true));
            if fits {
                if found.all >= from && rows.len() < most {
                    rows.push((row as usize, *line));
                }
                found.all += 1;
            }
        }
        let (kinds, accepted) = (Latest::new(&self.facts, metric::TYPE), Latest::new(&self.facts, metric::ACCEPTED));
        for (row, line) in rows {
            found.page.push(Shown {
                id: line.id,
                day: line.day,
                kind: self.text(line.kind),
                project: self.text(line.project),
                organiser: self.text(line.organiser),
                accepted: line.accepted,
                counts: line.counts,
                registered: kinds.fact(&self.facts, row),
                decided: accepted.fact(&self.facts, row),
            });
        }
        found
    }

    fn texts_of(&self, words: &HashMap<u32, usize>) -> Vec<Arc<str>> {
        let mut texts: Vec<Arc<str>> = words.keys().map(|word| self.text(*word)).collect();
        texts.sort();
        texts
    }
}

/// The records of this process.
#[derive(Clone, Default)]
pub struct Registered {
    known: Arc<RwLock<Known>>,
}

impl Registered {
    fn current(&self, store: &Store) -> Result<RwLockReadGuard<'_, Known>, Failure> {
        let facts = store.snapshot()?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if known.facts.seq() >= facts.seq() {
            return Ok(known);
        }
        drop(known);
        let mut late = self.known.write().unwrap_or_else(|poisoned| {
            // What was left half done is done anew.
            let mut known = poisoned.into_inner();
            *known = Known::default();
            known
        });
        if late.facts.seq() < facts.seq()
            && let Err(error) = late.advance(store, facts)
        {
            *late = Known::default();
            return Err(error);
        }
        drop(late);
        self.known.clear_poison();
        Ok(self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The records asked for: how many there are, and some of them.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn found(&self, store: &Store, wanted: &Wanted<'_>, from: usize, most: usize) -> Result<Found, Failure> {
        Ok(self.current(store)?.found(wanted, from, most))
    }

    /// How many records of each type, by code, wait for a decision.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn waiting(&self, store: &Store) -> Result<Vec<(Arc<str>, usize)>, Failure> {
        let known = self.current(store)?;
        Ok(known.waiting.iter().map(|(kind, count)| (known.text(*kind), *count)).collect())
    }

    /// Records of one person that were sent back.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn returned_to(&self, store: &Store, actor: &str) -> Result<Vec<EntityId>, Failure> {
        let known = self.current(store)?;
        let own = known.returned.iter().filter(|(_, by)| *by == actor);
        Ok(own.filter_map(|(row, _)| known.lines.get(*row as usize).map(|line| line.id)).collect())
    }
}
