//! Evidence of a target: how it is judged, the formula or the attested file, the facts, the words of the promise.

use store::Store;
use targets::binding::Feed;
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
        end: Some("trace"),
        ..Step::default()
    };
    steps.push(judgement);
    if let Some(binding) = &view.binding {
        let who = store.read(|r| Ok(r.binding_history(&judged.row.lineage, id)?.into_iter().find(|b| b.open)))?;
        let mut note = binding.why.clone();
        if let Some(bound) = who {
            let at = bound.at.strftime("%Y-%m-%d").to_string();
            note = format!("{note} · {} {at} v{}", crate::people::name(store, &bound.actor)?, bound.version);
        }
        match &binding.feed {
            Feed::Formula { subject, formula } => {
                steps.push(Step {
                    title: lang.t("evidence.formula").to_owned(),
                    note,
                    formula: Some(formula.clone()),
                    lines: vec![Line::words(lang.fill(
                        "evidence.over",
                        &[("subject", subject.as_str()), ("period", &binding.read_period().to_string())],
                    ))],
                    ..Step::default()
                });
                let facts = store.snapshot()?;
                let explained = feed::explain(binding, binding.read_period(), judged.overview.today, facts.as_ref());
                facts_steps(app, store, lang, explained, &mut steps)?;
            }
            Feed::Attestation { evidence, file, .. } => {
                steps.push(Step {
                    title: lang.t("evidence.attested").to_owned(),
                    note,
                    lines: vec![Line { label: file.clone(), figure: None, link: Some(format!("/files/{evidence}")) }],
                    end: Some("record"),
                    ..Step::default()
                });
            }
        }
    }
    steps.push(promise(app, store, lang, &judged, view)?);
    Ok(Evidence {
        title: format!("{id} {}", view.target.quote),
        head: Some(actual_figure(lang, view).unit(&unit(view))),
        state: Some(State::new(lang, state_key(view.judgement.state))),
        steps,
    })
}

fn unit(view: &targets::overview::TargetView) -> String {
    let bound = view.binding.as_ref().map(|b| b.unit.clone()).filter(|u| !u.is_empty());
    bound.or_else(|| view.target.unit.clone()).unwrap_or_default()
}

fn facts_steps(
    app: &AppState,
    store: &Store,
    lang: Lang,
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
    let total = explained.total.to_string();
    steps.push(Step {
        title: lang.t("evidence.facts").to_owned(),
        note: lang.fill("evidence.facts_total", &[("total", &total)]),
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
fn promise(
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
