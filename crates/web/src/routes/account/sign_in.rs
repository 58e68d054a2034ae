//! Sign-in and sign-out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::{Act, StoreError};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::links;
use crate::parts::form::Complaint;
use crate::session::sign_in::{Outcome, attempt};
use crate::session::{cookie, password};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers sign-in and sign-out.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/sign-in", Need::Open, show).post("/sign-in", Need::Open, enter).post(
        "/sign-out",
        Need::SignedIn,
        leave,
    )
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
    let Outcome::In(secret) = outcome else {
        let complaints = vec![Complaint::new("name", visit.lang.t("account.wrong"))];
        let shell = Shell::new(&app, &visit, visit.lang.t("account.sign_in"));
        let page = Page(SignIn { shell, complaints, name, next });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut response = Redirect::to(&next).into_response();
    if let Some(value) = cookie::set(cookie::SESSION, &secret, None, app.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
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
