//! Role × row: whose rows a role sees. Officers see every firm, people of firms their own, others none.

use axum::http::StatusCode;
use domain::{EntityId, FactId, FactStatus, FactValue, Period, Subject, SubjectKind, Value};
use store::{Act, Actor, FactDraft, FactPlace, Identifier, NewBatch, Store, knowledge};
use web::access::roles::Roles;

use crate::app::{PASSWORD, TestApp};

const SHEET: &str = "名称,信用代码,营业收入\n甲公司,91350100M000100Y43,11.00\n乙公司,91350100MA2XR1AN2A,22.00\n";

struct Firms {
    own: (EntityId, FactId),
    other: (EntityId, FactId),
}

/// Two firms in one file, each with one fact.
fn two_firms(store: &Store) -> Firms {
    let yaml = "- {name: 营业收入, name_en: revenue, subject: firm, kind: number, unit: 元, scale: 2, grain: month,\n   definition: 本期营业收入, citation: B203-1}\n";
    let metrics = knowledge::read_metrics("firm.yaml", yaml).unwrap();
    let digest = store.put_bytes(SHEET.as_bytes()).unwrap();
    let act = Act::new(Actor::System("test"), "collect.import", "revenue.csv");
    let firms = store
        .write(&act, |w| {
            let metric = w.declare_metrics(&metrics)?[0].0;
            w.register_evidence(digest, "revenue.csv", "text/csv")?;
            let mut firms = Vec::new();
            let mut drafts = Vec::new();
            for (row, (name, code)) in
                [("甲公司", "91350100M000100Y43"), ("乙公司", "91350100MA2XR1AN2A")].into_iter().enumerate()
            {
                let firm = w.add_entity(&SubjectKind::new("firm"), name, &[Identifier::new("usci", code)])?;
                firms.push(firm);
                drafts.push(FactDraft {
                    subject: Subject::One(firm),
                    metric,
                    period: Period::month(2024, 3).unwrap(),
                    value: FactValue::Known(Value::Number(1100 * (row as i64 + 1))),
                    status: FactStatus::Submitted,
                    place: Some(FactPlace { sheet: 0, row: row as u32 + 1, column: 2 }),
                });
            }
            w.import_batch(&NewBatch::import(digest, "revenue.csv"), drafts)?;
            Ok::<_, store::StoreError>(firms)
        })
        .unwrap();
    let fact = |firm| store.read(|r| r.facts_about(Subject::One(firm))).unwrap()[0].id;
    Firms { own: (firms[0], fact(firms[0])), other: (firms[1], fact(firms[1])) }
}

fn sees(role: &str, own: bool) -> bool {
    match role {
        "dual_chain_office" | "chain_chief" | "section" | "finance" | "auditor" => true,
        "enterprise" | "chain_leader_firm" => own,
        _ => false,
    }
}

#[tokio::test]
async fn each_role_sees_the_rows_that_are_its_own_and_no_others() {
    let app = TestApp::new();
    let firms = two_firms(&app.store);
    for role in Roles::built_in().ids() {
        let id = app.account(role, &[role]);
        let act = Act::new(Actor::System("test"), "user.firm", role);
        app.store.write(&act, |w| w.set_user_firm(id, Some(firms.own.0))).unwrap();
        let mut browser = app.browser();
        browser.sign_in(role, PASSWORD).await;
        for ((firm, fact), own) in [(firms.own, true), (firms.other, false)] {
            for path in [format!("/enterprises/{firm}"), format!("/evidence/fact%3A{fact}")] {
                let answer = browser.get(&path).await;
                let shown = answer.status == StatusCode::OK;
                assert_eq!(shown, sees(role, own), "{role} {path} answered {}", answer.status);
            }
        }
    }
}

#[tokio::test]
async fn a_firm_sees_its_own_line_of_a_file_and_neither_its_neighbours_nor_the_file() {
    let app = TestApp::new();
    let firms = two_firms(&app.store);
    let id = app.account("jia", &["enterprise"]);
    let act = Act::new(Actor::System("test"), "user.firm", "jia");
    app.store.write(&act, |w| w.set_user_firm(id, Some(firms.own.0))).unwrap();
    let mut browser = app.browser();
    browser.sign_in("jia", PASSWORD).await;
    assert_eq!(browser.get("/enterprises").await.location(), format!("/enterprises/{}", firms.own.0));
    let home = browser.get("/").await;
    assert_eq!(home.text.matches("<span>本企业</span>").count(), 1, "pages about everybody are not offered");
    let evidence = browser.get(&format!("/evidence/fact%3A{}", firms.own.1)).await;
    assert!(evidence.text.contains("甲公司") && evidence.text.contains("11.00"));
    assert!(!evidence.text.contains("乙公司") && !evidence.text.contains("/files/"));
    let digest = store::digest_of(SHEET.as_bytes());
    assert_eq!(browser.get(&format!("/files/{digest}")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&format!("/evidence/cell%3A{digest}%3A0%3A0%3A3,3")).await.status, StatusCode::NOT_FOUND);
    for path in ["/targets", "/search?q=a", "/import", "/api/v1/metrics"] {
        assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn an_account_of_a_firm_that_is_tied_to_none_sees_none() {
    let app = TestApp::new();
    let firms = two_firms(&app.store);
    let mut browser = app.signed_in("enterprise").await;
    assert_eq!(browser.get("/enterprises").await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&format!("/enterprises/{}", firms.own.0)).await.status, StatusCode::NOT_FOUND);
}
