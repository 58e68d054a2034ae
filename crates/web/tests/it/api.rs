//! The API says what its document says, refuses in JSON, and counts.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::app::TestApp;

#[tokio::test]
async fn every_api_route_is_in_the_openapi_document_and_no_other() {
    let app = TestApp::new();
    let mut browser = app.signed_in("finance").await;
    let document: Value = serde_json::from_str(&browser.get("/api/v1/openapi.json").await.text).unwrap();
    let mut told: Vec<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let (_, table) = web::routes::all().finish();
    let mut real: Vec<String> =
        table.iter().filter(|row| row.path.starts_with("/api/")).map(|row| row.path.to_owned()).collect();
    told.sort();
    real.sort();
    assert_eq!(told, real);
}

#[tokio::test]
async fn me_tells_what_the_role_allows() {
    let app = TestApp::new();
    let mut browser = app.signed_in("chain_chief").await;
    let me: Value = serde_json::from_str(&browser.get("/api/v1/me").await.text).unwrap();
    assert_eq!(me["roles"][0], "chain_chief");
    assert_eq!(me["today"], "2024-09-25");
    let may: Vec<&str> = me["may"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(may.contains(&"targets.read") && !may.contains(&"targets.import"));
}

#[tokio::test]
async fn refusals_are_json_with_code_message_and_hint() {
    let app = TestApp::new();
    let mut browser = app.browser();
    let answer = browser.get("/api/v1/me").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let problem: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(problem["code"], "web.sign_in");
    let mut chief = app.signed_in("chain_chief").await;
    let english = [("cookie", "sl_lang=en")];
    let answer = chief.ask(Method::GET, "/api/v1/audit", &english, Body::empty()).await;
    assert!(answer.status == StatusCode::FORBIDDEN || answer.status == StatusCode::UNAUTHORIZED);
    let missing = chief.get("/api/v1/target-tables/77").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    for key in ["code", "message", "hint"] {
        let problem: Value = serde_json::from_str(&missing.text).unwrap();
        assert!(problem[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
}

#[tokio::test]
async fn counters_are_hidden_from_strangers() {
    let app = TestApp::new();
    let mut browser = app.browser();
    assert_eq!(browser.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let wrong = [("authorization", "Bearer wrong")];
    assert_eq!(browser.ask(Method::GET, "/metrics", &wrong, Body::empty()).await.status, StatusCode::NOT_FOUND);
    let right = [("authorization", "Bearer count-me")];
    let answer = browser.ask(Method::GET, "/metrics", &right, Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("http_requests_total"), "{}", answer.text);
    assert_eq!(browser.get("/healthz").await.text, "ok\n");
}
