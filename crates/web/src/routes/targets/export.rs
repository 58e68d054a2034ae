//! The table as a workbook: exactly the rows and columns that the page shows, numbers as numbers.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use tabular::Workbook;
use targets::model::Project;
use targets::overview::TargetView;

use super::rows::{Filter, execution};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::state::AppState;
use crate::targets_workbook::{self, Source};
use crate::visit::Visit;

/// Registers this file.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/export.xlsx", Need::May("targets.read"), show)
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let (tables, lang, demo) = (app.judged.clone(), visit.lang, visit.demo);
    let bytes = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            tabular::write_xlsx(&workbook(lang, &judged, &filter, demo)).map_err(|e| Failure::internal(e.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}-{id}.xlsx", lang.t("shell.nav_targets")), bytes))
}

fn workbook(lang: Lang, judged: &Judged, filter: &Filter, demo: bool) -> Workbook {
    let source = Source { row: &judged.row, table: &judged.table, overview: &judged.overview, demo };
    let project = |project: &Project| filter.project.is_empty() || filter.project == project.id;
    let target = |view: &TargetView| {
        let section = view.binding.as_ref().map_or("", |binding| binding.section.as_str());
        (filter.state.is_empty() || filter.state == state_key(view.judgement.state))
            && (filter.section.is_empty() || filter.section == section)
    };
    let sheet = targets_workbook::sheet(lang, &source, project, target, |project| execution(judged, project));
    Workbook { sheets: vec![sheet] }
}
