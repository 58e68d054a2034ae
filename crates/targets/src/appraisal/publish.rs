//! What an issued form says, as facts under a run: points and grades of a self-evaluation, rates and quadrants of
//! monitoring, so that formulas and other features read them.

use std::collections::BTreeMap;

use domain::{CodeSet, FactStatus, FactValue, Grain, MetricKind, Period, RunId, Scaled, Sha256Digest, Subject};
use domain::{EntityId, SubjectKind, Unit, Value};
use jiff::Timestamp;
use serde_json::json;
use store::knowledge::MetricDraft;
use store::{BatchKind, FactDraft, Identifier, NewBatch, NewRun, StoreError, Watch, Writer};

use super::{Monitored, Ready, Selfscored};
use crate::model::{Indicator, Project, TargetTable};
use crate::monitoring::{Quadrant, Row};
use crate::scoring::{How, Scored};

/// English names of the metrics of monitoring, declared in `knowledge/metrics`.
const RATE: &str = "project_execution_rate";
const GOAL: &str = "project_goal_progress";
pub(super) const QUADRANT: &str = "monitoring_quadrant";

/// Which form was issued and what it was made from.
pub(super) struct Source<'a> {
    /// `targets.monitor`, `targets.score`.
    pub(super) kind: &'static str,
    /// The rule set with its version.
    pub(super) rules: String,
    /// The form's name for people.
    pub(super) name: &'a str,
    /// The form's file.
    pub(super) evidence: Sha256Digest,
    /// What people said and weighed, as JSON.
    pub(super) said: String,
    /// When the computation began.
    pub(super) started: Timestamp,
}

/// A value of a project or of one of its indicators.
struct Saying<'a> {
    project: &'a Project,
    indicator: Option<&'a Indicator>,
    metric: domain::MetricId,
    period: Period,
    value: FactValue,
}

/// Publishes the rates and quadrants of monitoring until a month.
pub(super) fn monitored(
    w: &Writer<'_>,
    ready: &Ready,
    source: &Source<'_>,
    result: &Monitored,
) -> Result<(), StoreError> {
    let mut said = Vec::new();
    let metrics = [w.metric_named(RATE)?, w.metric_named(GOAL)?, w.metric_named(QUADRANT)?];
    for (project, row) in ready.table.projects.iter().zip(&result.rows) {
        let values = [number(row.money.rate), number(row.goal.progress), quadrant(row)];
        for (metric, value) in metrics.iter().zip(values) {
            let Some(metric) = metric else { continue };
            let (metric, period) = (metric.id, result.last);
            said.push(Saying { project, indicator: None, metric, period, value });
        }
    }
    publish(w, ready, source, &said)
}

fn number(share: Option<Scaled>) -> FactValue {
    share.map_or(FactValue::Missing, |share| FactValue::Known(Value::Number(share.mantissa)))
}

fn quadrant(row: &Row) -> FactValue {
    let code = match row.quadrant {
        Some(Quadrant::LittleBehind) => "little_behind",
        Some(Quadrant::SpentBehind) => "spent_behind",
        Some(Quadrant::LittleKept) => "little_kept",
        Some(Quadrant::OnTrack) => "on_track",
        None => return FactValue::Missing,
    };
    FactValue::Known(Value::Codes(CodeSet::new([code])))
}

/// Publishes points and grade of every project and points of every indicator.
pub(super) fn scored(
    w: &Writer<'_>,
    ready: &Ready,
    source: &Source<'_>,
    result: &Selfscored,
) -> Result<(), StoreError> {
    let Some(period) = ready.row.year.and_then(Period::year) else { return Ok(()) };
    let drafts = metrics(&result.rules.rules, &result.rules.name);
    let declared = w.declare_metrics(&drafts)?;
    let ids: Vec<domain::MetricId> = declared.into_iter().map(|(id, _)| id).collect();
    let [points, grade, of_indicator] = ids[..] else { return Ok(()) };
    let mut said = Vec::new();
    for (project, one) in ready.table.projects.iter().zip(&result.scored) {
        let total = FactValue::Known(Value::Number(one.total.mantissa));
        let name = one.grade.as_deref().map_or(FactValue::Missing, |name| FactValue::Known(Value::Text(name.into())));
        said.push(Saying { project, indicator: None, metric: points, period, value: total });
        said.push(Saying { project, indicator: None, metric: grade, period, value: name });
        for indicator in &project.indicators {
            let Some(value) = awarded(one, &indicator.id) else { continue };
            said.push(Saying { project, indicator: Some(indicator), metric: of_indicator, period, value });
        }
    }
    publish(w, ready, source, &said)
}

/// The points of an indicator over its lines; `None` for one that is not scored at all.
fn awarded(scored: &Scored, indicator: &str) -> Option<FactValue> {
    let mut found = None;
    let mut sum: i64 = 0;
    for line in scored.lines.iter().filter(|line| line.indicator == indicator) {
        match (line.awarded.points, line.awarded.how) {
            (Some(points), _) => {
                sum = sum.saturating_add(points.mantissa);
                found = Some(FactValue::Known(Value::Number(sum)));
            }
            (None, How::NotApplicable) => found = found.or(Some(FactValue::NotApplicable)),
            (None, _) => found = found.or(Some(FactValue::Missing)),
        }
    }
    found
}

/// The metrics of a self-evaluation under a rule set: each set has its own, so that none overwrites another's.
fn metrics(rules: &str, name: &str) -> [MetricDraft; 3] {
    let points = || MetricKind::Number { unit: Unit::named(""), scale: 2 };
    let draft = |name_zh: &str, name_en: &str, subject: &str, kind, what: &str| MetricDraft {
        name: format!("{name_zh}_{rules}"),
        name_en: format!("{name_en}_{rules}"),
        aliases: Vec::new(),
        subject: SubjectKind::new(subject),
        kind,
        grain: Grain::Year,
        definition: format!("{what}；印发自评表时由计算发布，满分100。"),
        citation: name.to_owned(),
    };
    [
        draft("自评得分", "self_score", "project", points(), "项目自评各行得分之和"),
        draft("自评等级", "self_grade", "project", MetricKind::Text, "项目自评得分所在的等级"),
        draft("指标自评得分", "indicator_score", "indicator", points(), "一项指标各目标值得分之和"),
    ]
}

/// One run, one batch, its facts.
fn publish(w: &Writer<'_>, ready: &Ready, source: &Source<'_>, said: &[Saying<'_>]) -> Result<(), StoreError> {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for project in &ready.table.projects {
        *named.entry(&project.name).or_default() += 1;
    }
    let mut outcome = Vec::with_capacity(said.len());
    let mut drafts = Vec::with_capacity(said.len());
    for one in said {
        // Two projects of one name cannot be told apart as subjects, as with their budgets.
        if one.project.name.trim().is_empty() || named.get(one.project.name.as_str()).is_some_and(|count| *count > 1) {
            continue;
        }
        let subject = match one.indicator {
            None => crate::money::entity(w, &crate::money::subject(&ready.table, one.project))?,
            Some(indicator) => indicator_entity(w, &ready.table, one.project, indicator)?,
        };
        outcome.push((subject, one.metric, one.period.to_string(), &one.value));
        drafts.push(FactDraft {
            subject: Subject::One(subject),
            metric: one.metric,
            period: one.period,
            value: one.value.clone(),
            status: FactStatus::Accepted,
            place: None,
        });
    }
    let outputs = serde_json::to_vec(&outcome).map_err(|error| StoreError::Damaged(error.to_string()))?;
    let run = w.record_run(&NewRun {
        kind: source.kind.to_owned(),
        versions: json!({"program": env!("CARGO_PKG_VERSION"), "rules": source.rules, "table": ready.row.id,
            "table_version": ready.row.version, "form": source.evidence.to_string()}),
        snapshot_seq: ready.facts.seq(),
        inputs: inputs(ready, &source.said)?,
        outputs: store::digest_of(&outputs),
        started: source.started,
    })?;
    let batch = batch(source, run);
    w.import_batch(&batch, drafts)?;
    Ok(())
}

fn batch(source: &Source<'_>, run: RunId) -> NewBatch {
    NewBatch { kind: BatchKind::Run, evidence: Some(source.evidence), run: Some(run), note: source.name.to_owned() }
}

/// Hash of what went in: the table's file, what feeds it, what people said, and the facts read of the columns.
fn inputs(ready: &Ready, said: &str) -> Result<Sha256Digest, StoreError> {
    let watch = Watch::new(&ready.facts);
    crate::feed::overview(&ready.table, &ready.bindings, ready.today, &watch);
    let mut columns = watch.reads().columns();
    for metric in ready.facts.metrics().filter(|metric| metric.subject.as_str() == "project") {
        columns.extend(domain::FactSource::periods(ready.facts.as_ref(), metric.id).iter().map(|at| (metric.id, *at)));
    }
    let facts = ready.facts.inputs_digest(&columns).to_string();
    let whole =
        json!({"table": ready.row.evidence.to_string(), "bindings": ready.bindings, "said": said, "facts": facts});
    Ok(store::digest_of(whole.to_string().as_bytes()))
}

/// An indicator as an entity: of its project by its name, numbered where the project has several of that name.
fn indicator_entity(
    w: &Writer<'_>,
    table: &TargetTable,
    project: &Project,
    indicator: &Indicator,
) -> Result<EntityId, StoreError> {
    let kind = SubjectKind::new("indicator");
    let same = |other: &&Indicator| other.name == indicator.name;
    let before = project.indicators.iter().take_while(|other| other.id != indicator.id).filter(same).count();
    let number = if before > 0 { format!("|{}", before + 1) } else { String::new() };
    let key = format!("{}|{}{number}", crate::money::subject(table, project).key, indicator.name);
    if let Some(known) = w.entity_identified(&kind, "project_indicator", &key, None)? {
        return Ok(known.id);
    }
    let name = format!("{} · {}", project.name, indicator.name);
    w.add_entity(&kind, &name, &[Identifier::new("project_indicator", &key)])
}
