//! Whether an indicator repeats what a goal promises: the same number of the same thing.

use std::collections::BTreeSet;

use super::scan::Promise;
use crate::model::{Op, TargetKind};

/// What two promises are compared by.
pub(super) struct Matter {
    kind: TargetKind,
    op: Op,
    /// Whether the number stands without an operator.
    bare: bool,
    amount: Option<String>,
    unit: Option<String>,
    words: BTreeSet<[char; 2]>,
}

/// Pairs of characters that say nothing about the matter.
const COMMON: &[&str] = &[
    "企业", "项目", "工作", "我区", "我市", "我县", "全年", "年度", "数量", "完成", "开展", "进行", "实施", "全区",
    "相关", "推动",
];

impl Matter {
    /// The matter of a promise in a text given as its characters; `name` is the indicator's name, used where the
    /// value says too little.
    pub(super) fn of(promise: &Promise, chars: &[char], name: Option<&str>) -> Matter {
        let stop = |c: &char| "，；。,;！？".contains(*c);
        let mut start = promise.start.min(chars.len());
        // The part of the sentence, and the parts before it while there is little to go by (预计不少于2亿元).
        loop {
            start = chars[..start].iter().rposition(stop).unwrap_or(0);
            if start == 0 || promise.start - start > 4 {
                break;
            }
        }
        let end_at = promise.end.min(chars.len());
        let end = chars[end_at..].iter().position(stop).map_or(chars.len(), |p| end_at + p);
        let mut words = pairs(&chars[start..promise.start.min(chars.len())]);
        words.extend(pairs(&chars[end_at..end]));
        if words.len() < 3
            && let Some(name) = name
        {
            words.extend(pairs(&name.chars().collect::<Vec<_>>()));
        }
        let bare = promise.kind == TargetKind::Numeric && promise.written.is_none();
        Matter { kind: promise.kind, op: promise.op, bare, amount: amount(promise), unit: thing(promise), words }
    }

    /// What two promises must share before they are compared: their kind and their amount.
    pub(super) fn index(&self) -> (TargetKind, Option<String>) {
        (self.kind, self.amount.clone())
    }

    /// Whether the other promise repeats this one.
    pub(super) fn repeated_by(&self, other: &Matter) -> bool {
        let same_unit = self.unit == other.unit || self.unit.is_none() || other.unit.is_none();
        let shared = self.words.intersection(&other.words).count();
        // 改造46部 is kept by ≥46部: the same number of the same thing, with or without an operator.
        let one_bare = self.bare || other.bare;
        let counted = self.unit.is_some() && self.unit == other.unit;
        let same_op = self.op == other.op || one_bare && counted && !self.opposed(other);
        if self.kind != other.kind || !same_op || self.amount != other.amount || !same_unit {
            return false;
        }
        if one_bare && counted && shared > 0 {
            return true;
        }
        let least = self.words.len().min(other.words.len());
        shared > 0 && shared * 4 >= least
    }
}

impl Matter {
    /// Whether one asks for at most what the other asks for.
    fn opposed(&self, other: &Matter) -> bool {
        let most = |op: Op| matches!(op, Op::AtMost | Op::LessThan);
        most(self.op) != most(other.op)
    }
}

fn pairs(chars: &[char]) -> BTreeSet<[char; 2]> {
    let mut found = BTreeSet::new();
    for pair in chars.windows(2) {
        if let [a, b] = *pair {
            let word: String = [a, b].iter().collect();
            if a.is_alphabetic() && b.is_alphabetic() && !COMMON.contains(&word.as_str()) {
                found.insert([a, b]);
            }
        }
    }
    found
}

/// Magnitude and magnitude word as one decimal without trailing zeros: 2亿 and 20000万 are one amount.
fn amount(promise: &Promise) -> Option<String> {
    let num = promise.num.as_deref()?;
    if promise.kind != TargetKind::Numeric {
        return Some(num.to_owned());
    }
    let unit = promise.unit.as_deref().unwrap_or_default();
    Some(plain(num, magnitude(unit).0))
}

/// Power of ten of the magnitude a unit begins with, and the rest of the unit.
pub(crate) fn magnitude(unit: &str) -> (usize, &str) {
    for (word, zeros) in [("万亿", 12), ("千亿", 11), ("百亿", 10), ("亿", 8), ("千万", 7), ("百万", 6), ("万", 4)]
    {
        if let Some(rest) = unit.strip_prefix(word) {
            return (zeros, rest);
        }
    }
    (0, unit)
}

/// A decimal moved `zeros` places to the left of its point, without needless zeros.
pub(crate) fn plain(num: &str, zeros: usize) -> String {
    let (whole, fraction) = num.split_once('.').unwrap_or((num, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() < zeros {
        fraction.push('0');
    }
    let (moved, rest) = fraction.split_at(zeros);
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match rest.trim_end_matches('0') {
        "" => whole.to_owned(),
        rest => format!("{whole}.{rest}"),
    }
}

fn thing(promise: &Promise) -> Option<String> {
    let (_, rest) = magnitude(promise.unit.as_deref()?);
    let same = match rest {
        "名" | "位" => "人",
        "场次" => "场",
        "" => return None,
        other => other,
    };
    Some(same.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promise::scan;

    fn matter(text: &str, name: Option<&str>) -> Matter {
        let found = scan(text, None);
        Matter::of(&found[0], &text.chars().collect::<Vec<_>>(), name)
    }

    #[test]
    fn the_same_number_of_the_same_thing_covers() {
        let goal = matter("向2名驻村干部发放生活补助", None);
        assert!(goal.repeated_by(&matter("补助驻村干部2人", None)));
        assert!(!goal.repeated_by(&matter("补助驻村干部3人", None)));
        assert!(!goal.repeated_by(&matter("新聘出纳2人", None)));
        let goal = matter("新增科技园区15家", None);
        assert!(goal.repeated_by(&matter("15", Some("新增科技园区"))));
    }

    #[test]
    fn a_bare_number_is_kept_by_a_bound_on_the_same_thing() {
        let goal = matter("改造旧电梯46部，方便老人出行", None);
        assert!(goal.repeated_by(&matter("≥46部", Some("改造旧电梯数量"))));
        assert!(!goal.repeated_by(&matter("≤46部", Some("改造旧电梯数量"))));
        assert!(!goal.repeated_by(&matter("≥46部", Some("审结案件"))));
    }

    #[test]
    fn magnitudes_are_compared_as_amounts() {
        assert_eq!(plain("2", 8), plain("20000", 4));
        assert_eq!(plain("1.50", 4), "15000");
        assert_eq!(plain("0.05", 0), "0.05");
    }
}
