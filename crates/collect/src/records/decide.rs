//! The second look at a record: accepted by another person, or sent back with a reason.

use std::collections::BTreeSet;

use domain::{EntityId, FactStatus, FactValue, MetricId, Period, Sha256Digest, Subject, Value};
use jiff::civil::Date;
use store::{Act, Actor, BatchKind, FactDraft, NewBatch, Reader, Store, StoreError, Writer};

use super::types::RecordTypes;
use super::{KIND, metric, settle};
use crate::CollectError;

fn refuse<T>(code: &'static str, message: String) -> store::Result<T> {
    Err(StoreError::refused(code, message))
}

/// Names everything a decision rests on: other facts or files make another stamp.
///
/// # Errors
/// The store's refusal.
pub fn stamp(reader: &Reader<'_>, id: EntityId) -> store::Result<Sha256Digest> {
    let mut text = String::new();
    for fact in reader.facts_about(Subject::One(id))? {
        text.push_str(&format!("{} ", fact.id));
    }
    for file in reader.record_files(id)? {
        text.push_str(&format!("f{} ", file.id));
    }
    Ok(store::digest_of(text.as_bytes()))
}

/// What is looked up once for any number of decisions.
pub struct Desk {
    types: RecordTypes,
    kind: Option<MetricId>,
    day: Option<MetricId>,
    accepted: Option<MetricId>,
    counts: Option<MetricId>,
}

/// A record before a decision.
struct Waiting {
    number: String,
    period: Period,
    kind: String,
    day: Option<Date>,
    accepted: Option<bool>,
}

impl Desk {
    /// What a data folder knows.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn load(reader: &Reader<'_>) -> store::Result<Self> {
        let metrics = reader.metrics()?;
        let id = |name: &str| metrics.iter().find(|one| one.name == name).map(|one| one.id);
        Ok(Self {
            types: RecordTypes::load(reader)?,
            kind: id(metric::TYPE),
            day: id(metric::DAY),
            accepted: id(metric::ACCEPTED),
            counts: id(metric::COUNTS),
        })
    }

    /// Whether a person brought something of what a record says or what proves it.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn own_work(&self, reader: &Reader<'_>, id: EntityId, actor: &str) -> store::Result<bool> {
        for fact in reader.facts_about(Subject::One(id))? {
            let decided = [self.accepted, self.counts].contains(&Some(fact.metric));
            if !decided && reader.batch(fact.source)?.actor == actor {
                return Ok(true);
            }
        }
        for file in reader.record_files(id)? {
            if reader.batch(file.batch)?.actor == actor {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn waiting(&self, reader: &Reader<'_>, id: EntityId) -> store::Result<Waiting> {
        let entity = reader.entity(id)?;
        if entity.kind.as_str() != KIND {
            return Err(StoreError::NotFound { what: "record", key: id.to_string() });
        }
        let number = reader.identifiers(id)?.into_iter().find(|one| one.scheme == "record_no").map(|one| one.value);
        let number = number.unwrap_or(entity.name);
        let facts = reader.facts_about(Subject::One(id))?;
        let of = |metric: Option<MetricId>| facts.iter().rev().find(|fact| Some(fact.metric) == metric);
        let Some(typed) = of(self.kind) else {
            return refuse("collect.own_record", format!("记录 {number} 还没有登记；先登记，再由另一人采纳"));
        };
        let kind = match &typed.value {
            FactValue::Known(Value::Codes(codes)) => codes.iter().next().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        let day = match of(self.day).map(|fact| &fact.value) {
            Some(FactValue::Known(Value::Date(day))) => Some(*day),
            _ => None,
        };
        let accepted = match of(self.accepted).map(|fact| &fact.value) {
            Some(FactValue::Known(Value::Truth(accepted))) => Some(*accepted),
            _ => None,
        };
        Ok(Waiting { number, period: typed.period, kind, day, accepted })
    }

    /// Demands that this person may decide on this record: another than who brought it, of a role and section its
    /// type names, and on something that has happened.
    ///
    /// # Errors
    /// [`StoreError::Refused`]: `store.person_needed`, `collect.own_record`, `record.not_yours`, `record.ahead`.
    pub fn may_decide(&self, reader: &Reader<'_>, actor: &Actor, id: EntityId) -> store::Result<()> {
        let Actor::User(user) = actor else {
            return refuse("store.person_needed", "采纳须由有账号的人办理".into());
        };
        let record = self.waiting(reader, id)?;
        if self.own_work(reader, id, &actor.to_string())? {
            return refuse("collect.own_record", format!("记录 {} 是本人登记的，须由另一人采纳", record.number));
        }
        if let Some(kind) = self.types.get(&record.kind) {
            let (by, user) = (&kind.accepted_by, reader.user(*user)?);
            let in_section = by.section.is_none() || by.section == user.section;
            if !in_section || !by.roles.iter().any(|role| user.roles.contains(role)) {
                let message = format!("记录 {}（{}）由别的角色或科室采纳", record.number, kind.code);
                return refuse("record.not_yours", message);
            }
        }
        if record.day.is_some_and(|day| reader.today().is_ok_and(|today| day > today)) {
            return refuse("record.ahead", format!("记录 {} 的日期还没有到，办完再采纳", record.number));
        }
        Ok(())
    }

    fn decision(
        &self,
        w: &Writer<'_>,
        actor: &Actor,
        (id, seen): (EntityId, Option<Sha256Digest>),
        accepted: bool,
    ) -> store::Result<FactDraft> {
        let Some(metric) = self.accepted else {
            return refuse("record.no_metric", format!("指标“{}”没有登记", metric::ACCEPTED));
        };
        self.may_decide(w, actor, id)?;
        let record = self.waiting(w, id)?;
        if seen.is_some_and(|seen| stamp(w, id).is_ok_and(|now| now != seen)) {
            return refuse("store.moved_on", format!("记录 {} 在您看过之后又有变化，请重新核对", record.number));
        }
        if record.accepted == Some(accepted) {
            return refuse("record.decided", format!("记录 {} 已经办过", record.number));
        }
        Ok(FactDraft {
            subject: Subject::One(id),
            metric,
            period: record.period,
            value: FactValue::Known(Value::Truth(accepted)),
            status: FactStatus::Accepted,
            place: None,
        })
    }
}

/// Accepts records in one batch, by a person who brought none of them; `seen` names what was looked at.
///
/// # Errors
/// [`CollectError::Store`]: what [`Desk::may_decide`] refuses, `record.decided` for one accepted already, and
/// `store.moved_on` when it has changed since it was looked at.
pub fn accept(
    store: &Store,
    actor: &Actor,
    records: &[(EntityId, Option<Sha256Digest>)],
    note: &str,
) -> Result<(), CollectError> {
    decide(store, actor, records, true, note)
}

/// Sends records back to who entered them, with a reason.
///
/// # Errors
/// As [`accept`]; `record.no_reason` without a reason.
pub fn send_back(
    store: &Store,
    actor: &Actor,
    records: &[(EntityId, Option<Sha256Digest>)],
    why: &str,
) -> Result<(), CollectError> {
    if why.trim().is_empty() {
        return Err(StoreError::refused("record.no_reason", "没有写退回的理由").into());
    }
    decide(store, actor, records, false, why)
}

fn decide(
    store: &Store,
    actor: &Actor,
    records: &[(EntityId, Option<Sha256Digest>)],
    accepted: bool,
    note: &str,
) -> Result<(), CollectError> {
    let numbers: Vec<String> = records.iter().map(|(id, _)| format!("record:{id}")).collect();
    let action = if accepted { "record.accept" } else { "record.return" };
    let act = Act::new(actor.clone(), action, numbers.join(" ")).detail(serde_json::json!({ "note": note.trim() }));
    store.write(&act, |w| {
        let desk = Desk::load(w)?;
        let mut drafts = Vec::new();
        for record in records {
            drafts.push(desk.decision(w, actor, *record, accepted)?);
        }
        let title = if accepted { "采纳记录" } else { "退回记录" };
        let note = if note.trim().is_empty() { title.to_owned() } else { format!("{title}：{}", note.trim()) };
        let batch = NewBatch { kind: BatchKind::Acceptance, evidence: None, run: None, note };
        w.import_batch(&batch, drafts)?;
        settle(w, &records.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>())
    })?;
    Ok(())
}
