//! Characters that sound alike, by their syllable without its tone.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use pinyin::ToPinyin;

static SYLLABLES: LazyLock<Mutex<HashMap<&'static str, u16>>> = LazyLock::new(Mutex::default);

/// A number for the syllable of a character, 0 for one that has none. Equal numbers sound alike.
pub fn sound(c: char) -> u16 {
    if c.is_ascii() {
        return 0;
    }
    let Some(syllable) = c.to_pinyin().map(pinyin::Pinyin::plain) else { return 0 };
    let mut known = SYLLABLES.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // There are about 400 syllables.
    let next = u16::try_from(known.len() + 1).unwrap_or(0);
    *known.entry(syllable).or_insert(next)
}
