//! Grants of power need two: the system administrator proposes, the security administrator approves.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::UserId;
use serde::Deserialize;
use serde_json::json;
use store::Act;

use super::proposals::{self, Proposal};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

const LONGEST_REASON: usize = 200;

/// Registers the page and its acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/admin/grants", Need::May("users.read"), show)
        .post("/admin/grants", Need::May("grants.propose"), propose)
        .post("/admin/grants/{id}/approve", Need::May("grants.approve"), approve)
        .post("/admin/grants/{id}/reject", Need::May("grants.approve"), reject)
}

struct Row {
    id: i64,
    user: String,
    role: String,
    act: &'static str,
    by: String,
    why: String,
}

#[derive(Template)]
#[template(path = "admin/grants.html")]
struct Grants {
    shell: Shell,
    rows: Vec<Row>,
    users: Vec<(i64, String)>,
    roles: Vec<(String, String)>,
    may_propose: bool,
    may_approve: bool,
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let (all, users) = app.run(|store| store.read(|r| Ok((proposals::waiting(r)?, r.users()?)))).await?;
    let names: BTreeMap<i64, String> =
        users.iter().map(|user| (user.id.0, format!("{} ({})", user.display, user.name))).collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_else(|| "—".to_owned());
    let role_name = |role: &str| visit.lang.t(&format!("roles.{role}")).to_owned();
    let mut rows = Vec::new();
    for one in all {
        rows.push(Row {
            id: one.id,
            user: name(one.user),
            role: role_name(&one.role),
            act: if one.give { "admin.give" } else { "admin.take" },
            by: name(one.by),
            why: one.why,
        });
    }
    let page = Grants {
        shell: Shell::new(&app, &visit, visit.lang.t("admin.grants")),
        rows,
        users: users.iter().filter(|user| !user.disabled).map(|user| (user.id.0, name(user.id.0))).collect(),
        roles: app.roles.ids().map(|role| (role.to_owned(), role_name(role))).collect(),
        may_propose: visit.may("grants.propose"),
        may_approve: visit.may("grants.approve"),
    };
    Ok(Page(page).into_response())
}

#[derive(Deserialize)]
struct Given {
    user: i64,
    role: String,
    act: String,
    #[serde(default)]
    why: String,
}

async fn propose(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    let proposal = Proposal {
        id: 0,
        user: given.user,
        role: given.role,
        give: given.act != "take",
        by: visit.user_id().0,
        why: given.why.trim().chars().take(LONGEST_REASON).collect(),
    };
    let act = Act::new(visit.actor(), "grant.propose", format!("user:{}", proposal.user))
        .detail(json!({ "role": proposal.role, "give": proposal.give, "why": proposal.why }));
    let roles = app.roles;
    app.run(move |store| store.write(&act, |w| proposals::propose(w, roles, proposal))).await?;
    Ok(Redirect::to("/admin/grants").into_response())
}

async fn approve(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    decide(&app, &visit, id, true).await
}

async fn reject(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    decide(&app, &visit, id, false).await
}

async fn decide(app: &AppState, visit: &Visit, id: i64, approve: bool) -> Result<Response, Failure> {
    let action = if approve { "grant.approve" } else { "grant.reject" };
    let act = Act::new(visit.actor(), action, format!("proposal:{id}"));
    let (roles, by) = (app.roles, visit.user_id());
    app.run(move |store| {
        let decided = store.write(&act, |w| proposals::decide(w, roles, id, by, approve));
        if let Err(error) = &decided {
            store.refused(&act, error.code())?;
        }
        let decided = decided?;
        if approve {
            // New powers, or fewer, begin with a new session.
            store.delete_sessions_of(UserId(decided.user), None)?;
        }
        Ok::<_, Failure>(())
    })
    .await?;
    Ok(Redirect::to("/admin/grants").into_response())
}
