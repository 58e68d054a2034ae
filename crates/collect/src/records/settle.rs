//! Publishes the judgement: the fact 计入 of every record that a change can concern, under a run of its own, in the
//! transaction of the change. Only records that share a key with a changed one are looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{BatchId, EntityId, FactStatus, FactValue, MetricDef, MetricId, Subject, SubjectKind, Value};
use jiff::Timestamp;
use serde_json::json;
use store::{Act, Actor, BatchKind, FactDraft, NewBatch, NewRun, Reader, Store, Writer};

use super::judge::{self, Candidate, Ruling, Verdict};
use super::types::RecordTypes;
use super::{Case, KIND, excluded, metric};

/// Kind of the runs.
pub(crate) const RUN: &str = "records.judge";

/// What stays the same while records are judged.
struct Rules {
    types: RecordTypes,
    metrics: Vec<MetricDef>,
    by_id: HashMap<MetricId, MetricDef>,
}

impl Rules {
    fn load(reader: &Reader<'_>) -> store::Result<Self> {
        let kind = SubjectKind::new(KIND);
        let metrics: Vec<MetricDef> = reader.metrics()?.into_iter().filter(|metric| metric.subject == kind).collect();
        let by_id = metrics.iter().map(|metric| (metric.id, metric.clone())).collect();
        Ok(Self { types: RecordTypes::load(reader)?, metrics, by_id })
    }

    fn case(&self, reader: &Reader<'_>, id: EntityId) -> store::Result<Option<Case>> {
        Case::load(reader, &self.by_id, id)
    }
}

/// A record with what the rules about itself say.
struct Judged {
    case: Case,
    keys: Vec<String>,
    rulings: Vec<Ruling>,
}

impl Judged {
    fn eligible(&self) -> bool {
        self.rulings.iter().all(|ruling| ruling.holds)
    }
}

/// Judges cases of any types by the rules about themselves.
fn alone(rules: &Rules, cases: Vec<Case>) -> store::Result<Vec<Judged>> {
    let mut by_type: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (nth, case) in cases.iter().enumerate() {
        by_type.entry(&case.kind).or_default().push(nth);
    }
    let mut conditions: Vec<Vec<Option<bool>>> = vec![Vec::new(); cases.len()];
    for (code, members) in by_type {
        let Some(kind) = rules.types.get(code) else { continue };
        let of_type: Vec<&Case> = members.iter().filter_map(|nth| cases.get(*nth)).collect();
        for (nth, found) in members.iter().zip(excluded::excluded(kind, &rules.metrics, &of_type)?) {
            if let Some(slot) = conditions.get_mut(*nth) {
                *slot = found;
            }
        }
    }
    let mut judged = Vec::with_capacity(cases.len());
    for (case, conditions) in cases.into_iter().zip(conditions) {
        let kind = rules.types.get(&case.kind);
        let (keys, rulings) = (judge::keys(&case, kind), judge::alone(&case, kind, &conditions));
        judged.push(Judged { case, keys, rulings });
    }
    Ok(judged)
}

/// Every record that shares a key with one of these, through any number of others, beginning with these.
fn gathered(
    reader: &Reader<'_>,
    rules: &Rules,
    first: Vec<Judged>,
    lost: &BTreeSet<String>,
) -> store::Result<BTreeMap<EntityId, Judged>> {
    let mut all: BTreeMap<EntityId, Judged> = BTreeMap::new();
    let mut looked: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = lost.iter().cloned().collect();
    let mut fresh = first;
    loop {
        for one in fresh {
            // Who neither counts nor could excludes nobody.
            if one.eligible() || one.case.stands == Some(true) {
                open.extend(one.keys.iter().cloned());
            }
            all.insert(one.case.id, one);
        }
        let mut found = Vec::new();
        for key in std::mem::take(&mut open) {
            if !looked.insert(key.clone()) {
                continue;
            }
            for id in reader.records_with_key(&key)? {
                if !all.contains_key(&id) && !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        if found.is_empty() {
            return Ok(all);
        }
        let mut cases = Vec::new();
        for id in found {
            cases.extend(rules.case(reader, id)?);
        }
        fresh = alone(rules, cases)?;
        if fresh.is_empty() {
            return Ok(all);
        }
    }
}

fn verdicts(rules: &Rules, all: &BTreeMap<EntityId, Judged>) -> BTreeMap<EntityId, Verdict> {
    let candidate = |one: &'_ Judged| -> (EntityId, bool) { (one.case.id, one.eligible()) };
    let mut candidates = Vec::with_capacity(all.len());
    for one in all.values() {
        let (id, eligible) = candidate(one);
        candidates.push(Candidate { id, kind: &one.case.kind, eligible, keys: &one.keys });
    }
    let displaced = judge::displaced(&candidates);
    let mut verdicts = BTreeMap::new();
    for one in all.values() {
        let mut rulings = one.rulings.clone();
        if let Some(kind) = rules.types.get(&one.case.kind) {
            rulings.extend(judge::among(kind, displaced.get(&one.case.id)));
        }
        verdicts.insert(one.case.id, Verdict { rulings });
    }
    verdicts
}

/// Judges records that have changed and those that share a key with them, and publishes what comes out otherwise than
/// it stands. Call it last in the write that changed them. The batch of the judgement, where there was one to publish.
///
/// # Errors
/// The store's refusal.
pub fn settle(w: &Writer<'_>, changed: &BTreeSet<EntityId>) -> store::Result<Option<BatchId>> {
    if changed.is_empty() {
        return Ok(None);
    }
    let started = Timestamp::now();
    let rules = Rules::load(w)?;
    let Some(counts) = rules.metrics.iter().find(|one| one.name == metric::COUNTS).map(|one| one.id) else {
        return Ok(None);
    };
    let mut cases = Vec::new();
    let mut lost = BTreeSet::new();
    let mut gone = Vec::new();
    for &id in changed {
        match rules.case(w, id)? {
            Some(case) => cases.push(case),
            None => gone.push(id),
        }
    }
    for &id in &gone {
        lost.extend(keys_of_others(w.record_keys(id)?));
        w.set_record_keys(id, &[])?;
    }
    let first = alone(&rules, cases)?;
    for one in &first {
        let before = w.record_keys(one.case.id)?;
        // Keys it has no longer matter only where it counted under them.
        if one.case.stands == Some(true) {
            lost.extend(keys_of_others(before));
        }
        let mut keys = one.keys.clone();
        keys.push(judge::type_key(&one.case.kind));
        keys.extend(judge::archive_key(&one.case));
        w.set_record_keys(one.case.id, &keys)?;
    }
    let all = gathered(w, &rules, first, &lost)?;
    let verdicts = verdicts(&rules, &all);
    publish(w, &rules, counts, &all, &verdicts, started)
}

fn keys_of_others(keys: Vec<String>) -> impl Iterator<Item = String> {
    keys.into_iter().filter(|key| judge::excludes(key))
}

fn publish(
    w: &Writer<'_>,
    rules: &Rules,
    counts: MetricId,
    all: &BTreeMap<EntityId, Judged>,
    verdicts: &BTreeMap<EntityId, Verdict>,
    started: Timestamp,
) -> store::Result<Option<BatchId>> {
    let mut drafts = Vec::new();
    let (mut inputs, mut outputs) = (String::new(), String::new());
    let mut versions = BTreeMap::new();
    for (id, one) in all {
        let now = verdicts.get(id).is_some_and(Verdict::counts);
        // Nothing is said of a record that nobody has decided on.
        let unsaid = one.case.stands.is_none() && one.case.accepted.is_none();
        for fact in &one.case.facts {
            inputs.push_str(&format!("{fact} "));
        }
        if let Some(version) = rules.types.version(&one.case.kind) {
            versions.insert(one.case.kind.clone(), version);
        }
        if unsaid || one.case.stands == Some(now) {
            continue;
        }
        outputs.push_str(&format!("{id}={now} "));
        drafts.push(FactDraft {
            subject: Subject::One(*id),
            metric: counts,
            period: one.case.period,
            value: FactValue::Known(Value::Truth(now)),
            status: FactStatus::Accepted,
            place: None,
        });
    }
    if drafts.is_empty() {
        return Ok(None);
    }
    let run = w.record_run(&NewRun {
        kind: RUN.to_owned(),
        versions: json!({ "program": env!("CARGO_PKG_VERSION"), "types": versions }),
        snapshot_seq: w.last_seq()?,
        inputs: store::digest_of(inputs.as_bytes()),
        outputs: store::digest_of(outputs.as_bytes()),
        started,
    })?;
    let note = format!("判定是否计入：{} 条", drafts.len());
    let batch = NewBatch { kind: BatchKind::Run, evidence: None, run: Some(run), note };
    Ok(Some(w.import_batch(&batch, drafts)?.batch))
}

/// What every rule says of a record now.
///
/// # Errors
/// [`store::StoreError::NotFound`] when nothing is said of it.
pub fn explain(reader: &Reader<'_>, id: EntityId) -> store::Result<(Case, Verdict)> {
    look(reader, id, false)
}

/// What every rule would say of a record if it were accepted now.
///
/// # Errors
/// As [`explain`].
pub fn foresee(reader: &Reader<'_>, id: EntityId) -> store::Result<(Case, Verdict)> {
    look(reader, id, true)
}

fn look(reader: &Reader<'_>, id: EntityId, accepted: bool) -> store::Result<(Case, Verdict)> {
    let rules = Rules::load(reader)?;
    let missing = || store::StoreError::NotFound { what: "record", key: id.to_string() };
    let mut case = rules.case(reader, id)?.ok_or_else(missing)?;
    if accepted {
        case.accepted = Some(true);
    }
    let first = alone(&rules, vec![case.clone()])?;
    let all = gathered(reader, &rules, first, &BTreeSet::new())?;
    let mut verdicts = verdicts(&rules, &all);
    Ok((case, verdicts.remove(&id).unwrap_or_default()))
}

/// Other records whose papers are said to lie under the same archive number.
///
/// # Errors
/// The store's refusal.
pub fn same_archive(reader: &Reader<'_>, id: EntityId) -> store::Result<Vec<EntityId>> {
    let Some(case) = Rules::load(reader)?.case(reader, id)? else { return Ok(Vec::new()) };
    let Some(key) = judge::archive_key(&case) else { return Ok(Vec::new()) };
    let all = reader.records_with_key(&key)?;
    Ok(all.into_iter().filter(|other| *other != id).collect())
}

/// Records that a batch says something of, or brought files to.
///
/// # Errors
/// The store's refusal.
pub fn records_of_batch(reader: &Reader<'_>, batch: BatchId) -> store::Result<BTreeSet<EntityId>> {
    let kind = SubjectKind::new(KIND);
    let mut found: BTreeSet<EntityId> = reader.records_with_files_of(batch)?.into_iter().collect();
    for id in reader.entities_in_batch(batch, &kind)? {
        found.insert(id);
    }
    Ok(found)
}

/// Changes whenever the program judges otherwise than before, or finds records by other keys.
const RULES: &str = "2";

/// Where that is kept.
const SETTING: &str = "records.rules";

/// Judges everything anew once, where an older program has judged.
///
/// # Errors
/// The store's refusal.
pub(crate) fn settle_by_new_rules(store: &Store) -> store::Result<()> {
    if store.read(|r| r.setting(SETTING))?.as_deref() == Some(RULES) {
        return Ok(());
    }
    let act = Act::new(Actor::System("rules"), "records.judge", RULES);
    store.write(&act, |w| {
        for kind in RecordTypes::load(w)?.all() {
            settle_all(w, &kind.code)?;
        }
        by_these_rules(w)
    })
}

/// Says that everything was judged by this program's rules.
///
/// # Errors
/// The store's refusal.
pub(crate) fn by_these_rules(w: &Writer<'_>) -> store::Result<()> {
    w.put_setting(SETTING, RULES)
}

/// Judges every record of a type anew, because its rules have changed.
///
/// # Errors
/// The store's refusal.
pub fn settle_all(w: &Writer<'_>, code: &str) -> store::Result<Option<BatchId>> {
    settle(w, &w.records_with_key(&judge::type_key(code))?.into_iter().collect())
}
