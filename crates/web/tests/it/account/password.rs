//! A one-time password opens only the page where it is changed.

use axum::http::StatusCode;
use store::{Act, Actor};

use crate::app::{PASSWORD, TestApp};

const NEW: &str = "three-boats-under-the-bridge";

#[tokio::test]
async fn a_one_time_password_must_be_changed_before_anything_else() {
    let app = TestApp::new();
    let mut browser = app.signed_in("finance").await;
    let user = app.store.read(|r| r.user_named("finance")).unwrap().unwrap();
    let act = Act::new(Actor::System("test"), "user.reset_password", "finance");
    app.store.write(&act, |w| w.set_user_password(user.id, &user.password, true)).unwrap();
    assert_eq!(browser.get("/").await.location(), "/account/password");

    let weak = [("old", PASSWORD), ("new", "password1234"), ("again", "password1234")];
    let answer = browser.post("/account/password", &weak).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("<title>错误："), "the title says that something is wrong");
    assert_eq!(answer.text.matches("新密码太常见").count(), 2, "in the summary and under the field");

    let good = [("old", PASSWORD), ("new", NEW), ("again", NEW)];
    assert_eq!(browser.post("/account/password", &good).await.status, StatusCode::OK);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_elsewhere() {
    let app = TestApp::new();
    let mut here = app.signed_in("finance").await;
    let mut elsewhere = app.browser();
    elsewhere.sign_in("finance", PASSWORD).await;
    here.post("/account/password", &[("old", PASSWORD), ("new", NEW), ("again", NEW)]).await;
    assert_eq!(here.get("/").await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/").await.status, StatusCode::SEE_OTHER);
}
