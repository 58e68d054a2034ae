//! The data folder: its kind, its sizes, and a backup while everything runs.

use std::fs;
use std::path::Path as FilePath;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scaled;
use serde::Deserialize;
use serde_json::json;
use store::{Act, StoreError};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::routes::evidence::{Evidence, answer};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

const DATABASE: &str = "shuanglian.db";
const EVIDENCE: &str = "evidence";
const BACKUPS: &str = "backups";

/// Registers the page and the backup.
pub fn routes(routes: Routes) -> Routes {
    let read = Need::May("system.read");
    routes.get("/admin/system", read, show).get("/admin/system/size/{part}", read, size).post(
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
            let (_, database) = measured(store.dir(), DATABASE);
            let (_, evidence) = measured(store.dir(), EVIDENCE);
            Ok::<_, StoreError>((bureau, database, evidence, names(&store.dir().join(BACKUPS))))
        })
        .await?;
    let flash =
        asked.made.filter(|name| backups.contains(name)).map(|name| lang.fill("admin.backup_made", &[("name", &name)]));
    let page = System {
        shell: Shell::new(&app, &visit, lang.t("admin.system")).flash(flash),
        version: env!("CARGO_PKG_VERSION"),
        kind: if visit.demo { "admin.kind_demo" } else { "admin.kind_real" },
        bureau: bureau.unwrap_or_else(|| "—".to_owned()),
        database: megabytes(lang, database).evidence_at("/admin/system/size/database"),
        evidence: megabytes(lang, evidence).evidence_at("/admin/system/size/evidence"),
        backups,
    };
    Ok(Page(page).into_response())
}

fn megabytes(lang: crate::i18n::Lang, bytes: u64) -> Figure {
    let tenths = i64::try_from(bytes.saturating_mul(10) / 1_048_576).unwrap_or(i64::MAX);
    Figure::number(lang, Scaled { mantissa: tenths, scale: 1 }).unit("MB")
}

/// How a size comes about: the files and their bytes.
async fn size(State(app): State<AppState>, visit: Visit, Path(part): Path<String>) -> Result<Response, Failure> {
    let (name, title) = match part.as_str() {
        "database" => (DATABASE, "admin.database"),
        "evidence" => (EVIDENCE, "admin.evidence"),
        _ => return Err(Failure::NotFound),
    };
    let (files, bytes) = app.run(move |store| Ok::<_, StoreError>(measured(store.dir(), name))).await?;
    let lang = visit.lang;
    let values = [("name", name.to_owned()), ("files", files.to_string()), ("bytes", bytes.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let line = lang.fill("admin.size_of", &values);
    let evidence = Evidence::measured(lang.t(title).to_owned(), megabytes(lang, bytes), vec![line]);
    Ok(answer(&app, &visit, evidence))
}

/// Files and bytes of a file or of all files under a folder.
fn measured(folder: &FilePath, name: &str) -> (u64, u64) {
    let (mut files, mut bytes) = (0, 0);
    let mut open = vec![folder.join(name)];
    while let Some(path) = open.pop() {
        let Ok(found) = fs::metadata(&path) else { continue };
        if !found.is_dir() {
            files += 1;
            bytes += found.len();
        } else if let Ok(entries) = fs::read_dir(&path) {
            open.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    (files, bytes)
}

/// Names of the backups, newest first.
fn names(folder: &FilePath) -> Vec<String> {
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
