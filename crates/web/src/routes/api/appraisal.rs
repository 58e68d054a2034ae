//! Scores, points and monitoring of a table, and what was issued of it: what the pages show, by the same functions.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::{Value, json};
use targets::appraisal::weighing::{blocks, holding};
use targets::appraisal::{self, Form, owed};
use targets::forms::summed;
use utoipa::ToSchema;

use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::failure::Failure;
use crate::state::AppState;

const READ: Need = Need::May("targets.read");

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/target-tables/{id}/scores/{rules}", READ, scores)
        .get("/api/v1/target-tables/{id}/weights/{rules}", READ, weights)
        .get("/api/v1/target-tables/{id}/monitoring/{month}", READ, monitoring)
        .get("/api/v1/target-tables/{id}/issued", READ, issued)
}

/// A self-evaluation under a rule set.
#[derive(Serialize, ToSchema)]
pub(super) struct Scores {
    table: i64,
    /// The rule set with its version, such as `10 v1`.
    rules: String,
    /// The business date.
    as_of: String,
    /// Each project with its lines: weight with its origin and calculation, what was measured, points and how.
    #[schema(value_type = Vec<Object>)]
    projects: Value,
    /// Sums of the department.
    #[schema(value_type = Object)]
    department: Value,
    /// What it still waits for before it can be issued: lines, reviews, weights.
    #[schema(value_type = Object)]
    owed: Value,
}

/// What the indicators are worth under a rule set.
#[derive(Serialize, ToSchema)]
pub(super) struct Weights {
    table: i64,
    /// The rule set with its version.
    rules: String,
    /// Each project with its blocks: points of the block, the indicators with what is entered, the sum.
    #[schema(value_type = Vec<Object>)]
    projects: Value,
    /// What was entered last of each indicator, with who and when; those that no longer hold among them.
    #[schema(value_type = Object)]
    entries: Value,
}

/// Money and goals until the end of a month.
#[derive(Serialize, ToSchema)]
pub(super) struct Monitoring {
    table: i64,
    /// `2024-07`.
    month: String,
    /// The rules with their version.
    rules: String,
    /// Each project with its money, its goals and its quadrant.
    #[schema(value_type = Vec<Object>)]
    projects: Value,
    /// What people said of each row, with who must answer by when.
    #[schema(value_type = Object)]
    remarks: Value,
    /// What they answered, by row.
    #[schema(value_type = Object)]
    answers: Value,
}

/// A form that was issued.
#[derive(Serialize, ToSchema)]
pub(super) struct Issued {
    id: i64,
    /// The version of the table.
    table: i64,
    /// `monitoring:2024-07`, `self-evaluation:10`.
    form: String,
    evidence_sha256: String,
    note: String,
    actor: String,
    /// RFC 3339.
    at: String,
    /// The batches of facts that were published with its file.
    batches: Vec<i64>,
}

fn value(of: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(of).map_err(|error| Failure::internal(error.to_string()))
}

/// The self-evaluation of a table.
#[utoipa::path(get, path = "/api/v1/target-tables/{id}/scores/{rules}", params(("id" = i64, Path), ("rules" = String, Path)), responses((status = 200, body = Scores), (status = 404, body = crate::failure::Problem)))]
pub(super) async fn scores(
    State(app): State<AppState>,
    Path((id, rules)): Path<(i64, String)>,
) -> Result<Json<Scores>, Failure> {
    let tables = app.judged.clone();
    app.run(move |store| {
        let appraised = Appraised::load(&tables, store, id)?;
        let scored = appraised.scored(store, &rules)?;
        let sums = summed(&scored.source(appraised.head(), &appraised.judged.overview, &appraised.money));
        Ok::<_, Failure>(Json(Scores {
            table: id,
            rules: scored.rules.label(),
            as_of: appraised.judged.overview.today.to_string(),
            projects: value(&scored.scored)?,
            department: value(&sums)?,
            owed: value(&owed(&scored))?,
        }))
    })
    .await
}

/// The points of the indicators of a table.
#[utoipa::path(get, path = "/api/v1/target-tables/{id}/weights/{rules}", params(("id" = i64, Path), ("rules" = String, Path)), responses((status = 200, body = Weights), (status = 404, body = crate::failure::Problem)))]
pub(super) async fn weights(
    State(app): State<AppState>,
    Path((id, rules)): Path<(i64, String)>,
) -> Result<Json<Weights>, Failure> {
    let tables = app.judged.clone();
    app.run(move |store| {
        let appraised = Appraised::load(&tables, store, id)?;
        let scored = appraised.scored(store, &rules)?;
        let table = &appraised.judged.table;
        let entered = holding(table, &scored.weighed);
        let mut projects = Vec::with_capacity(table.projects.len());
        for project in &table.projects {
            projects.push(json!({"project": project.id, "blocks": blocks(&scored.rules, project, &entered)}));
        }
        let (rules, entries) = (scored.rules.label(), value(&scored.weighed)?);
        Ok::<_, Failure>(Json(Weights { table: id, rules, projects: projects.into(), entries }))
    })
    .await
}

/// A table monitored until the end of a month that is over.
#[utoipa::path(get, path = "/api/v1/target-tables/{id}/monitoring/{month}", params(("id" = i64, Path), ("month" = String, Path, description = "such as 2024-07")), responses((status = 200, body = Monitoring), (status = 404, body = crate::failure::Problem)))]
pub(super) async fn monitoring(
    State(app): State<AppState>,
    Path((id, month)): Path<(i64, String)>,
) -> Result<Json<Monitoring>, Failure> {
    let (tables, months) = (app.judged.clone(), app.monitored.clone());
    app.run(move |store| {
        let last = month.parse().map_err(|_| Failure::NotFound)?;
        let appraised = Appraised::load(&tables, store, id)?;
        let monitored = months.get(&appraised, last)?;
        let (form, lineage) = (Form::Monitoring(last), &appraised.judged.row.lineage);
        let (remarks, answers) =
            store.read(|r| Ok((appraisal::remarks(r, lineage, &form)?, appraisal::answers(r, lineage, &form)?)))?;
        Ok::<_, Failure>(Json(Monitoring {
            table: id,
            month: last.to_string(),
            rules: monitored.rules.label(),
            projects: value(&monitored.rows)?,
            remarks: value(&remarks)?,
            answers: value(&answers)?,
        }))
    })
    .await
}

/// What was issued of a table, newest first.
#[utoipa::path(get, path = "/api/v1/target-tables/{id}/issued", params(("id" = i64, Path)), responses((status = 200, body = [Issued]), (status = 404, body = crate::failure::Problem)))]
pub(super) async fn issued(State(app): State<AppState>, Path(id): Path<i64>) -> Result<Json<Vec<Issued>>, Failure> {
    let found = app.run(move |store| {
        store.read(|r| {
            let lineage = r.target_table(id)?.0.lineage;
            let mut found = Vec::new();
            for issue in r.form_issues(&lineage)? {
                let batches = r.batches_from(issue.evidence)?.into_iter().map(|batch| batch.id.0).collect();
                found.push((issue, batches));
            }
            Ok(found)
        })
    });
    let mut all = Vec::new();
    for (issue, batches) in found.await? {
        all.push(Issued {
            id: issue.id,
            table: issue.table,
            form: issue.form,
            evidence_sha256: issue.evidence.to_string(),
            note: issue.note,
            actor: issue.actor,
            at: issue.at.to_string(),
            batches,
        });
    }
    Ok(Json(all))
}
