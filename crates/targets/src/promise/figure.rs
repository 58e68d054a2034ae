//! One number as written and what follows it up to its unit.

use super::line::Line;
use super::{numeral, units, words};

/// A number.
pub(super) struct Figure {
    /// Digits as written, without separators; Chinese numerals as digits.
    pub(super) num: String,
    pub(super) in_words: bool,
    /// 百分之九十: the unit stands before the number.
    pub(super) percent: bool,
    pub(super) end: usize,
}

/// What follows a number: 余, a magnitude, a measure word.
pub(super) struct Tail {
    pub(super) more: Option<char>,
    pub(super) unit: Option<String>,
    pub(super) end: usize,
}

/// Reads the number that begins at a place.
pub(super) fn read(line: &Line, at: usize) -> Option<Figure> {
    if line.has(at, "百分之") {
        let inner = read(line, at + 3)?;
        return Some(Figure { percent: true, ..inner });
    }
    let first = line.get(at)?;
    if first == '-' && is_minus(line, at) {
        let inner = arabic(line, at + 1)?;
        return Some(Figure { num: format!("-{}", inner.num), ..inner });
    }
    if first.is_ascii_digit() { arabic(line, at) } else { chinese(line, at) }
}

/// Whether a stroke makes the number behind it negative: it opens the text or follows a comparison.
fn is_minus(line: &Line, at: usize) -> bool {
    let before = line.before(line.skip_spaces_back(at));
    line.get(at + 1).is_some_and(|c| c.is_ascii_digit()) && before.is_none_or(|c| "≥≤><=于".contains(c))
}

fn arabic(line: &Line, at: usize) -> Option<Figure> {
    let mut end = at;
    let mut num = String::new();
    let mut point = false;
    while let Some(c) = line.get(end) {
        let digit_next = line.get(end + 1).is_some_and(|c| c.is_ascii_digit());
        if c.is_ascii_digit() {
            num.push(c);
        } else if c == '.' && !point && digit_next {
            point = true;
            num.push(c);
        } else if !(c == ',' && !point && num.len() <= 18 && thousands(line, end)) {
            break;
        }
        end += 1;
        if num.len() > 24 {
            return None;
        }
    }
    Some(Figure { num, in_words: false, percent: false, end })
}

/// Whether a comma is followed by exactly three digits.
fn thousands(line: &Line, comma: usize) -> bool {
    let digit = |i: usize| line.get(comma + i).is_some_and(|c| c.is_ascii_digit());
    digit(1) && digit(2) && digit(3) && !digit(4)
}

fn chinese(line: &Line, at: usize) -> Option<Figure> {
    if line.before(at).is_some_and(numeral::is_numeral) {
        return None;
    }
    let mut end = at;
    while line.get(end).is_some_and(numeral::is_numeral) {
        end += 1;
    }
    if end == at || end - at > 7 {
        return None;
    }
    // 零 is no count (零部件); 零投诉 is found as a word.
    let value = numeral::value(line.slice(at, end)).filter(|v| *v > 0)?;
    Some(Figure { num: value.to_string(), in_words: true, percent: false, end })
}

/// Not part of a name (3D, A4), a formula (×100%) or a ratio.
pub(super) fn stands_alone(line: &Line, at: usize, end: usize) -> bool {
    let sign = |c: char| "×÷*/:+".contains(c);
    let before = line.before(line.skip_spaces_back(at));
    // 30±2 is neither of its numbers.
    if before == Some('±') || line.get(end) == Some('±') {
        return false;
    }
    // [90%, 95%] is one interval, 1 234 one number with a space in it.
    let three = (0..3).all(|i| line.get(at + i).is_some_and(|c| c.is_ascii_digit()));
    let group = three && !line.get(at + 3).is_some_and(|c| c.is_ascii_digit());
    let spaced = group && before.is_some_and(|c| c.is_ascii_digit()) && line.before(at) == Some(' ');
    if before == Some('[') || spaced {
        return false;
    }
    if before.is_some_and(|c| c.is_ascii_alphabetic() || sign(c) && c != ':' || c == '.') {
        return false;
    }
    if before == Some('-') && line.before(at.saturating_sub(1)).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return false;
    }
    match line.get(end) {
        Some(c) if c.is_ascii_alphabetic() => units::unit(line, end).is_some(),
        Some(c) if sign(c) => !line.get(end + 1).is_some_and(|n| n.is_ascii_digit()) && c != '×' && c != '÷',
        _ => true,
    }
}

/// Where the upper number of a range begins: 80%-90%, 5至8家.
pub(super) fn range_end(line: &Line, end: usize) -> Option<usize> {
    let after_unit = if line.get(end) == Some('%') { end + 1 } else { end };
    let sign = line.get(after_unit)?;
    let place = after_unit + 1;
    ("-~至到".contains(sign) && line.get(place).is_some_and(|c| c.is_ascii_digit())).then_some(place)
}

/// Reads 余, magnitude and measure word from a place.
pub(super) fn tail(line: &Line, at: usize, percent: bool) -> Tail {
    if percent {
        return Tail { more: None, unit: Some("%".to_owned()), end: at };
    }
    let mut place = line.skip_spaces(at);
    let mut more = line.get(place).filter(|c| words::SOME_MORE.contains(c));
    if more.is_some() {
        place += 1;
    }
    let plain = units::unit(line, place).or_else(|| units::in_brackets(line, place));
    let magnitude = line.longest(place, words::MAGNITUDES);
    let large = magnitude.map(|(word, end)| {
        let after = line.get(end).filter(|c| words::SOME_MORE.contains(c));
        let measured = units::unit(line, if after.is_some() { end + 1 } else { end });
        let end = measured.as_ref().map_or(end, |(_, e)| *e);
        (format!("{word}{}", measured.map(|(w, _)| w).unwrap_or_default()), end, after)
    });
    let unit = match (plain, large) {
        (Some((word, end)), Some((_, large_end, _))) if end >= large_end => Some((word, end)),
        (_, Some((word, end, after))) => {
            more = more.or(after);
            Some((word, end))
        }
        (plain, None) => plain,
    };
    match unit {
        Some((unit, end)) => Tail { more, unit: Some(unit), end },
        None => Tail { more, unit: None, end: if more.is_some() { place } else { at } },
    }
}

/// In a value that begins with its number, up to four characters to the end, or to the operator that ends it, are its
/// unit.
pub(super) fn short_rest(line: &Line, at: usize) -> Option<(String, usize)> {
    let start = line.skip_spaces(at);
    let mut end = start;
    while end < line.part_end(start) && !open_words(line, end) {
        end += 1;
    }
    let rest = line.text(start, end);
    let rest = rest.trim_end();
    let fits = (1..=4).contains(&rest.chars().count()) && rest.chars().all(|c| c.is_alphabetic() || c == '/');
    let last = line.part_end(end);
    let closed = end == last || line.slice(end, last).iter().all(|c| c.is_alphabetic() || "()".contains(*c));
    (fits && closed && line.is_blank(last, line.len())).then(|| (rest.to_owned(), end))
}

/// Whether a word begins here that says how far the number before it is open (以上, 左右).
fn open_words(line: &Line, at: usize) -> bool {
    let opens = |(word, _): &(&str, crate::model::Op)| *word != "内" && line.has(at, word);
    words::AFTER.iter().any(opens) || line.longest(at, words::ABOUT_AFTER).is_some()
}

/// A thing without a measure word of its own between the number and the operator behind it (1200挂以上, 30名学员以上),
/// nothing else of the sentence part after it: where it ends.
pub(super) fn thing_before_operator(line: &Line, at: usize) -> Option<usize> {
    const LONGEST: usize = 4;
    /// Ends of words that 以上 makes a grade of those counted (8名科级以上) and no bound of the number.
    const GRADED: &str = "级岁度等科士专中学职称龄届";
    let mut end = at;
    while end < at + LONGEST && line.get(end).is_some_and(char::is_alphabetic) && !open_words(line, end) {
        end += 1;
    }
    let (_, after) = line.longest(end, &["及以上", "以上", "以下", "以内"])?;
    let graded = line.before(end).is_some_and(|c| GRADED.contains(c));
    let closed = !line.get(after).is_some_and(char::is_alphanumeric);
    (end > at && !graded && closed).then_some(end)
}

/// Whether a Chinese numeral counts something, or belongs to a turn of phrase.
pub(super) fn counted_in_words(line: &Line, at: usize, figure: &Figure, unit: &str, end: usize) -> bool {
    if unit == "%" {
        return true;
    }
    if !words::COUNTED_IN_WORDS.contains(&unit) {
        return false;
    }
    let before = line.before(at);
    if before.is_some_and(|c| "每这那其同逐之进统某唯任另各为".contains(c)) {
        return false;
    }
    if line.get(end).is_some_and(numeral::is_numeral) || line.get(end) == Some('化') {
        return false;
    }
    // 一个 and 一项 mostly introduce a noun; 一套, 一份 count a thing handed over.
    let vague = figure.num == "1" && ["家", "个", "名", "人", "项", "处", "户", "次", "件", "所"].contains(&unit);
    let slogan = unit == "个"
        && ["维护", "意识", "自信", "代表", "确立", "全面", "必由", "文明"].iter().any(|w| line.has(end, w));
    !vague && !slogan
}
