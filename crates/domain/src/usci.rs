//! 统一社会信用代码: the 18-character number of every legal person in China (GB 32100-2015).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code whose two check characters are right: the last one (GB 32100-2015), and the seventeenth, which is the check
/// character of the organisation's own number within it (GB 11714-1997).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Usci([u8; 18]);

/// Why a text is no such code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsciError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, not {0}")]
    Length(usize),
    /// A character outside the alphabet, which leaves out I, O, S, V, Z; position from 1.
    #[error("character {0} is not allowed in a credit code")]
    Character(usize),
    /// The seventeenth character does not fit the eight before it.
    #[error("the check character of the organisation's number, the seventeenth, should be {expected}")]
    Organisation {
        /// What it should be.
        expected: char,
    },
    /// The last character does not fit the first seventeen.
    #[error("the check character should be {expected}")]
    Check {
        /// What it should be.
        expected: char,
    },
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Letters that no code holds, and what they were meant to be.
const MISREAD: [(char, &[char]); 5] =
    [('O', &['0', 'D', 'Q']), ('I', &['1', 'L']), ('Z', &['2']), ('S', &['5']), ('V', &['U', 'Y'])];

/// Characters of the alphabet that are taken for each other by eyes and scanners.
const ALIKE: [(char, char); 8] =
    [('0', 'D'), ('0', 'Q'), ('D', 'Q'), ('8', 'B'), ('6', 'G'), ('U', 'Y'), ('C', 'G'), ('1', 'L')];

impl Usci {
    /// The check character for seventeen leading characters (GB 32100-2015, 附录 A: weights 3^(i-1) mod 31).
    ///
    /// # Errors
    /// [`UsciError::Character`] for a character outside the alphabet, [`UsciError::Length`].
    pub fn check_character(leading: &str) -> Result<char, UsciError> {
        if leading.chars().count() != 17 {
            return Err(UsciError::Length(leading.chars().count() + 1));
        }
        let mut sum = 0;
        let mut weight = 1;
        for (position, character) in leading.chars().enumerate() {
            let value = ALPHABET.iter().position(|&a| char::from(a) == character);
            let value = value.ok_or(UsciError::Character(position + 1))?;
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        Ok(char::from(ALPHABET[(31 - sum % 31) % 31]))
    }

    /// The check character for the eight of an organisation's number (GB 11714-1997: weights 3 7 9 10 5 8 4 2 mod 11).
    ///
    /// # Errors
    /// As [`Self::check_character`].
    pub fn organisation_check(number: &str) -> Result<char, UsciError> {
        const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
        if number.chars().count() != WEIGHTS.len() {
            return Err(UsciError::Length(number.chars().count() + 10));
        }
        let mut sum = 0;
        for (position, (character, weight)) in number.chars().zip(WEIGHTS).enumerate() {
            let value = character.to_digit(36).filter(|_| !character.is_ascii_lowercase());
            sum += value.ok_or(UsciError::Character(position + 9))? * weight;
        }
        Ok(match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).unwrap_or('0'),
        })
    }

    /// The code that begins with these sixteen characters.
    ///
    /// # Errors
    /// As [`Self::check_character`].
    pub fn complete(sixteen: &str) -> Result<Self, UsciError> {
        let number: String = sixteen.chars().skip(8).collect();
        let leading = format!("{sixteen}{}", Self::organisation_check(&number)?);
        format!("{leading}{}", Self::check_character(&leading)?).parse()
    }

    /// A text as codes are written: without blanks, in capitals, in half width.
    pub fn normal(text: &str) -> String {
        let narrow = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        };
        let kept = text.chars().map(narrow).filter(|c| !c.is_whitespace() && !c.is_control());
        kept.map(|c| c.to_ascii_uppercase()).collect()
    }

    /// The one code that a text with a slip may have meant: a letter no code holds, two characters taken for each
    /// other, two neighbours swapped. None when no single slip leads to a code whose checks are both right, or when
    /// several do. To be offered to a person, never put in place of what was given.
    pub fn suggestion(text: &str) -> Option<Self> {
        let given: Vec<char> = Self::normal(text).chars().collect();
        if given.len() != 18 {
            return None;
        }
        let mut readings = vec![given];
        for at in 0..18 {
            let mut more = Vec::with_capacity(readings.len());
            for reading in readings {
                match MISREAD.iter().find(|(letter, _)| *letter == reading[at]) {
                    None => more.push(reading),
                    Some((_, meant)) => more.extend(meant.iter().map(|character| {
                        let mut reading = reading.clone();
                        reading[at] = *character;
                        reading
                    })),
                }
            }
            readings = more;
            // A text full of such letters is no code with a slip.
            if readings.len() > 512 {
                return None;
            }
        }
        if let Some(found) = the_only(readings.iter().cloned()) {
            return Some(found);
        }
        let [reading] = readings.as_slice() else { return None };
        let mut slips = Vec::new();
        for at in 0..18 {
            for (one, other) in ALIKE {
                for (from, to) in [(one, other), (other, one)] {
                    if reading[at] == from {
                        let mut slip = reading.clone();
                        slip[at] = to;
                        slips.push(slip);
                    }
                }
            }
            if at > 0 && reading[at] != reading[at - 1] {
                let mut slip = reading.clone();
                slip.swap(at - 1, at);
                slips.push(slip);
            }
        }
        the_only(slips.into_iter())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The code among these texts, where there is exactly one.
fn the_only(texts: impl Iterator<Item = Vec<char>>) -> Option<Usci> {
    let mut codes = texts.filter_map(|text| text.into_iter().collect::<String>().parse::<Usci>().ok());
    let first = codes.next()?;
    codes.all(|other| other == first).then_some(first)
}

impl FromStr for Usci {
    type Err = UsciError;

    /// Reads a code; lower case is accepted and raised.
    fn from_str(text: &str) -> Result<Self, UsciError> {
        let upper = text.to_ascii_uppercase();
        let count = upper.chars().count();
        if count != 18 {
            return Err(UsciError::Length(count));
        }
        let bytes: [u8; 18] = upper.as_bytes().try_into().map_err(|_| {
            UsciError::Character(upper.chars().position(|c| !c.is_ascii()).map_or(1, |position| position + 1))
        })?;
        let expected = Self::check_character(&upper[..17])?;
        let organisation = Self::organisation_check(&upper[8..16])?;
        if char::from(bytes[16]) != organisation {
            return Err(UsciError::Organisation { expected: organisation });
        }
        if char::from(bytes[17]) != expected {
            return Err(UsciError::Check { expected });
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Usci {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Usci {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Usci({self})")
    }
}

impl From<Usci> for String {
    fn from(code: Usci) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for Usci {
    type Error = UsciError;

    fn try_from(text: String) -> Result<Self, UsciError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_character_is_demanded_and_named() {
        // The worked example of GB 32100-2015.
        assert!("91350100M000100Y43".parse::<Usci>().is_ok());
        assert_eq!("91350100M000100Y44".parse::<Usci>(), Err(UsciError::Check { expected: '3' }));
        assert_eq!("91350100M000100I43".parse::<Usci>(), Err(UsciError::Character(16)));
        assert_eq!("9135".parse::<Usci>(), Err(UsciError::Length(4)));
        assert_eq!("9135010汉M000100Y43".parse::<Usci>(), Err(UsciError::Character(8)));
    }

    /// Made-up codes that meet both checks: letters in the body, check value 0, inner check X, highest check letter,
    /// and the prefixes of public institutions, households and cooperatives.
    const MADE_UP: [&str; 7] = [
        "91440112MA0TEXT12F",
        "91440112TEXT000840",
        "91440112TEXT0005XA",
        "91440112TEXT0072XY",
        "12440112TEXT000177",
        "92440112MATEXT992L",
        "93440100M0000TE17E",
    ];

    #[test]
    fn both_checks_are_demanded() {
        for code in MADE_UP {
            assert_eq!(code.parse::<Usci>().map(String::from), Ok(code.to_owned()));
            assert_eq!(Usci::complete(&code[..16]).unwrap().as_str(), code);
        }
        // The last character fits, the seventeenth does not.
        let leading = "91440112MA0TEXT13";
        let code = format!("{leading}{}", Usci::check_character(leading).unwrap());
        assert_eq!(code.parse::<Usci>(), Err(UsciError::Organisation { expected: '2' }));
    }

    #[test]
    fn every_substitution_and_every_swap_is_found() {
        let (mut substituted, mut swapped) = (0, 0);
        for code in MADE_UP {
            let bytes = code.as_bytes();
            for at in 0..18 {
                for other in ALPHABET.iter().filter(|other| **other != bytes[at]) {
                    let mut wrong = bytes.to_vec();
                    wrong[at] = *other;
                    assert!(String::from_utf8(wrong).unwrap().parse::<Usci>().is_err());
                    substituted += 1;
                }
                if at > 0 && bytes[at] != bytes[at - 1] {
                    let mut wrong = bytes.to_vec();
                    wrong.swap(at - 1, at);
                    assert!(String::from_utf8(wrong).unwrap().parse::<Usci>().is_err());
                    swapped += 1;
                }
            }
        }
        assert_eq!((substituted, swapped > 80), (7 * 18 * 30, true));
    }

    #[test]
    fn a_slip_is_offered_when_only_one_code_can_be_meant() {
        let meant = |text: &str| Usci::suggestion(text).map(String::from);
        // O for 0, I for 1, full width, blanks, lower case.
        assert_eq!(meant("9144O112MA0TEXT12F").as_deref(), Some("91440112MA0TEXT12F"));
        assert_eq!(meant("9I44OII2MAOTEXT12F").as_deref(), Some("91440112MA0TEXT12F"));
        assert_eq!(meant("９１４４０１１２ ma0text12f").as_deref(), Some("91440112MA0TEXT12F"));
        // Neighbours swapped.
        assert_eq!(meant("19440112MA0TEXT12F").as_deref(), Some("91440112MA0TEXT12F"));
        assert_eq!(meant("91440112MA0TEXT99F"), None);
        assert_eq!(meant("OOOOOOOOOOOOOOOOOO"), None);
        assert_eq!(meant("440112001234567"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = text.parse::<Usci>();
            let _ = Usci::suggestion(&text);
            let _ = Usci::complete(&text);
        }

        #[test]
        fn one_wrong_digit_is_always_found(digits in "[0-9A-HJ-NP-RTUW-Y]{16}", at in 0usize..17, by in 1usize..31) {
            let mut bytes = Usci::complete(&digits).unwrap().as_str().as_bytes().to_vec();
            let old = ALPHABET.iter().position(|a| *a == bytes[at]).unwrap();
            bytes[at] = ALPHABET[(old + by) % 31];
            prop_assert!(String::from_utf8(bytes).unwrap().parse::<Usci>().is_err());
        }
    }
}
