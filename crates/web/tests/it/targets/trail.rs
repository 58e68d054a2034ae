//! A table's way from hand to hand in the browser.

use axum::http::StatusCode;
use store::{Actor, FindingState};

use super::imported;
use crate::app::{Browser, TestApp};

async fn step(browser: &mut Browser, table: i64, verb: &str, note: &str) -> StatusCode {
    browser.post(&format!("/targets/{table}/trail/{verb}"), &[("note", note)]).await.status
}

/// Lets every finding pass, as somebody entitled to.
fn waive_all(app: &TestApp, table: i64) {
    let keys = targets::answers::of_stored(&app.store, table, |_, all| {
        all.iter().map(|one| one.key.clone()).collect::<Vec<_>>()
    });
    let by = Actor::User(app.account("waiver", &["finance"]));
    targets::answers::answer(&app.store, by, table, &keys.unwrap(), FindingState::Waived, "试用").unwrap();
}

#[tokio::test]
async fn a_table_is_submitted_when_its_findings_are_answered_then_reviewed_and_signed_by_others() {
    let app = TestApp::new();
    let importer = app.account("importer", &["dual_chain_office"]);
    let table = imported(&app, importer);
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let mut chief = app.signed_in("chain_chief").await;
    let page = format!("/targets/{table}/trail");
    assert!(office.get(&page).await.text.contains("没有答复"));
    assert_eq!(step(&mut office, table, "submit", "").await, StatusCode::UNPROCESSABLE_ENTITY);
    waive_all(&app, table);
    assert!(office.get(&page).await.text.contains("/trail/submit"));
    assert_eq!(step(&mut office, table, "submit", "").await, StatusCode::SEE_OTHER);
    assert!(!office.get(&page).await.text.contains("/trail/review"), "not offered to the submitter");
    assert_eq!(step(&mut office, table, "review", "").await, StatusCode::FORBIDDEN);
    assert_eq!(step(&mut chief, table, "sign", "").await, StatusCode::CONFLICT, "not before the review");
    assert!(finance.get("/").await.text.contains("报审的"), "it waits on the reviewer's first page");
    assert_eq!(step(&mut finance, table, "review", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(&mut chief, table, "sign", "同意").await, StatusCode::SEE_OTHER);
    let signed = office.get(&format!("/targets/{table}")).await.text;
    assert!(signed.contains("已签发"));
    let audit = app.store.read(|r| r.audit(&store::AuditFilter::default(), 50)).unwrap();
    for verb in ["targets.submit", "targets.review", "targets.sign", "targets.waive"] {
        assert!(audit.iter().any(|row| row.action == verb), "{verb}");
    }
    let options = tabular::ReadOptions::default();
    let changed = super::TABLE.replace("31.00", "30.00");
    let again =
        targets::import::import(&app.store, Actor::User(importer), "表.txt", changed.as_bytes(), &options, None);
    let again = again.unwrap();
    assert!(office.get(&format!("/targets/{}/trail", again.table)).await.text.contains("已重新打开"));
    targets::import::undo(&app.store, Actor::User(importer), again.batch, "错了").unwrap();
    assert!(office.get(&page).await.text.contains("已重新打开"), "the version before is not signed by itself");
}
