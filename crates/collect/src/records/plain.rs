//! When two texts name one thing, and when something typed says nothing at all.

use domain::{FactValue, Value};

/// Words that people write where they have nothing to write.
const NOTHING: [&str; 20] = [
    "无",
    "没有",
    "暂无",
    "暂缺",
    "缺",
    "待补",
    "待定",
    "待填",
    "待查",
    "后补",
    "未定",
    "未知",
    "不详",
    "空",
    "不适用",
    "未到期",
    "na",
    "none",
    "null",
    "tbd",
];

/// A text without what people vary unknowingly: blanks, marks that set off or end words, case, full-width letters. Signs
/// that are part of a name stay: `C++`, `C#`, `3&4`, and the hyphen of `A-1`. Nothing but marks stays as it is.
pub(super) fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' | '‐' | '‑' => '-',
        other => other,
    };
    let letters: Vec<char> = text.chars().map(narrow).collect();
    let mut kept = String::new();
    for (nth, &c) in letters.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_alphanumeric);
        let joins = c == '-' && beside(nth.checked_sub(1)) && beside(nth.checked_add(1));
        if c.is_alphanumeric() || joins || matches!(c, '+' | '#' | '&' | '@' | '%' | '*' | '=') {
            kept.extend(c.to_lowercase());
        }
    }
    if kept.is_empty() { text.trim().to_owned() } else { kept }
}

/// Whether a text only says that there is nothing to say.
pub(super) fn placeholder(text: &str) -> bool {
    let plain = plain(text);
    !plain.chars().any(char::is_alphanumeric) || NOTHING.contains(&plain.as_str())
}

/// Whether a value says what a required field asks for: something that is known, and no word for nothing.
pub(super) fn given(value: &FactValue) -> bool {
    match value {
        FactValue::Known(Value::Text(text)) => !placeholder(text),
        FactValue::Known(_) => !impossible(value),
        FactValue::NotApplicable | FactValue::NotDue | FactValue::Missing => false,
    }
}

/// Whether no event can be of this size: what happened is counted from nothing upwards.
pub(super) fn impossible(value: &FactValue) -> bool {
    matches!(value, FactValue::Known(Value::Number(number)) if *number < 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_written_in_several_ways_is_one_name() {
        for (one, other) in [
            ("ＡＢ１２ 公司", "ab12公司"),
            ("甲局。", "甲 局"),
            ("“汽车链”对接会（南沙场）", "汽车链对接会(南沙场)"),
            ("甲\u{200b}局\u{a0}", "甲局"),
            ("Ａ－1", "a-1"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
    }

    #[test]
    fn signs_that_are_part_of_a_name_keep_names_apart() {
        for (one, other) in [("C++公司", "C公司"), ("C#", "C"), ("A-1", "A1"), ("？？", "……"), ("甲公司", "乙公司")]
        {
            assert_ne!(plain(one), plain(other));
        }
    }

    #[test]
    fn words_for_nothing_say_nothing() {
        for text in ["无", " 无。", "待补", "——", "/", "？？", "N/A", "（暂无）", "未到期"] {
            assert!(placeholder(text), "{text}");
        }
        for text in ["DA-1", "无锡市工信局", "2", "待办中心"] {
            assert!(!placeholder(text), "{text}");
        }
    }
}
