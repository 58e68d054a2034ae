//! What importing a reading would change: new, changed, unchanged, against an accepted value. Nothing is stored.

use std::fmt::Write;

use domain::{EntityId, FactStatus, FactValue, MetricKind, Sha256Digest, Subject, Value};
use serde::Serialize;
use store::{Fact, Reader};

use crate::problem::Fault;
use crate::records::Register;
use crate::{Problem, ReadFact, Reading, Registry, SubjectRef};

/// A value this many times the one of the period before, or less than one such part of it, is probably in another unit.
const JUMP: i128 = 10;

/// What one value does to what stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing stands there.
    New,
    /// Another value stands there, accepted by nobody yet.
    Changed,
    /// The same stands there.
    Unchanged,
    /// Another value stands there, and somebody accepted it or the record it stands on; or the row means another
    /// record than the one of this number.
    Conflict,
}

/// One good fact of a reading with what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it does.
    pub effect: Effect,
    /// What stands there, where something does.
    pub before: Option<Box<Fact>>,
}

/// How much of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows of data.
    pub rows: usize,
    /// Rows without a fault.
    pub good_rows: usize,
    /// Rows with a fault.
    pub faulty_rows: usize,
    /// Faults.
    pub errors: usize,
    /// Things worth a look.
    pub warnings: usize,
    /// Values for which nothing stands.
    pub new: usize,
    /// Values that correct one nobody accepted.
    pub changed: usize,
    /// Values that stand already.
    pub unchanged: usize,
    /// Values that differ from accepted ones.
    pub conflicts: usize,
    /// Subjects not known before.
    pub new_subjects: usize,
}

/// What importing would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// How much of each.
    pub counts: Counts,
    /// One for each of [`Reading::good_facts`], in their order.
    #[serde(skip)]
    pub changes: Vec<Change>,
    /// Subjects that would be made.
    pub new_subjects: Vec<SubjectRef>,
    /// The reading's warnings and those that only what stands can tell.
    pub warnings: Vec<Problem>,
    /// Names the moment: the same as long as nothing that matters here has changed.
    pub stamp: Sha256Digest,
}

/// Compares a reading with what stands.
///
/// # Errors
/// The store's refusal.
pub fn plan(reader: &Reader<'_>, registry: &Registry, reading: &Reading) -> store::Result<Plan> {
    let entities = entities(reader, reading)?;
    let register = Register::load(reader, reading, &entities)?;
    let changes = compared(reader, reading, &entities, &register)?;
    let mut counts = Counts { rows: reading.rows, errors: reading.problems.len(), ..Counts::default() };
    counts.faulty_rows = reading.faulty_rows().len();
    counts.good_rows = reading.rows.saturating_sub(counts.faulty_rows);
    let mut warnings = reading.warnings.clone();
    let mut spoken = vec![false; reading.subjects.len()];
    for (fact, change) in reading.good_facts().zip(&changes) {
        match change.effect {
            Effect::New => counts.new += 1,
            Effect::Changed => counts.changed += 1,
            Effect::Unchanged => counts.unchanged += 1,
            Effect::Conflict => counts.conflicts += 1,
        }
        let known = entities.get(fact.subject).cloned().flatten();
        if let Some(first) = spoken.get_mut(fact.subject).filter(|first| !**first) {
            *first = true;
            warnings.extend(match register.other(fact.subject) {
                Some(recorded) => other_record(reading, fact, recorded),
                None => known.as_ref().and_then(|known| other_name(reading, fact, &known.1)),
            });
        }
        if change.effect != Effect::Unchanged
            && let Some((entity, _)) = known
        {
            warnings.extend(jump(reader, registry, reading, fact, entity)?);
        }
    }
    let mut new_subjects = Vec::new();
    for ((subject, entity), spoken) in reading.subjects.iter().zip(&entities).zip(spoken) {
        if entity.is_none() && spoken {
            new_subjects.push(subject.clone());
        }
    }
    counts.warnings = warnings.len();
    counts.new_subjects = new_subjects.len();
    let stamp = stamp(&changes);
    Ok(Plan { counts, changes, new_subjects, warnings, stamp })
}

/// The entity of each subject and its present name.
pub(crate) fn entities(reader: &Reader<'_>, reading: &Reading) -> store::Result<Vec<Option<(EntityId, String)>>> {
    let mut found = Vec::with_capacity(reading.subjects.len());
    for subject in &reading.subjects {
        found.push(subject.entity(reader)?.map(|entity| (entity.id, entity.name)));
    }
    Ok(found)
}

/// What each good fact does to what stands.
pub(crate) fn changes(reader: &Reader<'_>, reading: &Reading) -> store::Result<Vec<Change>> {
    let entities = entities(reader, reading)?;
    compared(reader, reading, &entities, &Register::load(reader, reading, &entities)?)
}

fn compared(
    reader: &Reader<'_>,
    reading: &Reading,
    entities: &[Option<(EntityId, String)>],
    register: &Register,
) -> store::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for fact in reading.good_facts() {
        let entity = entities.get(fact.subject).and_then(|known| known.as_ref());
        let before = match entity {
            Some((id, _)) => reader.current_fact(Subject::One(*id), fact.metric, fact.period)?,
            None => None,
        };
        let effect = match &before {
            Some(before) if before.value == fact.value => Effect::Unchanged,
            _ if register.to_be_decided(fact) => Effect::Conflict,
            None => Effect::New,
            Some(before) if before.status == FactStatus::Accepted => Effect::Conflict,
            Some(_) => Effect::Changed,
        };
        changes.push(Change { effect, before: before.map(Box::new) });
    }
    Ok(changes)
}

pub(crate) fn stamp(changes: &[Change]) -> Sha256Digest {
    let mut text = String::with_capacity(changes.len() * 8);
    for change in changes {
        // Writing to a string cannot fail.
        let _ = match &change.before {
            Some(before) => write!(text, "{:?}{} ", change.effect, before.id),
            None => write!(text, "{:?} ", change.effect),
        };
    }
    store::digest_of(text.as_bytes())
}

fn about(reading: &Reading, fact: &ReadFact, seen: String, fault: Fault) -> Problem {
    let sheet = reading.sheets.iter().find(|sheet| sheet.sheet == fact.sheet);
    let column = sheet.and_then(|sheet| sheet.columns.iter().find(|column| column.column == fact.column));
    Problem {
        sheet: fact.sheet,
        row: fact.row,
        column: fact.column,
        place: sheet.map(|sheet| sheet.locator(fact.row, fact.column)).unwrap_or_default(),
        heading: column.map(|column| column.heading.clone()).unwrap_or_default(),
        code: fault.code,
        seen,
        message: fault.message,
        mend: fault.mend,
        suggestion: fault.suggestion,
        fatal: false,
    }
}

fn other_name(reading: &Reading, fact: &ReadFact, recorded: &str) -> Option<Problem> {
    let subject = reading.subjects.get(fact.subject)?;
    let said = subject.name.as_ref().filter(|name| *name != recorded && *recorded != subject.key)?;
    let message = format!("编号 {} 登记的名称是“{recorded}”，这里写“{said}”；登记的名称不变", subject.key);
    Some(about(reading, fact, said.clone(), Fault::new("other_name", message, "核对编号；改名请在登记里改")))
}

/// A row that means another record than the one of its number.
fn other_record(reading: &Reading, fact: &ReadFact, recorded: &str) -> Option<Problem> {
    let subject = reading.subjects.get(fact.subject)?;
    let message = format!("编号 {} 已登记为“{recorded}”，这一行是另一件事", subject.key);
    let mend = "另用一个编号；确是同一条记录的更正，选以文件为准，它重新待采纳";
    let seen = subject.name.clone().unwrap_or_default();
    Some(about(reading, fact, seen, Fault::new("other_record", message, mend)))
}

/// A number far from that of the period before.
fn jump(
    reader: &Reader<'_>,
    registry: &Registry,
    reading: &Reading,
    fact: &ReadFact,
    entity: EntityId,
) -> store::Result<Option<Problem>> {
    let FactValue::Known(Value::Number(now)) = fact.value else { return Ok(None) };
    let Some(metric) = registry.metric(fact.metric) else { return Ok(None) };
    let (MetricKind::Number { unit, scale }, Some(before)) = (&metric.kind, fact.period.back(1)) else {
        return Ok(None);
    };
    let Some(old) = reader.current_fact(Subject::One(entity), fact.metric, before)? else { return Ok(None) };
    let FactValue::Known(Value::Number(old)) = old.value else { return Ok(None) };
    let (large, small) = (i128::from(now).abs(), i128::from(old).abs());
    let (large, small) = if large > small { (large, small) } else { (small, large) };
    if small == 0 || large < small * JUMP {
        return Ok(None);
    }
    let say = |number: i64| format!("{} {}", domain::Scaled::new(number, *scale).grouped(), unit.symbol());
    let message = format!("{}为 {}，上期（{before}）为 {}，相差 {JUMP} 倍以上", metric.name, say(now), say(old));
    let fault = Fault::new("jump", message, "核对单位和小数点；属实可以导入");
    Ok(Some(about(reading, fact, domain::Scaled::new(now, *scale).grouped(), fault)))
}
