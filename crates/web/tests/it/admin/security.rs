//! Rules of sign-in: what the security administrator decides holds at once, and cannot shut everyone out.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn administrators_must_set_up_a_second_factor_when_it_is_required() {
    let app = TestApp::new();
    let mut security = app.signed_in("security_admin").await;
    let mut system = app.signed_in("system_admin").await;
    let mut office = app.signed_in("dual_chain_office").await;
    assert_eq!(system.get("/admin/users").await.status, StatusCode::OK);
    let saved = security.post("/admin/security", &[("factor", "1"), ("networks", ""), ("days", "90")]).await;
    assert_eq!(saved.location(), "/admin/security?saved=1");
    assert_eq!(system.get("/admin/users").await.location(), "/account/second-factor");
    assert_eq!(system.get("/account/second-factor").await.status, StatusCode::OK);
    assert_eq!(office.get("/").await.status, StatusCode::OK, "who is no administrator goes on");
    let rows = app.store.read(|r| r.audit(&store::AuditFilter::default(), 20)).unwrap();
    assert!(rows.iter().any(|row| row.action == "security.policy"));
}

#[tokio::test]
async fn a_list_of_networks_keeps_administrators_of_other_places_out_at_once() {
    let app = TestApp::new();
    let mut security = app.signed_in("security_admin").await;
    let mut system = app.signed_in("system_admin").await;
    let fields = [("networks", "10.1.0.0/16\n192.0.2.4"), ("days", "90")];
    let shut_out = security.post("/admin/security", &fields).await;
    assert_eq!(shut_out.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(shut_out.text.contains("您自己也进不来"), "one's own address must be on the list");
    let wrong = security.post("/admin/security", &[("networks", "10.1.0.0/99"), ("days", "x")]).await;
    assert!(wrong.text.contains("不是网段") && wrong.text.contains("0 至 3650"));

    security.from("10.1.7.7");
    assert_eq!(security.post("/admin/security", &fields).await.location(), "/admin/security?saved=1");
    system.from("203.0.113.9");
    assert_eq!(system.get("/admin/users").await.status, StatusCode::SEE_OTHER, "the open session ends");
    let mut fresh = app.browser();
    fresh.from("203.0.113.9");
    assert_eq!(fresh.sign_in("system_admin", crate::app::PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for near in ["192.0.2.4", "127.0.0.1"] {
        let mut fresh = app.browser();
        fresh.from(near);
        assert_eq!(fresh.sign_in("system_admin", crate::app::PASSWORD).await.status, StatusCode::SEE_OTHER, "{near}");
    }
    let mut office = app.signed_in("dual_chain_office").await;
    office.from("203.0.113.9");
    assert_eq!(office.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_old_password_is_pointed_out_on_every_page_and_a_new_one_ends_that() {
    let app = TestApp::new();
    app.account("chen", &["dual_chain_office"]);
    let mut browser = app.browser();
    browser.sign_in("chen", crate::app::PASSWORD).await;
    assert!(!browser.get("/").await.text.contains("请更换"));
    app.wait(91 * 24 * 3600);
    browser.sign_in("chen", crate::app::PASSWORD).await;
    assert!(browser.get("/").await.text.contains("当前密码已使用 91 天，请更换。"));
    let mut security = app.signed_in("security_admin").await;
    security.post("/admin/security", &[("networks", ""), ("days", "0")]).await;
    assert!(!browser.get("/").await.text.contains("请更换"), "0 days: never");
}
