//! The draft of a stored table: who took over what, every state of it on record.

use store::{Act, Actor, FormEntry, FormPart, Reader, Store, StoreError, TargetTableRow};

use super::{Change, Draft, Misfit};
use crate::model::TargetTable;

/// Under which name the sayings of a draft are kept.
const FORM: &str = "next-year";
/// There is one row: the draft as a whole.
const ROW: &str = "draft";

/// A draft with the table it starts from.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The stored version.
    pub row: TargetTableRow,
    /// Its reading.
    pub table: TargetTable,
    /// What was taken over and fits this version.
    pub draft: Draft,
    /// What was taken over from a version before and fits no longer.
    pub stale: Vec<Change>,
    /// Who took each change over and when, in the order of the draft.
    pub by: Vec<By>,
    /// The last saying: by whom, and when.
    pub last: Option<FormEntry>,
}

/// Who took a change over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// As in the audit log.
    pub actor: String,
    /// When.
    pub at: jiff::Timestamp,
}

/// Why a draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// A change cannot be taken over as it is.
    #[error("{1:?}: {0}")]
    Misfit(Misfit, Change),
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The draft of a stored table; empty when nothing was taken over yet.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Damaged`] when a stored draft no longer parses.
pub fn load(store: &Store, table: i64) -> Result<Kept, StoreError> {
    store.read(|r| kept(r, table))
}

fn kept(r: &Reader<'_>, id: i64) -> Result<Kept, StoreError> {
    let (row, json) = r.target_table(id)?;
    let damaged = |what: &str, error: serde_json::Error| StoreError::Damaged(format!("a stored {what}: {error}"));
    let table: TargetTable = serde_json::from_str(&json).map_err(|error| damaged("table", error))?;
    let states = r.form_history(&row.lineage, FORM, FormPart::Said, ROW)?;
    let mut read: Vec<(Draft, &FormEntry)> = Vec::with_capacity(states.len());
    for entry in &states {
        read.push((serde_json::from_str(&entry.json).map_err(|error| damaged("draft", error))?, entry));
    }
    let all = read.first().map(|(draft, _)| draft.changes.clone()).unwrap_or_default();
    let (fitting, stale): (Vec<Change>, _) = all.into_iter().partition(|change| change.fits(&table).is_ok());
    let mut by = Vec::with_capacity(fitting.len());
    for change in &fitting {
        // The oldest state that holds it without a break from now on is the one in which it was taken over.
        let held = read.iter().take_while(|(draft, _)| draft.changes.contains(change)).last();
        by.extend(held.map(|(_, entry)| By { actor: entry.actor.clone(), at: entry.at }));
    }
    drop(read);
    let last = states.into_iter().next();
    Ok(Kept { row, table, draft: Draft { changes: fitting }, stale, by, last })
}

/// How many changes stand in the draft of a table.
///
/// # Errors
/// The store's refusal; [`StoreError::Damaged`] when it no longer parses.
pub fn taken(r: &Reader<'_>, lineage: &str) -> Result<usize, StoreError> {
    let entries = r.form_entries(lineage, FORM, FormPart::Said)?;
    let Some(last) = entries.into_iter().find(|entry| entry.row == ROW) else { return Ok(0) };
    let draft: Draft =
        serde_json::from_str(&last.json).map_err(|error| StoreError::Damaged(format!("a stored draft: {error}")))?;
    Ok(draft.changes.len())
}

/// Takes changes over, all or none.
///
/// # Errors
/// [`DraftError::Misfit`] names the first that cannot be taken over.
pub fn take(store: &Store, actor: Actor, table: i64, changes: &[Change]) -> Result<(), DraftError> {
    // Read within the write, so that two people who take over at once lose nothing.
    let mut misfit = None;
    let done = store.write(&Act::new(actor, "targets.draft", format!("table:{table}")), |w| {
        let mut now = kept(w, table)?;
        for change in changes {
            if let Err(error) = change.fits(&now.table) {
                misfit = Some((error, change.clone()));
                return Err(StoreError::refused("targets.draft_misfit", error.to_string()));
            }
            now.draft.take(change.clone());
        }
        w.note("taken", changes.iter().map(Change::subject).collect::<Vec<_>>());
        say(w, &now)
    });
    match (done, misfit) {
        (Err(_), Some((error, change))) => Err(DraftError::Misfit(error, change)),
        (done, _) => Ok(done?),
    }
}

/// Leaves out a change that was taken over; without it, nothing happens.
///
/// # Errors
/// The store's refusal.
pub fn leave(store: &Store, actor: Actor, table: i64, change: &Change) -> Result<(), StoreError> {
    store.write(&Act::new(actor, "targets.draft", format!("table:{table}")), |w| {
        let mut now = kept(w, table)?;
        now.draft.changes.retain(|known| known != change);
        w.note("left", change.subject());
        say(w, &now)
    })
}

fn say(w: &store::Writer<'_>, kept: &Kept) -> Result<(), StoreError> {
    let json = serde_json::to_string(&kept.draft).map_err(|error| StoreError::Damaged(error.to_string()))?;
    w.say_in_form(&kept.row.lineage, FORM, ROW, &json, None)
}
