//! A role needs a proposer and another who approves.

use axum::http::StatusCode;

use crate::app::{Browser, TestApp};

/// The number of the only waiting proposal, from the page of the one who may approve.
async fn waiting(browser: &mut Browser) -> String {
    let page = browser.get("/admin/grants").await.text;
    let (_, rest) = page.split_once("/admin/grants/").expect("nothing waits");
    rest.split('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_role_counts_only_after_the_second_administrator_approved() {
    let app = TestApp::new();
    let (mut system, mut security) = (app.signed_in("system_admin").await, app.signed_in("security_admin").await);
    let id = app.account("lin", &[]);
    let roles = || app.store.read(|r| r.user(id)).unwrap().roles;
    let fields = [("user", &*id.to_string()), ("role", "section"), ("act", "give"), ("why", "新调入")];
    system.post("/admin/grants", &fields).await;
    assert!(roles().is_empty());
    let proposal = waiting(&mut security).await;
    let own = system.post(&format!("/admin/grants/{proposal}/approve"), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    security.post(&format!("/admin/grants/{proposal}/approve"), &[]).await;
    assert_eq!(roles(), ["section"]);
    let again = security.post(&format!("/admin/grants/{proposal}/approve"), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_approves_a_role_for_themselves() {
    let app = TestApp::new();
    let (mut system, mut security) = (app.signed_in("system_admin").await, app.signed_in("security_admin").await);
    let id = app.store.read(|r| r.user_named("security_admin")).unwrap().unwrap().id;
    let fields = [("user", &*id.to_string()), ("role", "security_admin"), ("act", "take")];
    system.post("/admin/grants", &fields).await;
    let proposal = waiting(&mut security).await;
    let answer = security.post(&format!("/admin/grants/{proposal}/approve"), &[]).await;
    assert!(answer.text.contains("web.own_work"), "{}", answer.text);
}

#[tokio::test]
async fn an_administrator_is_never_proposed_a_second_role() {
    let app = TestApp::new();
    let mut system = app.signed_in("system_admin").await;
    let id = app.account("aud", &["audit_admin"]);
    for role in ["finance", "system_admin"] {
        let fields = [("user", &*id.to_string()), ("role", role), ("act", "give")];
        let answer = system.post("/admin/grants", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
    }
}
