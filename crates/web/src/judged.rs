//! Stored tables with every target judged, kept until a fact, a binding or the business date changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use store::{Store, TargetTableRow};
use targets::binding::Binding;
use targets::judge::State;
use targets::model::TargetTable;
use targets::overview::Overview;

use crate::failure::Failure;

/// One stored table as it stands today.
#[derive(Debug)]
pub struct Judged {
    /// Number, version, file, who imported it.
    pub row: TargetTableRow,
    /// The reading.
    pub table: TargetTable,
    /// Bindings in force.
    pub bindings: Vec<Binding>,
    /// The judgement.
    pub overview: Overview,
    stamp: Stamp,
}

/// What a judgement depends on.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    facts: i64,
    bindings: Vec<Binding>,
    today: Date,
}

/// The judged tables of this process.
#[derive(Clone, Default)]
pub struct JudgedTables {
    known: Arc<Mutex<HashMap<i64, Arc<Judged>>>>,
}

impl JudgedTables {
    /// A table as it stands now.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such table or its import was undone.
    pub fn get(&self, store: &Store, id: i64) -> Result<Arc<Judged>, Failure> {
        let facts = store.snapshot()?;
        let today = store.read(|r| r.today())?;
        let (row, bindings) = targets::import::bindings(store, id)?;
        let stamp = Stamp { facts: facts.seq(), bindings, today };
        let old = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(old) = old.filter(|old| old.stamp == stamp) {
            return Ok(old);
        }
        let table = targets::import::table(store, id)?;
        let bindings = stamp.bindings.clone();
        let overview = targets::feed::overview(&table, &bindings, today, facts.as_ref());
        let judged = Arc::new(Judged { row, table, bindings, overview, stamp });
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&judged));
        Ok(judged)
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
        State::Unbound => "unbound",
        State::NoBaseline => "no_baseline",
        State::Unprovable => "unprovable",
    }
}
