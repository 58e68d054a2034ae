//! Performance tables as they were read.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::Value;
use store::TargetTableRow;
use utoipa::ToSchema;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;

const READ: Need = Need::May("targets.read");

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/target-tables", READ, list).get("/api/v1/target-tables/{id}", READ, one)
}

/// A table without its content.
#[derive(Serialize, ToSchema)]
pub(super) struct Table {
    id: i64,
    /// Stays the same from version to version.
    lineage: String,
    /// From 1.
    version: u32,
    batch: i64,
    evidence_sha256: String,
    year: Option<i16>,
    title: String,
    department: String,
    /// Unit of its amounts as stated.
    unit: Option<String>,
    /// RFC 3339.
    recorded_at: String,
    actor: String,
}

/// A table with its reading, in the form that `targets read --json` prints.
#[derive(Serialize, ToSchema)]
pub(super) struct Whole {
    table: Table,
    #[schema(value_type = Object)]
    reading: Value,
}

fn table(row: TargetTableRow) -> Table {
    Table {
        id: row.id,
        lineage: row.lineage,
        version: row.version,
        batch: row.batch.0,
        evidence_sha256: row.evidence.to_string(),
        year: row.year,
        title: row.title,
        department: row.department,
        unit: row.unit,
        recorded_at: row.recorded_at.to_string(),
        actor: row.actor,
    }
}

/// The newest version of every table.
#[utoipa::path(get, path = "/api/v1/target-tables", responses((status = 200, body = [Table]), (status = 403, body = crate::failure::Problem)))]
pub(super) async fn list(State(app): State<AppState>) -> Result<Json<Vec<Table>>, Failure> {
    let found = app.run(|store| store.read(|r| r.target_tables())).await?;
    Ok(Json(found.into_iter().map(table).collect()))
}

/// One table with its reading.
#[utoipa::path(get, path = "/api/v1/target-tables/{id}", params(("id" = i64, Path)), responses((status = 200, body = Whole), (status = 404, body = crate::failure::Problem)))]
pub(super) async fn one(State(app): State<AppState>, Path(id): Path<i64>) -> Result<Json<Whole>, Failure> {
    let (row, json) = app.run(move |store| store.read(|r| r.target_table(id))).await?;
    let reading = serde_json::from_str(&json).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Json(Whole { table: table(row), reading }))
}
