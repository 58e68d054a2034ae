//! Stored tables with every target judged, kept until a fact that was read, a binding or the business date changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::civil::Date;
use store::{FindingAnswer, FindingState, Reads, SignOff, SignOffStep, Snapshot, Store, TargetTableRow, Watch};
use targets::binding::Bound;
use targets::judge::State;
use targets::model::{Finding, TargetTable};
use targets::money::{self, Spent};
use targets::overview::Overview;
use targets::values::Values;

use crate::failure::Failure;
use crate::pinyin::Spelt;

/// One stored table as it stands today.
#[derive(Debug)]
pub struct Judged {
    /// Number, version, file, who imported it.
    pub row: TargetTableRow,
    /// The reading.
    pub table: Arc<TargetTable>,
    /// The judgement.
    pub overview: Overview,
    /// Where each finding stands, in the order of the reading.
    pub finding_states: Vec<FindingState>,
    /// The last step of its way from hand to hand.
    pub step: Option<SignOffStep>,
    /// What was spent of its projects this far, by project; those without a return are not in it.
    pub spent: BTreeMap<String, Spent>,
    /// Its projects and targets as they are looked for, once somebody has.
    findable: Arc<OnceLock<Vec<Findable>>>,
    stamp: Stamp,
}

/// A project or target as it is looked for.
#[derive(Debug)]
pub struct Findable {
    /// Id and words.
    pub text: String,
    /// The target; a project where there is none.
    pub target: Option<String>,
    /// The project's id.
    pub project: String,
    spelt: Spelt,
}

impl Judged {
    /// Projects and targets that hold some words, trimmed and in lower case, in the order of the table.
    pub fn found(&self, asked: &str) -> impl Iterator<Item = &Findable> {
        let all = self.findable.get_or_init(|| {
            let mut all = Vec::with_capacity(self.table.projects.len() + self.table.targets.len());
            for project in &self.table.projects {
                let (text, spelt) = (format!("{} {}", project.id, project.name), Spelt::new(&project.name));
                all.push(Findable { text, target: None, project: project.id.clone(), spelt });
            }
            for target in &self.table.targets {
                let words = format!("{} · {}", self.promise(&target.of), target.quote);
                let (text, spelt) = (format!("{} {words}", target.id), Spelt::new(&words));
                let project = target.of.split('.').next().unwrap_or_default().to_owned();
                all.push(Findable { text, target: Some(target.id.clone()), project, spelt });
            }
            all
        });
        let id = asked.to_uppercase();
        all.iter().filter(move |one| one.spelt.holds(asked) || one.target.as_deref() == Some(id.as_str()))
    }

    /// The findings nobody has answered.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        let with_state = self.table.findings.iter().zip(&self.finding_states);
        with_state.filter(|(_, state)| **state == FindingState::Open).map(|(finding, _)| finding)
    }

    /// Whether there is still work on it: of this year or a later one, of the year before until it is signed.
    #[must_use]
    pub fn is_current(&self) -> bool {
        let this = self.overview.today.year();
        match self.row.year {
            Some(year) => year >= this || (year == this - 1 && self.step != Some(SignOffStep::Signed)),
            None => true,
        }
    }

    /// Open bindings, in force and proposed.
    #[must_use]
    pub fn bindings(&self) -> &[Bound] {
        &self.stamp.bindings
    }

    /// Every step of its way, oldest first.
    #[must_use]
    pub fn trail(&self) -> &[SignOff] {
        &self.stamp.trail
    }

    /// The name of an indicator or the text of a goal clause by its id; empty when there is none.
    #[must_use]
    pub fn promise(&self, of: &str) -> &str {
        for project in &self.table.projects {
            if let Some(indicator) = project.indicators.iter().find(|indicator| indicator.id == of) {
                return &indicator.name;
            }
            if let Some(clause) = project.goal_clauses.iter().find(|clause| clause.id == of) {
                return &clause.text;
            }
        }
        ""
    }
}

/// What is on record about a table beside the facts.
#[derive(Debug)]
struct Stamp {
    bindings: Vec<Bound>,
    answers: HashMap<String, FindingAnswer>,
    trail: Vec<SignOff>,
}

/// The state of the folder a judgement was last found true in: the last audit row, and the business date.
type Moment = (i64, Date);

/// A judgement with what it rests on.
#[derive(Debug)]
struct Kept {
    judged: Arc<Judged>,
    moment: Moment,
    /// The facts it read.
    reads: Reads,
    /// [`store::Reader::identities`] when its projects were looked up.
    identities: i64,
    /// [`store::Reader::table_changes`] when its stamp was read.
    changes: i64,
}

/// The judged tables of this process.
#[derive(Clone, Default)]
pub struct JudgedTables {
    known: Arc<Mutex<HashMap<i64, Kept>>>,
    listed: Arc<Mutex<Option<Listed>>>,
    /// What formulas came to, table by table and beyond.
    values: Arc<Values>,
    /// Judged by one, awaited by the others who ask meanwhile.
    working: Arc<Mutex<()>>,
}

type Listed = (Moment, Arc<[Arc<Judged>]>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl JudgedTables {
    /// A table as it stands now.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such table or its import was undone.
    pub fn get(&self, store: &Store, id: i64) -> Result<Arc<Judged>, Failure> {
        let facts = store.snapshot()?;
        let today = store.read(|r| r.today())?;
        self.at(store, id, &facts, today)
    }

    /// A table with what feeds it as it stands now; the judgement beside it may be of a moment before. For whoever asks
    /// which targets there are, and not how they stand.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn bound(&self, store: &Store, id: i64) -> Result<Arc<Judged>, Failure> {
        let changes = store.read(|r| r.table_changes(&r.target_table_row(id)?.lineage))?;
        if let Some(kept) = lock(&self.known).get(&id).filter(|kept| kept.changes == changes) {
            return Ok(Arc::clone(&kept.judged));
        }
        self.get(store, id)
    }

    /// Every table in force as it stands now, newest import first.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn all(&self, store: &Store) -> Result<Arc<[Arc<Judged>]>, Failure> {
        let facts = store.snapshot()?;
        let today = store.read(|r| r.today())?;
        let moment = (facts.seq(), today);
        if let Some((_, all)) = lock(&self.listed).as_ref().filter(|listed| listed.0 == moment) {
            return Ok(Arc::clone(all));
        }
        let mut all = Vec::new();
        for row in store.read(|r| r.target_tables())? {
            all.push(self.at(store, row.id, &facts, today)?);
        }
        let all: Arc<[Arc<Judged>]> = all.into();
        *lock(&self.listed) = Some((moment, Arc::clone(&all)));
        Ok(all)
    }

    /// What formulas came to, kept with what they read.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The tables there is still work on, newest import first.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn current(&self, store: &Store) -> Result<Vec<Arc<Judged>>, Failure> {
        let facts = store.snapshot()?;
        let (today, rows) = store.read(|r| Ok((r.today()?, r.target_tables()?)))?;
        let mut all = Vec::new();
        for row in rows.into_iter().filter(|row| row.year.is_none_or(|year| year >= today.year() - 1)) {
            let judged = self.at(store, row.id, &facts, today)?;
            if judged.is_current() {
                all.push(judged);
            }
        }
        Ok(all)
    }

    fn at(&self, store: &Store, id: i64, facts: &Snapshot, today: Date) -> Result<Arc<Judged>, Failure> {
        let moment = (facts.seq(), today);
        if let Some(kept) = lock(&self.known).get(&id).filter(|kept| kept.moment == moment) {
            return Ok(Arc::clone(&kept.judged));
        }
        let _alone = lock(&self.working);
        if let Some(kept) = lock(&self.known).get(&id).filter(|kept| kept.moment == moment) {
            return Ok(Arc::clone(&kept.judged));
        }
        let (row, changes, identities) = store.read(|r| {
            let row = r.target_table_row(id)?;
            let changes = r.table_changes(&row.lineage)?;
            Ok((row, changes, r.identities()?))
        })?;
        if let Some(kept) = lock(&self.known).get_mut(&id)
            && kept.stands(changes, facts, today)
            && (kept.identities == identities
                || store.read(|r| money::all_spent(r, facts, &kept.judged.table))? == kept.judged.spent)
        {
            (kept.moment, kept.identities) = (moment, identities);
            return Ok(Arc::clone(&kept.judged));
        }
        let (_, bindings) = targets::proposals::open(store, id)?;
        let lineage = row.lineage.clone();
        let (answers, trail) = store.read(|r| Ok((r.finding_answers(&lineage)?, r.sign_offs(&lineage)?)))?;
        let stamp = Stamp { bindings, answers, trail };
        let earlier = lock(&self.known).get(&id).map(|kept| Arc::clone(&kept.judged));
        // What was published never changes: only the first look at it reads it.
        let (table, findable) = match earlier {
            Some(earlier) => (Arc::clone(&earlier.table), Arc::clone(&earlier.findable)),
            None => (Arc::new(targets::import::table(store, id)?), Arc::default()),
        };
        let watch = Watch::new(facts);
        let spent = store.read(|r| money::all_spent(r, &watch, &table))?;
        let mut reads = watch.reads();
        let overview = self.values.overview(&table, &stamp.bindings, today, facts, &mut reads);
        let states = targets::answers::answered(&table, &row, &stamp.answers);
        let finding_states = states.into_iter().map(|one| one.state).collect();
        let step = stamp.trail.last().map(|done| done.step);
        let judged = Arc::new(Judged { row, table, overview, spent, finding_states, step, findable, stamp });
        let kept = Kept { judged: Arc::clone(&judged), moment, reads, identities, changes };
        lock(&self.known).insert(id, kept);
        Ok(judged)
    }
}

impl Kept {
    /// Whether nothing it rests on has changed; which project an amount was returned for is another question.
    fn stands(&self, changes: i64, facts: &Snapshot, today: Date) -> bool {
        self.moment.1 == today && self.changes == changes && self.reads.hold(facts)
    }
}

/// The key of a state in the message files and components.
#[must_use]
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Met => "met",
        State::OnTrack => "on_track",
        State::Behind => "behind",
        State::Missed => "missed",
        State::Unreviewed => "unreviewed",
        State::Unbound => "unbound",
        State::NoBaseline => "no_baseline",
        State::CannotSay => "cannot_say",
        State::Unprovable => "unprovable",
    }
}
