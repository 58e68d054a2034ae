//! Answers to findings: who may give which, what survives another import, what comes out as a workbook.

use axum::http::{StatusCode, header};
use store::{Actor, FindingState};
use targets::answers::of_stored;
use targets::model::Severity;

use super::{TABLE, imported};
use crate::app::TestApp;

/// Key, severity and state of every finding.
fn findings(app: &TestApp, table: i64) -> Vec<(String, Severity, FindingState)> {
    of_stored(&app.store, table, |_, all| {
        all.iter().map(|one| (one.key.clone(), one.finding.severity, one.state)).collect()
    })
    .unwrap()
}

fn first(app: &TestApp, table: i64, severity: Severity) -> String {
    let found = findings(app, table).into_iter().find(|one| one.1 == severity);
    found.unwrap_or_else(|| panic!("no finding of {severity:?}")).0
}

fn state_of(app: &TestApp, table: i64, key: &str) -> Option<FindingState> {
    findings(app, table).into_iter().find(|one| one.0 == key).map(|one| one.2)
}

#[tokio::test]
async fn what_must_be_mended_is_not_explained_away_and_its_importer_waives_nothing() {
    let app = TestApp::new();
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let importer = app.store.read(|r| r.user_named("dual_chain_office")).unwrap().unwrap().id;
    let table = imported(&app, importer);
    let must = first(&app, table, Severity::Error);
    let (answer, waive) = (format!("/targets/{table}/findings/answer"), format!("/targets/{table}/findings/waive"));
    let fields = |state| [("finding", must.as_str()), ("state", state), ("reason", "合计行含上年结转")];
    let explained = office.post(&answer, &fields("explained")).await;
    assert!(explained.text.contains("不能只作说明"), "{}", explained.text);
    assert!(office.post(&waive, &fields("")).await.text.contains("web.own_work"));
    let silent = finance.post(&waive, &[("finding", &*must), ("reason", " ")]).await;
    assert!(silent.text.contains("请写明理由"));
    assert_eq!(state_of(&app, table, &must), Some(FindingState::Open));
    assert_eq!(finance.post(&waive, &fields("")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(state_of(&app, table, &must), Some(FindingState::Waived));
    let unknown = office.post(&answer, &[("finding", "nothing"), ("reason", "x")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let none = office.post(&answer, &[("reason", "x")]).await;
    assert!(none.text.contains("没有选中"));
}

#[tokio::test]
async fn answers_are_shown_filtered_and_exported_with_their_reasons() {
    let app = TestApp::new();
    let (mut office, mut section) = (app.signed_in("dual_chain_office").await, app.signed_in("section").await);
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let must = first(&app, table, Severity::Error);
    let fields =
        [("finding", must.as_str()), ("state", "fixed"), ("reason", "下一版已改合计"), ("back", "?state=open")];
    let done = section.post(&format!("/targets/{table}/findings/answer"), &fields).await;
    assert_eq!(done.location(), format!("/targets/{table}/findings?state=open"));
    let path = |query: &str| format!("/targets/{table}/findings?{query}");
    assert!(!office.get(&path("state=open")).await.text.contains("下一版已改合计"));
    let answered = office.get(&path("state=answered")).await.text;
    assert!(answered.contains("下一版已改合计") && answered.contains("已改正"), "{answered}");
    let file = office.get(&format!("/targets/{table}/findings.xlsx?state=answered")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
}

#[tokio::test]
async fn an_answer_holds_for_an_unchanged_row_of_the_next_version_but_a_mended_one_must_be_gone() {
    let app = TestApp::new();
    let importer = app.account("importer", &["dual_chain_office"]);
    let finance = Actor::User(app.account("f", &["finance"]));
    let table = imported(&app, importer);
    let answerable: Vec<_> = findings(&app, table).into_iter().filter(|one| one.1 != Severity::Error).collect();
    let (must, kept) = (first(&app, table, Severity::Error), answerable.first().unwrap().0.clone());
    let answer = |key: &String, state| {
        targets::answers::answer(&app.store, finance.clone(), table, std::slice::from_ref(key), state, "原因").unwrap();
    };
    answer(&must, FindingState::Fixed);
    answer(&kept, FindingState::Explained);
    // Another project comes in above, so that every row has another number.
    let above = "合计\t31.00\t30.00\t\t\n";
    let more = format!(
        "{above}新增项目\t0.00\t0.00\t开展走访不少于2次。\t1、1-产出指标；11-数量指标：走访次数；实施周期指标值：不少于2次；年度指标值：不少于2次。\n"
    );
    let next = TABLE.replace(above, &more);
    let options = tabular::ReadOptions::default();
    let by = Actor::User(importer);
    let second = targets::import::import(&app.store, by, "表.txt", next.as_bytes(), &options, None).unwrap();
    assert_eq!(second.version, 2);
    assert_eq!(state_of(&app, second.table, &kept), Some(FindingState::Explained));
    assert_eq!(state_of(&app, second.table, &must), Some(FindingState::Open), "said to be mended, and is not");
}
