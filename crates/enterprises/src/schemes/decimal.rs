//! Exact decimals as officers write them in files, and the few exact sums of scoring, at one scale.

use std::fmt;
use std::str::FromStr;

use domain::Scaled;
use serde::{Deserialize, Deserializer, Serialize, de};

/// A decimal as written: `24.097`, `"25%"` or `-5`. A number that YAML reads as binary is read again as it prints, which
/// for up to 15 digits is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Decimal(pub Scaled);

impl Decimal {
    /// At the scale of [`Fixed`]; `None` for one that is too large.
    pub fn fixed(self) -> Option<Fixed> {
        Fixed::of(self.0)
    }
}

impl FromStr for Decimal {
    type Err = domain::ScaledError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().strip_suffix(['%', '％']) {
            Some(percent) => {
                let number: Scaled = percent.trim().parse()?;
                Ok(Self(Scaled::new(number.mantissa, number.scale.saturating_add(2))))
            }
            None => text.trim().parse().map(Self),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Decimal;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal such as 24.097, 25% or -5")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
                text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
                Ok(Decimal(Scaled::new(number, 0)))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Decimals of [`Fixed`]: those of a quotient in formulas.
pub const SCALE: u8 = 12;
const ONE: i128 = 1_000_000_000_000;

/// A number at twelve decimals. Sums are exact, products and quotients are rounded once, half away from zero; `None` is
/// an overflow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fixed(i128);

impl Fixed {
    /// One.
    pub const UNIT: Self = Self(ONE);
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A stored number.
    pub fn of(number: Scaled) -> Option<Self> {
        let power = 10_i128.checked_pow(u32::from(SCALE.checked_sub(number.scale)?))?;
        i128::from(number.mantissa).checked_mul(power).map(Self)
    }

    /// A whole number.
    pub fn whole(number: usize) -> Option<Self> {
        i128::try_from(number).ok()?.checked_mul(ONE).map(Self)
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        rounded(self.0.checked_mul(other.0)?, ONE).map(Self)
    }

    /// The quotient; `None` by zero, too.
    pub fn over(self, other: Self) -> Option<Self> {
        rounded(self.0.checked_mul(ONE)?, other.0).map(Self)
    }

    /// Whether it is above zero.
    pub fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Rounded to fewer decimals.
    pub fn round(self, decimals: u8) -> Option<Self> {
        let power = 10_i128.checked_pow(u32::from(SCALE.checked_sub(decimals)?))?;
        rounded(self.0, power)?.checked_mul(power).map(Self)
    }

    /// Rounded to a stored number with so many decimals.
    pub fn scaled(self, decimals: u8) -> Option<Scaled> {
        let power = 10_i128.checked_pow(u32::from(SCALE.checked_sub(decimals)?))?;
        i64::try_from(rounded(self.0, power)?).ok().map(|mantissa| Scaled::new(mantissa, decimals))
    }

    /// The largest whole number not above it, for counts.
    pub fn floor(self) -> usize {
        usize::try_from(self.0.div_euclid(ONE)).unwrap_or(0)
    }

    /// The nearest whole number, halves upwards, for counts.
    pub fn nearest(self) -> usize {
        usize::try_from(self.0.saturating_add(ONE / 2).div_euclid(ONE)).unwrap_or(0)
    }

    /// The smallest whole number not below it, for counts.
    pub fn ceiling(self) -> usize {
        usize::try_from(self.0.saturating_add(ONE - 1).div_euclid(ONE)).unwrap_or(0)
    }
}

/// Half away from zero.
fn rounded(number: i128, by: i128) -> Option<i128> {
    let (quotient, rest) = (number.checked_div(by)?, number.checked_rem(by)?);
    let up = rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2);
    let sign = if (number < 0) == (by < 0) { 1 } else { -1 };
    if up { quotient.checked_add(sign) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fixed(text: &str) -> Fixed {
        text.parse::<Decimal>().unwrap().fixed().unwrap()
    }

    #[test]
    fn numbers_are_taken_as_written() {
        let read = |yaml: &str| serde_norway::from_str::<Decimal>(yaml).unwrap().0.to_string();
        assert_eq!((read("24.097"), read("0.0302"), read("-5")), ("24.097".into(), "0.0302".into(), "-5".into()));
        assert_eq!(read("\"25%\""), "0.25");
        assert!(serde_norway::from_str::<Decimal>("many").is_err());
        assert!(serde_norway::from_str::<Decimal>(".inf").is_err());
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(fixed("0.00005").scaled(4), Some(Scaled::new(1, 4)));
        assert_eq!(fixed("-0.00005").scaled(4), Some(Scaled::new(-1, 4)));
        assert_eq!(fixed("0.00004999").scaled(4), Some(Scaled::new(0, 4)));
        assert_eq!(fixed("1").over(fixed("3")), Some(fixed("0.333333333333")));
        assert_eq!(fixed("-2").over(fixed("3")), Some(fixed("-0.666666666667")));
        assert_eq!(fixed("1").over(Fixed::ZERO), None);
        assert_eq!((fixed("9.75").floor(), fixed("9.75").nearest(), fixed("9.25").ceiling()), (9, 10, 10));
    }

    proptest! {
        #[test]
        fn rounding_is_the_nearest(number in any::<i64>(), by in prop_oneof![1..i64::MAX, i64::MIN + 1..0]) {
            let found = rounded(i128::from(number), i128::from(by)).unwrap();
            let off = i128::from(number) - found * i128::from(by);
            prop_assert!(off.abs() * 2 <= i128::from(by).abs());
        }
    }
}
