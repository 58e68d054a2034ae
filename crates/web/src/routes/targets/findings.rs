//! What the checker found in a table, beside the rows it concerns.

use askama::Template;
use axum::extract::{Path, Query, State};
use targets::model::Severity;

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::judged::Judged;
use crate::parts::marks::FindingTag;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/findings", Need::May("targets.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Which {
    r#ref: String,
    level: String,
}

struct Line {
    tag: FindingTag,
    kind: String,
    message: String,
    refs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "targets/findings.html")]
struct Findings {
    shell: Shell,
    id: i64,
    table: String,
    which: String,
    lines: Vec<Line>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Page<Findings>, Failure> {
    let tables = app.judged.clone();
    let judged = app.run(move |store| tables.get(store, id)).await?;
    let about = |id: &str| which.r#ref.is_empty() || id == which.r#ref || id.starts_with(&format!("{}.", which.r#ref));
    let mut found: Vec<_> = judged.table.findings.iter().filter(|f| f.refs.iter().any(|r| about(r))).collect();
    found.sort_by_key(|finding| finding.severity);
    let mut lines = Vec::with_capacity(found.len());
    for finding in found {
        let level = level(finding.severity);
        if !which.level.is_empty() && which.level != level {
            continue;
        }
        let refs = finding.refs.iter().map(|r| (r.clone(), address(&judged, r))).collect();
        let tag = FindingTag::new(visit.lang, level, "");
        lines.push(Line { tag, kind: finding.kind.clone(), message: finding.message.clone(), refs });
    }
    let shell = Shell::new(&app, &visit, visit.lang.t("targets.findings"));
    Ok(Page(Findings { shell, id, table: judged.row.title.clone(), which: which.r#ref, lines }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "must",
        Severity::Warn => "explain",
        Severity::Info => "note",
    }
}

/// Where the thing a finding speaks of is shown: its cell if it has one, the table otherwise.
fn address(judged: &Judged, of: &str) -> String {
    let table = &judged.table;
    let indicators = table.projects.iter().flat_map(|p| &p.indicators).filter(|i| i.id == of).map(|i| &i.source);
    let clauses = table.projects.iter().flat_map(|p| &p.goal_clauses).filter(|c| c.id == of).map(|c| &c.source);
    let projects = table.projects.iter().filter(|p| p.id == of).map(|p| &p.source);
    let target = table.targets.iter().find(|t| t.id == of).map(|t| &t.source);
    let place = target.or_else(|| indicators.chain(clauses).chain(projects).flatten().next());
    match place {
        Some(place) => {
            let token = Token::Cell { file: judged.row.evidence, cell: place.cell.clone(), span: place.span };
            format!("/evidence/{}", crate::links::encode(&token.to_string()))
        }
        None => format!("/targets/{}", judged.row.id),
    }
}
