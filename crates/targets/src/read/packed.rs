//! All indicators of a project packed into one cell as a numbered list.

use super::labels::{is_level1, is_level2, is_placeholder, without_ordinal};
use super::text::{Piece, narrow, without_stop};
use crate::model::Indicator;

/// Labels in front of values, longest first where one ends with another.
const PERIOD: &[&str] = &["实施周期指标值", "实施期指标值", "全周期指标值", "中期指标值"];
const ANNUAL: &[&str] = &["年度指标值", "年度目标值", "当年指标值"];
const SINGLE: &[&str] = &["指标值", "目标值"];

/// One label of a value inside an item.
struct Label {
    kind: Kind,
    /// First character of the label, its separator in front included.
    start: usize,
    /// First character of the value.
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Period,
    Annual,
    Single,
}

/// Where the first item of a packed list starts.
pub(crate) fn first_item(piece: &Piece) -> Option<usize> {
    starts(&chars(piece)).first().copied()
}

/// Whether a text begins with the second or a later item of a packed list.
pub(crate) fn goes_on(piece: &Piece) -> bool {
    let chars = chars(piece);
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let marked = matches!(chars.get(digits).copied().map(narrow), Some('、' | '.' | ','));
    (1..=3).contains(&digits) && marked && category(&chars, digits + 1).is_some_and(|(name, _)| is_level1(&name))
}

/// Reads a packed list; `None` for the text that could not be understood.
pub(crate) fn read(piece: &Piece) -> (Vec<Indicator>, Vec<String>) {
    let chars = chars(piece);
    let mut starts = starts(&chars);
    let numbered = !starts.is_empty();
    if !numbered {
        starts = unnumbered(&chars);
    }
    let (mut out, mut doubts) = (Vec::new(), Vec::new());
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(chars.len());
        let item = piece.part(start, end);
        match indicator(&item, numbered) {
            Some(found) => out.push(found),
            None => doubts.push(item.text.chars().take(40).collect()),
        }
    }
    (out, doubts)
}

fn chars(piece: &Piece) -> Vec<char> {
    piece.text.chars().collect()
}

fn is_separator(c: char) -> bool {
    matches!(narrow(c), ';' | ':')
}

/// Where items start: a running number (where there is one) followed by a first-level category.
fn starts(chars: &[char]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut expected = 1u32;
    for start in 0..chars.len() {
        if !chars[start].is_ascii_digit() || start.checked_sub(1).is_some_and(|i| chars[i].is_ascii_digit()) {
            continue;
        }
        let mut end = start;
        let mut no = 0u32;
        while let Some(digit) = chars.get(end).and_then(|c| c.to_digit(10))
            && end - start < 3
        {
            no = no * 10 + digit;
            end += 1;
        }
        if !matches!(chars.get(end).copied().map(narrow), Some('、' | '.' | ',')) {
            continue;
        }
        end += 1;
        while chars.get(end) == Some(&' ') {
            end += 1;
        }
        if no == expected && category(chars, end).is_some_and(|(name, _)| is_level1(&name)) {
            found.push(start);
            expected += 1;
        }
    }
    found
}

/// Where items without numbers start: a first- and a second-level category side by side (产出指标-数量指标-…), the first
/// of them at the start of the cell, the others behind white space or a stop. Nothing where one is left without.
fn unnumbered(chars: &[char]) -> Vec<usize> {
    let mut found = Vec::new();
    for start in 0..chars.len() {
        let opens = start.checked_sub(1).is_none_or(|i| matches!(narrow(chars[i]), ' ' | ';' | '。'));
        let full = |name: &str| is_level1(name) && name.ends_with("指标");
        let levels = opens
            && category(chars, start)
                .filter(|(name, _)| full(name))
                .and_then(|(_, after)| category(chars, after))
                .is_some_and(|(name, _)| is_level2(&name));
        if levels {
            found.push(start);
        }
    }
    if found.first() == Some(&0) { found } else { Vec::new() }
}

/// The category that stands here up to its separator, and where the text after it starts.
fn category(chars: &[char], start: usize) -> Option<(String, usize)> {
    let mut end = start;
    while let Some(c) = chars.get(end)
        && end - start < 24
    {
        let stroke = matches!(narrow(*c), '-' | '—' | '–' | '/' | '>' | '→');
        if is_separator(*c) || stroke {
            let name: String = chars[start..end].iter().collect();
            if !stroke || is_level1(&name) || is_level2(&name) {
                return Some((name.trim().to_string(), end + 1));
            }
        }
        end += 1;
    }
    None
}

/// Reads one item.
fn indicator(item: &Piece, numbered: bool) -> Option<Indicator> {
    let chars = chars(item);
    let number = chars.iter().position(|c| matches!(narrow(*c), '、' | '.' | ','));
    let mut at = if numbered { number? + 1 } else { 0 };
    while chars.get(at) == Some(&' ') {
        at += 1;
    }
    let (level1, after1) = category(&chars, at)?;
    let (level2, after2) = match category(&chars, after1) {
        Some((name, after)) if is_level2(&name) => (name, after),
        _ => (String::new(), after1),
    };
    let labels = labels(&chars, after2);
    let name_end = labels.first().map_or(chars.len(), |label| label.start);
    let mut named = item.part(after2, name_end);
    while named.text.ends_with([';', '；']) {
        named = named.part(0, named.len() - 1);
    }
    // `场次：≥5场`: name and value without a label between them.
    let cut = named.text.chars().position(is_separator).filter(|_| labels.is_empty());
    let mut bare = None;
    if let Some(cut) = cut {
        let mut value = named.part(cut + 1, named.len());
        while value.text.ends_with([';', '；']) {
            value = value.part(0, value.len() - 1);
        }
        bare = Some(without_stop(&value).text).filter(|v| !v.is_empty());
        named = named.part(0, cut);
    }
    let name = without_ordinal(&named);
    if is_placeholder(&name.text) {
        return None;
    }
    let mut out = Indicator { name: name.text.clone(), source: Some(item.place()), ..Indicator::default() };
    (out.level1_code, out.level1) = super::labels::level_name(&level1);
    (out.level2_code, out.level2) = super::labels::level_name(&level2);
    out.target = bare;
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(chars.len(), |next| next.start);
        let mut value = item.part(label.end, end);
        if index + 1 == labels.len() {
            while value.text.ends_with([';', '；']) {
                value = value.part(0, value.len() - 1);
            }
        }
        let value = without_stop(&value).text;
        let value = Some(value).filter(|v| !v.is_empty());
        match label.kind {
            Kind::Period => out.target_period = value,
            Kind::Annual => out.target_annual = value,
            Kind::Single => out.target = value,
        }
    }
    if out.target_period.is_none() && out.target.is_none() && !labels.iter().any(|l| l.kind == Kind::Period) {
        out.target = out.target_annual.take();
    }
    let judged = out.target.clone().or_else(|| out.target_annual.clone()).or_else(|| out.target_period.clone());
    if let Some(value) = judged {
        (out.op, out.num, out.unit) = super::value(&value);
    }
    Some(out)
}

/// The value labels of an item, each kind once, in order.
fn labels(chars: &[char], from: usize) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let mut index = from;
    while index < chars.len() {
        let opens = index == from || is_separator(chars[index - 1]) || matches!(chars[index - 1], ' ' | '，' | '。');
        let label = if opens { label_at(chars, index) } else { None };
        match label {
            Some((kind, end)) if !found.iter().any(|l| l.kind == kind) => {
                let mut start = index;
                while start > from && (is_separator(chars[start - 1]) || chars[start - 1] == ' ') {
                    start -= 1;
                }
                found.push(Label { kind, start, end });
                index = end;
            }
            _ => index += 1,
        }
    }
    found
}

fn label_at(chars: &[char], start: usize) -> Option<(Kind, usize)> {
    for (kind, names) in [(Kind::Period, PERIOD), (Kind::Annual, ANNUAL), (Kind::Single, SINGLE)] {
        for name in names {
            let end = start + name.chars().count();
            let here = name.chars().enumerate().all(|(i, c)| chars.get(start + i) == Some(&c));
            if here && chars.get(end).is_some_and(|c| is_separator(*c)) {
                return Some((kind, end + 1));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str) -> Piece {
        Piece::of(text, 5, 7, None)
    }

    #[test]
    fn separators_vary_and_values_keep_theirs() {
        let text = "<p>1、1-产出指标；11-数量指标：场次；实施周期指标值：线上2场；线下3场。；年度指标值：1场。\
                    2、3-满意度指标：31-服务对象满意度；好评；实施周期指标值：≥9成；年度指标值：≥9成。</p>";
        let (found, doubts) = read(&piece(text));
        assert!(doubts.is_empty());
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].target_period.as_deref(), Some("线上2场；线下3场"));
        assert_eq!(found[0].target_annual.as_deref(), Some("1场"));
        assert_eq!(found[1].level1_code.as_deref(), Some("3"));
        assert_eq!(found[1].level2, "服务对象满意度");
        let span = found[0].source.clone().unwrap().span;
        let raw: String = text.chars().skip(span[0]).take(span[1] - span[0]).collect();
        assert!(raw.starts_with("1、1-产出指标") && raw.ends_with("1场。"));
    }

    #[test]
    fn items_without_numbers_begin_with_both_categories() {
        let text = "产出指标-数量指标-走访慰问：≥800人次\n产出指标-时效指标-完成时间：2023年9月底前\n\
                    满意度指标-服务对象满意度指标-受助对象满意度：≥92%";
        let (found, doubts) = read(&piece(text));
        assert!(doubts.is_empty());
        let brief = |i: &Indicator| format!("{}/{}/{}={}", i.level1, i.level2, i.name, i.target.clone().unwrap());
        assert_eq!(
            found.iter().map(brief).collect::<Vec<_>>(),
            [
                "产出指标/数量指标/走访慰问=≥800人次",
                "产出指标/时效指标/完成时间=2023年9月底前",
                "满意度指标/服务对象满意度指标/受助对象满意度=≥92%",
            ]
        );
        // What stands before the first item belongs to none: nothing is read.
        assert!(read(&piece("另见附件 产出指标-数量指标-走访：8次")).0.is_empty());
    }

    #[test]
    fn numbering_inside_a_name_starts_no_item() {
        let text = "1、2-效益指标：24-可持续影响：1.甲</p> <p>2.乙；实施周期指标值：长期。；年度指标值：长期。";
        let (found, _) = read(&piece(text));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name, "1.甲 2.乙");
    }
}
