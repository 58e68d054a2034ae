//! How a promise is put so that it can be measured; what a person must still fill in stands between brackets.

use crate::measurable::Pattern;
use crate::model::{Indicator, Op, Target, TargetKind};

/// Begins every place that a person must fill in.
const BLANK: &str = "（请填";

/// Whether something is still to be filled in.
pub fn has_blank(text: &str) -> bool {
    text.contains(BLANK)
}

/// A place to fill in, with what belongs there.
pub(super) fn blank(what: &str) -> String {
    format!("{BLANK}{what}）")
}

/// An operator as tables print it.
pub(super) fn sign(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "≥",
        Op::MoreThan => ">",
        Op::AtMost => "≤",
        Op::LessThan => "<",
        Op::Exactly => "=",
    }
}

/// A promise in figures: operator, number, unit.
pub(super) fn promised(target: &Target) -> Option<String> {
    if target.kind != TargetKind::Numeric {
        return None;
    }
    let op = target.op.unwrap_or(Op::Exactly);
    Some(format!("{}{}{}", sign(op), target.num.as_deref()?, target.unit.as_deref().unwrap_or_default()))
}

/// The value of an indicator of a class, to be filled in; `year` is the year it is for.
pub(super) fn value(pattern: Pattern, unit: Option<&str>, year: Option<i16>) -> String {
    let year = year.map(|year| year.to_string()).unwrap_or_default();
    match pattern {
        Pattern::Count => match unit {
            Some(unit) => format!("≥{}{unit}", blank("数量")),
            None => format!("≥{}", blank("数量和单位")),
        },
        Pattern::Share | Pattern::Satisfaction => format!("≥{}%", blank("数值")),
        Pattern::Deadline => format!("{year}年{}月底前", blank("月份")),
        Pattern::Cost => format!("≤{}万元", blank("数值")),
        Pattern::Growth => format!("较上年增长≥{}%", blank("数值")),
    }
}

/// A name without the unit in brackets at its end, and that unit.
pub(super) fn unit_of_name(name: &str) -> (&str, Option<&str>) {
    for (open, close) in [('（', '）'), ('(', ')')] {
        if let Some((before, inside)) = name.trim().strip_suffix(close).and_then(|inner| inner.rsplit_once(open)) {
            return (before.trim_end(), Some(inside.trim()));
        }
    }
    (name, None)
}

/// Words that open a promise and do not belong to the name of what is promised.
const OPENING: [&str; 20] = [
    "力争", "确保", "实现", "完成", "全年", "年内", "计划", "预计", "累计", "新增", "组织", "开展", "举办", "推动",
    "促进", "争取", "达到", "其中", "约", "共",
];
/// What separates one thing said from the next.
const STOPS: &str = "，。；、：,;:（）() ";

/// What the `nth` promise of these words, from 0, speaks of: the words before it, back to the last stop, without the verb of promising.
pub(super) fn spoken_of(text: &str, quote: &str, nth: usize) -> Option<String> {
    let (at, _) = text.match_indices(quote).nth(nth)?;
    let before = text.get(..at)?;
    let start =
        before.rfind(|c| STOPS.contains(c)).and_then(|at| Some(at + before.get(at..)?.chars().next()?.len_utf8()));
    let mut words = before.get(start.unwrap_or(0)..)?;
    while let Some(rest) = OPENING.iter().find_map(|opening| words.strip_prefix(opening)) {
        words = rest;
    }
    let words = words.trim_end_matches(['为', '在', '约', '达', '共']).trim();
    (words.chars().count() >= 2).then(|| words.to_owned())
}

/// The value an indicator is judged by.
pub(super) fn judged(indicator: &Indicator) -> &str {
    crate::promise::judged_value(indicator).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_of_a_promise_stands_before_it() {
        let text = "培育企业，力争固定资产投资超过5亿元";
        assert_eq!(spoken_of(text, "超过5亿元", 0).as_deref(), Some("固定资产投资"));
        assert_eq!(spoken_of("超过5亿元", "超过5亿元", 0), None);
        assert_eq!(spoken_of("别的话", "超过5亿元", 0), None);
        let both = "国家级平台1家，省级平台1家";
        assert_eq!(spoken_of(both, "1家", 1).as_deref(), Some("省级平台"), "the same number is promised twice");
    }

    #[test]
    fn blanks_are_seen() {
        assert!(has_blank(&value(Pattern::Cost, None, None)));
        assert!(!has_blank("≥3场"));
        assert_eq!(unit_of_name("发放人数（人）"), ("发放人数", Some("人")));
    }
}
