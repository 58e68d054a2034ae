//! How surprising a character is in names of firms at large: pairs of characters counted over a registry.

use std::collections::HashMap;

/// Characters that the world is taken to have.
const ALPHABET: f64 = 4000.0;

/// Counts of characters and of pairs.
#[derive(Clone, Debug, Default)]
pub struct Background {
    singles: HashMap<char, u32>,
    pairs: HashMap<(char, char), u32>,
    /// For each first character of a pair how often it begins one, and how many different ones.
    begins: HashMap<char, (u32, u32)>,
    all: u32,
}

/// Stands before the first character.
const START: char = '\u{2}';

impl Background {
    /// Counts a name.
    pub fn add(&mut self, name: impl Iterator<Item = char>) {
        let mut before = START;
        for c in name {
            *self.singles.entry(c).or_default() += 1;
            self.all += 1;
            let pair = self.pairs.entry((before, c)).or_default();
            *pair += 1;
            let begins = self.begins.entry(before).or_default();
            begins.0 += 1;
            begins.1 += u32::from(*pair == 1);
            before = c;
        }
    }

    /// Log2 of the chance of each character of a text, given the one before it.
    ///
    /// Every count is lessened by one: what was seen once was seen in the very name that is being judged.
    pub fn log_chances(&self, text: &[char]) -> Vec<f64> {
        let mut before = START;
        let mut found = Vec::with_capacity(text.len());
        for &c in text {
            let single = f64::from(self.singles.get(&c).copied().unwrap_or(0).saturating_sub(1));
            let alone = (single + 0.5) / (f64::from(self.all) + 0.5 * ALPHABET);
            let (begins, kinds) = self.begins.get(&before).copied().unwrap_or((0, 0));
            let pair = f64::from(self.pairs.get(&(before, c)).copied().unwrap_or(0).saturating_sub(1));
            // What the lessening took away, and a little for what was never seen, goes to the character alone.
            let begins = f64::from(begins) + 1.0;
            let chance = pair / begins + (f64::from(kinds) + 1.0) / begins * alone;
            found.push(chance.min(1.0).log2());
            before = c;
        }
        found
    }

    /// Characters of one kind that were counted.
    pub fn count(&self, c: char) -> u32 {
        self.singles.get(&c).copied().unwrap_or(0)
    }
}
