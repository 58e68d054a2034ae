//! Self-evaluation scored by hand and by the program: worked examples under both rule sets.

use std::collections::BTreeMap;

use domain::{Period, Scaled};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use shuanglian_targets::binding::{Binding, Bound, Feed};
use shuanglian_targets::budgets::{Budget, Money};
use shuanglian_targets::judge::{Actual, Progress};
use shuanglian_targets::model::{Op, TargetTable};
use shuanglian_targets::money::Spent;
use shuanglian_targets::overview::{Overview, Yield, overview};
use shuanglian_targets::scoring::points::award;
use shuanglian_targets::scoring::rules::named;
use shuanglian_targets::scoring::said::Chosen;
use shuanglian_targets::scoring::{How, Lack, Measured, Said, SaidOf, Scored, Source, score_project};

/// Three outputs (one with two numbers), one late day, an effect nobody can measure, and satisfaction.
const TABLE: &str = "2024年项目支出绩效目标表\n部门名称：演示区工信局\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t200.00\t200.00\t\t\n服务项目\t200.00\t200.00\t服务企业。\t\
    1、1-产出指标；11-数量指标：活动场次；实施周期指标值：不少于30场；年度指标值：不少于30场。\
    2、1-产出指标；11-数量指标：扶持成效；实施周期指标值：扶持企业不少于2家，投资额超5亿元；年度指标值：扶持企业不少于2家，投资额超5亿元。\
    3、1-产出指标；13-时效指标：办结时间；实施周期指标值：平均不超过12天；年度指标值：平均不超过12天。\
    4、2-效益指标；22-社会效益：营商环境；实施周期指标值：持续优化；年度指标值：持续优化。\
    5、3-满意度指标；31-服务对象满意度：企业满意度；实施周期指标值：不低于95%；年度指标值：不低于95%。\n";

fn table() -> TargetTable {
    shuanglian_targets::read_and_check("表.txt", TABLE.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
}

fn number(value: &str) -> Actual {
    Actual::Number(value.parse().unwrap())
}

/// Every target bound and accepted; values by target, those not named are unbound.
pub(crate) fn judged(table: &TargetTable, values: &[(&str, Actual, Progress)], today: Date) -> Overview {
    let mut bindings = Vec::new();
    for (target, _, progress) in values {
        let unit = table.targets.iter().find(|one| one.id == *target).unwrap().unit.clone();
        bindings.push(Bound {
            binding: Binding {
                target: (*target).to_owned(),
                feed: Feed::Formula { subject: domain::SubjectKind::new("record"), formula: "1".into() },
                period: "2024".parse().unwrap(),
                measured: None,
                least: None,
                unit: unit.unwrap_or_default(),
                scale: 2,
                progress: Some(*progress),
                op: None,
                baseline: None,
                section: String::new(),
                why: "试".into(),
            },
            version: 1,
            by: "user:1".into(),
            at: jiff::Timestamp::UNIX_EPOCH,
            accepted: Some(store::Acceptance { actor: "user:2".into(), at: jiff::Timestamp::UNIX_EPOCH }),
        });
    }
    overview(table, &bindings, today, |binding, _| {
        let value = values.iter().find(|(target, ..)| *target == binding.target).unwrap();
        Yield { actual: value.1.clone(), evidence: 1, sums: false }
    })
}

/// Opening 200 万元, adjusted and spent as said, in 万元.
pub(crate) fn money(adjusted: Option<i64>, spent: i64) -> BTreeMap<String, Money> {
    let yuan = |ten_thousands: i64| Scaled::new(ten_thousands * 1_000_000, 2);
    let budget = |amount| Budget { amount, fact: None, place: None };
    let months = vec![(Period::month(2024, 6).unwrap(), domain::FactId(1), yuan(spent))];
    let spent = Some(Spent { months, total: yuan(spent) });
    let money = Money { opening: Some(budget(yuan(200))), adjusted: adjusted.map(|a| budget(yuan(a))), spent };
    BTreeMap::from([("P01".to_owned(), money)])
}

fn values() -> Vec<(&'static str, Actual, Progress)> {
    vec![
        ("P01.I01.T1", number("21"), Progress::Accumulates),
        ("P01.I02.T1", number("3"), Progress::Accumulates),
        ("P01.I02.T2", number("4.12"), Progress::Accumulates),
        ("P01.I03.T1", number("15"), Progress::Level),
        ("P01.I05.T1", number("76"), Progress::Level),
    ]
}

fn said(line: &str, one: Said) -> SaidOf {
    SaidOf::from([(line.to_owned(), one)])
}

fn judged_band(key: &str, percent: i64) -> Said {
    let band = Chosen { key: key.into(), percent: Scaled::new(percent, 0), reason: "座谈记录".into() };
    Said { band: Some(band), ..Said::default() }
}

fn scored(rules: &str, said: &SaidOf, money: &BTreeMap<String, Money>) -> Scored {
    let table = table();
    let overview = judged(&table, &values(), date(2025, 1, 10));
    let source = Source { table: &table, overview: &overview, money, said, entered: &BTreeMap::new() };
    score_project(named(rules).unwrap(), &source, &table.projects[0])
}

fn lines(scored: &Scored) -> Vec<(String, String, Option<String>)> {
    let of = |points: Option<Scaled>| points.map(|points| points.to_string());
    scored.lines.iter().map(|line| (line.id.clone(), line.weight.to_string(), of(line.awarded.points))).collect()
}

fn row(id: &str, weight: &str, points: &str) -> (String, String, Option<String>) {
    (id.to_owned(), weight.to_owned(), Some(points.to_owned()))
}

#[test]
fn under_10_every_point_is_what_the_spreadsheet_says() {
    let scored = scored("10", &said("P01.I04", judged_band("reached", 90)), &money(None, 150));
    let wanted = [
        row("P01.execution", "10.00", "7.50"), // 150 ÷ 200
        row("P01.I01.T1", "16.67", "11.67"),   // 21 ÷ 30 of 16.67 is 11.669
        row("P01.I02.T1", "8.34", "8.34"),     // half of 16.67 with the odd hundredth, reached
        row("P01.I02.T2", "8.33", "6.86"),     // 4.12 ÷ 5 of 8.33 is 6.86392
        row("P01.I03.T1", "16.66", "13.33"),   // what is left of 50; 12 ÷ 15 of it is 13.328
        row("P01.I04", "30.00", "27.00"),      // 90 %
        row("P01.I05.T1", "10.00", "8.00"),    // 76 ÷ 95
    ];
    assert_eq!(lines(&scored), wanted);
    assert_eq!((scored.total, scored.grade.as_deref()), (Scaled::new(8_270, 2), Some("良")));
    let sums: Vec<&str> = scored.lines.iter().map(|line| line.awarded.sum.as_str()).collect();
    assert_eq!(sums[1], "16.67 × 21 ÷ 30 = 11.67");
    assert_eq!(sums[4], "16.66 × 12 ÷ 15 = 13.33");
}

#[test]
fn under_101_satisfaction_is_scored_by_its_own_rule() {
    let scored = scored("101", &said("P01.I04", judged_band("partly", 70)), &money(Some(150), 150));
    let of = |id: &str| scored.lines.iter().find(|line| line.id == id).unwrap();
    assert_eq!(of("P01.execution").awarded.points, Some(Scaled::new(1_000, 2)), "the adjusted budget counts");
    assert_eq!(of("P01.I04").awarded.points, Some(Scaled::new(2_100, 2)));
    // 76 lies between 60 and 90: 10 × 76 ÷ 90.
    assert_eq!(of("P01.I05.T1").awarded.points, Some(Scaled::new(844, 2)));
    assert_eq!(of("P01.I05.T1").awarded.how, How::SatisfactionShare);
}

#[test]
fn project_three_gets_six_point_six_seven_for_two_thirds_of_its_money() {
    let rules = named("10").unwrap();
    let spent = Measured::Money { spent: Scaled::new(20_000_000_000, 2), budget: Scaled::new(30_000_000_000, 2) };
    let awarded = award(rules, Scaled::new(1_000, 2), &spent, &Said::default());
    assert_eq!(awarded.points, Some(Scaled::new(667, 2)));
}

#[test]
fn more_money_than_the_budget_is_no_more_than_all_points_and_says_so() {
    let over = scored("10", &SaidOf::new(), &money(Some(120), 150));
    let first = &over.lines[0].awarded;
    assert_eq!((first.points, first.how), (Some(Scaled::new(1_000, 2)), How::OverBudget));
    let none = scored("10", &SaidOf::new(), &BTreeMap::new());
    assert_eq!(none.lines[0].awarded.lack, Some(Lack::NoBudget));
}

#[test]
fn what_nobody_can_measure_or_prove_stays_open_and_gives_no_grade() {
    let open = scored("10", &SaidOf::new(), &money(None, 200));
    assert_eq!((open.grade.as_deref(), open.open), (None, Scaled::new(3_000, 2)));
    assert_eq!(open.open_lines().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["P01.I04"]);
    let unproved = Said { unproved: Some("没有留存".into()), ..Said::default() };
    let zero = scored("10", &said("P01.I04", unproved), &money(None, 200));
    assert_eq!((zero.lines[5].awarded.points, zero.is_complete()), (Some(Scaled::new(0, 2)), true));
}

#[test]
fn what_does_not_apply_is_dropped_and_the_rest_brought_back_to_100() {
    let none = Said { not_applicable: Some("当年未开展".into()), agreed: true, ..Said::default() };
    let scored = scored("10", &said("P01.I04", none), &money(None, 200));
    let sum: i64 = scored.lines.iter().map(|line| line.weight.mantissa).sum();
    assert_eq!((sum, scored.is_complete()), (10_000, true));
    assert_eq!(scored.lines[0].weight, Scaled::new(1_000, 2), "the execution rate keeps its points");
}

#[test]
fn far_more_than_promised_asks_whether_the_target_was_low_and_takes_nothing_off() {
    let scored = scored("10", &SaidOf::new(), &money(None, 200));
    let line = &scored.lines[2];
    assert_eq!((line.awarded.too_low, line.awarded.points), (Some(Scaled::new(500, 1)), Some(line.weight)));
}

#[test]
fn days_bands_equals_and_zeros_have_defined_answers() {
    let (ten, full) = (named("10").unwrap(), Scaled::new(3_650, 2));
    let points = |measured: &Measured, said: &Said| award(ten, full, measured, said).points.map(|p| p.to_string());
    let nothing = Said::default();
    let late = |day| Measured::Day { by: date(2024, 6, 30), done: day };
    assert_eq!(points(&late(date(2024, 6, 30)), &nothing).as_deref(), Some("36.50"));
    assert_eq!(points(&late(date(2024, 7, 10)), &nothing).as_deref(), Some("35.50"), "ten days of 365");
    assert_eq!(points(&late(date(2026, 7, 10)), &nothing).as_deref(), Some("0.00"));
    let is = |op, target: &str, actual: &str, grows| Measured::Number {
        op,
        target: target.parse().unwrap(),
        actual: actual.parse().unwrap(),
        grows,
        satisfaction: false,
    };
    assert_eq!(points(&is(Op::Exactly, "100", "99.87", false), &nothing).as_deref(), Some("36.45"));
    assert_eq!(points(&is(Op::Exactly, "100", "103", false), &nothing).as_deref(), Some("35.41"));
    assert_eq!(points(&is(Op::Exactly, "100", "103", true), &nothing).as_deref(), Some("36.50"));
    assert_eq!(points(&is(Op::Exactly, "100", "250", false), &nothing).as_deref(), Some("0.00"));
    assert_eq!(points(&is(Op::Exactly, "0", "1", false), &nothing).as_deref(), Some("0.00"));
    assert_eq!(points(&is(Op::AtLeast, "0", "-1", false), &nothing).as_deref(), Some("0.00"));
    assert_eq!(points(&is(Op::AtLeast, "0", "0", false), &nothing).as_deref(), Some("36.50"));
    assert_eq!(points(&Measured::NotDone, &nothing).as_deref(), Some("0.00"));
    assert_eq!(points(&Measured::Judged, &judged_band("missed", 70)), None, "outside its band");
    let direct = Said { direct: true, ..Said::default() };
    let short = is(Op::AtLeast, "30", "29", true);
    assert_eq!(points(&short, &direct).as_deref(), Some("35.28"), "10号 lets nobody choose it");
    assert_eq!(award(named("101").unwrap(), full, &short, &direct).points, Some(Scaled::new(0, 2)));
    assert!(direct.check(ten, "P01.I04").is_err() && judged_band("missed", 70).check(ten, "P01.I04").is_err());
}

proptest! {
    #[test]
    fn points_lie_between_none_and_all_and_never_fall_with_a_better_result(
        weight in 0_i64..10_000,
        target in -1_000_i64..1_000_000,
        low in -1_000_000_i64..2_000_000,
        more in 0_i64..1_000_000,
        scale in 0_u8..4,
        rules in prop::sample::select(vec!["10", "101"]),
        upward in any::<bool>(),
        satisfaction in any::<bool>(),
    ) {
        let op = if upward { Op::AtLeast } else { Op::AtMost };
        let of = |actual: i64| {
            let measured = Measured::Number {
                op,
                target: Scaled::new(target, scale),
                actual: Scaled::new(actual, scale),
                grows: false,
                satisfaction: satisfaction && upward,
            };
            award(named(rules).unwrap(), Scaled::new(weight, 2), &measured, &Said::default()).points.unwrap().mantissa
        };
        let (a, b) = (of(low), of(low + more));
        prop_assert!((0..=weight).contains(&a) && (0..=weight).contains(&b));
        prop_assert!(if upward { a <= b } else { a >= b }, "{a} {b}");
    }
}

#[test]
fn more_than_and_less_than_are_not_reached_at_the_bound_and_earn_less_than_all() {
    let of = |op, target: &str, actual: &str| {
        let number = |text: &str| text.parse().unwrap();
        let measured =
            Measured::Number { op, target: number(target), actual: number(actual), grows: true, satisfaction: false };
        award(named("10").unwrap(), Scaled::new(334, 2), &measured, &Said::default())
    };
    let less = of(Op::LessThan, "5", "5");
    assert_eq!((less.points, less.how), (Some(Scaled::new(333, 2)), How::InverseShare));
    assert_eq!(less.sum, "3.34 × 5 ÷ 5，未达到不得满分 → 3.33");
    assert_eq!(of(Op::MoreThan, "400", "400").points, Some(Scaled::new(333, 2)));
    assert_eq!(of(Op::AtLeast, "100", "99.996").points, Some(Scaled::new(333, 2)), "3.3398… is not rounded to all");
    assert_eq!(of(Op::MoreThan, "400", "401").points, Some(Scaled::new(334, 2)));
    assert_eq!(of(Op::LessThan, "5", "4").points, Some(Scaled::new(334, 2)));
}

#[test]
fn a_value_is_compared_and_scored_before_it_is_rounded_and_shown_so_that_it_agrees() {
    let table = table();
    let mut values = values();
    values[4] = ("P01.I05.T1", number("94.996"), Progress::Level);
    let overview = judged(&table, &values, date(2025, 1, 10));
    let view = overview.targets.iter().find(|view| view.target.id == "P01.I05.T1").unwrap();
    assert_eq!(view.judgement.state, shuanglian_targets::judge::State::Missed);
    assert_eq!(view.judgement.completion, Some(Scaled::new(999, 1)), "not 100 of 100");
    let shown = view.value.as_ref().map(|value| value.actual.clone());
    assert_eq!(shown, Some(number("94.996")), "95.00 beside “at least 95, missed” would not be understood");
    let nothing = SaidOf::new();
    let source = Source {
        table: &table,
        overview: &overview,
        money: &BTreeMap::new(),
        said: &nothing,
        entered: &BTreeMap::new(),
    };
    let scored = score_project(named("10").unwrap(), &source, &table.projects[0]);
    let line = scored.lines.iter().find(|line| line.id == "P01.I05.T1").unwrap();
    assert_eq!(line.awarded.points, Some(Scaled::new(line.weight.mantissa - 1, 2)));
}
