//! Performance tables as read, version by version.

use domain::{BatchId, Sha256Digest};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::{Reader, Result, StoreError, Writer, clock};

/// A table to keep.
#[derive(Clone, Debug)]
pub struct NewTargetTable {
    /// What stays the same from version to version: title, department and year.
    pub lineage: String,
    /// The batch it came with.
    pub batch: BatchId,
    /// The file.
    pub evidence: Sha256Digest,
    /// Budget year.
    pub year: Option<i16>,
    /// Title.
    pub title: String,
    /// Department.
    pub department: String,
    /// Unit of its amounts as stated.
    pub unit: Option<String>,
    /// The whole reading, as the importer's contract writes it.
    pub json: String,
}

/// One version of a table, without the reading itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetTableRow {
    /// Its number.
    pub id: i64,
    /// What stays the same from version to version.
    pub lineage: String,
    /// From 1.
    pub version: u32,
    /// The batch it came with.
    pub batch: BatchId,
    /// The file.
    pub evidence: Sha256Digest,
    /// Budget year.
    pub year: Option<i16>,
    /// Title.
    pub title: String,
    /// Department.
    pub department: String,
    /// Unit of its amounts as stated.
    pub unit: Option<String>,
    /// When it was imported.
    pub recorded_at: Timestamp,
    /// By whom.
    pub actor: String,
}

/// Only versions whose batch was not undone exist for readers; the newest of a lineage is the one in force.
const LIVING: &str = "select t.id, t.lineage, t.version, t.batch, t.evidence, t.year, t.title, t.department, t.unit,
    b.recorded_at, b.actor from target_table t join batch b on b.id = t.batch where b.undone_by is null";

fn read_table(row: &Row) -> Result<TargetTableRow> {
    Ok(TargetTableRow {
        id: row.get(0)?,
        lineage: row.get(1)?,
        version: row.get(2)?,
        batch: BatchId(row.get(3)?),
        evidence: Sha256Digest(row.get(4)?),
        year: row.get(5)?,
        title: row.get(6)?,
        department: row.get(7)?,
        unit: row.get(8)?,
        recorded_at: clock::timestamp(row.get(9)?)?,
        actor: row.get(10)?,
    })
}

impl Reader<'_> {
    /// The newest living version of every table, newest import first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn target_tables(&self) -> Result<Vec<TargetTableRow>> {
        let sql = format!(
            "{LIVING} and t.version = (select max(o.version) from target_table o join batch ob on ob.id = o.batch
             where o.lineage = t.lineage and ob.undone_by is null) order by t.id desc"
        );
        self.tables(&sql, &[])
    }

    /// The living versions of one table, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn target_table_versions(&self, lineage: &str) -> Result<Vec<TargetTableRow>> {
        self.tables(&format!("{LIVING} and t.lineage = ?1 order by t.version desc"), &[&lineage])
    }

    fn tables(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<TargetTableRow>> {
        let mut some = self.conn.prepare_cached(sql)?;
        let mut rows = some.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_table(row)?);
        }
        Ok(found)
    }

    /// One living version with its whole reading.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also when its batch was undone.
    pub fn target_table(&self, id: i64) -> Result<(TargetTableRow, String)> {
        let row = self.tables(&format!("{LIVING} and t.id = ?1"), &[&id])?.pop();
        let row = row.ok_or_else(|| StoreError::missing("target_table", id))?;
        let mut find = self.conn.prepare_cached("select json from target_table where id = ?1")?;
        let json = find.query_row([id], |row| row.get(0))?;
        Ok((row, json))
    }

    /// One living version without its reading.
    ///
    /// # Errors
    /// As [`Self::target_table`].
    pub fn target_table_row(&self, id: i64) -> Result<TargetTableRow> {
        let row = self.tables(&format!("{LIVING} and t.id = ?1"), &[&id])?.pop();
        row.ok_or_else(|| StoreError::missing("target_table", id))
    }

    /// How often what people decided about a table (bindings, answers to findings, sign-off) has changed: as long as it
    /// stays, so do they. 0 for one about which nothing was ever decided.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn table_changes(&self, lineage: &str) -> Result<i64> {
        let mut find = self.conn.prepare_cached("select changes from table_change where lineage = ?1")?;
        Ok(find.query_row([lineage], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    /// The version of a table that a batch brought, undone or not.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn table_of_batch(&self, batch: BatchId) -> Result<Option<i64>> {
        let mut find = self.conn.prepare_cached("select id from target_table where batch = ?1 limit 1")?;
        Ok(find.query_row([batch.0], |row| row.get(0)).optional()?)
    }
}

impl Writer<'_> {
    /// Keeps a table as the next version of its lineage. Its id and version.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn add_target_table(&self, table: &NewTargetTable) -> Result<(i64, u32)> {
        let mut last = self.conn.prepare_cached("select max(version) from target_table where lineage = ?1")?;
        let last: Option<u32> = last.query_row([&table.lineage], |row| row.get(0)).optional()?.flatten();
        let version = last.unwrap_or(0) + 1;
        let sql = "insert into target_table (lineage, version, batch, evidence, year, title, department, unit, json)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.conn.execute(
            sql,
            (
                &table.lineage,
                version,
                table.batch.0,
                table.evidence.0.as_slice(),
                table.year,
                &table.title,
                &table.department,
                &table.unit,
                &table.json,
            ),
        )?;
        let id = self.conn.last_insert_rowid();
        self.reopen_sign_off(&table.lineage, id)?;
        Ok((id, version))
    }
}
