//! Sign-in says the same to everyone it refuses, locks, and ends sessions in time.

use axum::http::{Method, StatusCode, header};

use crate::app::{PASSWORD, TestApp};

#[tokio::test]
async fn unknown_name_and_wrong_password_get_the_same_answer() {
    let app = TestApp::new();
    app.account("chen", &["dual_chain_office"]);
    let mut answers = Vec::new();
    for name in ["chen", "nobody"] {
        let mut browser = app.browser();
        let answer = browser.sign_in(name, "wrong password here").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = answer.text.replace(name, "NAME");
        answers.push(text.split("<main").nth(1).unwrap().replace(&answer.token(), "TOKEN"));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn the_right_password_opens_the_page_that_was_asked_for() {
    let app = TestApp::new();
    app.account("chen", &["dual_chain_office"]);
    let mut browser = app.browser();
    let refused = browser.get("/?lang=zh").await;
    assert_eq!(refused.location(), "/sign-in?next=%2F%3Flang%3Dzh");
    let token = browser.get(refused.location()).await.token();
    let fields = [("name", "chen"), ("password", PASSWORD), ("next", "/?lang=zh")];
    let entered = browser.post_with("/sign-in", &token, &fields).await;
    assert_eq!(entered.location(), "/?lang=zh");
    let cookie = entered.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn five_wrong_passwords_lock_the_account_for_fifteen_minutes_and_the_next_doubles_it() {
    let app = TestApp::new();
    app.account("chen", &["dual_chain_office"]);
    let mut browser = app.browser();
    for _ in 0..5 {
        browser.sign_in("chen", "wrong password here").await;
    }
    assert_eq!(browser.sign_in("chen", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.wait(15 * 60 + 1);
    browser.sign_in("chen", "wrong password here").await;
    app.wait(15 * 60 + 1);
    assert_eq!(browser.sign_in("chen", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    app.wait(15 * 60 + 1);
    assert_eq!(browser.sign_in("chen", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_eight_hours_even_when_used() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    app.wait(14 * 60);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    app.wait(15 * 60 + 31);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);

    browser.sign_in("dual_chain_office", PASSWORD).await;
    for _ in 0..(8 * 6) {
        app.wait(10 * 60);
        browser.get("/").await;
    }
    app.wait(60);
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_administrator_has_one_session_and_ten_idle_minutes() {
    let app = TestApp::new();
    let mut first = app.signed_in("audit_admin").await;
    let mut second = app.browser();
    second.sign_in("audit_admin", PASSWORD).await;
    assert_eq!(first.get("/account/password").await.status, StatusCode::SEE_OTHER);
    assert_eq!(second.get("/account/password").await.status, StatusCode::OK);
    app.wait(10 * 60 + 31);
    assert_eq!(second.get("/account/password").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_a_copied_cookie_too() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let mut copy = browser.clone();
    browser.post("/sign-out", &[]).await;
    assert_eq!(copy.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_act_without_the_sessions_own_token_is_refused() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let stranger = app.browser().get("/sign-in").await.token();
    for token in ["", "0000", stranger.as_str()] {
        assert_eq!(browser.post_with("/sign-out", token, &[]).await.status, StatusCode::FORBIDDEN);
    }
    let plain = browser.ask(Method::POST, "/sign-out", &[], axum::body::Body::empty()).await;
    assert_eq!(plain.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "the session is untouched");
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let user = app.store.read(|r| r.user_named("dual_chain_office")).unwrap().unwrap();
    let act = store::Act::new(store::Actor::System("test"), "user.disable", "user");
    app.store.write(&act, |w| w.set_user_disabled(user.id, true)).unwrap();
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.sign_in("dual_chain_office", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_password_is_nowhere_in_the_log_of_acts() {
    let app = TestApp::new();
    app.account("chen", &["dual_chain_office"]);
    let mut browser = app.browser();
    browser.sign_in("chen", "wrong password here").await;
    browser.sign_in("chen", PASSWORD).await;
    let rows = app.store.read(|r| r.audit(&store::AuditFilter::default(), 100)).unwrap();
    let text = serde_json::to_string(&rows).unwrap();
    assert!(rows.iter().any(|row| row.action == "session.sign_in"));
    assert!(rows.iter().any(|row| row.action == "session.wrong_password"));
    assert!(!text.contains(PASSWORD) && !text.contains("wrong password here"));
}
