//! Brings the signs people type (≥ × （） ， full-width digits, 5%) to those the parser knows, keeping places.

/// The normalised text and, for each of its characters, the place of the character it came from.
pub(crate) struct Normal {
    pub(crate) text: String,
    pub(crate) origin: Vec<usize>,
}

impl Normal {
    /// The place in the given text of a place in the normalised one.
    pub(crate) fn position(&self, index: usize) -> usize {
        self.origin.get(index).or(self.origin.last()).copied().unwrap_or(0)
    }
}

/// Signs written otherwise; quoted text and quoted names are left as they are.
pub(crate) fn normalise(given: &str) -> Normal {
    let mut out: Vec<(char, usize)> = Vec::with_capacity(given.len());
    let mut quote: Option<char> = None;
    for (place, character) in given.chars().enumerate() {
        let plain = match character {
            '‘' | '’' | '＇' => '\'',
            '“' | '”' | '＂' => '"',
            other => other,
        };
        if let Some(open) = quote {
            out.push((if plain == open { plain } else { character }, place));
            if plain == open {
                quote = None;
            }
            continue;
        }
        if matches!(plain, '\'' | '"') {
            quote = Some(plain);
            out.push((plain, place));
            continue;
        }
        let ascii: &str = match plain {
            '≥' | '⩾' | '≧' => ">=",
            '≤' | '⩽' | '≦' => "<=",
            '≠' => "<>",
            '×' | '✕' | '·' => "*",
            '÷' => "/",
            '−' | '–' | '—' => "-",
            '、' => ",",
            '【' => "(",
            '】' => ")",
            '\u{3000}' | '\u{feff}' => " ",
            _ if plain.is_whitespace() => " ",
            '\u{ff01}'..='\u{ff5e}' => {
                out.push((half_width(plain), place));
                continue;
            }
            _ => {
                out.push((plain, place));
                continue;
            }
        };
        out.extend(ascii.chars().map(|c| (c, place)));
    }
    let out = percentages(&out);
    Normal { text: out.iter().map(|(c, _)| *c).collect(), origin: out.iter().map(|(_, place)| *place).collect() }
}

fn half_width(wide: char) -> char {
    char::from_u32(u32::from(wide) - 0xfee0).unwrap_or(wide)
}

/// Writes `5%` as `0.05` where the sign ends a number and no operand follows it.
fn percentages(text: &[(char, usize)]) -> Vec<(char, usize)> {
    let mut out: Vec<(char, usize)> = Vec::with_capacity(text.len() + 4);
    let mut quote: Option<char> = None;
    for (index, &(character, place)) in text.iter().enumerate() {
        match quote {
            Some(open) if character == open => quote = None,
            None if matches!(character, '\'' | '"') => quote = Some(character),
            None if character == '%' && !operand_follows(text, index + 1) => {
                let digits = out.iter().rev().take_while(|(c, _)| c.is_ascii_digit() || *c == '.').count();
                let from = out.len() - digits;
                let inside_name = from.checked_sub(1).is_some_and(|before| is_name(out[before].0));
                let number: String = out[from..].iter().map(|(c, _)| *c).collect();
                if let (false, Some(hundredth)) = (inside_name, hundredth(&number)) {
                    let first = out.get(from).map_or(place, |(_, place)| *place);
                    out.truncate(from);
                    out.extend(hundredth.chars().map(|c| (c, first)));
                    continue;
                }
            }
            _ => {}
        }
        out.push((character, place));
    }
    out
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn operand_follows(text: &[(char, usize)], from: usize) -> bool {
    let next = text.iter().skip(from).find(|(c, _)| *c != ' ');
    let glued = text.get(from).is_some_and(|(c, _)| is_name(*c));
    glued || next.is_some_and(|(c, _)| c.is_ascii_digit() || matches!(c, '(' | '"' | '\''))
}

/// `12.5` as `0.125`: the digits moved two places.
fn hundredth(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.contains('.') {
        return None;
    }
    let padded = format!("{whole:0>3}");
    let (units, cents) = padded.split_at(padded.len() - 2);
    Some(format!("{units}.{cents}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_ascii_and_quoted_text_stays() {
        assert_eq!(normalise("（甲≥２０００×万元），‘５，５’").text, "(甲>=2000*万元),'５，５'");
        assert_eq!(normalise("a ÷ b ≠ 0").text, "a / b <> 0");
    }

    #[test]
    fn a_percentage_is_its_exact_decimal() {
        assert_eq!(normalise("x >= 5%").text, "x >= 0.05");
        assert_eq!(normalise("x >= 12.5％ and y").text, "x >= 0.125 and y");
        assert_eq!(normalise("x2%").text, "x2%");
        assert_eq!(normalise("7 % 2").text, "7 % 2");
        assert_eq!(normalise("'5%'").text, "'5%'");
    }

    #[test]
    fn places_point_into_the_text_as_given() {
        let normal = normalise("甲≥乙");
        assert_eq!(normal.text, "甲>=乙");
        assert_eq!(normal.position(3), 2);
        assert_eq!(normal.position(99), 2);
    }
}
