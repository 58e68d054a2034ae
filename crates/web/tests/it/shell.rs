//! What surrounds every page: marks, headers, error pages.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn every_answer_carries_the_policy_and_a_demo_page_its_mark() {
    let app = TestApp::new();
    let mut browser = app.signed_in("dual_chain_office").await;
    for path in ["/", "/sign-in", "/account/password", "/no/such/page", "/assets/app.css"] {
        let answer = browser.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["x-frame-options"], "DENY");
        assert!(!answer.headers.contains_key("strict-transport-security"), "plain http makes no promise of TLS");
        assert!(answer.headers.contains_key("x-request-id"));
        if answer.text.contains("<html") {
            assert!(answer.text.contains("<span class=\"demo\">演示数据</span>"), "{path}");
            assert!(answer.text.contains("截至 2024-09-25"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_says_what_where_and_how() {
    let app = TestApp::new();
    let mut browser = app.browser();
    let answer = browser.get("/no/such/page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for part in ["没有这一页", "/no/such/page", "检查地址", "web.not_found"] {
        assert!(answer.text.contains(part), "{part}");
    }
    let answer = browser.get("/api/v1/no-such").await;
    assert!(answer.text.starts_with("{\"code\":\"web.not_found\""), "{}", answer.text);
}

#[tokio::test]
async fn a_form_that_is_too_large_or_malformed_is_refused_with_a_page() {
    let app = TestApp::new();
    let mut browser = app.browser();
    let long = "x".repeat(300 * 1024);
    let answer = browser.sign_in("chen", &long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text.contains("内容太大"));
    let token = browser.get("/sign-in").await.token();
    let answer = browser.post_with("/sign-in", &token, &[("nonsense", "1")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("内容需要修改"));
}
