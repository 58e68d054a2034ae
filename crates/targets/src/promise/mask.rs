//! What holds digits but never a promise: names, references, ordinals, numbering, formulas.

use super::line::Line;
use super::numeral;

/// Settles every such span of a text.
pub(super) fn names_and_references(line: &mut Line) {
    titles_and_names(line);
    brackets(line);
    let mut at = 0;
    while at < line.len() {
        let end = reference(line, at).unwrap_or(at);
        line.settle(at, end);
        at = end.max(at + 1);
    }
}

/// 《…》 is a document, “…” a name, unless it holds a comparison.
fn titles_and_names(line: &mut Line) {
    for (open, close) in [('《', '》'), ('“', '”'), ('‘', '’'), ('「', '」'), ('〔', '〕'), ('【', '】')]
    {
        for (start, end) in spans(line, open, close) {
            let compares = line.slice(start, end).iter().any(|c| "≥≤><=%".contains(*c));
            if open == '《' || !compares {
                line.settle(start, end);
            }
        }
    }
}

/// Numbering such as (1) or (三), and explanations that give a formula.
fn brackets(line: &mut Line) {
    for (start, end) in spans(line, '(', ')') {
        let inner = line.slice(start + 1, end - 1);
        let numbering = inner.len() <= 3
            && inner.iter().all(|c| c.is_ascii_digit() || numeral::is_numeral(*c))
            && !inner.is_empty();
        let formula = inner.iter().any(|c| "×÷*".contains(*c)) || line.has(start + 1, "计算");
        let year = inner.len() == 4 && inner.iter().all(char::is_ascii_digit);
        if numbering || formula || year {
            line.settle(start, end);
        }
    }
}

fn spans(line: &Line, open: char, close: char) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for at in 0..line.len() {
        let c = line.get(at);
        if c == Some(open) {
            start = start.or(Some(at));
        } else if c == Some(close)
            && let Some(from) = start.take()
        {
            found.push((from, at + 1));
        }
    }
    found
}

/// The end of an ordinal, a document number or a numbering that begins here.
fn reference(line: &Line, at: usize) -> Option<usize> {
    let c = line.get(at)?;
    if c == '第' {
        let mut end = at + 1;
        while line.get(end).is_some_and(|c| c.is_ascii_digit() || numeral::is_numeral(c)) {
            end += 1;
        }
        return (end > at + 1).then_some(end);
    }
    if !c.is_ascii_digit() || line.before(at).is_some_and(|c| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let mut end = at;
    while line.get(end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    let next = line.get(end)?;
    if next == '号' {
        return Some(end);
    }
    let opens = at == 0 || line.before(at).is_some_and(|c| c.is_whitespace() || ",;。:".contains(c));
    let numbering = match next {
        '、' | ')' => true,
        '.' => !line.get(end + 1).is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    (opens && numbering && end - at <= 2 && end + 1 < line.len()).then_some(end)
}
