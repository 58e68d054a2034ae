//! 国民经济行业分类 codes with the edition they belong to (GB/T 4754).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code such as `GB/T 4754-2017:C3973`: edition year, section letter, two to four digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct IndustryCode {
    edition: u16,
    code: String,
}

/// The text is no industry code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an industry code is an edition year, a section letter A–T and up to four digits, such as 2017:C3973")]
pub struct IndustryCodeError;

impl IndustryCode {
    /// A code of an edition; whether the edition lists it is the knowledge folder's matter.
    ///
    /// # Errors
    /// When the shape is wrong.
    pub fn new(edition: u16, code: &str) -> Result<Self, IndustryCodeError> {
        let digits = code.strip_prefix(|c: char| ('A'..='T').contains(&c)).ok_or(IndustryCodeError)?;
        let well_formed = digits.len() <= 4 && digits.len() != 1 && digits.bytes().all(|b| b.is_ascii_digit());
        if !(1984..=2100).contains(&edition) || !well_formed {
            return Err(IndustryCodeError);
        }
        Ok(Self { edition, code: code.to_owned() })
    }

    /// Year of the edition: 2017, 2011, 2002.
    pub fn edition(&self) -> u16 {
        self.edition
    }

    /// Section letter and digits.
    pub fn code(&self) -> &str {
        &self.code
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.edition, self.code)
    }
}

impl FromStr for IndustryCode {
    type Err = IndustryCodeError;

    fn from_str(text: &str) -> Result<Self, IndustryCodeError> {
        let (edition, code) = text.split_once(':').ok_or(IndustryCodeError)?;
        Self::new(edition.parse().map_err(|_| IndustryCodeError)?, code)
    }
}

impl From<IndustryCode> for String {
    fn from(code: IndustryCode) -> Self {
        code.to_string()
    }
}

impl TryFrom<String> for IndustryCode {
    type Error = IndustryCodeError;

    fn try_from(text: String) -> Result<Self, IndustryCodeError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_keeps_its_edition() {
        let code: IndustryCode = "2017:C3973".parse().unwrap();
        assert_eq!((code.edition(), code.code()), (2017, "C3973"));
        for bad in ["C3973", "2017:3973", "2017:C3", "2017:C39731", "2017:Z39", "17:C39"] {
            assert_eq!(bad.parse::<IndustryCode>(), Err(IndustryCodeError), "{bad}");
        }
    }
}
