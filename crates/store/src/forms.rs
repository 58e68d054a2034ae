//! Forms of a table on their way: what people said row by row, a second person's review, and what was issued.

use domain::Sha256Digest;
use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;

use crate::{Reader, Result, Writer, clock};

/// Which of the two voices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormPart {
    /// Those who fill the form in.
    Said,
    /// Another person's second opinion.
    Review,
}

impl FormPart {
    fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Review => "review",
        }
    }
}

/// One saying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormEntry {
    /// From small to large in the order of saying.
    pub id: i64,
    /// The row: a project or a line of it.
    pub row: String,
    /// As the feature writes it.
    pub json: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

/// A form that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormIssue {
    /// Its number.
    pub id: i64,
    /// The version of the table.
    pub table: i64,
    /// Which form.
    pub form: String,
    /// Its file.
    pub evidence: Sha256Digest,
    /// The moment of the facts it was made from.
    pub snapshot_seq: i64,
    /// What was said with it.
    pub note: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
}

fn read_entry(row: &Row) -> Result<FormEntry> {
    Ok(FormEntry {
        id: row.get("id")?,
        row: row.get("row")?,
        json: row.get("json")?,
        actor: row.get("actor")?,
        at: clock::timestamp(row.get("at")?)?,
    })
}

fn read_issue(row: &Row) -> Result<FormIssue> {
    Ok(FormIssue {
        id: row.get("id")?,
        table: row.get("target_table")?,
        form: row.get("form")?,
        evidence: Sha256Digest(row.get("evidence")?),
        snapshot_seq: row.get("snapshot_seq")?,
        note: row.get("note")?,
        actor: row.get("actor")?,
        at: clock::timestamp(row.get("at")?)?,
    })
}

impl Reader<'_> {
    /// What stands in a form: the last saying of each row.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn form_entries(&self, lineage: &str, form: &str, part: FormPart) -> Result<Vec<FormEntry>> {
        let sql = "select * from form_entry e where lineage = ?1 and form = ?2 and part = ?3 and id =
                   (select max(id) from form_entry o where o.lineage = e.lineage and o.form = e.form and o.row = e.row
                    and o.part = e.part) order by row";
        self.entries(sql, (lineage, form, part.as_str()))
    }

    /// Everything that was ever said of a row, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn form_history(&self, lineage: &str, form: &str, part: FormPart, row: &str) -> Result<Vec<FormEntry>> {
        let sql =
            "select * from form_entry where lineage = ?1 and form = ?2 and part = ?3 and row = ?4 order by id desc";
        self.entries(sql, (lineage, form, part.as_str(), row))
    }

    fn entries(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<FormEntry>> {
        let mut all = self.conn.prepare_cached(sql)?;
        let mut rows = all.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_entry(row)?);
        }
        Ok(found)
    }

    /// Forms of a table that were issued, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn form_issues(&self, lineage: &str) -> Result<Vec<FormIssue>> {
        let mut all = self.conn.prepare_cached("select * from form_issue where lineage = ?1 order by id desc")?;
        let mut rows = all.query([lineage])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_issue(row)?);
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Says something of a row.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn say_in_form(&self, lineage: &str, form: &str, row: &str, json: &str) -> Result<()> {
        self.add_form_entry(lineage, form, row, FormPart::Said, json)
    }

    /// Says a second opinion of a project: by a person who said nothing of it that still stands.
    ///
    /// # Errors
    /// [`crate::StoreError::Refused`]: `store.own_work`, `store.person_needed`.
    pub fn review_form(&self, lineage: &str, form: &str, project: &str, json: &str) -> Result<()> {
        self.needs_another_person("")?;
        let below = format!("{project}.");
        for said in self.form_entries(lineage, form, FormPart::Said)? {
            if said.row == project || said.row.starts_with(&below) {
                self.needs_another_person(&said.actor)?;
            }
        }
        self.add_form_entry(lineage, form, project, FormPart::Review, json)
    }

    fn add_form_entry(&self, lineage: &str, form: &str, row: &str, part: FormPart, json: &str) -> Result<()> {
        let sql =
            "insert into form_entry (lineage, form, row, part, json, actor, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn.execute(sql, (lineage, form, row, part.as_str(), json, &self.actor, self.stamp.at))?;
        Ok(())
    }

    /// Issues a form with its file, which must be registered as evidence. The number of the issue.
    ///
    /// # Errors
    /// [`crate::StoreError::Refused`] (`store.person_needed`); [`crate::StoreError::NotFound`] without such a table or file.
    pub fn issue_form(
        &self,
        table: i64,
        form: &str,
        evidence: Sha256Digest,
        snapshot_seq: i64,
        note: &str,
    ) -> Result<i64> {
        self.needs_another_person("")?;
        let (row, _) = self.target_table(table)?;
        self.evidence(evidence)?;
        let sql = "insert into form_issue (lineage, target_table, form, evidence, snapshot_seq, note, actor, at)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let digest = evidence.0.as_slice();
        let values = (&row.lineage, table, form, digest, snapshot_seq, note.trim(), &self.actor, self.stamp.at);
        self.conn.execute(sql, values)?;
        Ok(self.conn.last_insert_rowid())
    }
}
