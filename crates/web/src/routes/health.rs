//! For machines: is it alive, and the counters in the prometheus text form.

use std::net::SocketAddr;
use std::sync::OnceLock;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, extract::Request};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use subtle::ConstantTimeEq;

use crate::access::table::{Need, Routes};
use crate::failure::{Failure, PlainText};
use crate::state::AppState;

/// Bounds of the histogram of answer times, in seconds.
const SECONDS: [f64; 8] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

static COUNTERS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Registers both.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/healthz", Need::Open, alive).get("/metrics", Need::Open, counters)
}

/// Begins counting; called once when the router is made. A process that counts elsewhere already keeps doing so.
pub(crate) fn begin() {
    COUNTERS.get_or_init(|| {
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS).ok()?;
        builder.install_recorder().map_err(|error| tracing::warn!(%error, "no counters")).ok()
    });
}

async fn alive() -> &'static str {
    "ok\n"
}

/// Only for the machine itself, or for who brings the token. What a proxy passes on is not the machine itself.
async fn counters(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let headers = request.headers();
    let here = peer.is_some_and(|peer| peer.ip().is_loopback()) && !headers.contains_key("x-forwarded-for");
    if !here && !brings_token(headers, app.metrics_token.as_deref()) {
        return Err(Failure::NotFound);
    }
    let Some(Some(handle)) = COUNTERS.get() else { return Err(Failure::NotFound) };
    handle.run_upkeep();
    let mut response = handle.render().into_response();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok((Extension(PlainText), response).into_response())
}

fn brings_token(headers: &HeaderMap, wanted: Option<&str>) -> bool {
    let Some(wanted) = wanted.filter(|token| !token.is_empty()) else { return false };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = given.strip_prefix("Bearer ").unwrap_or_default();
    bool::from(given.as_bytes().ct_eq(wanted.as_bytes()))
}
