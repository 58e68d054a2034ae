//! The points of every line of a form: blocks shared over indicators, indicators over their targets, what does not
//! apply dropped and the rest brought back to 100. Cut into hundredths so that they add up to 100.00 exactly.

use std::collections::BTreeMap;

use domain::Scaled;

use super::rules::{EXECUTION, RuleSet};
use crate::exact::Ratio;

/// What the points of a line depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Key of its block.
    pub block: String,
    /// The indicator; several targets of one indicator share its points.
    pub indicator: String,
    /// Points the published form states for the indicator.
    pub stated: Option<Scaled>,
    /// Whether it is assessed at all.
    pub applies: bool,
}

/// All hundredths of a form.
const WHOLE: i128 = 10_000;

/// Points of each claim, in their order, at two decimals; those that do not apply get none. All are none where nothing
/// applies or a number does not fit.
pub fn weights(rules: &RuleSet, claims: &[Claim]) -> Vec<Scaled> {
    let exact = shares(rules, claims).unwrap_or_else(|| vec![Ratio::ZERO; claims.len()]);
    let mut hundredths: Vec<i128> = Vec::with_capacity(exact.len());
    let mut rests: Vec<(usize, Ratio)> = Vec::new();
    for (index, share) in exact.iter().enumerate() {
        let scaled = share.times(Ratio::whole(100)).unwrap_or(Ratio::ZERO);
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
    hundredths.into_iter().map(|mantissa| Scaled::new(i64::try_from(mantissa).unwrap_or(0), 2)).collect()
}

/// Exact points; they add up to 100 where anything applies.
fn shares(rules: &RuleSet, claims: &[Claim]) -> Option<Vec<Ratio>> {
    let points = blocks(rules, claims);
    let mut raw = Vec::with_capacity(claims.len());
    let mut left = Ratio::ZERO;
    for claim in claims {
        let own = |other: &&Claim| other.block == claim.block;
        let same = |other: &&Claim| other.indicator == claim.indicator;
        let mut indicators: Vec<(&str, Option<Scaled>)> = Vec::new();
        for other in claims.iter().filter(own) {
            if !indicators.iter().any(|(known, _)| *known == other.indicator) {
                indicators.push((&other.indicator, other.stated));
            }
        }
        let stated = indicators.iter().all(|(_, stated)| stated.is_some_and(|points| points.mantissa > 0));
        let part = if stated {
            let mut sum = Ratio::ZERO;
            for (_, points) in &indicators {
                sum = sum.plus(Ratio::from((*points)?))?;
            }
            let own = indicators.iter().find(|(indicator, _)| *indicator == claim.indicator).and_then(|own| own.1);
            Ratio::from(own?).over(sum)?
        } else {
            Ratio::new(1, indicators.len() as i128)?
        };
        let targets = claims.iter().filter(own).filter(same).count();
        let block = Ratio::whole(points.get(&claim.block).copied().unwrap_or(0));
        let share = block.times(part)?.over(Ratio::new(targets as i128, 1)?)?;
        if claim.applies {
            left = left.plus(share)?;
        }
        raw.push(share);
    }
    let up = Ratio::whole(100).over(left)?;
    let each =
        raw.iter().zip(claims).map(|(share, claim)| if claim.applies { share.times(up) } else { Some(Ratio::ZERO) });
    each.collect()
}

/// Points of the blocks after those of empty ones were moved.
fn blocks(rules: &RuleSet, claims: &[Claim]) -> BTreeMap<String, i64> {
    let holds = |block: &str| block == EXECUTION || claims.iter().any(|claim| claim.block == block);
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
        Claim { block: block.into(), indicator: indicator.into(), stated: None, applies: true }
    }

    fn given(rules: &str, claims: &[Claim]) -> Vec<String> {
        weights(named(rules).unwrap(), claims).iter().map(ToString::to_string).collect()
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

    proptest! {
        #[test]
        fn points_always_add_up_to_100(
            lines in prop::collection::vec((0_usize..4, 0_usize..5, prop::option::of(1_i64..60), any::<bool>()), 0..30),
            rules in prop::sample::select(vec!["10", "101"]),
            execution in any::<bool>(),
        ) {
            let blocks = ["output", "benefit", "satisfaction", if rules == "101" { "cost" } else { "output" }];
            let mut claims = vec![Claim { applies: execution, ..claim(EXECUTION, EXECUTION) }];
            for (block, indicator, stated, applies) in lines {
                let name = format!("{}{indicator}", blocks[block]);
                let stated = stated.map(|points| Scaled::new(points, 0));
                claims.push(Claim { stated, applies, ..claim(blocks[block], &name) });
            }
            let points = weights(named(rules).unwrap(), &claims);
            let sum: i64 = points.iter().map(|one| one.mantissa).sum();
            prop_assert_eq!(sum, if claims.iter().any(|claim| claim.applies) { 10_000 } else { 0 });
            for (points, claim) in points.iter().zip(&claims) {
                prop_assert!(points.mantissa >= 0 && (claim.applies || points.mantissa == 0));
            }
        }
    }
}
