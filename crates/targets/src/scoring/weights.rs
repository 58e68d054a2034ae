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
    let stays = |claim: &Claim| rules.keeps.contains(&claim.block);
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
        if claim.applies && !stays(claim) {
            left = left.plus(share)?;
        }
        raw.push(Share { exact: share, from, terms: format!("{block}{terms}{shared}") });
    }
    let executed = claims.iter().any(|claim| stays(claim) && claim.applies);
    let kept = points.get(EXECUTION).copied().filter(|_| executed).unwrap_or(Ratio::ZERO);
    let rest = Ratio::whole(100).minus(kept)?;
    for (share, claim) in raw.iter_mut().zip(claims) {
        let (to, of) = match stays(claim) {
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
mod tests;
