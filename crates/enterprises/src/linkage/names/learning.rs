//! Learning the weights from pairs of names: align, count, estimate anew (EM along the likeliest way).

use super::background::Background;
use super::channel::{Asked, Channel, Room, Step, is_province, kind};
use super::parts::{Name, PARTS, Spelling};
use super::registry::sounds_of;
use super::weights::{KINDS, Style};

/// Rounds of aligning and counting.
const ROUNDS: usize = 8;

/// A query and the full name it stands for.
pub struct Pair {
    /// The query.
    pub query: Name,
    /// The full name.
    pub name: Name,
}

/// Yes and no, begun with imagined counts that keep a chance off 0 and 1.
#[derive(Clone, Copy)]
struct Tally {
    yes: f64,
    all: f64,
}

impl Tally {
    fn begun(chance: f64) -> Self {
        Self { yes: chance * 4.0, all: 4.0 }
    }

    fn count(&mut self, yes: bool) {
        self.all += 1.0;
        self.yes += f64::from(u8::from(yes));
    }

    fn chance(self) -> f64 {
        (self.yes / self.all).clamp(1e-5, 1.0 - 1e-4)
    }
}

/// Learns a style from pairs. A pair whose bits stay below `least` is taken for a mistake of the data and left out.
pub fn learn(pairs: &[Pair], background: &Background, first: &Style, least: f64) -> Style {
    let mut style = first.clone();
    for round in 0..ROUNDS {
        let channel = Channel::new(&style);
        let mut counts = Counts::begun(first);
        let mut room = Room::default();
        for pair in pairs {
            let asked = Asked::new(&pair.query.spellings[0], background.log_chances(&pair.query.spellings[0].chars));
            let mut best: Option<(f64, &Spelling)> = None;
            for spelling in &pair.name.spellings {
                let bits = channel.bits(&asked, spelling, &sounds_of(spelling), &mut room);
                if best.is_none_or(|(most, _)| bits > most) {
                    best = Some((bits, spelling));
                }
            }
            let Some((bits, spelling)) = best else { continue };
            if round > 0 && bits < least {
                continue;
            }
            let steps = channel.steps(&asked, spelling, &sounds_of(spelling), &mut room);
            counts.add(&steps, spelling, &pair.query.spellings[0]);
        }
        style = counts.style();
    }
    style
}

struct Counts {
    keep: [[Tally; 2]; PARTS],
    substitute: Tally,
    alike: Tally,
    insert: [Tally; KINDS],
    province: [Tally; 2],
}

impl Counts {
    fn begun(style: &Style) -> Self {
        Self {
            keep: style.keep.map(|row| row.map(Tally::begun)),
            substitute: Tally::begun(style.substitute),
            alike: Tally::begun(style.alike),
            insert: style.insert.map(Tally::begun),
            province: style.province.map(Tally::begun),
        }
    }

    fn add(&mut self, steps: &[Step], name: &Spelling, query: &Spelling) {
        let (mut before, mut said) = (0, false);
        for step in steps {
            match *step {
                Step::Kept(j, i) | Step::Mistaken(j, i) => {
                    self.keep[name.parts[j] as usize][before].count(true);
                    before = 1;
                    let mistaken = matches!(step, Step::Mistaken(..));
                    self.substitute.count(mistaken);
                    if mistaken {
                        let (a, b) = (super::sounds::sound(name.chars[j]), super::sounds::sound(query.chars[i]));
                        let shapes = super::lexicon::lexicon().similar_shapes(name.chars[j]);
                        self.alike.count((a != 0 && a == b) || shapes.contains(&query.chars[i]));
                    }
                    self.insert[kind(query.parts[i])].count(false);
                }
                Step::Dropped(j) => {
                    self.keep[name.parts[j] as usize][before].count(false);
                    before = 0;
                }
                Step::Added(i) => self.insert[kind(query.parts[i])].count(true),
                Step::Province(_) => (before, said) = (1, true),
            }
        }
        if name.province > 0 && name.place > 0 {
            self.province[usize::from(!is_province(name))].count(said);
        }
    }

    fn style(&self) -> Style {
        Style {
            keep: self.keep.map(|row| row.map(Tally::chance)),
            substitute: self.substitute.chance(),
            alike: self.alike.chance(),
            insert: self.insert.map(Tally::chance),
            province: self.province.map(Tally::chance),
        }
    }
}
