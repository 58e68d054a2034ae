//! What a cell of a stream says by itself: a chance, a mark, a figure, a value.

/// How sure it is that a target will be met, in the words of the forms.
pub(super) fn is_chance(text: &str) -> bool {
    matches!(text, "确定能" | "有可能" | "完全不可能" | "不可能" | "能" | "可能" | "能完成" | "不能")
}

/// A mark in a box or a column of its own.
pub(super) fn is_mark(text: &str) -> bool {
    matches!(text, "√" | "✓" | "✔" | "☑" | "●" | "■")
}

/// A figure with or without an operator: no name, no category.
pub(super) fn is_figure(text: &str) -> bool {
    let rest = text.trim_start_matches(['≥', '≤', '>', '<', '=', '＞', '＜', '＝']);
    rest.trim_end_matches(['%', '％', '‰']).chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Whether a text compares: it begins with an operator, or is a figure and a short unit.
pub(super) fn is_value(text: &str) -> bool {
    let opens = ["≥", "≤", ">", "<", "=", "＞", "＜", "＝", "不少于", "不低于", "不超过", "不高于", "至少"];
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let counted = digits.len() < text.len() && digits.chars().count() <= 5 && !digits.contains("指标");
    opens.iter().any(|w| text.starts_with(w)) || counted || text.ends_with(['%', '％'])
}
