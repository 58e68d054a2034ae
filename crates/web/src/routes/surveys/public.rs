//! The page behind a link: a few questions on a phone, answered once, nobody named.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use collect::CollectError;
use collect::surveys::{self, Given, Survey};
use domain::Sha256Digest;
use store::{Store, StoreError};

use super::digest;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::import::facts::preview::refused;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page and its act, for whoever holds a link.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/s/{token}", Need::Open, show).post("/s/{token}", Need::Open, take)
}

struct Question {
    id: String,
    asks: String,
    choices: Vec<(usize, String, bool)>,
    open: bool,
}

#[derive(Template)]
#[template(path = "surveys/public.html")]
struct Public {
    shell: Shell,
    token: String,
    about: String,
    questions: Vec<Question>,
    comment: String,
    complain: bool,
    /// When it was answered, if it was.
    answered: Option<String>,
    /// It takes no answer any more.
    over: bool,
    thanks: bool,
}

/// A link with what it asks.
struct Found {
    survey: Survey,
    about: String,
    answered: Option<String>,
    over: bool,
}

fn find(store: &Store, link: Sha256Digest) -> Result<Found, Failure> {
    let found = store.read(|r| {
        let link = r.survey_link(link)?;
        let survey = surveys::all(r)?.into_iter().find(|one| one.code == link.survey);
        let over = surveys::is_over(r, &link)?;
        Ok((survey, r.entity(link.about)?.name, link.answered_at, over))
    })?;
    let survey = found.0.ok_or(Failure::NotFound)?;
    Ok(Found { survey, about: found.1, answered: found.2.map(crate::moment::minute), over: found.3 })
}

fn page(app: &AppState, visit: &Visit, token: String, found: Found, given: Option<&Given>) -> Page<Public> {
    let zh = visit.lang == Lang::Zh;
    let mut questions = Vec::new();
    for (nth, question) in found.survey.questions.iter().enumerate() {
        let chosen = given.and_then(|given| given.choices.get(nth).copied().flatten());
        let label = |choice: &surveys::Choice| if zh { choice.label.clone() } else { choice.label_en.clone() };
        let choices = question.choices.iter().enumerate();
        questions.push(Question {
            id: format!("q{nth}"),
            asks: if zh { question.asks.clone() } else { question.asks_en.clone() },
            choices: choices.map(|(nth, choice)| (nth, label(choice), chosen == Some(nth))).collect(),
            open: given.is_some() && chosen.is_none(),
        });
    }
    let title = if zh { found.survey.title.clone() } else { found.survey.title_en.clone() };
    Page(Public {
        shell: Shell::new(app, visit, title),
        token,
        about: found.about,
        complain: questions.iter().any(|question| question.open),
        questions,
        comment: given.map(|given| given.comment.clone()).unwrap_or_default(),
        answered: found.answered,
        over: found.over,
        thanks: false,
    })
}

async fn show(State(app): State<AppState>, visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let link = digest(&token);
    let found = app.run(move |store| find(store, link)).await?;
    Ok(page(&app, &visit, token, found, None).into_response())
}

async fn take(
    State(app): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    // What the bureau did is judged by those it was done for.
    if visit.may("records.read") {
        return Err(Failure::unusable("survey.own", visit.lang.t("survey.own"), visit.lang.t("survey.own_hint")));
    }
    let link = digest(&token);
    let found = app.run(move |store| find(store, link)).await?;
    let mut given = Given { comment: fields.get("comment").cloned().unwrap_or_default(), ..Given::default() };
    for (nth, question) in found.survey.questions.iter().enumerate() {
        let chosen = fields.get(&format!("q{nth}")).and_then(|choice| choice.parse().ok());
        given.choices.push(chosen.filter(|choice| *choice < question.choices.len()));
    }
    if found.answered.is_none() && !found.over && given.choices.iter().any(Option::is_none) {
        return Ok(page(&app, &visit, token, found, Some(&given)).into_response());
    }
    let answer = given.clone();
    let done = app.run(move |store| Ok::<_, Failure>(surveys::answer(store, link, &answer))).await?;
    match done {
        Ok(()) => {
            let mut page = page(&app, &visit, token, found, None);
            page.0.thanks = true;
            Ok(page.into_response())
        }
        Err(CollectError::Store(StoreError::Refused { code: "store.answered", .. })) => {
            // The first answer stands; its time is told.
            let found = app.run(move |store| find(store, link)).await?;
            Ok((StatusCode::CONFLICT, page(&app, &visit, token, found, None)).into_response())
        }
        Err(CollectError::Store(StoreError::Refused { code: "record.survey_over", .. })) => {
            let found = app.run(move |store| find(store, link)).await?;
            Ok((StatusCode::GONE, page(&app, &visit, token, found, None)).into_response())
        }
        Err(error) => Err(refused(error)),
    }
}
