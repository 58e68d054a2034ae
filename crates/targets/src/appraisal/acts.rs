//! The acts on a form: saying, reviewing, issuing; weighing and answering have rooms of their own. Each is one transaction with one audit row.

use domain::{Period, Scaled, Sha256Digest};
use jiff::Timestamp;
use serde_json::json;
use store::{Act, Actor, NewFormIssue, Store, StoreError};

use super::publish::{self, Source};
use super::weighing::WeightFault;
use super::{Form, Monitored, Opinion, Ready, Remark, Selfscored, answers, hands, remarks, rule_set};
use crate::scoring::said::SaidError;
use crate::scoring::{Said, rules};

/// Media type of what is issued.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Why an act on a form was refused.
#[derive(Debug, thiserror::Error)]
pub enum AppraisalError {
    /// The table has no such project or line.
    #[error("这张表里没有 {0}")]
    NoRow(String),
    /// A reason or a likelihood the rules do not know.
    #[error("规则里没有“{0}”这个选项")]
    NoWord(String),
    /// Nobody has to answer there.
    #[error("{0} 没有要答复的事项")]
    NoQuestion(String),
    /// A day by which nobody has to answer.
    #[error("写了答复期限，请写明由谁答复")]
    NoOwner,
    /// A day to answer by that lies before the end of the month.
    #[error("答复期限 {0} 早于所监控的月份")]
    Due(jiff::civil::Date),
    /// Points of indicators that cannot be kept.
    #[error("{}", listed(.0))]
    Weights(Vec<WeightFault>),
    /// There is nothing in it.
    #[error("没有填写任何内容")]
    Empty,
    /// The month has not ended, or is none of the table's year.
    #[error("{0} 还没有结束，或不在这张表的年度里")]
    NoMonth(Period),
    /// What was said cannot be taken.
    #[error(transparent)]
    Said(#[from] SaidError),
    /// A second opinion that does not agree without a reason, or with points outside 0 to 100.
    #[error("不同意时要写明理由；复核得分在 0 到 100 之间，至多两位小数；同意自评就不另写得分")]
    Opinion,
    /// Lines are open, projects wait for their review, or points of indicators have to be entered again.
    #[error("还不能印发：{} 行未定，{} 个项目没有另一人的复核意见，{} 个项目的分值要重填", .0.lines, .0.reviews, .0.weights)]
    NotReady(Owed),
    /// The form could not be written.
    #[error("表写不出来：{0}")]
    Write(#[from] tabular::WriteError),
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn listed(faults: &[WeightFault]) -> String {
    faults.iter().map(WeightFault::to_string).collect::<Vec<_>>().join("；")
}

pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Whether a table has a project or a line of this id.
pub(super) fn has_row(table: &crate::model::TargetTable, row: &str) -> bool {
    let execution = |project: &str| row.strip_prefix(project) == Some(&format!(".{}", rules::EXECUTION));
    table.projects.iter().any(|project| {
        project.id == row || execution(&project.id) || project.indicators.iter().any(|indicator| indicator.id == row)
    }) || table.targets.iter().any(|target| target.id == row)
}

/// A month of the table's year that is over.
pub(super) fn month(ready: &Ready, last: Period) -> Result<(), AppraisalError> {
    let year = ready.table.document.year.and_then(Period::year);
    let ends = last.end() <= ready.today && year.is_some_and(|year| year.contains(last));
    if ends { Ok(()) } else { Err(AppraisalError::NoMonth(last)) }
}

/// Says something of a project or line in monitoring until a month.
///
/// # Errors
/// [`AppraisalError`]; nothing is kept then.
pub fn remark(
    store: &Store,
    actor: Actor,
    table: i64,
    last: Period,
    row: &str,
    remark: &Remark,
) -> Result<(), AppraisalError> {
    let ready = Ready::load(store, table)?;
    month(&ready, last)?;
    if !has_row(&ready.table, row) {
        return Err(AppraisalError::NoRow(row.to_owned()));
    }
    let reason = |key: &String| ready.rules.reasons.iter().any(|word| word.key == *key);
    let likelihood = |key: &String| ready.rules.likelihoods.iter().any(|word| word.key == *key);
    let unknown = remark.reasons.iter().find(|key| !reason(key));
    if let Some(key) = unknown.or(remark.likelihood.as_ref().filter(|key| !likelihood(key))) {
        return Err(AppraisalError::NoWord(key.clone()));
    }
    if *remark == Remark::default() {
        return Err(AppraisalError::Empty);
    }
    if remark.due.is_some() && remark.owner.trim().is_empty() {
        return Err(AppraisalError::NoOwner);
    }
    if let Some(due) = remark.due.filter(|due| *due < last.end()) {
        return Err(AppraisalError::Due(due));
    }
    let form = Form::Monitoring(last).to_string();
    let act = Act::new(actor, "targets.remark", &ready.row.lineage).detail(json!({"form": form, "row": row}));
    let asks = Some(remark.owner.trim()).filter(|owner| !owner.is_empty());
    store.write(&act, |w| {
        w.needs_newest(&ready.row)?;
        w.say_in_form(&ready.row.lineage, &form, row, &to_json(remark)?, asks)
    })?;
    Ok(())
}

/// Says something of a line of a self-evaluation.
///
/// # Errors
/// [`AppraisalError`]; nothing is kept then.
pub fn say(store: &Store, actor: Actor, table: i64, set: &str, row: &str, said: &Said) -> Result<(), AppraisalError> {
    let ready = Ready::load(store, table)?;
    let found = rule_set(store, set, ready.row.year)?;
    if !has_row(&ready.table, row) || ready.table.projects.iter().any(|project| project.id == row) {
        return Err(AppraisalError::NoRow(row.to_owned()));
    }
    said.check(&found, row)?;
    let form = Form::SelfEvaluation(set.to_owned()).to_string();
    let act = Act::new(actor, "targets.appraise", &ready.row.lineage).detail(json!({"form": form, "row": row}));
    store.write(&act, |w| {
        w.needs_newest(&ready.row)?;
        w.say_in_form(&ready.row.lineage, &form, row, &to_json(said)?, None)
    })?;
    Ok(())
}

/// Says a second opinion of a project's score, which it names; or of a line that somebody says does not apply, whether
/// that is so: by nobody who filled it in, weighed it, proposed what proves it or brought in its money.
///
/// # Errors
/// [`AppraisalError`]; nothing is kept then.
pub fn review(
    store: &Store,
    actor: Actor,
    table: i64,
    set: &str,
    project: &str,
    opinion: &Opinion,
) -> Result<(), AppraisalError> {
    let ready = Ready::load(store, table)?;
    let overview = crate::feed::overview(&ready.table, &ready.bindings, ready.today, ready.facts.as_ref());
    let scored = Selfscored::load(store, &ready.row.lineage, &ready.table, &overview, &ready.money, set)?;
    let waits = scored.said.get(project).is_some_and(|entry| entry.value.not_applicable.is_some());
    let given_for = scored.now.get(project).cloned();
    if given_for.is_none() && !waits {
        return Err(AppraisalError::NoRow(project.to_owned()));
    }
    // Who agrees has no other points, and of a line only whether it applies is asked.
    if opinion.points.is_some() && (opinion.agrees || given_for.is_none()) {
        return Err(AppraisalError::Opinion);
    }
    let outside = opinion
        .points
        .is_some_and(|points| points.scale > 2 || points.mantissa < 0 || points.compare(Scaled::new(100, 0)).is_gt());
    if outside || !opinion.agrees && opinion.reason.trim().is_empty() {
        return Err(AppraisalError::Opinion);
    }
    let opinion = Opinion { given_for, ..opinion.clone() };
    let form = Form::SelfEvaluation(set.to_owned()).to_string();
    let act = Act::new(actor, "targets.review_score", &ready.row.lineage).detail(json!({"form": form, "row": project}));
    store.write(&act, |w| {
        w.needs_newest(&ready.row)?;
        let whole = project.split('.').next().unwrap_or(project);
        for hand in hands(w, &ready.bindings, ready.money.get(whole), whole)? {
            w.needs_another_person(&hand)?;
        }
        w.review_form(&ready.row.lineage, &form, project, &to_json(&opinion)?)
    })?;
    Ok(())
}

/// What a self-evaluation still waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Owed {
    /// Lines that are open.
    pub lines: usize,
    /// Projects without a review after the last change.
    pub reviews: usize,
    /// Projects whose entered points no longer fit.
    pub weights: usize,
}

impl Owed {
    /// Whether it may be issued.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// What a self-evaluation still waits for.
pub fn owed(scored: &Selfscored) -> Owed {
    let waiting = |project: &str| !scored.is_reviewed(project);
    Owed {
        lines: scored.scored.iter().map(|one| one.open_lines().count()).sum(),
        reviews: scored.scored.iter().filter(|one| waiting(&one.project)).count(),
        weights: scored.scored.iter().filter(|one| !one.unweighed.is_empty()).count(),
    }
}

/// Issues the form of monitoring until a month: the workbook is kept as evidence and never changes, its rates and
/// quadrants become facts. Whoever wrote last in it does not issue it. Its number.
///
/// # Errors
/// [`AppraisalError`]; nothing is issued then. `store.moved_on` when a newer version of the table came in or more was
/// said while the form was made.
pub fn issue_monitoring(
    store: &Store,
    actor: Actor,
    table: i64,
    last: Period,
    note: &str,
) -> Result<i64, AppraisalError> {
    let started = Timestamp::now();
    let form = Form::Monitoring(last);
    let seen = last_entry(store, table, &form)?;
    let ready = Ready::load(store, table)?;
    month(&ready, last)?;
    let monitored = Monitored::until(&ready.rules, &ready.table, &ready.bindings, &ready.facts, &ready.money, last);
    let (said, answered) = store.read(|r| {
        let lineage = &ready.row.lineage;
        Ok((remarks(r, lineage, &form)?, answers(r, lineage, &form)?))
    })?;
    let workbook = monitored.workbook(ready.head(), &said, &answered);
    let (kind, rules) = ("targets.monitor", monitored.rules.label());
    let made = Made { form, seen, note, workbook, name: format!("绩效运行监控表 {last}.xlsx") };
    let said = to_json(&(&said, &answered))?;
    issue(store, actor, &ready, &made, |w, evidence| {
        let source = Source { kind, rules: rules.clone(), name: &made.name, evidence, said: said.clone(), started };
        publish::monitored(w, &ready, &source, &monitored)
    })
}

/// Issues the self-evaluation under a rule set, once every line is decided and reviewed by another; its points and grades
/// become facts. Its number.
///
/// # Errors
/// As [`issue_monitoring`].
pub fn issue_scores(store: &Store, actor: Actor, table: i64, set: &str, note: &str) -> Result<i64, AppraisalError> {
    let started = Timestamp::now();
    let form = Form::SelfEvaluation(set.to_owned());
    let seen = last_entry(store, table, &form)?;
    let ready = Ready::load(store, table)?;
    let overview = crate::feed::overview(&ready.table, &ready.bindings, ready.today, ready.facts.as_ref());
    let scored = Selfscored::load(store, &ready.row.lineage, &ready.table, &overview, &ready.money, set)?;
    let owed = owed(&scored);
    if !owed.is_nothing() {
        return Err(AppraisalError::NotReady(owed));
    }
    let workbook = crate::forms::self_evaluation(&scored.source(ready.head(), &overview, &ready.money));
    let (kind, rules) = ("targets.score", scored.rules.label());
    let made = Made { form, seen, note, workbook, name: format!("绩效自评表 {set}号.xlsx") };
    let said = to_json(&(&scored.said, &scored.weighed, &scored.opinions))?;
    issue(store, actor, &ready, &made, |w, evidence| {
        let source = Source { kind, rules: rules.clone(), name: &made.name, evidence, said: said.clone(), started };
        publish::scored(w, &ready, &source, &scored)
    })
}

/// The last thing said in a form before it is made.
fn last_entry(store: &Store, table: i64, form: &Form) -> Result<i64, StoreError> {
    store.read(|r| {
        let row = r.target_table(table)?.0;
        r.last_form_entry(&row.lineage, &form.to_string())
    })
}

/// A form ready to be issued.
struct Made<'a> {
    form: Form,
    seen: i64,
    note: &'a str,
    workbook: tabular::Workbook,
    name: String,
}

fn issue(
    store: &Store,
    actor: Actor,
    ready: &Ready,
    made: &Made<'_>,
    publish: impl FnOnce(&store::Writer<'_>, Sha256Digest) -> Result<(), StoreError>,
) -> Result<i64, AppraisalError> {
    let bytes = tabular::write_xlsx(&made.workbook)?;
    let evidence = store.put_bytes(&bytes)?;
    let form = made.form.to_string();
    let detail = json!({"form": form, "sha256": evidence.to_string()});
    let act = Act::new(actor, "targets.issue", &ready.row.lineage).detail(detail);
    let (table, snapshot_seq) = (ready.row.id, ready.facts.seq());
    let new = NewFormIssue { table, form: &form, evidence, snapshot_seq, seen: made.seen, note: made.note };
    let id = store.write(&act, |w| {
        w.register_evidence(evidence, &made.name, XLSX)?;
        let id = w.issue_form(&new)?;
        publish(w, evidence)?;
        Ok(id)
    })?;
    Ok(id)
}
