//! The names of known firms, indexed by their characters, so that a query meets only names it shares characters with.

use std::collections::HashMap;

use super::background::Background;
use super::channel::{Asked, Channel, Room, Step};
use super::evidence::{Evidence, Trace};
use super::parts::{Name, Spelling};
use super::sounds::sound;
use super::weights::Weights;

/// Bits that speak against a branch being its head office, or another branch.
const BRANCH: f64 = -24.0;

/// A name of a firm; a firm may have several.
pub struct Known {
    /// The firm, by its position in the registry.
    pub firm: u32,
    /// The name taken apart.
    pub name: Name,
    /// Position of the name among the names of its firm; 0 is the official one.
    pub rank: u32,
    sounds: Vec<Vec<u16>>,
}

/// Names of firms.
pub struct Registry {
    names: Vec<Known>,
    firms: usize,
    lists: HashMap<char, Vec<u32>>,
    exact: HashMap<String, Vec<u32>>,
    background: Background,
    short: Channel,
    whole: Channel,
    wholeness: [f64; 2],
}

/// A name that a query was compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The firm, by its position in the registry.
    pub firm: u32,
    /// The name of the firm that fits best, by its position among all names.
    pub name: u32,
    /// Bits for the query being this name against a name that has nothing to do with it.
    pub bits: f64,
    /// The same text after folding.
    pub exact: bool,
    /// One of the two is a branch, or both are and differ.
    pub branch: bool,
}

/// What a query met, and what it did not.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// Best first; at most one for each firm.
    pub candidates: Vec<Candidate>,
    /// Names that were compared in full.
    pub compared: usize,
    /// Names that share a character with the query and were left out by the cap.
    pub left_out: usize,
    /// Characters whose lists are longer than the cap and were not followed.
    pub not_followed: usize,
}

/// Bounds on the work for one query.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Names of one character that are followed; a more frequent character is not, unless the query has no other.
    pub list: usize,
    /// Names compared in full.
    pub candidates: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { list: 100_000, candidates: 120 }
    }
}

/// Room for one thread.
#[derive(Default)]
pub struct Desk {
    shared: Vec<f32>,
    touched: Vec<u32>,
    room: Room,
}

impl Registry {
    /// Indexes the names of firms; the first of each is the official one. Names without any letter are left out.
    pub fn new<N: AsRef<str>>(firms: &[Vec<N>], weights: &Weights) -> Self {
        let mut registry = Self {
            names: Vec::with_capacity(firms.len()),
            firms: firms.len(),
            lists: HashMap::new(),
            exact: HashMap::new(),
            background: Background::default(),
            short: Channel::new(&weights.short),
            whole: Channel::new(&weights.whole),
            wholeness: weights.wholeness,
        };
        for (firm, names) in firms.iter().enumerate() {
            for (rank, text) in names.iter().enumerate() {
                registry.add(firm, rank, text.as_ref());
            }
        }
        registry
    }

    fn add(&mut self, firm: usize, rank: usize, text: &str) {
        let name = Name::parse(text);
        if name.plain.is_empty() {
            return;
        }
        let others = if rank == 0 { name.others.clone() } else { Vec::new() };
        let number = self.names.len() as u32;
        let mut chars = name.spellings[0].chars.clone();
        self.background.add(chars.iter().copied());
        chars.sort_unstable();
        chars.dedup();
        for c in chars {
            self.lists.entry(c).or_default().push(number);
        }
        self.exact.entry(name.plain.clone()).or_default().push(number);
        let sounds = name.spellings.iter().map(sounds_of).collect();
        self.names.push(Known { firm: firm as u32, name, rank: rank as u32, sounds });
        for other in others {
            self.add(firm, rank + 1000, &other);
        }
    }

    /// How many firms there are, those without a name counted.
    pub fn firms(&self) -> usize {
        self.firms
    }

    /// All names, in the order they came.
    pub fn names(&self) -> &[Known] {
        &self.names
    }

    /// Counts of characters.
    pub fn background(&self) -> &Background {
        &self.background
    }

    /// The firms a query may mean, best first.
    pub fn ask(&self, query: &Name, caps: &Caps, desk: &mut Desk) -> Met {
        let mut met = Met::default();
        if query.plain.is_empty() {
            return met;
        }
        let numbers = self.near(query, caps, desk, &mut met);
        let asked: Vec<Asked> = query
            .spellings
            .iter()
            .map(|spelling| Asked::new(spelling, self.background.log_chances(&spelling.chars)))
            .collect();
        let whole = self.wholeness[usize::from(!query.whole)];
        let shares = [(1.0 - whole).max(1e-6).log2(), whole.max(1e-6).log2()];
        met.compared = numbers.len();
        let mut found: Vec<Candidate> =
            numbers.iter().map(|number| self.compared(*number, query, &asked, shares, &mut desk.room)).collect();
        found.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.name.cmp(&b.name)));
        let mut seen = std::collections::HashSet::new();
        found.retain(|candidate| seen.insert(candidate.firm));
        met.candidates = found;
        met
    }

    /// Compares one name in full.
    fn compared(&self, number: u32, query: &Name, asked: &[Asked], shares: [f64; 2], room: &mut Room) -> Candidate {
        let known = &self.names[number as usize];
        let mut bits = f64::NEG_INFINITY;
        for (spelling, sounds) in known.name.spellings.iter().zip(&known.sounds) {
            for asked in asked {
                let short = shares[0] + self.short.bits(asked, spelling, sounds, room);
                let whole = shares[1] + self.whole.bits(asked, spelling, sounds, room);
                bits = bits.max(log_sum(short, whole));
            }
        }
        let exact = known.name.plain == query.plain;
        if exact && let Some(asked) = asked.first() {
            // Half of what is written is written without a slip.
            bits = bits.max(-1.0 - asked.surprise());
        }
        let branch = known.name.branch != query.branch;
        if branch {
            bits += BRANCH;
        }
        Candidate { firm: known.firm, name: number, bits, exact, branch }
    }

    /// Names that share the rarest characters.
    fn near(&self, query: &Name, caps: &Caps, desk: &mut Desk, met: &mut Met) -> Vec<u32> {
        let mut chars = query.spellings[0].chars.clone();
        chars.sort_unstable();
        chars.dedup();
        let mut lists: Vec<&Vec<u32>> = chars.iter().filter_map(|c| self.lists.get(c)).collect();
        lists.sort_by_key(|list| list.len());
        let all = lists.len();
        let kept = lists.iter().take_while(|list| list.len() <= caps.list).count().max(1).min(all);
        met.not_followed = all - kept;
        desk.shared.resize(self.names.len(), 0.0);
        for list in &lists[..kept] {
            let rarity = (self.names.len() as f32 / list.len() as f32).log2() + 0.1;
            for number in list.iter() {
                let shared = &mut desk.shared[*number as usize];
                if *shared == 0.0 {
                    desk.touched.push(*number);
                }
                *shared += rarity;
            }
        }
        let mut numbers = std::mem::take(&mut desk.touched);
        let exact = self.exact.get(&query.plain);
        if numbers.len() > caps.candidates {
            let shared = &desk.shared;
            let by_rarity = |a: &u32, b: &u32| shared[*b as usize].total_cmp(&shared[*a as usize]).then(a.cmp(b));
            numbers.select_nth_unstable_by(caps.candidates - 1, by_rarity);
        }
        let cut = caps.candidates.min(numbers.len());
        met.left_out = numbers.len() - cut;
        let mut chosen = numbers[..cut].to_vec();
        for number in exact.into_iter().flatten() {
            if !chosen.contains(number) {
                chosen.push(*number);
            }
        }
        for number in &numbers {
            desk.shared[*number as usize] = 0.0;
        }
        numbers.clear();
        desk.touched = numbers;
        chosen
    }

    /// What a link of a query to one of the names rests on.
    pub fn evidence(&self, query: &Name, candidate: &Candidate, desk: &mut Desk) -> Evidence {
        self.aligned(query, candidate, desk)
            .map(|(steps, name, asked)| Evidence::of(&steps, name, asked))
            .unwrap_or_default()
    }

    /// The same for people: the characters that were kept, mistaken, added and dropped.
    pub fn trace(&self, query: &Name, candidate: &Candidate, desk: &mut Desk) -> Trace {
        self.aligned(query, candidate, desk)
            .map(|(steps, name, asked)| Trace::of(&steps, name, asked))
            .unwrap_or_default()
    }

    /// The likeliest way from a name to a query, with the spellings it is between.
    fn aligned<'a>(
        &'a self,
        query: &'a Name,
        candidate: &Candidate,
        desk: &mut Desk,
    ) -> Option<(Vec<Step>, &'a Spelling, &'a Spelling)> {
        let known = &self.names[candidate.name as usize];
        let mut best: Option<(f64, Vec<Step>, &Spelling, &Spelling)> = None;
        for spelling in &query.spellings {
            let asked = Asked::new(spelling, self.background.log_chances(&spelling.chars));
            for (name, sounds) in known.name.spellings.iter().zip(&known.sounds) {
                for channel in [&self.short, &self.whole] {
                    let bits = channel.bits(&asked, name, sounds, &mut desk.room);
                    if best.as_ref().is_none_or(|(most, ..)| bits > *most) {
                        best = Some((bits, channel.steps(&asked, name, sounds, &mut desk.room), name, spelling));
                    }
                }
            }
        }
        best.map(|(_, steps, name, asked)| (steps, name, asked))
    }
}

/// The syllables of a spelling.
pub fn sounds_of(spelling: &Spelling) -> Vec<u16> {
    spelling.chars.iter().map(|c| sound(*c)).collect()
}

/// `log2(2^a + 2^b)`.
fn log_sum(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low < high - 60.0 { high } else { high + (1.0 + (low - high).exp2()).log2() }
}
