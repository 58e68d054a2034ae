//! What officers declare in files of their own, by kind and name, each change a new version.

use rusqlite::OptionalExtension;
use serde_json::Value;

use crate::{Declared, Reader, Result, StoreError, Writer};

/// One declaration in its present version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its name among those of its kind.
    pub name: String,
    /// From 1.
    pub version: u32,
    /// What was declared.
    pub json: Value,
}

fn read_json(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|e| StoreError::Damaged(format!("a declaration: {e}")))
}

impl Reader<'_> {
    /// All declarations of a kind in their present versions, by name.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn declarations(&self, kind: &str) -> Result<Vec<Declaration>> {
        let mut all = self.conn.prepare_cached(
            "select name, max(version), json from declaration where kind = ?1 group by name order by name",
        )?;
        let mut rows = all.query([kind])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let json = read_json(&row.get::<_, String>(2)?)?;
            found.push(Declaration { name: row.get(0)?, version: row.get(1)?, json });
        }
        Ok(found)
    }

    /// Number of the last act on record; 0 before the first. Inside a write the act in hand is not on record yet.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn last_seq(&self) -> Result<i64> {
        crate::audit::last_seq(self.conn)
    }
}

impl Writer<'_> {
    /// Declares something; other words than those of the last version make a new one.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn declare(&self, kind: &str, name: &str, json: &Value) -> Result<Declared> {
        let last = "select version, json from declaration where kind = ?1 and name = ?2 order by version desc limit 1";
        let read = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let last = self.conn.prepare_cached(last)?.query_row((kind, name), read).optional()?;
        if let Some((_, text)) = &last
            && read_json(text)? == *json
        {
            return Ok(Declared::Same);
        }
        let version = last.as_ref().map_or(1, |(version, _)| version + 1);
        let sql = "insert into declaration (kind, name, version, seq, json) values (?1, ?2, ?3, ?4, ?5)";
        self.conn.execute(sql, (kind, name, version, self.stamp.seq, json.to_string()))?;
        Ok(if last.is_some() { Declared::Changed } else { Declared::New })
    }
}
