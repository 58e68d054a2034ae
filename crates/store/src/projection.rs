//! The snapshot that follows the commits, and the file from which it begins after a start.

use std::fs;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use jiff::Timestamp;

use crate::folder::Folder;
use crate::snapshot::Snapshot;
use crate::store::{Inner, guard};
use crate::{Result, Store, audit};

/// Facts that are read from the database sooner than a saved file would help.
const FEW: i64 = 200_000;
/// A file is written anew when more than one of so many facts came after it.
const STALE: i64 = 32;

/// The file of columns, as this process knows it.
#[derive(Default)]
pub(crate) struct Saving {
    /// Number of the last fact in the file that was read or written last.
    last_fact: i64,
    running: Option<JoinHandle<()>>,
}

impl Store {
    /// All facts as of the last commit, this process's or another's, ready for formulas. Cheap when nothing changed.
    /// After a start it begins from the columns saved in `cache/`, where they are of this folder's history.
    ///
    /// # Errors
    /// The database's refusal, or [`crate::StoreError::Damaged`].
    pub fn snapshot(&self) -> Result<Arc<Snapshot>> {
        let current = || self.inner.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone();
        let newest = self.read(|r| audit::last_seq(r.conn))?;
        if current().seq() >= newest {
            return Ok(current());
        }
        let _one_at_a_time = guard(&self.inner.catching_up);
        let old = current();
        if old.seq() >= newest {
            return Ok(old);
        }
        let fresh = self.read(|r| {
            let saved = if old.seq() == 0 { Snapshot::saved(r)? } else { None };
            let Some(saved) = saved else { return old.caught_up(r) };
            guard(&self.inner.saving).last_fact = saved.last_fact(r)?;
            saved.caught_up(r)
        })?;
        let fresh = Arc::new(fresh);
        *self.inner.snapshot.write().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
        self.save_when_worth(&fresh);
        Ok(fresh)
    }

    /// All facts as they were known at a moment, built anew.
    ///
    /// # Errors
    /// As [`Self::snapshot`].
    pub fn snapshot_as_of(&self, at: Timestamp) -> Result<Snapshot> {
        self.read(|r| Snapshot::as_of(r, at))
    }

    /// Saves the columns of the last commit in `cache/`, for the next start. Large folders do so by themselves.
    ///
    /// # Errors
    /// As [`Self::snapshot`]; [`crate::StoreError::Io`].
    pub fn save_columns(&self) -> Result<()> {
        let facts = self.snapshot()?;
        // Two must not write beside one another; what is under way is of this commit or an earlier one.
        let running = guard(&self.inner.saving).running.take();
        if let Some(thread) = running {
            let _ = thread.join();
        }
        self.read(|r| facts.save(r))
    }

    /// Saves in a thread of its own when reading the facts that came since would take long. Nobody waits for it, and
    /// nobody is refused when it fails: without the file the next start takes longer, nothing else.
    fn save_when_worth(&self, facts: &Arc<Snapshot>) {
        let Ok(last) = self.read(|r| facts.last_fact(r)) else { return };
        let mut saving = guard(&self.inner.saving);
        let since = last - saving.last_fact;
        if since < FEW.max(last / STALE) || saving.running.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let Ok(conn) = self.reader_connection() else { return };
        saving.last_fact = last;
        let (facts, folder, kind) = (facts.clone(), self.inner.folder.clone(), self.kind());
        saving.running = Some(std::thread::spawn(move || {
            let _ = facts.save(&crate::Reader { conn: &conn, folder: &folder, kind });
        }));
    }
}

impl Drop for Inner {
    /// A file that is being written is finished, so that a short command on a large folder helps the next one.
    fn drop(&mut self) {
        let running = self.saving.get_mut().unwrap_or_else(PoisonError::into_inner).running.take();
        if let Some(thread) = running {
            let _ = thread.join();
        }
    }
}

/// Removes what a process that ended while saving has left; for a folder held alone.
pub(crate) fn sweep(folder: &Folder) {
    let Ok(entries) = fs::read_dir(folder.cache()) else { return };
    for entry in entries.flatten() {
        if entry.path().extension().is_some_and(|end| end == "tmp") {
            // It stays until the next start then; it is never read.
            let _ = fs::remove_file(entry.path());
        }
    }
}
