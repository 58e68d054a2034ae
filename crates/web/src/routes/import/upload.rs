//! Step 1: a file or a pasted text becomes a draft; below it, what came in lately.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use store::Act;

use super::received::{UPLOAD_LIMIT, received};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::routes::batches::{BatchLine, lines};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/import", Need::May("collect.import"), show).upload(
        "/import",
        Need::May("targets.import"),
        UPLOAD_LIMIT,
        take,
    )
}

#[derive(Template)]
#[template(path = "import/upload.html")]
struct Upload {
    shell: Shell,
    may_tables: bool,
    drafts: Vec<DraftLine>,
    batches: Vec<BatchLine>,
}

/// An upload that waits for its owner.
struct DraftLine {
    address: String,
    name: String,
    at: String,
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Page<Upload>, Failure> {
    let user = visit.user_id();
    let (drafts, batches) = app
        .run(move |store| {
            let (drafts, recent) = store.read(|r| Ok((r.drafts_of(user)?, r.batches(None, 10)?)))?;
            Ok::<_, Failure>((drafts, lines(store, recent)?))
        })
        .await?;
    let line = |draft: &store::Draft| DraftLine {
        address: match draft.kind.as_str() {
            "facts" => format!("/import/facts/{}", draft.id),
            _ => format!("/import/{}", draft.id),
        },
        name: draft.name.clone(),
        at: crate::moment::minute(draft.created),
    };
    let drafts = drafts.iter().map(line).collect();
    let shell = Shell::new(&app, &visit, visit.lang.t("import.title"));
    Ok(Page(Upload { shell, may_tables: visit.may("targets.import"), drafts, batches }))
}

async fn take(State(app): State<AppState>, visit: Visit, form: Multipart) -> Result<Response, Failure> {
    let (name, bytes) = received(visit.lang, form).await?;
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "targets.draft", name.clone());
    let draft = app
        .run(move |store| {
            let digest = store.put_bytes(&bytes)?;
            store.write(&act, |w| w.add_draft("targets", user, &name, digest, &json!({})))
        })
        .await?;
    Ok(Redirect::to(&format!("/import/{draft}")).into_response())
}
