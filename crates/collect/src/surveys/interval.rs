//! A share with the interval in which the true one lies (Wilson, 95 %), in whole numbers throughout.

use domain::Scaled;

/// Of so many answers, so many; with the interval, in per cent with one decimal. The bounds are rounded outwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Answers.
    pub answers: u32,
    /// Satisfied ones.
    pub satisfied: u32,
    /// Per cent, rounded half up.
    pub percent: Scaled,
    /// Lower bound, per cent.
    pub low: Scaled,
    /// Upper bound, per cent.
    pub high: Scaled,
    /// There are too few answers to say anything.
    pub too_few: bool,
}

/// 1.96 in thousandths squared: the two-sided 95 % of the normal distribution is 1.959964.
const Z: i128 = 1_959_964;
/// The scale of `Z`.
const UNIT: i128 = 1_000_000;

/// Square root, rounded down.
fn root(of: i128) -> i128 {
    if of <= 0 {
        return 0;
    }
    let mut guess = 1_i128 << (128 - of.leading_zeros()).div_ceil(2);
    loop {
        let next = (guess + of / guess) / 2;
        if next >= guess {
            return guess;
        }
        guess = next;
    }
}

fn thousandths(value: i128) -> Scaled {
    Scaled::new(i64::try_from(value).unwrap_or(0), 1)
}

/// The share of satisfied answers; `None` without answers.
pub fn share(satisfied: u32, answers: u32, least: u32) -> Option<Share> {
    if answers == 0 || satisfied > answers {
        return None;
    }
    let (k, n) = (i128::from(satisfied), i128::from(answers));
    // (2k + z² ± z·√(z² + 4k(n−k)/n)) / (2(n + z²)), everything times UNIT².
    let z2 = Z * Z;
    let inside = z2 + 4 * k * (n - k) * UNIT * UNIT / n;
    let spread = Z * root(inside);
    let middle = 2 * k * UNIT * UNIT + z2;
    let under = 2 * (n * UNIT * UNIT + z2);
    let low = ((middle - spread) * 1_000).div_euclid(under).max(0);
    let high = (-((-(middle + spread) * 1_000).div_euclid(under))).min(1_000);
    Some(Share {
        answers,
        satisfied,
        percent: thousandths((2_000 * k + n) / (2 * n)),
        low: thousandths(low),
        high: thousandths(high),
        too_few: answers < least,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_values_come_out() {
        let said = |k, n| {
            let share = share(k, n, 10).unwrap();
            (share.percent.to_string(), share.low.to_string(), share.high.to_string())
        };
        // Wilson's score interval: 9 of 10 is 59.58 % to 98.21 %, 45 of 50 is 78.64 % to 95.65 %, 0 of 10 to 27.75 %.
        assert_eq!(said(9, 10), ("90.0".into(), "59.5".into(), "98.3".into()));
        assert_eq!(said(45, 50), ("90.0".into(), "78.6".into(), "95.7".into()));
        assert_eq!(said(0, 10), ("0.0".into(), "0.0".into(), "27.8".into()));
        assert_eq!(said(10, 10), ("100.0".into(), "72.2".into(), "100.0".into()));
        assert_eq!(share(1, 0, 1), None);
        assert!(share(9, 9, 10).unwrap().too_few && !share(10, 10, 10).unwrap().too_few);
    }

    proptest! {
        #[test]
        fn the_share_lies_within_and_more_answers_say_more(k in 0u32..2_000, more in 0u32..2_000) {
            let n = k + more;
            prop_assume!(n > 0);
            let few = share(k, n, 1).unwrap();
            prop_assert!(few.low.mantissa <= few.percent.mantissa && few.percent.mantissa <= few.high.mantissa);
            prop_assert!(0 <= few.low.mantissa && few.high.mantissa <= 1_000);
            let many = share(k * 4, n * 4, 1).unwrap();
            prop_assert!(many.high.mantissa - many.low.mantissa <= few.high.mantissa - few.low.mantissa);
        }

        #[test]
        fn the_root_is_the_root(of in 0i128..i128::from(u64::MAX)) {
            let root = root(of);
            prop_assert!(root * root <= of && (root + 1) * (root + 1) > of);
        }
    }
}
