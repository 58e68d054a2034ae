//! Change of one's own password; the only page open to someone with a one-time password.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::form::Complaint;
use crate::session::{password, sign_in};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers the page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/account/password", Need::SignedIn, show).post("/account/password", Need::SignedIn, change)
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct Change {
    shell: Shell,
    complaints: Vec<Complaint>,
    must_change: bool,
}

impl Change {
    fn new(app: &AppState, visit: &Visit, complaints: Vec<Complaint>) -> Self {
        let must_change = visit.person.as_ref().is_some_and(|person| person.must_change);
        Self { shell: Shell::new(app, visit, visit.lang.t("account.change")), complaints, must_change }
    }
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    Ok(Page(Change::new(&app, &visit, Vec::new())).into_response())
}

#[derive(Deserialize)]
struct Given {
    old: String,
    new: String,
    again: String,
}

async fn change(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    let (id, session, lang) = (visit.user_id(), visit.session.clone(), visit.lang);
    let turn = password::turn().await?;
    let complaints = app
        .run(move |store| {
            let user = store.read(|r| r.user(id))?;
            let mut complaints = Vec::new();
            if !password::verify(&given.old, &user.password) {
                complaints.push(Complaint::new("old", lang.t("account.old_wrong")));
            }
            if given.new != given.again {
                complaints.push(Complaint::new("again", lang.t("account.differ")));
            }
            if given.new == given.old {
                complaints.push(Complaint::new("new", lang.t("account.same_as_old")));
            } else if let Err(weak) = password::check(&given.new, &user.name) {
                complaints.push(Complaint::new("new", lang.t(weak.key())));
            }
            if complaints.is_empty() {
                sign_in::change_password(store, &user, &given.new, &session)?;
            }
            Ok::<_, Failure>(complaints)
        })
        .await?;
    drop(turn);
    if !complaints.is_empty() {
        let page = Page(Change::new(&app, &visit, complaints));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut page = Change::new(&app, &visit, Vec::new());
    page.must_change = false;
    page.shell = page.shell.flash(Some(lang.t("account.changed").to_owned()));
    Ok(Page(page).into_response())
}
