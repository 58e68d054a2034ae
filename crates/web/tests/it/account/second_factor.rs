//! The second factor: set up, asked for, used once, replaced by a recovery code, taken away.

use axum::http::StatusCode;
use jiff::Timestamp;
use web::session::totp;

use crate::app::{Browser, PASSWORD, TestApp};

/// Sets a factor up in the browser; the secret and the recovery codes.
async fn enrol(browser: &mut Browser, now: Timestamp) -> (String, Vec<String>) {
    let begun = browser.post("/account/second-factor", &[("password", PASSWORD)]).await;
    let secret = begun.text.split("<code>").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    assert!(begun.text.contains("<svg class=\"qr\""), "the secret is shown as a picture too");
    let wrong = browser.post("/account/second-factor/confirm", &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = totp::code_at(&secret, now).unwrap();
    let done = browser.post("/account/second-factor/confirm", &[("code", &code)]).await;
    let list = done.text.split("<ul class=\"codes\">").nth(1).expect("recovery codes are shown");
    let codes: Vec<String> = list.split("<code>").skip(1).take(10).map(|rest| rest[..11].to_owned()).collect();
    (secret, codes)
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for_and_opens_the_page_once() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let (secret, _) = enrol(&mut browser, app.now()).await;
    app.wait(60);

    let mut fresh = app.browser();
    let half = fresh.sign_in("dual_chain_office", PASSWORD).await;
    assert!(half.location().starts_with("/sign-in/code"), "{}", half.location());
    assert!(fresh.get("/").await.location().starts_with("/sign-in"), "the password alone opens nothing");
    let code = totp::code_at(&secret, app.now()).unwrap();
    let entered = fresh.post("/sign-in/code", &[("code", &code), ("next", "/account/password")]).await;
    assert_eq!(entered.location(), "/account/password");
    assert_eq!(fresh.get("/").await.status, StatusCode::OK);

    let mut thief = app.browser();
    thief.sign_in("dual_chain_office", PASSWORD).await;
    let again = thief.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code that was seen over the shoulder is used up");
}

#[tokio::test]
async fn wrong_codes_lock_like_wrong_passwords_and_the_wait_ends() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let (secret, _) = enrol(&mut browser, app.now()).await;
    let mut guesser = app.browser();
    guesser.sign_in("dual_chain_office", PASSWORD).await;
    for _ in 0..6 {
        guesser.post("/sign-in/code", &[("code", "000000")]).await;
    }
    app.wait(60);
    let code = totp::code_at(&secret, app.now()).unwrap();
    let refused = guesser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "locked, though the code is right");
    app.wait(20 * 60);
    guesser.sign_in("dual_chain_office", PASSWORD).await;
    app.wait(6 * 60);
    let code = totp::code_at(&secret, app.now()).unwrap();
    let late = guesser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "the password was too long ago");
    let rows = app.store.read(|r| r.audit(&store::AuditFilter::default(), 100)).unwrap();
    assert!(rows.iter().any(|row| row.action == "session.wrong_code"));
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let (_, codes) = enrol(&mut browser, app.now()).await;
    assert_eq!(codes.len(), 10);
    for (times, expected) in [(1, StatusCode::SEE_OTHER), (2, StatusCode::UNPROCESSABLE_ENTITY)] {
        let mut fresh = app.browser();
        fresh.sign_in("dual_chain_office", PASSWORD).await;
        let answer = fresh.post("/sign-in/code", &[("code", &codes[0])]).await;
        assert_eq!(answer.status, expected, "time {times}");
    }
    let text = format!("{:?}", app.store.read(|r| r.audit(&store::AuditFilter::default(), 100)).unwrap());
    assert!(!text.contains(&codes[0]) && text.contains("second_factor.recovery"));
}

#[tokio::test]
async fn taking_it_away_needs_the_password_and_a_code() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    let (secret, _) = enrol(&mut browser, app.now()).await;
    app.wait(60);
    let code = totp::code_at(&secret, app.now()).unwrap();
    let path = "/account/second-factor/remove";
    for fields in [[("password", "not the password"), ("code", code.as_str())], [("password", PASSWORD), ("code", "1")]]
    {
        assert_eq!(browser.post(path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    browser.post(path, &[("password", PASSWORD), ("code", &code)]).await;
    let mut fresh = app.browser();
    assert_eq!(fresh.sign_in("dual_chain_office", PASSWORD).await.location(), "/");
}
