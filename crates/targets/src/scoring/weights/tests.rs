//! Points of lines by example, and that they always add up.

use super::*;
use crate::scoring::rules::named;
use proptest::prelude::*;

fn claim(block: &str, indicator: &str) -> Claim {
    Claim { block: block.into(), indicator: indicator.into(), entered: None, stated: None, applies: true }
}

fn given(rules: &str, claims: &[Claim]) -> Vec<String> {
    weights(named(rules).unwrap(), claims).iter().map(|one| one.points.to_string()).collect()
}

fn form(blocks: &[&str]) -> Vec<Claim> {
    let mut claims = vec![claim(EXECUTION, EXECUTION)];
    claims.extend(blocks.iter().enumerate().map(|(n, block)| claim(block, &format!("I{n}"))));
    claims
}

#[test]
fn ten_fifty_thirty_ten_is_shared_equally_and_adds_up() {
    let claims = form(&["output", "output", "output", "benefit", "satisfaction"]);
    assert_eq!(given("10", &claims), ["10.00", "16.67", "16.67", "16.66", "30.00", "10.00"]);
}

#[test]
fn under_101_cost_has_its_own_points_and_missing_satisfaction_goes_to_benefit() {
    let with_cost = form(&["output", "cost", "benefit", "satisfaction"]);
    assert_eq!(given("101", &with_cost), ["10.00", "40.00", "20.00", "20.00", "10.00"]);
    let without = form(&["output", "benefit"]);
    assert_eq!(given("101", &without), ["10.00", "50.00", "40.00"]);
    let cost_only = form(&["output", "cost", "benefit"]);
    assert_eq!(given("101", &cost_only), ["10.00", "40.00", "20.00", "30.00"]);
}

#[test]
fn under_10_a_missing_block_is_made_up_by_the_other_indicators_and_execution_keeps_its_ten() {
    // 50 and 30 of 80, brought to 90.
    assert_eq!(given("10", &form(&["output", "benefit"])), ["10.00", "56.25", "33.75"]);
    assert_eq!(given("10", &form(&["output"])), ["10.00", "90.00"]);
    assert_eq!(given("10", &form(&[])), ["100.00"], "nothing else can be scored");
}

#[test]
fn blocks_add_up_and_equal_siblings_differ_by_no_more_than_a_hundredth() {
    let under = |rules: &str, claims: &[Claim]| {
        weights(named(rules).unwrap(), claims).iter().map(|one| one.points.mantissa).collect::<Vec<_>>()
    };
    // Three indicators share 50, three share 40: cut over the whole form, they were 50.01 and 39.99.
    let six = form(&["output", "output", "output", "benefit", "benefit", "benefit"]);
    assert_eq!(under("101", &six), [1_000, 1_667, 1_667, 1_666, 1_334, 1_333, 1_333]);
    // Two targets of one of two equal indicators.
    let mut claims = form(&["output", "output", "benefit"]);
    claims.insert(3, claim("output", "I1"));
    assert_eq!(under("10", &claims), [1_000, 2_813, 1_406, 1_406, 3_375]);
    let told = weights(named("10").unwrap(), &claims);
    assert_eq!(told[1].sum, "50 ÷ 2 × 90 ÷ 80 ≈ 28.13");
    assert_eq!(told[3].sum, "50 ÷ 2 ÷ 2 × 90 ÷ 80 ≈ 14.06");
    let cents = weights(named("101").unwrap(), &six);
    assert_eq!(cents[3].sum, "50 ÷ 3 ≈ 16.66（尾差凑足块内合计）");
}

#[test]
fn points_a_form_states_for_all_of_it_win_over_the_rules() {
    let mut claims = form(&["output", "benefit"]);
    (claims[1].stated, claims[2].stated) = (Some(Scaled::new(60, 0)), Some(Scaled::new(30, 0)));
    for rules in ["10", "101"] {
        assert_eq!(given(rules, &claims), ["10.00", "60.00", "30.00"], "as published");
    }
    (claims[1].stated, claims[2].stated) = (Some(Scaled::new(700, 1)), Some(Scaled::new(30, 0)));
    assert_eq!(given("10", &claims), ["10.00", "63.00", "27.00"], "100 stated for the indicators alone");
    claims[2].stated = Some(Scaled::new(25, 0));
    assert_eq!(given("10", &claims), ["10.00", "56.25", "33.75"], "95 is no whole: the rules say");
}

#[test]
fn two_targets_of_one_indicator_share_its_points() {
    let mut claims = form(&["output", "output", "benefit", "satisfaction"]);
    claims.insert(3, claim("output", "I1"));
    assert_eq!(given("10", &claims), ["10.00", "25.00", "12.50", "12.50", "30.00", "10.00"]);
}

#[test]
fn what_does_not_apply_gets_nothing_and_the_rest_is_brought_back_to_100() {
    let mut claims = form(&["output", "output", "benefit", "satisfaction"]);
    claims[1].applies = false;
    // 25, 30, 10 of 65, brought to 90.
    assert_eq!(given("10", &claims), ["10.00", "0.00", "34.61", "41.54", "13.85"]);
}

#[test]
fn points_stated_for_every_indicator_of_a_block_are_its_shares() {
    let mut claims = form(&["output", "output", "benefit", "satisfaction"]);
    (claims[1].stated, claims[2].stated) = (Some(Scaled::new(30, 0)), Some(Scaled::new(200, 1)));
    assert_eq!(given("10", &claims), ["10.00", "30.00", "20.00", "30.00", "10.00"]);
    claims[2].stated = None;
    assert_eq!(given("10", &claims), ["10.00", "25.00", "25.00", "30.00", "10.00"]);
}

#[test]
fn points_entered_for_a_whole_block_are_its_shares_and_anything_less_is_not_used() {
    let mut claims = form(&["output", "output", "benefit"]);
    claims.insert(3, claim("output", "I1"));
    (claims[1].entered, claims[2].entered) = (Some(Scaled::new(20, 0)), Some(Scaled::new(300, 1)));
    claims[3].entered = claims[2].entered;
    let under = |claims: &[Claim]| weights(named("10").unwrap(), claims);
    let sums: Vec<_> = under(&claims).into_iter().map(|one| one.sum).collect();
    let expected = ["10 = 10.00", "50 × 20 ÷ 50 × 90 ÷ 80 = 22.50", "50 × 30.0 ÷ 50 ÷ 2 × 90 ÷ 80 ≈ 16.88"];
    assert_eq!(sums[..3], expected);
    assert_eq!(under(&claims)[1].from, Origin::Entered);
    // Under the other rules the benefit holds the points of satisfaction too, and nothing is brought back to 100.
    assert_eq!(weights(named("101").unwrap(), &claims)[1].sum, "50 × 20 ÷ 50 = 20.00");
    // 51 of 50, a block with a blank, nothing, less than nothing, more than fits: shared equally, as if nobody had spoken.
    let huge = Some(Scaled::new(i64::MAX, 0));
    for other in [Some(Scaled::new(21, 0)), None, Some(Scaled::new(0, 0)), Some(Scaled::new(-20, 0)), huge] {
        claims[1].entered = other;
        let weights = under(&claims);
        assert_eq!((weights[1].from, weights[1].sum.as_str()), (Origin::Equal, "50 ÷ 2 × 90 ÷ 80 ≈ 28.13"));
    }
}

proptest! {
    #[test]
    fn points_always_add_up_to_100(
        lines in prop::collection::vec((0_usize..4, 0_usize..5, prop::option::of(1_i64..60), any::<bool>()), 0..30),
        entered in prop::collection::vec(prop::option::of(-5_i64..60), 30),
        rules in prop::sample::select(vec!["10", "101"]),
        execution in any::<bool>(),
    ) {
        let blocks = ["output", "benefit", "satisfaction", if rules == "101" { "cost" } else { "output" }];
        let mut claims = vec![Claim { applies: execution, ..claim(EXECUTION, EXECUTION) }];
        for ((block, indicator, stated, applies), entered) in lines.into_iter().zip(entered) {
            let name = format!("{}{indicator}", blocks[block]);
            let (stated, entered) = (stated.map(|n| Scaled::new(n, 0)), entered.map(|n| Scaled::new(n, 0)));
            claims.push(Claim { entered, stated, applies, ..claim(blocks[block], &name) });
        }
        let points = weights(named(rules).unwrap(), &claims);
        let sum: i64 = points.iter().map(|one| one.points.mantissa).sum();
        prop_assert_eq!(sum, if claims.iter().any(|claim| claim.applies) { 10_000 } else { 0 });
        for (points, claim) in points.iter().zip(&claims) {
            prop_assert!(points.points.mantissa >= 0 && (claim.applies || points.points.mantissa == 0));
        }
    }
}
