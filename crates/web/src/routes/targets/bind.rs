//! Binding one target to a formula: pick the source, see the value at once, propose it with who and why.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Period, SubjectKind};
use targets::binding::{Baseline, Binding, Feed};
use targets::judge::{Actual, Progress};
use targets::proposals;

use super::history::{Version, refused, with_versions};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::parts::form::Complaint;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    let path = "/targets/{id}/bind/{target}";
    routes.get(path, Need::May("targets.bind"), show).post(path, Need::May("targets.bind"), act)
}

/// The form as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Typed {
    act: String,
    subject: String,
    formula: String,
    period: String,
    unit: String,
    scale: String,
    progress: String,
    baseline: String,
    least: String,
    section: String,
    why: String,
}

#[derive(Template)]
#[template(path = "targets/bind.html")]
struct BindPage {
    shell: Shell,
    id: i64,
    target: String,
    way: &'static str,
    quote: String,
    subjects: Vec<&'static str>,
    moves: Vec<&'static str>,
    typed: Typed,
    complaints: Vec<Complaint>,
    value: Option<Figure>,
    missing: Option<String>,
    history: Vec<Version>,
}

const SUBJECTS: [&str; 5] = ["record", "answer", "firm", "project", "district"];
pub(super) const MOVES: [&str; 3] = ["accumulates", "level", "limit"];

/// The key of a way a value moves, as in [`MOVES`].
pub(super) fn progress_key(progress: Progress) -> &'static str {
    match progress {
        Progress::Level => "level",
        Progress::Limit => "limit",
        Progress::Accumulates => "accumulates",
    }
}

/// The way a value moves by its key.
pub(super) fn progress_named(key: &str) -> Progress {
    match key {
        "level" => Progress::Level,
        "limit" => Progress::Limit,
        _ => Progress::Accumulates,
    }
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
) -> Result<Page<BindPage>, Failure> {
    let tables = app.judged.clone();
    let judged = app.run(move |store| tables.get(store, id)).await?;
    let own = judged.bindings().iter().filter(|bound| bound.binding.target == target);
    let newest = own.max_by_key(|bound| bound.version);
    let mut typed = Typed { subject: "record".into(), scale: "0".into(), ..Typed::default() };
    typed.period = judged.row.year.map(|year| year.to_string()).unwrap_or_default();
    if let Some(bound) = newest {
        typed = filled(&bound.binding);
    }
    page(&app, &visit, id, target, typed, Vec::new(), None).await
}

fn filled(binding: &Binding) -> Typed {
    let (subject, formula) = match &binding.feed {
        Feed::Formula { subject, formula } => (subject.as_str().to_owned(), formula.clone()),
        Feed::Attestation { .. } => ("record".to_owned(), String::new()),
    };
    let progress = progress_key(binding.progress.unwrap_or(Progress::Accumulates));
    Typed {
        act: String::new(),
        subject,
        formula,
        period: binding.period.to_string(),
        unit: binding.unit.clone(),
        scale: binding.scale.to_string(),
        progress: progress.to_owned(),
        baseline: binding.baseline.as_ref().map(|b| b.period.to_string()).unwrap_or_default(),
        least: binding.least().map(|least| least.to_string()).unwrap_or_default(),
        section: binding.section.clone(),
        why: binding.why.clone(),
    }
}

async fn act(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (mut complaints, binding) = understand(visit.lang, &target, &typed);
    let Some(binding) = binding else {
        return Ok(page(&app, &visit, id, target, typed, complaints, None).await?.into_response());
    };
    let (tables, tried) = (app.judged.clone(), binding.clone());
    let (judged, checked, value) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let facts = store.snapshot()?;
            let checked = targets::feed::check(&tried, facts.as_ref());
            let value = targets::feed::evaluate(&tried, tried.period, judged.overview.today, facts.as_ref());
            Ok::<_, Failure>((judged, checked, value))
        })
        .await?;
    if !judged.table.targets.iter().any(|known| known.id == target) {
        return Err(Failure::NotFound);
    }
    if let Err(error) = checked {
        complaints.push(Complaint::new("formula", error.to_string()));
    }
    if typed.act != "save" {
        return Ok(page(&app, &visit, id, target, typed, complaints, Some(value.actual)).await?.into_response());
    }
    if typed.why.trim().is_empty() {
        complaints.push(Complaint::new("why", visit.lang.t("targets.bind_why_missing")));
    }
    if !complaints.is_empty() {
        return Ok(page(&app, &visit, id, target, typed, complaints, Some(value.actual)).await?.into_response());
    }
    let actor = visit.actor();
    let proposed =
        app.run(move |store| Ok::<_, Failure>(proposals::propose(store, actor, id, &[binding], &[]))).await?;
    proposed.map_err(|error| refused(visit.lang, error))?;
    Ok(Redirect::to(&format!("/targets/{id}/history/{}", crate::links::encode(&target))).into_response())
}

/// The binding the form describes, or what is wrong with it.
fn understand(lang: crate::i18n::Lang, target: &str, typed: &Typed) -> (Vec<Complaint>, Option<Binding>) {
    let mut complaints = Vec::new();
    let mut period = |field: &'static str, text: &str| match text.trim().parse::<Period>() {
        Ok(period) => Some(period),
        Err(_) => {
            complaints.push(Complaint::new(field, lang.t("targets.bind_bad_period")));
            None
        }
    };
    let main = period("period", &typed.period);
    let base = if typed.baseline.trim().is_empty() { None } else { period("baseline", &typed.baseline) };
    let least = match typed.least.trim() {
        "" => None,
        text => match text.parse::<u32>().ok().filter(|least| *least > 0) {
            Some(least) => Some(least),
            None => {
                complaints.push(Complaint::new("least", lang.t("targets.bind_bad_least")));
                None
            }
        },
    };
    let binding = main.filter(|_| complaints.is_empty()).map(|period| Binding {
        target: target.to_owned(),
        feed: Feed::Formula { subject: SubjectKind::new(&typed.subject), formula: typed.formula.trim().to_owned() },
        period,
        measured: None,
        unit: typed.unit.trim().to_owned(),
        scale: typed.scale.parse().unwrap_or(0).min(domain::Scaled::MAX_SCALE),
        progress: Some(progress_named(&typed.progress)),
        op: None,
        baseline: base.map(|period| Baseline { period }),
        least,
        section: typed.section.trim().to_owned(),
        why: typed.why.trim().to_owned(),
    });
    (complaints, binding)
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    target: String,
    typed: Typed,
    complaints: Vec<Complaint>,
    value: Option<Actual>,
) -> Result<Page<BindPage>, Failure> {
    let (known, history) = with_versions(app, visit, id, &target).await?;
    let lang = visit.lang;
    let mut missing = None;
    let value = value.map(|actual| match actual {
        Actual::Number(number) => Figure::number(lang, number).unit(&typed.unit).keep_unit(),
        Actual::Day(day) => Figure::shown(lang, day.to_string()),
        Actual::Done(done) => Figure::shown(lang, lang.t(if done { "targets.done" } else { "targets.not_done" })),
        Actual::Grade(grade) => Figure::shown(lang, grade),
        Actual::TooFew { found, least } => super::rows::too_few(lang, found, least),
        Actual::Unknown(why) => {
            missing = Some(why);
            Figure::missing(lang)
        }
    });
    let shell = Shell::new(app, visit, lang.t("targets.bind_title"));
    let quote = known.quote;
    let (subjects, moves) = (SUBJECTS.to_vec(), MOVES.to_vec());
    let way = "formula";
    Ok(Page(BindPage { shell, id, target, way, quote, subjects, moves, typed, complaints, value, missing, history }))
}
