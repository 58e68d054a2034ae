//! Runs: computations whose results were published, each naming what went in and what came out.

use domain::{RunId, Sha256Digest};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;

use crate::{Reader, Result, StoreError, Writer, clock};

/// A finished computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewRun {
    /// `targets.judge`, `watch.detect` …
    pub kind: String,
    /// Versions of everything that decided the outcome: program, formulas, rules.
    pub versions: Value,
    /// [`crate::Snapshot::seq`] of the facts it read.
    pub snapshot_seq: i64,
    /// Hash of what went in, such as [`crate::Snapshot::inputs_digest`].
    pub inputs: Sha256Digest,
    /// Hash of what came out.
    pub outputs: Sha256Digest,
    /// When it began.
    pub started: Timestamp,
}

/// A recorded computation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// What it said of itself.
    #[serde(flatten)]
    pub run: NewRun,
    /// The moment of the facts it read.
    pub snapshot_at: Timestamp,
    /// When it was recorded.
    pub finished: Timestamp,
    /// By whom.
    pub actor: String,
}

fn read_run(row: &Row) -> Result<Run> {
    let versions: String = row.get("versions")?;
    let run = NewRun {
        kind: row.get("kind")?,
        versions: serde_json::from_str(&versions)
            .map_err(|e| StoreError::Damaged(format!("versions of a run: {e}")))?,
        snapshot_seq: row.get("snapshot_seq")?,
        inputs: Sha256Digest(row.get("inputs")?),
        outputs: Sha256Digest(row.get("outputs")?),
        started: clock::timestamp(row.get("started")?)?,
    };
    Ok(Run {
        id: RunId(row.get("id")?),
        run,
        snapshot_at: clock::timestamp(row.get("snapshot_at")?)?,
        finished: clock::timestamp(row.get("finished")?)?,
        actor: row.get("actor")?,
    })
}

impl Reader<'_> {
    /// One run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn run(&self, id: RunId) -> Result<Run> {
        let mut find = self.conn.prepare_cached("select * from run where id = ?1")?;
        let found = find.query_row([id.0], |row| Ok(read_run(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("run", id)))
    }

    /// Runs of a kind, or of all, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn runs(&self, kind: Option<&str>, limit: usize) -> Result<Vec<Run>> {
        let sql = "select * from run where ?1 is null or kind = ?1 order by id desc limit ?2";
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query((kind, limit as i64))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_run(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Records a run; give its number to the batch that publishes its facts.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such snapshot was ever taken.
    pub fn record_run(&self, run: &NewRun) -> Result<RunId> {
        let snapshot_at: Option<i64> = if run.snapshot_seq == 0 {
            Some(0)
        } else {
            let mut find = self.conn.prepare_cached("select at from audit where seq = ?1")?;
            find.query_row([run.snapshot_seq], |row| row.get(0)).optional()?
        };
        let snapshot_at = snapshot_at.ok_or_else(|| StoreError::missing("snapshot", run.snapshot_seq))?;
        let sql =
            "insert into run (kind, versions, snapshot_seq, snapshot_at, inputs, outputs, started, finished, actor)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let row = (
            &run.kind,
            run.versions.to_string(),
            run.snapshot_seq,
            snapshot_at,
            run.inputs.0.as_slice(),
            run.outputs.0.as_slice(),
            run.started.as_microsecond(),
            self.stamp.at,
            &self.actor,
        );
        self.conn.execute(sql, row)?;
        let id = RunId(self.conn.last_insert_rowid());
        self.note("run", id.0);
        Ok(id)
    }
}
