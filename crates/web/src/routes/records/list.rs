//! The register, some records at a time, narrowed by words, type, project, acceptance, or what a target counts.

use askama::Template;
use axum::extract::{Query, State};
use domain::BatchId;

use super::register::{self, Asked, Origin, Record};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Records on one page.
const SHOWN: usize = 100;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records", Need::May("records.read"), show)
}

struct Line {
    record: Record,
    day: String,
    state: String,
    batch: Option<BatchId>,
    file: String,
    decided_by: String,
}

#[derive(Template)]
#[template(path = "records/list.html")]
struct List {
    shell: Shell,
    asked: Asked,
    query: String,
    lead: String,
    counted: Option<String>,
    kinds: Vec<(String, String)>,
    projects: Vec<String>,
    states: [(&'static str, &'static str); 3],
    lines: Vec<Line>,
    next: Option<usize>,
}

/// The filter as a query, for links to the same records.
fn query(asked: &Asked) -> String {
    let mut parts = Vec::new();
    let fields = [
        ("q", &asked.q),
        ("kind", &asked.kind),
        ("project", &asked.project),
        ("accepted", &asked.accepted),
        ("target", &asked.target),
    ];
    for (name, value) in fields {
        if !value.is_empty() {
            parts.push(format!("{name}={}", crate::links::encode(value)));
        }
    }
    parts.extend(asked.table.map(|table| format!("table={table}")));
    parts.join("&")
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<List>, Failure> {
    let (lang, tables, wanted) = (visit.lang, app.judged.clone(), asked.clone());
    let (all, kinds, projects, lines) = app
        .run(move |store| {
            let register = register::read(store, &tables, lang, &wanted)?;
            let all = register.records.len();
            let mut lines = Vec::new();
            for record in register.records.into_iter().skip(wanted.from).take(SHOWN) {
                let Origin { batch, file, decided_by, .. } = record.origin(store)?;
                lines.push(Line {
                    day: record.day.map(|day| day.to_string()).unwrap_or_default(),
                    state: lang.t(&format!("records.accepted_{}", record.state())).to_owned(),
                    record,
                    batch,
                    file,
                    decided_by,
                });
            }
            Ok::<_, Failure>((all, register.kinds, register.projects, lines))
        })
        .await?;
    let next = asked.from.saturating_add(SHOWN);
    let counted = (asked.table.is_some() && !asked.target.is_empty())
        .then(|| lang.fill("records.counted_by", &[("target", &asked.target)]));
    Ok(Page(List {
        shell: Shell::new(&app, &visit, lang.t("records.title")),
        query: query(&asked),
        lead: lang.fill("records.found", &[("count", &all.to_string())]),
        counted,
        kinds,
        projects,
        states: [
            ("yes", "records.accepted_yes"),
            ("no", "records.accepted_no"),
            ("waiting", "records.accepted_waiting"),
        ],
        lines,
        next: (all > next).then_some(next),
        asked,
    }))
}
