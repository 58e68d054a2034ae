//! Indicators packed into one cell: separators that vary, stand inside values or are doubled, paragraphs inside.

use super::context::{Context, Entry, first_tag, short};
use super::{Raised, finding};
use crate::model::Severity;

pub(super) fn check(context: &Context, found: &mut Raised) {
    let mut variants: Vec<(String, Vec<String>)> = Vec::new();
    let mut doubled = Vec::new();
    for entry in context.entries() {
        let Some(raw) = packed_text(context, entry) else { continue };
        let refs = vec![entry.indicator.id.clone()];
        if let Some(variant) = variant(entry, &raw) {
            match variants.iter_mut().find(|(v, _)| *v == variant) {
                Some((_, ids)) => ids.extend(refs.clone()),
                None => variants.push((variant, refs.clone())),
            }
        }
        if is_doubled(&raw) {
            doubled.extend(refs.clone());
        }
        if first_tag(&raw.chars().collect::<Vec<_>>()).is_some() {
            let message =
                format!("“{}”一项中间有分段标记，按段落拆分会多出一项指标。", short(&entry.indicator.name, 30));
            found.push(finding("html_paragraph_inside_indicator", Severity::Warn, refs.clone(), message));
        }
        if let Some(sign) = entry.value.and_then(|v| v.chars().find(|c| "；：;:".contains(*c))) {
            let message = format!("指标值里有“{sign}”，与各栏之间的分隔符相同，拆分时容易断错。");
            found.push(finding("separator_inside_value", Severity::Info, refs, message));
        }
    }
    if variants.len() > 1 {
        for (variant, refs) in variants {
            let message =
                format!("分级名称之间的分隔符不统一：{} 项写作“{variant}”，其他项不同；全表应使用同一种。", refs.len());
            found.push(finding("separator_variant", Severity::Info, refs, message));
        }
    }
    if !doubled.is_empty() {
        let message = format!("{} 项指标的文字里标点重复（如“。；”），应只留一个。", doubled.len());
        found.push(finding("double_punctuation", Severity::Info, doubled, message));
    }
}

/// The raw text of an indicator that stands in one cell together with its categories.
fn packed_text(context: &Context, entry: &Entry) -> Option<String> {
    let raw = context.raw(entry.indicator.source.as_ref()?)?;
    let level2 = &entry.indicator.level2;
    (!level2.is_empty() && raw.contains(level2.as_str()) && raw.contains("指标值")).then_some(raw)
}

/// The separators after the first and after the second category: `；；`, `：：`, `；：`.
fn variant(entry: &Entry, raw: &str) -> Option<String> {
    let after = |from: &str, name: &str| -> Option<(char, usize)> {
        let at = from.find(name)? + name.len();
        let sign = from[at..].chars().find(|c| !c.is_whitespace())?;
        Some((sign, at))
    };
    let (first, at) = after(raw, &entry.indicator.level1)?;
    let (second, _) = after(&raw[at..], &entry.indicator.level2)?;
    let is_separator = |c: char| "；：;:，,".contains(c);
    (is_separator(first) && is_separator(second)).then(|| format!("{first}{second}"))
}

/// Two closing marks in a row; the end of a quotation or bracket between them is no mark.
fn is_doubled(raw: &str) -> bool {
    let closing = |c: char| "。；，、：;,".contains(c);
    let chars: Vec<char> = raw.chars().filter(|c| !c.is_whitespace()).collect();
    chars.windows(2).any(|pair| closing(pair[0]) && closing(pair[1]))
}
