//! What changed against the version of the same table before: projects, amounts, indicators, targets.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use targets::model::TargetTable;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/changes", Need::May("targets.read"), show)
}

struct Change {
    id: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "targets/changes.html")]
struct Changes {
    shell: Shell,
    id: i64,
    table: String,
    against: Option<u32>,
    changes: Vec<Change>,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Changes>, Failure> {
    let (row, now, before) = app
        .run(move |store| {
            let (row, _) = targets::proposals::open(store, id)?;
            let versions = store.read(|r| r.target_table_versions(&row.lineage))?;
            let before = versions.into_iter().find(|v| v.version < row.version);
            let now = targets::import::table(store, id)?;
            let before = match before {
                Some(old) => Some((old.version, targets::import::table(store, old.id)?)),
                None => None,
            };
            Ok::<_, store::StoreError>((row, now, before))
        })
        .await?;
    let against = before.as_ref().map(|(version, _)| *version);
    let changes = before.map(|(_, before)| differences(&before, &now)).unwrap_or_default();
    let shell = Shell::new(&app, &visit, visit.lang.t("targets.changes"));
    Ok(Page(Changes { shell, id, table: row.title, against, changes }))
}

/// Everything with an id, as one line of text.
fn lines(table: &TargetTable) -> BTreeMap<String, String> {
    let mut lines = BTreeMap::new();
    for project in &table.projects {
        let amounts = project.amounts.iter().map(|a| format!("{} {}", a.item, a.value.as_deref().unwrap_or("—")));
        lines.insert(project.id.clone(), format!("{}；{}", project.name, amounts.collect::<Vec<_>>().join("；")));
        for clause in &project.goal_clauses {
            lines.insert(clause.id.clone(), clause.text.clone());
        }
        for i in &project.indicators {
            let values = [&i.target, &i.target_period, &i.target_annual, &i.actual, &i.score];
            let values = values.into_iter().flatten().cloned().collect::<Vec<_>>().join("；");
            lines.insert(i.id.clone(), format!("{}：{values}", i.name));
        }
    }
    lines
}

fn differences(before: &TargetTable, after: &TargetTable) -> Vec<Change> {
    let (mut old, new) = (lines(before), lines(after));
    let mut changes = Vec::new();
    for (id, after) in new {
        let before = old.remove(&id).unwrap_or_default();
        if before != after {
            changes.push(Change { id, before, after });
        }
    }
    changes.extend(old.into_iter().map(|(id, before)| Change { id, before, after: String::new() }));
    changes
}
