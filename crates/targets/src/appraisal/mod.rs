//! Monitoring and self-evaluation of a stored table through their life: what people say row by row, a second person's
//! review, the issue that freezes a form as evidence and publishes what it says as facts.

mod acts;
mod answers;
mod hands;
mod outcome;
mod publish;
mod ready;
pub mod weighing;
pub mod weights_file;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use domain::{Grain, Period, Scaled};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::{FormPart, Reader, StoreError};

use crate::model::TargetTable;
use crate::scoring::{Said, SaidOf, Scored};
use crate::wording;

pub use acts::{AppraisalError, Owed, issue_monitoring, issue_scores, owed, remark, review, say};
pub use answers::{Answer, Question, answer, answers, is_answered, questions};
pub use hands::hands;
pub use outcome::Outcome;
pub use ready::{Monitored, Ready, Selfscored, last_whole_month, monitoring_rules, rule_set};
pub use weighing::weigh;

/// Which form of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// 绩效运行监控表 until the end of a month.
    Monitoring(Period),
    /// 自评表 under a rule set.
    SelfEvaluation(String),
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Monitoring(month) => write!(f, "monitoring:{month}"),
            Self::SelfEvaluation(rules) => write!(f, "self-evaluation:{rules}"),
        }
    }
}

impl FromStr for Form {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            Some(("monitoring", month)) => {
                let month: Period = month.parse().map_err(|_| ())?;
                if month.grain() == Grain::Month { Ok(Self::Monitoring(month)) } else { Err(()) }
            }
            Some(("self-evaluation", rules)) if !rules.is_empty() => Ok(Self::SelfEvaluation(rules.to_owned())),
            _ => Err(()),
        }
    }
}

/// What was said, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry<T> {
    /// What.
    pub value: T,
    /// As in the audit log.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Grows with each saying.
    pub order: i64,
}

/// What people say of a project or a line in monitoring.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Remark {
    /// Keys of the reasons.
    pub reasons: Vec<String>,
    /// 原因说明.
    pub explanation: String,
    /// Key of the likelihood.
    pub likelihood: Option<String>,
    /// 全年预计完成情况 in a person's words; empty where the pace decides.
    pub forecast: String,
    /// What will be done about it.
    pub measures: String,
    /// Who must answer.
    pub owner: String,
    /// By when.
    pub due: Option<Date>,
}

/// A second person's opinion of a project's score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Opinion {
    /// Whether the score stands.
    pub agrees: bool,
    /// The points this person would give instead.
    pub points: Option<Scaled>,
    /// Why.
    pub reason: String,
    /// The score it was given for.
    pub given_for: Option<GivenFor>,
}

/// The score of a project as somebody saw it: an opinion holds while it is still this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenFor {
    /// The points.
    pub total: Scaled,
    /// The points that were not decided.
    pub open: Scaled,
    /// Digest of all lines with their words, results, points and ways to them.
    pub lines: String,
}

impl GivenFor {
    /// What stands now of a project of a table.
    pub(crate) fn now(scored: &Scored, words: &std::collections::HashMap<String, String>) -> Self {
        let mut text = String::new();
        for line in &scored.lines {
            let words = words.get(&line.id).map(String::as_str).unwrap_or_default();
            let result = serde_json::to_string(&line.measured).unwrap_or_default();
            let points = line.awarded.points.map(|points| points.to_string()).unwrap_or_default();
            let way = serde_json::to_string(&line.awarded.how).unwrap_or_default();
            text.push_str(&format!("{words}\n{}\n{result}\n{points}\n{way}\n{}\n", line.weight, line.awarded.sum));
        }
        let lines = store::digest_of(text.as_bytes()).to_string();
        Self { total: scored.total, open: scored.open, lines }
    }
}

/// The last remarks of a form by row.
///
/// # Errors
/// The store's refusal; [`StoreError::Damaged`] when one no longer parses.
pub fn remarks(reader: &Reader<'_>, lineage: &str, form: &Form) -> store::Result<BTreeMap<String, Entry<Remark>>> {
    entries(reader, lineage, form, FormPart::Said)
}

/// What was said last of the lines of a self-evaluation.
///
/// # Errors
/// As [`remarks`].
pub fn said(reader: &Reader<'_>, lineage: &str, form: &Form) -> store::Result<BTreeMap<String, Entry<Said>>> {
    entries(reader, lineage, form, FormPart::Said)
}

/// The last opinions by project.
///
/// # Errors
/// As [`remarks`].
pub fn opinions(reader: &Reader<'_>, lineage: &str, form: &Form) -> store::Result<BTreeMap<String, Entry<Opinion>>> {
    entries(reader, lineage, form, FormPart::Review)
}

/// Only what was said, for the scoring; what does not apply with whether another person agreed to that since.
pub fn bare(said: &BTreeMap<String, Entry<Said>>, opinions: &BTreeMap<String, Entry<Opinion>>) -> SaidOf {
    let mut bare = SaidOf::new();
    for (row, entry) in said {
        let agreed = opinions.get(row).is_some_and(|opinion| opinion.value.agrees && opinion.order > entry.order);
        bare.insert(row.clone(), Said { agreed, ..entry.value.clone() });
    }
    bare
}

/// Whether something was said of a project or its lines after a moment of the order of saying.
pub fn said_after<T>(said: &BTreeMap<String, Entry<T>>, project: &str, order: i64) -> bool {
    let below = format!("{project}.");
    said.iter().any(|(row, entry)| (row == project || row.starts_with(&below)) && entry.order > order)
}

/// Rows of which something was said in a form before a version changed their words, and nothing since: they wait for a
/// decision. By their id, as far as the table still has one.
///
/// # Errors
/// The store's refusal.
pub fn lapsed(reader: &Reader<'_>, lineage: &str, form: &Form, table: &TargetTable) -> store::Result<Vec<String>> {
    let said = reader.form_entries(lineage, &form.to_string(), FormPart::Said)?;
    let again = |id: &str| said.iter().any(|row| row.row == id);
    let mut rows: Vec<String> = Vec::new();
    for id in said.iter().filter(|row| wording::is_left(&row.row)).map(|row| wording::id_of(&row.row)) {
        if acts::has_row(table, id) && !again(id) && !rows.iter().any(|known| known == id) {
            rows.push(id.to_owned());
        }
    }
    Ok(rows)
}

fn entries<T: DeserializeOwned>(
    reader: &Reader<'_>,
    lineage: &str,
    form: &Form,
    part: FormPart,
) -> store::Result<BTreeMap<String, Entry<T>>> {
    let mut found = BTreeMap::new();
    for row in reader.form_entries(lineage, &form.to_string(), part)? {
        // Points name the indicator they were entered for and are told apart by that; all else lapses with its words.
        let left = wording::is_left(&row.row);
        if left && part != FormPart::Weight {
            continue;
        }
        let id = wording::id_of(&row.row).to_owned();
        if left && found.contains_key(&id) {
            continue;
        }
        let value = serde_json::from_str(&row.json)
            .map_err(|error| StoreError::Damaged(format!("what was said in a form: {error}")))?;
        found.insert(id, Entry { value, actor: row.actor, at: row.at, order: row.id });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back() {
        let month: Period = "2024-07".parse().unwrap();
        for form in [Form::Monitoring(month), Form::SelfEvaluation("101".into())] {
            assert_eq!(form.to_string().parse(), Ok(form));
        }
        for bad in ["", "monitoring:", "monitoring:2024", "self-evaluation:", "other:1"] {
            assert_eq!(bad.parse::<Form>(), Err(()), "{bad}");
        }
    }
}
