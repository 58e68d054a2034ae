//! Opening, resetting and closing accounts.

use axum::http::StatusCode;

use crate::app::{Answer, PASSWORD, TestApp};

fn one_time(answer: &Answer) -> String {
    let (_, rest) = answer.text.split_once("的一次性密码： <code>").expect("no one-time password shown");
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_account_gets_a_one_time_password_that_is_shown_once_and_has_no_role() {
    let app = TestApp::new();
    let mut system = app.signed_in("system_admin").await;
    let fields = [("login", "lin"), ("display", "林经办"), ("section", "软件科")];
    let made = system.post("/admin/users", &fields).await;
    assert_eq!(made.status, StatusCode::OK);
    let password = one_time(&made);
    assert!(!system.get("/admin/users").await.text.contains(&password));
    let mut lin = app.browser();
    lin.sign_in("lin", &password).await;
    assert_eq!(lin.get("/").await.location(), "/account/password");
    let user = app.store.read(|r| r.user_named("lin")).unwrap().unwrap();
    assert!(user.roles.is_empty() && user.must_change);
}

#[tokio::test]
async fn a_bad_or_taken_name_is_said_on_top_and_at_the_field() {
    let app = TestApp::new();
    let mut system = app.signed_in("system_admin").await;
    let bad = system.post("/admin/users", &[("login", "Lin 林"), ("display", "")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.text.matches("小写字母").count(), 2);
    assert!(bad.text.contains("href=\"#display\""));
    let taken = system.post("/admin/users", &[("login", "system_admin"), ("display", "x")]).await;
    assert!(taken.text.contains("用户名已有人使用"));
}

#[tokio::test]
async fn the_password_of_an_administrator_cannot_be_reset_by_another() {
    let app = TestApp::new();
    let mut system = app.signed_in("system_admin").await;
    let auditor = app.account("aud", &["audit_admin"]);
    let clerk = app.account("lin", &["section"]);
    let refused = system.post(&format!("/admin/users/{auditor}/reset"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = system.post(&format!("/admin/users/{clerk}/reset"), &[]).await;
    let mut lin = app.browser();
    assert_eq!(lin.sign_in("lin", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(lin.sign_in("lin", &one_time(&given)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_leaver_is_out_the_moment_the_account_is_closed() {
    let app = TestApp::new();
    let mut system = app.signed_in("system_admin").await;
    let mut clerk = app.signed_in("section").await;
    let id = app.store.read(|r| r.user_named("section")).unwrap().unwrap().id;
    system.post(&format!("/admin/users/{id}/lock"), &[]).await;
    assert_eq!(clerk.get("/account/password").await.status, StatusCode::SEE_OTHER);
    system.post(&format!("/admin/users/{id}/unlock"), &[]).await;
    assert_eq!(clerk.sign_in("section", PASSWORD).await.status, StatusCode::SEE_OTHER);
}
