//! Lines that were torn at a line break inside a cell, in texts with a row a line: put together before they are read.

use super::labels::{Field, field_of, is_level1, is_level2, is_level2_full};
use super::lines::Line;
use super::text::Piece;

/// Lines a label may be torn over.
const MOST_LINES: usize = 4;

/// Puts torn lines together: 产出指标 / （50分） 数量指标 …, 社会效益 / 指标 合格率 …, 年度 / 总体 / 目标 办好….
pub(crate) fn join(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in lines {
        let words = line.whole.words();
        if let [first, _, ..] = words.as_slice()
            && line.parts.len() == 1
            && let Some(count) = torn(&out, first)
        {
            let mut whole = Piece::default();
            let from = out.len() - count;
            let above = out.split_off(from);
            for part in &above {
                whole.join(&part.whole, "");
            }
            whole.join(&line.whole, "");
            let number = above.first().map_or(line.number, |line| line.number);
            out.push(Line { number, parts: vec![whole.clone()], whole, ..line });
            continue;
        }
        out.push(line);
    }
    out
}

/// How many lines above belong to the word a line begins with.
fn torn(above: &[Line], first: &Piece) -> Option<usize> {
    let last = above.last().filter(|line| line.parts.len() == 1 && !line.bar)?;
    let end = last.whole.words().pop()?;
    let category = |piece: &Piece| is_level1(&piece.text) || is_level2(&piece.text);
    let points = first.key().is_empty() && first.text.contains('分');
    if points && category(&end) {
        return Some(1);
    }
    let mut joined = end.clone();
    joined.join(first, "");
    let half = !is_level2_full(&end.text) && first.len() <= 6 && first.text.ends_with("指标");
    if half && (is_level2_full(&joined.text) || first.text == "指标" && is_level1(&joined.text)) {
        return Some(1);
    }
    // A label of a goal over several short lines.
    let mut label = first.clone();
    for (count, line) in above.iter().rev().take(MOST_LINES).enumerate() {
        if line.whole.len() > 4 || line.whole.words().len() != 1 || first.len() > 4 {
            return None;
        }
        let mut longer = line.whole.clone();
        longer.join(&label, "");
        label = longer;
        let goal = matches!(field_of(&label), Some(Field::GoalAnnual | Field::GoalGeneral | Field::GoalPeriod));
        let more = above.len().checked_sub(count + 2).and_then(|at| above.get(at));
        if goal && more.is_none_or(|line| line.whole.len() > 4) {
            return Some(count + 1);
        }
    }
    None
}
