//! What monitoring goes by: when something is slow, and the words people choose from. Data of `knowledge/monitoring`.

use std::sync::OnceLock;

use domain::Scaled;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scoring::rules::{Citation, RuleError};

const FILE: &str = "monitoring/mof-2019-136.yaml";
const TEXT: &str = include_str!("../../../../knowledge/monitoring/mof-2019-136.yaml");

/// The rules of monitoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What people call it by.
    pub rules: String,
    /// Name with the document's number.
    pub name: String,
    /// Raised with every change.
    pub version: u32,
    /// In force from this day.
    pub valid_from: Date,
    /// Where it comes from and how far that was checked.
    pub citation: Vec<Citation>,
    /// Points of 100 below the time gone from which money or goals are slow.
    pub behind_points: i64,
    /// 偏差原因.
    pub reasons: Vec<Word>,
    /// 完成可能性.
    pub likelihoods: Vec<Word>,
}

/// A word that people choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// As stored.
    pub key: String,
    /// As the form prints it.
    pub name: String,
    /// In English.
    pub name_en: String,
}

/// The rules that come with the program; `None` if the built-in text is damaged (a test reads it).
pub fn supplied() -> Option<&'static Rules> {
    static RULES: OnceLock<Option<Rules>> = OnceLock::new();
    RULES.get_or_init(|| read(FILE, TEXT).ok()).as_ref()
}

/// Reads the rules.
fn read(file: &str, text: &str) -> Result<Rules, RuleError> {
    let wrong = |what: String| RuleError { file: file.to_owned(), what };
    let rules: Rules = serde_norway::from_str(text).map_err(|error| wrong(error.to_string()))?;
    if !(0..=100).contains(&rules.behind_points) {
        return Err(wrong("behind_points 要在 0 到 100 之间".into()));
    }
    if rules.reasons.is_empty() || rules.likelihoods.is_empty() {
        return Err(wrong("reasons 和 likelihoods 不能为空".into()));
    }
    Ok(rules)
}

impl Rules {
    /// [`Rules::behind_points`] as a number.
    pub fn behind(&self) -> Scaled {
        Scaled::new(self.behind_points, 0)
    }

    /// `136 v1`.
    pub fn label(&self) -> String {
        format!("{} v{}", self.rules, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_supplied_rules_read_and_a_broken_file_says_how_to_mend_it() {
        assert_eq!(supplied().map(Rules::label).as_deref(), Some("136 v1"));
        let error = read("m.yaml", &TEXT.replace("behind_points: 5", "behind_points: 500")).unwrap_err();
        assert!(error.to_string().starts_with("m.yaml：behind_points"), "{error}");
    }
}
