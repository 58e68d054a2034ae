//! The points of every line of a form: blocks shared over indicators, indicators over their targets, what does not
//! apply dropped and the rest brought back to 100. Cut into hundredths so that they add up to 100.00 exactly.

use std::collections::BTreeMap;

use domain::Scaled;
use serde::Serialize;

use super::rules::{EXECUTION, RuleSet};
use crate::exact::Ratio;

/// What the points of a line depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Key of its block.
    pub block: String,
    /// The indicator; several targets of one indicator share its points.
    pub indicator: String,
    /// Points people entered for the indicator, of those of its block.
    pub entered: Option<Scaled>,
    /// Points the published form states for the indicator.
    pub stated: Option<Scaled>,
    /// Whether it is assessed at all.
    pub applies: bool,
}

/// Where the points of a line come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The rule set names them: the execution rate.
    Rule,
    /// People entered them.
    Entered,
    /// The published form states them.
    Stated,
    /// Nobody said anything: the indicators of a block are worth the same.
    Equal,
}

/// The points of a line with the way to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// At two decimals.
    pub points: Scaled,
    /// Where they come from.
    pub from: Origin,
    /// The calculation: `50 × 20 ÷ 50 × 100 ÷ 90 ≈ 22.22`; `≈` where hundredths were rounded; empty for what does not apply.
    pub sum: String,
}

/// All hundredths of a form.
const WHOLE: i128 = 10_000;

/// The points of each claim, in their order; those that do not apply get none. All are none where nothing applies or a
/// number does not fit.
pub fn weights(rules: &RuleSet, claims: &[Claim]) -> Vec<Weight> {
    let none = || Share { exact: Ratio::ZERO, from: Origin::Equal, terms: String::new() };
    let shares = shares(rules, claims).unwrap_or_else(|| claims.iter().map(|_| none()).collect());
    let mut hundredths: Vec<i128> = Vec::with_capacity(shares.len());
    let mut rests: Vec<(usize, Ratio)> = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        let scaled = share.exact.times(Ratio::whole(100)).unwrap_or(Ratio::ZERO);
        let floor = scaled.floor();
        hundredths.push(floor);
        let rest = i64::try_from(floor).ok().and_then(|floor| scaled.minus(Ratio::whole(floor)));
        rests.push((index, rest.unwrap_or(Ratio::ZERO)));
    }
    let given: i128 = hundredths.iter().sum();
    let missing = if given == 0 { 0 } else { WHOLE - given };
    // The largest rests get the missing hundredths, of equal ones the first.
    rests.sort_by(|a, b| b.1.compare(a.1).then(a.0.cmp(&b.0)));
    for (index, _) in rests.iter().take(usize::try_from(missing).unwrap_or(0)) {
        hundredths[*index] += 1;
    }
    let mut weights = Vec::with_capacity(shares.len());
    for (Share { exact, from, terms }, mantissa) in shares.into_iter().zip(hundredths) {
        let points = Scaled::new(i64::try_from(mantissa).unwrap_or(0), 2);
        let equals = if Ratio::from(points) == exact { "=" } else { "≈" };
        let sum = if terms.is_empty() { terms } else { format!("{terms} {equals} {points}") };
        weights.push(Weight { points, from, sum });
    }
    weights
}

/// Exact points of a claim.
struct Share {
    exact: Ratio,
    from: Origin,
    /// The left side of the calculation.
    terms: String,
}

/// Exact points; they add up to 100 where anything applies.
fn shares(rules: &RuleSet, claims: &[Claim]) -> Option<Vec<Share>> {
    let points = block_points(rules, claims.iter().map(|claim| claim.block.as_str()));
    let mut raw = Vec::with_capacity(claims.len());
    let mut left = Ratio::ZERO;
    for claim in claims {
        let own = |other: &&Claim| other.block == claim.block;
        let same = |other: &&Claim| other.indicator == claim.indicator;
        let mut indicators: Vec<&Claim> = Vec::new();
        for other in claims.iter().filter(own) {
            if !indicators.iter().any(|known| known.indicator == other.indicator) {
                indicators.push(other);
            }
        }
        let block = points.get(&claim.block).copied().unwrap_or(0);
        let (from, part, terms) = part(claim, &indicators, block)?;
        let targets = claims.iter().filter(own).filter(same).count();
        let share = Ratio::whole(block).times(part)?.over(Ratio::new(targets as i128, 1)?)?;
        let shared = if targets > 1 { format!(" ÷ {targets}") } else { String::new() };
        if claim.applies {
            left = left.plus(share)?;
        }
        raw.push(Share { exact: share, from, terms: format!("{block}{terms}{shared}") });
    }
    let up = Ratio::whole(100).over(left)?;
    for (share, claim) in raw.iter_mut().zip(claims) {
        if !claim.applies {
            (share.exact, share.terms) = (Ratio::ZERO, String::new());
            continue;
        }
        share.exact = share.exact.times(up)?;
        if up != Ratio::ONE {
            share.terms.push_str(&format!(" × 100 ÷ {left}"));
        }
    }
    Some(raw)
}

/// The part of its block that an indicator gets, where that comes from, and how it is written behind the block's points.
fn part(claim: &Claim, indicators: &[&Claim], block: i64) -> Option<(Origin, Ratio, String)> {
    if claim.block == EXECUTION {
        return Some((Origin::Rule, Ratio::ONE, String::new()));
    }
    let shared = |from: Origin, of: &dyn Fn(&Claim) -> Option<Scaled>| {
        let sum = total(indicators.iter().map(|one| of(one)))?;
        // Targets of one indicator have the same points; the first of them speaks.
        let own = of(indicators.iter().find(|one| one.indicator == claim.indicator)?)?;
        let part = Ratio::from(own).over(sum)?;
        Some((from, part, format!(" × {own} ÷ {sum}")))
    };
    let entered = |one: &Claim| one.entered;
    if is_whole(indicators.iter().map(|one| one.entered), block) {
        return shared(Origin::Entered, &entered);
    }
    if indicators.iter().all(|one| one.stated.is_some_and(|points| points.mantissa > 0)) {
        return shared(Origin::Stated, &|one| one.stated);
    }
    let many = if indicators.len() > 1 { format!(" ÷ {}", indicators.len()) } else { String::new() };
    Some((Origin::Equal, Ratio::new(1, indicators.len() as i128)?, many))
}

fn total(points: impl Iterator<Item = Option<Scaled>>) -> Option<Ratio> {
    let mut sum = Ratio::ZERO;
    for one in points {
        sum = sum.plus(Ratio::from(one?))?;
    }
    Some(sum)
}

/// Whether points were entered for every indicator of a block and add up to the block's: otherwise they are not used.
pub fn is_whole(entered: impl Iterator<Item = Option<Scaled>>, block: i64) -> bool {
    let positive = entered.map(|one| one.filter(|points| points.mantissa > 0));
    total(positive).is_some_and(|sum| sum == Ratio::whole(block))
}

/// Points of the blocks that hold indicators, after those of empty ones were moved; the execution rate is always there.
pub fn block_points<'a>(rules: &RuleSet, held: impl Iterator<Item = &'a str>) -> BTreeMap<String, i64> {
    let held: Vec<&str> = held.collect();
    let holds = |block: &str| block == EXECUTION || held.contains(&block);
    let fitting = rules.weights.iter().find(|weights| weights.needs.iter().all(|block| holds(block)));
    let mut points = fitting.map(|weights| weights.points.clone()).unwrap_or_default();
    for one in &rules.moves {
        if !holds(&one.from) && holds(&one.to) {
            let moved = points.remove(&one.from).unwrap_or(0);
            *points.entry(one.to.clone()).or_insert(0) += moved;
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::rules::named;
    use super::*;
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
    fn under_10_a_missing_block_is_made_up_by_all_others() {
        // 10, 50, 30 of 90.
        assert_eq!(given("10", &form(&["output", "benefit"])), ["11.11", "55.56", "33.33"]);
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
        // 10, 25, 30, 10 of 75.
        assert_eq!(given("10", &claims), ["13.34", "0.00", "33.33", "40.00", "13.33"]);
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
        let expected =
            ["10 × 100 ÷ 90 ≈ 11.11", "50 × 20 ÷ 50 × 100 ÷ 90 ≈ 22.22", "50 × 30.0 ÷ 50 ÷ 2 × 100 ÷ 90 ≈ 16.67"];
        assert_eq!(sums[..3], expected);
        assert_eq!(under(&claims)[1].from, Origin::Entered);
        // Under the other rules the benefit holds the points of satisfaction too, and nothing is brought back to 100.
        assert_eq!(weights(named("101").unwrap(), &claims)[1].sum, "50 × 20 ÷ 50 = 20.00");
        // 51 of 50, a block with a blank, nothing, less than nothing, more than fits: shared equally, as if nobody had spoken.
        let huge = Some(Scaled::new(i64::MAX, 0));
        for other in [Some(Scaled::new(21, 0)), None, Some(Scaled::new(0, 0)), Some(Scaled::new(-20, 0)), huge] {
            claims[1].entered = other;
            let weights = under(&claims);
            assert_eq!((weights[1].from, weights[1].sum.as_str()), (Origin::Equal, "50 ÷ 2 × 100 ÷ 90 ≈ 27.78"));
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
}
