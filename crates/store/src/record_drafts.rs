//! Records in the making: the fields as typed and the files put beside them, seen by their owner only.

use std::collections::BTreeMap;

use domain::{EntityId, Sha256Digest, UserId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};

use crate::{Reader, Result, StoreError, Writer, clock};

/// A file beside a draft. When the draft is dropped and nobody registered the bytes, the next start removes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFile {
    /// Its bytes, from [`crate::Store::put_bytes`].
    pub digest: Sha256Digest,
    /// Its name as it came.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// What kind of evidence it is.
    pub kind: String,
}

/// One draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordDraft {
    /// Its number.
    pub id: i64,
    /// Whose.
    pub user: UserId,
    /// The record that is worked on; none for a new one.
    pub record: Option<EntityId>,
    /// Names what the record said when work on it began; none for a new one.
    pub base: Option<Sha256Digest>,
    /// Code of its type.
    pub kind: String,
    /// Fields by name, as typed.
    pub fields: BTreeMap<String, String>,
    /// When it was saved last.
    pub saved: Timestamp,
}

fn read_draft(row: &Row) -> Result<RecordDraft> {
    let fields: String = row.get("fields")?;
    Ok(RecordDraft {
        id: row.get("id")?,
        user: UserId(row.get("user")?),
        record: row.get::<_, Option<i64>>("entity")?.map(EntityId),
        base: row.get::<_, Option<[u8; 32]>>("base")?.map(Sha256Digest),
        kind: row.get("kind")?,
        fields: serde_json::from_str(&fields).map_err(|e| StoreError::Damaged(format!("fields of a draft: {e}")))?,
        saved: clock::timestamp(row.get("saved")?)?,
    })
}

fn text_of(fields: &BTreeMap<String, String>) -> Result<String> {
    serde_json::to_string(fields).map_err(|e| StoreError::Damaged(format!("fields of a draft: {e}")))
}

impl Reader<'_> {
    /// A draft of a person; another's does not exist for them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn record_draft(&self, id: i64, user: UserId) -> Result<RecordDraft> {
        let mut find = self.conn.prepare_cached("select * from record_draft where id = ?1 and user = ?2")?;
        let found = find.query_row((id, user.0), |row| Ok(read_draft(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("draft", id)))
    }

    /// A person's drafts, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_drafts(&self, user: UserId) -> Result<Vec<RecordDraft>> {
        let mut all = self.conn.prepare_cached("select * from record_draft where user = ?1 order by id desc")?;
        let mut rows = all.query([user.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_draft(row)?);
        }
        Ok(found)
    }

    /// The files beside a draft, by name.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_draft_files(&self, draft: i64) -> Result<Vec<DraftFile>> {
        let sql =
            "select digest, name, media, kind from record_draft_file where draft = ?1 order by name, digest, kind";
        let mut all = self.conn.prepare_cached(sql)?;
        let read = |row: &Row| {
            let digest = Sha256Digest(row.get(0)?);
            Ok(DraftFile { digest, name: row.get(1)?, media: row.get(2)?, kind: row.get(3)? })
        };
        Ok(all.query_map([draft], read)?.collect::<rusqlite::Result<_>>()?)
    }
}

impl Writer<'_> {
    /// Begins a draft; of a record that is worked on with what names its state now.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn add_record_draft(
        &self,
        user: UserId,
        record: Option<(EntityId, Sha256Digest)>,
        kind: &str,
        fields: &BTreeMap<String, String>,
    ) -> Result<i64> {
        let sql = "insert into record_draft (user, entity, base, kind, fields, saved) values (?1, ?2, ?3, ?4, ?5, ?6)";
        let (entity, base) = record.map(|(id, base)| (id.0, base.0.to_vec())).unzip();
        self.conn.execute(sql, (user.0, entity, base, kind, text_of(fields)?, self.stamp.at))?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Keeps the fields typed so far.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn save_record_draft(&self, id: i64, user: UserId, fields: &BTreeMap<String, String>) -> Result<()> {
        let sql = "update record_draft set fields = ?3, saved = ?4 where id = ?1 and user = ?2";
        match self.conn.execute(sql, (id, user.0, text_of(fields)?, self.stamp.at))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("draft", id)),
        }
    }

    /// Goes on from what the record says now, which its owner has looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn rebase_record_draft(&self, id: i64, user: UserId, base: Sha256Digest) -> Result<()> {
        let sql = "update record_draft set base = ?3 where id = ?1 and user = ?2";
        match self.conn.execute(sql, (id, user.0, base.0.as_slice()))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("draft", id)),
        }
    }

    /// Puts a file beside a draft, as often as it proves something else; the same again changes its name only.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn add_draft_file(&self, draft: i64, file: &DraftFile) -> Result<()> {
        let sql = "insert into record_draft_file (draft, digest, name, media, kind) values (?1, ?2, ?3, ?4, ?5)
                   on conflict (draft, digest, kind) do update set name = excluded.name";
        self.conn.execute(sql, (draft, file.digest.0.as_slice(), &file.name, &file.media, &file.kind))?;
        Ok(())
    }

    /// Takes a file of one kind from a draft.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn remove_draft_file(&self, draft: i64, digest: Sha256Digest, kind: &str) -> Result<()> {
        let sql = "delete from record_draft_file where draft = ?1 and digest = ?2 and kind = ?3";
        self.conn.execute(sql, (draft, digest.0.as_slice(), kind))?;
        Ok(())
    }

    /// Drops a draft with what lies beside it, because it was submitted or given up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn drop_record_draft(&self, id: i64, user: UserId) -> Result<()> {
        match self.conn.execute("delete from record_draft where id = ?1 and user = ?2", (id, user.0))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("draft", id)),
        }
    }
}
