//! Binding one target: pick the source, see the value at once, save with who and why.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Period, SubjectKind};
use targets::binding::{Baseline, Binding, Feed};
use targets::judge::{Actual, Progress};

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
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
    section: String,
    why: String,
}

struct Before {
    version: u32,
    at: String,
    actor: String,
    why: String,
}

#[derive(Template)]
#[template(path = "targets/bind.html")]
struct BindPage {
    shell: Shell,
    id: i64,
    target: String,
    quote: String,
    subjects: Vec<&'static str>,
    moves: Vec<&'static str>,
    typed: Typed,
    complaints: Vec<Complaint>,
    value: Option<Figure>,
    missing: Option<String>,
    history: Vec<Before>,
}

const SUBJECTS: [&str; 4] = ["record", "firm", "project", "district"];
const MOVES: [&str; 3] = ["accumulates", "level", "limit"];

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
) -> Result<Page<BindPage>, Failure> {
    let tables = app.judged.clone();
    let judged = app.run(move |store| tables.get(store, id)).await?;
    let bound = judged.bindings.iter().find(|binding| binding.target == target);
    let mut typed = Typed { subject: "record".into(), scale: "0".into(), ..Typed::default() };
    typed.period = judged.row.year.map(|year| year.to_string()).unwrap_or_default();
    if let Some(binding) = bound {
        typed = filled(binding);
    }
    page(&app, &visit, id, target, typed, Vec::new(), None).await
}

fn filled(binding: &Binding) -> Typed {
    let (subject, formula) = match &binding.feed {
        Feed::Formula { subject, formula } => (subject.as_str().to_owned(), formula.clone()),
        Feed::Attestation { .. } => ("record".to_owned(), String::new()),
    };
    let progress = match binding.progress {
        Some(Progress::Level) => "level",
        Some(Progress::Limit) => "limit",
        Some(Progress::Accumulates) | None => "accumulates",
    };
    Typed {
        act: String::new(),
        subject,
        formula,
        period: binding.period.to_string(),
        unit: binding.unit.clone(),
        scale: binding.scale.to_string(),
        progress: progress.to_owned(),
        baseline: binding.baseline.as_ref().map(|b| b.period.to_string()).unwrap_or_default(),
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
    let (actor, lineage) = (visit.actor(), judged.row.lineage.clone());
    app.run(move |store| targets::import::bind(store, actor, &lineage, std::slice::from_ref(&binding))).await?;
    let address = crate::links::encode(&Token::Target { table: id, target }.to_string());
    Ok(Redirect::to(&format!("/targets/{id}?drawer={}", crate::links::encode(&format!("/evidence/{address}"))))
        .into_response())
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
    let progress = match typed.progress.as_str() {
        "level" => Progress::Level,
        "limit" => Progress::Limit,
        _ => Progress::Accumulates,
    };
    let binding = main.filter(|_| complaints.is_empty()).map(|period| Binding {
        target: target.to_owned(),
        feed: Feed::Formula { subject: SubjectKind::new(&typed.subject), formula: typed.formula.trim().to_owned() },
        period,
        measured: None,
        unit: typed.unit.trim().to_owned(),
        scale: typed.scale.parse().unwrap_or(0).min(domain::Scaled::MAX_SCALE),
        progress: Some(progress),
        op: None,
        baseline: base.map(|period| Baseline { period }),
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
    let (tables, wanted) = (app.judged.clone(), target.clone());
    let (judged, history) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let mut history = Vec::new();
            for old in store.read(|r| r.binding_history(&judged.row.lineage, &wanted))? {
                let at = old.at.strftime("%Y-%m-%d %H:%M").to_string();
                let actor = crate::people::name(store, &old.actor)?;
                history.push(Before { version: old.version, at, actor, why: old.why });
            }
            Ok::<_, Failure>((judged, history))
        })
        .await?;
    let known = judged.table.targets.iter().find(|known| known.id == target).ok_or(Failure::NotFound)?;
    let lang = visit.lang;
    let mut missing = None;
    let value = value.map(|actual| match actual {
        Actual::Number(number) => Figure::number(lang, number).unit(&typed.unit).keep_unit(),
        Actual::Day(day) => Figure::shown(lang, day.to_string()),
        Actual::Done(done) => Figure::shown(lang, lang.t(if done { "targets.done" } else { "targets.not_done" })),
        Actual::Grade(grade) => Figure::shown(lang, grade),
        Actual::Unknown(why) => {
            missing = Some(why);
            Figure::missing(lang)
        }
    });
    let shell = Shell::new(app, visit, lang.t("targets.bind_title"));
    let quote = known.quote.clone();
    let (subjects, moves) = (SUBJECTS.to_vec(), MOVES.to_vec());
    Ok(Page(BindPage { shell, id, target, quote, subjects, moves, typed, complaints, value, missing, history }))
}
