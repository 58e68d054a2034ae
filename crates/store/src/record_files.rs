//! Files that prove a record: attached by a batch, gone with its undo or taken off by a later one.

use domain::{BatchId, EntityId, Sha256Digest};
use rusqlite::{Params, Row};

use crate::{Reader, Result, Writer};

/// One file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub record: EntityId,
    /// The bytes.
    pub digest: Sha256Digest,
    /// Its name as it came with this record.
    pub name: String,
    /// What kind of evidence it is.
    pub kind: String,
    /// The batch that brought it.
    pub batch: BatchId,
}

fn read_file(row: &Row) -> rusqlite::Result<RecordFile> {
    Ok(RecordFile {
        id: row.get("id")?,
        record: EntityId(row.get("entity")?),
        digest: Sha256Digest(row.get("digest")?),
        name: row.get("name")?,
        kind: row.get("kind")?,
        batch: BatchId(row.get("batch")?),
    })
}

impl Reader<'_> {
    fn record_files_where(&self, condition: &str, values: impl Params) -> Result<Vec<RecordFile>> {
        let sql = format!(
            "select f.* from record_file f join batch b on b.id = f.batch
             left join batch r on r.id = f.removed_by
             where {condition} and b.undone_by is null and (f.removed_by is null or r.undone_by is not null)
             order by f.id"
        );
        let mut some = self.conn.prepare_cached(&sql)?;
        let found = some.query_map(values, read_file)?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// The files that prove a record now.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_files(&self, record: EntityId) -> Result<Vec<RecordFile>> {
        self.record_files_where("f.entity = ?1", [record.0])
    }

    /// The files that proved a record when a batch was stored.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_files_at(&self, record: EntityId, batch: BatchId) -> Result<Vec<RecordFile>> {
        let sql = "select f.* from record_file f join batch b on b.id = f.batch
             left join batch r on r.id = f.removed_by
             where f.entity = ?1 and f.batch <= ?2 and (b.undone_by is null or b.undone_by > ?2)
               and (f.removed_by is null or f.removed_by > ?2 or r.undone_by <= ?2)
             order by f.id";
        let mut some = self.conn.prepare_cached(sql)?;
        let found = some.query_map((record.0, batch.0), read_file)?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// Everywhere these bytes prove a record now.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn records_proved_by(&self, digest: Sha256Digest) -> Result<Vec<RecordFile>> {
        self.record_files_where("f.digest = ?1", [digest.0.as_slice()])
    }

    /// Records whose files came with a batch or were taken off by it.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn records_with_files_of(&self, batch: BatchId) -> Result<Vec<EntityId>> {
        let sql = "select distinct entity from record_file where batch = ?1 or removed_by = ?1 order by entity";
        let mut some = self.conn.prepare_cached(sql)?;
        let found = some.query_map([batch.0], |row| row.get(0).map(EntityId))?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}

impl Writer<'_> {
    /// Attaches a registered file to a record as evidence of a kind, brought by a batch.
    ///
    /// # Errors
    /// The database's refusal, such as a file that is not registered.
    pub fn attach_record_file(
        &self,
        record: EntityId,
        digest: Sha256Digest,
        name: &str,
        kind: &str,
        batch: BatchId,
    ) -> Result<()> {
        let sql = "insert into record_file (entity, digest, name, kind, batch) values (?1, ?2, ?3, ?4, ?5)";
        self.conn.execute(sql, (record.0, digest.0.as_slice(), name, kind, batch.0))?;
        Ok(())
    }

    /// Takes a file off its record; the row stays and says by which batch.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn remove_record_file(&self, file: i64, batch: BatchId) -> Result<()> {
        self.conn.execute("update record_file set removed_by = ?2 where id = ?1", (file, batch.0))?;
        Ok(())
    }
}
