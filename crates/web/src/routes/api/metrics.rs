//! The declared metrics.

use axum::Json;
use axum::extract::State;
use domain::MetricKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/metrics", Need::May("evidence.read"), metrics)
}

/// A declared metric.
#[derive(Serialize, ToSchema)]
pub(super) struct Metric {
    id: i64,
    name: String,
    name_en: String,
    /// Kind of subject: `firm`, `record`, …
    subject: String,
    /// `number`, `truth`, `date`, `code` or `text`.
    kind: &'static str,
    /// Unit of a number.
    unit: Option<String>,
    /// Decimals of a number.
    decimals: Option<u8>,
    definition: String,
    citation: String,
}

/// All declared metrics.
#[utoipa::path(get, path = "/api/v1/metrics", responses((status = 200, body = [Metric]), (status = 403, body = crate::failure::Problem)))]
pub(super) async fn metrics(State(app): State<AppState>) -> Result<Json<Vec<Metric>>, Failure> {
    let found = app.run(|store| store.read(|r| r.metrics())).await?;
    let mut all = Vec::new();
    for metric in found {
        let (kind, unit, decimals) = match &metric.kind {
            MetricKind::Number { unit, scale } => ("number", Some(unit.symbol().to_owned()), Some(*scale)),
            MetricKind::Truth => ("truth", None, None),
            MetricKind::Date => ("date", None, None),
            MetricKind::Code { .. } => ("code", None, None),
            MetricKind::Text => ("text", None, None),
        };
        all.push(Metric {
            id: metric.id.0,
            name: metric.name,
            name_en: metric.name_en,
            subject: metric.subject.as_str().to_owned(),
            kind,
            unit,
            decimals,
            definition: metric.definition,
            citation: metric.citation,
        });
    }
    Ok(Json(all))
}
