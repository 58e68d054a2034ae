//! Budgets out of a performance table and spending out of a return meet on the project's row.

use axum::http::StatusCode;
use domain::{FactValue, SubjectKind, Value};
use store::Actor;

use super::{committed, product};

const TABLE: &str = "2024年项目支出绩效目标表\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t30.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动不少于3次。\t1、1-产出指标；11-数量指标：活动次数；\
    实施周期指标值：不少于3次；年度指标值：不少于3次。\n";

#[tokio::test]
async fn spending_stands_beside_the_budget_and_both_go_with_their_batches() {
    let app = product();
    let lin = app.account("lin", &["section"]);
    let options = tabular::ReadOptions::default();
    let done =
        targets::import::import(&app.store, Actor::User(lin), "表.txt", TABLE.as_bytes(), &options, None).unwrap();
    let budgets = app.store.read(|r| r.facts_of_batch(done.batch, None, 9)).unwrap();
    let values: Vec<&FactValue> = budgets.iter().map(|fact| &fact.value).collect();
    assert_eq!(values, [&FactValue::Known(Value::Number(30_000_000))], "30.00 万元 in 分");
    assert!(budgets[0].place.is_some());

    let mut office = app.signed_in("dual_chain_office").await;
    let address = format!("/targets/{}", done.table);
    assert!(!office.get(&address).await.text.contains("spent"));
    let text = "项目编号,项目名称,期间,项目支出（万元）\nX1,服务项目,2024-07,4.5\nX1,服务项目,2024-08,7.25\n";
    let spending = committed(&app, lin, text);
    assert_eq!(app.store.read(|r| r.entities(&SubjectKind::new("project"))).unwrap().len(), 1, "no twin");
    let page = office.get(&address).await.text;
    assert!(page.contains("11.75") && page.contains("39.2"), "117,500 of 300,000");
    let token = page.split("href=\"/evidence/spent").nth(1).unwrap().split('"').next().unwrap();
    let evidence = office.get(&format!("/evidence/spent{token}")).await;
    assert!(evidence.status == StatusCode::OK && evidence.text.contains("117,500.00"), "{}", evidence.text);

    collect::undo(&app.store, &Actor::User(lin), spending, "重报").unwrap();
    assert!(!office.get(&address).await.text.contains("spent"));
    targets::import::undo(&app.store, Actor::User(lin), done.batch, "重发").unwrap();
    assert_eq!(app.store.read(|r| r.fact(budgets[0].id)).unwrap().closed_by.map(|by| by > done.batch), Some(true));
}

#[tokio::test]
async fn a_record_says_which_condition_keeps_it_from_counting() {
    let app = product();
    let (lin, wang) = (app.account("lin", &["section"]), app.account("wang", &["section"]));
    let options = tabular::ReadOptions::default();
    let done =
        targets::import::import(&app.store, Actor::User(lin), "表.txt", TABLE.as_bytes(), &options, None).unwrap();
    committed(
        &app,
        lin,
        "记录编号,记录名称,期间,记录类型,发生日期,承办单位\nJL-1,一,2024,成果展示,2024-05-06,甲\n\
         JL-2,二,2024,成果展示,2024-05-07,甲\n",
    );
    committed(&app, wang, "记录编号,期间,已采纳\nJL-1,2024,是\n");
    let table = targets::import::table(&app.store, done.table).unwrap();
    let yaml = format!(
        "bindings:\n  - ref: {}\n    feed: {{kind: formula, subject: record, formula: \"count(*) filter (where 记录类型 = \
         '成果展示' and 已采纳)\"}}\n    period: \"2024\"\n    unit: 次\n    why: 一场一次\n",
        table.targets[0].id
    );
    let bindings = targets::binding::read_file(&yaml, &table).unwrap();
    let facts = app.store.snapshot().unwrap();
    let today = app.store.read(|r| r.today()).unwrap();
    let counted = targets::counted::counted(&targets::values::Values::default(), &bindings[0], today, &facts).unwrap();
    let records = app.store.read(|r| r.entities(&SubjectKind::new("record"))).unwrap();
    assert_eq!(counted.into_iter().collect::<Vec<_>>(), [domain::Subject::One(records[0].id)]);
    let verdict = |nth: usize| {
        let (kind, who) = (SubjectKind::new("record"), domain::Subject::One(records[nth].id));
        targets::counted::verdict(&targets::values::Values::default(), &bindings[0], &kind, who, today, &facts)
            .unwrap()
            .unwrap()
    };
    assert!(verdict(0).counts);
    let holds: Vec<Option<bool>> = verdict(1).conditions.iter().map(|condition| condition.holds).collect();
    assert_eq!((verdict(1).counts, holds), (false, vec![Some(true), None]), "nobody has decided on it yet");
}

#[tokio::test]
async fn a_table_that_states_no_year_has_budgets_once_a_person_says_it() {
    let app = product();
    let lin = app.account("lin", &["section"]);
    let by = || Actor::User(lin);
    let options = tabular::ReadOptions::default();
    let bytes = TABLE.replace("2024年", "").into_bytes();
    let silent = targets::import::import(&app.store, by(), "表.txt", &bytes, &options, None).unwrap();
    assert!(app.store.read(|r| r.facts_of_batch(silent.batch, None, 9)).unwrap().is_empty());
    let said = targets::import::import(&app.store, by(), "表.txt", &bytes, &options, Some(2024)).unwrap();
    assert_eq!(app.store.read(|r| r.facts_of_batch(said.batch, None, 9)).unwrap().len(), 1);
    let other = targets::import::import(&app.store, by(), "表.txt", TABLE.as_bytes(), &options, Some(2023));
    assert!(other.unwrap_err().to_string().contains("2024 年度"));
}
