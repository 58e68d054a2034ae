//! A cell of a draft's file, marked: where a value or a fault of the wizard stands.

use axum::extract::{Path, State};
use axum::response::Response;

use super::Opened;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::routes::evidence;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/import/facts/{draft}/cell/{sheet}/{row}/{column}", Need::May("collect.import"), show)
}

/// Its address; sheet from 0, row and column from 1.
pub(super) fn address(draft: i64, sheet: u32, row: u32, column: u32) -> String {
    format!("/import/facts/{draft}/cell/{sheet}/{row}/{column}")
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((draft, sheet, row, column)): Path<(i64, u32, u32, u32)>,
) -> Result<Response, Failure> {
    let user = visit.user_id();
    let opened = app.run(move |store| Opened::draft(store, draft, user)).await?;
    evidence::cell_of(&app, &visit, &opened.document, (sheet, row, column))
}
