//! The log: filtered, checked, taken away.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn the_log_is_filtered_by_action_and_names_the_actor() {
    let app = TestApp::new();
    app.account("lin", &["section"]);
    app.browser().sign_in("lin", "wrong password here").await;
    let mut admin = app.signed_in("audit_admin").await;
    let page = admin.get("/audit?action=session.wrong").await.text;
    assert!(page.contains("session.wrong_password") && !page.contains("<td>user.create</td>"));
    assert!(page.contains(" lin</td>"), "the account is named");
    assert_eq!(admin.get("/audit?from=tomorrow").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_check_walks_all_rows_and_says_that_they_fit() {
    let app = TestApp::new();
    let mut admin = app.signed_in("audit_admin").await;
    let page = admin.post("/audit/verify", &[]).await.text;
    assert!(page.contains("全部相符"));
}

#[tokio::test]
async fn the_exported_file_carries_no_formula_and_its_taking_is_in_the_log() {
    let app = TestApp::new();
    let mut admin = app.signed_in("audit_admin").await;
    app.store.write(&store::Act::new(store::Actor::System("test"), "x.y", "=cmd|calc"), |_| Ok(())).unwrap();
    let file = admin.get("/audit/export").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("audit.csv"));
    assert!(file.text.contains("cmd|calc") && !file.text.contains(",=cmd"), "{}", file.text);
    assert!(admin.get("/audit?action=audit.export").await.text.contains("<td>audit.export</td>"));
}
