//! Files of bindings in and out, the second look, and what is withdrawn.

use axum::http::StatusCode;

use super::{imported, upload};
use crate::app::TestApp;

const YAML: &str = "bindings:\n  - ref: P01.I01.T1\n    feed: {kind: formula, subject: record, formula: 'count(*)'}\n    \
                    period: '2024'\n    unit: 次\n    why: 一条记录计一次\n";

async fn planned(browser: &mut crate::app::Browser, table: i64, yaml: &str) -> String {
    let sent = upload(browser, &format!("/targets/{table}/bindings"), &[], Some(("b.yaml", yaml.as_bytes()))).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.location().to_owned()
}

#[tokio::test]
async fn a_file_is_planned_then_proposed_then_accepted_by_another_and_comes_out_as_it_went_in() {
    let app = TestApp::new();
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let open = || targets::proposals::open(&app.store, table).unwrap().1;
    let plan = planned(&mut office, table, YAML).await;
    assert!(office.get(&plan).await.text.contains("新增 1 个"));
    assert_eq!(open(), [], "a plan changes nothing");
    assert_eq!(finance.get(&plan).await.status, StatusCode::NOT_FOUND, "a draft is its owner's");
    office.post(&format!("{plan}/apply"), &[]).await;
    assert!(open().len() == 1 && open()[0].accepted.is_none());

    let chosen = [("chosen", "P01.I01.T1@1")];
    let accept = format!("/targets/{table}/bindings/accept");
    assert!(office.post(&accept, &chosen).await.text.contains("web.own_work"));
    assert!(office.get(&format!("/targets/{table}/bindings.yaml")).await.text.trim().ends_with("[]"));
    assert_eq!(finance.post(&accept, &chosen).await.status, StatusCode::SEE_OTHER);
    let out = office.get(&format!("/targets/{table}/bindings.yaml")).await.text;
    let plan = planned(&mut office, table, &out).await;
    assert!(office.get(&plan).await.text.contains("不变 1 个"), "{out}");

    let audit = app.store.read(|r| r.audit(&store::AuditFilter::default(), 50)).unwrap();
    for verb in ["targets.propose", "targets.accept"] {
        assert!(audit.iter().any(|row| row.action == verb), "{verb}");
    }
}

#[tokio::test]
async fn what_is_sent_back_or_withdrawn_needs_a_reason_and_stays_on_record() {
    let app = TestApp::new();
    let (mut office, mut finance) = (app.signed_in("dual_chain_office").await, app.signed_in("finance").await);
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let plan = planned(&mut office, table, YAML).await;
    office.post(&format!("{plan}/apply"), &[]).await;
    let act = |verb: &str| format!("/targets/{table}/bind/P01.I01.T1/{verb}");
    let silent = finance.post(&act("return"), &[("version", "1"), ("why", " ")]).await;
    assert!(silent.text.contains("请写明理由"), "{}", silent.text);
    finance.post(&act("return"), &[("version", "1"), ("why", "口径不对")]).await;
    let gone = finance.post(&act("accept"), &[("version", "1")]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    let history = office.get(&format!("/targets/{table}/history/P01.I01.T1")).await.text;
    assert!(history.contains("口径不对") && history.contains("已撤回"), "{history}");
    assert!(office.get(&format!("/targets/{table}")).await.text.contains("未绑定"));
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_refused_in_words_before_anything_is_kept() {
    let app = TestApp::new();
    let mut office = app.signed_in("dual_chain_office").await;
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let unknown_file = YAML.replace(
        "{kind: formula, subject: record, formula: 'count(*)'}",
        &format!("{{kind: attestation, value: '4', evidence: {}, file: 没有.pdf}}", "0".repeat(64)),
    );
    for (yaml, words) in [
        ("bindings: [", "不是合格的 YAML".to_owned()),
        (&YAML.replace("P01.I01.T1", "P09.I01.T1"), "P09.I01.T1".to_owned()),
        (&YAML.replace("count(*)", "count("), "P01.I01.T1".to_owned()),
        (&unknown_file, "没有.pdf".to_owned()),
        (&YAML.replace("一条记录计一次", "''"), "理由".to_owned()),
    ] {
        let path = format!("/targets/{table}/bindings");
        let answer = upload(&mut office, &path, &[], Some(("b.yaml", yaml.as_bytes()))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{yaml}");
        assert!(answer.text.contains(&words), "{}", answer.text);
    }
}
