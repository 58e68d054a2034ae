//! What people said to findings of a checker: explained, mended, waived, each with a reason that stays on record.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::{Reader, Result, StoreError, Writer, clock};

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// Nobody has answered, or the answer was taken back.
    Open,
    /// 已说明: it is so for a reason.
    Explained,
    /// 已改正: the thing itself was mended.
    Fixed,
    /// 已豁免: somebody entitled to let it pass did.
    Waived,
}

impl FindingState {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Explained => "explained",
            Self::Fixed => "fixed",
            Self::Waived => "waived",
        }
    }

    fn read(text: &str) -> Result<Self> {
        let all = [Self::Open, Self::Explained, Self::Fixed, Self::Waived];
        let found = all.into_iter().find(|state| state.as_str() == text);
        found.ok_or_else(|| StoreError::Damaged(format!("a finding in state “{text}”")))
    }
}

/// One answer to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingAnswer {
    /// The finding's key within its lineage, as the checker forms it.
    pub finding: String,
    /// The state it was put in.
    pub state: FindingState,
    /// Why.
    pub reason: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

fn read_answer(row: &Row) -> Result<FindingAnswer> {
    let state: String = row.get("state")?;
    Ok(FindingAnswer {
        finding: row.get("finding")?,
        state: FindingState::read(&state)?,
        reason: row.get("reason")?,
        actor: row.get("actor")?,
        at: clock::timestamp(row.get("at")?)?,
    })
}

impl Reader<'_> {
    /// The present answers to findings of one lineage (a table, a survey), by finding; findings never answered are open
    /// and not in the map.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn finding_answers(&self, lineage: &str) -> Result<HashMap<String, FindingAnswer>> {
        let mut all = self.conn.prepare_cached("select * from finding_state where lineage = ?1 order by id")?;
        let mut rows = all.query([lineage])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let answer = read_answer(row)?;
            found.insert(answer.finding.clone(), answer);
        }
        Ok(found)
    }

    /// Every answer a finding ever had, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn finding_history(&self, lineage: &str, finding: &str) -> Result<Vec<FindingAnswer>> {
        let sql = "select * from finding_state where lineage = ?1 and finding = ?2 order by id desc";
        let mut all = self.conn.prepare_cached(sql)?;
        let mut rows = all.query((lineage, finding))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_answer(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Answers a finding. The answers before stay on record.
    ///
    /// # Errors
    /// [`StoreError::Refused`] (`store.reason_needed`) without a reason.
    pub fn answer_finding(&self, lineage: &str, finding: &str, state: FindingState, reason: &str) -> Result<()> {
        if reason.trim().is_empty() {
            return Err(StoreError::refused("store.reason_needed", "an answer to a finding needs a reason"));
        }
        let sql = "insert into finding_state (lineage, finding, state, reason, actor, at)
                   values (?1, ?2, ?3, ?4, ?5, ?6)";
        self.conn.execute(sql, (lineage, finding, state.as_str(), reason.trim(), &self.actor, self.stamp.at))?;
        Ok(())
    }
}
