//! The second look: accept what was looked at, or send it back with a reason.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::records;
use domain::EntityId;

use super::record::page;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::form::Complaint;
use crate::routes::import::facts::preview::refused;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these acts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/records/{id}/accept", Need::May("records.accept"), accept).post(
        "/records/{id}/return",
        Need::May("records.accept"),
        send_back,
    )
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Decision {
    /// Names what was looked at.
    seen: String,
    note: String,
}

async fn accept(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(decision): Form<Decision>,
) -> Result<Response, Failure> {
    let (actor, seen) = (visit.actor(), decision.seen.parse().ok());
    app.run(move |store| records::accept(store, &actor, &[(EntityId(id), seen)], &decision.note).map_err(refused))
        .await?;
    Ok(Redirect::to(&format!("/records/{id}?done=accepted")).into_response())
}

async fn send_back(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(decision): Form<Decision>,
) -> Result<Response, Failure> {
    if decision.note.trim().is_empty() {
        let complaints = vec![Complaint::new("why", visit.lang.t("records.why_back_missing"))];
        return Ok(page(&app, &visit, id, complaints).await?.into_response());
    }
    let (actor, seen) = (visit.actor(), decision.seen.parse().ok());
    app.run(move |store| records::send_back(store, &actor, &[(EntityId(id), seen)], &decision.note).map_err(refused))
        .await?;
    Ok(Redirect::to(&format!("/records/{id}?done=returned")).into_response())
}
