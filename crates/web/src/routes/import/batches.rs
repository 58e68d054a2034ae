//! What came in lately, and taking one batch back.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::BatchId;
use store::{Batch, BatchKind, Store};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this act.
pub fn routes(routes: Routes) -> Routes {
    routes.post("/import/batches/{id}/undo", Need::May("targets.undo"), undo)
}

/// One batch for the list.
pub(super) struct BatchLine {
    pub(super) id: BatchId,
    pub(super) note: String,
    pub(super) kind: &'static str,
    pub(super) at: String,
    pub(super) actor: String,
    pub(super) file: Option<String>,
    pub(super) undone_by: Option<BatchId>,
    pub(super) can_undo: bool,
}

pub(super) fn lines(store: &Store, batches: Vec<Batch>) -> Result<Vec<BatchLine>, Failure> {
    let mut lines = Vec::with_capacity(batches.len());
    for batch in batches {
        lines.push(BatchLine {
            id: batch.id,
            note: batch.note,
            kind: batch.kind.as_str(),
            at: crate::moment::minute(batch.recorded_at),
            actor: crate::people::name(store, &batch.actor)?,
            file: batch.evidence.map(|digest| format!("/files/{digest}")),
            undone_by: batch.undone_by,
            can_undo: batch.undone_by.is_none() && batch.kind != BatchKind::Undo,
        });
    }
    Ok(lines)
}

#[derive(Debug, serde::Deserialize)]
struct Why {
    why: String,
}

async fn undo(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(form): Form<Why>,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    if form.why.trim().is_empty() {
        return Err(Failure::unusable("import.why", lang.t("import.why_missing"), lang.t("import.why_hint")));
    }
    let actor = visit.actor();
    app.run(move |store| targets::import::undo(store, actor, BatchId(id), form.why.trim())).await?;
    Ok(Redirect::to(&format!("/import?undone={id}")).into_response())
}
