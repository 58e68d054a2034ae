//! Upload, columns, check, preview, commit, undo: what a clerk sees and what is stored.

use axum::http::StatusCode;

use super::{ONE, TWO, committed, product};
use crate::targets::upload;

fn sheet() -> String {
    format!("单位：万元\n企业编码,公司,营收额,员工\n{ONE},甲,100,7\n{TWO},乙,1.2亿,8\n")
}

const COLUMNS: &[(&str, &str)] = &[
    ("period", "2024年8月"),
    ("use-0", "on"),
    ("header-0", "2"),
    ("kind-0", "firm"),
    ("col-0-1", "key"),
    ("col-0-2", "name"),
    ("col-0-3", "营业收入"),
    ("col-0-4", "从业人数"),
];

/// A hidden or shown value of a form on the page.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the page has no such field");
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn a_sheet_with_unknown_headings_is_mapped_checked_previewed_committed_and_undone() {
    let app = product();
    let mut office = app.signed_in("dual_chain_office").await;
    let sent = upload(&mut office, "/import/facts", &[], Some(("自制月报.csv", sheet().as_bytes()))).await;
    let draft = sent.location().to_owned();
    assert!(draft.starts_with("/import/facts/"), "{}", sent.status);
    assert!(office.get(&draft).await.text.contains("营收额"));

    let told = office.post(&draft, &[&[("period", "八月")], &COLUMNS[1..]].concat()).await;
    assert!(told.text.contains("“八月”不是期间"));
    assert_eq!(office.post(&draft, COLUMNS).await.location(), format!("{draft}/check"));
    let check = office.get(&format!("{draft}/check")).await.text;
    assert!(check.contains("共 2 行 · 可导入 1 · 错误 1") && check.contains("1.2亿") && check.contains("12,000"));
    let errors = office.get(&format!("{draft}/errors.xlsx")).await;
    assert_eq!(errors.status, StatusCode::OK);
    assert!(office.get(&format!("{draft}/cell/0/4/3")).await.text.contains("data-evidence=\"cell\""));

    let preview = office.get(&format!("{draft}/preview")).await.text;
    assert!(preview.contains("1,000,000.00") && preview.contains("将新登记的对象"));
    let stamp = value(&preview, "stamp");
    let commit = format!("{draft}/commit");
    let all = office.post(&commit, &[("stamp", stamp), ("rows", "all")]).await;
    assert_eq!(all.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = office.post(&commit, &[("stamp", stamp), ("rows", "good")]).await;
    let batch = done.location().split('?').next().unwrap().to_owned();
    assert!(batch.starts_with("/batches/"), "{}", done.text);
    let page = office.get(&batch).await.text;
    assert!(page.contains("自制月报.csv") && page.contains("1,000,000.00") && page.contains("甲"));
    assert_eq!(office.get(&draft).await.status, StatusCode::NOT_FOUND);

    assert_eq!(office.post(&format!("{batch}/undo"), &[("why", " ")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let undone = office.post(&format!("{batch}/undo"), &[("why", "报错了月份")]).await;
    let undo = office.get(undone.location()).await.text;
    assert!(undo.contains("收回 2 个值") && undo.contains("报错了月份"));
    assert!(office.get(&batch).await.text.contains("已由批次"));
    assert!(office.get("/batches?kind=undo").await.text.contains("报错了月份"));
}

#[tokio::test]
async fn what_was_chosen_is_proposed_for_the_next_file_of_the_template() {
    let app = product();
    let mut office = app.signed_in("dual_chain_office").await;
    let first = upload(&mut office, "/import/facts", &[], Some(("七月.csv", sheet().as_bytes()))).await;
    office.post(first.location(), COLUMNS).await;
    let next = upload(&mut office, "/import/facts", &[], Some(("八月.csv", sheet().as_bytes()))).await;
    let page = office.get(next.location()).await.text;
    assert!(page.contains("<option selected>营业收入</option>") && page.contains("万元 → 元"), "{page}");
}

#[tokio::test]
async fn a_preview_that_others_have_overtaken_has_to_be_looked_at_again() {
    let app = product();
    let mut office = app.signed_in("dual_chain_office").await;
    let other = app.account("lin", &["section"]);
    let text = format!("统一社会信用代码,期间,从业人数\n{ONE},2024-08,7\n");
    let draft = upload(&mut office, "/import/facts", &[], Some(("a.csv", text.as_bytes()))).await;
    let draft = draft.location().to_owned();
    let preview = office.get(&format!("{draft}/preview")).await.text;
    committed(&app, other, &text.replace(",7", ",9"));
    let stamp = value(&preview, "stamp");
    let refused = office.post(&format!("{draft}/commit"), &[("stamp", stamp)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("重新看一遍预览"));
}

#[tokio::test]
async fn drafts_are_their_owners_and_what_is_no_table_is_refused_at_once() {
    let app = product();
    let (mut office, mut section) = (app.signed_in("dual_chain_office").await, app.signed_in("section").await);
    let draft = upload(&mut office, "/import/facts", &[], Some(("a.csv", sheet().as_bytes()))).await;
    for path in ["", "/check", "/preview", "/errors.xlsx", "/cell/0/1/1"] {
        let address = format!("{}{path}", draft.location());
        assert_eq!(section.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let refused = upload(&mut office, "/import/facts", &[], Some(("a.pdf", b"%PDF-1.7 x"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.get("/import").await.text.contains("a.csv"));
}

#[tokio::test]
async fn an_english_check_says_in_english_what_is_wrong() {
    let app = product();
    let mut office = app.signed_in("dual_chain_office").await;
    let text = format!(
        "统一社会信用代码,期间,从业人数,规上\n{ONE},八月,7,\n91990000DM0000000X,2024-08,x,\n{TWO},2024-08,1.5,\n"
    );
    let draft = upload(&mut office, "/import/facts", &[], Some(("a.csv", text.as_bytes()))).await;
    let check = office.get(&format!("{}/check?lang=en", draft.location())).await.text;
    assert!(check.contains("This is no period") && check.contains("check character"), "{check}");
    assert!(!check.contains("facts.problem_"), "{check}");
}
