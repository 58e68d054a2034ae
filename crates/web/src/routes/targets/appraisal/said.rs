//! Saying something of a line of a self-evaluation, and a second person's opinion of a project's score.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scaled;
use store::FormPart;
use targets::appraisal::{self, AppraisalError, Form as TableForm, Opinion};
use targets::scoring::rules::Mode;
use targets::scoring::said::{Chosen, SaidError};
use targets::scoring::{Lack, Measured, Said};

use super::remark::Before;
use super::scores::{ScoreRow, rows};
use super::{key, refused, row_name};
use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::parts::form::Complaint;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page and its acts.
pub fn routes(routes: Routes) -> Routes {
    let path = "/targets/{id}/scores/{rules}/{row}";
    routes.get(path, Need::May("targets.read"), show).post(path, Need::May("targets.explain"), say).post(
        "/targets/{id}/scores/{rules}/{row}/review",
        Need::May("targets.accept"),
        review,
    )
}

/// A band of the rules.
struct BandChoice {
    key: String,
    name: String,
    from: String,
    to: String,
    on: bool,
}

/// The forms as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Typed {
    choice: String,
    percent: String,
    reason: String,
    direct: String,
    deviation: String,
    measures: String,
    agrees: String,
    points: String,
}

#[derive(Template)]
#[template(path = "appraisal/said.html")]
struct SaidPage {
    shell: Shell,
    id: i64,
    rules: String,
    set: String,
    row: String,
    name: String,
    project: bool,
    weight: Option<Figure>,
    points: Option<Figure>,
    how: String,
    sum: String,
    /// Why it is open.
    lack: Option<String>,
    /// The target to be fed, where its proof is what is missing and this person may say what feeds it.
    feed: Option<String>,
    /// A person may choose a band: nothing in it can be measured, or its grade is not the promised one.
    bands: Vec<BandChoice>,
    direct: bool,
    typed: Typed,
    complaints: Vec<Complaint>,
    before: Vec<Before>,
    /// The lines of the project that is reviewed.
    lines: Vec<ScoreRow>,
    /// Some of them are open.
    open: bool,
    may_say: bool,
    may_review: bool,
}

type Place = Path<(i64, String, String)>;

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules, row)): Place,
) -> Result<Page<SaidPage>, Failure> {
    page(&app, &visit, id, rules, row, None, Vec::new()).await
}

async fn say(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules, row)): Place,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let mut complaints = Vec::new();
    let reason = typed.reason.trim().to_owned();
    let mut said = Said {
        direct: typed.direct == "on",
        deviation: typed.deviation.trim().to_owned(),
        measures: typed.measures.trim().to_owned(),
        ..Said::default()
    };
    match typed.choice.as_str() {
        "" => {}
        "not_applicable" => said.not_applicable = Some(reason.clone()),
        "unproved" => said.unproved = Some(reason.clone()),
        band => match typed.percent.trim().parse::<Scaled>() {
            Ok(percent) => said.band = Some(Chosen { key: band.to_owned(), percent, reason: reason.clone() }),
            Err(_) => complaints.push(Complaint::new("percent", lang.t("appraisal.bad_percent"))),
        },
    }
    if !typed.choice.is_empty() && reason.is_empty() {
        complaints.push(Complaint::new("reason", lang.t("appraisal.reason_missing")));
    }
    if complaints.is_empty() {
        let (actor, own, set) = (visit.actor(), row.clone(), rules.clone());
        let done = app.run(move |store| Ok::<_, Failure>(appraisal::say(store, actor, id, &set, &own, &said))).await?;
        match done {
            Ok(()) => {}
            Err(AppraisalError::Said(SaidError::Execution)) => {
                complaints.push(Complaint::new("choice", lang.t("appraisal.execution_applies")));
            }
            Err(AppraisalError::Said(_)) => {
                complaints.push(Complaint::new("percent", lang.t("appraisal.outside_band")));
            }
            Err(error) => return Err(refused(error)),
        }
    }
    if !complaints.is_empty() {
        return Ok(page(&app, &visit, id, rules, row, Some(typed), complaints).await?.into_response());
    }
    Ok(Redirect::to(&format!("/targets/{id}/scores/{rules}#{row}")).into_response())
}

async fn review(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules, project)): Place,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let mut complaints = Vec::new();
    let text = typed.points.trim();
    let points = (!text.is_empty()).then(|| text.parse::<Scaled>());
    if points.as_ref().is_some_and(Result::is_err) {
        complaints.push(Complaint::new("points", lang.t("appraisal.bad_points")));
    }
    if !matches!(typed.agrees.as_str(), "yes" | "no") {
        complaints.push(Complaint::new("agrees", lang.t("appraisal.verdict_missing")));
    }
    let opinion = Opinion {
        agrees: typed.agrees == "yes",
        points: points.and_then(Result::ok),
        reason: typed.reason.trim().to_owned(),
        given_for: None,
    };
    if opinion.agrees && opinion.points.is_some() {
        complaints.push(Complaint::new("points", lang.t("appraisal.points_agreed")));
    }
    if !opinion.agrees && opinion.reason.is_empty() {
        complaints.push(Complaint::new("reason", lang.t("appraisal.reason_missing")));
    }
    if !complaints.is_empty() {
        return Ok(page(&app, &visit, id, rules, project, Some(typed), complaints).await?.into_response());
    }
    let (actor, own, set) = (visit.actor(), project.clone(), rules.clone());
    app.run(move |store| appraisal::review(store, actor, id, &set, &own, &opinion).map_err(refused)).await?;
    Ok(Redirect::to(&format!("/targets/{id}/scores/{rules}#{project}")).into_response())
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    rules: String,
    row: String,
    typed: Option<Typed>,
    complaints: Vec<Complaint>,
) -> Result<Page<SaidPage>, Failure> {
    let (tables, lang, set, wanted) = (app.judged.clone(), visit.lang, rules.clone(), row.clone());
    let (appraised, scored, before, hands) = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let scored = appraised.scored(store, &set)?;
            let lineage = &appraised.judged.row.lineage;
            let form = TableForm::SelfEvaluation(set).to_string();
            let is_project = appraised.judged.table.projects.iter().any(|project| project.id == wanted);
            let part = if is_project { FormPart::Review } else { FormPart::Said };
            let mut before = Vec::new();
            for entry in store.read(|r| r.form_history(lineage, &form, part, &wanted))? {
                before.push(Before {
                    who: crate::people::name(store, &entry.actor)?,
                    at: crate::moment::minute(entry.at),
                    words: words(&entry.json),
                });
            }
            let (bindings, money) = (appraised.judged.bindings(), appraised.money.get(&wanted));
            let hands = store.read(|r| appraisal::hands(r, bindings, money, &wanted))?;
            Ok::<_, Failure>((appraised, scored, before, hands))
        })
        .await?;
    let judged = &appraised.judged;
    let project = judged.table.projects.iter().any(|project| project.id == row);
    let line = scored.line(&row);
    let execution = || line.filter(|line| line.indicator.is_empty()).map(|_| lang.t("appraisal.execution").to_owned());
    let name = row_name(judged, &row).or_else(execution).ok_or(Failure::NotFound)?;
    let typed = typed.unwrap_or_else(|| filled(scored.said.get(&row).map(|entry| &entry.value)));
    let by_band = line.is_some_and(|line| {
        matches!(line.measured, Measured::Judged | Measured::Grade { kept: false })
            || line.awarded.lack == Some(Lack::ToJudge)
    });
    let bands = scored.rules.bands.iter().filter(|_| by_band).map(|band| BandChoice {
        key: band.key.clone(),
        name: band.name.clone(),
        from: band.from.to_string(),
        to: band.to.to_string(),
        on: typed.choice == band.key,
    });
    let bands = bands.collect();
    let token = |what: &str| super::scores::token(&appraised, &scored, what).to_string();
    let one = scored.scored.iter().find(|one| one.project == row);
    let weight = line.map(|line| Figure::number(lang, line.weight).evidence(&token(&line.id)));
    let points = line.and_then(|line| line.awarded.points.map(|p| Figure::number(lang, p).evidence(&token(&line.id))));
    let total = one.map(|one| Figure::number(lang, one.total).strong().evidence(&token(&one.project)));
    let lack = line.and_then(|line| line.awarded.lack);
    let unfed =
        matches!(lack, Some(Lack::NoFeed | Lack::FactsMissing | Lack::TooFew | Lack::NoBase | Lack::NoComparison));
    let is_target = judged.table.targets.iter().any(|target| target.id == row);
    let feed = unfed && is_target && visit.may("targets.bind");
    let me = visit.actor().to_string();
    let below = format!("{row}.");
    let own = |(row, actor): (&String, &String)| row.starts_with(&below) && *actor == me;
    let mine = scored.said.iter().any(|(row, entry)| own((row, &entry.actor)))
        || scored.weighed.iter().any(|(row, entry)| own((row, &entry.actor)))
        || hands.contains(&me);
    let lines = one.map(|_| rows(lang, &appraised, &scored, Some(&row))).unwrap_or_default();
    let open = one.is_some_and(|one| one.open_lines().next().is_some());
    Ok(Page(SaidPage {
        shell: Shell::new(app, visit, name.clone()),
        id,
        set: format!("{}（{}）", scored.rules.name, scored.rules.label()),
        rules,
        name,
        project,
        weight,
        points: points.or(total),
        how: line.map(|line| key(&line.awarded.how)).unwrap_or_default(),
        sum: line.map(|line| line.awarded.sum.clone()).unwrap_or_default(),
        lack: lack.map(|lack| lang.t(&format!("appraisal.lack_{}", key(&lack))).to_owned()),
        feed: feed.then(|| row.clone()),
        bands,
        direct: scored.rules.choices.contains(&Mode::Direct)
            && line.is_some_and(|line| matches!(line.measured, Measured::Number { .. })),
        typed,
        complaints,
        before,
        lines,
        open,
        may_say: !project && visit.may("targets.explain"),
        may_review: (project || lack == Some(Lack::NotAgreed)) && visit.may("targets.accept") && !mine,
        row,
    }))
}

/// The form as it was filled in last.
fn filled(said: Option<&Said>) -> Typed {
    let Some(said) = said else { return Typed::default() };
    let mut typed = Typed {
        direct: if said.direct { "on".into() } else { String::new() },
        deviation: said.deviation.clone(),
        measures: said.measures.clone(),
        ..Typed::default()
    };
    if let Some(chosen) = &said.band {
        (typed.choice, typed.percent) = (chosen.key.clone(), chosen.percent.to_string());
        chosen.reason.clone_into(&mut typed.reason);
    }
    for (choice, reason) in [("not_applicable", &said.not_applicable), ("unproved", &said.unproved)] {
        if let Some(reason) = reason {
            choice.clone_into(&mut typed.choice);
            reason.clone_into(&mut typed.reason);
        }
    }
    typed
}

/// The words of an earlier saying.
fn words(json: &str) -> String {
    if let Ok(said) = serde_json::from_str::<Said>(json) {
        let typed = filled(Some(&said));
        let percent = if typed.percent.is_empty() { String::new() } else { format!("{}%", typed.percent) };
        let parts = [percent, typed.reason, typed.deviation, typed.measures];
        return parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；");
    }
    let opinion: Opinion = serde_json::from_str(json).unwrap_or_default();
    let points = opinion.points.map(|points| points.to_string()).unwrap_or_default();
    [points, opinion.reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；")
}
