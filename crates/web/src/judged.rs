//! Stored tables with every target judged, kept until a fact, a binding or the business date changes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::{BatchId, FactSource, MetricDef};
use jiff::civil::Date;
use store::{FindingAnswer, FindingState, SignOff, SignOffStep, Snapshot, Store, TargetTableRow};
use targets::binding::Bound;
use targets::judge::State;
use targets::model::{Finding, TargetTable};
use targets::money::{self, Spent};
use targets::overview::Overview;

use crate::failure::Failure;

/// One stored table as it stands today.
#[derive(Debug)]
pub struct Judged {
    /// Number, version, file, who imported it.
    pub row: TargetTableRow,
    /// The reading.
    pub table: TargetTable,
    /// Open bindings, in force and proposed.
    pub bindings: Vec<Bound>,
    /// The judgement.
    pub overview: Overview,
    /// Where each finding stands, in the order of the reading.
    pub finding_states: Vec<FindingState>,
    /// The last step of its way from hand to hand.
    pub step: Option<SignOffStep>,
    /// What was spent of its projects this far, by project; those without a return are not in it.
    pub spent: BTreeMap<String, Spent>,
    stamp: Stamp,
}

impl Judged {
    /// The findings nobody has answered.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        let with_state = self.table.findings.iter().zip(&self.finding_states);
        with_state.filter(|(_, state)| **state == FindingState::Open).map(|(finding, _)| finding)
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

/// What a judgement depends on.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    batch: BatchId,
    /// Each metric's definition with the number of its subjects: a formula may count firms that have no fact.
    metrics: Vec<(MetricDef, usize)>,
    bindings: Vec<Bound>,
    answers: HashMap<String, FindingAnswer>,
    trail: Vec<SignOff>,
    today: Date,
}

/// The judged tables of this process.
#[derive(Clone, Default)]
pub struct JudgedTables {
    known: Arc<Mutex<HashMap<i64, Arc<Judged>>>>,
    /// Judged by one, awaited by the others who ask meanwhile.
    working: Arc<Mutex<()>>,
}

impl JudgedTables {
    /// A table as it stands now.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such table or its import was undone.
    pub fn get(&self, store: &Store, id: i64) -> Result<Arc<Judged>, Failure> {
        let facts = store.snapshot()?;
        let today = store.read(|r| r.today())?;
        let (row, bindings) = targets::proposals::open(store, id)?;
        let lineage = row.lineage.clone();
        let (answers, trail) = store.read(|r| Ok((r.finding_answers(&lineage)?, r.sign_offs(&lineage)?)))?;
        let stamp = Stamp { batch: facts.last_batch(), metrics: metrics(&facts), bindings, answers, trail, today };
        if let Some(known) = self.known(id, &stamp) {
            return Ok(known);
        }
        let _alone = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.known(id, &stamp) {
            return Ok(known);
        }
        let table = targets::import::table(store, id)?;
        let bindings = stamp.bindings.clone();
        let overview = targets::feed::overview(&table, &bindings, today, facts.as_ref());
        let states = targets::answers::answered(&table, &row, &stamp.answers);
        let finding_states = states.into_iter().map(|one| one.state).collect();
        let step = stamp.trail.last().map(|done| done.step);
        let spent = store.read(|r| money::all_spent(r, &facts, &table))?;
        let judged = Arc::new(Judged { row, table, bindings, overview, spent, finding_states, step, stamp });
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&judged));
        Ok(judged)
    }

    fn known(&self, id: i64, stamp: &Stamp) -> Option<Arc<Judged>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        known.filter(|known| known.stamp == *stamp)
    }
}

fn metrics(facts: &Snapshot) -> Vec<(MetricDef, usize)> {
    let mut all: Vec<(MetricDef, usize)> = Vec::new();
    for metric in facts.metrics() {
        all.push((metric.clone(), facts.subjects(&metric.subject).len()));
    }
    all.sort_unstable_by_key(|(metric, _)| metric.id);
    all
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
        State::Unprovable => "unprovable",
    }
}
