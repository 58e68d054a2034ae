//! What this person or their section must answer in monitoring, with its day.

use std::sync::Arc;

use domain::Period;
use jiff::civil::Date;
use store::Store;
use targets::appraisal::questions;

use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::Judged;
use crate::people::is_meant;
use crate::routes::targets::appraisal::{months_name, row_name};
use crate::visit::{Person, Visit};

/// One thing to answer.
pub(super) struct Asked {
    /// Name of the project or line.
    pub(super) name: String,
    /// Table, month, row, who asked whom in which words.
    pub(super) why: String,
    /// The day with how far it is.
    pub(super) day: String,
    /// Whether the day has passed.
    pub(super) late: bool,
    /// The row in its form.
    pub(super) address: String,
    /// Where the answer goes.
    pub(super) answer: String,
    /// Id of the field.
    pub(super) field: String,
    due: Option<Date>,
}

/// Everything asked of a person in the tables given, the nearest day first.
pub(super) fn asked(
    store: &Store,
    lang: Lang,
    person: &Person,
    today: Date,
    tables: &[Arc<Judged>],
) -> Result<Vec<Asked>, Failure> {
    let mut found = Vec::new();
    for question in store.read(questions)? {
        let remark = &question.remark.value;
        let Some(judged) = tables.iter().find(|judged| judged.row.lineage == question.lineage) else { continue };
        if !is_meant(person, &remark.owner) {
            continue;
        }
        // A row that the newest version no longer has cannot be answered there.
        let Some(name) = row_name(judged, &question.row) else { continue };
        let who = crate::people::name(store, &question.remark.actor)?;
        let months = months_name(lang, question.month);
        let words = [remark.explanation.as_str(), remark.measures.as_str()].join(" ");
        let values = [
            ("table", judged.row.title.as_str()),
            ("months", months.as_str()),
            ("row", question.row.as_str()),
            ("who", who.as_str()),
            ("owner", remark.owner.as_str()),
            ("words", words.trim()),
        ];
        let (day, late) = day(lang, today, remark.due);
        found.push(Asked {
            name: lang.fill("home.asked_what", &[("name", &name)]),
            why: lang.fill("home.asked_why", &values),
            day,
            late,
            address: address(judged.row.id, question.month, &question.row),
            answer: format!("{}/answer", address(judged.row.id, question.month, &question.row)),
            field: format!("answer-{}-{}-{}", judged.row.id, question.month, question.row),
            due: remark.due,
        });
    }
    found.sort_by_key(|one| one.due.unwrap_or(Date::MAX));
    Ok(found)
}

fn address(table: i64, month: Period, row: &str) -> String {
    format!("/targets/{table}/monitoring/{month}/{row}")
}

/// A day in words with how far it is, and whether it has passed.
fn day(lang: Lang, today: Date, due: Option<Date>) -> (String, bool) {
    let Some(due) = due else { return (lang.t("home.asked_open").to_owned(), false) };
    let days = today.until(due).map_or(0, |span| span.get_days());
    let key = match days {
        0 => "home.asked_today",
        1.. => "home.asked_due",
        _ => "home.asked_late",
    };
    let values = [("due", due.to_string()), ("days", days.unsigned_abs().to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    (lang.fill(key, &values), days < 0)
}

/// Whether a visitor may answer at all.
pub(super) fn may_answer(visit: &Visit) -> bool {
    visit.may("targets.explain")
}
