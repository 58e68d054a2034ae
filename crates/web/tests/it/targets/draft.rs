//! Next year's draft in the browser: mendings taken over, put otherwise, left out, and the sheet that comes of it.

use axum::http::StatusCode;
use targets::draft::{self, Change};

use super::imported;
use crate::app::TestApp;

#[tokio::test]
async fn a_mending_is_taken_over_in_ones_own_words_and_left_out_again() {
    let app = TestApp::new();
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let mut office = app.signed_in("dual_chain_office").await;
    let page = format!("/targets/{table}/draft");
    let shown = office.get(&page).await.text;
    assert!(shown.contains("还没有采用任何改法") && shown.contains("增加指标"), "{shown}");
    let kept = || draft::load(&app.store, table).unwrap();
    let proposal = Change::Add {
        project: "P01".into(),
        code: "31".into(),
        part: draft::Part { name: "服务对象满意度".into(), value: "≥（请填数值）%".into() },
    };
    let json = serde_json::to_string(&proposal).unwrap();
    let take = format!("{page}/take");
    let half = [("change", json.as_str()), ("text", "参会企业满意度"), ("text", "≥（请填数值）%")];
    let blank = office.post(&take, &half).await;
    assert!(blank.status == StatusCode::OK && blank.text.contains("还有“请填”的地方"), "{}", blank.text);
    assert!(
        blank.text.contains(">参会企业满意度</textarea>") && kept().draft.changes.is_empty(),
        "what was typed stays"
    );
    let words = [("change", json.as_str()), ("text", "参会企业满意度"), ("text", "≥90%")];
    assert_eq!(office.post(&take, &words).await.status, StatusCode::SEE_OTHER);
    let shown = office.get(&page).await.text;
    assert!(shown.contains("参会企业满意度") && shown.contains("最后修改") && shown.contains("金额一律留空"));
    assert!(shown.contains("<td class=\"note\">经办dual_chain_office "), "who took it over: {shown}");
    let filtered = office.get(&format!("{page}?level=note&project=P02")).await.text;
    assert!(!filtered.contains("action=\"/targets/1/draft/take\"") || !filtered.contains("P01 增加指标"), "{filtered}");
    let sheet = office.get(&format!("{page}.xlsx")).await;
    let (_, read) = targets::read_and_check("草案.xlsx", &sheet.bytes, &tabular::ReadOptions::default()).unwrap();
    let added = read.projects[0].indicators.iter().find(|one| one.name == "参会企业满意度").unwrap();
    assert_eq!((added.target_annual.as_deref(), added.level2_code.as_deref()), (Some("≥90%"), Some("31")));
    let taken = serde_json::to_string(&kept().draft.changes[0]).unwrap();
    assert_eq!(office.post(&format!("{page}/leave"), &[("change", &taken)]).await.status, StatusCode::SEE_OTHER);
    assert!(kept().draft.changes.is_empty());
}

#[tokio::test]
async fn a_change_to_a_row_that_is_not_there_is_refused() {
    let app = TestApp::new();
    let table = imported(&app, app.account("importer", &["dual_chain_office"]));
    let mut office = app.signed_in("dual_chain_office").await;
    for change in ["", "{}", r#"{"do":"value","of":"P09.I01","value":"≥3场"}"#, r#"{"do":"drop","of":"P01"}"#] {
        let refused = office.post(&format!("/targets/{table}/draft/take"), &[("change", change)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{change}");
    }
    let auditor = app.signed_in("auditor").await.get(&format!("/targets/{table}/draft")).await.text;
    assert!(auditor.contains("增加指标") && !auditor.contains("name=\"text\""), "who only reads is offered nothing");
}
