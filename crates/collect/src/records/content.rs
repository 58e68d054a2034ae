//! What a record says and what proves it, without what was decided on it: a decision and a draft hold for one content.

use std::collections::{BTreeMap, BTreeSet};

use domain::{BatchId, EntityId, FactStatus, FactValue, MetricId, Period, Sha256Digest, Subject};
use store::{BatchKind, Fact, FactDraft, NewBatch, Reader, Writer};

use super::{Desk, metric};

/// What a record says and its files, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// By metric and period.
    pub values: BTreeMap<(MetricId, Period), FactValue>,
    /// Kind of evidence and bytes.
    pub files: BTreeSet<(String, Sha256Digest)>,
}

impl Content {
    /// What a record says now.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn now(reader: &Reader<'_>, id: EntityId) -> store::Result<Self> {
        Self::of(reader, reader.facts_about(Subject::One(id))?, reader.record_files(id)?)
    }

    /// What a record said when a batch was stored.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn at(reader: &Reader<'_>, id: EntityId, batch: BatchId) -> store::Result<Self> {
        Self::of(reader, reader.facts_about_at(Subject::One(id), batch)?, reader.record_files_at(id, batch)?)
    }

    fn of(reader: &Reader<'_>, facts: Vec<Fact>, files: Vec<store::RecordFile>) -> store::Result<Self> {
        let mut decided = Vec::new();
        for name in [metric::ACCEPTED, metric::COUNTS] {
            decided.extend(reader.metric_named(name)?.map(|one| one.id));
        }
        let said = facts.into_iter().filter(|fact| !decided.contains(&fact.metric) && fact.value != FactValue::Missing);
        Ok(Self {
            values: said.map(|fact| ((fact.metric, fact.period), fact.value)).collect(),
            files: files.into_iter().map(|file| (file.kind, file.digest)).collect(),
        })
    }

    /// Names this content: another content has another.
    pub fn stamp(&self) -> Sha256Digest {
        store::digest_of(format!("{self:?}").as_bytes())
    }
}

/// Records that a batch itself accepted or sent back.
pub(crate) fn decided_by(
    reader: &Reader<'_>,
    batch: BatchId,
    among: &BTreeSet<EntityId>,
) -> store::Result<Vec<EntityId>> {
    let Some(accepted) = reader.metric_named(metric::ACCEPTED)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for &id in among {
        for fact in reader.facts_about_at(Subject::One(id), batch)? {
            if fact.metric == accepted.id && fact.source == batch && matches!(fact.value, FactValue::Known(_)) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// A decision holds for what was decided on, by somebody who brought none of it. Where an undo has brought back other
/// content, the record waits again. Call it after the undo, in its transaction.
pub(crate) fn decide_anew(w: &Writer<'_>, changed: &BTreeSet<EntityId>) -> store::Result<()> {
    let Some(accepted) = w.metric_named(metric::ACCEPTED)? else { return Ok(()) };
    let desk = Desk::load(w)?;
    let mut drafts = Vec::new();
    for &id in changed {
        let facts = w.facts_about(Subject::One(id))?;
        let decision =
            facts.iter().find(|fact| fact.metric == accepted.id && matches!(fact.value, FactValue::Known(_)));
        let Some(decision) = decision else { continue };
        let same = Content::now(w, id)? == Content::at(w, id, decision.source)?;
        let by = w.batch(decision.source)?.actor;
        if same && !desk.own_work(w, id, &by)? {
            continue;
        }
        drafts.push(FactDraft {
            subject: decision.subject,
            metric: accepted.id,
            period: decision.period,
            value: FactValue::Missing,
            status: FactStatus::Accepted,
            place: None,
        });
    }
    if !drafts.is_empty() {
        w.note("waiting_again", drafts.len());
        let note = "撤销后内容与采纳、退回时不同，重新待采纳".to_owned();
        w.import_batch(&NewBatch { kind: BatchKind::Acceptance, evidence: None, run: None, note }, drafts)?;
    }
    Ok(())
}

/// What was decided on a record holds for what it said then: one that says something else now waits again.
pub(crate) fn wait_again(
    w: &Writer<'_>,
    batch: BatchId,
    changed: &BTreeSet<EntityId>,
    renamed: &BTreeSet<EntityId>,
) -> store::Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let (Some(accepted), Some(counts)) = (w.metric_named(metric::ACCEPTED)?, w.metric_named(metric::COUNTS)?) else {
        return Ok(());
    };
    let mut drafts = Vec::new();
    for &id in changed {
        let facts = w.facts_about(Subject::One(id))?;
        let decision =
            facts.iter().find(|fact| fact.metric == accepted.id && matches!(fact.value, FactValue::Known(_)));
        let Some(decision) = decision.filter(|decision| decision.batch != batch) else { continue };
        let content = |fact: &&Fact| fact.metric != accepted.id && fact.metric != counts.id;
        if renamed.contains(&id) || facts.iter().filter(content).any(|fact| fact.batch == batch) {
            drafts.push(FactDraft {
                subject: decision.subject,
                metric: accepted.id,
                period: decision.period,
                value: FactValue::Missing,
                status: FactStatus::Accepted,
                place: None,
            });
        }
    }
    if !drafts.is_empty() {
        w.note("waiting_again", drafts.len());
        w.append_facts(batch, drafts)?;
    }
    Ok(())
}
