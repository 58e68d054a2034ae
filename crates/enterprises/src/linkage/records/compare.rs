//! How well two values of a field agree, as a level from equal to different.

use super::field::{Field, FirmName, Kind, MISSING, Value};
use super::similar::{LONGEST, jaro_winkler, one_slip};
use crate::linkage::names::{Channel, Name, Room, Weights};

/// What comparing names of firms needs.
pub(super) struct Comparer {
    short: Channel,
    whole: Channel,
    room: Room,
}

impl Default for Comparer {
    fn default() -> Self {
        let weights = Weights::learnt();
        Self { short: Channel::new(&weights.short), whole: Channel::new(&weights.whole), room: Room::default() }
    }
}

/// Names of which one says this share of what the other says are similar.
const SIMILAR: f64 = 0.6;
/// And partly the same from this share.
const PARTLY: f64 = 0.3;

impl Comparer {
    /// The level of two records in a field; 0 where one of them says nothing. Symmetric.
    pub(super) fn level(&mut self, field: &Field, a: usize, b: usize) -> u8 {
        let (Some(left), Some(right)) = (field.value(a), field.value(b)) else { return MISSING };
        if field.of[a] == field.of[b] {
            return 1;
        }
        match field.kind {
            Kind::Exact => 2,
            Kind::Digits => 3 - u8::from(left.chars.len().max(right.chars.len()) >= 4 && slip_apart(left, right)),
            Kind::Code => code(left, right),
            Kind::Text => text(left, right),
            Kind::Firm => self.firm(left, right),
        }
    }

    fn firm(&mut self, left: &Value, right: &Value) -> u8 {
        let (Some(a), Some(b)) = (&left.firm, &right.firm) else { return 5 };
        let province = |name: &Name| name.spellings[0].province;
        let elsewhere = province(&a.name) != province(&b.name) && province(&a.name) > 0 && province(&b.name) > 0;
        // A branch says most of what its head office says; that they are two is not for the weights to decide.
        let branch = a.name.branch != b.name.branch;
        if a.core == b.core && a.core.chars().count() >= 3 && !elsewhere {
            return 2;
        }
        let share = self.share(a, b).max(self.share(b, a));
        match share {
            share if share >= SIMILAR && !elsewhere && !branch => 3,
            share if share >= PARTLY => 4,
            _ => 5,
        }
    }

    /// Of the bits that a name equal to the query would have, the share that this name has.
    fn share(&mut self, query: &FirmName, known: &FirmName) -> f64 {
        let Some(asked) = &query.asked else { return 0.0 };
        let mut bits = f64::NEG_INFINITY;
        for (spelling, sounds) in known.name.spellings.iter().zip(&known.sounds) {
            for channel in [&self.short, &self.whole] {
                bits = bits.max(channel.bits(asked, spelling, sounds, &mut self.room));
            }
        }
        let most = -asked.surprise();
        if most > 0.0 { bits / most } else { 0.0 }
    }
}

fn code(left: &Value, right: &Value) -> u8 {
    match (left.code, right.code) {
        (Some(a), Some(b)) if a != b => 4,
        _ if slip_apart(left, right) => 2,
        _ => 3,
    }
}

fn text(left: &Value, right: &Value) -> u8 {
    let (most, least) = (0.92, 0.8);
    // Longer texts are compared by their beginning, of which the glance knows nothing.
    let short = left.chars.len().max(right.chars.len()) <= LONGEST;
    if short && most_alike(left, right) < least {
        return 4;
    }
    match jaro_winkler(&left.chars, &right.chars) {
        likeness if likeness >= most => 2,
        likeness if likeness >= least => 3,
        _ => 4,
    }
}

/// What the likeness of two texts cannot exceed, from the characters that one of them lacks.
fn most_alike(left: &Value, right: &Value) -> f64 {
    let lacking = |a: &Value, b: &Value| a.chars.len() as u32 - (a.mask & !b.mask).count_ones();
    let common = f64::from(lacking(left, right).min(lacking(right, left)));
    let jaro = (common / left.chars.len() as f64 + common / right.chars.len() as f64 + 1.0) / 3.0;
    let prefix = left.chars.iter().zip(&right.chars).take(4).take_while(|(c, d)| c == d).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

/// Whether two values are one slip apart; a slip touches two kinds of characters at most.
fn slip_apart(left: &Value, right: &Value) -> bool {
    (left.mask ^ right.mask).count_ones() <= 2 && one_slip(&left.chars, &right.chars)
}

/// Whether two records say two valid codes that differ: they are never one firm.
pub(super) fn apart(fields: &[Field], a: usize, b: usize) -> Option<usize> {
    fields.iter().position(|field| {
        let codes = field.value(a).and_then(|value| value.code).zip(field.value(b).and_then(|value| value.code));
        codes.is_some_and(|(a, b)| a != b)
    })
}

/// Whether one of two records is a branch and the other is not, or another one.
pub(super) fn branches(fields: &[Field], a: usize, b: usize) -> bool {
    let branch = |field: &Field, record: usize| {
        field.value(record).and_then(|value| value.firm.as_ref()).map(|firm| firm.name.branch.clone())
    };
    fields.iter().any(|field| match (branch(field, a), branch(field, b)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_seen_at_a_glance_is_never_less_than_the_likeness(a in "[a-e鼎盛]{1,9}", b in "[a-e鼎盛]{1,9}") {
            let field = Field::new("x", Kind::Text, [a.as_str(), &b].into_iter(), std::iter::empty());
            let (left, right) = (field.value(0).unwrap(), field.value(1).unwrap());
            prop_assert!(most_alike(left, right) + 1e-12 >= jaro_winkler(&left.chars, &right.chars));
            prop_assert_eq!(slip_apart(left, right), one_slip(&left.chars, &right.chars));
        }
    }
}
