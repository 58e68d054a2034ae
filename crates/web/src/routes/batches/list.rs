//! All batches, newest first, some at a time, narrowed by kind.

use askama::Template;
use axum::extract::{Query, State};
use domain::BatchId;
use store::BatchKind;

use super::{BatchLine, lines};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Batches on one page.
const SHOWN: usize = 50;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/batches", Need::May("evidence.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "batches/list.html")]
struct List {
    shell: Shell,
    kinds: Vec<(&'static str, bool)>,
    all: bool,
    kind: &'static str,
    batches: Vec<BatchLine>,
    next: Option<BatchId>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<List>, Failure> {
    let kind = BatchKind::ALL.into_iter().find(|kind| kind.as_str() == asked.kind);
    let before = asked.before.map(BatchId);
    let mut batches = app
        .run(move |store| {
            let found = store.read(|r| match kind {
                Some(kind) => r.batches_of(kind, before, SHOWN + 1),
                None => r.batches(before, SHOWN + 1),
            })?;
            lines(store, found)
        })
        .await?;
    let more = batches.len() > SHOWN;
    batches.truncate(SHOWN);
    let next = if more { batches.last().map(|batch| batch.id) } else { None };
    Ok(Page(List {
        shell: Shell::new(&app, &visit, visit.lang.t("batches.title")),
        kinds: BatchKind::ALL.into_iter().map(|one| (one.as_str(), Some(one) == kind)).collect(),
        all: kind.is_none(),
        kind: kind.map_or("", BatchKind::as_str),
        batches,
        next,
    }))
}
