//! The JSON API under `/api/v1`: the same data as the pages, for the holder of a session. Its OpenAPI document is
//! made from the code. Refusals are `{code, message, hint}`.

mod appraisal;
mod audit;
mod batches;
mod me;
mod metrics;
mod target_tables;
mod users;

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

use crate::access::table::{Need, Routes};
use crate::failure::Problem;

/// Registers the API.
pub fn routes(mut routes: Routes) -> Routes {
    for area in [
        me::routes,
        users::routes,
        audit::routes,
        metrics::routes,
        batches::routes,
        target_tables::routes,
        appraisal::routes,
    ] {
        routes = area(routes);
    }
    routes.get("/api/v1/openapi.json", Need::SignedIn, document)
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shuanglian",
        description = "Read access to what the pages show. Sign in first; the session cookie `sl_session` is the credential."
    ),
    paths(
        me::me,
        users::users,
        audit::audit,
        metrics::metrics,
        batches::batches,
        target_tables::list,
        target_tables::one,
        appraisal::scores,
        appraisal::weights,
        appraisal::monitoring,
        appraisal::issued,
        document
    ),
    components(schemas(Problem))
)]
struct Api;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", responses((status = 200, description = "OpenAPI 3.1")))]
async fn document() -> Json<Document> {
    Json(Api::openapi())
}
