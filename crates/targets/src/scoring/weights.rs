//! The points of every line of a form: blocks shared over indicators, indicators over their targets, what does not
//! apply dropped and the other indicators brought back to what the execution rate leaves of 100.

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

/// The points of each claim, in their order; those that do not apply get none. Cut into hundredths from the top: the
/// blocks, the indicators of each, the targets of each, so that all of them add up and equal ones differ by one
/// hundredth at most. All are none where nothing applies or a number does not fit.
pub fn weights(rules: &RuleSet, claims: &[Claim]) -> Vec<Weight> {
    let none = || Share { exact: Ratio::ZERO, from: Origin::Equal, terms: String::new() };
    let shares = shares(rules, claims).unwrap_or_else(|| claims.iter().map(|_| none()).collect());
    let exact: Vec<Ratio> = shares.iter().map(|share| share.exact).collect();
    let all: Vec<usize> = (0..claims.len()).collect();
    let whole = if exact.iter().any(|share| share.is_positive()) { WHOLE } else { 0 };
    let mut hundredths = vec![0; claims.len()];
    for (points, block) in cut(&exact, grouped(claims, &all, |claim| &claim.block), whole) {
        for (points, indicator) in cut(&exact, grouped(claims, &block, |claim| &claim.indicator), points) {
            let targets = indicator.iter().map(|index| vec![*index]).collect();
            for (points, target) in cut(&exact, targets, points) {
                for index in target {
                    hundredths[index] = points;
                }
            }
        }
    }
    let mut weights = Vec::with_capacity(shares.len());
    for (Share { exact, from, terms }, mantissa) in shares.into_iter().zip(hundredths) {
        let points = Scaled::new(i64::try_from(mantissa).unwrap_or(0), 2);
        let sum = match exact.round(2) {
            _ if terms.is_empty() => terms,
            Some(nearest) if nearest == points && Ratio::from(points) == exact => format!("{terms} = {points}"),
            Some(nearest) if nearest == points => format!("{terms} ≈ {points}"),
            _ => format!("{terms} ≈ {points}（尾差凑足块内合计）"),
        };
        weights.push(Weight { points, from, sum });
    }
    weights
}

/// Claims that belong together, in order of the first of each.
fn grouped<'c>(claims: &'c [Claim], among: &[usize], by: impl Fn(&'c Claim) -> &'c String) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&String, Vec<usize>)> = Vec::new();
    for index in among {
        let Some(claim) = claims.get(*index) else { continue };
        let key = by(claim);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(*index),
            None => groups.push((key, vec![*index])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Hundredths over groups by their exact shares: each gets the whole ones, the largest rests the missing ones, of equal
/// rests the first.
fn cut(exact: &[Ratio], groups: Vec<Vec<usize>>, points: i128) -> Vec<(i128, Vec<usize>)> {
    let mut cut: Vec<(i128, Vec<usize>)> = Vec::with_capacity(groups.len());
    let mut rests: Vec<(usize, Ratio)> = Vec::new();
    for group in groups {
        let own = group.iter().filter_map(|index| exact.get(*index));
        let sum = own.copied().try_fold(Ratio::ZERO, Ratio::plus).and_then(|sum| sum.times(Ratio::whole(100)));
        let sum = sum.unwrap_or(Ratio::ZERO);
        let floor = sum.floor();
        let rest = Ratio::new(floor, 1).and_then(|floor| sum.minus(floor)).unwrap_or(Ratio::ZERO);
        rests.push((cut.len(), rest));
        cut.push((floor, group));
    }
    let missing = points - cut.iter().map(|(floor, _)| floor).sum::<i128>();
    rests.sort_by(|a, b| b.1.compare(a.1).then(a.0.cmp(&b.0)));
    for (at, _) in rests.iter().take(usize::try_from(missing).unwrap_or(0)) {
        if let Some((floor, _)) = cut.get_mut(*at) {
            *floor += 1;
        }
    }
    cut
}

/// Exact points of a claim.
struct Share {
    exact: Ratio,
    from: Origin,
    /// The left side of the calculation.
    terms: String,
}

/// Exact points; they add up to 100 where anything applies. What does not apply is made up for by the other indicators
/// alone: the execution rate keeps its points, unless it is all there is.
fn shares(rules: &RuleSet, claims: &[Claim]) -> Option<Vec<Share>> {
    let points = block_points(rules, &distinct(claims));
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
        let block = points.get(&claim.block).copied().unwrap_or(Ratio::ZERO);
        let (from, part, terms) = part(claim, &indicators, block)?;
        let targets = claims.iter().filter(own).filter(same).count();
        let share = block.times(part)?.over(Ratio::new(targets as i128, 1)?)?;
        let shared = if targets > 1 { format!(" ÷ {targets}") } else { String::new() };
        if claim.applies && claim.block != EXECUTION {
            left = left.plus(share)?;
        }
        raw.push(Share { exact: share, from, terms: format!("{block}{terms}{shared}") });
    }
    let executed = claims.iter().any(|claim| claim.block == EXECUTION && claim.applies);
    let kept = points.get(EXECUTION).copied().filter(|_| executed).unwrap_or(Ratio::ZERO);
    let rest = Ratio::whole(100).minus(kept)?;
    for (share, claim) in raw.iter_mut().zip(claims) {
        let (to, of) = match claim.block == EXECUTION {
            true if left.is_positive() => (kept, kept),
            true => (Ratio::whole(100), kept),
            false => (rest, left),
        };
        if !claim.applies {
            (share.exact, share.terms) = (Ratio::ZERO, String::new());
            continue;
        }
        if to != of {
            share.exact = share.exact.times(to.over(of)?)?;
            share.terms.push_str(&format!(" × {to} ÷ {of}"));
        }
    }
    Some(raw)
}

/// The indicators of claims with their blocks and stated points, each once.
pub(super) fn distinct(claims: &[Claim]) -> Vec<(&str, Option<Scaled>)> {
    let mut found: Vec<&Claim> = Vec::new();
    for claim in claims.iter().filter(|claim| claim.block != EXECUTION) {
        if !found.iter().any(|known| known.block == claim.block && known.indicator == claim.indicator) {
            found.push(claim);
        }
    }
    found.into_iter().map(|claim| (claim.block.as_str(), claim.stated)).collect()
}

/// The part of its block that an indicator gets, where that comes from, and how it is written behind the block's points.
fn part(claim: &Claim, indicators: &[&Claim], block: Ratio) -> Option<(Origin, Ratio, String)> {
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
pub fn is_whole(entered: impl Iterator<Item = Option<Scaled>>, block: Ratio) -> bool {
    let positive = entered.map(|one| one.filter(|points| points.mantissa > 0));
    total(positive).is_some_and(|sum| sum == block)
}

/// Points of the blocks that hold indicators, given with the points their form states; the execution rate is always
/// there. What a form states for all of them wins where it makes a whole beside the execution rate, or by itself.
/// Otherwise the rules say, after the points of empty blocks were moved.
pub fn block_points(rules: &RuleSet, indicators: &[(&str, Option<Scaled>)]) -> BTreeMap<String, Ratio> {
    let holds = |block: &str| block == EXECUTION || indicators.iter().any(|(held, _)| *held == block);
    let fitting = rules.weights.iter().find(|weights| weights.needs.iter().all(|block| holds(block)));
    let points = fitting.map(|weights| weights.points.clone()).unwrap_or_default();
    let mut points: BTreeMap<String, Ratio> =
        points.into_iter().map(|(block, points)| (block, Ratio::whole(points))).collect();
    let kept = points.get(EXECUTION).copied().unwrap_or(Ratio::ZERO);
    if let Some(mut stated) = stated_points(indicators, kept) {
        stated.insert(EXECUTION.to_owned(), kept);
        return stated;
    }
    for one in &rules.moves {
        if !holds(&one.from) && holds(&one.to) {
            let moved = points.remove(&one.from).unwrap_or(Ratio::ZERO);
            let before = points.get(&one.to).copied().unwrap_or(Ratio::ZERO);
            points.insert(one.to.clone(), before.plus(moved).unwrap_or(before));
        }
    }
    points
}

/// The sums of the blocks as a form states them for every indicator, brought to what the execution rate leaves; `None`
/// where they make up neither that nor the whole.
fn stated_points(indicators: &[(&str, Option<Scaled>)], kept: Ratio) -> Option<BTreeMap<String, Ratio>> {
    let whole = Ratio::whole(100);
    let rest = whole.minus(kept)?;
    let sum = total(indicators.iter().map(|(_, stated)| stated.filter(|points| points.mantissa > 0)))?;
    if sum != rest && sum != whole {
        return None;
    }
    let mut blocks: BTreeMap<String, Ratio> = BTreeMap::new();
    for (block, stated) in indicators {
        let own = Ratio::from((*stated)?).times(rest)?.over(sum)?;
        let before = blocks.get(*block).copied().unwrap_or(Ratio::ZERO);
        blocks.insert((*block).to_owned(), before.plus(own)?);
    }
    Some(blocks)
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
}
