//! What a number in a formula measures: its dimension, and how many base units one of it is, exactly.

use std::sync::Arc;

use domain::{Dimension, Unit};

/// Units a formula may name besides the scaled ones `domain` lists.
const COUNTING: &[&str] = &[
    "元",
    "人",
    "人次",
    "户",
    "家",
    "个",
    "吨",
    "平方米",
    "米",
    "千瓦时",
    "吨标准煤",
    "天",
    "月",
    "分钟",
    "场",
    "次",
    "套",
    "项",
    "件",
    "份",
    "篇",
    "期",
    "条",
    "台",
    "名",
    "亿个",
    "亿次",
    "工作日",
];

/// Symbols tried when a product or quotient comes out as something that has a plain name.
const PLAIN: &[&str] = &["元", "万元", "亿元", "人", "亩", "平方米", "吨", "千瓦时", "家", "户", "月", "天"];

/// Dimension and exact factor of the numbers of one expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) dimension: Dimension,
    /// Base units in one, `numerator / denominator` in lowest terms.
    pub(crate) factor: (i128, i128),
    pub(crate) symbol: Arc<str>,
    /// Decimals of the mantissa.
    pub(crate) scale: u8,
}

impl Measure {
    pub(crate) fn plain(scale: u8) -> Self {
        Self { dimension: Dimension::none(), factor: (1, 1), symbol: "".into(), scale }
    }

    pub(crate) fn of(unit: &Unit, scale: u8) -> Self {
        let (numerator, denominator) = unit.factor();
        Self {
            dimension: unit.dimension().clone(),
            factor: reduce(i128::from(numerator), i128::from(denominator)).unwrap_or((1, 1)),
            symbol: unit.symbol().into(),
            scale,
        }
    }

    /// The unit a name in a formula stands for, if it is one a formula may name.
    pub(crate) fn unit_named(name: &str) -> Option<Unit> {
        let known = |symbol: &str| Unit::is_derived(symbol) || COUNTING.contains(&symbol);
        name.split('/').all(known).then(|| Unit::named(name))
    }

    /// Product (`sign` 1) or quotient (`sign` -1); the scale is the caller's. `None` when the factor overflows.
    pub(crate) fn combine(&self, other: &Self, sign: i8) -> Option<Self> {
        let (n, d) = if sign > 0 { other.factor } else { (other.factor.1, other.factor.0) };
        let factor = reduce(self.factor.0.checked_mul(n)?, self.factor.1.checked_mul(d)?)?;
        let dimension = self.dimension.combine(&other.dimension, sign);
        let symbol = self.symbol_of(other, sign, &dimension, factor);
        Some(Self { dimension, factor, symbol, scale: self.scale })
    }

    fn symbol_of(&self, other: &Self, sign: i8, dimension: &Dimension, factor: (i128, i128)) -> Arc<str> {
        if dimension.is_none() {
            return "".into();
        }
        if other.symbol.is_empty() {
            return self.symbol.clone();
        }
        let fits = |unit: &Unit| *unit.dimension() == *dimension && Self::of(unit, 0).factor == factor;
        if let Some(name) = PLAIN.iter().find(|name| fits(&Unit::named(name))) {
            return (*name).into();
        }
        let written = match (sign > 0, self.symbol.is_empty()) {
            (true, true) => other.symbol.to_string(),
            (true, false) => format!("{}·{}", self.symbol, other.symbol),
            (false, true) => format!("1/{}", other.symbol),
            (false, false) => format!("{}/{}", self.symbol, other.symbol),
        };
        written.into()
    }

    /// The unit both convert to by whole numbers, with those numbers. `None` when they overflow.
    pub(crate) fn common(&self, other: &Self) -> Option<Self> {
        let ((an, ad), (bn, bd)) = (self.factor, other.factor);
        let top = gcd(an.checked_mul(bd)?, bn.checked_mul(ad)?);
        let factor = reduce(top, ad.checked_mul(bd)?)?;
        let symbol = if other.factor == factor && self.factor != factor { other } else { self };
        Some(Self {
            dimension: self.dimension.clone(),
            factor,
            symbol: symbol.symbol.clone(),
            scale: self.scale.max(other.scale),
        })
    }

    /// By what whole number a mantissa is multiplied to stand in a finer unit and scale.
    pub(crate) fn times_into(&self, finer: &Self) -> Option<i128> {
        let (n, d) = reduce(self.factor.0.checked_mul(finer.factor.1)?, self.factor.1.checked_mul(finer.factor.0)?)?;
        let lift = crate::exact::pow10(finer.scale.checked_sub(self.scale)?)?;
        (d == 1).then(|| n.checked_mul(lift)).flatten()
    }
}

/// Lowest terms, denominator positive.
pub(crate) fn reduce(numerator: i128, denominator: i128) -> Option<(i128, i128)> {
    let divisor = gcd(numerator, denominator);
    if divisor == 0 || denominator == 0 {
        return None;
    }
    let sign = if denominator < 0 { -1 } else { 1 };
    Some((numerator / divisor * sign, denominator / divisor * sign))
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.saturating_abs(), b.saturating_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_meet_in_one_both_convert_to_by_whole_numbers() {
        let (mu, metre) = (Measure::of(&Unit::named("亩"), 0), Measure::of(&Unit::named("平方米"), 2));
        let common = mu.common(&metre).unwrap();
        assert_eq!(common.factor, (1, 3));
        assert_eq!((mu.times_into(&common), metre.times_into(&common)), (Some(200_000), Some(3)));
    }

    #[test]
    fn products_and_quotients_carry_their_unit() {
        let (money, land) = (Measure::of(&Unit::named("万元"), 2), Measure::of(&Unit::named("亩"), 2));
        let per_mu = money.combine(&land, -1).unwrap();
        assert_eq!(&*per_mu.symbol, "万元/亩");
        assert_eq!(&*per_mu.combine(&land, 1).unwrap().symbol, "万元");
        assert!(money.combine(&money, -1).unwrap().dimension.is_none());
    }
}
