//! One text as characters, with full-width forms folded one to one (so places hold) and a mask over what is settled.

/// A text being searched.
pub(super) struct Line {
    chars: Vec<char>,
    settled: Vec<bool>,
}

impl Line {
    pub(super) fn new(text: &str) -> Line {
        let chars: Vec<char> = text.chars().map(fold).collect();
        let settled = vec![false; chars.len()];
        Line { chars, settled }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at a place, `None` past the end.
    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    /// The character before a place.
    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|i| self.get(i))
    }

    pub(super) fn text(&self, start: usize, end: usize) -> String {
        self.chars.get(start..end).map(|c| c.iter().collect()).unwrap_or_default()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &[char] {
        self.chars.get(start..end).unwrap_or_default()
    }

    /// Whether a word begins at a place.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        (at..).zip(word.chars()).all(|(place, c)| self.get(place) == Some(c))
    }

    /// Whether a word ends right before a place; its start if so.
    pub(super) fn ends(&self, at: usize, word: &str) -> Option<usize> {
        let start = at.checked_sub(word.chars().count())?;
        self.has(start, word).then_some(start)
    }

    /// The longest of some words that begins at a place, and where it ends.
    pub(super) fn longest<'w>(&self, at: usize, words: &[&'w str]) -> Option<(&'w str, usize)> {
        let mut best: Option<(&str, usize)> = None;
        for word in words {
            if !self.has(at, word) {
                continue;
            }
            let end = at + word.chars().count();
            if best.is_none_or(|(_, e)| end > e) {
                best = Some((word, end));
            }
        }
        best
    }

    /// First place from `at` that is no space.
    pub(super) fn skip_spaces(&self, mut at: usize) -> usize {
        while self.get(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    }

    /// Last place up to `at` with no space before it.
    pub(super) fn skip_spaces_back(&self, mut at: usize) -> usize {
        while self.before(at).is_some_and(char::is_whitespace) {
            at -= 1;
        }
        at
    }

    /// Where the sentence part around a place begins: after the last comma, stop or line break.
    pub(super) fn part_start(&self, at: usize) -> usize {
        let mut start = at;
        while self.before(start).is_some_and(|c| !ends_part(c)) {
            start -= 1;
        }
        start
    }

    /// Where the sentence part around a place ends.
    pub(super) fn part_end(&self, at: usize) -> usize {
        let mut end = at;
        while self.get(end).is_some_and(|c| !ends_part(c)) {
            end += 1;
        }
        end
    }

    /// Whether nothing but white space and stops lies between two places.
    pub(super) fn is_blank(&self, start: usize, end: usize) -> bool {
        self.slice(start, end).iter().all(|c| c.is_whitespace() || ends_part(*c))
    }

    pub(super) fn settled(&self, at: usize) -> bool {
        self.settled.get(at).copied().unwrap_or(false)
    }

    /// Takes a span out of the search for numbers.
    pub(super) fn settle(&mut self, start: usize, end: usize) {
        for flag in self.settled.iter_mut().take(end).skip(start) {
            *flag = true;
        }
    }
}

fn ends_part(c: char) -> bool {
    matches!(c, ',' | ';' | '。' | '!' | '?' | '\n')
}

fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' | '\u{A0}' => ' ',
        '≧' => '≥',
        '≦' => '≤',
        '﹪' => '%',
        '﹥' => '>',
        '﹤' => '<',
        '﹦' => '=',
        '﹢' => '+',
        '﹣' => '-',
        '∶' => ':',
        '—' | '–' | '−' => '-',
        _ => c,
    }
}
