//! Evidence of one fact: what it says, who brought it, the cell it was read from, what it replaced.

use domain::{FactId, FactStatus, FactValue, MetricDef, MetricKind, Scaled, Subject, Value};
use store::{Fact, Store};

use super::{Evidence, Line, Step, sheet_step};
use crate::access::rows::Rows;
use crate::evidence::{Excerpt, Token};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::{Figure, Source};
use crate::state::AppState;

/// A fact as one line.
pub struct Shown {
    /// Subject · metric · period.
    pub label: String,
    /// Its value.
    pub figure: Figure,
}

pub(in crate::routes) fn evidence(
    app: &AppState,
    store: &Store,
    lang: Lang,
    rows: Rows,
    id: FactId,
) -> Result<Evidence, Failure> {
    let trail = store.read(|r| r.fact_trail(id))?;
    if !rows.hold(trail.fact.subject) {
        return Err(Failure::NotFound);
    }
    let metric = store.read(|r| r.metric(trail.fact.metric))?;
    let label = label(store, lang, &trail.fact, &metric)?;
    let mut definition = Step {
        title: lang.t("evidence.definition").to_owned(),
        note: metric.definition.clone(),
        lines: vec![Line::words(metric.citation.clone())],
        ..Step::default()
    };
    if rows == Rows::All {
        definition.lines.push(Line {
            label: lang.t("evidence.definition_page").to_owned(),
            figure: None,
            link: Some(format!("/definitions/{}", metric.id)),
        });
    }
    let mut steps = vec![definition];
    let mut source = cell_step(app, store, lang, id)?;
    if let Some(step) = source.as_mut().filter(|_| rows != Rows::All) {
        step.show_own_row_only();
    }
    let is_derived = source.is_none();
    steps.extend(source);
    if is_derived {
        steps.extend(derived(app, store, lang, &trail, &metric)?);
    }
    let history = store.read(|r| r.fact_history(trail.fact.subject, trail.fact.metric, trail.fact.period))?;
    let mut lines = Vec::new();
    for old in history.iter().filter(|old| old.id != id) {
        lines.push(Line {
            label: lang.fill("evidence.by_batch", &[("batch", &old.batch.to_string())]),
            figure: Some(figure(lang, old, &metric).evidence(&Token::Fact(old.id).to_string())),
            link: None,
        });
    }
    steps.push(Step {
        title: lang.t("evidence.history").to_owned(),
        note: lang.fill("evidence.by_batch", &[("batch", &trail.batch.id.to_string())]),
        lines,
        end: Some("trace"),
        ..Step::default()
    });
    let head = figure(lang, &trail.fact, &metric);
    Ok(Evidence { title: label, head: Some(head), state: None, steps })
}

/// What made a fact that stands in no cell: the run with its versions, and the form it was issued with; for a record
/// its page and where it came in.
fn derived(
    app: &AppState,
    store: &Store,
    lang: Lang,
    trail: &store::FactTrail,
    metric: &MetricDef,
) -> Result<Vec<Step>, Failure> {
    let mut lines = Vec::new();
    if let Some(run) = trail.source.run {
        let run = store.read(|r| r.run(run))?;
        let values = [("run", run.id.to_string()), ("kind", run.run.kind), ("versions", run.run.versions.to_string())];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        lines.push(Line::words(lang.fill("evidence.derived_run", &values)));
    }
    if let (Subject::One(id), "record") = (trail.fact.subject, metric.subject.as_str()) {
        let label = lang.t("evidence.derived_record").to_owned();
        lines.push(Line { label, figure: None, link: Some(format!("/records/{id}")) });
    }
    let mut end = None;
    if let Some(form) = &trail.evidence {
        lines.push(Line { label: form.name.clone(), figure: None, link: Some(format!("/files/{}", form.digest)) });
        end = Some("record");
    }
    let title = lang.t("evidence.derived").to_owned();
    let mut steps = vec![Step { title, note: trail.source.note.clone(), lines, end, ..Step::default() }];
    if metric.subject.as_str() != "record" {
        return Ok(steps);
    }
    for about in store.read(|r| r.facts_about(trail.fact.subject))? {
        if about.metric != trail.fact.metric
            && let Some(step) = cell_step(app, store, lang, about.id)?
        {
            steps.push(step);
            break;
        }
    }
    Ok(steps)
}

/// The cell a fact was read from; nothing for a derived one.
pub(in crate::routes) fn cell_step(
    app: &AppState,
    store: &Store,
    lang: Lang,
    id: FactId,
) -> Result<Option<Step>, Failure> {
    let trail = store.read(|r| r.fact_trail(id))?;
    let (Some(file), Some(place)) = (&trail.evidence, trail.fact.place) else { return Ok(None) };
    let document = app.documents.open(store, file.digest)?;
    // The store counts places from 0, the grid and people from 1.
    match Excerpt::numbered(&document, place.sheet, place.row + 1, place.column + 1) {
        Some(excerpt) => Ok(Some(sheet_step(store, lang, file.digest, excerpt)?)),
        None => Ok(None),
    }
}

/// A fact as one line, its figure opening to its evidence.
///
/// # Errors
/// The store's refusal.
pub fn shown(store: &Store, lang: Lang, id: FactId) -> Result<Shown, Failure> {
    let fact = store.read(|r| r.fact(id))?;
    let metric = store.read(|r| r.metric(fact.metric))?;
    let figure = figure(lang, &fact, &metric).keep_unit().evidence(&Token::Fact(id).to_string());
    Ok(Shown { label: label(store, lang, &fact, &metric)?, figure })
}

/// A fact's value for a column whose header has the unit, opening to its evidence.
///
/// # Errors
/// The store's refusal.
pub fn in_column(store: &Store, lang: Lang, id: FactId) -> Result<Figure, Failure> {
    let fact = store.read(|r| r.fact(id))?;
    let metric = store.read(|r| r.metric(fact.metric))?;
    Ok(figure(lang, &fact, &metric).evidence(&Token::Fact(id).to_string()))
}

fn label(store: &Store, lang: Lang, fact: &Fact, metric: &MetricDef) -> Result<String, Failure> {
    let name = |id| store.read(|r| Ok(r.entity(id)?.name));
    let subject = match fact.subject {
        Subject::One(id) => name(id)?,
        Subject::Pair(a, b) => format!("{} → {}", name(a)?, name(b)?),
    };
    Ok(format!("{subject} · {} · {}", metric_name(lang, metric), fact.period))
}

/// A fact's value with how far it was checked.
pub fn figure(lang: Lang, fact: &Fact, metric: &MetricDef) -> Figure {
    value_figure(lang, &fact.value, &metric.kind).source(match fact.status {
        FactStatus::Accepted => Source::Accepted,
        FactStatus::Provisional => Source::Provisional,
        FactStatus::Submitted => Source::Submitted,
    })
}

/// A value of a metric as a figure without its source.
#[must_use]
pub fn value_figure(lang: Lang, value: &FactValue, kind: &MetricKind) -> Figure {
    match (value, kind) {
        (FactValue::Known(Value::Number(n)), MetricKind::Number { unit, scale }) => {
            Figure::number(lang, Scaled::new(*n, *scale)).unit(unit.symbol())
        }
        (FactValue::Known(Value::Number(n)), _) => Figure::number(lang, Scaled::new(*n, 0)),
        (FactValue::Known(Value::Truth(yes)), _) => {
            Figure::shown(lang, lang.t(if *yes { "evidence.yes" } else { "evidence.no" }))
        }
        (FactValue::Known(Value::Date(day)), _) => Figure::shown(lang, day.to_string()),
        (FactValue::Known(Value::Codes(codes)), _) => Figure::shown(lang, codes.iter().collect::<Vec<_>>().join("、")),
        (FactValue::Known(Value::Text(text)), _) => Figure::shown(lang, text.to_string()),
        (FactValue::NotApplicable, _) => Figure::not_applicable(lang),
        (FactValue::NotDue | FactValue::Missing, _) => Figure::missing(lang),
    }
}

/// What a metric is called in a language: its Chinese name, or the English one with words apart.
#[must_use]
pub fn metric_name(lang: Lang, metric: &MetricDef) -> String {
    match lang {
        Lang::Zh => metric.name.clone(),
        Lang::En => {
            let mut name = metric.name_en.replace('_', " ");
            if let Some(first) = name.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            name
        }
    }
}
