//! A goal cut into clauses at its own numbering.

use super::text::{Piece, narrow};
use crate::model::GoalClause;

/// A way of numbering; the outermost one found cuts the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `目标1：`
    Goal,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBrackets,
    /// `一是`
    ChineseIs,
    /// `1、`
    Comma,
    /// `1.`
    Dot,
    /// `（1）`
    Brackets,
    /// `1）`
    Closing,
    /// `①`
    Circle,
    /// `第一，`
    Ordinal,
}

/// A number at the start of a clause.
#[derive(Clone, Copy, Debug)]
struct Mark {
    style: Style,
    no: u32,
    start: usize,
    end: usize,
}

/// Cuts a goal; `project` is its id (`P01`).
pub(crate) fn cut(project: &str, goal: &Piece) -> Vec<GoalClause> {
    let marks = chosen(&goal.text);
    let mut parts: Vec<(Option<u32>, Piece)> = Vec::new();
    let first = marks.first().map_or(goal.len(), |mark| mark.start);
    let lead = goal.part(0, first);
    let heading = !marks.is_empty() && lead.len() <= 40 && lead.text.ends_with(['：', ':']);
    if !lead.is_blank() && !heading {
        parts.push((None, lead));
    }
    for (index, mark) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(goal.len(), |next| next.start);
        let text = goal.part(mark.end, end);
        if !text.is_blank() {
            parts.push((Some(mark.no), text));
        }
    }
    let mut clauses = Vec::new();
    for (index, (no, piece)) in parts.into_iter().enumerate() {
        let id = format!("{project}.G{:02}", index + 1);
        clauses.push(GoalClause { id, no, source: Some(piece.place()), text: piece.text });
    }
    clauses
}

/// Whether a text begins with the number of a second or later clause.
pub(crate) fn goes_on(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    mark(&chars, 0).is_some_and(|mark| mark.no > 1)
}

/// The marks of the style that stands first and runs 1, 2, 3 …
fn chosen(text: &str) -> Vec<Mark> {
    let chars: Vec<char> = text.chars().collect();
    let marks = marks(&chars);
    let Some(style) = marks.iter().find(|m| m.no == 1).map(|m| m.style) else { return Vec::new() };
    let mut run: Vec<Mark> = Vec::new();
    for mark in &marks {
        if mark.style == style && mark.no == run.len() as u32 + 1 {
            run.push(*mark);
        }
    }
    let opens = run.first().is_some_and(|mark| mark.start == 0);
    if run.len() >= 2 || opens { run } else { Vec::new() }
}

fn marks(chars: &[char]) -> Vec<Mark> {
    let mut found = Vec::new();
    for start in 0..chars.len() {
        let opens = match start.checked_sub(1).and_then(|i| chars.get(i)) {
            None => true,
            Some(c) => matches!(narrow(*c), '。' | ';' | ':' | ' ' | ',' | '!' | '、'),
        };
        if opens && let Some(mark) = mark(chars, start) {
            found.push(mark);
        }
    }
    found
}

/// A clause number that starts here.
fn mark(chars: &[char], start: usize) -> Option<Mark> {
    let at = |index: usize| chars.get(index).copied().map(narrow);
    let made = |style, no, end| Some(Mark { style, no, start, end });
    let spaced = start.checked_sub(1).and_then(|i| chars.get(i)).is_none_or(|c| !matches!(narrow(*c), ',' | '、'));
    let first = at(start)?;
    if let 0..=19 = (first as u32).wrapping_sub('①' as u32) {
        return made(Style::Circle, first as u32 - '①' as u32 + 1, start + 1);
    }
    if first == '目' && at(start + 1) == Some('标') {
        let (no, end) = digits(chars, start + 2).or_else(|| chinese(chars, start + 2))?;
        if matches!(at(end), Some(':' | '、' | '.')) {
            return made(Style::Goal, no, end + 1);
        }
        return None;
    }
    if first == '(' {
        if let Some((no, end)) = digits(chars, start + 1)
            && at(end) == Some(')')
            && no < 100
        {
            return made(Style::Brackets, no, end + 1);
        }
        let (no, end) = chinese(chars, start + 1)?;
        if at(end) == Some(')') {
            return made(Style::ChineseBrackets, no, end + 1);
        }
        return None;
    }
    if let Some((no, end)) = digits(chars, start)
        && no < 100
        && spaced
    {
        return match at(end) {
            Some('、') => made(Style::Comma, no, end + 1),
            Some('.') if !at(end + 1).is_some_and(|c| c.is_ascii_digit()) || is_year(chars, end + 1) => {
                made(Style::Dot, no, end + 1)
            }
            Some(')') => made(Style::Closing, no, end + 1),
            _ => None,
        };
    }
    if first == '第' {
        let (no, end) = chinese(chars, start + 1)?;
        return if matches!(at(end), Some(',' | ':')) { made(Style::Ordinal, no, end + 1) } else { None };
    }
    let (no, end) = chinese(chars, start)?;
    match at(end) {
        Some('、') if spaced => made(Style::Chinese, no, end + 1),
        Some('是') => {
            let skip = usize::from(matches!(at(end + 1), Some(',' | ':')));
            made(Style::ChineseIs, no, end + 1 + skip)
        }
        _ => None,
    }
}

/// Whether a year begins here: `1.2024年…` is the first clause and no decimal.
fn is_year(chars: &[char], start: usize) -> bool {
    let four = chars.get(start..start + 4).is_some_and(|c| c.iter().all(char::is_ascii_digit));
    four && chars.get(start + 4) == Some(&'年')
}

fn digits(chars: &[char], start: usize) -> Option<(u32, usize)> {
    let mut end = start;
    let mut no = 0u32;
    while let Some(digit) = chars.get(end).copied().map(narrow).and_then(|c| c.to_digit(10))
        && end - start < 3
    {
        no = no * 10 + digit;
        end += 1;
    }
    (end > start).then_some((no, end))
}

fn chinese(chars: &[char], start: usize) -> Option<(u32, usize)> {
    const NUMERALS: &str = "一二三四五六七八九";
    let one = |index: usize| {
        let c = chars.get(index)?;
        NUMERALS.chars().position(|n| n == *c).map(|p| p as u32 + 1)
    };
    match (one(start), chars.get(start)) {
        (Some(tens), _) if chars.get(start + 1) == Some(&'十') => match one(start + 2) {
            Some(units) => Some((tens * 10 + units, start + 3)),
            None => Some((tens * 10, start + 2)),
        },
        (Some(no), _) => Some((no, start + 1)),
        (None, Some('十')) => match one(start + 1) {
            Some(units) => Some((10 + units, start + 2)),
            None => Some((10, start + 1)),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<u32>, String)> {
        let piece = Piece::of(text, 1, 1, None);
        cut("P01", &piece).into_iter().map(|c| (c.no, c.text)).collect()
    }

    #[test]
    fn only_the_outer_numbering_cuts() {
        let found = read("1、（1）甲；（2）乙。2、丙，其中2.5万元。3、丁");
        assert_eq!(found[0], (Some(1), "（1）甲；（2）乙。".into()));
        assert_eq!(found.len(), 3);
        assert_eq!(read("一是修路；二是种树。").len(), 2);
        assert_eq!(read("目标1：修路 目标2：种树")[1], (Some(2), "种树".into()));
    }

    #[test]
    fn numbers_inside_sentences_do_not_cut() {
        assert_eq!(read("新增企业15家，培训3.5万人。"), vec![(None, "新增企业15家，培训3.5万人。".into())]);
        assert_eq!(read("全年重点工作：1.修路。2.种树。").len(), 2);
        assert_eq!(read("1.2024年修路3条。2.新增树木1.5万株。")[0], (Some(1), "2024年修路3条。".into()));
        assert_eq!(read("第一，修路；第二，种树。")[1], (Some(2), "种树。".into()));
        assert_eq!(read("第一、第二产业协调发展。").len(), 1);
    }
}
