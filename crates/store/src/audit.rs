//! The audit log: one row per act, each sealed with the hash of the one before.

use domain::Sha256Digest;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::act::Act;
use crate::{Reader, Result, StoreError, clock};

/// Place in the log of the transaction being written.
pub(crate) struct Stamp {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    prev: [u8; 32],
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Its number, without gaps from 1.
    pub seq: i64,
    /// When, strictly increasing.
    pub at: Timestamp,
    /// `user:3`, `system:setup`, `public:10.0.0.7`.
    pub actor: String,
    /// Verb with its room.
    pub action: String,
    /// On what.
    pub object: String,
    /// Further detail.
    pub detail: Value,
    /// `ok` or `refused`.
    pub result: String,
    /// Hash of this row, sealing all before it.
    pub hash: Sha256Digest,
}

/// What part of the log to list; newest first.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Exactly this actor.
    pub actor: Option<String>,
    /// Actions beginning with this.
    pub action: Option<String>,
    /// Exactly this object.
    pub object: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
    /// Only rows with a smaller number (the last one seen, to page on).
    pub before_seq: Option<i64>,
}

/// What walking the chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditReport {
    /// Rows walked.
    pub rows: i64,
    /// Hash of the last row; note it elsewhere to prove later that nothing was cut off.
    pub head: Option<Sha256Digest>,
    /// The first row that does not fit, and why.
    pub broken: Option<(i64, String)>,
}

pub(crate) fn last_seq(conn: &Connection) -> Result<i64> {
    let mut last = conn.prepare_cached("select coalesce(max(seq), 0) from audit")?;
    Ok(last.query_row([], |row| row.get(0))?)
}

pub(crate) fn next(conn: &Connection) -> Result<Stamp> {
    let mut last = conn.prepare_cached("select seq, at, hash from audit order by seq desc limit 1")?;
    let last = last.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (seq, at, prev): (i64, i64, [u8; 32]) = last.unwrap_or((0, 0, [0; 32]));
    // A clock set back must not bring two writes into the wrong order.
    Ok(Stamp { seq: seq + 1, at: clock::now().max(at + 1), prev })
}

fn seal(stamp: &Stamp, fields: [&str; 5]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(stamp.prev);
    hash.update(stamp.seq.to_be_bytes());
    hash.update(stamp.at.to_be_bytes());
    for field in fields {
        // The length before each field keeps ("ab", "c") apart from ("a", "bc").
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().into()
}

pub(crate) fn append(
    conn: &Connection,
    stamp: &Stamp,
    act: &Act,
    notes: Map<String, Value>,
    result: &str,
) -> Result<()> {
    let detail = match (&act.detail, notes.is_empty()) {
        (detail, true) => detail.clone(),
        (Value::Object(own), false) => {
            let mut own = own.clone();
            own.extend(notes);
            Value::Object(own)
        }
        (Value::Null, false) => Value::Object(notes),
        (other, false) => serde_json::json!({ "detail": other, "notes": notes }),
    };
    let (actor, detail) = (act.actor.to_string(), detail.to_string());
    let hash = seal(stamp, [&actor, act.action, &act.object, &detail, result]);
    let mut insert = conn.prepare_cached(
        "insert into audit (seq, at, actor, action, object, detail, result, prev, hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    insert.execute((
        stamp.seq,
        stamp.at,
        &actor,
        act.action,
        &act.object,
        &detail,
        result,
        stamp.prev.as_slice(),
        hash.as_slice(),
    ))?;
    Ok(())
}

fn read_row(row: &Row) -> Result<AuditRow> {
    let detail: String = row.get("detail")?;
    Ok(AuditRow {
        seq: row.get("seq")?,
        at: clock::timestamp(row.get("at")?)?,
        actor: row.get("actor")?,
        action: row.get("action")?,
        object: row.get("object")?,
        detail: serde_json::from_str(&detail).map_err(|e| StoreError::Damaged(format!("audit detail: {e}")))?,
        result: row.get("result")?,
        hash: Sha256Digest(row.get("hash")?),
    })
}

impl Reader<'_> {
    /// Rows of the log, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn audit(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditRow>> {
        let mut find = self.conn.prepare_cached(
            "select * from audit where (?1 is null or actor = ?1) and (?2 is null or substr(action, 1, length(?2)) = ?2)
               and (?3 is null or object = ?3) and (?4 is null or at >= ?4) and (?5 is null or at <= ?5)
               and (?6 is null or seq < ?6) order by seq desc limit ?7",
        )?;
        let micros = |at: Option<Timestamp>| at.map(Timestamp::as_microsecond);
        let mut rows = find.query((
            &filter.actor,
            &filter.action,
            &filter.object,
            micros(filter.from),
            micros(filter.to),
            filter.before_seq,
            limit as i64,
        ))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_row(row)?);
        }
        Ok(found)
    }

    /// Walks the whole chain and names the first row that was changed, removed or put in.
    ///
    /// # Errors
    /// The database's refusal; a broken chain is a report, not an error.
    pub fn verify_audit(&self) -> Result<AuditReport> {
        let mut walk = self.conn.prepare("select * from audit order by seq")?;
        let mut rows = walk.query([])?;
        let mut report = AuditReport { rows: 0, head: None, broken: None };
        let (mut prev, mut last_at) = ([0u8; 32], i64::MIN);
        while let Some(row) = rows.next()? {
            let (seq, at): (i64, i64) = (row.get("seq")?, row.get("at")?);
            let (own_prev, hash): ([u8; 32], [u8; 32]) = (row.get("prev")?, row.get("hash")?);
            let texts: [String; 5] =
                [row.get("actor")?, row.get("action")?, row.get("object")?, row.get("detail")?, row.get("result")?];
            let expected = report.rows + 1;
            let sealed = seal(&Stamp { seq, at, prev }, texts.each_ref().map(String::as_str));
            let wrong = if seq != expected {
                Some((expected, format!("row {expected} is gone; the next is {seq}")))
            } else if own_prev != prev {
                Some((seq, "the row does not follow from the one before".to_owned()))
            } else if sealed != hash {
                Some((seq, "the row was changed after it was written".to_owned()))
            } else if at <= last_at {
                Some((seq, "the row is not later than the one before".to_owned()))
            } else {
                None
            };
            if wrong.is_some() {
                report.broken = wrong;
                return Ok(report);
            }
            (prev, last_at) = (hash, at);
            report.rows = seq;
            report.head = Some(Sha256Digest(hash));
        }
        let last: i64 = self.conn.query_row(
            "select max(coalesce((select max(seq) from batch), 0), coalesce((select max(seq) from entity), 0),
                coalesce((select max(seq) from metric_version), 0))",
            [],
            |row| row.get(0),
        )?;
        if last > report.rows {
            report.broken = Some((report.rows + 1, format!("the end was cut off: data refers to row {last}")));
        }
        Ok(report)
    }
}
