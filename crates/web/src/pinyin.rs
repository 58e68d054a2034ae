//! Matching of Chinese names by their characters or their pinyin initials: `xxxs` finds 新型显示.

use pinyin::ToPinyin;

/// Whether a text holds the words asked for, in characters or as pinyin initials. Nothing asked matches all.
#[must_use]
pub fn matches(text: &str, asked: &str) -> bool {
    let asked = asked.trim().to_lowercase();
    if asked.is_empty() || text.to_lowercase().contains(&asked) {
        return true;
    }
    asked.is_ascii() && initials(text).contains(&asked)
}

/// A text ready to be looked for many times.
#[derive(Clone, Debug, Default)]
pub struct Spelt {
    lower: String,
    initials: String,
}

impl Spelt {
    /// Of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { lower: text.to_lowercase(), initials: initials(text) }
    }

    /// As [`matches`], for words already trimmed and in lower case.
    #[must_use]
    pub fn holds(&self, asked: &str) -> bool {
        asked.is_empty() || self.lower.contains(asked) || (asked.is_ascii() && self.initials.contains(asked))
    }
}

/// First letters of the pinyin of each character; letters and digits stand for themselves, the rest falls out.
#[must_use]
pub fn initials(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if let Some(sound) = character.to_pinyin() {
            out.push_str(sound.first_letter());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_find_a_name_and_other_letters_do_not() {
        assert_eq!(initials("新型显示（3D）"), "xxxs3d");
        assert!(matches("促进新型显示产业", "xxxs") && matches("演示企业031", "企业031") && matches("x", ""));
        assert!(!matches("新型显示", "jcdl"));
    }
}
