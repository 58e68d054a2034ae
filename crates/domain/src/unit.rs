//! Units of measure and their dimensions: 元 with 人 never adds, 万元 is 10,000 元.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Powers of base units: 元/人 is `{元: 1, 人: -1}`; a share or a pure number is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dimension(BTreeMap<String, i8>);

/// A unit: its dimension and how many base units one of it is (`numerator / denominator`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Unit {
    symbol: String,
    dimension: Dimension,
    numerator: i64,
    denominator: i64,
}

/// Scaled units of a base: symbol, base, numerator, denominator. GB/T 3100-1993 for the metric ones;
/// 亩 is 2000/3 平方米 (国务院 1990 年计量单位换算).
const DERIVED: &[(&str, &str, i64, i64)] = &[
    ("百元", "元", 100, 1),
    ("千元", "元", 1_000, 1),
    ("万元", "元", 10_000, 1),
    ("百万元", "元", 1_000_000, 1),
    ("千万元", "元", 10_000_000, 1),
    ("亿元", "元", 100_000_000, 1),
    ("分", "元", 1, 100),
    ("角", "元", 1, 10),
    ("%", "", 1, 100),
    ("％", "", 1, 100),
    ("‰", "", 1, 1_000),
    ("百分点", "", 1, 100),
    ("个百分点", "", 1, 100),
    ("万", "", 10_000, 1),
    ("亿", "", 100_000_000, 1),
    ("万人", "人", 10_000, 1),
    ("万人次", "人次", 10_000, 1),
    ("万户", "户", 10_000, 1),
    ("万家", "家", 10_000, 1),
    ("万个", "个", 10_000, 1),
    ("亿个", "个", 100_000_000, 1),
    ("亿次", "次", 100_000_000, 1),
    ("名", "人", 1, 1),
    ("万吨", "吨", 10_000, 1),
    ("万吨标准煤", "吨标准煤", 10_000, 1),
    ("千克", "吨", 1, 1_000),
    ("公斤", "吨", 1, 1_000),
    ("公顷", "平方米", 10_000, 1),
    ("万平方米", "平方米", 10_000, 1),
    ("平方公里", "平方米", 1_000_000, 1),
    ("亩", "平方米", 2_000, 3),
    ("㎡", "平方米", 1, 1),
    ("m²", "平方米", 1, 1),
    ("公里", "米", 1_000, 1),
    ("千米", "米", 1_000, 1),
    ("万千瓦时", "千瓦时", 10_000, 1),
    ("度", "千瓦时", 1, 1),
    ("周", "天", 7, 1),
    ("日", "天", 1, 1),
    ("工作日", "工作日", 1, 1),
    ("年", "月", 12, 1),
    ("个月", "月", 1, 1),
    ("小时", "分钟", 60, 1),
];

impl Dimension {
    /// A pure number or a share.
    pub fn none() -> Self {
        Self::default()
    }

    /// The dimension of one base unit.
    pub fn base(symbol: &str) -> Self {
        if symbol.is_empty() { Self::none() } else { Self(BTreeMap::from([(symbol.to_owned(), 1)])) }
    }

    /// Whether it is a pure number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Dimension of a product (`sign` 1) or quotient (`sign` -1).
    #[must_use]
    pub fn combine(&self, other: &Self, sign: i8) -> Self {
        let mut powers = self.0.clone();
        for (symbol, power) in &other.0 {
            let sum = powers.entry(symbol.clone()).or_insert(0);
            *sum = sum.saturating_add(power.saturating_mul(sign));
        }
        powers.retain(|_, power| *power != 0);
        Self(powers)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |sign: i8| -> Vec<String> {
            let powers = self.0.iter().filter(|(_, power)| power.signum() == sign);
            powers.map(|(s, p)| if p.abs() == 1 { s.clone() } else { format!("{s}^{}", p.abs()) }).collect()
        };
        let (over, under) = (side(1).join("·"), side(-1).join("·"));
        match (over.is_empty(), under.is_empty()) {
            (true, true) => f.write_str("1"),
            (false, true) => f.write_str(&over),
            (true, false) => write!(f, "1/{under}"),
            (false, false) => write!(f, "{over}/{under}"),
        }
    }
}

impl Unit {
    /// The unit a symbol names. An unknown symbol is a counting unit of its own (套, 场, 家); `a/b` is a quotient.
    pub fn named(symbol: &str) -> Self {
        if let Some((over, under)) = symbol.split_once('/')
            && !over.is_empty()
            && !under.is_empty()
        {
            let (over, under) = (Self::named(over), Self::named(under));
            return Self {
                symbol: symbol.to_owned(),
                dimension: over.dimension.combine(&under.dimension, -1),
                numerator: over.numerator.saturating_mul(under.denominator),
                denominator: over.denominator.saturating_mul(under.numerator),
            };
        }
        let (base, numerator, denominator) =
            DERIVED.iter().find(|row| row.0 == symbol).map_or((symbol, 1, 1), |row| (row.1, row.2, row.3));
        Self { symbol: symbol.to_owned(), dimension: Dimension::base(base), numerator, denominator }
    }

    /// A pure number.
    pub fn one() -> Self {
        Self::named("")
    }

    /// Whether the symbol is a unit formulas know as a scaled form (万元, %, 亩), not just any word.
    pub fn is_derived(symbol: &str) -> bool {
        DERIVED.iter().any(|row| row.0 == symbol)
    }

    /// As written.
    pub fn symbol(&self) -> &str {
        &self.symbol
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// Base units in one of it, as an exact fraction in lowest terms as listed.
    pub fn factor(&self) -> (i64, i64) {
        (self.numerator, self.denominator)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.symbol)
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.symbol
    }
}

impl From<String> for Unit {
    fn from(symbol: String) -> Self {
        Self::named(&symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_scales_and_people_do_not_mix_with_it() {
        assert_eq!(Unit::named("亿元").factor(), (100_000_000, 1));
        assert_eq!(Unit::named("万元").dimension(), Unit::named("元").dimension());
        assert_ne!(Unit::named("元").dimension(), Unit::named("人").dimension());
        let per_mu = Unit::named("万元/亩");
        assert_eq!(per_mu.dimension().to_string(), "元/平方米");
        assert_eq!(per_mu.factor(), (30_000, 2_000));
        assert!(Unit::named("%").dimension().is_none());
    }
}
