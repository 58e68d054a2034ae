//! Many texts in one piece of memory, looked through for some words in one go.

use memchr::memmem::Finder;

use crate::pinyin::initials;

/// Ends each spelling; no text in UTF-8 holds it, so nothing is found across an end.
const END: u8 = 0xFF;

/// Texts in lower case with their pinyin initials, each put in a place of the owner's choice.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    /// Where each entry ends, and its place.
    entries: Vec<(usize, u32)>,
    /// The entry that stands in a place.
    stands: Vec<Option<usize>>,
}

impl Texts {
    /// Puts a text into a place, instead of what stood there.
    pub fn put(&mut self, place: u32, text: &str) {
        let at = place as usize;
        if self.stands.len() <= at {
            self.stands.resize(at + 1, None);
        }
        if let Some(old) = self.stands.get(at).copied().flatten() {
            let begin = old.checked_sub(1).and_then(|before| self.entries.get(before)).map_or(0, |entry| entry.0);
            let end = self.entries.get(old).map_or(begin, |entry| entry.0);
            if let Some(gone) = self.bytes.get_mut(begin..end) {
                gone.fill(END);
            }
        }
        let stands = if text.is_empty() {
            None
        } else {
            self.bytes.extend_from_slice(text.to_lowercase().as_bytes());
            self.bytes.push(END);
            self.bytes.extend_from_slice(initials(text).as_bytes());
            self.bytes.push(END);
            self.entries.push((self.bytes.len(), place));
            Some(self.entries.len() - 1)
        };
        if let Some(slot) = self.stands.get_mut(at) {
            *slot = stands;
        }
    }

    /// Names every place whose text holds the words asked for, in characters or as pinyin initials; each once, in no
    /// order. The words mean themselves: no character of them is special.
    pub fn found(&self, asked: &str, mut found: impl FnMut(u32)) {
        let asked = asked.trim().to_lowercase();
        let finder = Finder::new(asked.as_bytes());
        let (mut at, mut entries) = (0, self.entries.iter().peekable());
        while let Some(hit) = self.bytes.get(at..).and_then(|rest| finder.find(rest)) {
            let hit = at + hit;
            while entries.next_if(|entry| entry.0 <= hit).is_some() {}
            let Some((end, place)) = entries.next() else { return };
            found(*place);
            at = *end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pinyin::Spelt;
    use std::collections::BTreeSet;

    fn places(texts: &Texts, asked: &str) -> BTreeSet<u32> {
        let mut all = BTreeSet::new();
        texts.found(asked, |place| assert!(all.insert(place), "{place} twice"));
        all
    }

    #[test]
    fn the_same_is_found_as_text_by_text() {
        let own = ["新型显示（3D）", "ABC 汽车", "", "接待第99批", "JL-000099", "100%_达标", "[a-z]*.", "接待接待"];
        let mut texts = Texts::default();
        for (place, text) in own.iter().enumerate() {
            texts.put(place as u32, text);
        }
        for asked in ["xxxs3", "abc 汽", "99", "%_", "[a-z]*", ".", "jl-0", "jl000099", "接待", "jd", "没有", "批j"]
        {
            let mut one_by_one = BTreeSet::new();
            for (place, text) in own.iter().enumerate() {
                if Spelt::new(text).holds(asked) {
                    one_by_one.insert(place as u32);
                }
            }
            assert_eq!(places(&texts, asked), one_by_one, "{asked}");
        }
    }

    #[test]
    fn what_was_replaced_is_not_found_any_more() {
        let mut texts = Texts::default();
        for (place, text) in [(0, "一号会议"), (7, "二号会议"), (0, "年会")] {
            texts.put(place, text);
        }
        assert_eq!(places(&texts, "会议"), BTreeSet::from([7]));
        assert_eq!(places(&texts, "会"), BTreeSet::from([0, 7]));
        texts.put(7, "");
        assert_eq!(places(&texts, "eh"), BTreeSet::new());
    }
}
