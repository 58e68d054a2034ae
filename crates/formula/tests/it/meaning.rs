//! What formulas come to.

use domain::{Scaled, Unit};
use formula::{Answer, Definition, Formula, Grouping, When};
use jiff::civil::date;

use crate::district::{district, each, period, short, shorts, total};

fn row(text: &str, when: &str) -> String {
    shorts(&each(&district(), text, when).unwrap())
}

fn all(kind: &str, text: &str, when: &str) -> String {
    short(&total(&district(), kind, text, When::new(period(when))).unwrap())
}

#[test]
fn units_meet_exactly() {
    assert_eq!(row("营业收入 >= 280 * 万元", "2024-03"), "false false false");
    assert_eq!(row("营业收入 ≥ 1133000 × 元", "2024-03"), "true true false");
    assert_eq!(row("研发费用 / 营业收入", "2024-03"), "0.035242290749 0.035906642729 0.033684210526");
    assert_eq!(row("营业收入 + 研发费用", "2024-03"), "1175000 2885000 491000");
    assert_eq!(row("用地 = 30 * 亩", "2024"), "true false unknown");
    assert_eq!(row("用地 >= 20000 * 平方米", "2024"), "true false unknown");
    assert_eq!(row("研发占比 >= 3%", "2024"), "true false true");
    assert_eq!(row("研发占比 + 1", "2024"), "1.035 1.021 1.06");
}

#[test]
fn unknown_is_never_true() {
    assert_eq!(row("从业人数 > 0", "2024"), "true true unknown");
    assert_eq!(row("从业人数 > 0 or 规上", "2024"), "true true unknown");
    assert_eq!(row("从业人数 > 0 and 规上", "2024"), "true true false");
    assert_eq!(row("not (从业人数 > 0)", "2024"), "false false unknown");
    assert_eq!(row("从业人数 is null", "2024"), "false false true");
    assert_eq!(row("(从业人数 > 0) is not true", "2024"), "false false true");
    assert_eq!(row("coalesce(从业人数, 0) + 1 * 人", "2024"), "121 301 1");
    assert_eq!(row("nullif(行业, 'C27')", "2024"), "C39 C39 unknown");
    assert_eq!(row("1 / (从业人数 / 人 - 120)", "2024"), "unknown 0.005555555556 unknown");
    assert_eq!(row("case when 从业人数 >= 200 * 人 then 2 when 规上 then 1 else 0 end", "2024"), "1 2 0");
}

#[test]
fn scalars_round_half_away_from_zero() {
    assert_eq!(row("round(2.5)", "2024"), "3 3 3");
    assert_eq!(row("round(-2.5)", "2024"), "-3 -3 -3");
    assert_eq!(row("四舍五入(营业收入, 0)", "2024-03"), "114 279 48");
    assert_eq!(row("log10(营业收入 / 万元)", "2024-03"), "2.054995862 2.4448252 1.67669361");
    assert_eq!(row("least(研发占比, 0.05)", "2024"), "0.035 0.021 0.05");
    assert_eq!(row("封顶(研发占比, 3%)", "2024"), "0.03 0.021 0.03");
    assert_eq!(row("greatest(成立日期, '2015-01-01')", "2024").split(' ').next(), Some("2015-01-01"));
}

#[test]
fn the_year_is_read_from_its_months_only_when_told_how() {
    let facts = district();
    let error = each(&facts, "营业收入", "2024").unwrap_err();
    assert_eq!(error.code, "grain");
    assert!(error.hint_en.contains("ytd(revenue)"), "{error}");
    assert_eq!(row("累计(营业收入)", "2024-03"), "337.5 832.5 139.5");
    assert_eq!(row("累计(营业收入)", "2024-05"), "567.5 1392.5 unknown");
    assert_eq!(row("at(营业收入, '2023-02')", "2024"), "102.5 252.5 42.5");
    assert_eq!(row("期间合计(营业收入)", "2023Q1"), "307.5 757.5 127.5");
    assert_eq!(row("over(营业收入, 'max')", "2023"), "112.5 262.5 52.5");
    assert_eq!(row("over(营业收入, 'count')", "2024"), "9 9 8");
    assert_eq!(row("从业人数", "2024-03"), "120 300 unknown");
}

#[test]
fn the_year_so_far_is_compared_with_as_much_of_the_year_before() {
    let facts = district();
    let seen = When::new(period("2024")).as_of(date(2024, 9, 25));
    let now = total(&facts, "firm", "sum(ytd(营业收入))", seen).unwrap();
    let base = total(&facts, "firm", "sum(at(ytd(营业收入), '2023-01..09'))", seen).unwrap();
    let growth = total(&facts, "firm", "同比(合计(累计(营业收入)))", seen).unwrap();
    assert_eq!((short(&now).as_str(), short(&base).as_str()), ("3564", "3658.5"));
    assert_eq!(short(&growth), "-0.025830258303");
}

#[test]
fn growth_compares_neighbours() {
    assert_eq!(row("同比(营业收入)", "2024-02"), "0.09756097561 0.09900990099 0.094117647059");
    assert_eq!(row("mom(营业收入)", "2023-02"), "0.009852216749 0.003976143141 0.024096385542");
    assert_eq!(row("prev(营业收入, 2)", "2023-03"), "101.5 251.5 41.5");
    // In March 2023 only the second firm was in the chain: the filter moves back with the period.
    assert_eq!(all("firm", "yoy(sum(营业收入) filter (where has(产业链, '集成电路')))", "2024-03"), "0.546351084813");
}

#[test]
fn attributes_are_read_as_they_last_stood_in_the_period() {
    assert_eq!(row("has(产业链, '生物医药')", "2024-01"), "true false unknown");
    assert_eq!(row("has(产业链, '生物医药')", "2024"), "false false unknown");
    assert_eq!(row("含有(产业链, '人工智能', '生物医药')", "2024Q1"), "true false unknown");
    assert_eq!(row("属于(行业, 'C3')", "2024-05"), "true true false");
    assert_eq!(row("within(行业, 'C40', 'C')", "2024-05"), "true true true");
    assert_eq!(row("within(产业链, '生物医药制造')", "2024-01"), "false false unknown");
    assert_eq!(row("上级代码(行业, 2) = 'C3'", "2024-05"), "true true false");
    assert_eq!(row("成立日期 < '2015-01-01'", "2024"), "true false unknown");
    assert_eq!(row("行业 in ('C39', 'C40')", "2024-05"), "true true false");
    assert_eq!(row("街道 = '石牌'", "2024"), "false true false");
}

#[test]
fn records_are_counted_when_accepted_and_in_time() {
    let counted =
        "count(*) filter (where 记录类型 = '供需对接会' and 已采纳 and 发生日期 between '2024-01-01' and '2024-12-31')";
    assert_eq!(all("record", counted, "2024"), "2");
    assert_eq!(
        all("record", "计数(*) filter (where 记录类型 = '供需对接会' and 已采纳 and 期内(发生日期))", "2023"),
        "1"
    );
    assert_eq!(all("record", "sum(参会人数) filter (where 记录类型 = '供需对接会' and 已采纳)", "2024"), "125");
    assert_eq!(all("record", "sum(参会人数) filter (where 记录类型 = '接待')", "2024"), "0");
    assert_eq!(all("record", "avg(参会人数) filter (where 记录类型 = '接待')", "2024"), "unknown");
    assert_eq!(all("record", "max(发生日期)", "2024"), "2024-08-01");
}

#[test]
fn aggregates_range_over_the_population() {
    assert_eq!(all("firm", "sum(从业人数)", "2024"), "420");
    assert_eq!(all("firm", "平均(营业收入)", "2023-01"), "131.5");
    assert_eq!(all("firm", "median(营业收入)", "2023-01"), "101.5");
    assert_eq!(all("firm", "mad(营业收入)", "2023-01"), "60");
    assert_eq!(all("firm", "count(从业人数)", "2024"), "2");
    assert_eq!(all("firm", "sum(营业收入) / sum(从业人数)", "2023-01"), "unknown");
    let facts = district();
    let definition = Definition::total("firm").among(Formula::parse("规上").unwrap());
    let typed = Formula::parse("sum(营业收入) / sum(从业人数)").unwrap().check(&definition, &facts).unwrap();
    let answers = typed.columns(&facts, When::new(period("2024-03"))).unwrap();
    let number = answers.number(0).unwrap();
    assert_eq!(typed.number_in(number, &Unit::named("元/人"), 2), Ok(Scaled::new(933_333, 2)));
    assert_eq!(typed.number_in(number, &Unit::named("人"), 2).unwrap_err().code, "dimension");
}

#[test]
fn groups_set_a_firm_beside_its_like() {
    assert_eq!(row("base(营业收入, 行业, 'avg')", "2024-03"), "196 196 47.5");
    assert_eq!(row("研发占比 / base(研发占比, 行业, 'max')", "2024"), "1 0.6 1");
    assert_eq!(row("位次比(研发占比, 街道)", "2024"), "1 1 0.5");
    assert_eq!(row("rank_pct(研发占比, 规上) <= 0.5", "2024"), "true false false");
}

#[test]
fn the_first_condition_that_fails_is_named() {
    let facts = district();
    let text = "规上 and 从业人数 >= 200 * 人 and 研发占比 >= 2%";
    let typed = Formula::parse(text).unwrap().check(&Definition::each("firm"), &facts).unwrap();
    let answers = typed.columns(&facts, When::new(period("2024"))).unwrap();
    let failed: Vec<Option<usize>> = (0..3).map(|row| answers.first_failed(row)).collect();
    assert_eq!(failed, [Some(1), None, Some(0)]);
    assert_eq!(&*answers.conditions()[1], "从业人数 >= 200 * 人");
}

#[test]
fn a_total_by_groups_takes_a_firm_of_two_chains_twice_and_leaves_out_who_is_in_none() {
    let facts = district();
    let grouping = |text: &str| {
        let typed = Formula::parse(text).unwrap().check(&Definition::each("firm"), &facts).unwrap();
        Grouping::by(&typed, &facts, When::new(period("2024-03")))
    };
    let groups = grouping("产业链").unwrap();
    let by = |text: &str, when: &str| {
        let typed = Formula::parse(text).unwrap().check(&Definition::total("firm"), &facts).unwrap();
        let answers = typed.columns_by(&facts, When::new(period(when)), &groups).unwrap();
        groups
            .keys()
            .iter()
            .enumerate()
            .map(|(group, key)| match (key, answers.answer(group)) {
                (Answer::Codes(set), Answer::Number(number)) => {
                    format!("{} {number}", set.iter().collect::<String>())
                }
                (key, answer) => format!("{key:?} {answer:?}"),
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let each = ["人工智能 1", "集成电路 2"];
    assert_eq!(by("count(*)", "2024-03"), each.join(", "));
    // Firm 1 joined its chains in March; by groups it is looked at among them in earlier months too.
    assert_eq!(by("count(营业收入)", "2024-01"), each.join(", "));
    assert_eq!(by("sum(营业收入)", "2024-03"), "人工智能 113.50, 集成电路 392.00");
    assert_eq!(by("sum(营业收入)", "2023-03"), "人工智能 103.50, 集成电路 357.00");
    let yoy = by("round(yoy(sum(营业收入)), 4)", "2024-03");
    assert_eq!(yoy, "人工智能 0.0966, 集成电路 0.0980");
    let each = Formula::parse("营业收入").unwrap().check(&Definition::each("firm"), &facts).unwrap();
    assert_eq!(each.columns_by(&facts, When::new(period("2024-03")), &groups).unwrap_err().code, "scope");
    assert_eq!(grouping("营业收入").unwrap_err().code, "type");
    assert_eq!(grouping("upper_code(行业, 1)").unwrap().len(), 1);
}
