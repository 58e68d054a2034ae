//! A record entered in a form: the fields become a sheet of one row, which goes the way of every imported register;
//! the files come with it, in the same transaction.

use std::collections::BTreeMap;

use domain::{EntityId, FactStatus, FactValue, Period, Sha256Digest, Subject, UserId, Value};
use store::{Act, Actor, DraftFile, FactDraft, Reader, Store, StoreError, Writer};

use super::types::RecordType;
use super::{Case, Content, judge, metric, sheet_of};
use crate::commit::{Stored, commit_as};
use crate::{CollectError, CommitOptions, ConflictChoice, ReadOptions, Registry};

/// What a form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submission {
    /// The record that came back; none for a new one.
    pub record: Option<EntityId>,
    /// Names what the record said when work on it began ([`Content::stamp`]).
    pub base: Option<Sha256Digest>,
    /// Code of its type.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Fields by the Chinese name of the metric, as typed.
    pub fields: BTreeMap<String, String>,
    /// Everything that proves it, in place of what was attached before.
    pub files: Vec<DraftFile>,
    /// The draft it was made in, which ends with it.
    pub draft: Option<(i64, UserId)>,
}

/// A record handed in, or what keeps it from being so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It waits for another person.
    Waiting(EntityId),
    /// Field (a metric's name, 名称, 凭证 or empty for all), what is wrong, how to mend it, and a stable code.
    Faulty(Vec<(String, String, String, &'static str)>),
    /// Somebody else has changed it since work on it began; nothing was stored.
    Moved,
}

/// A number that no record has yet: `JL-2024-0012`.
///
/// # Errors
/// The store's refusal.
pub fn number(reader: &Reader<'_>, year: i16) -> store::Result<String> {
    let kind = domain::SubjectKind::new(super::KIND);
    let first = jiff::civil::Date::new(year, 1, 1)
        .map_err(|error| StoreError::refused("record.unreadable", error.to_string()))?;
    let mut nth = reader.setting(&counter(year))?.and_then(|last| last.parse::<u32>().ok()).unwrap_or(0);
    loop {
        nth += 1;
        let number = format!("JL-{year}-{nth:04}");
        if reader.entity_identified(&kind, "record_no", &number, Some(first))?.is_none() {
            return Ok(number);
        }
    }
}

fn counter(year: i16) -> String {
    format!("records.last_number.{year}")
}

/// How often somebody else may take the next number before a record is refused.
const TRIES: usize = 1_000;

/// Refused where the number that a sheet was made for has been given to another record meanwhile.
const TAKEN: &str = "record.number_taken";

/// Refused where a record says something else than when work on it began.
const MOVED: &str = "record.moved";

/// Hands a record in. It is checked as a row of a register would be, and its evidence for what its type asks.
///
/// # Errors
/// [`CollectError`]; faults of what was typed are no error but [`Submitted::Faulty`], what somebody else has changed
/// meanwhile is [`Submitted::Moved`].
pub fn submit(store: &Store, actor: &Actor, given: &Submission) -> Result<Submitted, CollectError> {
    for _ in 0..TRIES {
        match hand_in(store, actor, given) {
            Err(CollectError::Store(StoreError::Refused { code: TAKEN, .. })) => {}
            Err(CollectError::Store(StoreError::Refused { code: MOVED, .. })) => return Ok(Submitted::Moved),
            other => return other,
        }
    }
    Err(StoreError::refused(TAKEN, "同时提交的人太多，请再提交一次").into())
}

/// What must still be so when the record is stored: its number is free, and it says what work on it began with.
fn still(w: &Writer<'_>, given: &Submission, year: i16, made_for: &str) -> store::Result<()> {
    let Some(id) = given.record else {
        return match number(w, year)? {
            next if next == made_for => Ok(()),
            _ => Err(StoreError::refused(TAKEN, "编号已给了另一条记录")),
        };
    };
    if before(w, id)?.accepted == Some(true) {
        return Err(StoreError::refused("record.accepted", "记录已被采纳，须先退回才能修改"));
    }
    let content = Content::now(w, id)?.stamp();
    if given.base.is_some_and(|base| base != content) {
        return Err(StoreError::refused(MOVED, "别人在此期间改过这条记录"));
    }
    Ok(())
}

fn hand_in(store: &Store, actor: &Actor, given: &Submission) -> Result<Submitted, CollectError> {
    let registry = store.read(Registry::load)?;
    let known = registry.types().get(&given.kind).filter(|kind| !kind.retired || given.record.is_some());
    let Some(kind) = known.cloned() else {
        return Err(StoreError::refused("record.unknown_type", format!("没有记录类型“{}”", given.kind)).into());
    };
    let before = match given.record {
        Some(id) => Some(store.read(|r| before(r, id))?),
        None => None,
    };
    let mut faults = Vec::new();
    if given.name.trim().is_empty() {
        faults.push(fault("名称", "没有写名称", "用一句话说是什么事", "required_missing"));
    }
    let year = given.fields.get(&kind.period).and_then(|text| crate::value::date(text.trim())).map(|day| day.year());
    let period = year.and_then(Period::year);
    if period.is_some() && before.as_ref().is_some_and(|before| Some(before.period) != period) {
        let message = format!("“{}”换了年度，这条记录登记在别的年度", kind.period);
        faults.push(fault(&kind.period, &message, "改回原来的年度；跨年的另立一条记录", "date_outside_period"));
    }
    let mut fields = given.fields.clone();
    fields.retain(|name, _| kind.fields().any(|(known, _)| known == name));
    // A field that is emptied says so: a blank cell would leave what stands.
    for (name, value) in before.iter().flat_map(|before| &before.values) {
        let emptied = fields.get(name).is_none_or(|text| text.trim().is_empty()) && *value != FactValue::Missing;
        if emptied && kind.fields().any(|(known, _)| known == name) {
            fields.insert(name.clone(), "—".to_owned());
        }
    }
    faults.extend(unproved(&kind, given));
    let year = year.unwrap_or(store.read(|r| r.today())?.year());
    let own = match given.record {
        Some(id) => store.read(|r| r.identifiers(id))?.into_iter().find(|one| one.scheme == "record_no"),
        None => None,
    };
    let number = match own {
        Some(own) => own.value,
        None => store.read(|r| number(r, year))?,
    };
    let sheet = sheet_of(&kind, &registry, &[([&number, given.name.trim(), &year.to_string()], &fields)]);
    // Not as text: a guard against formulas would change what begins like one.
    let bytes = tabular::write_xlsx(&tabular::Workbook { sheets: vec![sheet] })
        .map_err(|error| StoreError::refused("record.unreadable", error.to_string()))?;
    let file = format!("{number}.xlsx");
    let document = tabular::read(&file, &bytes, &tabular::ReadOptions::default())
        .map_err(|refusal| StoreError::refused("record.unreadable", refusal.to_string()))?;
    let reading = crate::read(&document, &registry, &ReadOptions::default());
    for problem in &reading.problems {
        let column = reading.sheets.iter().flat_map(|sheet| &sheet.columns).find(|one| one.column == problem.column);
        let named = match column.map(|column| &column.role) {
            Some(crate::Role::Metric { metric, .. }) => registry.metric(*metric).map(|one| one.name.clone()),
            Some(crate::Role::Name { .. }) => Some("名称".to_owned()),
            _ => None,
        };
        faults.push((named.unwrap_or_default(), problem.message.clone(), problem.mend.clone(), problem.code));
    }
    if !faults.is_empty() {
        return Ok(Submitted::Faulty(faults));
    }
    let options = CommitOptions {
        status: FactStatus::Submitted,
        note: format!("{number} {}", given.name.trim()),
        conflicts: ConflictChoice::Replace,
        ..CommitOptions::default()
    };
    let act = Act::new(actor.clone(), "record.submit", number.clone());
    let mut record = None;
    let first = |w: &Writer<'_>| still(w, given, year, &number);
    commit_as(store, &act, &reading, &bytes, &options, first, |w, stored| {
        let id = *stored.records.first().ok_or_else(|| StoreError::refused("record.unreadable", "没有读出记录"))?;
        record = Some(id);
        if given.record.is_some_and(|own| own != id) {
            return Err(StoreError::refused("store.moved_on", "记录编号已换了主人"));
        }
        w.rename_entity(id, given.name.trim())?;
        if given.record.is_none() {
            let nth = number.rsplit('-').next().unwrap_or_default().trim_start_matches('0');
            w.put_setting(&counter(year), nth)?;
        }
        attach(w, id, given, stored)?;
        wait_again(w, id, stored)?;
        match given.draft {
            Some((draft, user)) => w.drop_record_draft(draft, user),
            None => Ok(()),
        }
    })?;
    record.map(Submitted::Waiting).ok_or(CollectError::Empty)
}

fn fault(field: &str, message: &str, mend: &str, code: &'static str) -> (String, String, String, &'static str) {
    (field.to_owned(), message.to_owned(), mend.to_owned(), code)
}

fn before(reader: &Reader<'_>, id: EntityId) -> store::Result<Case> {
    let metrics = reader.metrics()?.into_iter().map(|one| (one.id, one)).collect();
    let missing = || StoreError::NotFound { what: "record", key: id.to_string() };
    Case::load(reader, &metrics, id)?.ok_or_else(missing)
}

fn unproved(kind: &RecordType, given: &Submission) -> Vec<(String, String, String, &'static str)> {
    let archive = given.fields.get(metric::ARCHIVE).map(|text| text.trim()).unwrap_or_default();
    let mut values = BTreeMap::new();
    if !archive.is_empty() && kind.fields().any(|(name, _)| name == metric::ARCHIVE) {
        values.insert(metric::ARCHIVE.to_owned(), FactValue::Known(Value::Text(archive.into())));
    }
    let evidence = given.files.iter().map(|file| file.kind.clone()).collect();
    let missing = judge::unproved(&values, &evidence, kind);
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("还缺凭证：{}", missing.join("、"));
    vec![fault("凭证", &message, "上传文件；纸质原件在档案室的，填“凭证档号”", "evidence_missing")]
}

/// Files as they stand in the form: new ones attached, others taken off.
fn attach(w: &Writer<'_>, id: EntityId, given: &Submission, stored: &Stored) -> store::Result<()> {
    let before = w.record_files(id)?;
    for file in &given.files {
        if before.iter().any(|old| old.digest == file.digest && old.kind == file.kind) {
            continue;
        }
        w.register_evidence(file.digest, &file.name, &file.media)?;
        w.attach_record_file(id, file.digest, &file.name, &file.kind, stored.batch)?;
    }
    for old in before {
        if !given.files.iter().any(|file| file.digest == old.digest && file.kind == old.kind) {
            w.remove_record_file(old.id, stored.batch)?;
        }
    }
    Ok(())
}

/// A record handed in again is decided on again, even where only its files have changed.
fn wait_again(w: &Writer<'_>, id: EntityId, stored: &Stored) -> store::Result<()> {
    let Some(accepted) = w.metric_named(metric::ACCEPTED)? else { return Ok(()) };
    for fact in w.facts_about(Subject::One(id))? {
        if fact.metric == accepted.id && matches!(fact.value, FactValue::Known(_)) {
            let draft = FactDraft {
                subject: fact.subject,
                metric: accepted.id,
                period: fact.period,
                value: FactValue::Missing,
                status: FactStatus::Accepted,
                place: None,
            };
            w.append_facts(stored.batch, [draft])?;
        }
    }
    Ok(())
}
