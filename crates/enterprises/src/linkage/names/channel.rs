//! How likely a query is a way to write a full name: each character of the name is kept, dropped or mistaken, others are
//! added; in bits against a name that has nothing to do with it.

use super::lexicon::lexicon;
use super::parts::{PARTS, Part, Spelling};
use super::weights::{KINDS, Style};

const NEVER: f64 = -1e9;

/// A style as logarithms (base 2).
#[derive(Clone, Debug)]
pub struct Channel {
    keep: [[f64; 2]; PARTS],
    drop: [[f64; 2]; PARTS],
    same: f64,
    alike: f64,
    other: f64,
    insert: [f64; KINDS],
    province: [f64; 2],
}

/// A query made ready for many comparisons.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its characters.
    pub chars: Vec<char>,
    kinds: Vec<usize>,
    chances: Vec<f64>,
    sounds: Vec<u16>,
    shapes: Vec<&'static [char]>,
    provinces: Vec<u8>,
}

/// What became of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A character of the name stayed, by its place in the name and in the query.
    Kept(usize, usize),
    /// It stayed as another one.
    Mistaken(usize, usize),
    /// It fell away.
    Dropped(usize),
    /// A character of the query stands in no name.
    Added(usize),
    /// The place was said by its province, at this character of the query.
    Province(usize),
}

/// Room for the computation, kept between comparisons.
#[derive(Clone, Debug, Default)]
pub struct Room {
    cells: Vec<f64>,
}

impl Asked {
    /// Prepares a spelling of a query; `chances` are the log2 chances of its characters in names at large.
    pub fn new(spelling: &Spelling, chances: Vec<f64>) -> Self {
        let chars = spelling.chars.clone();
        Self {
            kinds: spelling.parts.iter().map(|part| kind(*part)).collect(),
            sounds: chars.iter().map(|c| super::sounds::sound(*c)).collect(),
            shapes: chars.iter().map(|c| lexicon().similar_shapes(*c)).collect(),
            provinces: chars.iter().map(|c| lexicon().province_of(*c).unwrap_or(0)).collect(),
            chars,
            chances,
        }
    }
}

impl Asked {
    /// Log2 chance of the whole query in names at large.
    pub fn surprise(&self) -> f64 {
        self.chances.iter().sum()
    }
}

/// What a character of a part is, when it is added.
pub(super) fn kind(part: Part) -> usize {
    match part {
        Part::Place | Part::PlaceRest | Part::PlaceMore | Part::Bracket => 0,
        Part::Brand | Part::Brand2 | Part::Brand3 | Part::BrandRest | Part::Branch => 1,
        Part::Trade | Part::TradeRest | Part::Later | Part::LaterRest => 2,
        Part::Group | Part::GroupRest | Part::Share | Part::ShareRest | Part::Legal => 3,
    }
}

/// Whether a part tells one firm from another: not its places, not its legal form.
pub(super) fn is_core(part: Part) -> bool {
    matches!(kind(part), 1 | 2) || part == Part::Branch
}

impl Channel {
    /// Takes logarithms.
    pub fn new(style: &Style) -> Self {
        let sure = |chance: f64| chance.clamp(1e-6, 1.0 - 1e-6).log2();
        let mut keep = [[0.0; 2]; PARTS];
        let mut drop = [[0.0; 2]; PARTS];
        for part in 0..PARTS {
            for before in 0..2 {
                keep[part][before] = sure(style.keep[part][before]);
                drop[part][before] = sure(1.0 - style.keep[part][before]);
            }
        }
        Self {
            keep,
            drop,
            same: sure(1.0 - style.substitute),
            // An alike character is one of about ten.
            alike: sure(style.substitute * style.alike / 10.0),
            other: sure(style.substitute * (1.0 - style.alike)),
            insert: style.insert.map(sure),
            province: style.province.map(sure),
        }
    }

    /// Bits for the query being this name, along the likeliest way.
    pub fn bits(&self, asked: &Asked, name: &Spelling, sounds: &[u16], room: &mut Room) -> f64 {
        self.fill(asked, name, sounds, room);
        let wide = asked.chars.len() + 1;
        let end = (name.chars.len() * wide + asked.chars.len()) * 2;
        room.cells[end].max(room.cells[end + 1])
    }

    /// Fills the table: cell `(j, i, kept)` is the best way to have read `j` characters of the name and `i` of the query.
    fn fill(&self, asked: &Asked, name: &Spelling, sounds: &[u16], room: &mut Room) {
        let (n, m) = (name.chars.len(), asked.chars.len());
        let wide = m + 1;
        room.cells.clear();
        room.cells.resize((n + 1) * wide * 2, NEVER);
        let cells = &mut room.cells;
        cells[0] = 0.0;
        for j in 0..=n {
            let (done, next) = cells.split_at_mut((j + 1) * wide * 2);
            let row = &mut done[j * wide * 2..];
            for i in 0..m {
                let added = self.insert[asked.kinds[i]];
                for kept in 0..2 {
                    row[(i + 1) * 2 + kept] = row[(i + 1) * 2 + kept].max(row[i * 2 + kept] + added);
                }
            }
            if j == n {
                break;
            }
            if j == 0 && name.place > 0 {
                for i in 0..m {
                    if let Some(bits) = self.province_bits(asked, name, i) {
                        let at = ((name.place - 1) * wide + i + 1) * 2 + 1;
                        let from = row[i * 2].max(row[i * 2 + 1]);
                        next[at] = next[at].max(from + bits);
                    }
                }
            }
            let part = name.parts[j] as usize;
            let ([keep_after_drop, keep_after_keep], [drop_after_drop, drop_after_keep]) =
                (self.keep[part], self.drop[part]);
            for i in 0..=m {
                let (dropped, kept) = (row[i * 2], row[i * 2 + 1]);
                let below = (dropped + drop_after_drop).max(kept + drop_after_keep);
                next[i * 2] = next[i * 2].max(below);
                if i < m {
                    let stay = (dropped + keep_after_drop).max(kept + keep_after_keep);
                    let along = stay + self.said(asked, i, name.chars[j], sounds[j]);
                    next[(i + 1) * 2 + 1] = next[(i + 1) * 2 + 1].max(along);
                }
            }
        }
    }

    /// Bits for a kept character being written as it is in the query.
    fn said(&self, asked: &Asked, i: usize, c: char, sound: u16) -> f64 {
        if asked.chars[i] == c {
            self.same - asked.chances[i]
        } else if (sound != 0 && sound == asked.sounds[i]) || asked.shapes[i].contains(&c) {
            (self.alike - asked.chances[i]).max(self.other)
        } else {
            self.other
        }
    }

    /// Bits for a character of the query naming the province of the place.
    fn province_bits(&self, asked: &Asked, name: &Spelling, i: usize) -> Option<f64> {
        if asked.provinces[i] == 0 || asked.provinces[i] != name.province || asked.chars[i] == name.chars[0] {
            return None;
        }
        let chance = self.province[usize::from(!is_province(name))];
        Some(chance - asked.chances[i])
    }

    /// The likeliest way, from the first character to the last.
    pub fn steps(&self, asked: &Asked, name: &Spelling, sounds: &[u16], room: &mut Room) -> Vec<Step> {
        self.fill(asked, name, sounds, room);
        let wide = asked.chars.len() + 1;
        let cell = |j: usize, i: usize, kept: usize| room.cells[(j * wide + i) * 2 + kept];
        let (mut j, mut i) = (name.chars.len(), asked.chars.len());
        let mut kept = usize::from(cell(j, i, 1) > cell(j, i, 0));
        let mut steps = Vec::with_capacity(j + i);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + a.abs());
        while i > 0 || j > 0 {
            let here = cell(j, i, kept);
            if i > 0 && near(here, cell(j, i - 1, kept) + self.insert[asked.kinds[i - 1]]) {
                i -= 1;
                steps.push(Step::Added(i));
                continue;
            }
            if j == 0 {
                break;
            }
            if kept == 1 && i > 0 {
                let province = (j == name.place).then(|| self.province_bits(asked, name, i - 1)).flatten();
                let from = cell(0, i - 1, 0).max(cell(0, i - 1, 1));
                if province.is_some_and(|bits| near(here, from + bits)) {
                    i -= 1;
                    steps.push(Step::Province(i));
                    kept = usize::from(cell(0, i, 1) > cell(0, i, 0));
                    j = 0;
                    continue;
                }
                let said = self.said(asked, i - 1, name.chars[j - 1], sounds[j - 1]);
                let same = asked.chars[i - 1] == name.chars[j - 1];
                (i, j) = (i - 1, j - 1);
                steps.push(if same { Step::Kept(j, i) } else { Step::Mistaken(j, i) });
                let keep = self.keep[name.parts[j] as usize];
                kept = usize::from(near(here, cell(j, i, 1) + keep[1] + said));
                continue;
            }
            j -= 1;
            steps.push(Step::Dropped(j));
            let drop = self.drop[name.parts[j] as usize];
            kept = usize::from(near(here, cell(j, i, 1) + drop[1]));
        }
        steps.reverse();
        steps
    }
}

/// Whether the place of a name is a province, not a city of one.
pub(super) fn is_province(name: &Spelling) -> bool {
    name.place > 0
        && name.province > 0
        && lexicon().province_named(&name.chars[..name.place].iter().collect::<String>())
}
