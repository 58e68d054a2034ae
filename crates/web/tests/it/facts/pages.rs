//! Batches of either kind, records with what they count for, definitions with who supplies them.

use axum::http::StatusCode;

use super::{ONE, committed, product};
use crate::targets::imported;

const REGISTER: &str = "记录编号,记录名称,期间,记录类型,发生日期,人数,承办单位\n\
    JL-1,南沙对接会,2024,供需对接会,2024-08-05,60,甲中心\nJL-2,云埔对接会,2024,供需对接会,2024-09-01,40,乙中心\n";

#[tokio::test]
async fn a_batch_is_undone_only_by_those_who_answer_for_its_kind() {
    let app = product();
    let (mut finance, mut office) = (app.signed_in("finance").await, app.signed_in("dual_chain_office").await);
    let by = app.account("lin", &["section"]);
    let facts = committed(&app, by, &format!("统一社会信用代码,期间,从业人数\n{ONE},2024-08,7\n"));
    imported(&app, by);
    let table = app.store.read(|r| r.batches(None, 1)).unwrap()[0].id;
    assert!(!finance.get(&format!("/batches/{facts}")).await.text.contains("undo"));
    assert!(finance.get(&format!("/batches/{table}")).await.text.contains("undo-table"));
    let why = [("why", "试")];
    let wrong = finance.post(&format!("/batches/{facts}/undo-table"), &why).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = office.post(&format!("/batches/{table}/undo"), &why).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(finance.post(&format!("/batches/{table}/undo-table"), &why).await.status, StatusCode::SEE_OTHER);
    let gone = office.get(&format!("/batches/{table}")).await;
    assert!(gone.status == StatusCode::OK && gone.text.contains("已随撤销收回"));
}

#[tokio::test]
async fn the_register_shows_finds_and_exports_records() {
    let app = product();
    let (lin, wang) = (app.account("lin", &["section"]), app.account("wang", &["section"]));
    let batch = committed(&app, lin, REGISTER);
    committed(&app, wang, "记录编号,期间,已采纳\nJL-1,2024,是\n");
    let mut chief = app.signed_in("chain_chief").await;
    let all = chief.get("/records").await.text;
    assert!(all.contains("共 2 条") && all.contains("经办wang") && all.contains("待采纳"));
    let one = chief.get("/records?accepted=yes").await.text;
    assert!(one.contains("南沙对接会") && !one.contains("云埔对接会"));
    assert!(chief.get("/records?q=ypdjh").await.text.contains("云埔对接会"), "by pinyin initials");
    assert!(chief.get("/records?q=jl-2").await.text.contains("共 1 条"), "by number");
    let export = chief.get("/records/export.xlsx?accepted=yes").await;
    assert_eq!(export.status, StatusCode::OK);
    assert!(export.headers["content-disposition"].to_str().unwrap().contains(".xlsx"));

    let address = one.split("class=\"nowrap\"><a href=\"/records/").nth(1).unwrap().split('"').next().unwrap();
    let record = chief.get(&format!("/records/{address}")).await.text;
    assert!(record.contains("JL-1") && record.contains("2024-08-05") && record.contains("/evidence/fact"));
    let firm = app.store.read(|r| r.entities(&domain::SubjectKind::new("firm"))).unwrap();
    assert!(firm.is_empty() && chief.get("/records/999999").await.status == StatusCode::NOT_FOUND);

    let mut office = app.signed_in("dual_chain_office").await;
    office.post(&format!("/batches/{batch}/undo"), &[("why", "重复登记")]).await;
    assert!(office.get("/records").await.text.contains("共 0 条"));
}

#[tokio::test]
async fn a_definition_says_who_supplies_it_and_how_far_it_reaches() {
    let app = product();
    let lin = app.account("lin", &["section"]);
    committed(&app, lin, &format!("统一社会信用代码,期间,从业人数\n{ONE},2024-08,7\n"));
    let mut auditor = app.signed_in("auditor").await;
    let list = auditor.get("/definitions?q=cyrs").await.text;
    let address = list.split("<td class=\"nowrap\"><a href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = auditor.get(address).await.text;
    assert!(page.contains("从业人数") && page.contains("经办lin") && page.contains("2024-08"));
    assert_eq!(auditor.get("/definitions/999999").await.status, StatusCode::NOT_FOUND);
}
