//! Step 1: a file or a pasted text becomes a draft; below it, what came in lately.

use askama::Template;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use store::{Act, Batch};

use super::batches::{BatchLine, lines};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Largest upload, in bytes: the importer's own limit and room for the form around it.
const UPLOAD_LIMIT: usize = 65 * 1024 * 1024;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/import", Need::May("targets.import"), show).upload(
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
    may_undo: bool,
    batches: Vec<BatchLine>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Said {
    undone: Option<i64>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(said): Query<Said>) -> Result<Page<Upload>, Failure> {
    let batches: Vec<BatchLine> = app
        .run(move |store| {
            let recent: Vec<Batch> = store.read(|r| r.batches(None, 30))?;
            lines(store, recent)
        })
        .await?;
    let flash = said.undone.map(|id| visit.lang.fill("import.undone", &[("batch", &id.to_string())]));
    let shell = Shell::new(&app, &visit, visit.lang.t("import.title")).flash(flash);
    Ok(Page(Upload { shell, may_undo: visit.may("targets.undo"), batches }))
}

async fn take(State(app): State<AppState>, visit: Visit, mut form: Multipart) -> Result<Response, Failure> {
    let lang = visit.lang;
    let broken = |_| Failure::unusable("import.broken_upload", lang.t("import.broken"), lang.t("import.broken_hint"));
    let (mut name, mut bytes) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("file") => {
                let given = field.file_name().unwrap_or_default().to_owned();
                let content = field.bytes().await.map_err(broken)?;
                if !content.is_empty() {
                    (name, bytes) = (given, content.to_vec());
                }
            }
            Some("text") if bytes.is_empty() => {
                let text = field.text().await.map_err(broken)?;
                if !text.trim().is_empty() {
                    (name, bytes) = (lang.t("import.pasted_name").to_owned(), text.into_bytes());
                }
            }
            _ => {}
        }
    }
    if bytes.is_empty() {
        return Err(Failure::unusable("import.nothing", lang.t("import.nothing"), lang.t("import.nothing_hint")));
    }
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
