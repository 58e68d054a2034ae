//! Dual monitoring: money and goals of a project on a day, and the quadrant they put it in.

use std::collections::BTreeMap;

use domain::{FactId, Period, Scaled};
use proptest::prelude::*;
use shuanglian_targets::binding::{Binding, Bound, Feed};
use shuanglian_targets::budgets::{Budget, Money};
use shuanglian_targets::judge::{Actual, Progress};
use shuanglian_targets::model::TargetTable;
use shuanglian_targets::money::Spent;
use shuanglian_targets::monitoring::{Counted, Quadrant, Row, execution, rows, supplied};
use shuanglian_targets::overview::{Overview, Yield, overview};

const TABLE: &str = include_str!("../../../../knowledge/demo/table.txt");

fn table() -> TargetTable {
    shuanglian_targets::read_and_check("表.txt", TABLE.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
}

fn month(last: i8) -> Period {
    Period::month(2024, last).unwrap()
}

/// 万元 as 元 with two decimals.
fn yuan(ten_thousands: i64) -> Scaled {
    Scaled::new(ten_thousands * 1_000_000, 2)
}

fn money(budget: Option<i64>, adjusted: Option<i64>, spent: &[(i8, i64)]) -> Money {
    let budgeted = |amount: i64| Budget { amount: yuan(amount), fact: None, place: None };
    let months: Vec<_> = spent.iter().map(|(m, amount)| (month(*m), FactId(1), yuan(*amount))).collect();
    let total = Scaled::new(months.iter().map(|one| one.2.mantissa).sum(), 2);
    Money {
        opening: budget.map(budgeted),
        adjusted: adjusted.map(budgeted),
        spent: (!months.is_empty()).then_some(Spent { months, total }),
    }
}

/// Bound and accepted as said, judged at the end of a month.
pub(crate) fn judged(table: &TargetTable, values: &[(&str, &str, Progress)], last: i8) -> Overview {
    let bound = |(target, _, progress): &(&str, &str, Progress)| Bound {
        binding: Binding {
            target: (*target).to_owned(),
            feed: Feed::Formula { subject: domain::SubjectKind::new("record"), formula: "1".into() },
            period: "2024".parse().unwrap(),
            measured: None,
            least: None,
            unit: String::new(),
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
    };
    let bindings: Vec<Bound> = values.iter().map(bound).collect();
    overview(table, &bindings, month(last).end(), |binding, _| {
        let value = values.iter().find(|(target, ..)| *target == binding.target).unwrap().1;
        let actual = value.parse().map_or_else(|_| Actual::Unknown(value.into()), Actual::Number);
        Yield { actual, evidence: 1, sums: false }
    })
}

/// The targets of project 3: the money paid in, its accuracy, the profit, the complaints.
const PAID_IN: [(&str, &str, Progress); 4] = [
    ("P03.I01.T1", "2.00", Progress::Accumulates),
    ("P03.I02.T1", "100", Progress::Level),
    ("P03.I03.T1", "310", Progress::Level),
    ("P03.I06.T1", "0", Progress::Limit),
];

fn project_three(money: Money, values: &[(&str, &str, Progress)], last: i8) -> Row {
    let table = table();
    let overview = judged(&table, values, last);
    let money = BTreeMap::from([("P03".to_owned(), money)]);
    rows(supplied().unwrap(), &table, &overview, &money, month(last)).swap_remove(2)
}

#[test]
fn project_three_has_spent_little_and_met_its_goal() {
    // Budget 30,000 万元, target 2 亿元: two thirds of the money meet it, in July as in December.
    for last in [7, 9, 12] {
        let row = project_three(money(Some(30_000), None, &[(3, 10_000), (7, 10_000)]), &PAID_IN, last);
        assert_eq!(row.money.rate, Some(Scaled::new(667, 1)));
        assert_eq!((row.goal.reached, row.plan), (true, Scaled::new(1_000, 1)));
        assert_eq!(row.quadrant, Some(Quadrant::LittleKept), "until month {last}");
    }
    let whole = project_three(money(Some(30_000), None, &[(3, 30_000)]), &PAID_IN, 7);
    assert_eq!(whole.quadrant, Some(Quadrant::OnTrack));
}

#[test]
fn the_four_quadrants_are_told_apart() {
    let mut values = PAID_IN;
    for (paid, spent, quadrant) in [
        ("0.50", 2_000, Quadrant::LittleBehind),
        ("0.50", 18_000, Quadrant::SpentBehind),
        ("1.40", 3_000, Quadrant::LittleKept),
        ("1.40", 17_500, Quadrant::OnTrack),
    ] {
        values[0].1 = paid;
        let row = project_three(money(Some(30_000), None, &[(5, spent)]), &values[..1], 7);
        assert_eq!((row.elapsed, row.quadrant), (Scaled::new(583, 1), Some(quadrant)), "{paid} {spent}");
    }
}

#[test]
fn without_money_or_without_a_goal_nothing_is_claimed() {
    let no_return = project_three(money(Some(30_000), None, &[]), &PAID_IN, 7);
    assert_eq!((no_return.money.rate, no_return.pace, no_return.quadrant), (None, None, None));
    assert_eq!(no_return.money.missing.len(), 7);
    let unbound = project_three(money(Some(30_000), None, &[(5, 100)]), &[], 7);
    assert_eq!((unbound.goal.progress, unbound.behind, unbound.quadrant), (None, None, None));
    let mut missing = PAID_IN;
    missing[0].1 = "缺";
    let row = project_three(money(Some(30_000), None, &[(5, 100)]), &missing[..1], 7);
    assert_eq!((row.goal.shares[0].counted, row.goal.progress), (Counted::Not, None), "missing facts say nothing");
}

#[test]
fn a_promise_of_the_goal_counts_where_no_indicator_that_counts_repeats_it() {
    let table = table();
    // Fifteen guarantees, promised by the goal and again by the indicator.
    let goal = ("P08.G01.T1", "6", Progress::Accumulates);
    let of = |values: &[(&str, &str, Progress)]| {
        let overview = judged(&table, values, 7);
        let row = rows(supplied().unwrap(), &table, &overview, &BTreeMap::new(), month(7)).swap_remove(7);
        let counted = row.goal.shares.iter().filter(|share| share.counted != Counted::Not).count();
        (counted, row.goal.progress)
    };
    assert_eq!(of(&[goal]), (1, Some(Scaled::new(400, 1))), "nothing feeds the indicator");
    assert_eq!(of(&[goal, ("P08.I01.T1", "9", Progress::Accumulates)]), (1, Some(Scaled::new(600, 1))), "once only");
}

#[test]
fn the_adjusted_budget_counts_and_later_returns_are_not_seen() {
    let row = project_three(money(Some(30_000), Some(24_000), &[(3, 6_000), (7, 6_000), (9, 9_000)]), &PAID_IN[..1], 7);
    assert_eq!(
        (row.money.opening, row.money.budget, row.money.adjusted),
        (Some(yuan(30_000)), Some(yuan(24_000)), true)
    );
    assert_eq!((row.money.spent, row.money.rate), (Some(yuan(12_000)), Some(Scaled::new(500, 1))));
    let missing: Vec<String> = row.money.missing.iter().map(ToString::to_string).collect();
    assert_eq!(missing, ["2024-01", "2024-02", "2024-04", "2024-05", "2024-06"]);
    // 12,000 in seven months is 20,571.43 in twelve.
    assert_eq!(row.money.forecast, Some(Scaled::new(20_571_428_571, 2)));
}

#[test]
fn money_above_the_budget_is_said_and_the_forecast_stays_what_was_spent() {
    let over = execution(&money(Some(100), None, &[(3, 130)]), month(3));
    assert_eq!((over.rate, over.above, over.forecast), (Some(Scaled::new(1_300, 1)), Some(yuan(30)), Some(yuan(130))));
    let fast = execution(&money(Some(100), None, &[(3, 60)]), month(3));
    assert_eq!((fast.above, fast.forecast), (None, Some(yuan(100))), "not above the budget");
    let nothing = execution(&money(Some(0), None, &[(3, 0)]), month(3));
    assert_eq!((nothing.rate, nothing.spent), (None, Some(yuan(0))), "no rate of no budget");
    let refund = execution(&money(Some(100), None, &[(1, 20), (2, -30)]), month(3));
    assert_eq!(refund.rate, Some(Scaled::new(-100, 1)));
}

proptest! {
    #[test]
    fn the_forecast_lies_between_what_was_spent_and_the_budget(
        budget in 1_i64..1_000_000,
        spent in prop::collection::vec((1_i8..=12, 0_i64..200_000), 1..12),
        last in 1_i8..=12,
    ) {
        let money = money(Some(budget), None, &spent).until(month(last));
        let execution = execution(&money, month(last));
        if let (Some(spent), Some(forecast)) = (execution.spent, execution.forecast) {
            prop_assert!(forecast.mantissa >= spent.mantissa);
            prop_assert!(forecast.mantissa <= spent.mantissa.max(budget * 1_000_000));
            prop_assert_eq!(execution.above.is_some(), spent.mantissa > budget * 1_000_000);
        }
    }
}
