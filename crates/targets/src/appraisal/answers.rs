//! Who answers what was said in monitoring by when: the questions that are open, and the answers to them.

use std::collections::BTreeMap;

use domain::Period;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Act, Actor, FormPart, Reader, Store, StoreError};

use super::acts::{month, to_json};
use super::{AppraisalError, Entry, Form, Ready, Remark, entries, remarks};

/// An answer to a question: it holds while the same person must answer by the same day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// In the words of whoever answered.
    pub text: String,
    /// Who had to answer when it was given.
    pub owner: String,
    /// By when.
    pub due: Option<Date>,
}

/// A row in which somebody has to answer and has not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The table, in all its versions.
    pub lineage: String,
    /// Monitoring until this month.
    pub month: Period,
    /// The project or line.
    pub row: String,
    /// What was said of it, with who must answer by when.
    pub remark: Entry<Remark>,
}

/// The last answers of a form by row.
///
/// # Errors
/// As [`remarks`].
pub fn answers(reader: &Reader<'_>, lineage: &str, form: &Form) -> store::Result<BTreeMap<String, Entry<Answer>>> {
    entries(reader, lineage, form, FormPart::Answer)
}

/// Whether an answer is to what is asked now.
pub fn is_answered(remark: &Remark, answer: Option<&Answer>) -> bool {
    answer.is_some_and(|answer| answer.owner == remark.owner && answer.due == remark.due)
}

/// Every open question of every table, oldest first.
///
/// # Errors
/// As [`remarks`].
pub fn questions(reader: &Reader<'_>) -> store::Result<Vec<Question>> {
    let mut answered: BTreeMap<(String, String), BTreeMap<String, Entry<Answer>>> = BTreeMap::new();
    let mut open = Vec::new();
    for asked in reader.form_questions()? {
        let Ok(Form::Monitoring(month)) = asked.form.parse() else { continue };
        let key = (asked.lineage.clone(), asked.form.clone());
        if !answered.contains_key(&key) {
            answered.insert(key.clone(), answers(reader, &asked.lineage, &Form::Monitoring(month))?);
        }
        let value: Remark = serde_json::from_str(&asked.entry.json)
            .map_err(|error| StoreError::Damaged(format!("what was said in a form: {error}")))?;
        let answer = answered.get(&key).and_then(|answers| answers.get(&asked.entry.row));
        if !is_answered(&value, answer.map(|entry| &entry.value)) {
            let store::FormEntry { id: order, row, actor, at, .. } = asked.entry;
            open.push(Question { lineage: asked.lineage, month, row, remark: Entry { value, actor, at, order } });
        }
    }
    Ok(open)
}

/// Answers what is asked of a row in monitoring until a month.
///
/// # Errors
/// [`AppraisalError::NoQuestion`] where nobody has to answer, [`AppraisalError::Empty`]; nothing is kept then.
pub fn answer(
    store: &Store,
    actor: Actor,
    table: i64,
    last: Period,
    row: &str,
    text: &str,
) -> Result<(), AppraisalError> {
    let ready = Ready::load(store, table)?;
    month(&ready, last)?;
    if text.trim().is_empty() {
        return Err(AppraisalError::Empty);
    }
    let form = Form::Monitoring(last);
    let lineage = &ready.row.lineage;
    let act = Act::new(actor, "targets.answer", lineage).detail(json!({"form": form.to_string(), "row": row}));
    let asked = store.write(&act, |w| {
        // Read within the write: the answer is to what is asked now.
        let Some(remark) = remarks(w, lineage, &form)?.remove(row).filter(|entry| !entry.value.owner.is_empty()) else {
            return Err(StoreError::NotFound { what: "question", key: row.to_owned() });
        };
        let Remark { owner, due, .. } = remark.value;
        let answer = Answer { text: text.trim().to_owned(), owner, due };
        w.answer_in_form(lineage, &form.to_string(), row, &to_json(&answer)?)
    });
    match asked {
        Err(StoreError::NotFound { what: "question", key }) => Err(AppraisalError::NoQuestion(key)),
        done => Ok(done?),
    }
}
