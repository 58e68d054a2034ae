//! Answers to findings, several at once: explained, mended, opened again; let pass by those who may.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use store::FindingState;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these acts.
pub fn routes(routes: Routes) -> Routes {
    routes.post("/targets/{id}/findings/answer", Need::May("targets.explain"), answer).post(
        "/targets/{id}/findings/waive",
        Need::May("targets.accept"),
        waive,
    )
}

/// The form: findings repeat, so it is read as pairs.
type Fields = Form<Vec<(String, String)>>;

async fn answer(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Fields,
) -> Result<Response, Failure> {
    let state = match field(&fields, "state") {
        "fixed" => FindingState::Fixed,
        "open" => FindingState::Open,
        _ => FindingState::Explained,
    };
    keep(app, visit, id, fields, state).await
}

async fn waive(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Fields,
) -> Result<Response, Failure> {
    keep(app, visit, id, fields, FindingState::Waived).await
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

async fn keep(
    app: AppState,
    visit: Visit,
    id: i64,
    fields: Vec<(String, String)>,
    state: FindingState,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let chosen = fields.iter().filter(|(name, _)| name == "finding").map(|(_, key)| key.clone());
    let keys: Vec<String> = chosen.collect();
    if keys.is_empty() {
        let (message, hint) = (lang.t("review.none_chosen"), lang.t("review.none_chosen_hint"));
        return Err(Failure::unusable("targets.none_chosen", message, hint));
    }
    let (actor, reason) = (visit.actor(), field(&fields, "reason").to_owned());
    app.run(move |store| targets::answers::answer(store, actor, id, &keys, state, &reason)).await?;
    let back = format!("/targets/{id}/findings{}", field(&fields, "back"));
    Ok(Redirect::to(crate::links::inside(&back)).into_response())
}
