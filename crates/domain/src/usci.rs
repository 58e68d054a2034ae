//! 统一社会信用代码: the 18-character number of every legal person in China (GB 32100-2015).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code whose check character is right.
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
    /// The last character does not fit the first seventeen.
    #[error("the check character should be {expected}")]
    Check {
        /// What it should be.
        expected: char,
    },
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

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

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
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

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = text.parse::<Usci>();
        }

        #[test]
        fn one_wrong_digit_is_always_found(digits in "[0-9A-HJ-NP-RTUW-Y]{17}", at in 0usize..17, by in 1usize..31) {
            let check = Usci::check_character(&digits).unwrap();
            let mut bytes = format!("{digits}{check}").into_bytes();
            let old = ALPHABET.iter().position(|a| *a == bytes[at]).unwrap();
            bytes[at] = ALPHABET[(old + by) % 31];
            prop_assert!(String::from_utf8(bytes).unwrap().parse::<Usci>().is_err());
        }
    }
}
