//! Fields of records: what kind of text they hold, each value kept once.

use std::collections::HashMap;

use domain::Usci;

use crate::linkage::names::{Asked, Background, Name, fold, sounds_of};

/// What a field holds, and so how two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The name of a firm.
    Firm,
    /// 统一社会信用代码: two valid and different ones are never one firm.
    Code,
    /// Words: addresses, names of people.
    Text,
    /// Numbers and dates: equal, one slip apart, or different.
    Digits,
    /// Equal or different.
    Exact,
}

/// Highest number of levels of a field, that of a missing value counted.
pub const LEVELS: usize = 6;

/// The level where a value is missing; it says nothing.
pub const MISSING: u8 = 0;

impl Kind {
    /// Levels of agreement below "missing", from equal to different, in Chinese and English.
    pub fn levels(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Firm => &[
                ("名称相同", "same name"),
                ("字号与行业相同", "same brand and trade"),
                ("名称相近", "similar name"),
                ("名称有部分相同", "partly the same name"),
                ("名称不同", "different name"),
            ],
            Self::Code => &[
                ("代码相同", "same code"),
                ("代码差一处", "code one slip apart"),
                ("代码不同", "different code"),
                ("两个有效代码不同", "two valid codes that differ"),
            ],
            Self::Text => &[
                ("相同", "the same"),
                ("很相近", "very similar"),
                ("有些相近", "somewhat similar"),
                ("不同", "different"),
            ],
            Self::Digits => &[("相同", "the same"), ("差一处", "one slip apart"), ("不同", "different")],
            Self::Exact => &[("相同", "the same"), ("不同", "different")],
        }
    }
}

/// A value, made ready for comparison.
#[derive(Clone, Debug)]
pub struct Value {
    /// The folded text.
    pub text: String,
    /// Its characters.
    pub chars: Vec<char>,
    /// A bit for each character, by its code modulo 64: what two values cannot have in common is seen at a glance.
    pub mask: u64,
    /// Valid as a credit code.
    pub code: Option<Usci>,
    /// Taken apart as the name of a firm.
    pub firm: Option<Box<FirmName>>,
    /// Records that hold it, of the left side (or of the only one) and of the right side.
    pub held: [u32; 2],
}

/// The name of a firm made ready.
#[derive(Clone, Debug)]
pub struct FirmName {
    /// Taken apart.
    pub name: Name,
    /// Brand and trade, without place and legal form.
    pub core: String,
    /// The syllables of each spelling.
    pub sounds: Vec<Vec<u16>>,
    /// Made ready to be asked for, once the counts of characters are complete.
    pub asked: Option<Asked>,
}

/// One field of all records: for each record the number of its value.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name, as people know it.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// For each record its value, by position + 1; 0 where missing.
    pub of: Vec<u32>,
    /// Values, each once.
    pub values: Vec<Value>,
    /// Counts of characters, for names of firms.
    pub background: Background,
}

impl Field {
    /// Reads a field of the left records, then of the right ones.
    pub fn new<'a>(
        title: &str,
        kind: Kind,
        left: impl Iterator<Item = &'a str>,
        right: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut field = Self {
            title: title.to_owned(),
            kind,
            of: Vec::new(),
            values: Vec::new(),
            background: Background::default(),
        };
        let mut known: HashMap<String, u32> = HashMap::new();
        for (side, text) in left.map(|text| (0, text)).chain(right.map(|text| (1, text))) {
            let plain = plain(kind, text);
            if plain.is_empty() {
                field.of.push(0);
                continue;
            }
            let number = *known.entry(plain).or_insert_with_key(|plain| {
                let value = value(kind, plain, text);
                if value.firm.is_some() {
                    field.background.add(plain.chars());
                }
                field.values.push(value);
                field.values.len() as u32
            });
            field.values[number as usize - 1].held[side] += 1;
            field.of.push(number);
        }
        let background = &field.background;
        for firm in field.values.iter_mut().filter_map(|value| value.firm.as_mut()) {
            let spelling = &firm.name.spellings[0];
            firm.asked = Some(Asked::new(spelling, background.log_chances(&spelling.chars)));
        }
        field
    }

    /// The value of a record.
    pub fn value(&self, record: usize) -> Option<&Value> {
        self.of.get(record).and_then(|number| self.values.get((*number as usize).checked_sub(1)?))
    }
}

/// The text that makes two values the same.
fn plain(kind: Kind, text: &str) -> String {
    let folded = fold(text);
    match kind {
        Kind::Firm => Name::parse(text).plain,
        Kind::Digits => folded.chars().filter(|c| c.is_alphanumeric() && !matches!(c, '年' | '月' | '日')).collect(),
        Kind::Code => Usci::normal(text),
        Kind::Text | Kind::Exact => folded,
    }
}

fn value(kind: Kind, plain: &str, text: &str) -> Value {
    let firm = (kind == Kind::Firm).then(|| {
        let name = Name::parse(text);
        let core = name.core();
        let sounds = name.spellings.iter().map(sounds_of).collect();
        Box::new(FirmName { name, core, sounds, asked: None })
    });
    Value {
        text: plain.to_owned(),
        chars: plain.chars().collect(),
        mask: plain.chars().fold(0, |mask, c| mask | 1 << (u32::from(c) % 64)),
        code: if kind == Kind::Code { plain.parse().ok() } else { None },
        firm,
        held: [0; 2],
    }
}
