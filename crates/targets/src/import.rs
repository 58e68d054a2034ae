//! A performance table becomes one batch: the file kept as evidence, the reading as the next version of its table,
//! the budgets of its projects as facts.

use domain::BatchId;
use serde::Serialize;
use serde_json::json;
use store::{Act, Actor, NewBatch, NewTargetTable, Store, StoreError, Undone, Writer};
use tabular::ReadOptions;

use crate::model::{Severity, TargetTable};
use crate::wording::{self, Carried};

/// What an import did.
#[derive(Clone, Debug, Serialize)]
pub struct Imported {
    /// Number of the stored version.
    pub table: i64,
    /// From 1 for a table seen the first time.
    pub version: u32,
    /// The batch, to undo it by.
    pub batch: BatchId,
    /// Projects, goal clauses, indicators, targets.
    pub counts: [usize; 4],
    /// Findings that must be mended, must be explained, are notes.
    pub findings: [usize; 3],
    /// What became of all that hung on the rows of the version before.
    pub carried: Carried,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read as a performance table.
    #[error(transparent)]
    Refused(#[from] crate::Refusal),
    /// The store would not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reading could not be written down.
    #[error("the reading cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// What stays the same when a table is published again: title, department, year; of a form its project too.
pub fn lineage(table: &TargetTable) -> String {
    let head = &table.document;
    let year = head.year.map(|year| year.to_string()).unwrap_or_default();
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let project = match table.projects.as_slice() {
        [only] => only.name.as_str(),
        _ => "",
    };
    [text(&head.title).as_str(), text(&head.department).as_str(), year.as_str(), project].join("|")
}

/// Indicators of a table that is stored, a project counted as four: beside the table itself its reading as JSON must fit
/// in 512 MB. 100,000 indicators of 20,000 projects do, and 40,000 projects with one indicator each.
const MOST_PARTS: usize = 210_000;

fn fits(table: &TargetTable) -> Result<(), crate::Refusal> {
    let projects = table.projects.len();
    let indicators: usize = table.projects.iter().map(|project| project.indicators.len()).sum();
    if 4 * projects + indicators <= MOST_PARTS {
        return Ok(());
    }
    Err(crate::Refusal {
        code: "too_many_projects",
        message: format!("这份表有 {projects} 个项目、{indicators} 项指标，超过一份表入库的上限，没有入库。"),
        hint: "只读取、检查没有问题；入库请按单位拆成几份文件。".into(),
    })
}

/// Reads, checks and stores a table. Nothing is kept unless all of it is. Published tables often leave their year to
/// the page around them, and without a year their budgets are no facts: `year_said` is the year a person says such a
/// table is of; it stands in the audit log.
///
/// # Errors
/// [`ImportError`], a refusal `year_conflict` when the file states another year than was said; the store is unchanged
/// then, except for bytes no row speaks of, which the next start removes.
pub fn import(
    store: &Store,
    actor: Actor,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    year_said: Option<i16>,
) -> Result<Imported, ImportError> {
    let (document, mut table) = crate::read_and_check(name, bytes, options)?;
    fits(&table)?;
    if let Some(said) = year_said {
        let written = *table.document.year.get_or_insert(said);
        if written != said {
            return Err(ImportError::Refused(crate::Refusal {
                code: "year_conflict",
                message: format!("文件写明是 {written} 年度，与所填的 {said} 年度不一致，没有入库。"),
                hint: "请核对是否选错文件；年度以文件为准时不必填写。".into(),
            }));
        }
    }
    let clauses = table.projects.iter().map(|p| p.goal_clauses.len()).sum();
    let indicators = table.projects.iter().map(|p| p.indicators.len()).sum();
    let counts = [table.projects.len(), clauses, indicators, table.targets.len()];
    let of = |severity| table.findings.iter().filter(|finding| finding.severity == severity).count();
    let findings = [of(Severity::Error), of(Severity::Warn), of(Severity::Info)];
    let digest = store.put_bytes(bytes)?;
    let stored = NewTargetTable {
        lineage: lineage(&table),
        batch: BatchId(0),
        evidence: digest,
        year: table.document.year,
        title: table.document.title.clone().unwrap_or_else(|| document.name.clone()),
        department: table.document.department.clone().unwrap_or_default(),
        unit: table.document.unit.clone(),
        json: serde_json::to_string(&table)?,
    };
    // What only the JSON needs makes room for the store's own copy of it.
    table.targets = Vec::new();
    table.findings = Vec::new();
    for project in &mut table.projects {
        project.indicators = Vec::new();
        project.goal_clauses = Vec::new();
    }
    let act =
        Act::new(actor, "targets.import", name).detail(json!({ "sha256": digest.to_string(), "year_said": year_said }));
    let (batch, (id, version), carried) = store.write(&act, |w| {
        w.register_evidence(digest, &document.name, media_type(&document))?;
        let batch = w.open_batch(&NewBatch::import(digest, name))?;
        let budgets = crate::money::facts(w, &document, &table)?;
        w.append_facts(batch, budgets)?;
        let before = wording::in_force(w, &stored.lineage)?;
        let lineage = stored.lineage.clone();
        let (id, version) = w.add_target_table(&NewTargetTable { batch, ..stored })?;
        let carried = match before {
            Some(before) => carry(w, &lineage, (before.0, &before.1), id)?,
            None => Carried::default(),
        };
        Ok((batch, (id, version), carried))
    })?;
    Ok(Imported { table: id, version, batch, counts, findings, carried })
}

/// What hangs on the rows of a version goes to the one in force from now on, and the act says so.
fn carry(w: &Writer<'_>, lineage: &str, before: wording::Numbered<'_>, after: i64) -> Result<Carried, StoreError> {
    let (_, json) = w.target_table(after)?;
    let table: TargetTable = parsed(&json)?;
    let carried = wording::carry(w, lineage, before, (after, &table))?;
    if carried != Carried::default() {
        w.note("rows_moved", carried.moved);
        w.note("bindings_reopened", carried.reopened.clone());
    }
    Ok(carried)
}

fn parsed(json: &str) -> Result<TargetTable, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Damaged(format!("a stored table: {error}")))
}

fn media_type(document: &tabular::Document) -> &'static str {
    match document.format {
        tabular::Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        tabular::Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        tabular::Format::Html => "text/html",
        tabular::Format::Delimited => "text/csv",
        tabular::Format::Text => "text/plain",
    }
}

/// The reading of a stored table.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Damaged`] when it no longer parses.
pub fn table(store: &Store, id: i64) -> Result<TargetTable, StoreError> {
    let (_, json) = store.read(|r| r.target_table(id))?;
    parsed(&json)
}

/// Takes an import back: its version of the table is gone, the one before is in force again.
///
/// # Errors
/// The store's refusal, such as undoing twice; `targets.batch_of_facts` for a batch that brought no table.
pub fn undo(store: &Store, actor: Actor, batch: BatchId, why: &str) -> Result<Undone, StoreError> {
    store.write(&Act::new(actor, "targets.undo", format!("batch:{batch}")), |w| {
        let Some(id) = w.table_of_batch(batch)? else {
            let message = format!("批次 {batch} 不是绩效目标表，请在批次页或用 data undo 撤销");
            return Err(StoreError::refused("targets.batch_of_facts", message));
        };
        let undone_row = w.target_table(id).ok();
        let was_in_force = match &undone_row {
            Some((row, _)) => w.target_table_versions(&row.lineage)?.first().is_some_and(|newest| newest.id == id),
            None => false,
        };
        let undone = w.undo_batch(batch, why)?;
        if let Some((row, json)) = undone_row.filter(|_| was_in_force)
            && let Some(again) = w.target_table_versions(&row.lineage)?.first()
        {
            carry(w, &row.lineage, (id, &parsed(&json)?), again.id)?;
        }
        Ok(undone)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Checks, FileSource, Head, Indicator, Layout, Project};

    #[test]
    fn a_table_too_long_to_store_is_refused_before_anything_is_kept() {
        let project = Project { indicators: vec![Indicator::default(); 2], ..Project::default() };
        let mut table = TargetTable {
            schema: String::new(),
            source: FileSource { file: String::new(), sha256: String::new(), encoding: None, warnings: Vec::new() },
            layout: Layout::ProjectList,
            document: Head::default(),
            projects: vec![project; MOST_PARTS / 6],
            targets: Vec::new(),
            checks: Checks::default(),
            findings: Vec::new(),
        };
        assert!(fits(&table).is_ok());
        table.projects.push(Project::default());
        assert_eq!(fits(&table).unwrap_err().code, "too_many_projects");
    }
}
