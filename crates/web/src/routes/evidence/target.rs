//! Evidence of a target: how it is judged, the formula or the attested file, the facts, the words of the promise.

use store::Store;
use targets::binding::{Binding, Feed};
use targets::feed::{self, Explained};

use super::{Evidence, Line, Step, sheet_step};
use crate::evidence::{Excerpt, Token};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks::State;
use crate::routes::targets::{actual_figure, promised_text};
use crate::state::AppState;

pub(super) fn evidence(app: &AppState, store: &Store, lang: Lang, table: i64, id: &str) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    let view = judged.overview.targets.iter().find(|view| view.target.id == id).ok_or(Failure::NotFound)?;
    let mut steps = Vec::new();
    let reason = serde_json::to_value(view.judgement.reason).ok();
    let reason = reason.as_ref().and_then(|r| r.as_str()).unwrap_or_default();
    let judgement = Step {
        title: lang.t("evidence.judgement").to_owned(),
        note: lang.t(&format!("targets.reason_{reason}")).to_owned(),
        lines: vec![
            Line::words(format!("{}：{} {}", lang.t("targets.promised"), promised_text(lang, view), unit(view))),
            Line::words(lang.fill("evidence.elapsed", &[("share", &view.judgement.elapsed.to_string())])),
        ],
        // A target that nothing feeds, or whose facts are missing, ends here: there is nothing further to see.
        end: Some("trace"),
        count: view.value.is_none().then_some(0),
        ..Step::default()
    };
    steps.push(judgement);
    if let Some(binding) = &view.binding {
        let facts = store.snapshot()?;
        let today = judged.overview.today;
        let explained = feed::explain(binding, binding.read_period(), today, facts.as_ref());
        steps.extend(source(app, store, lang, (table, id), binding, explained)?);
        if let (Feed::Formula { .. }, Some(base)) = (&binding.feed, &binding.baseline) {
            let explained = feed::explain(binding, base.period, today, facts.as_ref());
            facts_steps(app, store, lang, "evidence.base_facts", explained, &mut steps)?;
        }
        steps.push(review(store, lang, &judged, id)?);
    }
    steps.push(promise(app, store, lang, &judged, view)?);
    Ok(Evidence {
        title: format!("{id} {}", view.target.quote),
        head: Some(actual_figure(lang, view).unit(&unit(view))),
        state: Some(State::new(lang, state_key(view.judgement.state))),
        steps,
    })
}

/// What feeds a target: its formula with the facts it used, or what was attested.
pub(super) fn source(
    app: &AppState,
    store: &Store,
    lang: Lang,
    (table, id): (i64, &str),
    binding: &Binding,
    explained: Explained,
) -> Result<Vec<Step>, Failure> {
    let Feed::Formula { subject, formula } = &binding.feed else { return Ok(vec![attested(store, lang, binding)?]) };
    let facts = store.snapshot()?;
    let values = [("subject", subject.as_str()), ("period", &binding.read_period().to_string())];
    let mut lines = vec![Line::words(lang.fill("evidence.over", &values))];
    if subject.as_str() == "record" {
        lines.push(Line {
            label: lang.t("records.open_register").to_owned(),
            figure: None,
            link: Some(crate::routes::records::counted_address(table, id)),
        });
    }
    for metric in targets::counted::metrics(binding, facts.as_ref()) {
        let name = facts.metric_by_id(metric).map(|metric| metric.name.clone()).unwrap_or_default();
        lines.push(Line {
            label: lang.fill("evidence.definition_of", &[("metric", &name)]),
            figure: None,
            link: Some(format!("/definitions/{metric}")),
        });
    }
    let mut steps = vec![Step {
        title: lang.t("evidence.formula").to_owned(),
        note: binding.why.clone(),
        formula: Some(formula.clone()),
        lines,
        ..Step::default()
    }];
    facts_steps(app, store, lang, "evidence.facts", explained, &mut steps)?;
    Ok(steps)
}

/// What was stated, as of when, and the file that proves it.
fn attested(store: &Store, lang: Lang, binding: &Binding) -> Result<Step, Failure> {
    let mut lines = Vec::new();
    let note = binding.why.clone();
    if let Feed::Attestation { value, evidence, file, statement, as_of } = &binding.feed {
        let unit = Figure::shown(lang, value.clone()).unit(&binding.unit).keep_unit();
        let label = match as_of {
            Some(day) => lang.fill("binding.as_of_line", &[("as_of", &day.to_string())]),
            None => lang.t("binding.value").to_owned(),
        };
        lines.push(Line { label, figure: Some(unit), link: None });
        if !statement.is_empty() {
            lines.push(Line::words(lang.fill("binding.stated", &[("statement", statement)])));
        }
        let known = store.read(|r| r.evidence(*evidence))?;
        if super::is_shown(&known.media) {
            let label = format!("{} {file}", lang.t("binding.open_file"));
            lines.push(Line { label, figure: None, link: Some(format!("/files/{evidence}/open")) });
        }
        let label = format!("{} {file}", lang.t("evidence.download"));
        lines.push(Line { label, figure: None, link: Some(format!("/files/{evidence}")) });
        lines.push(Line::words(format!("{} {evidence}", lang.t("evidence.digest"))));
    }
    Ok(Step { title: lang.t("evidence.attested").to_owned(), note, lines, end: Some("record"), ..Step::default() })
}

/// Who proposed what feeds the target and who else accepted it.
fn review(store: &Store, lang: Lang, judged: &Judged, id: &str) -> Result<Step, Failure> {
    let day = crate::moment::day;
    let mut lines = Vec::new();
    let mut note = String::new();
    for bound in judged.bindings().iter().filter(|bound| bound.binding.target == id) {
        let by = crate::people::name(store, &bound.by)?;
        let mut words = format!("v{} · {} {by} {}", bound.version, lang.t("binding.proposed"), day(bound.at));
        match &bound.accepted {
            Some(accepted) => {
                let who = crate::people::name(store, &accepted.actor)?;
                words.push_str(&format!(" · {} {who} {}", lang.t("binding.accepted"), day(accepted.at)));
            }
            None => words.push_str(&format!(" · {}", lang.t("binding.state_waiting"))),
        }
        if bound.accepted.is_none() && judged.bindings().iter().any(|b| b.binding.target == id && b.accepted.is_some())
        {
            lang.t("binding.waiting_note").clone_into(&mut note);
        }
        lines.push(Line::words(words));
    }
    let link = format!("/targets/{}/history/{}", judged.row.id, crate::links::encode(id));
    lines.push(Line { label: lang.t("binding.history_link").to_owned(), figure: None, link: Some(link) });
    Ok(Step { title: lang.t("binding.state_now").to_owned(), note, lines, ..Step::default() })
}

pub(super) fn unit(view: &targets::overview::TargetView) -> String {
    let bound = view.binding.as_ref().map(|b| b.unit.clone()).filter(|u| !u.is_empty());
    bound.or_else(|| view.target.unit.clone()).unwrap_or_default()
}

fn facts_steps(
    app: &AppState,
    store: &Store,
    lang: Lang,
    title: &str,
    explained: Explained,
    steps: &mut Vec<Step>,
) -> Result<(), Failure> {
    let mut lines: Vec<Line> = explained.missing.iter().map(Line::words).collect();
    let mut first = None;
    for &id in &explained.facts {
        let shown = super::fact::shown(store, lang, id)?;
        first = first.or(Some(id));
        lines.push(Line { label: shown.label, figure: Some(shown.figure), link: None });
    }
    // What misses its facts rests on none, however many subjects were asked.
    let total = if explained.facts.is_empty() && !explained.missing.is_empty() { 0 } else { explained.total };
    steps.push(Step {
        title: lang.t(title).to_owned(),
        count: Some(total),
        note: lang.fill("evidence.facts_total", &[("total", &total.to_string())]),
        lines,
        end: Some("trace"),
        ..Step::default()
    });
    if let Some(id) = first {
        steps.extend(super::fact::cell_step(app, store, lang, id)?);
    }
    Ok(())
}

/// Where the promise stands in the published file.
pub(super) fn promise(
    app: &AppState,
    store: &Store,
    lang: Lang,
    judged: &Judged,
    view: &targets::overview::TargetView,
) -> Result<Step, Failure> {
    let file = judged.row.evidence;
    let document = app.documents.open(store, file)?;
    let place = &view.target.source;
    let excerpt = Excerpt::at(&document, &place.cell, Some(place.span)).ok_or(Failure::NotFound)?;
    let mut step = sheet_step(store, lang, file, excerpt)?;
    lang.t("evidence.promise").clone_into(&mut step.title);
    step.promise = true;
    let token = Token::Cell { file, cell: place.cell.clone(), span: place.span }.to_string();
    step.lines.insert(
        0,
        Line {
            label: lang.t("evidence.quote").to_owned(),
            figure: Some(Figure::shown(lang, view.target.quote.clone()).evidence(&token)),
            link: None,
        },
    );
    Ok(step)
}
