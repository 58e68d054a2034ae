//! Batches of facts, newest first.

use axum::Json;
use axum::extract::{Query, State};
use domain::BatchId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;

const MOST: usize = 1000;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/batches", Need::May("evidence.read"), batches)
}

/// Which batches.
#[derive(Deserialize, IntoParams)]
pub(super) struct Asked {
    /// Only batches before this number, to page on.
    before: Option<i64>,
    /// At most so many; 1000 at most.
    limit: Option<usize>,
}

/// One batch.
#[derive(Serialize, ToSchema)]
pub(super) struct Batch {
    id: i64,
    /// Hash of the file it came from.
    evidence_sha256: Option<String>,
    /// The run that made it.
    run: Option<i64>,
    /// RFC 3339.
    recorded_at: String,
    actor: String,
    note: String,
    undoes: Option<i64>,
    undone_by: Option<i64>,
    /// Facts it wrote.
    opened: u64,
    /// Facts it closed.
    closed: u64,
    /// Values that were there already.
    unchanged: u64,
}

/// Batches, newest first.
#[utoipa::path(get, path = "/api/v1/batches", params(Asked), responses((status = 200, body = [Batch]), (status = 403, body = crate::failure::Problem)))]
pub(super) async fn batches(
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Batch>>, Failure> {
    let limit = asked.limit.unwrap_or(100).min(MOST);
    let found = app.run(move |store| store.read(|r| r.batches(asked.before.map(BatchId), limit))).await?;
    let mut all = Vec::new();
    for batch in found {
        all.push(Batch {
            id: batch.id.0,
            evidence_sha256: batch.evidence.map(|digest| digest.to_string()),
            run: batch.run.map(|run| run.0),
            recorded_at: batch.recorded_at.to_string(),
            actor: batch.actor,
            note: batch.note,
            undoes: batch.undoes.map(|other| other.0),
            undone_by: batch.undone_by.map(|other| other.0),
            opened: batch.opened,
            closed: batch.closed,
            unchanged: batch.unchanged,
        });
    }
    Ok(Json(all))
}
