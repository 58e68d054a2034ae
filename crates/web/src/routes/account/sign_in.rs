//! Sign-in, with a second step for who has a second factor, and sign-out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::{Act, StoreError};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::links;
use crate::parts::form::Complaint;
use crate::session::sign_in::{Outcome, attempt, second};
use crate::session::{cookie, password, ticket};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers sign-in and sign-out.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Need::Open, show)
        .post("/sign-in", Need::Open, enter)
        .get("/sign-in/code", Need::Open, ask_code)
        .post("/sign-in/code", Need::Open, enter_code)
        .post("/sign-out", Need::SignedIn, leave)
}

#[derive(Template)]
#[template(path = "account/sign-in.html")]
struct SignIn {
    shell: Shell,
    complaints: Vec<Complaint>,
    name: String,
    next: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    out: Option<String>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let next = links::inside(&asked.next).to_owned();
    if visit.person.is_some() {
        return Redirect::to(&next).into_response();
    }
    let flash = asked.out.map(|_| visit.lang.t("account.signed_out").to_owned());
    let shell = Shell::new(&app, &visit, visit.lang.t("account.sign_in")).flash(flash);
    Page(SignIn { shell, complaints: Vec::new(), name: String::new(), next }).into_response()
}

#[derive(Deserialize)]
struct Given {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn enter(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    let (name, next) = (given.name.trim().to_owned(), links::inside(&given.next).to_owned());
    let (asked, address, now, roles) = (name.clone(), visit.address.clone(), app.now(), app.roles);
    let turn = password::turn().await?;
    let outcome = app.run(move |store| attempt(store, roles, (&asked, &given.password), &address, now)).await?;
    drop(turn);
    let (secret, next) = match outcome {
        Outcome::In(secret) => (secret, next),
        Outcome::Code(secret) => (secret, format!("/sign-in/code?next={}", links::encode(&next))),
        Outcome::Refused => return Ok(refused(&app, &visit, name, next)),
    };
    Ok(with_session(&app, &next, &secret))
}

fn refused(app: &AppState, visit: &Visit, name: String, next: String) -> Response {
    let complaints = vec![Complaint::new("name", visit.lang.t("account.wrong"))];
    let shell = Shell::new(app, visit, visit.lang.t("account.sign_in"));
    (StatusCode::UNPROCESSABLE_ENTITY, Page(SignIn { shell, complaints, name, next })).into_response()
}

fn with_session(app: &AppState, next: &str, secret: &str) -> Response {
    let mut response = Redirect::to(next).into_response();
    if let Some(value) = cookie::set(cookie::SESSION, secret, None, app.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

#[derive(Template)]
#[template(path = "account/code.html")]
struct Code {
    shell: Shell,
    complaints: Vec<Complaint>,
    next: String,
}

fn code_page(app: &AppState, visit: &Visit, complaints: Vec<Complaint>, next: String) -> Page<Code> {
    Page(Code { shell: Shell::new(app, visit, visit.lang.t("account.code_title")), complaints, next })
}

async fn ask_code(
    State(app): State<AppState>,
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let next = links::inside(&asked.next).to_owned();
    let (waiting, now) = (cookie::get(&headers, cookie::SESSION).unwrap_or_default(), app.now());
    if app.run(move |store| ticket::waiting(store, &waiting, now)).await?.is_none() {
        return Ok(Redirect::to("/sign-in").into_response());
    }
    Ok(code_page(&app, &visit, Vec::new(), next).into_response())
}

#[derive(Deserialize)]
struct GivenCode {
    code: String,
    #[serde(default)]
    next: String,
}

async fn enter_code(
    State(app): State<AppState>,
    visit: Visit,
    headers: HeaderMap,
    Form(given): Form<GivenCode>,
) -> Result<Response, Failure> {
    let next = links::inside(&given.next).to_owned();
    let waiting = cookie::get(&headers, cookie::SESSION).unwrap_or_default();
    let (address, now, roles) = (visit.address.clone(), app.now(), app.roles);
    let (outcome, still) = app
        .run(move |store| {
            let outcome = second(store, roles, (&waiting, &given.code), &address, now)?;
            Ok::<_, Failure>((outcome, ticket::waiting(store, &waiting, now)?.is_some()))
        })
        .await?;
    match outcome {
        Outcome::In(secret) | Outcome::Code(secret) => Ok(with_session(&app, &next, &secret)),
        Outcome::Refused if still => {
            let complaints = vec![Complaint::new("code", visit.lang.t("account.code_wrong"))];
            let page = code_page(&app, &visit, complaints, next);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Outcome::Refused => Ok(refused(&app, &visit, String::new(), next)),
    }
}

async fn leave(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let (session, actor, user) = (visit.session.clone(), visit.actor(), visit.user_id());
    app.run(move |store| {
        store.delete_session(&session)?;
        let act = Act::new(actor, "session.sign_out", format!("user:{user}"));
        store.write(&act, |_| Ok::<_, StoreError>(()))
    })
    .await?;
    let mut response = Redirect::to("/sign-in?out=1").into_response();
    if let Some(value) = cookie::set(cookie::SESSION, "", Some(0), app.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
