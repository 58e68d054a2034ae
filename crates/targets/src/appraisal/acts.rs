//! The acts on a form: saying, reviewing, issuing. Each is one transaction with one audit row.

use domain::{Period, Scaled};
use serde_json::json;
use store::{Act, Actor, Store, StoreError};

use super::{Form, Monitored, Opinion, Ready, Remark, Selfscored, remarks, rule_set, said_after};
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
    #[error("不同意时要写明理由；复核得分在 0 到 100 之间，至多两位小数")]
    Opinion,
    /// Lines are open, or projects wait for their review.
    #[error("还不能印发：{0} 行未定，{1} 个项目没有另一人的复核意见")]
    NotReady(usize, usize),
    /// The form could not be written.
    #[error("表写不出来：{0}")]
    Write(#[from] tabular::WriteError),
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Whether a table has a project or a line of this id.
fn has_row(table: &crate::model::TargetTable, row: &str) -> bool {
    let execution = |project: &str| row.strip_prefix(project) == Some(&format!(".{}", rules::EXECUTION));
    table.projects.iter().any(|project| {
        project.id == row || execution(&project.id) || project.indicators.iter().any(|indicator| indicator.id == row)
    }) || table.targets.iter().any(|target| target.id == row)
}

/// A month of the table's year that is over.
fn month(ready: &Ready, last: Period) -> Result<(), AppraisalError> {
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
    let form = Form::Monitoring(last).to_string();
    let act = Act::new(actor, "targets.remark", &ready.row.lineage).detail(json!({"form": form, "row": row}));
    store.write(&act, |w| w.say_in_form(&ready.row.lineage, &form, row, &to_json(remark)?))?;
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
    said.check(&found)?;
    let form = Form::SelfEvaluation(set.to_owned()).to_string();
    let act = Act::new(actor, "targets.appraise", &ready.row.lineage).detail(json!({"form": form, "row": row}));
    store.write(&act, |w| w.say_in_form(&ready.row.lineage, &form, row, &to_json(said)?))?;
    Ok(())
}

/// Says a second opinion of a project's score. The store refuses whoever filled it in.
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
    rule_set(store, set, ready.row.year)?;
    if !ready.table.projects.iter().any(|known| known.id == project) {
        return Err(AppraisalError::NoRow(project.to_owned()));
    }
    let outside = opinion
        .points
        .is_some_and(|points| points.scale > 2 || points.mantissa < 0 || points.compare(Scaled::new(100, 0)).is_gt());
    if outside || !opinion.agrees && opinion.reason.trim().is_empty() {
        return Err(AppraisalError::Opinion);
    }
    let form = Form::SelfEvaluation(set.to_owned()).to_string();
    let act = Act::new(actor, "targets.review_score", &ready.row.lineage).detail(json!({"form": form, "row": project}));
    store.write(&act, |w| w.review_form(&ready.row.lineage, &form, project, &to_json(opinion)?))?;
    Ok(())
}

/// Lines that are open and projects without a review after the last change.
pub fn owed(scored: &Selfscored) -> (usize, usize) {
    let lines = scored.scored.iter().map(|one| one.open_lines().count()).sum();
    let waiting = |project: &str| match scored.opinions.get(project) {
        Some(opinion) => said_after(&scored.said, project, opinion.order),
        None => true,
    };
    (lines, scored.scored.iter().filter(|one| waiting(&one.project)).count())
}

/// Issues the form of monitoring until a month: the workbook is kept as evidence and never changes. Its number.
///
/// # Errors
/// [`AppraisalError`]; nothing is issued then.
pub fn issue_monitoring(
    store: &Store,
    actor: Actor,
    table: i64,
    last: Period,
    note: &str,
) -> Result<i64, AppraisalError> {
    let ready = Ready::load(store, table)?;
    month(&ready, last)?;
    let form = Form::Monitoring(last);
    let monitored = Monitored::until(&ready.rules, &ready.table, &ready.bindings, &ready.facts, &ready.money, last);
    let said = store.read(|r| remarks(r, &ready.row.lineage, &form))?;
    let bytes = tabular::write_xlsx(&monitored.workbook(ready.head(), &said))?;
    issue(store, actor, &ready, &form, &format!("绩效运行监控表 {last}.xlsx"), &bytes, note)
}

/// Issues the self-evaluation under a rule set, once every line is decided and reviewed by another. Its number.
///
/// # Errors
/// [`AppraisalError`]; nothing is issued then.
pub fn issue_scores(store: &Store, actor: Actor, table: i64, set: &str, note: &str) -> Result<i64, AppraisalError> {
    let ready = Ready::load(store, table)?;
    let overview = crate::feed::overview(&ready.table, &ready.bindings, ready.today, ready.facts.as_ref());
    let scored = Selfscored::load(store, &ready.row.lineage, &ready.table, &overview, &ready.money, set)?;
    let (lines, reviews) = owed(&scored);
    if lines > 0 || reviews > 0 {
        return Err(AppraisalError::NotReady(lines, reviews));
    }
    let workbook = crate::forms::self_evaluation(&scored.source(ready.head(), &overview, &ready.money));
    let bytes = tabular::write_xlsx(&workbook)?;
    let form = Form::SelfEvaluation(set.to_owned());
    issue(store, actor, &ready, &form, &format!("绩效自评表 {set}号.xlsx"), &bytes, note)
}

fn issue(
    store: &Store,
    actor: Actor,
    ready: &Ready,
    form: &Form,
    name: &str,
    bytes: &[u8],
    note: &str,
) -> Result<i64, AppraisalError> {
    let digest = store.put_bytes(bytes)?;
    let detail = json!({"form": form.to_string(), "sha256": digest.to_string()});
    let act = Act::new(actor, "targets.issue", &ready.row.lineage).detail(detail);
    let id = store.write(&act, |w| {
        w.register_evidence(digest, name, XLSX)?;
        w.issue_form(ready.row.id, &form.to_string(), digest, ready.facts.seq(), note)
    })?;
    Ok(id)
}
