//! The register of firms, some at a time, narrowed by name, credit code or pinyin initials.

use askama::Template;
use axum::extract::{Query, State};
use domain::SubjectKind;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::pinyin::matches;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Firms on one page.
const SHOWN: usize = 100;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises", Need::May("enterprises.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    from: usize,
}

#[derive(Template)]
#[template(path = "enterprises/list.html")]
struct List {
    shell: Shell,
    q: String,
    firms: Vec<(i64, String)>,
    next: Option<usize>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<List>, Failure> {
    let firms = app.run(|store| store.read(|r| r.entities(&SubjectKind::new("firm")))).await?;
    let found: Vec<(i64, String)> =
        firms.into_iter().filter(|firm| matches(&firm.name, &asked.q)).map(|firm| (firm.id.0, firm.name)).collect();
    let next = asked.from + SHOWN;
    let next = (found.len() > next).then_some(next);
    let firms = found.into_iter().skip(asked.from).take(SHOWN).collect();
    let shell = Shell::new(&app, &visit, visit.lang.t("shell.nav_enterprises"));
    Ok(Page(List { shell, q: asked.q, firms, next }))
}
