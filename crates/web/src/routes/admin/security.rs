//! What the security administrator decides about sign-in: second factor, networks, age of passwords.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::Act;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::form::Complaint;
use crate::session::policy::{MOST_NETWORKS, MOST_PASSWORD_DAYS, Network, Policy};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers the page and its act.
pub fn routes(routes: Routes) -> Routes {
    let need = Need::May("security.policy");
    routes.get("/admin/security", need, show).post("/admin/security", need, save)
}

#[derive(Template)]
#[template(path = "admin/security.html")]
struct Security {
    shell: Shell,
    complaints: Vec<Complaint>,
    given: Given,
    address: String,
}

#[derive(Deserialize, Default)]
struct Given {
    #[serde(default)]
    factor: Option<String>,
    #[serde(default)]
    networks: String,
    #[serde(default)]
    days: String,
}

#[derive(Deserialize)]
struct Asked {
    saved: Option<String>,
}

fn page(app: &AppState, visit: &Visit, complaints: Vec<Complaint>, given: Given) -> Security {
    let shell = Shell::new(app, visit, visit.lang.t("shell.nav_security"));
    Security { shell, complaints, given, address: visit.address.clone() }
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let policy = app.run(Policy::read).await?;
    let networks: Vec<String> = policy.admin_networks.iter().map(ToString::to_string).collect();
    let given = Given {
        factor: policy.admin_second_factor.then(|| "1".to_owned()),
        networks: networks.join("\n"),
        days: policy.password_days.to_string(),
    };
    let mut page = page(&app, &visit, Vec::new(), given);
    page.shell = page.shell.flash(asked.saved.map(|_| visit.lang.t("admin.security_saved").to_owned()));
    Ok(Page(page).into_response())
}

async fn save(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    let lang = visit.lang;
    let mut complaints = Vec::new();
    let mut networks = Vec::new();
    for line in given.networks.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match Network::parse(line) {
            Some(network) => networks.push(network),
            None => complaints.push(Complaint::new("networks", lang.fill("admin.bad_network", &[("text", line)]))),
        }
    }
    if networks.len() > MOST_NETWORKS {
        complaints.push(Complaint::new("networks", lang.t("admin.many_networks")));
    }
    let days = given.days.trim().parse().ok().filter(|days| *days <= MOST_PASSWORD_DAYS);
    if days.is_none() {
        complaints.push(Complaint::new("days", lang.t("admin.bad_days")));
    }
    let policy = Policy {
        admin_second_factor: given.factor.is_some(),
        admin_networks: networks,
        password_days: days.unwrap_or_default(),
    };
    if complaints.is_empty() && !policy.admits(&visit.address) {
        complaints.push(Complaint::new("networks", lang.fill("admin.shut_out", &[("address", &visit.address)])));
    }
    if !complaints.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page(&app, &visit, complaints, given))).into_response());
    }
    let named: Vec<String> = policy.admin_networks.iter().map(ToString::to_string).collect();
    let act = Act::new(visit.actor(), "security.policy", "sign-in").detail(json!({
        "admin_second_factor": policy.admin_second_factor,
        "admin_networks": named,
        "password_days": policy.password_days,
    }));
    app.run(move |store| store.write(&act, |w| policy.write(w))).await?;
    Ok(Redirect::to("/admin/security?saved=1").into_response())
}
