//! Uploads that are not committed yet: an import wizard's file and the choices made so far.

use domain::{Sha256Digest, UserId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde_json::Value;

use crate::{Reader, Result, StoreError, Writer, clock};

/// One draft. Its bytes lie beside the evidence; when it is dropped and nobody registered them, the next start
/// removes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its number.
    pub id: i64,
    /// Which wizard: `targets`, `collect` …
    pub kind: String,
    /// Whose.
    pub user: UserId,
    /// File name as uploaded.
    pub name: String,
    /// Its bytes, from [`crate::Store::put_bytes`].
    pub digest: Sha256Digest,
    /// Choices so far.
    pub options: Value,
    /// When it was uploaded.
    pub created: Timestamp,
}

fn read_draft(row: &Row) -> Result<Draft> {
    let options: String = row.get("options")?;
    Ok(Draft {
        id: row.get("id")?,
        kind: row.get("kind")?,
        user: UserId(row.get("user")?),
        name: row.get("name")?,
        digest: Sha256Digest(row.get("digest")?),
        options: serde_json::from_str(&options).map_err(|e| StoreError::Damaged(format!("options of a draft: {e}")))?,
        created: clock::timestamp(row.get("created")?)?,
    })
}

impl Reader<'_> {
    /// A draft of a person; another's does not exist for them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn draft(&self, id: i64, user: UserId) -> Result<Draft> {
        let mut find = self.conn.prepare_cached("select * from draft where id = ?1 and user = ?2")?;
        let found = find.query_row((id, user.0), |row| Ok(read_draft(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("draft", id)))
    }

    /// A person's drafts, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn drafts_of(&self, user: UserId) -> Result<Vec<Draft>> {
        let mut all = self.conn.prepare_cached("select * from draft where user = ?1 order by id desc")?;
        let mut rows = all.query([user.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_draft(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Keeps an upload as a draft.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn add_draft(
        &self,
        kind: &str,
        user: UserId,
        name: &str,
        digest: Sha256Digest,
        options: &Value,
    ) -> Result<i64> {
        let sql = "insert into draft (kind, user, name, digest, options, created) values (?1, ?2, ?3, ?4, ?5, ?6)";
        let options = options.to_string();
        self.conn.execute(sql, (kind, user.0, name, digest.0.as_slice(), options, self.stamp.at))?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Keeps the choices made so far.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_draft_options(&self, id: i64, user: UserId, options: &Value) -> Result<()> {
        let sql = "update draft set options = ?3 where id = ?1 and user = ?2";
        match self.conn.execute(sql, (id, user.0, options.to_string()))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("draft", id)),
        }
    }

    /// Drops a draft, because it was committed or given up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn drop_draft(&self, id: i64, user: UserId) -> Result<()> {
        match self.conn.execute("delete from draft where id = ?1 and user = ?2", (id, user.0))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("draft", id)),
        }
    }
}
