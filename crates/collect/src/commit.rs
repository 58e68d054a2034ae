//! What was read becomes one batch: evidence kept, subjects found or made, facts appended; all in one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{BatchId, EntityId, FactStatus, FactValue, Sha256Digest, Subject, Value};
use serde::Serialize;
use store::{Act, Actor, Appended, FactDraft, FactPlace, NewBatch, Store, StoreError, Writer};

use crate::plan::{self, Effect};
use crate::records::{Desk, KIND, Register, metric, settle, untyped, wait_again};
use crate::{Problem, ReadFact, ReadOptions, Reading, SubjectRef};

/// Which rows of a file with faults are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowChoice {
    /// All or nothing: one fault refuses the file.
    #[default]
    All,
    /// Rows without a fault.
    GoodOnly,
}

/// What becomes of values that differ from accepted ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictChoice {
    /// Nobody was asked: they correct what was accepted, except on records, where they refuse the file.
    #[default]
    Ask,
    /// They correct what was accepted.
    Replace,
    /// What was accepted stays; they are left out.
    Keep,
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
    /// Which of two values holds where an accepted one stands.
    pub conflicts: ConflictChoice,
    /// The stamp of the [`crate::Plan`] a person looked at: nothing is stored when the facts have moved on since.
    pub stamp: Option<Sha256Digest>,
    /// Choices to remember for the next files with the same headings.
    pub remember: Option<ReadOptions>,
}

impl Default for CommitOptions {
    fn default() -> Self {
        Self {
            rows: RowChoice::All,
            status: FactStatus::Submitted,
            note: String::new(),
            new_subjects: true,
            conflicts: ConflictChoice::Ask,
            stamp: None,
            remember: None,
        }
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
    /// Values left out because an accepted one stands.
    pub kept_accepted: usize,
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
    let act = Act::new(actor.clone(), "collect.import", reading.file.clone());
    commit_as(store, &act, reading, bytes, options, |_| Ok(()), |_, _| Ok(()))
}

/// What was stored so far, for what else belongs to the same transaction.
pub(crate) struct Stored {
    /// The batch.
    pub(crate) batch: BatchId,
    /// Records that the file speaks of, in its order.
    pub(crate) records: Vec<EntityId>,
}

/// [`commit`] under an act of its own, in the same transaction with something to be sure of first and something more
/// before records are judged.
pub(crate) fn commit_as(
    store: &Store,
    act: &Act,
    reading: &Reading,
    bytes: &[u8],
    options: &CommitOptions,
    first: impl FnOnce(&Writer<'_>) -> store::Result<()>,
    more: impl FnOnce(&Writer<'_>, &Stored) -> store::Result<()>,
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
    let committed = store.write(act, |w| {
        first(w)?;
        let kept = looked_at(w, reading, options)?;
        if reading.good_facts().count() == kept.len() {
            return Err(StoreError::refused("collect.empty", "没有可导入的数据：全部与已审核的值冲突，已选择保留原值"));
        }
        if let Some(choices) = &options.remember {
            crate::choices::remember(w, &reading.sheets, choices)?;
        }
        w.register_evidence(digest, &reading.file, media(&reading.file))?;
        let mut intake =
            Intake { writer: w, reading, options, new_subjects: 0, other_names: Vec::new(), renamed: BTreeSet::new() };
        let subjects = intake.subjects()?;
        intake.nobody_accepts_their_own(&act.actor, &subjects)?;
        let (new_subjects, other_names, renamed) = (intake.new_subjects, intake.other_names, intake.renamed);
        let note = if options.note.is_empty() { reading.file.clone() } else { options.note.clone() };
        let batch = w.open_batch(&NewBatch::import(digest, note))?;
        let drafts = reading.good_facts().enumerate().filter(|(nth, _)| !kept.contains(nth)).filter_map(|(_, fact)| {
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
        let stored = Stored { batch, records: records(reading, &subjects) };
        let changed: BTreeSet<EntityId> = stored.records.iter().copied().collect();
        wait_again(w, batch, &changed, &renamed)?;
        more(w, &stored)?;
        settle(w, &changed)?;
        let skipped_rows = reading.faulty_rows().len();
        Ok(Committed { appended, new_subjects, skipped_rows, kept_accepted: kept.len(), other_names })
    })?;
    Ok(committed)
}

/// The records among the subjects, each once.
fn records(reading: &Reading, subjects: &[Option<EntityId>]) -> Vec<EntityId> {
    let of_kind = reading.subjects.iter().zip(subjects).filter(|(subject, _)| subject.kind.as_str() == KIND);
    of_kind.filter_map(|(_, id)| *id).collect()
}

/// Demands that the facts stand as they stood when the plan was looked at; which good facts are to be left out.
fn looked_at(w: &Writer<'_>, reading: &Reading, options: &CommitOptions) -> store::Result<HashSet<usize>> {
    let of_records = reading.subjects.iter().any(|subject| subject.kind.as_str() == KIND);
    if of_records {
        let entities = plan::entities(w, reading)?;
        let unknown = untyped(w, reading, &Register::load(w, reading, &entities)?)?;
        if let Some(first) = unknown.first() {
            return Err(StoreError::refused(
                "record.untyped",
                format!("{}：{}；{}", first.place, first.message, first.mend),
            ));
        }
    }
    let looks = of_records && options.conflicts == ConflictChoice::Ask || options.conflicts == ConflictChoice::Keep;
    if options.stamp.is_none() && !looks {
        return Ok(HashSet::new());
    }
    let changes = plan::changes(w, reading)?;
    if options.stamp.is_some_and(|stamp| stamp != plan::stamp(&changes)) {
        let message = "预览之后又有数据入库，变更已不同；请重新看一遍预览再确认";
        return Err(StoreError::refused("collect.moved", message));
    }
    match options.conflicts {
        ConflictChoice::Keep => {}
        ConflictChoice::Replace => return Ok(HashSet::new()),
        ConflictChoice::Ask => return undecided(reading, &changes).map(|()| HashSet::new()),
    }
    Ok(changes.iter().enumerate().filter(|(_, change)| change.effect == Effect::Conflict).map(|(nth, _)| nth).collect())
}

/// Demands that nothing of a record is left for a person to decide.
fn undecided(reading: &Reading, changes: &[plan::Change]) -> store::Result<()> {
    let mut left = reading.good_facts().zip(changes).filter(|(fact, change)| {
        let of_record = reading.subjects.get(fact.subject).is_some_and(|subject| subject.kind.as_str() == KIND);
        of_record && change.effect == Effect::Conflict
    });
    let Some((first, _)) = left.next() else { return Ok(()) };
    let sheet = reading.sheets.iter().find(|sheet| sheet.sheet == first.sheet);
    let place = sheet.map(|sheet| sheet.locator(first.row, first.column)).unwrap_or_default();
    let message = format!(
        "有 {} 处与已采纳的记录不同，或同一编号登记的是另一件事；第一处：{place}。须选定保留原记录，或以文件为准重新采纳",
        left.count() + 1
    );
    Err(StoreError::refused("collect.undecided", message))
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
    renamed: BTreeSet<EntityId>,
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
        if let Some(entity) = subject.entity(self.writer)? {
            if subject.numbered(self.writer)?.is_none() {
                self.writer.add_identifier(entity.id, &subject.identifier())?;
            }
            if let Some(name) = subject.name.as_ref().filter(|name| **name != entity.name) {
                // A row that was chosen over another record is that record now.
                let chosen = subject.kind.as_str() == KIND && self.options.conflicts == ConflictChoice::Replace;
                if chosen {
                    self.renamed.insert(entity.id);
                }
                if chosen || entity.name == subject.key {
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
        self.writer.add_entity(&subject.kind, name, &[subject.identifier()])
    }

    /// Registration and acceptance of a record are two people's work: whoever changes something of a record does not
    /// accept it, not even in the same file.
    fn nobody_accepts_their_own(&self, actor: &Actor, subjects: &[Option<EntityId>]) -> store::Result<()> {
        let Some(accepted) = self.writer.metric_named(metric::ACCEPTED)? else { return Ok(()) };
        let mut decisions = Vec::new();
        let mut others: HashMap<usize, Vec<&ReadFact>> = HashMap::new();
        for fact in self.reading.good_facts() {
            if fact.metric != accepted.id {
                others.entry(fact.subject).or_default().push(fact);
            } else if matches!(fact.value, FactValue::Known(Value::Truth(_))) {
                decisions.push(fact);
            }
        }
        if decisions.is_empty() {
            return Ok(());
        }
        let desk = Desk::load(self.writer)?;
        for fact in decisions {
            let (Some(Some(id)), Some(subject)) = (subjects.get(fact.subject), self.reading.subjects.get(fact.subject))
            else {
                continue;
            };
            let stands = |fact: &ReadFact| self.writer.current_fact(Subject::One(*id), fact.metric, fact.period);
            if stands(fact)?.is_some_and(|said| said.value == fact.value) {
                continue;
            }
            desk.may_decide(self.writer, actor, *id)?;
            for other in others.get(&fact.subject).into_iter().flatten() {
                if stands(other)?.is_none_or(|stands| stands.value != other.value) {
                    let message = format!("记录 {} 在同一个文件里又改又采纳；改动和采纳须由两人分开办", subject.key);
                    return Err(StoreError::refused("collect.own_record", message));
                }
            }
        }
        Ok(())
    }
}
