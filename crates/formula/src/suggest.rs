//! “Did you mean”: the nearest known name to one that is not known.

/// The name with the fewest letters changed, if few enough to be a slip.
pub(crate) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: Vec<char> = wrong.to_lowercase().chars().take(60).collect();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let letters: Vec<char> = name.to_lowercase().chars().collect();
        let contained =
            wrong.len() >= 2 && letters.len() >= 2 && (is_within(&wrong, &letters) || is_within(&letters, &wrong));
        let steps = if contained { 1 } else { distance(&wrong, &letters) };
        let allowed = (wrong.len().max(letters.len()) / 2).clamp(1, 3);
        if steps <= allowed && best.is_none_or(|(fewest, _)| steps < fewest) {
            best = Some((steps, name));
        }
    }
    best.map(|(_, name)| name)
}

fn is_within(short: &[char], long: &[char]) -> bool {
    long.windows(short.len()).any(|window| window == short)
}

/// Letters to insert, drop or change.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_finds_none() {
        let names = ["营业收入", "研发费用", "revenue"];
        assert_eq!(nearest("营业收人", names), Some("营业收入"));
        assert_eq!(nearest("收入", names), Some("营业收入"));
        assert_eq!(nearest("revenu", names), Some("revenue"));
        assert_eq!(nearest("用电量", names), None);
    }
}
