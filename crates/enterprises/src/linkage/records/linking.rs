//! Two tables, or one with itself: from fields to links with probabilities, what holds each back, and groups of one firm.

use std::collections::HashMap;

use rayon::prelude::*;

use super::blocking::{Pass, candidates};
use super::compare::{Comparer, apart, branches};
use super::em::{self, Chances};
use super::field::Field;
use super::grouping;

/// How two tables are linked.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// A record has at most one partner on the other side.
    pub one_to_one: bool,
    /// Pairs below this probability are not reported.
    pub least: f64,
    /// Probability from which a link is made without a person.
    pub automatic: f64,
}

impl Default for Terms {
    fn default() -> Self {
        Self { one_to_one: true, least: 0.5, automatic: 0.99 }
    }
}

/// Why a pair is not linked without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It is linked.
    No,
    /// Both say a valid code and these differ: never one firm.
    Codes,
    /// One is a branch.
    Branch,
    /// One of the two has a better partner, or one as good.
    Taken,
    /// Their groups hold records that do not fit each other.
    Group,
    /// Not probable enough.
    Weak,
}

/// A pair of records.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Record of the left side (or the earlier one).
    pub left: usize,
    /// Record of the right side (or the later one), by its position there.
    pub right: usize,
    /// Bits of each field for the two being one firm; 0 where one of them says nothing.
    pub bits: Vec<f64>,
    /// The level of each field; 0 where missing.
    pub levels: Vec<u8>,
    /// Probability that they are one firm.
    pub probability: f64,
    /// Whether it is linked, or why not.
    pub held: Held,
}

/// What was found.
pub struct Linked {
    /// Pairs of at least the wanted probability, best first for each left record.
    pub links: Vec<Link>,
    /// For a table with itself: groups of two records or more.
    pub groups: Vec<Vec<usize>>,
    /// What the passes offered and left out.
    pub passes: Vec<Pass>,
    /// Pairs compared.
    pub compared: u64,
    /// Pairs that could be compared.
    pub possible: u64,
    /// What was learnt.
    pub chances: Chances,
}

/// A pair with its pattern and its bits with the frequency of equal values.
struct Scored {
    a: u32,
    b: u32,
    pattern: u64,
    bits: f64,
}

/// Links the first `left` records with the others; with `left` as long as all, the records with each other.
///
/// Fields are at most [`em::MOST_FIELDS`].
pub fn link(fields: &[Field], left: usize, terms: &Terms) -> Linked {
    let records = fields.first().map_or(0, |field| field.of.len());
    let within = left == records;
    let possible =
        if within { left as u64 * left.saturating_sub(1) as u64 / 2 } else { left as u64 * (records - left) as u64 };
    let blocked = candidates(fields, left);
    let patterns: Vec<u64> = blocked
        .pairs
        .par_chunks(4096)
        .flat_map_iter(|chunk| {
            let mut comparer = Comparer::default();
            let pattern = move |pair: &(u32, u32)| {
                em::packed(fields.iter().map(|field| comparer.level(field, pair.0 as usize, pair.1 as usize)))
            };
            chunk.iter().map(pattern)
        })
        .collect();
    let mut counted: HashMap<u64, u64> = HashMap::new();
    for pattern in &patterns {
        *counted.entry(*pattern).or_default() += 1;
    }
    let chances = em::learn(fields, left, &counted, possible.max(1) as f64);
    let prior = (chances.share / (1.0 - chances.share)).log2();
    let least = (terms.least.clamp(1e-6, 1.0 - 1e-6) / (1.0 - terms.least.clamp(1e-6, 1.0 - 1e-6))).log2();
    let mut scored = Vec::new();
    for ((a, b), pattern) in blocked.pairs.iter().zip(&patterns) {
        let bits = prior + (0..fields.len()).map(|at| weight(fields, at, *pattern, *a, &chances)).sum::<f64>();
        if bits >= least.min(0.0) {
            scored.push(Scored { a: *a, b: *b, pattern: *pattern, bits });
        }
    }
    scored.sort_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    let (held, groups) = if within {
        grouping::group(&pairs_of(&scored), records, &|a, b| refused(fields, a, b))
    } else {
        (one_to_one(&scored, fields, records, terms.one_to_one), Vec::new())
    };
    let mut links = Vec::new();
    for (pair, mut held) in scored.iter().zip(held) {
        let probability = 1.0 / (1.0 + (-pair.bits).exp2());
        if probability < terms.least {
            continue;
        }
        if held == Held::No && probability < terms.automatic {
            held = Held::Weak;
        }
        links.push(Link {
            left: pair.a as usize,
            right: pair.b as usize - if within { 0 } else { left },
            bits: (0..fields.len()).map(|at| weight(fields, at, pair.pattern, pair.a, &chances)).collect(),
            levels: (0..fields.len()).map(|at| em::level(pair.pattern, at) as u8).collect(),
            probability,
            held,
        });
    }
    Linked { links, groups, passes: blocked.passes, compared: blocked.pairs.len() as u64, possible, chances }
}

/// Bits of one field: how much more often its level comes about among pairs of one firm. An equal value counts by its
/// own frequency, so that a rare one says more.
fn weight(fields: &[Field], at: usize, pattern: u64, a: u32, chances: &Chances) -> f64 {
    let level = em::level(pattern, at);
    if level == 0 {
        return 0.0;
    }
    let field = &fields[at];
    let mut other = chances.other[at][level];
    if level == 1
        && let Some(value) = field.value(a as usize)
    {
        let held = f64::from(value.held[0] + value.held[1]);
        // Half the common frequency and half its own: a value seen twice is seen twice because of the pair.
        other = 0.5 * other + 0.5 * (held - 1.0).max(0.5) / field.of.len() as f64;
    }
    (chances.same[at][level] / other).log2()
}

/// Why two records can never be linked by themselves.
fn refused(fields: &[Field], a: usize, b: usize) -> Option<Held> {
    if apart(fields, a, b).is_some() {
        return Some(Held::Codes);
    }
    branches(fields, a, b).then_some(Held::Branch)
}

fn pairs_of(scored: &[Scored]) -> Vec<grouping::Pair> {
    scored.iter().map(|pair| grouping::Pair { a: pair.a, b: pair.b, bits: pair.bits }).collect()
}

/// Best pairs first; each record of the right side, and of the left, has at most one partner.
fn one_to_one(scored: &[Scored], fields: &[Field], records: usize, both: bool) -> Vec<Held> {
    let mut best: Vec<f64> = vec![f64::NEG_INFINITY; records];
    let mut held = Vec::with_capacity(scored.len());
    for pair in scored {
        let (a, b) = (pair.a as usize, pair.b as usize);
        if let Some(why) = refused(fields, a, b) {
            held.push(why);
            continue;
        }
        let taken = best[a] > f64::NEG_INFINITY || (both && best[b] > f64::NEG_INFINITY);
        held.push(if taken { Held::Taken } else { Held::No });
        best[a] = best[a].max(pair.bits);
        best[b] = best[b].max(pair.bits);
    }
    // A tie is decided by nobody: the one that came first is held too.
    let ties: HashMap<u32, f64> = scored
        .iter()
        .zip(&held)
        .filter(|(_, held)| **held == Held::Taken)
        .flat_map(|(pair, _)| [(pair.a, pair.bits), (pair.b, pair.bits)])
        .fold(HashMap::new(), |mut most, (record, bits)| {
            let known = most.entry(record).or_insert(bits);
            *known = known.max(bits);
            most
        });
    for (pair, held) in scored.iter().zip(&mut held) {
        let near = |record: u32| ties.get(&record).is_some_and(|bits| pair.bits - bits < TIE);
        if *held == Held::No && (near(pair.a) || (both && near(pair.b))) {
            *held = Held::Taken;
        }
    }
    held
}

/// Bits below which two partners are equally good.
const TIE: f64 = 1.0;
