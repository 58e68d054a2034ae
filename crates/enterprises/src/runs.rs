//! Runs: a scheme of classes, a scoring scheme or the rule books computed on one snapshot of the facts, looked at first,
//! published when a person says so. Each run keeps the words of the definition it used.

use std::collections::BTreeMap;
use std::fmt;

use domain::{
    BatchId, CodeSet, FactStatus, FactValue, Grain, MetricDef, MetricKind, Period, RunId, Sha256Digest, Subject,
    SubjectKind, Value,
};
use formula::{FormulaError, When};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use store::{
    Act, Actor, BatchKind, CheckTally, Checked, FactDraft, NewBatch, NewCheckFinding, NewRun, Reads, Snapshot, Store,
    StoreError, Watch,
};

use crate::classes::{ClassScheme, Classes, Outcome};
use crate::definitions::Shelf;
use crate::rules::{RuleBook, Said, ask};
use crate::schemes::{Gathered, Knobs, Scheme, ScoreError, Scoring};
use crate::terms::FIRM;

/// Why a run cannot be made.
#[derive(Debug)]
pub enum RunError {
    /// The definition speaks of another kind of period.
    Grain {
        /// The kind it speaks of.
        wanted: Grain,
        /// The period asked for.
        period: Period,
    },
    /// A formula that cannot be evaluated.
    Formula(FormulaError),
    /// A score that cannot be computed.
    Score(ScoreError),
    /// A metric to publish to that does not hold such values.
    Metric(String),
    /// The store's refusal.
    Store(StoreError),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grain { wanted, period } => {
                let word = match wanted {
                    Grain::Month => "月，如 2024-08",
                    Grain::Quarter => "季，如 2024Q2",
                    _ => "年，如 2024",
                };
                write!(f, "时期要写{word}；{period} 不是")
            }
            Self::Formula(error) => f.write_str(&error.message),
            Self::Score(error) => error.fmt(f),
            Self::Metric(name) => write!(f, "指标“{name}”不能存这样的结果"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

impl From<FormulaError> for RunError {
    fn from(error: FormulaError) -> Self {
        Self::Formula(error)
    }
}

impl From<ScoreError> for RunError {
    fn from(error: ScoreError) -> Self {
        Self::Score(error)
    }
}

impl From<StoreError> for RunError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What every run says of itself.
struct Made {
    kind: &'static str,
    period: Period,
    definitions: Vec<(&'static str, String, Json)>,
    seq: i64,
    inputs: Sha256Digest,
    started: Timestamp,
}

impl Made {
    fn run(&self, name: &str, outputs: &str) -> NewRun {
        let used: BTreeMap<&str, Json> = self
            .definitions
            .iter()
            .map(|(_, code, json)| (code.as_str(), json.get("version").cloned().unwrap_or(Json::Null)))
            .collect();
        NewRun {
            kind: self.kind.to_owned(),
            versions: json!({
                "program": env!("CARGO_PKG_VERSION"), "name": name, "period": self.period.to_string(), "uses": used,
            }),
            snapshot_seq: self.seq,
            inputs: self.inputs,
            outputs: store::digest_of(outputs.as_bytes()),
            started: self.started,
        }
    }

    fn declare(&self, w: &store::Writer<'_>) -> store::Result<()> {
        for (kind, code, json) in &self.definitions {
            w.declare(kind, code, json)?;
        }
        Ok(())
    }
}

fn grain_of(period: Period, wanted: Grain) -> Result<(), RunError> {
    if period.grain() == wanted { Ok(()) } else { Err(RunError::Grain { wanted, period }) }
}

fn json_of(definition: &impl serde::Serialize) -> Result<Json, RunError> {
    let damaged = |error: serde_json::Error| StoreError::Damaged(format!("a definition: {error}"));
    Ok(serde_json::to_value(definition).map_err(damaged)?)
}

fn digest(snapshot: &Snapshot, reads: &Reads) -> Sha256Digest {
    snapshot.inputs_digest(&reads.columns())
}

/// Classes computed and not yet published.
pub struct ClassRun {
    made: Made,
    drafts: Vec<FactDraft>,
    /// Firms by outcome, in the order of the scheme; `None` is those of which facts are missing, and of no branch.
    pub counts: BTreeMap<Outcome, usize>,
}

/// Computes a scheme of classes.
///
/// # Errors
/// A period that is not the scheme's, a formula that cannot be evaluated, a metric that holds no such class.
pub fn classify(snapshot: &Snapshot, scheme: &ClassScheme, period: Period) -> Result<ClassRun, RunError> {
    grain_of(period, scheme.grain)?;
    let started = Timestamp::now();
    let watch = Watch::new(snapshot);
    let found = Classes::of(scheme, &watch, When::new(period))?;
    let metric = match &scheme.publishes {
        None => None,
        Some(name) => Some(named(snapshot, name)?),
    };
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (row, subject) in domain::FactSource::subjects(snapshot, &SubjectKind::new(FIRM)).iter().enumerate() {
        let outcome = found.outcome(row);
        *counts.entry(outcome).or_default() += 1;
        let Some(metric) = metric else { continue };
        let value = match outcome {
            Outcome::Class { class, .. } => match scheme.class_at(class) {
                Some(class) => held(metric, &class.code)?,
                None => FactValue::Missing,
            },
            Outcome::Unknown { .. } => FactValue::Missing,
            Outcome::Outside => FactValue::NotApplicable,
        };
        drafts.push(draft(*subject, metric, period, value, FactStatus::Accepted));
    }
    let made = Made {
        kind: "enterprises.classify",
        period,
        definitions: vec![("classes", scheme.code.clone(), json_of(scheme)?)],
        seq: snapshot.seq(),
        inputs: digest(snapshot, &watch.reads()),
        started,
    };
    Ok(ClassRun { made, drafts, counts })
}

fn named<'s>(snapshot: &'s Snapshot, name: &str) -> Result<&'s MetricDef, RunError> {
    domain::FactSource::metric(snapshot, name).ok_or_else(|| RunError::Metric(name.to_owned()))
}

/// A class as the metric holds it.
fn held(metric: &MetricDef, code: &str) -> Result<FactValue, RunError> {
    match (&metric.kind, code) {
        (MetricKind::Code { .. }, code) => Ok(FactValue::Known(Value::Codes(CodeSet::new([code])))),
        (MetricKind::Truth, "是") => Ok(FactValue::Known(Value::Truth(true))),
        (MetricKind::Truth, "否") => Ok(FactValue::Known(Value::Truth(false))),
        (MetricKind::Text, code) => Ok(FactValue::Known(Value::Text(code.into()))),
        _ => Err(RunError::Metric(metric.name.clone())),
    }
}

fn draft(subject: Subject, metric: &MetricDef, period: Period, value: FactValue, status: FactStatus) -> FactDraft {
    FactDraft { subject, metric: metric.id, period, value, status, place: None }
}

fn publish(
    store: &Store,
    actor: Actor,
    made: &Made,
    name: &str,
    drafts: Vec<FactDraft>,
) -> Result<(RunId, BatchId), RunError> {
    let outputs: String = drafts.iter().map(|draft| format!("{:?}={:?};", draft.subject, draft.value)).collect();
    let run = made.run(name, &outputs);
    let act = Act::new(actor, "enterprises.publish", name.to_owned());
    let done = store.write(&act, |w| {
        made.declare(w)?;
        let run = w.record_run(&run)?;
        let batch = NewBatch { kind: BatchKind::Run, evidence: None, run: Some(run), note: name.to_owned() };
        Ok((run, w.import_batch(&batch, drafts)?.batch))
    })?;
    Ok(done)
}

impl ClassRun {
    /// Whether there is a metric to publish to.
    pub fn publishes(&self) -> bool {
        !self.drafts.is_empty()
    }

    /// Publishes the classes as facts under a run of this name.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn publish(self, store: &Store, actor: Actor, name: &str) -> Result<(RunId, BatchId), RunError> {
        publish(store, actor, &self.made, name, self.drafts)
    }
}

/// Scores computed and not yet published.
pub struct ScoreRun {
    made: Made,
    drafts: Vec<FactDraft>,
    /// What was read of each firm, to move bases and weights on.
    pub gathered: Gathered,
    /// The scores.
    pub scoring: Scoring,
}

/// Computes a scoring scheme.
///
/// # Errors
/// As [`classify`].
pub fn score(snapshot: &Snapshot, scheme: &Scheme, period: Period) -> Result<ScoreRun, RunError> {
    grain_of(period, scheme.grain)?;
    let started = Timestamp::now();
    let watch = Watch::new(snapshot);
    let gathered = Gathered::of(scheme, &watch, When::new(period))?;
    let scoring = gathered.score(scheme, &Knobs::still(scheme))?;
    let mut drafts = Vec::new();
    if let Some(publishes) = &scheme.publishes {
        let (points, tier) = (named(snapshot, &publishes.score)?, named(snapshot, &publishes.tier)?);
        let MetricKind::Number { scale, .. } = points.kind else {
            return Err(RunError::Metric(points.name.clone()));
        };
        for firm in &scoring.firms {
            let subject = Subject::One(firm.firm);
            let total = firm
                .total_scaled(scale)
                .map_or(FactValue::Missing, |total| FactValue::Known(Value::Number(total.mantissa)));
            let code = firm.standing.and_then(|standing| scheme.tiers.get(standing.tier)).map(|tier| &tier.code);
            let held = code.map_or(Ok(FactValue::Missing), |code| held(tier, code))?;
            drafts.push(draft(subject, points, period, total, FactStatus::Provisional));
            drafts.push(draft(subject, tier, period, held, FactStatus::Provisional));
        }
        if let Some(code) = &publishes.set_aside {
            for (firm, _) in &scoring.aside {
                let value = held(tier, code)?;
                drafts.push(draft(Subject::One(*firm), tier, period, value, FactStatus::Provisional));
            }
        }
    }
    let made = Made {
        kind: "enterprises.score",
        period,
        definitions: vec![("schemes", scheme.code.clone(), json_of(scheme)?)],
        seq: snapshot.seq(),
        inputs: digest(snapshot, &watch.reads()),
        started,
    };
    Ok(ScoreRun { made, drafts, gathered, scoring })
}

impl ScoreRun {
    /// Whether there is a metric to publish to.
    pub fn publishes(&self) -> bool {
        !self.drafts.is_empty()
    }

    /// Publishes totals and tiers as facts under a run of this name. Those of the run before stay on record beside it.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn publish(self, store: &Store, actor: Actor, name: &str) -> Result<(RunId, BatchId), RunError> {
        publish(store, actor, &self.made, name, self.drafts)
    }
}

/// Checks computed and not yet recorded.
pub struct CheckRun {
    made: Made,
    /// How often each rule was asked.
    pub tallies: Vec<CheckTally>,
    /// What failed.
    pub found: Vec<NewCheckFinding>,
    /// Rules and firms of which facts are missing.
    undecided: Vec<(String, domain::EntityId)>,
}

/// Asks every rule in force for a period.
///
/// # Errors
/// A formula that cannot be evaluated.
pub fn check(snapshot: &Snapshot, books: &Shelf<RuleBook>, period: Period) -> Result<CheckRun, RunError> {
    let started = Timestamp::now();
    let watch = Watch::new(snapshot);
    let when = When::new(period);
    let firms = domain::FactSource::subjects(snapshot, &SubjectKind::new(FIRM));
    let (mut tallies, mut found, mut undecided) = (Vec::new(), Vec::new(), Vec::new());
    let mut definitions = Vec::new();
    for book in books.in_force(period) {
        for rule in book.rules.iter().filter(|rule| rule.grain == period.grain()) {
            let asked = ask(rule, &watch, when)?;
            let mut tally = CheckTally { rule: rule.code.clone(), asked: 0, failed: 0, unknown: 0 };
            for (row, subject) in firms.iter().enumerate() {
                match asked.said(row) {
                    Said::Outside => {}
                    Said::Passed => tally.asked += 1,
                    Said::Failed => (tally.asked, tally.failed) = (tally.asked + 1, tally.failed + 1),
                    Said::Unknown => {
                        tally.unknown += 1;
                        if let Subject::One(firm) = *subject {
                            undecided.push((rule.code.clone(), firm));
                        }
                    }
                }
            }
            let metric = named(snapshot, &rule.about)?.id;
            for one in asked.found(&watch, when)? {
                found.push(NewCheckFinding {
                    rule: rule.code.clone(),
                    version: book.version,
                    severity: rule.severity.as_str(),
                    entity: one.firm,
                    metric,
                    period,
                    observed: one.observed,
                    expected: one.expected,
                });
            }
            tallies.push(tally);
        }
        definitions.push(("rules", book.code.clone(), json_of(book)?));
    }
    let made = Made {
        kind: "enterprises.check",
        period,
        definitions,
        seq: snapshot.seq(),
        inputs: digest(snapshot, &watch.reads()),
        started,
    };
    Ok(CheckRun { made, tallies, found, undecided })
}

impl CheckRun {
    /// Records the findings: new ones are opened, those that are no longer found are closed as mended.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn record(&self, store: &Store, actor: Actor) -> Result<(RunId, Checked), RunError> {
        let outputs: String =
            self.found.iter().map(|one| format!("{} {} {};", one.rule, one.entity, one.observed)).collect();
        let run = self.made.run("", &outputs);
        let act = Act::new(actor, "enterprises.check", self.made.period.to_string());
        let undecided: Vec<(&str, domain::EntityId)> =
            self.undecided.iter().map(|(rule, firm)| (rule.as_str(), *firm)).collect();
        let done = store.write(&act, |w| {
            self.made.declare(w)?;
            let run = w.record_run(&run)?;
            Ok((run, w.record_checks(run, self.made.period, &self.tallies, &self.found, &undecided)?))
        })?;
        Ok(done)
    }
}
