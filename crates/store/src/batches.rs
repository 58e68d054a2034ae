//! Batches: what came in or was computed at once, and is undone at once.

use domain::{BatchId, EntityId, RunId, Sha256Digest};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::{Reader, Result, StoreError, Writer, clock};

/// Why a batch exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchKind {
    /// A file or form came in.
    Import,
    /// A computation published derived facts.
    Run,
    /// Another batch was undone.
    Undo,
    /// A second person accepted facts.
    Acceptance,
}

impl BatchKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Import, Self::Run, Self::Undo, Self::Acceptance];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Run => "run",
            Self::Undo => "undo",
            Self::Acceptance => "acceptance",
        }
    }

    fn read(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| StoreError::Damaged(format!("a batch of kind “{text}”")))
    }
}

/// A batch to open. Its facts are appended with [`Writer::append_facts`].
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// Why.
    pub kind: BatchKind,
    /// The registered file it came from.
    pub evidence: Option<Sha256Digest>,
    /// The run that made it.
    pub run: Option<RunId>,
    /// For people: file name, what it is.
    pub note: String,
}

impl NewBatch {
    /// An import from a registered file.
    pub fn import(evidence: Sha256Digest, note: impl Into<String>) -> Self {
        Self { kind: BatchKind::Import, evidence: Some(evidence), run: None, note: note.into() }
    }
}

/// One batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// Its number; later batches have greater ones.
    pub id: BatchId,
    /// Why it exists.
    pub kind: BatchKind,
    /// The file it came from.
    pub evidence: Option<Sha256Digest>,
    /// The run that made it.
    pub run: Option<RunId>,
    /// When it became known.
    pub recorded_at: Timestamp,
    /// By whom, as in the audit log.
    pub actor: String,
    /// For people.
    pub note: String,
    /// The batch this one undoes.
    pub undoes: Option<BatchId>,
    /// The batch that undid this one.
    pub undone_by: Option<BatchId>,
    /// Facts it wrote.
    pub opened: u64,
    /// Facts it closed.
    pub closed: u64,
    /// Values it brought that were there already.
    pub unchanged: u64,
}

fn read_batch(row: &Row) -> Result<Batch> {
    let kind: String = row.get("kind")?;
    Ok(Batch {
        id: BatchId(row.get("id")?),
        kind: BatchKind::read(&kind)?,
        evidence: row.get::<_, Option<[u8; 32]>>("evidence")?.map(Sha256Digest),
        run: row.get::<_, Option<i64>>("run")?.map(RunId),
        recorded_at: clock::timestamp(row.get("recorded_at")?)?,
        actor: row.get("actor")?,
        note: row.get("note")?,
        undoes: row.get::<_, Option<i64>>("undoes")?.map(BatchId),
        undone_by: row.get::<_, Option<i64>>("undone_by")?.map(BatchId),
        opened: row.get("opened")?,
        closed: row.get("closed")?,
        unchanged: row.get("unchanged")?,
    })
}

impl Reader<'_> {
    /// One batch.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn batch(&self, id: BatchId) -> Result<Batch> {
        let mut find = self.conn.prepare_cached("select * from batch where id = ?1")?;
        let found = find.query_row([id.0], |row| Ok(read_batch(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("batch", id)))
    }

    /// Batches, newest first, from below `before` on.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn batches(&self, before: Option<BatchId>, limit: usize) -> Result<Vec<Batch>> {
        let sql = "select * from batch where ?1 is null or id < ?1 order by id desc limit ?2";
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query((before.map(|id| id.0), limit as i64))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_batch(row)?);
        }
        Ok(found)
    }

    /// Batches of one kind, newest first, from below `before` on.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn batches_of(&self, kind: BatchKind, before: Option<BatchId>, limit: usize) -> Result<Vec<Batch>> {
        let sql = "select * from batch where kind = ?1 and (?2 is null or id < ?2) order by id desc limit ?3";
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query((kind.as_str(), before.map(|id| id.0), limit as i64))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_batch(row)?);
        }
        Ok(found)
    }

    /// Batches that said something of an entity, took something of it back, or brought it files, oldest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn batches_about(&self, entity: EntityId) -> Result<Vec<Batch>> {
        let sql = "select * from batch where id in (
                select f.batch from stretch t cross join fact f on f.id between t.first and t.last
                where t.a = ?1 and t.b = 0
                union select f.closed_by from stretch t cross join fact f on f.id between t.first and t.last
                where t.a = ?1 and t.b = 0
                union select batch from record_file where entity = ?1
                union select removed_by from record_file where entity = ?1) order by id";
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query([entity.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_batch(row)?);
        }
        Ok(found)
    }

    /// Batches that came from a file.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn batches_from(&self, evidence: Sha256Digest) -> Result<Vec<Batch>> {
        let mut some = self.conn.prepare_cached("select * from batch where evidence = ?1 order by id desc")?;
        let mut rows = some.query([evidence.0.as_slice()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_batch(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Opens a batch in this transaction.
    ///
    /// # Errors
    /// The database's refusal, such as evidence that is not registered.
    pub fn open_batch(&self, batch: &NewBatch) -> Result<BatchId> {
        let sql = "insert into batch (seq, kind, evidence, run, recorded_at, actor, note)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let evidence = batch.evidence.as_ref().map(|digest| digest.0.as_slice());
        let run = batch.run.map(|run| run.0);
        let row = (self.stamp.seq, batch.kind.as_str(), evidence, run, self.stamp.at, &self.actor, &batch.note);
        self.conn.execute(sql, row)?;
        let id = BatchId(self.conn.last_insert_rowid());
        self.note("batch", id.0);
        Ok(id)
    }
}
