//! Checks of firms' returns in the browser: run, looked at, answered, let pass by another person, and closed when mended.

use axum::http::StatusCode;

use super::{ONE, TWO, committed, product};

const RETURNS: &str = "统一社会信用代码,企业名称,期间,资产总计（万元）,负债合计（万元）,所有者权益合计（万元）\n";

#[tokio::test]
async fn findings_are_found_answered_waived_and_closed() {
    let app = product();
    let by = app.account("lin", &["section"]);
    committed(&app, by, &format!("{RETURNS}{ONE},甲公司,2023,100,60,41\n{TWO},乙公司,2023,100,60,40\n"));
    let mut section = app.signed_in("section").await;
    let never = section.get("/enterprises/checks?period=2023").await.text;
    assert!(never.contains("这一期还没有校核过"), "{never}");
    let run = section.post("/enterprises/checks/run", &[("period", "2023")]).await;
    assert_eq!(run.location(), "/enterprises/checks?period=2023");
    let page = section.get("/enterprises/checks?period=2023&rule=assets-identity").await.text;
    assert!(page.contains("甲公司") && !page.contains("乙公司"), "{page}");
    assert!(page.contains("1,010,000.00 元") && page.contains("/evidence/fact"));
    let id = page.split("/enterprises/checks/").filter_map(|part| part.split('"').next()?.parse::<i64>().ok()).next();
    let id = id.unwrap().to_string();
    let one = section.get(&format!("/enterprises/checks/{id}")).await.text;
    assert!(one.contains("abs(资产总计 - 负债合计 - 所有者权益合计)") && one.contains("企业一套表"), "{one}");

    // What must be mended is not explained away, and who answered does not let it pass.
    let answer = |state: &'static str| [("finding", id.clone()), ("state", state.into()), ("reason", "待审计".into())];
    let explained = answer("explained");
    let fields: Vec<(&str, &str)> = explained.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = section.post("/enterprises/checks/answer", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(section.post("/enterprises/checks/waive", &fields).await.status, StatusCode::FORBIDDEN);
    let mut office = app.signed_in("dual_chain_office").await;
    assert_eq!(office.post("/enterprises/checks/waive", &fields).await.status, StatusCode::SEE_OTHER);
    let waived = section.get("/enterprises/checks?period=2023&state=answered").await.text;
    assert!(waived.contains("已豁免") && waived.contains("待审计"));
    assert_eq!(section.get("/enterprises/checks.xlsx?period=2023").await.status, StatusCode::OK);

    committed(&app, by, &format!("{RETURNS}{ONE},甲公司,2023,100,60,40\n"));
    section.post("/enterprises/checks/run", &[("period", "2023")]).await;
    let gone = section.get("/enterprises/checks?period=2023&state=gone").await.text;
    assert!(gone.contains("甲公司") && gone.contains("已不再出现"), "{gone}");
}

#[tokio::test]
async fn a_period_that_is_none_is_refused_and_an_empty_folder_says_what_to_do() {
    let app = product();
    let mut section = app.signed_in("section").await;
    assert!(section.get("/enterprises/checks").await.text.contains("还没有企业数据"));
    let refused = section.post("/enterprises/checks/run", &[("period", "去年")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("2024-08"));
    assert_eq!(section.get("/enterprises/checks/77").await.status, StatusCode::NOT_FOUND);
}
