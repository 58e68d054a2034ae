//! Groups of records of one firm: pairs join groups best first, where the groups fit as wholes and nothing forbids it.

use std::collections::HashMap;

use super::linking::Held;

/// A pair and its bits for being one firm, the prior counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    /// The earlier record.
    pub(super) a: u32,
    /// The later record.
    pub(super) b: u32,
    /// Bits.
    pub(super) bits: f64,
}

/// Bits that a pair is taken to have that was not compared, or was and did not fit.
const UNSEEN: f64 = -3.0;
/// Most records of a group.
const LARGEST: usize = 500;

/// Groups records; `pairs` come best first. Gives for each pair whether it is within a group or why not, and the groups
/// of two records or more.
///
/// Two groups become one where the mean over all their cross pairs speaks for it, so that one good pair does not chain
/// two firms together, and where no cross pair is `refused`.
pub(super) fn group(
    pairs: &[Pair],
    records: usize,
    refused: &dyn Fn(usize, usize) -> Option<Held>,
) -> (Vec<Held>, Vec<Vec<usize>>) {
    let known: HashMap<(u32, u32), f64> = pairs.iter().map(|pair| ((pair.a, pair.b), pair.bits)).collect();
    let mut of: Vec<u32> = (0..records as u32).collect();
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut held = Vec::with_capacity(pairs.len());
    for pair in pairs {
        if let Some(why) = refused(pair.a as usize, pair.b as usize) {
            held.push(why);
            continue;
        }
        let (one, two) = (of[pair.a as usize], of[pair.b as usize]);
        if one == two {
            held.push(Held::No);
            continue;
        }
        let ours = members.get(&one).cloned().unwrap_or_else(|| vec![one]);
        let theirs = members.get(&two).cloned().unwrap_or_else(|| vec![two]);
        match against(&ours, &theirs, &known, refused) {
            Some(why) => held.push(why),
            None => {
                for record in &theirs {
                    of[*record as usize] = one;
                }
                members.remove(&two);
                let mut all = ours;
                all.extend(theirs);
                members.insert(one, all);
                held.push(Held::No);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = members
        .into_values()
        .map(|mut group| {
            group.sort_unstable();
            group.into_iter().map(|record| record as usize).collect()
        })
        .collect();
    groups.sort_unstable();
    (held, groups)
}

/// What speaks against two groups being one.
fn against(
    ours: &[u32],
    theirs: &[u32],
    known: &HashMap<(u32, u32), f64>,
    refused: &dyn Fn(usize, usize) -> Option<Held>,
) -> Option<Held> {
    if ours.len() + theirs.len() > LARGEST {
        return Some(Held::Group);
    }
    let mut sum = 0.0;
    for a in ours {
        for b in theirs {
            if let Some(why) = refused(*a as usize, *b as usize) {
                return Some(if ours.len() + theirs.len() > 2 { Held::Group } else { why });
            }
            sum += known.get(&(*a.min(b), *a.max(b))).copied().unwrap_or(UNSEEN).clamp(-20.0, 20.0);
        }
    }
    (sum <= 0.0).then_some(Held::Group)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: u32, b: u32, bits: f64) -> Pair {
        Pair { a, b, bits }
    }

    #[test]
    fn one_good_pair_does_not_chain_two_firms() {
        // 0-1-2 and 3-4-5 are firms; 2 and 3 look alike.
        let pairs = [
            pair(0, 1, 15.0),
            pair(3, 4, 15.0),
            pair(0, 2, 14.0),
            pair(1, 2, 14.0),
            pair(3, 5, 14.0),
            pair(4, 5, 14.0),
            pair(2, 3, 4.0),
        ];
        let (held, groups) = group(&pairs, 6, &|_, _| None);
        assert_eq!(groups, [vec![0, 1, 2], vec![3, 4, 5]]);
        assert_eq!(held[6], Held::Group);
    }

    #[test]
    fn a_group_never_holds_two_records_that_must_not_be_linked() {
        let codes = [1, 0, 2];
        let refused = |a: usize, b: usize| (codes[a] != codes[b] && codes[a] * codes[b] > 0).then_some(Held::Codes);
        let pairs = [pair(0, 1, 15.0), pair(1, 2, 14.0), pair(0, 2, 13.0)];
        let (held, groups) = group(&pairs, 3, &refused);
        assert_eq!(groups, [vec![0, 1]]);
        assert_eq!(held, [Held::No, Held::Group, Held::Codes]);
    }
}
