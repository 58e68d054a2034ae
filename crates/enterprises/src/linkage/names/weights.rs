//! How full names become short ones: the learnt numbers, read from and written to `knowledge/company-names/weights.tsv`.

use std::fmt::Write;
use std::sync::LazyLock;

use super::evidence::FEATURES;
use super::parts::{PARTS, Part};

static LEARNT: LazyLock<Weights> = LazyLock::new(|| {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge/company-names/weights.tsv"));
    Weights::read(text)
});

/// What a character of a query is, for the cost of standing in no full name.
pub(super) const KINDS: usize = 4;

/// Chances of one way to write names: as a short name, or as a whole one with slips.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// That a character is kept, by its part, after a dropped and after a kept one.
    pub keep: [[f64; 2]; PARTS],
    /// That a kept character is another one.
    pub substitute: f64,
    /// That another character sounds or looks alike.
    pub alike: f64,
    /// That a character is added: place, brand, trade, legal form.
    pub insert: [f64; KINDS],
    /// That the place is said by the one character of its province: of the province itself, of a city in it.
    pub province: [f64; 2],
}

/// Both styles and the calibration.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Short names.
    pub short: Style,
    /// Whole names.
    pub whole: Style,
    /// Share of whole names among texts that end as a firm, and among others.
    pub wholeness: [f64; 2],
    /// Calibration of short and of whole names: what the log-odds (base e) and the other features of the evidence weigh.
    pub calibration: [[f64; FEATURES]; 2],
    /// The highest probability that was ever measured for a link by name alone.
    pub ceiling: f64,
    /// Probability from which a link is automatic, of short and of whole names.
    pub automatic: [f64; 2],
}

impl Weights {
    /// What was learnt and compiled in.
    pub fn learnt() -> &'static Self {
        &LEARNT
    }

    /// A guess to begin learning from.
    pub fn guess() -> Self {
        let mut short = Style {
            keep: [[0.3, 0.5]; PARTS],
            substitute: 0.01,
            alike: 0.2,
            insert: [0.05, 0.02, 0.05, 0.1],
            province: [0.1, 0.1],
        };
        for (part, chances) in [
            (Part::Place, [0.3, 0.3]),
            (Part::PlaceRest, [0.02, 0.7]),
            (Part::PlaceMore, [0.02, 0.02]),
            (Part::Brand, [0.9, 0.9]),
            (Part::Brand2, [0.5, 0.95]),
            (Part::Group, [0.05, 0.05]),
            (Part::GroupRest, [0.01, 0.99]),
            (Part::Share, [0.3, 0.05]),
            (Part::ShareRest, [0.01, 0.99]),
            (Part::Legal, [0.01, 0.02]),
            (Part::Bracket, [0.02, 0.5]),
        ] {
            short.keep[part as usize] = chances;
        }
        let whole = Style {
            keep: [[0.6, 0.97]; PARTS],
            substitute: 0.01,
            alike: 0.4,
            insert: [0.02, 0.004, 0.01, 0.02],
            province: [0.001, 0.001],
        };
        Self {
            short,
            whole,
            wholeness: [0.97, 0.2],
            calibration: [std::array::from_fn(|feature| if feature < 2 { 1.0 } else { 0.0 }); 2],
            ceiling: 0.999,
            automatic: [0.99; 2],
        }
    }

    /// Lines of `name TAB numbers`; what is missing or no number keeps its first guess.
    pub fn read(text: &str) -> Self {
        let mut weights = Self::guess();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let name = fields.next().unwrap_or("");
            let numbers: Vec<f64> = fields.filter_map(|field| field.parse().ok()).collect();
            weights.take(name, &numbers);
        }
        weights
    }

    fn take(&mut self, name: &str, numbers: &[f64]) {
        let (style, name) = match name.split_once('.') {
            Some(("short", name)) => (Some(&mut self.short), name),
            Some(("whole", name)) => (Some(&mut self.whole), name),
            _ => (None, name),
        };
        match (style, name, numbers) {
            (Some(style), "keep", [part, dropped, kept]) => {
                if let Some(row) = style.keep.get_mut(*part as usize) {
                    *row = [*dropped, *kept];
                }
            }
            (Some(style), "substitute", [chance, alike]) => (style.substitute, style.alike) = (*chance, *alike),
            (Some(style), "insert", [place, brand, trade, legal]) => style.insert = [*place, *brand, *trade, *legal],
            (Some(style), "province", [itself, city]) => style.province = [*itself, *city],
            (None, "wholeness", [firm, other]) => self.wholeness = [*firm, *other],
            (None, "calibration-short" | "calibration-whole", all) => {
                if let Ok(all) = all.try_into() {
                    self.calibration[usize::from(name == "calibration-whole")] = all;
                }
            }
            (None, "ceiling", [chance]) => self.ceiling = *chance,
            (None, "automatic", [short, whole]) => self.automatic = [*short, *whole],
            _ => {}
        }
    }

    /// The text that [`Weights::read`] reads.
    pub fn written(&self) -> String {
        let mut text = String::from(
            "# Learnt by the example train_names; chances. keep: part, after a dropped character, after a kept one.\n",
        );
        // Writing to a string cannot fail.
        for (name, style) in [("short", &self.short), ("whole", &self.whole)] {
            for (part, [dropped, kept]) in style.keep.iter().enumerate() {
                let _ = writeln!(text, "{name}.keep\t{part}\t{dropped:.4}\t{kept:.4}");
            }
            let _ = writeln!(text, "{name}.substitute\t{:.6}\t{:.4}", style.substitute, style.alike);
            let [place, brand, trade, legal] = style.insert;
            let _ = writeln!(text, "{name}.insert\t{place:.6}\t{brand:.6}\t{trade:.6}\t{legal:.6}");
            let _ = writeln!(text, "{name}.province\t{:.6}\t{:.6}", style.province[0], style.province[1]);
        }
        let _ = writeln!(text, "wholeness\t{:.4}\t{:.4}", self.wholeness[0], self.wholeness[1]);
        for (name, calibration) in ["calibration-short", "calibration-whole"].iter().zip(&self.calibration) {
            text.push_str(name);
            for weight in calibration {
                let _ = write!(text, "\t{weight:.4}");
            }
            text.push('\n');
        }
        let _ = writeln!(text, "ceiling\t{:.4}", self.ceiling);
        let _ = writeln!(text, "automatic\t{:.4}\t{:.4}", self.automatic[0], self.automatic[1]);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let text = Weights::learnt().written();
        assert_eq!(Weights::read(&text).written(), text);
        assert_eq!(Weights::read("nonsense\n\tshort.keep\t9999\t1\t1\n"), Weights::guess());
    }
}
