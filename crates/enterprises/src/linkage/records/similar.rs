//! How alike two texts are: Jaro–Winkler for words, one slip of the pen for numbers.

/// Characters that are looked at; longer texts are compared by their beginning.
pub(super) const LONGEST: usize = 64;

/// Jaro–Winkler similarity, 0 to 1 (Winkler 1990; prefix of at most 4, weight 0.1). Symmetric.
pub fn jaro_winkler(a: &[char], b: &[char]) -> f64 {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    if a == b {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    // The shorter one leads, so that the order of the two does not matter.
    let (a, b) = if (a.len(), a) <= (b.len(), b) { (a, b) } else { (b, a) };
    let reach = (b.len() / 2).saturating_sub(1);
    let (mut of_a, mut of_b, mut common) = (0_u64, 0_u64, 0_u32);
    for (i, c) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        for (j, d) in b.iter().enumerate().take(i + reach + 1).skip(from) {
            if of_b >> j & 1 == 0 && c == d {
                of_a |= 1 << i;
                of_b |= 1 << j;
                common += 1;
                break;
            }
        }
    }
    if common == 0 {
        return 0.0;
    }
    let (mut crossed, mut rest) = (0_u32, of_b);
    for (i, c) in a.iter().enumerate() {
        if of_a >> i & 1 == 1 {
            crossed += u32::from(b[rest.trailing_zeros() as usize] != *c);
            rest &= rest - 1;
        }
    }
    let common = f64::from(common);
    let jaro = (common / a.len() as f64 + common / b.len() as f64 + (common - f64::from(crossed) / 2.0) / common) / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(c, d)| c == d).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}

/// Whether one text becomes the other by one character changed, added, lost, or two neighbours swapped.
pub fn one_slip(a: &[char], b: &[char]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let begin = a.iter().zip(b).take_while(|(c, d)| c == d).count();
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(c, d)| c == d).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    match (a, b) {
        ([], [] | [_]) | ([_], [_]) => true,
        ([c, d], [e, f]) => c == f && d == e,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn known_values() {
        for (a, b, expected) in [("martha", "marhta", 0.9611), ("dixon", "dicksonx", 0.8133), ("dwayne", "duane", 0.84)]
        {
            assert!((jaro_winkler(&chars(a), &chars(b)) - expected).abs() < 1e-4, "{a} {b}");
        }
        for (a, b) in [("20240101", "20240110"), ("5304218", "530421"), ("91350", "91850"), ("a", "a")] {
            assert!(one_slip(&chars(a), &chars(b)), "{a} {b}");
        }
        assert!(!one_slip(&chars("20240101"), &chars("20240212")));
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_and_between_0_and_1(a in "\\PC{0,80}", b in "\\PC{0,80}") {
            let (a, b) = (chars(&a), chars(&b));
            let like = jaro_winkler(&a, &b);
            prop_assert!((0.0..=1.0).contains(&like));
            prop_assert_eq!(like, jaro_winkler(&b, &a));
            prop_assert_eq!(one_slip(&a, &b), one_slip(&b, &a));
            prop_assert_eq!(jaro_winkler(&a, &a), 1.0);
        }
    }
}
