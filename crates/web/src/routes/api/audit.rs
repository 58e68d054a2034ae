//! The log of acts, newest first.

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use store::AuditFilter;
use utoipa::{IntoParams, ToSchema};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;

const MOST_ROWS: usize = 1000;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/audit", Need::May("audit.read"), audit)
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
pub(super) struct Asked {
    /// Exactly this actor, `user:3`.
    actor: Option<String>,
    /// Actions that begin with this.
    action: Option<String>,
    /// Exactly this object.
    object: Option<String>,
    /// Only rows before this number, to page on.
    before: Option<i64>,
    /// At most so many rows; 1000 at most.
    limit: Option<usize>,
}

/// A row of the log.
#[derive(Serialize, ToSchema)]
pub(super) struct Row {
    seq: i64,
    /// RFC 3339.
    at: String,
    actor: String,
    action: String,
    object: String,
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    /// `ok` or `refused`.
    result: String,
    /// Seals this row and all before it.
    sha256: String,
}

/// The log of acts, newest first.
#[utoipa::path(get, path = "/api/v1/audit", params(Asked), responses((status = 200, body = [Row]), (status = 403, body = crate::failure::Problem)))]
pub(super) async fn audit(State(app): State<AppState>, Query(asked): Query<Asked>) -> Result<Json<Vec<Row>>, Failure> {
    let limit = asked.limit.unwrap_or(100).min(MOST_ROWS);
    let filter = AuditFilter {
        actor: asked.actor,
        action: asked.action,
        object: asked.object,
        before_seq: asked.before,
        ..AuditFilter::default()
    };
    let found = app.run(move |store| store.read(|r| r.audit(&filter, limit))).await?;
    let mut rows = Vec::new();
    for row in found {
        rows.push(Row {
            seq: row.seq,
            at: row.at.to_string(),
            actor: row.actor,
            action: row.action,
            object: row.object,
            detail: row.detail,
            result: row.result,
            sha256: row.hash.to_string(),
        });
    }
    Ok(Json(rows))
}
