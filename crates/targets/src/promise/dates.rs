//! Deadlines (by a day) and comparisons with a base period; their years are settled, so that no year is ever a count.

use super::line::Line;
use super::scan::Promise;
use super::words;
use crate::model::{Op, TargetKind};

const BETTER: &[(&str, Op)] = &[
    ("优于", Op::MoreThan),
    ("好于", Op::MoreThan),
    ("强于", Op::MoreThan),
    ("高于", Op::MoreThan),
    ("多于", Op::MoreThan),
    ("大于", Op::MoreThan),
    ("超过", Op::MoreThan),
    ("不低于", Op::AtLeast),
    ("不少于", Op::AtLeast),
    ("不高于", Op::AtMost),
    ("不超过", Op::AtMost),
    ("低于", Op::LessThan),
    ("少于", Op::LessThan),
];
/// Signs that compare with a base period only where it is called a level (≥2023年水平) or the last one.
const SIGNS: &[(&str, Op)] = &[
    ("≥", Op::AtLeast),
    (">=", Op::AtLeast),
    (">", Op::MoreThan),
    ("≤", Op::AtMost),
    ("<=", Op::AtMost),
    ("<", Op::LessThan),
];
const CHANGES: &[(&str, Op)] = &[
    ("增长", Op::MoreThan),
    ("增加", Op::MoreThan),
    ("提高", Op::MoreThan),
    ("提升", Op::MoreThan),
    ("上升", Op::MoreThan),
    ("改善", Op::MoreThan),
    ("下降", Op::LessThan),
    ("降低", Op::LessThan),
    ("减少", Op::LessThan),
];
const MANNERS: &[&str] = &["有所", "有", "明显", "显著", "稳步", "持续", "进一步", "逐步", "有效", "大幅"];

/// 优于2023年, 不低于上年水平, 较上年有所提高: better than a base period, without a number of its own.
pub(super) fn relative(line: &mut Line, year: Option<i16>, found: &mut Vec<Promise>) {
    for at in 0..line.len() {
        let signed = longest(line, at, SIGNS);
        if let Some((op, base_at)) = longest(line, at, BETTER).or(signed) {
            let base_at = line.skip_spaces(base_at);
            let Some((base, end)) = base_period(line, base_at, year).filter(|_| !line.settled(base_at)) else {
                continue;
            };
            let level = line.longest(end, words::LEVEL).map(|(_, e)| e);
            if signed.is_some() && level.is_none() && line.get(base_at).is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            let end = level.unwrap_or(end);
            line.settle(base_at, end);
            // 高于上年10%: the number is the promise, the year its base.
            if !line.get(end).is_some_and(|c| c.is_ascii_digit()) {
                found.push(promise(line, TargetKind::Relative, op, Some(base), at, end));
            }
        } else if let Some((_, base_at)) = line.longest(at, &["较", "比", "相比", "对比", "与"]) {
            let Some((base, base_end)) = base_period(line, base_at, year) else { continue };
            let mut end = line.longest(base_end, words::LEVEL).map_or(base_end, |(_, e)| e);
            line.settle(base_at, end);
            end = line.longest(end, &["相比", "比较"]).map_or(end, |(_, e)| e);
            end = line.longest(end, MANNERS).map_or(end, |(_, e)| e);
            let Some((op, end)) = longest(line, end, CHANGES) else { continue };
            let rest = line.part_end(end);
            let has_number = line.slice(end, rest).iter().any(char::is_ascii_digit);
            if !has_number {
                found.push(promise(line, TargetKind::Relative, op, Some(base), at, end));
            }
        }
    }
}

/// By a day: 2024年年底前, 12月31日前, or a whole value that is a date. Other dates and years are only settled.
pub(super) fn deadlines(line: &mut Line, year: Option<i16>, found: &mut Vec<Promise>) {
    every_month(line);
    let mut at = 0;
    while at < line.len() {
        let Some(day) = date(line, at, year) else {
            at += 1;
            continue;
        };
        // The ordinal of a quarter (第三季度) is settled as such.
        let already = line.settled(at) && line.get(at) != Some('第');
        line.settle(at, day.end);
        let marker = line.longest(day.end, &["之前", "以前", "前"]).map(|(_, e)| e);
        let begun = ["不晚于", "不迟于", "早于"].iter().find_map(|w| line.ends(at, w));
        let whole = line.is_blank(0, at) && line.is_blank(marker.unwrap_or(day.end), line.len());
        let done = day.finer_than_year
            && ["完成", "竣工", "建成", "交付", "完工", "验收"].iter().any(|w| line.has(day.end, w));
        let due = marker.is_some() || begun.is_some() || whole || done;
        // Without the year the day is not known; nothing is guessed.
        if due && !already {
            let start = begun.unwrap_or(at);
            let end = marker.unwrap_or(day.end);
            found.push(promise(line, TargetKind::Date, Op::AtMost, day.iso, start, end));
        }
        at = day.end.max(at + 1);
    }
}

/// 每月10日前, 10日前: a day of every month is no date and no count of days.
pub(super) fn every_month(line: &mut Line) {
    const EVERY: &[&str] = &["每月", "每季度", "每季", "每年", "次月", "当月", "下月"];
    for at in 0..line.len() {
        let every = EVERY.iter().any(|word| line.ends(at, word).is_some());
        let inside = line.before(at).is_some_and(|c| c.is_ascii_digit() || c == '.' || c == '月' && !every);
        let Some((_, end)) = digits(line, at).filter(|(day, _)| !inside && (1..=31).contains(day)) else { continue };
        let Some((_, end)) = line.longest(end, &["日", "号"]) else { continue };
        let by = line.longest(end, &["之前", "以前", "前"]).map(|(_, e)| e);
        if by.is_some() || every {
            line.settle(at, by.unwrap_or(end));
        }
    }
}

struct Day {
    /// Last day of what is named; `None` where the year is not known.
    iso: Option<String>,
    finer_than_year: bool,
    end: usize,
}

fn date(line: &Line, at: usize, table_year: Option<i16>) -> Option<Day> {
    let starts_number =
        line.get(at)?.is_ascii_digit() && !line.before(at).is_some_and(|c| c.is_ascii_digit() || c == '.');
    let mut place = at;
    let mut year = table_year;
    let mut named_year = false;
    if let Some((_, end)) = line.longest(at, &["本年度", "本年", "当年", "今年"]) {
        place = end;
    } else if starts_number
        && let Some((number, end)) = digits(line, at)
        && end - at == 4
        && (1980..2100).contains(&number)
    {
        let after = line.get(end)?;
        if after == '年' {
            named_year = true;
            year = i16::try_from(number).ok();
            place = end + 1;
        } else if "-./".contains(after) {
            return numeric_date(line, number, end);
        } else if "~至到".contains(after) && line.get(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            return Some(Day { iso: None, finer_than_year: false, end });
        } else {
            return None;
        }
    }
    if let Some((_, end)) = line.longest(place, &["年底", "年末", "底", "末"]) {
        let follows_year = named_year || place > at || line.has(place, "年");
        // 年底 alone is a date only as a deadline.
        if follows_year && (named_year || place > at || line.has(end, "前")) {
            return Some(Day { iso: year.map(|y| format!("{y:04}-12-31")), finer_than_year: true, end });
        }
    }
    if let Some((_, end)) = line.longest(place, &["上半年"]).filter(|_| named_year || line.has(place + 3, "前")) {
        return Some(Day { iso: year.map(|y| format!("{y:04}-06-30")), finer_than_year: true, end });
    }
    if let Some(day) = quarter(line, place, year) {
        return Some(day);
    }
    let month_at = if named_year && line.has(place, "度") { place + 1 } else { place };
    if (named_year || starts_number || place > at)
        && let Some(day) = month_and_day(line, month_at, year)
    {
        return Some(day);
    }
    named_year.then(|| Day { iso: year.map(|y| format!("{y:04}-12-31")), finer_than_year: false, end: month_at })
}

/// The last day of a quarter: 第三季度, 2024年四季度末. Before a quarter (第三季度前) may mean before it begins or before
/// it ends.
fn quarter(line: &Line, at: usize, year: Option<i16>) -> Option<Day> {
    let at = if line.has(at, "度") { at + 1 } else { at };
    let place = if line.has(at, "第") { at + 1 } else { at };
    let (month, day) = match line.get(place)? {
        '一' | '1' => (3, 31),
        '二' | '2' => (6, 30),
        '三' | '3' => (9, 30),
        '四' | '4' => (12, 31),
        _ => return None,
    };
    let counts = line.before(place).is_some_and(|c| c.is_ascii_digit() || super::numeral::is_numeral(c));
    if counts || !line.has(place + 1, "季度") {
        return None;
    }
    let bare = place + 3;
    let end = line.longest(bare, &["末", "底", "内"]).map_or(bare, |(_, e)| e);
    let begins_or_ends = end == bare && line.longest(end, &["之前", "以前", "前"]).is_some();
    let iso = year.filter(|_| !begins_or_ends).map(|y| format!("{y:04}-{month:02}-{day:02}"));
    Some(Day { iso, finer_than_year: true, end })
}

fn month_and_day(line: &Line, at: usize, year: Option<i16>) -> Option<Day> {
    let (month, end) = digits(line, at)?;
    if !(1..=12).contains(&month) || line.get(end) != Some('月') {
        return None;
    }
    let mut end = end + 1;
    let mut day = last_day(year, month);
    if let Some((number, day_end)) = digits(line, end) {
        if (1..=31).contains(&number) && line.get(day_end).is_some_and(|c| c == '日' || c == '号') {
            day = Some(number);
            end = day_end + 1;
        }
    } else if let Some((_, e)) = line.longest(end, &["底", "末", "份底", "份"]) {
        end = e;
    }
    let iso = year.zip(day).map(|(y, d)| format!("{y:04}-{month:02}-{d:02}"));
    Some(Day { iso, finer_than_year: true, end })
}

/// 2024-12-31, 2024.12, 2024/6/30.
fn numeric_date(line: &Line, year: u32, at: usize) -> Option<Day> {
    let (month, end) = digits(line, at + 1)?;
    if (1980..2100).contains(&month) && end - at == 5 {
        return Some(Day { iso: None, finer_than_year: false, end: if line.has(end, "年") { end + 1 } else { end } });
    }
    if !(1..=12).contains(&month) {
        return None;
    }
    let year = i16::try_from(year).ok()?;
    let mut day = last_day(Some(year), month);
    let mut stop = end;
    if line.get(end) == line.get(at)
        && let Some((number, day_end)) = digits(line, end + 1)
        && (1..=31).contains(&number)
    {
        day = Some(number);
        stop = day_end;
    }
    let iso = day.map(|d| format!("{year:04}-{month:02}-{d:02}"));
    Some(Day { iso, finer_than_year: true, end: stop })
}

/// The year a comparison is made with, and where its words end.
fn base_period(line: &Line, at: usize, table_year: Option<i16>) -> Option<(String, usize)> {
    if let Some((number, end)) = digits(line, at) {
        if end - at == 4 && (1980..2100).contains(&number) && line.has(end, "年") {
            let end = if line.has(end, "年度") { end + 2 } else { end + 1 };
            return Some((number.to_string(), end));
        }
        return None;
    }
    let (word, end) = line.longest(at, words::LAST_PERIOD)?;
    let base = match (word.contains('上') || word.contains('去') || word.contains("前一"), table_year) {
        (true, Some(year)) => (year - 1).to_string(),
        _ => word.to_owned(),
    };
    Some((base, end))
}

fn digits(line: &Line, at: usize) -> Option<(u32, usize)> {
    let mut end = at;
    while end < at + 6 && line.get(end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    line.text(at, end).parse().ok().map(|n| (n, end))
}

fn last_day(year: Option<i16>, month: u32) -> Option<u32> {
    let year = i32::from(year?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    Some(match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    })
}

fn longest(line: &Line, at: usize, words: &[(&str, Op)]) -> Option<(Op, usize)> {
    let mut best: Option<(Op, usize)> = None;
    for (word, op) in words {
        if !line.has(at, word) {
            continue;
        }
        let end = at + word.chars().count();
        if best.is_none_or(|(_, e)| end > e) {
            best = Some((*op, end));
        }
    }
    best
}

fn promise(line: &Line, kind: TargetKind, op: Op, num: Option<String>, start: usize, end: usize) -> Promise {
    Promise {
        kind,
        op,
        written: None,
        num,
        unit: None,
        hedge: super::scan::hedge_before(line, start),
        start,
        end,
        number_at: start,
        in_words: false,
        about: false,
    }
}
