//! Clean text with the way back to the raw characters it came from.

use std::rc::Rc;

use tabular::{Sheet, SheetKind};

use crate::model::Place;

/// Places in a raw text. Most cells need no cleaning: then one number tells them all.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Places {
    /// So many places side by side from the first on.
    Run { first: u32, count: u32 },
    /// Each by itself.
    Each(Vec<u32>),
}

impl Default for Places {
    fn default() -> Places {
        Places::Run { first: 0, count: 0 }
    }
}

impl Places {
    fn of(places: Vec<usize>) -> Places {
        let narrow = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let first = places.first().copied().unwrap_or(0);
        if places.iter().enumerate().all(|(index, place)| *place == first + index) {
            return Places::Run { first: narrow(first), count: narrow(places.len()) };
        }
        Places::Each(places.into_iter().map(narrow).collect())
    }

    fn len(&self) -> usize {
        match self {
            Places::Run { count, .. } => *count as usize,
            Places::Each(places) => places.len(),
        }
    }

    fn get(&self, index: usize) -> Option<u32> {
        match self {
            Places::Run { first, count } => {
                u32::try_from(index).ok().filter(|index| index < count).map(|index| first + index)
            }
            Places::Each(places) => places.get(index).copied(),
        }
    }

    fn last(&self) -> Option<u32> {
        self.get(self.len().checked_sub(1)?)
    }

    fn part(&self, start: usize, end: usize) -> Places {
        match self {
            Places::Run { .. } => {
                let count = u32::try_from(end.saturating_sub(start)).unwrap_or(0);
                Places::Run { first: self.get(start).unwrap_or(0), count }
            }
            Places::Each(places) => Places::Each(places.get(start..end).unwrap_or_default().to_vec()),
        }
    }

    fn each(self) -> Vec<u32> {
        match self {
            Places::Run { first, count } => (first..first + count).collect(),
            Places::Each(places) => places,
        }
    }
}

/// Clean text of a cell or of a part of one: tags removed, white space collapsed; every character knows its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Clean text.
    pub(crate) text: String,
    /// For each character of `text`, its index in the raw text of the cell.
    at: Places,
    /// Row of the cell.
    pub(crate) row: u32,
    /// Column of the cell.
    pub(crate) column: u32,
    /// Name of the worksheet it stands in; none where places are lines.
    sheet: Option<Rc<str>>,
}

/// The name its pieces share, where the places of a sheet carry one.
pub(crate) fn sheet_name(sheet: &Sheet) -> Option<Rc<str>> {
    (sheet.kind == SheetKind::Worksheet).then(|| Rc::from(sheet.name.as_str()))
}

impl Piece {
    /// Cleans the raw text of a cell.
    pub(crate) fn of(raw: &str, row: u32, column: u32, sheet: Option<&Rc<str>>) -> Piece {
        let (mut text, at) = clean(raw);
        text.shrink_to_fit();
        Piece { text, at: Places::of(at), row, column, sheet: sheet.cloned() }
    }

    /// Where a character stands in the raw text of its cell.
    pub(crate) fn raw(&self, index: usize) -> Option<usize> {
        self.at.get(index).map(|at| at as usize)
    }

    /// Number of characters.
    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether nothing is left.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// The part between two character positions, trimmed.
    pub(crate) fn part(&self, start: usize, end: usize) -> Piece {
        let chars: Vec<char> = self.text.chars().collect();
        let (mut start, mut end) = (start.min(chars.len()), end.min(chars.len()));
        while start < end && chars[start] == ' ' {
            start += 1;
        }
        while end > start && chars[end - 1] == ' ' {
            end -= 1;
        }
        let (start, end) = if start >= end { (start, start) } else { (start, end) };
        let mut text: String = chars[start..end].iter().collect();
        text.shrink_to_fit();
        Piece { text, at: self.at.part(start, end), row: self.row, column: self.column, sheet: self.sheet.clone() }
    }

    /// The parts between white space.
    pub(crate) fn words(&self) -> Vec<Piece> {
        let mut parts = Vec::new();
        let mut start = 0;
        for (index, c) in self.text.chars().enumerate() {
            if c == ' ' {
                if index > start {
                    parts.push(self.part(start, index));
                }
                start = index + 1;
            }
        }
        if self.len() > start {
            parts.push(self.part(start, self.len()));
        }
        parts
    }

    /// Appends another piece of the same or a following cell; places outside the first cell point at its end.
    pub(crate) fn join(&mut self, other: &Piece, between: &str) {
        let last = self.at.last().unwrap_or(0);
        let same = (self.row, self.column) == (other.row, other.column);
        if self.text.is_empty() {
            *self = other.clone();
            return;
        }
        let mut places = std::mem::take(&mut self.at).each();
        for c in between.chars() {
            self.text.push(c);
            places.push(last);
        }
        self.text.push_str(&other.text);
        for at in other.at.clone().each() {
            places.push(if same { at } else { last });
        }
        self.at = Places::Each(places);
    }

    /// Where the piece stands in the file.
    pub(crate) fn place(&self) -> Place {
        let start = self.raw(0).unwrap_or(0);
        let end = self.at.last().map_or(start, |last| last as usize + 1);
        let cell = match &self.sheet {
            Some(name) => SheetKind::Worksheet.locator(name, self.row, self.column),
            None if self.row == 0 => String::new(),
            None => SheetKind::Lines.locator("", self.row, self.column),
        };
        Place { cell, span: [start, end] }
    }

    /// The label form of the text.
    pub(crate) fn key(&self) -> String {
        key(&self.text)
    }
}

/// Removes markup and collapses white space, keeping for each character its place in the raw text.
pub(crate) fn clean(raw: &str) -> (String, Vec<usize>) {
    let chars: Vec<char> = raw.chars().collect();
    let mut text = String::new();
    let mut at = Vec::new();
    let mut space = None;
    let mut index = 0;
    while index < chars.len() {
        let c = chars[index];
        let (shown, width) = if c == '<' {
            match tag(&chars, index) {
                Some((end, block)) => (if block { Some(' ') } else { None }, end - index),
                None => (Some(c), 1),
            }
        } else if c == '&' {
            entity(&chars, index)
        } else if matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}') {
            (None, 1)
        } else if c.is_whitespace() || c.is_control() {
            (Some(' '), 1)
        } else {
            (Some(c), 1)
        };
        match shown {
            Some(' ') => space = space.or(Some(index)),
            Some(c) => {
                if let Some(place) = space.take()
                    && !text.is_empty()
                {
                    text.push(' ');
                    at.push(place);
                }
                text.push(c);
                at.push(index);
            }
            None => {}
        }
        index += width;
    }
    (text, at)
}

/// The end of a tag that starts here and whether it breaks the line.
fn tag(chars: &[char], start: usize) -> Option<(usize, bool)> {
    let mut name = String::new();
    let mut index = start + 1;
    if chars.get(index) == Some(&'/') {
        index += 1;
    }
    while let Some(c) = chars.get(index)
        && c.is_ascii_alphanumeric()
    {
        name.push(c.to_ascii_lowercase());
        index += 1;
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let close = chars.iter().skip(index).take(500).position(|c| *c == '>' || *c == '<')?;
    let end = index + close;
    if chars[end] != '>' {
        return None;
    }
    let inline = matches!(name.as_str(), "b" | "strong" | "i" | "em" | "u" | "span" | "font" | "a" | "sup" | "sub");
    Some((end + 1, !inline))
}

/// A character entity that starts here, or the ampersand itself.
fn entity(chars: &[char], start: usize) -> (Option<char>, usize) {
    let named: [(&str, char); 6] =
        [("&nbsp;", ' '), ("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&ge;", '≥'), ("&le;", '≤')];
    for (name, shown) in named {
        if name.chars().enumerate().all(|(i, c)| chars.get(start + i) == Some(&c)) {
            return (Some(shown), name.len());
        }
    }
    (Some('&'), 1)
}

/// Wide punctuation, digits and letters that have a narrow form become narrow.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '﹪' => '%',
        _ => c,
    }
}

/// A label without white space, brackets and their content, numbering and closing colon, all narrow.
pub(crate) fn key(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in text.chars().map(narrow) {
        match c {
            '(' | '【' | '[' | '〔' => depth += 1,
            ')' | '】' | ']' | '〕' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || c == '*' || c == '★' || c == '☆' => {}
            _ => out.push(c),
        }
    }
    let out = out.trim_end_matches([':', '。', ';']);
    numbering(out).to_string()
}

/// Drops `1.`, `一、` and the like from the start of a label.
fn numbering(text: &str) -> &str {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    if digits.len() < text.len()
        && let Some(rest) = digits.strip_prefix(['、', '.', ','])
        && !rest.is_empty()
    {
        return rest;
    }
    text
}

/// Whether a line is the number of a printed page: `— 1 —`, `第2页 共5页`, `3/7`.
pub(crate) fn is_page_number(text: &str) -> bool {
    let bare: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let rest = bare.trim_matches(|c: char| "-—–－·.第共页,/()".contains(c) || c.is_ascii_digit());
    let framed = bare.starts_with(['-', '—', '–', '－', '·']) && bare.ends_with(['-', '—', '–', '－', '·']);
    let counted = bare.starts_with('第') && bare.contains('页');
    bare.chars().count() <= 14 && bare.contains(|c: char| c.is_ascii_digit()) && rest.is_empty() && (framed || counted)
}

/// Strips one closing full stop.
pub(crate) fn without_stop(piece: &Piece) -> Piece {
    if piece.text.ends_with('。') { piece.part(0, piece.len() - 1) } else { piece.clone() }
}

/// White space between two Chinese characters, left by line breaks in narrow cells, is dropped.
pub(crate) fn tight(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (index, c) in chars.iter().enumerate() {
        if *c == ' ' {
            let before = index.checked_sub(1).and_then(|i| chars.get(i));
            let after = chars.get(index + 1);
            let wide = |c: Option<&char>| c.is_some_and(|c| !c.is_ascii_alphanumeric());
            if wide(before) || wide(after) {
                continue;
            }
        }
        out.push(*c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_knows_its_raw_places() {
        let piece = Piece::of("<p>甲 &nbsp; 乙</p> <p>丙</p>", 3, 2, None);
        assert_eq!(piece.text, "甲 乙 丙");
        assert_eq!(piece.part(2, 3).place().span, [12, 13]);
        assert_eq!(Piece::of("合格率<5%，利润>3", 1, 1, None).text, "合格率<5%，利润>3");
    }

    #[test]
    fn labels_lose_what_varies() {
        assert_eq!(key("索 引 号"), "索引号");
        assert_eq!(key("实施单位 （盖章）："), "实施单位");
        assert_eq!(key("一、项目基本情况"), "项目基本情况");
        assert_eq!(key("1-7月执行数"), "1-7月执行数");
    }
}
