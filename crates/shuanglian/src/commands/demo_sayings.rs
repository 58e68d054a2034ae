//! What the people of the demo say of its table, through the acts that a person's page takes.

use std::collections::{BTreeMap, HashMap};

use domain::{Period, Scaled, UserId};
use serde::Deserialize;
use store::{Actor, Store};
use targets::appraisal::{self, AppraisalError, Opinion, Remark};
use targets::scoring::Said;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sayings {
    remarks: Vec<OfMonth>,
    answers: Vec<Answered>,
    weights: Vec<Weighed>,
    said: Vec<OfLine>,
    opinions: Vec<OfProject>,
    issues: Vec<Issue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfMonth {
    by: String,
    month: Period,
    row: String,
    remark: Remark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    by: String,
    month: Period,
    row: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighed {
    by: String,
    rules: String,
    points: BTreeMap<String, Scaled>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfLine {
    by: String,
    rules: String,
    row: String,
    said: Said,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfProject {
    by: String,
    rules: String,
    project: String,
    opinion: Opinion,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    by: String,
    month: Period,
    note: String,
}

/// Why the demo's people could not say it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SayingError {
    /// The file is not the YAML it should be.
    #[error("knowledge/demo/appraisal.yaml: {0}")]
    Yaml(#[from] serde_norway::Error),
    /// The act was refused.
    #[error("{0}: {1}")]
    Refused(String, AppraisalError),
}

/// Says and issues everything in the file, in its order.
pub(crate) fn say(
    store: &Store,
    table: i64,
    yaml: &str,
    users: &HashMap<&'static str, UserId>,
) -> Result<(), SayingError> {
    let sayings: Sayings = serde_norway::from_str(yaml)?;
    let actor = |name: &str| users.get(name).map_or(Actor::System("demo"), |id| Actor::User(*id));
    let of = |row: &str| {
        let row = row.to_owned();
        move |error| SayingError::Refused(row, error)
    };
    for one in &sayings.remarks {
        appraisal::remark(store, actor(&one.by), table, one.month, &one.row, &one.remark).map_err(of(&one.row))?;
    }
    for one in &sayings.answers {
        appraisal::answer(store, actor(&one.by), table, one.month, &one.row, &one.text).map_err(of(&one.row))?;
    }
    for one in &sayings.weights {
        let points: Vec<_> = one.points.iter().map(|(row, points)| (row.clone(), Some(*points))).collect();
        appraisal::weigh(store, actor(&one.by), table, &one.rules, &points, None).map_err(of(&one.rules))?;
    }
    for one in &sayings.said {
        appraisal::say(store, actor(&one.by), table, &one.rules, &one.row, &one.said).map_err(of(&one.row))?;
    }
    for one in &sayings.opinions {
        appraisal::review(store, actor(&one.by), table, &one.rules, &one.project, &one.opinion)
            .map_err(of(&one.project))?;
    }
    for one in &sayings.issues {
        appraisal::issue_monitoring(store, actor(&one.by), table, one.month, &one.note).map_err(of(&one.note))?;
    }
    Ok(())
}
