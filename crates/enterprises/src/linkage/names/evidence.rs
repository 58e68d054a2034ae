//! What a link of names rests on: what was kept of the full name, what fell away, what does not fit.

use super::channel::{Step, kind};
use super::lexicon::lexicon;
use super::parts::{Part, Spelling};
use super::sounds::sound;

/// Numbers that a calibration looks at besides the log-odds.
pub const FEATURES: usize = 17;

/// Characters by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Kept of the brand.
    pub brand: u8,
    /// Kept of the place.
    pub place: u8,
    /// Kept of the trade.
    pub trade: u8,
    /// Kept of the legal form.
    pub legal: u8,
    /// Fell away from the brand.
    pub brand_dropped: u8,
    /// Fell away from the trade.
    pub trade_dropped: u8,
    /// Fell away from the place.
    pub place_dropped: u8,
    /// Stand in the query and not in the name, of brand or trade.
    pub added: u8,
    /// The same, of a place.
    pub place_added: u8,
    /// The same, of the legal form.
    pub legal_added: u8,
    /// Are other characters in the query, of place or brand.
    pub mistaken: u8,
    /// Of these, characters that neither sound nor look alike: another brand or place, not a slip.
    pub replaced: u8,
    /// Are other characters in the query, of trade or legal form.
    pub slipped: u8,
    /// Said by the one character of a province.
    pub province: u8,
    /// The brand lost its first character.
    pub headless: bool,
}

impl Evidence {
    /// Counts the steps of an alignment.
    pub fn of(steps: &[Step], name: &Spelling, query: &Spelling) -> Self {
        let mut evidence = Self::default();
        for step in steps {
            let count = match *step {
                Step::Kept(j, _) => match name.parts[j] {
                    Part::Brand | Part::Brand2 | Part::Brand3 | Part::BrandRest => &mut evidence.brand,
                    Part::Place | Part::PlaceRest | Part::PlaceMore | Part::Bracket => &mut evidence.place,
                    Part::Trade | Part::TradeRest | Part::Later | Part::LaterRest | Part::Branch => &mut evidence.trade,
                    _ => &mut evidence.legal,
                },
                Step::Dropped(j) => match name.parts[j] {
                    Part::Brand => {
                        evidence.headless = true;
                        &mut evidence.brand_dropped
                    }
                    Part::Brand2 | Part::Brand3 | Part::BrandRest => &mut evidence.brand_dropped,
                    Part::Trade | Part::TradeRest | Part::Later | Part::LaterRest => &mut evidence.trade_dropped,
                    Part::Place | Part::PlaceRest | Part::PlaceMore | Part::Bracket => &mut evidence.place_dropped,
                    _ => continue,
                },
                Step::Mistaken(j, i) => match kind(name.parts[j]) {
                    0 | 1 => {
                        let (a, b) = (name.chars[j], query.chars[i]);
                        let alike = sound(a) == sound(b) || lexicon().similar_shapes(a).contains(&b);
                        evidence.replaced = evidence.replaced.saturating_add(u8::from(!alike));
                        &mut evidence.mistaken
                    }
                    _ => &mut evidence.slipped,
                },
                Step::Added(i) => match kind(query.parts[i]) {
                    0 => &mut evidence.place_added,
                    3 => &mut evidence.legal_added,
                    _ => &mut evidence.added,
                },
                Step::Province(_) => &mut evidence.province,
            };
            *count = count.saturating_add(1);
        }
        evidence
    }

    /// As numbers for the calibration, after the log-odds.
    pub fn features(&self, log_odds: f64, exact: bool) -> [f64; FEATURES] {
        let complete = self.brand > 0 && self.brand_dropped == 0 && self.trade_dropped == 0 && self.added == 0;
        let most = |count: u8, most: u8| f64::from(count.min(most));
        [
            log_odds.clamp(-10.0, 3.0),
            log_odds.clamp(3.0, 14.0) - 3.0,
            1.0,
            most(self.brand, 3),
            most(self.place + self.province, 2),
            most(self.trade, 3),
            most(self.legal, 2),
            most(self.brand_dropped, 3),
            most(self.added + self.mistaken, 3),
            f64::from(u8::from(exact)),
            f64::from(u8::from(self.headless)),
            f64::from(u8::from(complete)),
            most(self.place_added, 3),
            most(self.legal_added, 3),
            most(self.slipped, 2),
            // Another place, not a missing one.
            f64::from(u8::from(self.place_added > 0 && self.place_dropped > 0)),
            most(self.place_dropped, 2),
        ]
    }
}

/// The characters of a link by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Stand in both.
    pub kept: String,
    /// Pairs such as 晟→盛.
    pub mistaken: String,
    /// Stand in the query only.
    pub added: String,
    /// Stand in the name only; places, trades and legal forms are told as well.
    pub dropped: String,
    /// The place stands as its province.
    pub province: bool,
}

impl Trace {
    /// Writes down the steps of an alignment.
    pub fn of(steps: &[Step], name: &Spelling, query: &Spelling) -> Self {
        let mut trace = Self::default();
        for step in steps {
            match *step {
                Step::Kept(j, _) => trace.kept.push(name.chars[j]),
                Step::Dropped(j) => trace.dropped.push(name.chars[j]),
                Step::Added(i) => trace.added.push(query.chars[i]),
                Step::Mistaken(j, i) => {
                    trace.mistaken.extend([name.chars[j], '→', query.chars[i], ' ']);
                }
                Step::Province(_) => trace.province = true,
            }
        }
        trace
    }
}

/// The probability that a calibration gives to features.
pub fn probability(calibration: &[f64; FEATURES], features: &[f64; FEATURES]) -> f64 {
    let sum: f64 = calibration.iter().zip(features).map(|(weight, feature)| weight * feature).sum();
    1.0 / (1.0 + (-sum).exp())
}
