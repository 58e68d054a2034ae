//! One spelling for characters that mean the same: width, case, traditional forms, kinds of brackets, white space.

use super::lexicon::lexicon;

/// Characters of a name that are looked at; a longer name is compared by its beginning and by its whole folded text.
pub const LONGEST: usize = 80;

/// The folded text: half width, lower case, simplified, `(` and `)` for every bracket, without spaces and quotes.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        let c = one(c);
        if c == '\0' {
            continue;
        }
        for lower in c.to_lowercase() {
            folded.push(lower);
        }
    }
    folded
}

/// The folded character; NUL for one that says nothing.
fn one(c: char) -> char {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match half {
        '(' | '[' | '{' | '【' | '〔' | '［' | '〈' | '《' | '<' | '﹙' | '⦅' => '(',
        ')' | ']' | '}' | '】' | '〕' | '］' | '〉' | '》' | '>' | '﹚' | '⦆' => ')',
        '－' | '—' | '–' | '‐' | '−' | '_' => '-',
        '·' | '•' | '・' | '.' | ',' | '、' | '，' | '。' | '"' | '\'' | '“' | '”' | '‘' | '’' | '`' | '|' | '/'
        | '\\' => '\0',
        c if c.is_whitespace() || c.is_control() => '\0',
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' => '\0',
        c if c.is_ascii() => c,
        c => lexicon().simplified(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_become_one() {
        let plain = fold("广州双链科技（集团）有限公司");
        for other in
            ["廣州雙鏈科技(集團)有限公司", " 广州双链 科技【集团】有限公司\u{200b}", "广州双链科技〔集团〕有限公司"]
        {
            assert_eq!(fold(other), plain, "{other}");
        }
        assert_eq!(fold("ＴＣＬ－Ａ"), "tcl-a");
    }
}
