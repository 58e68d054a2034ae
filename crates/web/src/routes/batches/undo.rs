//! Taking one batch back, with a reason: a batch of facts, or the version of a performance table it brought.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::BatchId;
use store::Undone;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::routes::import::facts::preview::refused;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these acts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/batches/{id}/undo", Need::May("collect.undo"), facts).post(
        "/batches/{id}/undo-table",
        Need::May("targets.undo"),
        table,
    )
}

#[derive(Debug, serde::Deserialize)]
struct Why {
    why: String,
}

fn reason(visit: &Visit, form: &Why) -> Result<String, Failure> {
    let why = form.why.trim();
    if why.is_empty() {
        let lang = visit.lang;
        return Err(Failure::unusable("import.why", lang.t("batches.why_missing"), lang.t("batches.why_hint")));
    }
    Ok(why.chars().take(500).collect())
}

fn undone(undone: Undone) -> Response {
    Redirect::to(&format!("/batches/{}?done=true", undone.batch)).into_response()
}

async fn facts(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<Why>,
) -> Result<Response, Failure> {
    let (why, actor) = (reason(&visit, &form)?, visit.actor());
    let done = app.run(move |store| collect::undo(store, &actor, BatchId(id), &why).map_err(refused)).await?;
    Ok(undone(done))
}

async fn table(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<Why>,
) -> Result<Response, Failure> {
    let (why, actor) = (reason(&visit, &form)?, visit.actor());
    let done = app.run(move |store| targets::import::undo(store, actor, BatchId(id), &why)).await?;
    Ok(undone(done))
}
