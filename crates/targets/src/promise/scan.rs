//! Finds the promises in one text: number by number, each with the words around it that make it a promise.

use super::figure::{self, Figure, Tail};
use super::line::Line;
use super::{dates, mask, words};
use crate::model::{Op, TargetKind};

/// One promise in a text. Places count characters of that text from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Promise {
    pub(crate) kind: TargetKind,
    /// As judged: a bare number is `=`.
    pub(crate) op: Op,
    /// As written; `None` for a bare number.
    pub(crate) written: Option<Op>,
    pub(crate) num: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) hedge: Option<String>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Where the number itself begins; two promises at one place are the two ends of a range.
    pub(crate) number_at: usize,
    /// Written in Chinese numerals.
    pub(crate) in_words: bool,
    /// Written as an approximation (约, 余).
    pub(crate) about: bool,
}

/// Every promise of a text, in order. `year` is the table's budget year, for deadlines that name none.
pub(crate) fn scan(text: &str, year: Option<i16>) -> Vec<Promise> {
    let mut line = Line::new(text);
    let mut found = Vec::new();
    mask::names_and_references(&mut line);
    dates::relative(&mut line, year, &mut found);
    dates::deadlines(&mut line, year, &mut found);
    not_negative(&mut line, &mut found);
    none_happens(&mut line, &mut found);
    grade(&line, &mut found);
    let mut at = 0;
    while at < line.len() {
        let next = number(&line, at, &mut found);
        at = next.max(at + 1);
    }
    found.sort_by_key(|p| (p.start, p.number_at));
    // 台（套） is published with wide brackets and stays so.
    for promise in &mut found {
        if let Some(unit) = promise.unit.as_mut().filter(|unit| unit.contains('(')) {
            let wide = unit.replace('(', "（").replace(')', "）");
            if text.contains(&wide) {
                *unit = wide;
            }
        }
    }
    found
}

/// Looks for a number at `at`; returns where to go on.
fn number(line: &Line, at: usize, found: &mut Vec<Promise>) -> usize {
    if line.settled(at) {
        return at + 1;
    }
    let Some(low) = figure::read(line, at) else { return at + 1 };
    if !figure::stands_alone(line, at, low.end) {
        return low.end;
    }
    let high = figure::range_end(line, low.end).and_then(|place| figure::read(line, place));
    let number_end = high.as_ref().map_or(low.end, |f| f.end);
    let tail = figure::tail(line, number_end, low.percent);
    let (before, mut start) = operator_before(line, at);
    let (mut after, mut end) = operator_after(line, tail.end, tail.unit.as_deref());
    let about = words::ABOUT.iter().filter_map(|w| line.ends(start, w).map(|s| (s, *w))).min();
    if let Some((place, _)) = about {
        start = place;
    }
    let mut unit = tail.unit.clone();
    let from_start = line.is_blank(0, start);
    // A thing no list of measures holds (2万卷) still counts what a short value counts.
    let magnitude = unit.as_deref().is_some_and(|u| words::MAGNITUDES.contains(&u));
    if (unit.is_none() || magnitude)
        && from_start
        && let Some((rest, rest_end)) = figure::short_rest(line, end)
    {
        unit = Some(format!("{}{rest}", unit.unwrap_or_default()));
        (after, end) = operator_after(line, rest_end, None);
    }
    if before.or(after).is_none()
        && let Some(thing_end) = figure::thing_before_operator(line, end)
        && (unit.is_some() || thing_end - end <= 2)
    {
        unit = unit.or_else(|| Some(line.text(end, thing_end)));
        (after, end) = operator_after(line, thing_end, None);
    }
    let written = before.or(after);
    // 左右岸 is a place.
    let loosely =
        line.longest(end, words::ABOUT_AFTER).filter(|(_, e)| !line.get(*e).is_some_and(|c| "岸侧两".contains(c)));
    end = loosely.map_or(end, |(_, loose_end)| loose_end);
    let whole = from_start && line.is_blank(end, line.len());
    let unit_word = unit.as_deref();
    // 1至12月 is a time of the year, 二等奖 a grade, 100%/95% two values of two things, …95%] the end of an interval.
    let time_of_year = unit_word == Some("月") && before.or(after).is_none();
    let grade = low.in_words && tail.unit.is_none();
    let next = line.get(end);
    let two = next == Some('/') && line.get(end + 1).is_some_and(|c| c.is_ascii_digit()) || next == Some(']');
    let said_otherwise = time_of_year || grade || two || is_rank(line, start, unit_word);
    if said_otherwise || is_base(line, start, end) || names_a_circle(line, unit_word, end) {
        return end.max(tail.end);
    }
    if !whole && !is_promise(line, at, &low, unit.as_deref(), &tail, written) {
        return tail.end;
    }
    let behind = tail.more.map(|c| c.to_string()).or_else(|| loosely.map(|(word, _)| word.to_owned()));
    let is_about = about.is_some() || behind.is_some();
    let hedge = match (about.map(|(_, w)| w), behind) {
        (Some(word), Some(behind)) => Some(format!("{word}…{behind}")),
        (Some(word), None) => Some(word.to_owned()),
        (None, Some(behind)) => Some(behind),
        (None, None) => hedge_before(line, start),
    };
    let base = Promise {
        kind: TargetKind::Numeric,
        op: Op::Exactly,
        written,
        num: None,
        unit,
        hedge,
        start,
        end,
        number_at: at,
        in_words: low.in_words,
        about: is_about,
    };
    match high {
        Some(high) => {
            found.push(Promise { op: Op::AtLeast, num: Some(low.num), ..base.clone() });
            found.push(Promise { op: Op::AtMost, num: Some(high.num), ..base });
        }
        None => {
            let judged = written.unwrap_or(if tail.more.is_some() { Op::MoreThan } else { Op::Exactly });
            found.push(Promise { op: judged, num: Some(low.num), ..base });
        }
    }
    end.max(tail.end)
}

/// 前10名: a place in a list, no count.
fn is_rank(line: &Line, start: usize, unit: Option<&str>) -> bool {
    unit.is_some_and(|u| matches!(u, "名" | "位" | "强")) && line.before(line.skip_spaces_back(start)) == Some('前')
}

/// 由28%提高到30%: the first number is where things stand, the second one is promised.
fn is_base(line: &Line, start: usize, end: usize) -> bool {
    const FROM: &[&str] =
        &["由", "从", "由原来的", "从原来的", "由上年的", "从上年的", "由去年的", "从去年的", "由目前的"];
    let from = FROM.iter().any(|word| line.ends(start, word).is_some());
    let rest = line.text(end, line.part_end(end));
    let to = ["到", "至", "为"].iter().filter_map(|word| rest.find(word)).min();
    from && to.is_some_and(|at| at <= 5 * '到'.len_utf8() && rest[at..].contains(|c: char| c.is_ascii_digit()))
}

/// 15分钟便民生活圈: how far one walks is part of a name.
fn names_a_circle(line: &Line, unit: Option<&str>, end: usize) -> bool {
    const LONGEST: usize = 8;
    let near = (end..end + LONGEST).take_while(|at| line.get(*at).is_some_and(char::is_alphabetic));
    unit.is_some_and(|u| matches!(u, "分钟" | "公里" | "小时")) && near.into_iter().any(|at| line.get(at) == Some('圈'))
}

/// Whether a number inside a sentence is promised, or only stands there.
fn is_promise(line: &Line, at: usize, low: &Figure, unit: Option<&str>, tail: &Tail, written: Option<Op>) -> bool {
    let Some(unit) = unit else { return written.is_some() && !low.in_words };
    if written.is_some() {
        return true;
    }
    let part = line.part_start(at);
    let lead = line.text(part, at);
    if words::BACKGROUND.iter().any(|w| lead.contains(w)) {
        return false;
    }
    if unit == "%" && words::BY_RATE.iter().any(|w| line.ends(at, w).is_some()) {
        return false;
    }
    let follows = |names: &[&str]| names.iter().any(|w| line.has(tail.end, w));
    if low.in_words {
        return figure::counted_in_words(line, at, low, unit, tail.end);
    }
    match unit {
        "年" => {
            let at_end = line.part_end(tail.end) == tail.end;
            at_end && !["前", "近", "后", "过去", "未来", "连续", "满"].iter().any(|w| line.ends(at, w).is_some())
        }
        "条" => !follows(&["政策", "措施", "意见", "举措", "扶持", "规定", "生产线"]) || follows(&["生产线"]),
        "期" => !follows(&["基金", "工程", "项目", "建设"]),
        "级" | "星" | "版" | "点" => line.part_end(tail.end) == tail.end,
        "次" => !follows(&["产业", "性", "函数"]),
        _ => true,
    }
}

fn operator_before(line: &Line, at: usize) -> (Option<Op>, usize) {
    let end = line.skip_spaces_back(at);
    let mut best: Option<(Op, usize)> = None;
    for (word, op) in words::BEFORE {
        if let Some(start) = line.ends(end, word)
            && best.is_none_or(|(_, s)| start < s)
        {
            best = Some((*op, start));
        }
    }
    match best.or_else(|| apart(line, end)) {
        Some((op, start)) => (Some(op), start),
        None => (None, at),
    }
}

/// 至少引进2家: the operator stands before the verb.
fn apart(line: &Line, at: usize) -> Option<(Op, usize)> {
    const VERB: usize = 4;
    let part = line.part_start(at);
    for (word, op) in [("至少", Op::AtLeast), ("最少", Op::AtLeast), ("至多", Op::AtMost), ("最多", Op::AtMost)]
    {
        let nearest = at.saturating_sub(VERB + 2).max(part);
        for start in (nearest..at).rev() {
            let between = line.slice(start + 2, at);
            if line.has(start, word) && between.iter().all(|c| c.is_alphabetic()) {
                return Some((op, start));
            }
        }
    }
    None
}

fn operator_after(line: &Line, at: usize, unit: Option<&str>) -> (Option<Op>, usize) {
    let mut best: Option<(Op, usize)> = None;
    for (word, op) in words::AFTER {
        let end = at + word.chars().count();
        let time = unit.is_some_and(|u| words::TIMES.contains(&u));
        if line.has(at, word) && best.is_none_or(|(_, e)| end > e) && (*word != "内" || time) {
            best = Some((*op, end));
        }
    }
    // 90%≤X: what is meant stands behind the sign.
    let named = |after: usize| line.get(line.skip_spaces(after)).is_some_and(char::is_alphabetic);
    let turned = match line.get(at) {
        Some('≤') if named(at + 1) => Some(Op::AtLeast),
        Some('<') if named(at + 1) => Some(Op::MoreThan),
        Some('≥') if named(at + 1) => Some(Op::AtMost),
        Some('>') if named(at + 1) => Some(Op::LessThan),
        _ => None,
    };
    match best {
        Some((op, end)) => (Some(op), end),
        None => (turned, at),
    }
}

/// 计划, 预计 … in the same part of the sentence. At its start 计划 is a verb, later on mostly a noun (三年行动计划).
pub(super) fn hedge_before(line: &Line, at: usize) -> Option<String> {
    const OPENING: usize = 4;
    let lead = line.text(line.part_start(at), at);
    // 占年度计划的105%, 工作计划12项: a noun.
    let noun = |before: &str, after: &str| {
        after.starts_with(['的', '数', '内', '外', '书', '表', '任'])
            || ["年度", "工作", "行动", "投资", "采购", "实施"].iter().any(|word| before.ends_with(word))
    };
    let opens = |word: &str| {
        lead.split_once(word).is_some_and(|(before, after)| before.chars().count() <= OPENING && !noun(before, after))
    };
    let found = words::HEDGES.iter().find(|w| if **w == "计划" || **w == "拟" { opens(w) } else { lead.contains(**w) });
    found.map(|w| (*w).to_owned())
}

/// 不得为负数: at least zero.
fn not_negative(line: &mut Line, found: &mut Vec<Promise>) {
    for at in 0..line.len() {
        if let Some((_, end)) = line.longest(at, words::NOT_NEGATIVE)
            && !line.settled(at)
        {
            line.settle(at, end);
            found.push(zero(line, Op::AtLeast, at, end, false));
        }
    }
}

/// 零投诉, “零”投诉: none.
fn none_happens(line: &mut Line, found: &mut Vec<Promise>) {
    for at in 0..line.len() {
        let quoted = line.before(at) == Some('“') && line.get(at + 1) == Some('”');
        if line.get(at) == Some('零')
            && (quoted || !line.settled(at))
            && let Some((_, end)) = line.longest(at + 1 + usize::from(quoted), words::NONE_OF)
        {
            let start = at - usize::from(quoted);
            line.settle(start, end);
            let mut promise = zero(line, Op::Exactly, start, end, true);
            promise.written = None;
            found.push(promise);
        }
    }
}

fn zero(line: &Line, op: Op, start: usize, end: usize, in_words: bool) -> Promise {
    Promise {
        kind: TargetKind::Numeric,
        op,
        written: Some(op),
        num: Some("0".to_owned()),
        unit: None,
        hedge: hedge_before(line, start),
        start,
        end,
        number_at: start,
        in_words,
        about: false,
    }
}

/// A value that is a grade, or a sentence that ends in one.
fn grade(line: &Line, found: &mut Vec<Promise>) {
    let from = line.skip_spaces(0);
    let mut until = line.len();
    while until > from && line.is_blank(until - 1, until) {
        until -= 1;
    }
    let mut start = from;
    if !is_grade(&line.text(from, until)) {
        let lead = words::GRADED.iter().find_map(|word| {
            let mut places = (from..until).filter(|p| line.has(*p, word));
            places.next().map(|p| p + word.chars().count())
        });
        match lead {
            Some(place) if is_grade(&line.text(place, line.part_end(place))) => {
                start = place;
                until = line.part_end(place);
            }
            _ => return,
        }
    }
    let grade = line.text(start, until);
    let op = if grade.ends_with("以上") { Op::AtLeast } else { Op::Exactly };
    found.push(Promise {
        kind: TargetKind::Ordinal,
        op,
        written: None,
        num: Some(grade),
        unit: None,
        hedge: None,
        start,
        end: until,
        number_at: start,
        in_words: false,
        about: false,
    });
}

fn is_grade(text: &str) -> bool {
    let text = text.trim_end_matches("及以上").trim_end_matches("以上");
    !text.is_empty() && text.split(['/', '、', '或']).all(|part| words::GRADES.contains(&part.trim()))
}
