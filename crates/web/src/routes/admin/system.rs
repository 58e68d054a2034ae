//! The data folder: its kind, its sizes, and a backup while everything runs.

use std::fs;
use std::path::Path;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scaled;
use serde::Deserialize;
use serde_json::json;
use store::{Act, StoreError};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

const DATABASE: &str = "shuanglian.db";
const BACKUPS: &str = "backups";

/// Registers the page and the backup.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/admin/system", Need::May("system.read"), show).post(
        "/admin/system/backup",
        Need::May("system.backup"),
        backup,
    )
}

#[derive(Template)]
#[template(path = "admin/system.html")]
struct System {
    shell: Shell,
    version: &'static str,
    kind: &'static str,
    bureau: String,
    database: Figure,
    evidence: Figure,
    backups: Vec<String>,
}

#[derive(Deserialize)]
struct Asked {
    made: Option<String>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let lang = visit.lang;
    let (bureau, database, evidence, backups) = app
        .run(|store| {
            let bureau = store.read(|r| r.bureau_name())?;
            let database = fs::metadata(store.dir().join(DATABASE)).map_or(0, |file| file.len());
            Ok::<_, StoreError>((
                bureau,
                database,
                size_under(&store.dir().join("evidence")),
                names(&store.dir().join(BACKUPS)),
            ))
        })
        .await?;
    let flash =
        asked.made.filter(|name| backups.contains(name)).map(|name| lang.fill("admin.backup_made", &[("name", &name)]));
    let page = System {
        shell: Shell::new(&app, &visit, lang.t("admin.system")).flash(flash),
        version: env!("CARGO_PKG_VERSION"),
        kind: if visit.demo { "admin.kind_demo" } else { "admin.kind_real" },
        bureau: bureau.unwrap_or_else(|| "—".to_owned()),
        database: megabytes(lang, database),
        evidence: megabytes(lang, evidence),
        backups,
    };
    Ok(Page(page).into_response())
}

fn megabytes(lang: crate::i18n::Lang, bytes: u64) -> Figure {
    let tenths = i64::try_from(bytes.saturating_mul(10) / 1_048_576).unwrap_or(i64::MAX);
    Figure::number(lang, Scaled { mantissa: tenths, scale: 1 }).unit("MB")
}

fn size_under(folder: &Path) -> u64 {
    let mut total = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(_) => total += entry.metadata().map_or(0, |file| file.len()),
                Err(_) => {}
            }
        }
    }
    total
}

/// Names of the backups, newest first.
fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(entries) = fs::read_dir(folder) {
        for entry in entries.flatten() {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

async fn backup(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let name = app.now().strftime("%Y%m%d-%H%M%S").to_string();
    let (actor, made) = (visit.actor(), name.clone());
    app.run(move |store| {
        let manifest = store.backup(store.dir().join(BACKUPS).join(&made))?;
        let act = Act::new(actor, "system.backup", made)
            .detail(json!({ "files": manifest.files.len(), "audit_seq": manifest.audit_seq }));
        store.write(&act, |_| Ok::<_, StoreError>(()))
    })
    .await?;
    Ok(Redirect::to(&format!("/admin/system?made={name}")).into_response())
}
