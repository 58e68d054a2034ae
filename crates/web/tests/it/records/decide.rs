//! The second look: by another person, on what was looked at, with a reason for sending back.

use axum::http::StatusCode;

use super::{VISIT, new_of, send};
use crate::app::{Browser, TestApp};
use crate::facts::product;

async fn entered(section: &mut Browser, fields: &[(&str, &str)]) -> String {
    let file = [("evidence-0", "表.txt", "来访登记".as_bytes())];
    let done = send(section, &new_of("枢纽接待"), fields, &file).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    done.location().split('?').next().unwrap().to_owned()
}

fn stamp(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn accept(app: &TestApp, reviewer: &mut Browser, record: &str) -> StatusCode {
    let _ = app;
    let seen = stamp(&reviewer.get(record).await.text);
    reviewer.post(&format!("{record}/accept"), &[("seen", &seen), ("note", "")]).await.status
}

#[tokio::test]
async fn another_person_accepts_or_sends_back_with_a_reason() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let record = entered(&mut section, &VISIT).await;
    let page = office.get(&record).await.text;
    assert!(page.contains("采纳后会不会计入") && page.contains("没有不计的情形"));
    let seen = stamp(&page);
    let bare = office.post(&format!("{record}/return"), &[("seen", &seen), ("note", " ")]).await.text;
    assert!(bare.contains("写明退回的理由"));
    let back = office.post(&format!("{record}/return"), &[("seen", &seen), ("note", "人数不符")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = section.get(&record).await.text;
    assert!(page.contains("人数不符") && page.contains("未采纳"));

    let draft = section.post(&format!("{record}/edit"), &[]).await.location().to_owned();
    assert!(section.get(&draft).await.text.contains("value=\"12\""));
    let mut fields = VISIT;
    fields[2].1 = "13";
    assert_eq!(send(&mut section, &draft, &fields, &[]).await.status, StatusCode::SEE_OTHER);
    let late = office.post(&format!("{record}/accept"), &[("seen", &seen), ("note", "")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is not what was looked at");
    assert_eq!(accept(&app, &mut office, &record).await, StatusCode::SEE_OTHER);
    let page = office.get(&record).await.text;
    assert!(page.contains("✓ 计入") && page.contains("为什么计入"));
    let list = office.get("/records?counts=yes").await.text;
    assert!(list.contains("甲局来访") && office.get("/records?counts=no").await.text.contains("共 0 条"));
    let edit = section.post(&format!("{record}/edit"), &[]).await;
    assert_eq!(edit.status, StatusCode::UNPROCESSABLE_ENTITY, "accepted records are sent back first");
}

#[tokio::test]
async fn what_was_entered_by_oneself_or_is_for_others_cannot_be_accepted() {
    let app = product();
    let (mut section, mut finance) = (app.signed_in("section").await, app.signed_in("finance").await);
    let record = entered(&mut section, &VISIT).await;
    let page = section.get(&record).await.text;
    assert!(page.contains("须由另一人采纳") && !page.contains(&format!("{record}/accept")));
    let own = section.post(&format!("{record}/accept"), &[]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = finance.get(&record).await.text;
    assert!(page.contains("由别的角色或科室采纳"));
    assert_eq!(finance.post(&format!("{record}/accept"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_same_file_and_a_record_alike_are_shown_to_whoever_accepts() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let first = entered(&mut section, &VISIT).await;
    let mut fields = VISIT;
    fields[3].1 = " 甲 局";
    let second = entered(&mut section, &fields).await;
    assert_eq!(accept(&app, &mut office, &first).await, StatusCode::SEE_OTHER);
    let page = office.get(&second).await.text;
    assert!(page.contains("与别的记录用的是同一个文件") && page.contains(&format!("href=\"{first}\"")));
    assert!(page.contains("已由这条计入"), "it would not count");
    assert_eq!(accept(&app, &mut office, &second).await, StatusCode::SEE_OTHER);
    assert!(office.get(&second).await.text.contains("✕ 不计"));
}

#[tokio::test]
async fn what_has_not_happened_yet_is_not_accepted() {
    let app = product();
    let (mut section, mut office) = (app.signed_in("section").await, app.signed_in("dual_chain_office").await);
    let mut fields = VISIT;
    fields[1].1 = "2024-12-30";
    let record = entered(&mut section, &fields).await;
    assert!(office.get(&record).await.text.contains("日期还没有到"), "the demo stands at 2024-09-25");
    assert_eq!(office.post(&format!("{record}/accept"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_decides_and_the_other_is_told() {
    let app = product();
    let mut section = app.signed_in("section").await;
    let record = entered(&mut section, &VISIT).await;
    let mut reviewers = Vec::new();
    for name in ["one", "two"] {
        app.account(name, &["dual_chain_office"]);
        let mut browser = app.browser();
        browser.sign_in(name, crate::app::PASSWORD).await;
        reviewers.push(browser);
    }
    let mut both = tokio::task::JoinSet::new();
    for mut reviewer in reviewers {
        let record = record.clone();
        both.spawn(async move {
            let seen = stamp(&reviewer.get(&record).await.text);
            let sent = reviewer.post(&format!("{record}/accept"), &[("seen", &seen), ("note", "")]).await;
            sent.status
        });
    }
    let statuses = both.join_all().await;
    let accepted = statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count();
    assert_eq!(accepted, 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| !status.is_server_error()), "{statuses:?}");
    let audit = app.store.read(|r| r.audit(&store::AuditFilter::default(), 50)).unwrap();
    assert_eq!(audit.iter().filter(|row| row.action == "record.accept" && row.result == "ok").count(), 1);
}
