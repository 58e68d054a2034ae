//! What was read becomes one batch: evidence kept, subjects found or made, facts appended; all in one transaction.

use domain::{EntityId, FactStatus, FactValue, Subject, SubjectKind, Value};
use serde::Serialize;
use store::{Act, Actor, Appended, FactDraft, FactPlace, Identifier, NewBatch, Store, StoreError, Writer};

use crate::{Problem, Reading, SubjectRef};

/// English name of the metric by which a second person accepts a record.
const ACCEPTED: &str = "accepted";

/// Which rows of a file with faults are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowChoice {
    /// All or nothing: one fault refuses the file.
    #[default]
    All,
    /// Rows without a fault.
    GoodOnly,
}

/// How a reading is stored.
#[derive(Clone, Debug)]
pub struct CommitOptions {
    /// Which rows.
    pub rows: RowChoice,
    /// How far the facts are accepted as they come in.
    pub status: FactStatus,
    /// For people: what the file is.
    pub note: String,
    /// Whether subjects that nobody has heard of are made; otherwise they refuse the file.
    pub new_subjects: bool,
}

impl Default for CommitOptions {
    fn default() -> Self {
        Self { rows: RowChoice::All, status: FactStatus::Submitted, note: String::new(), new_subjects: true }
    }
}

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Committed {
    /// The batch and its counts.
    #[serde(flatten)]
    pub appended: Appended,
    /// Subjects that were made.
    pub new_subjects: usize,
    /// Rows left out for their faults.
    pub skipped_rows: usize,
    /// Subjects whose name in the file is not the one on record, as `number: recorded ≠ file`; the recorded one stays.
    pub other_names: Vec<String>,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The file has faults and all rows were asked for, or a fault of the headings.
    #[error("{} 处错误，没有导入；第一处：{}：{}", .count, .first.place, .first.message)]
    Faulty {
        /// How many.
        count: usize,
        /// The first one.
        first: Box<Problem>,
    },
    /// No fact is left to import.
    #[error("文件里没有可导入的数据")]
    Empty,
    /// The bytes are not those that were read.
    #[error("文件内容与检查时不同，请重新上传")]
    Changed,
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CollectError {
    /// Stable machine-readable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Faulty { .. } => "collect.faulty",
            Self::Empty => "collect.empty",
            Self::Changed => "collect.changed",
            Self::Store(error) => error.code(),
        }
    }
}

/// Stores a reading as one batch with its file. On an error nothing is kept.
///
/// # Errors
/// [`CollectError`]; of the store among others `collect.unknown_subject` and `collect.own_record` (a person may not
/// accept a record they registered).
pub fn commit(
    store: &Store,
    actor: &Actor,
    reading: &Reading,
    bytes: &[u8],
    options: &CommitOptions,
) -> Result<Committed, CollectError> {
    if store::digest_of(bytes) != reading.sha256 {
        return Err(CollectError::Changed);
    }
    let blocking = reading.problems.iter().find(|p| p.fatal || options.rows == RowChoice::All);
    if let Some(first) = blocking {
        return Err(CollectError::Faulty { count: reading.problems.len(), first: Box::new(first.clone()) });
    }
    if reading.good_facts().next().is_none() {
        return Err(CollectError::Empty);
    }
    let digest = store.put_bytes(bytes)?;
    let act = Act::new(actor.clone(), "collect.import", reading.file.clone());
    let committed = store.write(&act, |w| {
        w.register_evidence(digest, &reading.file, media(&reading.file))?;
        let mut intake = Intake { writer: w, reading, options, new_subjects: 0, other_names: Vec::new() };
        let subjects = intake.subjects()?;
        intake.nobody_accepts_their_own(actor, &subjects)?;
        let (new_subjects, other_names) = (intake.new_subjects, intake.other_names);
        let note = if options.note.is_empty() { reading.file.clone() } else { options.note.clone() };
        let batch = w.open_batch(&NewBatch::import(digest, note))?;
        let drafts = reading.good_facts().filter_map(|fact| {
            let subject = Subject::One((*subjects.get(fact.subject)?)?);
            // Places of the grid count from 1, those of the store from 0.
            let place = FactPlace { sheet: fact.sheet, row: fact.row - 1, column: fact.column - 1 };
            Some(FactDraft {
                subject,
                metric: fact.metric,
                period: fact.period,
                value: fact.value.clone(),
                status: options.status,
                place: Some(place),
            })
        });
        let appended = w.append_facts(batch, drafts)?;
        Ok(Committed { appended, new_subjects, skipped_rows: reading.faulty_rows().len(), other_names })
    })?;
    Ok(committed)
}

/// Media type by the file's ending, for the download of the evidence.
fn media(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "html" | "htm" => "text/html",
        _ => "text/plain",
    }
}

struct Intake<'a, 'w> {
    writer: &'a Writer<'w>,
    reading: &'a Reading,
    options: &'a CommitOptions,
    new_subjects: usize,
    other_names: Vec<String>,
}

impl Intake<'_, '_> {
    /// The entity of each subject; `None` for those that only faulty rows speak of.
    fn subjects(&mut self) -> store::Result<Vec<Option<EntityId>>> {
        let mut needed = vec![false; self.reading.subjects.len()];
        for fact in self.reading.good_facts() {
            if let Some(flag) = needed.get_mut(fact.subject) {
                *flag = true;
            }
        }
        let mut found = Vec::with_capacity(needed.len());
        for (subject, needed) in self.reading.subjects.iter().zip(needed) {
            found.push(if needed { Some(self.entity(subject)?) } else { None });
        }
        Ok(found)
    }

    fn entity(&mut self, subject: &SubjectRef) -> store::Result<EntityId> {
        let known = self.writer.entity_identified(&subject.kind, &subject.scheme, &subject.key, None)?;
        if let Some(entity) = known {
            if let Some(name) = subject.name.as_ref().filter(|name| **name != entity.name) {
                if entity.name == subject.key {
                    self.writer.rename_entity(entity.id, name)?;
                } else {
                    self.other_names.push(format!("{}: {} ≠ {name}", subject.key, entity.name));
                }
            }
            return Ok(entity.id);
        }
        if !self.options.new_subjects {
            let message = format!("编号 {} 还没有登记", subject.key);
            return Err(StoreError::refused("collect.unknown_subject", message));
        }
        self.new_subjects += 1;
        let name = subject.name.as_deref().unwrap_or(&subject.key);
        let identifier = Identifier::new(&subject.scheme, &subject.key);
        self.writer.add_entity(&subject.kind, name, &[identifier])
    }

    /// Registration and acceptance of a record are two people's work.
    fn nobody_accepts_their_own(&self, actor: &Actor, subjects: &[Option<EntityId>]) -> store::Result<()> {
        let Actor::User(_) = actor else { return Ok(()) };
        let Some(accepted) = self.writer.metric_named(ACCEPTED)? else { return Ok(()) };
        if accepted.subject != SubjectKind::new("record") {
            return Ok(());
        }
        for fact in self.reading.good_facts() {
            if fact.metric != accepted.id || fact.value != FactValue::Known(Value::Truth(true)) {
                continue;
            }
            let (Some(Some(id)), Some(subject)) = (subjects.get(fact.subject), self.reading.subjects.get(fact.subject))
            else {
                continue;
            };
            let before = self.writer.facts_about(Subject::One(*id))?;
            if before.is_empty() {
                let message = format!("记录 {} 还没有登记；先登记，再由另一人采纳", subject.key);
                return Err(StoreError::refused("collect.own_record", message));
            }
            for old in before.iter().filter(|old| old.metric != accepted.id) {
                if self.writer.batch(old.source)?.actor == actor.to_string() {
                    let message = format!("记录 {} 是本人登记的，须由另一人采纳", subject.key);
                    return Err(StoreError::refused("collect.own_record", message));
                }
            }
        }
        Ok(())
    }
}
