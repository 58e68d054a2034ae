//! The way of a table from hand to hand: submitted by one, reviewed by another, signed by a third. A new import of the
//! table or an undo opens it again. Every step stays on record.

use domain::BatchId;
use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;

use crate::{Reader, Result, StoreError, Writer, clock};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SignOffStep {
    /// 报审: sent for review.
    Submitted,
    /// 复核: reviewed by another.
    Reviewed,
    /// 签发: signed by a third.
    Signed,
    /// 退回: sent back with a reason.
    Returned,
    /// 重新打开: another version of the table is in force.
    Reopened,
}

impl SignOffStep {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Reviewed => "reviewed",
            Self::Signed => "signed",
            Self::Returned => "returned",
            Self::Reopened => "reopened",
        }
    }

    fn read(text: &str) -> Result<Self> {
        let all = [Self::Submitted, Self::Reviewed, Self::Signed, Self::Returned, Self::Reopened];
        let found = all.into_iter().find(|step| step.as_str() == text);
        found.ok_or_else(|| StoreError::Damaged(format!("a sign-off step “{text}”")))
    }

    /// What the table must have gone through last.
    fn after(self, last: Option<Self>) -> bool {
        match self {
            Self::Submitted => matches!(last, None | Some(Self::Returned | Self::Reopened)),
            Self::Reviewed => last == Some(Self::Submitted),
            Self::Signed => last == Some(Self::Reviewed),
            Self::Returned => matches!(last, Some(Self::Submitted | Self::Reviewed)),
            Self::Reopened => matches!(last, Some(Self::Submitted | Self::Reviewed | Self::Signed)),
        }
    }
}

/// One step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignOff {
    /// The version of the table, by its number.
    pub table: i64,
    /// Which step.
    pub step: SignOffStep,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// What was said.
    pub note: String,
}

fn read_step(row: &Row) -> Result<SignOff> {
    let step: String = row.get("step")?;
    Ok(SignOff {
        table: row.get("target_table")?,
        step: SignOffStep::read(&step)?,
        actor: row.get("actor")?,
        at: clock::timestamp(row.get("at")?)?,
        note: row.get("note")?,
    })
}

impl Reader<'_> {
    /// Every step a table went through in all its versions, oldest first; the last one says where it stands.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn sign_offs(&self, lineage: &str) -> Result<Vec<SignOff>> {
        let mut all = self.conn.prepare_cached("select * from sign_off where lineage = ?1 order by id")?;
        let mut rows = all.query([lineage])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_step(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Takes the next step with the version of the table in force. Nobody takes two of the three steps.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: `store.moved_on` when the step does not follow from the last one or `table` is not in
    /// force, `store.own_work` and `store.person_needed` as for acceptance, `store.reason_needed` for a return without
    /// a reason.
    pub fn sign_off(&self, table: i64, step: SignOffStep, note: &str) -> Result<()> {
        let (row, _) = self.target_table(table)?;
        let newest = self.target_table_versions(&row.lineage)?;
        let trail = self.sign_offs(&row.lineage)?;
        let last = trail.last().map(|done| done.step);
        if newest.first().map(|newest| newest.id) != Some(table) || !step.after(last) {
            let message = format!("table {table} cannot be {} as it stands", step.as_str());
            return Err(StoreError::refused("store.moved_on", message));
        }
        if step == SignOffStep::Returned && note.trim().is_empty() {
            return Err(StoreError::refused("store.reason_needed", "sending a table back needs a reason"));
        }
        let round =
            trail.iter().rev().take_while(|done| !matches!(done.step, SignOffStep::Returned | SignOffStep::Reopened));
        let mut hands: Vec<&str> = round.map(|done| done.actor.as_str()).collect();
        if step == SignOffStep::Submitted {
            hands.clear();
            self.needs_another_person("")?;
        }
        for hand in hands {
            self.needs_another_person(hand)?;
        }
        self.add_step(&row.lineage, table, step, note)
    }

    fn add_step(&self, lineage: &str, table: i64, step: SignOffStep, note: &str) -> Result<()> {
        let sql = "insert into sign_off (lineage, target_table, step, actor, at, note) values (?1, ?2, ?3, ?4, ?5, ?6)";
        self.conn.execute(sql, (lineage, table, step.as_str(), &self.actor, self.stamp.at, note.trim()))?;
        Ok(())
    }

    /// Another version of the table came into force: what was signed is no longer what stands.
    pub(crate) fn reopen_sign_off(&self, lineage: &str, table: i64) -> Result<()> {
        let last = self.sign_offs(lineage)?.last().map(|done| done.step);
        if SignOffStep::Reopened.after(last) {
            self.add_step(lineage, table, SignOffStep::Reopened, "")?;
            self.note("reopened", table);
        }
        Ok(())
    }

    /// The versions that came with a batch are gone; where one was in force, another is now.
    pub(crate) fn reopen_undone(&self, batch: BatchId) -> Result<()> {
        let mut gone = self.conn.prepare_cached("select id, lineage from target_table where batch = ?1")?;
        let gone = gone.query_map([batch.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for version in gone.collect::<rusqlite::Result<Vec<(i64, String)>>>()? {
            let newest = self.target_table_versions(&version.1)?.first().map(|newest| newest.id);
            if newest.is_none_or(|newest| newest < version.0) {
                self.reopen_sign_off(&version.1, version.0)?;
            }
        }
        Ok(())
    }
}
