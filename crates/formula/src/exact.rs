//! The rounding rule and 128-bit decimal steps: half away from zero, `None` instead of a wrap.

/// Decimals of a quotient or a mean.
pub(crate) const QUOTIENT_SCALE: u8 = 12;
/// Decimals of a logarithm.
pub(crate) const LOG_SCALE: u8 = 9;
/// More decimals than this a product may not carry.
pub(crate) const MAX_SCALE: u8 = 36;

/// Ten to a power, up to 38.
pub(crate) fn pow10(exponent: u8) -> Option<i128> {
    10_i128.checked_pow(u32::from(exponent))
}

/// `numerator / denominator` to the nearest integer, half away from zero; `None` on overflow or a zero denominator.
#[inline]
pub(crate) fn divide(numerator: i128, denominator: i128) -> Option<i128> {
    // Two positive numbers of 64 bits are the rule, and the processor divides them by itself.
    if let (Ok(n), Ok(d)) = (u64::try_from(numerator), u64::try_from(denominator)) {
        let quotient = n.checked_div(d)?;
        let rest = n - quotient * d;
        return Some(i128::from(quotient) + i128::from(rest >= d - rest));
    }
    divide_wide(numerator, denominator)
}

fn divide_wide(numerator: i128, denominator: i128) -> Option<i128> {
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator - quotient * denominator;
    let away = rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs();
    if !away {
        return Some(quotient);
    }
    quotient.checked_add(if (numerator < 0) == (denominator < 0) { 1 } else { -1 })
}

/// The same value at another scale, rounded when decimals are lost.
pub(crate) fn rescale(mantissa: i128, from: u8, to: u8) -> Option<i128> {
    if to >= from { mantissa.checked_mul(pow10(to - from)?) } else { divide(mantissa, pow10(from - to)?) }
}

/// A mean at [`QUOTIENT_SCALE`] of numbers at `scale` adding up to `sum`.
pub(crate) fn mean(sum: i128, count: i128, scale: u8) -> Option<i128> {
    if scale <= QUOTIENT_SCALE {
        divide(sum.checked_mul(pow10(QUOTIENT_SCALE - scale)?)?, count)
    } else {
        divide(sum, count.checked_mul(pow10(scale - QUOTIENT_SCALE)?)?)
    }
}

/// Base-ten logarithm at [`LOG_SCALE`] of a positive number; `None` for the others.
///
/// The number is brought to `1 ≤ y < 10`; each squaring of `y` then yields one binary digit of the fraction.
pub(crate) fn log10(mantissa: i128, scale: u8) -> Option<i128> {
    const ONE: u128 = 1_000_000_000_000_000_000;
    const BITS: u32 = 56;
    let mut y = u128::try_from(mantissa).ok().filter(|m| *m > 0)?;
    let mut exponent = 18 - i128::from(scale);
    while y >= 10 * ONE {
        y /= 10;
        exponent += 1;
    }
    while y < ONE {
        y *= 10;
        exponent -= 1;
    }
    let mut fraction: i128 = 0;
    for _ in 0..BITS {
        y = y * y / ONE;
        fraction *= 2;
        if y >= 10 * ONE {
            y /= 10;
            fraction += 1;
        }
    }
    let whole = exponent * (1 << BITS) + fraction;
    divide(whole * pow10(LOG_SCALE)?, 1 << BITS)
}

/// Digits with a point.
pub(crate) fn print(mantissa: i128, scale: u8) -> String {
    let digits = mantissa.unsigned_abs().to_string();
    let sign = if mantissa < 0 { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    format!("{sign}{whole}.{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotients_round_half_away_from_zero() {
        assert_eq!(divide(5, 2), Some(3));
        assert_eq!(divide(-5, 2), Some(-3));
        assert_eq!(divide(5, -2), Some(-3));
        assert_eq!(divide(4, 3), Some(1));
        assert_eq!(divide(1, 0), None);
        assert_eq!(divide(i128::MIN, -1), None);
        assert_eq!(divide(i128::MIN, 1), Some(i128::MIN));
        assert_eq!(divide(1, i128::MIN), Some(0));
        assert_eq!(mean(10, 3, 0), Some(3_333_333_333_333));
    }

    #[test]
    fn logarithms_of_powers_of_ten_are_whole() {
        for (mantissa, scale, want) in [(1, 0, 0), (1000, 0, 3), (1, 3, -3), (1, 36, -36)] {
            assert_eq!(log10(mantissa, scale), Some(want * 1_000_000_000));
        }
        assert_eq!(log10(2, 0), Some(301_029_996));
        assert_eq!(log10(0, 0), None);
        assert_eq!(log10(-1, 0), None);
        assert!(log10(i128::MAX, 0).is_some());
    }

    proptest! {
        #[test]
        fn logarithms_agree_with_the_machine_to_nine_decimals(mantissa in 1_i128..i128::from(i64::MAX), scale in 0u8..12) {
            let ours = log10(mantissa, scale).unwrap() as f64 / 1e9;
            let machine = (mantissa as f64).log10() - f64::from(scale);
            prop_assert!((ours - machine).abs() < 1e-8, "{ours} {machine}");
        }
    }
}
