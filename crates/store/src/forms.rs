//! Forms of a table on their way: what people said, weighed and answered row by row, a second person's review, and what
//! was issued.

use domain::Sha256Digest;
use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;

use crate::{Reader, Result, StoreError, TargetTableRow, Writer, clock};

/// Which of the voices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FormPart {
    /// Those who fill the form in.
    Said,
    /// Another person's second opinion.
    Review,
    /// What a row is worth beside the others.
    Weight,
    /// What those answered who had to answer by a day.
    Answer,
}

/// The parts that a reviewer must not have written.
const OWN_WORK: [FormPart; 2] = [FormPart::Said, FormPart::Weight];

impl FormPart {
    fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Review => "review",
            Self::Weight => "weight",
            Self::Answer => "answer",
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

/// A row in which somebody has to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormQuestion {
    /// The table, in all its versions.
    pub lineage: String,
    /// Which form.
    pub form: String,
    /// Who has to answer, in words.
    pub asks: String,
    /// What was said.
    pub entry: FormEntry,
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

/// A form to issue.
#[derive(Clone, Copy, Debug)]
pub struct NewFormIssue<'a> {
    /// The version of the table.
    pub table: i64,
    /// Which form.
    pub form: &'a str,
    /// Its file.
    pub evidence: Sha256Digest,
    /// The moment of the facts it was made from.
    pub snapshot_seq: i64,
    /// [`Reader::last_form_entry`] when it was made.
    pub seen: i64,
    /// What is said with it.
    pub note: &'a str,
}

/// The project of a row: `P03` of `P03.I01.T1`.
fn project_of(row: &str) -> &str {
    row.split_once('.').map_or(row, |(project, _)| project)
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

    /// The rows of all forms in which somebody has to answer as they stand, oldest first, with their lineage and form.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn form_questions(&self) -> Result<Vec<FormQuestion>> {
        let sql = "select * from form_entry e where asks is not null and id = (select max(id) from form_entry o
                   where o.lineage = e.lineage and o.form = e.form and o.row = e.row and o.part = e.part) order by id";
        let mut all = self.conn.prepare_cached(sql)?;
        let mut rows = all.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (lineage, form, asks) = (row.get("lineage")?, row.get("form")?, row.get("asks")?);
            found.push(FormQuestion { lineage, form, asks, entry: read_entry(row)? });
        }
        Ok(found)
    }

    /// The number of the last thing said in a form, in whatever part; 0 when nothing was.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn last_form_entry(&self, lineage: &str, form: &str) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) from form_entry where lineage = ?1 and form = ?2";
        Ok(self.conn.prepare_cached(sql)?.query_row([lineage, form], |row| row.get(0))?)
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
    /// Says something of a row; `asks` is who has to answer, if anybody.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn say_in_form(&self, lineage: &str, form: &str, row: &str, json: &str, asks: Option<&str>) -> Result<()> {
        self.add_form_entry(lineage, form, row, FormPart::Said, json, asks)
    }

    /// Says what a row is worth beside the others.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn weigh_in_form(&self, lineage: &str, form: &str, row: &str, json: &str) -> Result<()> {
        self.add_form_entry(lineage, form, row, FormPart::Weight, json, None)
    }

    /// Answers what was asked of a row.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn answer_in_form(&self, lineage: &str, form: &str, row: &str, json: &str) -> Result<()> {
        self.add_form_entry(lineage, form, row, FormPart::Answer, json, None)
    }

    /// Says a second opinion of a project, or of a line of it: by a person who said and weighed nothing of it that still stands.
    ///
    /// # Errors
    /// [`crate::StoreError::Refused`]: `store.own_work`, `store.person_needed`.
    pub fn review_form(&self, lineage: &str, form: &str, project: &str, json: &str) -> Result<()> {
        self.needs_another_person("")?;
        for part in OWN_WORK {
            for said in self.form_entries(lineage, form, part)? {
                if project_of(&said.row) == project_of(project) {
                    self.needs_another_person(&said.actor)?;
                }
            }
        }
        self.add_form_entry(lineage, form, project, FormPart::Review, json, None)
    }

    /// Whoever wrote last in a form what no other person has reviewed since does not issue it.
    fn needs_another_than_the_last(&self, lineage: &str, form: &str) -> Result<()> {
        let reviews = self.form_entries(lineage, form, FormPart::Review)?;
        let mut last: Option<FormEntry> = None;
        for part in [FormPart::Said, FormPart::Weight, FormPart::Answer] {
            for entry in self.form_entries(lineage, form, part)? {
                let reviewed = reviews.iter().any(|one| one.row == project_of(&entry.row) && one.id > entry.id);
                if !reviewed && last.as_ref().is_none_or(|last| last.id < entry.id) {
                    last = Some(entry);
                }
            }
        }
        self.needs_another_person(last.as_ref().map_or("", |entry| entry.actor.as_str()))
    }

    fn add_form_entry(
        &self,
        lineage: &str,
        form: &str,
        row: &str,
        part: FormPart,
        json: &str,
        asks: Option<&str>,
    ) -> Result<()> {
        let sql = "insert into form_entry (lineage, form, row, part, json, actor, at, asks)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.conn.execute(sql, (lineage, form, row, part.as_str(), json, &self.actor, self.stamp.at, asks))?;
        Ok(())
    }

    /// Issues a form with its file, which must be registered as evidence. `seen` is the last thing said in it when the
    /// file was made. The number of the issue.
    ///
    /// # Errors
    /// [`crate::StoreError::Refused`]: `store.own_work` for the last hand in it, `store.person_needed`,
    /// `store.moved_on` when more was said since or a newer version of the table is in force;
    /// [`crate::StoreError::NotFound`] without such a table or file.
    pub fn issue_form(&self, issue: &NewFormIssue<'_>) -> Result<i64> {
        let (row, _) = self.target_table(issue.table)?;
        self.needs_newest(&row)?;
        if self.last_form_entry(&row.lineage, issue.form)? != issue.seen {
            return Err(StoreError::refused("store.moved_on", "more was said in the form meanwhile"));
        }
        self.needs_another_than_the_last(&row.lineage, issue.form)?;
        self.evidence(issue.evidence)?;
        let sql = "insert into form_issue (lineage, target_table, form, evidence, snapshot_seq, note, actor, at)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (digest, note) = (issue.evidence.0.as_slice(), issue.note.trim());
        let values =
            (&row.lineage, issue.table, issue.form, digest, issue.snapshot_seq, note, &self.actor, self.stamp.at);
        self.conn.execute(sql, values)?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Demands that a version of a table is the one in force.
    ///
    /// # Errors
    /// [`crate::StoreError::Refused`] (`store.moved_on`).
    pub fn needs_newest(&self, row: &TargetTableRow) -> Result<()> {
        let newest = self.target_table_versions(&row.lineage)?.first().map(|newest| newest.id);
        if newest == Some(row.id) {
            return Ok(());
        }
        Err(StoreError::refused("store.moved_on", format!("table {} is no longer in force", row.id)))
    }
}
