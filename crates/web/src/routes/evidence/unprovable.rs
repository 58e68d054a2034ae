//! Why a promise cannot be measured, what would make it measurable, and where it stands.

use domain::SubjectKind;
use store::Store;
use targets::measurable::{Advice, advise};

use super::counted::{cell_address, place_of};
use super::{Evidence, Line, Step, sheet_step};
use crate::evidence::Excerpt;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::Judged;
use crate::parts::marks::State;
use crate::state::AppState;

pub(super) fn evidence(app: &AppState, store: &Store, lang: Lang, table: i64, id: &str) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    if !judged.overview.unprovable.iter().any(|known| known == id) {
        return Err(Failure::NotFound);
    }
    let advice = advise(&judged.table, id, &known(store)?).ok_or(Failure::NotFound)?;
    let mut steps = vec![why(lang, &judged, id, &advice), how(lang, &judged, &advice)];
    if let Some(place) = place_of(&judged, id) {
        let document = app.documents.open(store, judged.row.evidence)?;
        let excerpt = Excerpt::at(&document, &place.cell, Some(place.span)).ok_or(Failure::NotFound)?;
        let mut step = sheet_step(store, lang, judged.row.evidence, excerpt)?;
        lang.t("evidence.promise").clone_into(&mut step.title);
        steps.push(step);
    }
    let state = Some(State::new(lang, "unprovable"));
    Ok(Evidence { title: id.to_owned(), head: None, state, steps })
}

/// Names of all that is counted or measured already.
fn known(store: &Store) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let facts = store.snapshot()?;
    for list in store.read(|r| r.code_lists())?.iter().filter(|list| list.name == "record-types") {
        names.extend(list.codes.iter().map(|code| code.label.clone()));
    }
    for metric in facts.metrics().filter(|metric| metric.subject != SubjectKind::new("record")) {
        names.push(metric.name.clone());
    }
    Ok(names)
}

fn why(lang: Lang, judged: &Judged, id: &str, advice: &Advice) -> Step {
    let mut lines = Vec::new();
    if !advice.vague.is_empty() {
        let words = advice.vague.join("”“");
        lines.push(Line::words(lang.fill("evidence.vague", &[("words", &format!("“{words}”"))])));
    }
    for finding in judged.table.findings.iter().filter(|finding| finding.refs.iter().any(|r| r == id)) {
        let link = format!("/targets/{}/findings?ref={id}", judged.row.id);
        lines.push(Line { label: finding.message.clone(), figure: None, link: Some(link) });
    }
    let title = lang.t("evidence.cannot_measure").to_owned();
    let note = format!("{} · {}", advice.text, lang.t("targets.reason_nothing_promised"));
    Step { title, note, lines, ..Step::default() }
}

fn how(lang: Lang, judged: &Judged, advice: &Advice) -> Step {
    let mut lines = Vec::new();
    for lack in &advice.lacks {
        lines.push(Line::words(lang.t(&format!("evidence.lack_{}", key(lack)))));
    }
    lines.push(Line::words(lang.t(&format!("evidence.pattern_{}", key(&advice.pattern)))));
    for sibling in &advice.siblings {
        let name = judged.table.projects.iter().flat_map(|p| &p.indicators).find(|row| row.id == *sibling);
        let name = name.map(|row| row.name.clone()).unwrap_or_default();
        let label = lang.fill("evidence.sibling", &[("id", sibling), ("name", &name)]);
        let link = place_of(judged, sibling).map(|place| cell_address(judged, &place));
        lines.push(Line { label, figure: None, link });
    }
    if !advice.data.is_empty() {
        lines.push(Line::words(lang.fill("evidence.data_at_hand", &[("names", &advice.data.join("、"))])));
    }
    Step { title: lang.t("evidence.make_measurable").to_owned(), lines, ..Step::default() }
}

/// The key under which a word of the advice stands in the message files.
fn key(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
