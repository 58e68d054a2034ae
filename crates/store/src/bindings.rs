//! What feeds the targets of a table: proposed by one person, in force once another has accepted it, kept for ever.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::{Reader, Result, StoreError, Writer, clock};

/// Who accepted a binding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// How a binding ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Why; of one that another replaced, nothing.
    pub why: String,
}

/// One binding of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BindingRow {
    /// The target's id in its table.
    pub target: String,
    /// From 1; each proposal is a new version.
    pub version: u32,
    /// What feeds it, as the feature writes it.
    pub feed: String,
    /// Who proposed it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// For what reason.
    pub why: String,
    /// Who accepted it; nobody yet where absent.
    pub accepted: Option<Acceptance>,
    /// How it ended; open where absent.
    pub closed: Option<Closing>,
}

const COLUMNS: &str =
    "target, version, feed, actor, at, why, accepted_by, accepted_at, closed_by, closed_at, closed_why";

fn read_binding(row: &Row) -> Result<BindingRow> {
    let accepted_at: Option<i64> = row.get("accepted_at")?;
    let closed_at: Option<i64> = row.get("closed_at")?;
    let accepted = match accepted_at {
        Some(at) => Some(Acceptance { actor: row.get("accepted_by")?, at: clock::timestamp(at)? }),
        None => None,
    };
    let closed = match closed_at {
        Some(at) => Some(Closing {
            // Rows from before this was kept say only when.
            actor: row.get::<_, Option<String>>("closed_by")?.unwrap_or_default(),
            at: clock::timestamp(at)?,
            why: row.get::<_, Option<String>>("closed_why")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(BindingRow {
        target: row.get("target")?,
        version: row.get("version")?,
        feed: row.get("feed")?,
        actor: row.get("actor")?,
        at: clock::timestamp(row.get("at")?)?,
        why: row.get("why")?,
        accepted,
        closed,
    })
}

impl Reader<'_> {
    /// The open bindings of a table: those in force and those that wait for acceptance, by target.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn bindings(&self, lineage: &str) -> Result<Vec<BindingRow>> {
        self.binding_rows("lineage = ?1 and closed_at is null and ?2 = ''", lineage, "")
    }

    /// Every binding a target ever had, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn binding_history(&self, lineage: &str, target: &str) -> Result<Vec<BindingRow>> {
        self.binding_rows("lineage = ?1 and target = ?2", lineage, target)
    }

    fn binding_rows(&self, which: &str, lineage: &str, target: &str) -> Result<Vec<BindingRow>> {
        let sql = format!("select {COLUMNS} from binding where {which} order by target, version desc");
        let mut some = self.conn.prepare_cached(&sql)?;
        let mut rows = some.query((lineage, target))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_binding(row)?);
        }
        Ok(found)
    }

    fn open_binding(&self, lineage: &str, target: &str, version: u32) -> Result<BindingRow> {
        let sql = format!(
            "select {COLUMNS} from binding where lineage = ?1 and target = ?2 and version = ?3 and closed_at is null"
        );
        let mut find = self.conn.prepare_cached(&sql)?;
        let found = find.query_row((lineage, target, version), |row| Ok(read_binding(row))).optional()?;
        let moved_on = || StoreError::refused("store.moved_on", format!("binding {version} of {target} is not open"));
        found.unwrap_or_else(|| Err(moved_on()))
    }
}

impl Writer<'_> {
    /// Proposes what feeds a target, in place of a proposal that still waits; what is in force stays so until this one
    /// is accepted. The new version.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn propose_binding(&self, lineage: &str, target: &str, feed: &str, why: &str) -> Result<u32> {
        self.propose_binding_of(lineage, target, feed, why, &self.actor)
    }

    /// The same in the name of `proposer`, whose proposal it was for other words: that person does not accept it.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn propose_binding_of(
        &self,
        lineage: &str,
        target: &str,
        feed: &str,
        why: &str,
        proposer: &str,
    ) -> Result<u32> {
        let last = "select coalesce(max(version), 0) from binding where lineage = ?1 and target = ?2";
        let last: u32 = self.conn.query_row(last, (lineage, target), |row| row.get(0))?;
        let waiting = "update binding set closed_at = ?3, closed_by = ?4, closed_why = '' where lineage = ?1
                       and target = ?2 and closed_at is null and accepted_at is null";
        self.conn.execute(waiting, (lineage, target, self.stamp.at, &self.actor))?;
        let sql = "insert into binding (lineage, target, version, feed, actor, at, why)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn.execute(sql, (lineage, target, last + 1, feed, proposer, self.stamp.at, why))?;
        Ok(last + 1)
    }

    /// Accepts a proposal: it is in force from now on, in place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: `store.own_work` for the proposer, `store.person_needed` for a program,
    /// `store.moved_on` when this version no longer waits.
    pub fn accept_binding(&self, lineage: &str, target: &str, version: u32) -> Result<()> {
        let row = self.open_binding(lineage, target, version)?;
        if row.accepted.is_some() {
            return Err(StoreError::refused("store.moved_on", format!("binding {version} of {target} is accepted")));
        }
        self.needs_another_person(&row.actor)?;
        let replace = "update binding set closed_at = ?3, closed_by = ?4, closed_why = '' where lineage = ?1
                       and target = ?2 and closed_at is null and accepted_at is not null";
        self.conn.execute(replace, (lineage, target, self.stamp.at, &self.actor))?;
        let accept = "update binding set accepted_at = ?4, accepted_by = ?5 where lineage = ?1 and target = ?2
                      and version = ?3";
        self.conn.execute(accept, (lineage, target, version, self.stamp.at, &self.actor))?;
        Ok(())
    }

    /// Ends a binding, in force or proposed; it stays on record.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: `store.reason_needed`, `store.moved_on` when this version is not open.
    pub fn close_binding(&self, lineage: &str, target: &str, version: u32, why: &str) -> Result<()> {
        if why.trim().is_empty() {
            return Err(StoreError::refused("store.reason_needed", "taking a binding away needs a reason"));
        }
        self.open_binding(lineage, target, version)?;
        let sql = "update binding set closed_at = ?4, closed_by = ?5, closed_why = ?6 where lineage = ?1
                   and target = ?2 and version = ?3";
        self.conn.execute(sql, (lineage, target, version, self.stamp.at, &self.actor, why.trim()))?;
        Ok(())
    }

    /// Separation of duties: whoever acts now is a person, and another one than `first`.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: `store.own_work`, `store.person_needed`.
    pub fn needs_another_person(&self, first: &str) -> Result<()> {
        if self.actor == first {
            return Err(StoreError::refused("store.own_work", "one's own work is accepted by somebody else"));
        }
        if !self.actor.starts_with("user:") {
            return Err(StoreError::refused(
                "store.person_needed",
                "acceptance is the act of a person with an account",
            ));
        }
        Ok(())
    }
}
