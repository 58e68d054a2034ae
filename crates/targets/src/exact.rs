//! Exact fractions for points, shares and forecasts: integers only, rounded once, `None` instead of a wrap.

use std::cmp::Ordering;
use std::fmt;

use domain::Scaled;

/// A fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { over: 0, under: 1 };
    /// One whole.
    pub const ONE: Self = Self { over: 1, under: 1 };

    /// A fraction; `None` for a denominator of zero.
    pub fn new(over: i128, under: i128) -> Option<Self> {
        if under == 0 {
            return None;
        }
        let shared = i128::try_from(shared(over.unsigned_abs(), under.unsigned_abs())).ok()?;
        let (over, under) = (over.checked_div(shared)?, under.checked_div(shared)?);
        if under < 0 {
            return Some(Self { over: over.checked_neg()?, under: under.checked_neg()? });
        }
        Some(Self { over, under })
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self { over: i128::from(number), under: 1 }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b) = (self.over.checked_mul(other.under)?, other.over.checked_mul(self.under)?);
        Self::new(a.checked_add(b)?, self.under.checked_mul(other.under)?)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { over: other.over.checked_neg()?, under: other.under })
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        // Crosswise first, so that the products stay small.
        let (a, b) = (Self::new(self.over, other.under)?, Self::new(other.over, self.under)?);
        Self::new(a.over.checked_mul(b.over)?, a.under.checked_mul(b.under)?)
    }

    /// The quotient; `None` when divided by zero.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.under, other.over)?)
    }

    /// Without its sign.
    pub fn size(self) -> Option<Self> {
        Some(Self { over: self.over.checked_abs()?, under: self.under })
    }

    /// Kept between nothing and one whole.
    #[must_use]
    pub fn within_one(self) -> Self {
        if self.over <= 0 {
            Self::ZERO
        } else if self.over >= self.under {
            Self::ONE
        } else {
            self
        }
    }

    /// Whether it is more than nothing.
    pub fn is_positive(self) -> bool {
        self.over > 0
    }

    /// Orders by value; no step can overflow.
    pub fn compare(self, other: Self) -> Ordering {
        let (a, b) = (self.over.div_euclid(self.under), other.over.div_euclid(other.under));
        if a != b {
            return a.cmp(&b);
        }
        let (a, b) = (self.over.rem_euclid(self.under), other.over.rem_euclid(other.under));
        match (a, b) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            // Of two parts of a whole the one with the smaller inverse is greater.
            _ => Self { over: other.under, under: b }.compare(Self { over: self.under, under: a }),
        }
    }

    /// The nearest decimal with `scale` places, half away from zero.
    pub fn round(self, scale: u8) -> Option<Scaled> {
        let over = self.over.checked_mul(10_i128.checked_pow(u32::from(scale))?)?;
        let (whole, rest) = (over / self.under, (over % self.under).unsigned_abs());
        let away = rest >= self.under.unsigned_abs() - rest;
        let step = if !away {
            0
        } else if over < 0 {
            -1
        } else {
            1
        };
        i64::try_from(whole.checked_add(step)?).ok().map(|mantissa| Scaled::new(mantissa, scale))
    }

    /// The largest whole number that is not more.
    pub(crate) fn floor(self) -> i128 {
        self.over.div_euclid(self.under)
    }
}

impl From<Scaled> for Ratio {
    fn from(number: Scaled) -> Self {
        let under = 10_i128.pow(u32::from(number.scale.min(Scaled::MAX_SCALE)));
        Self::new(i128::from(number.mantissa), under).unwrap_or(Self::ZERO)
    }
}

impl fmt::Display for Ratio {
    /// As a decimal where four places hold it, else as a fraction in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for scale in 0..=4 {
            if let Some(short) = self.round(scale).filter(|short| Self::from(*short) == *self) {
                return write!(f, "{short}");
            }
        }
        write!(f, "({} ÷ {})", self.over, self.under)
    }
}

/// The greatest common divisor; 1 where both are nothing.
fn shared(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(over: i128, under: i128) -> Ratio {
        Ratio::new(over, under).unwrap()
    }

    #[test]
    fn halves_go_away_from_zero_and_thirds_are_kept() {
        assert_eq!(ratio(1, 8).round(2), Some(Scaled::new(13, 2)));
        assert_eq!(ratio(-1, 8).round(2), Some(Scaled::new(-13, 2)));
        assert_eq!(ratio(2, 3).round(2), Some(Scaled::new(67, 2)));
        let third = ratio(1, 3);
        assert_eq!(third.plus(third).and_then(|sum| sum.plus(third)), Some(Ratio::ONE));
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::from(Scaled::new(250, 2)), ratio(5, 2));
        assert_eq!([ratio(90, 1), ratio(5, 2), ratio(-200, 3)].map(|one| one.to_string()), ["90", "2.5", "(-200 ÷ 3)"]);
    }

    proptest! {
        #[test]
        fn comparing_agrees_with_subtracting(a in any::<i64>(), b in 1_i64.., c in any::<i64>(), d in 1_i64..) {
            let (left, right) = (ratio(a.into(), b.into()), ratio(c.into(), d.into()));
            let crosswise = (i128::from(a) * i128::from(d)).cmp(&(i128::from(c) * i128::from(b)));
            prop_assert_eq!(left.compare(right), crosswise);
            prop_assert_eq!(right.compare(left), crosswise.reverse());
        }

        #[test]
        fn rounding_is_off_by_half_a_step_at_most(a in -1_000_000_i64..1_000_000, b in 1_i64..10_000) {
            let exact = ratio(a.into(), b.into());
            let off = exact.minus(exact.round(2).unwrap().into()).unwrap().size().unwrap();
            prop_assert!(off.compare(ratio(1, 200)) != Ordering::Greater);
        }
    }
}
