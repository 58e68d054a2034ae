//! Names with slips of named kinds, made from a seed: what recall and precision are measured on, kind by kind.

mod dice;
mod make;

pub use dice::Dice;
pub use make::SlipMaker;

/// A kind of slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    /// The legal form is missing.
    FormDropped,
    /// Another legal form stands in its place.
    FormChanged,
    /// The place goes into brackets, or out of them.
    PlaceMoved,
    /// The place at the beginning is missing.
    PlaceDropped,
    /// The province, or 市, is added to the place.
    PlaceAdded,
    /// Full-width letters and brackets, spaces between.
    FullWidth,
    /// Traditional characters.
    Traditional,
    /// One character of a similar shape.
    AlikeShape,
    /// One character of the same sound.
    AlikeSound,
    /// Two neighbours swapped.
    Swapped,
    /// One character lost.
    Lost,
    /// One character doubled.
    Doubled,
    /// Noise of a scanner: two characters mistaken or lost, a space inside.
    Scanned,
    /// 等, a stamp, a number of other firms behind the name.
    Trailing,
    /// First characters of place, brand and trade.
    Abbreviated,
    /// The former name, which the registry knows as an alias.
    Former,
    /// A branch of the firm: must never be linked by itself.
    Branch,
    /// A firm that differs in the brand: must never be linked by itself.
    Neighbour,
    /// A firm of the same brand in another place: must never be linked by itself.
    Elsewhere,
}

impl Slip {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::FormDropped,
        Self::FormChanged,
        Self::PlaceMoved,
        Self::PlaceDropped,
        Self::PlaceAdded,
        Self::FullWidth,
        Self::Traditional,
        Self::AlikeShape,
        Self::AlikeSound,
        Self::Swapped,
        Self::Lost,
        Self::Doubled,
        Self::Scanned,
        Self::Trailing,
        Self::Abbreviated,
        Self::Former,
        Self::Branch,
        Self::Neighbour,
        Self::Elsewhere,
    ];

    /// What it is called, in Chinese and English.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::FormDropped => ("省去公司类型", "legal form dropped"),
            Self::FormChanged => ("公司类型写错", "legal form changed"),
            Self::PlaceMoved => ("括号城市移位", "bracket city moved"),
            Self::PlaceDropped => ("省去地名", "place dropped"),
            Self::PlaceAdded => ("多写地名", "place added"),
            Self::FullWidth => ("全角与空格", "full width"),
            Self::Traditional => ("繁体", "traditional"),
            Self::AlikeShape => ("形近字", "similar shape"),
            Self::AlikeSound => ("同音字", "same sound"),
            Self::Swapped => ("两字颠倒", "swapped"),
            Self::Lost => ("漏一字", "one lost"),
            Self::Doubled => ("重一字", "one doubled"),
            Self::Scanned => ("扫描识别错", "scanner noise"),
            Self::Trailing => ("后缀文字", "trailing text"),
            Self::Abbreviated => ("缩写", "abbreviation"),
            Self::Former => ("曾用名", "former name"),
            Self::Branch => ("分支机构（不得对应）", "branch (must not link)"),
            Self::Neighbour => ("字号不同的企业（不得对应）", "other brand (must not link)"),
            Self::Elsewhere => ("外地同字号企业（不得对应）", "other place (must not link)"),
        }
    }

    /// Whether what is made is another firm, so that a link is wrong.
    pub fn is_another(self) -> bool {
        matches!(self, Self::Branch | Self::Neighbour | Self::Elsewhere)
    }
}
