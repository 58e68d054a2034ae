//! Explanations as people read them.

use formula::{Definition, Formula, Lang, Trace, When, explain};

use crate::district::{district, firm, period};

fn of_firm(text: &str, id: i64, when: &str) -> Trace {
    let facts = district();
    let typed = Formula::parse(text).unwrap().check(&Definition::each("firm"), &facts).unwrap();
    typed.trace(&facts, When::new(period(when)), firm(id)).unwrap()
}

fn of_all(kind: &str, text: &str, when: &str) -> Trace {
    let facts = district();
    let typed = Formula::parse(text).unwrap().check(&Definition::total(kind), &facts).unwrap();
    typed.trace_total(&facts, When::new(period(when)), 2).unwrap()
}

#[test]
fn a_condition_shows_what_held_and_what_did_not() {
    let trace = of_firm("营业收入 >= 200 * 万元 and 研发费用 / 营业收入 >= 3% and 规上", 1, "2024-03");
    insta::assert_snapshot!("condition_zh", explain(&trace, Lang::Zh));
    insta::assert_snapshot!("condition_en", explain(&trace, Lang::En));
}

#[test]
fn a_missing_fact_is_named() {
    let trace = of_firm("ytd(营业收入) / 从业人数 > 0", 3, "2024-05");
    insta::assert_snapshot!("missing_zh", explain(&trace, Lang::Zh));
    insta::assert_snapshot!("missing_en", explain(&trace, Lang::En));
}

#[test]
fn an_aggregate_lists_who_went_in() {
    let trace = of_all("record", "count(*) filter (where 记录类型 = '供需对接会' and 已采纳)", "2024");
    insta::assert_snapshot!("count_zh", explain(&trace, Lang::Zh));
    let trace = of_all("firm", "yoy(sum(营业收入) filter (where has(产业链, '集成电路')))", "2024-03");
    insta::assert_snapshot!("growth_en", explain(&trace, Lang::En));
}

#[test]
fn a_group_and_a_case_explain_themselves() {
    let trace = of_firm("case when 研发占比 >= base(研发占比, 行业, 'avg') then 1 else 0 end", 2, "2024");
    insta::assert_snapshot!("group_zh", explain(&trace, Lang::Zh));
}

#[test]
fn a_trace_can_be_kept_as_json() {
    let trace = of_firm("营业收入 > 0", 2, "2024-03");
    insta::assert_json_snapshot!(trace);
}
