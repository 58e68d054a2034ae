//! Style, script and icons, built into the binary and served with an ETag.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

struct Asset {
    name: &'static str,
    mime: &'static str,
    body: &'static str,
    tag: String,
}

const CSS: &str = concat!(
    include_str!("../assets/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/frame.css"),
    include_str!("../assets/css/controls.css"),
    include_str!("../assets/css/data.css"),
    include_str!("../assets/css/pages.css"),
);

/// Every file under `/assets/`. A script or style is added here.
static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    const CSS_TYPE: &str = "text/css; charset=utf-8";
    const JS_TYPE: &str = "text/javascript; charset=utf-8";
    vec![
        asset("app.css", CSS_TYPE, CSS),
        asset("icons.svg", "image/svg+xml", include_str!("../assets/icons.svg")),
        asset("frame.js", JS_TYPE, include_str!("../assets/js/frame.js")),
        asset("keys.js", JS_TYPE, include_str!("../assets/js/keys.js")),
        asset("drawer.js", JS_TYPE, include_str!("../assets/js/drawer.js")),
        asset("table.js", JS_TYPE, include_str!("../assets/js/table.js")),
        asset("sums.js", JS_TYPE, include_str!("../assets/js/sums.js")),
    ]
});

fn asset(name: &'static str, mime: &'static str, body: &'static str) -> Asset {
    let digest = Sha256::digest(body.as_bytes());
    let tag = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    Asset { name, mime, body, tag }
}

/// The address of an asset with its content tag, so that browsers may keep it for ever.
#[must_use]
pub fn address(name: &str) -> String {
    for asset in ASSETS.iter() {
        if asset.name == name {
            return format!("/assets/{name}?v={}", asset.tag);
        }
    }
    format!("/assets/{name}")
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", asset.tag);
    let pinned = uri.query() == Some(&format!("v={}", asset.tag));
    let cache = if pinned { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { asset.body.into_response() };
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        head.insert(header::ETAG, value);
    }
    response
}
