//! Which pairs are compared: several passes, each by one key; blocks that are too large are not, and that is reported.

use std::collections::HashMap;

use super::field::{Field, Kind};

/// Pairs of one block; a larger block is left out of its pass.
pub const MOST_OF_BLOCK: u64 = 2_500;
/// Pairs of all passes; passes beyond are left out.
pub const MOST_PAIRS: usize = 40_000_000;

/// A pass and what it found and left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Which key, in Chinese and English.
    pub title: [String; 2],
    /// Pairs it offered, those of earlier passes counted too.
    pub pairs: u64,
    /// Blocks that were too large.
    pub blocks_left_out: u64,
    /// Pairs in them: not compared unless another pass offers them.
    pub pairs_left_out: u64,
    /// The largest of them, by its key.
    pub largest: String,
}

/// Candidates and how they were found.
pub(super) struct Blocked {
    /// Pairs of records, each once, in order.
    pub(super) pairs: Vec<(u32, u32)>,
    /// The passes in order.
    pub(super) passes: Vec<Pass>,
}

/// Finds candidate pairs. Records up to `left` are the left side; with `left` as long as all, pairs are within it.
pub(super) fn candidates(fields: &[Field], left: usize) -> Blocked {
    let all = fields.first().map_or(0, |field| field.of.len());
    let mut found: Vec<u64> = Vec::new();
    let mut passes = Vec::new();
    for field in fields {
        for keyed in keys(field) {
            let mut pass = Pass {
                title: [format!("{}{}", field.title, keyed.zh), format!("{} {}", field.title, keyed.en)],
                pairs: 0,
                blocks_left_out: 0,
                pairs_left_out: 0,
                largest: String::new(),
            };
            let mut largest = 0;
            let mut blocks: HashMap<&str, Vec<u32>> = HashMap::new();
            for record in 0..all {
                let Some(place) = (field.of[record] as usize).checked_sub(1) else { continue };
                for key in &keyed.of[place] {
                    let block = blocks.entry(key).or_default();
                    if block.last() != Some(&(record as u32)) {
                        block.push(record as u32);
                    }
                }
            }
            for (key, block) in &blocks {
                let split = block.partition_point(|record| (*record as usize) < left);
                let (ours, theirs) = (split as u64, (block.len() - split) as u64);
                let size = if left == all { ours * ours.saturating_sub(1) / 2 } else { ours * theirs };
                if size > MOST_OF_BLOCK || found.len() as u64 + size > MOST_PAIRS as u64 {
                    pass.blocks_left_out += 1;
                    pass.pairs_left_out += size;
                    if (size, *key) > (largest, pass.largest.as_str()) {
                        (largest, pass.largest) = (size, (*key).to_owned());
                    }
                    continue;
                }
                pass.pairs += size;
                for (at, a) in block[..split].iter().enumerate() {
                    let others = if left == all { &block[at + 1..] } else { &block[split..] };
                    found.extend(others.iter().map(|b| u64::from(*a) << 32 | u64::from(*b)));
                }
            }
            passes.push(pass);
        }
        // Kept small between passes: most pairs come from several.
        found.sort_unstable();
        found.dedup();
    }
    let pairs = found.into_iter().map(|pair| ((pair >> 32) as u32, pair as u32)).collect();
    Blocked { pairs, passes }
}

/// The keys of a pass for each value of a field.
struct Keyed {
    zh: &'static str,
    en: &'static str,
    of: Vec<Vec<String>>,
}

fn keys(field: &Field) -> Vec<Keyed> {
    let whole = field.values.iter().map(|value| vec![value.text.clone()]).collect();
    let mut keyed = vec![Keyed { zh: "相同", en: "equal", of: whole }];
    match field.kind {
        Kind::Firm => {
            let brands = |value: &super::field::Value| {
                let Some(firm) = &value.firm else { return Vec::new() };
                let core: Vec<char> = firm.core.chars().collect();
                core.windows(2).map(|pair| pair.iter().collect()).collect()
            };
            keyed.push(Keyed {
                zh: "字号或行业有两字相连相同",
                en: "two characters of brand or trade",
                of: field.values.iter().map(brands).collect(),
            });
        }
        // Codes and numbers with a slip still share one half.
        Kind::Code | Kind::Digits => {
            let halves = |value: &super::field::Value| {
                let middle = value.chars.len() / 2;
                if middle < 3 {
                    return Vec::new();
                }
                let (begin, end) = value.chars.split_at(middle);
                let half = |mark: char, chars: &[char]| std::iter::once(mark).chain(chars.iter().copied()).collect();
                vec![half('<', begin), half('>', end)]
            };
            keyed.push(Keyed {
                zh: "前半或后半相同", en: "half equal", of: field.values.iter().map(halves).collect()
            });
        }
        Kind::Text | Kind::Exact => {}
    }
    keyed
}
