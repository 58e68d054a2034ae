//! An exact decimal number: an integer and how many of its digits stand behind the point. Never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// `mantissa × 10^-scale`; the scale is kept, so `2.50` stays `2.50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Scaled {
    /// All digits, with sign.
    pub mantissa: i64,
    /// Digits behind the point, at most [`Scaled::MAX_SCALE`].
    pub scale: u8,
}

/// Why a text is not a number of ours, or a number does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScaledError {
    /// Something else than sign, digits, grouping commas in threes and one point.
    #[error("not a decimal number")]
    NotANumber,
    /// More digits than 64 bits hold, or more decimals than [`Scaled::MAX_SCALE`].
    #[error("the number has too many digits")]
    TooLarge,
    /// The digits cut off are not zero and the caller asked for no rounding.
    #[error("the number has more decimals than the metric's scale")]
    Inexact,
}

impl Scaled {
    /// The most decimals a stored number may have.
    pub const MAX_SCALE: u8 = 12;

    /// A number from its digits and scale.
    pub const fn new(mantissa: i64, scale: u8) -> Self {
        Self { mantissa, scale }
    }

    /// The same value at another scale. Fails when that would lose digits or overflow.
    ///
    /// # Errors
    /// [`ScaledError::Inexact`], [`ScaledError::TooLarge`].
    pub fn rescale(self, scale: u8) -> Result<Self, ScaledError> {
        let rounded = self.round_to(scale)?;
        if scale < self.scale && rounded.round_to(self.scale)? != self {
            return Err(ScaledError::Inexact);
        }
        Ok(rounded)
    }

    /// The nearest value at another scale, half away from zero.
    ///
    /// # Errors
    /// [`ScaledError::TooLarge`] on overflow.
    pub fn round_to(self, scale: u8) -> Result<Self, ScaledError> {
        if scale > Self::MAX_SCALE {
            return Err(ScaledError::TooLarge);
        }
        let value = i128::from(self.mantissa);
        let mantissa = if scale >= self.scale {
            value.checked_mul(pow10(scale - self.scale)).ok_or(ScaledError::TooLarge)?
        } else {
            let unit = pow10(self.scale - scale);
            let half = if value < 0 { -unit / 2 } else { unit / 2 };
            (value + half) / unit
        };
        i64::try_from(mantissa).map(|mantissa| Self { mantissa, scale }).map_err(|_| ScaledError::TooLarge)
    }

    /// Orders by value whatever the scales.
    pub fn compare(self, other: Self) -> std::cmp::Ordering {
        let scale = self.scale.max(other.scale);
        let lift = |n: Self| i128::from(n.mantissa) * pow10(scale - n.scale);
        lift(self).cmp(&lift(other))
    }

    /// Digits with commas in threes: `190,857.18`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |d| ("-", d));
        let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(w, f)| (w, f));
        let mut out = String::from(sign);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// Ten to a power that fits 128 bits (up to 38).
const fn pow10(exponent: u8) -> i128 {
    10_i128.pow(exponent as u32)
}

impl fmt::Display for Scaled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let scale = usize::from(self.scale);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if scale == 0 {
            return write!(f, "{sign}{digits}");
        }
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

impl FromStr for Scaled {
    type Err = ScaledError;

    /// Reads `-1,234.50`; commas only as thousands separators, in the right places. No exponent, no blanks.
    fn from_str(text: &str) -> Result<Self, ScaledError> {
        let (negative, rest) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(w, f)| (w, Some(f)));
        let groups: Vec<&str> = whole.split(',').collect();
        let grouped_well =
            groups.len() == 1 || (groups[0].len() <= 3 && groups.iter().skip(1).all(|group| group.len() == 3));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !grouped_well || !groups.iter().all(|g| all_digits(g)) || !fraction.is_none_or(all_digits) {
            return Err(ScaledError::NotANumber);
        }
        let fraction = fraction.unwrap_or("");
        if fraction.len() > usize::from(Self::MAX_SCALE) {
            return Err(ScaledError::TooLarge);
        }
        let mut mantissa: i64 = 0;
        for digit in groups.concat().bytes().chain(fraction.bytes()) {
            let digit = i64::from(digit - b'0');
            let signed = if negative { -digit } else { digit };
            mantissa = mantissa.checked_mul(10).and_then(|m| m.checked_add(signed)).ok_or(ScaledError::TooLarge)?;
        }
        Ok(Self { mantissa, scale: fraction.len() as u8 })
    }
}

impl From<Scaled> for String {
    fn from(number: Scaled) -> Self {
        number.to_string()
    }
}

impl TryFrom<String> for Scaled {
    type Error = ScaledError;

    fn try_from(text: String) -> Result<Self, ScaledError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_amounts_read_and_print_as_written() {
        let total: Scaled = "190,857.18".parse().unwrap();
        assert_eq!(total, Scaled::new(19_085_718, 2));
        assert_eq!(total.grouped(), "190,857.18");
        for bad in ["", "-", "1.2.3", "1,23", "1234,567", ",123", "1e3", " 1", "１２", ".5", "5."] {
            assert_eq!(bad.parse::<Scaled>(), Err(ScaledError::NotANumber), "{bad}");
        }
        assert_eq!("9223372036854775808".parse::<Scaled>(), Err(ScaledError::TooLarge));
    }

    #[test]
    fn rounding_goes_half_away_from_zero_and_rescaling_never_loses_a_digit() {
        assert_eq!(Scaled::new(25, 1).round_to(0), Ok(Scaled::new(3, 0)));
        assert_eq!(Scaled::new(-25, 1).round_to(0), Ok(Scaled::new(-3, 0)));
        assert_eq!(Scaled::new(25, 1).rescale(0), Err(ScaledError::Inexact));
        assert_eq!(Scaled::new(20, 1).rescale(0), Ok(Scaled::new(2, 0)));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(mantissa in any::<i64>(), scale in 0u8..=12) {
            let number = Scaled::new(mantissa, scale);
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.grouped().parse(), Ok(number));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Scaled>();
        }
    }
}
