//! How much room tables and indexes take in the database file.

use serde::Serialize;

use crate::{Reader, Result};

/// A table or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Space {
    /// Its name.
    pub name: String,
    /// Bytes of all its pages.
    pub bytes: u64,
    /// Bytes of them that hold nothing.
    pub unused: u64,
}

impl Reader<'_> {
    /// Every table and index by the room it takes, largest first. Reads the whole file.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn space(&self) -> Result<Vec<Space>> {
        let sql = "select name, pgsize, unused from dbstat where aggregate = true order by pgsize desc";
        let mut all = self.conn.prepare(sql)?;
        let found =
            all.query_map([], |row| Ok(Space { name: row.get(0)?, bytes: row.get(1)?, unused: row.get(2)? }))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// How many facts were ever recorded: those that stand and those that were closed.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_recorded(&self) -> Result<u64> {
        // Facts are numbered without gaps and never removed.
        Ok(self.conn.query_row("select coalesce(max(id), 0) from fact", [], |row| row.get(0))?)
    }
}
