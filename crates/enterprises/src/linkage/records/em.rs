//! Fellegi–Sunter weights: how often each level comes about among pairs of one firm (learnt by EM) and among others.

use std::collections::HashMap;

use super::compare::Comparer;
use super::field::{Field, LEVELS};
use crate::linkage::slips::Dice;

/// Rounds of EM.
const ROUNDS: usize = 25;
/// Pairs drawn by chance to learn how others agree.
const DRAWN: usize = 10_000;
/// Bits of a level in a packed pattern.
const STEP: u32 = 3;
/// Fields that one linkage can have.
pub const MOST_FIELDS: usize = 20;

/// Chances of each level of each field.
#[derive(Clone, Debug, PartialEq)]
pub struct Chances {
    /// Among pairs of one firm.
    pub same: Vec<[f64; LEVELS]>,
    /// Among pairs of two.
    pub other: Vec<[f64; LEVELS]>,
    /// Share of all possible pairs that are of one firm.
    pub share: f64,
}

/// Levels of all fields in one number.
pub(super) fn packed(levels: impl Iterator<Item = u8>) -> u64 {
    let mut pattern = 0;
    for (at, level) in levels.enumerate() {
        pattern |= u64::from(level) << (at as u32 * STEP);
    }
    pattern
}

/// The level of a field in a pattern.
pub(super) fn level(pattern: u64, field: usize) -> usize {
    (pattern >> (field as u32 * STEP) & 7) as usize
}

/// Learns the chances from the patterns of all candidates; `possible` is how many pairs there could be.
pub(super) fn learn(fields: &[Field], left: usize, patterns: &HashMap<u64, u64>, possible: f64) -> Chances {
    let drawn = Drawn::new(fields, left);
    let mut other = drawn.chances(fields, &|_| 0.0);
    let mut same: Vec<[f64; LEVELS]> = fields.iter().map(first_guess).collect();
    // The order of a hash table must not reach the last digits.
    let mut patterns: Vec<(u64, u64)> = patterns.iter().map(|(pattern, count)| (*pattern, *count)).collect();
    patterns.sort_unstable();
    let records = fields.first().map_or(0, |field| field.of.len());
    let mut share = (records as f64 / 4.0 / possible).clamp(1e-12, 0.5);
    for _ in 0..ROUNDS {
        let mut counts: Vec<[f64; LEVELS]> = fields.iter().map(|field| first_guess(field).map(|c| c * 4.0)).collect();
        let mut sum = 0.0;
        for (pattern, count) in &patterns {
            let expected = posterior(*pattern, share, &same, &other) * *count as f64;
            sum += expected;
            for (field, counts) in counts.iter_mut().enumerate() {
                counts[level(*pattern, field)] += expected;
            }
        }
        share = (sum / possible).clamp(1e-12, 0.5);
        for (same, counts) in same.iter_mut().zip(&counts) {
            let said: f64 = counts[1..].iter().sum();
            for (chance, count) in same.iter_mut().zip(counts) {
                *chance = (count / said.max(1e-9)).max(1e-5);
            }
        }
        // In small tables pairs by chance are often pairs of one firm: these do not count.
        other = drawn.chances(fields, &|pattern| posterior(pattern, share, &same, &other));
    }
    Chances { same, other, share }
}

/// Before anything is known: most fields of one firm are equal, a slip is rarer, a difference rarer still.
fn first_guess(field: &Field) -> [f64; LEVELS] {
    let levels = field.kind.levels().len();
    let mut chances = [1e-5; LEVELS];
    for (level, chance) in chances.iter_mut().enumerate().take(levels + 1).skip(1) {
        *chance = if level == 1 { 0.8 } else { 0.2 / (levels - 1) as f64 };
    }
    if field.kind == super::field::Kind::Code {
        chances[4] = 1e-5;
    }
    chances
}

/// Probability that a pair of a pattern is of one firm.
fn posterior(pattern: u64, share: f64, same: &[[f64; LEVELS]], other: &[[f64; LEVELS]]) -> f64 {
    let mut odds = share / (1.0 - share);
    for (field, (same, other)) in same.iter().zip(other).enumerate() {
        let level = level(pattern, field);
        if level > 0 {
            odds *= same[level] / other[level];
        }
    }
    odds / (1.0 + odds)
}

/// Pairs drawn by chance, and how often values are equal exactly, from their counts.
struct Drawn {
    patterns: Vec<u64>,
    equal: Vec<f64>,
}

impl Drawn {
    fn new(fields: &[Field], left: usize) -> Self {
        let mut comparer = Comparer::default();
        let records = fields.first().map_or(0, |field| field.of.len());
        let within = left == records;
        let mut dice = Dice::new(4);
        let mut patterns = Vec::with_capacity(DRAWN);
        for _ in 0..DRAWN {
            let a = dice.below(left);
            let b = if within { dice.below(records) } else { left + dice.below(records - left) };
            if a != b && a.max(b) < records {
                patterns.push(packed(fields.iter().map(|field| comparer.level(field, a, b))));
            }
        }
        let mut equal = Vec::with_capacity(fields.len());
        for field in fields {
            let (mut pairs, mut sides) = (0.0, [0.0, 0.0]);
            for value in &field.values {
                let [ours, theirs] = value.held.map(f64::from);
                pairs += if within { ours * (ours - 1.0) } else { ours * theirs };
                sides = [sides[0] + ours, sides[1] + theirs];
            }
            let all = if within { sides[0] * (sides[0] - 1.0) } else { sides[0] * sides[1] };
            equal.push(((pairs + 0.5) / (all + 1.0)).min(0.9));
        }
        Self { patterns, equal }
    }

    /// How often pairs of two firms agree at each level, when each drawn pair is of one firm with this probability.
    fn chances(&self, fields: &[Field], of_one: &dyn Fn(u64) -> f64) -> Vec<[f64; LEVELS]> {
        let mut counts = vec![[0.5; LEVELS]; fields.len()];
        let mut drawn_equal = vec![[0.5, 0.5]; fields.len()];
        for pattern in &self.patterns {
            let weight = 1.0 - of_one(*pattern);
            for (field, counts) in counts.iter_mut().enumerate() {
                let level = level(*pattern, field);
                counts[level] += weight;
                if level == 1 {
                    drawn_equal[field][0] += weight;
                    drawn_equal[field][1] += 1.0;
                }
            }
        }
        let mut found = Vec::with_capacity(fields.len());
        for (at, field) in fields.iter().enumerate() {
            let levels = field.kind.levels().len();
            let equal = self.equal[at] * drawn_equal[at][0] / drawn_equal[at][1];
            let said: f64 = counts[at][2..=levels].iter().sum();
            let mut chances = [1e-7; LEVELS];
            chances[1] = equal.max(1e-9);
            for level in 2..=levels {
                chances[level] = ((1.0 - equal) * counts[at][level] / said.max(1e-9)).max(1e-7);
            }
            found.push(chances);
        }
        found
    }
}
