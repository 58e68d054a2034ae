//! What monitoring goes by: when something is slow, and the words people choose from. Data of `knowledge/monitoring`.

use std::path::Path;
use std::sync::OnceLock;

use collect::{KnowledgeFault, KnowledgeFile};
use domain::Scaled;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scoring::rules::Citation;

/// The folder of these rules below `knowledge/`.
const FOLDER: &str = "monitoring";

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
    RULES.get_or_init(|| collect::supplied_knowledge(FOLDER).iter().find_map(|file| read(file).ok())).as_ref()
}

/// The newest rules in force for a budget year, of the data folder or supplied. Files that cannot be used are said and
/// keep nothing else out.
pub fn in_force(data: &Path, year: Option<i16>) -> (Option<Rules>, Vec<KnowledgeFault>) {
    let mut faults = Vec::new();
    let mut newest: Option<Rules> = None;
    for file in collect::knowledge_files(data, FOLDER, &mut faults) {
        match read(&file) {
            Ok(rules) if year.is_some_and(|year| rules.valid_from.year() > year) => {}
            Ok(rules) => {
                let older = |known: &Rules| (known.valid_from, false) < (rules.valid_from, file.own);
                if newest.as_ref().is_none_or(older) {
                    newest = Some(rules);
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    (newest.or_else(|| supplied().cloned()), faults)
}

/// Reads the rules.
fn read(file: &KnowledgeFile) -> Result<Rules, KnowledgeFault> {
    let rules: Rules = serde_norway::from_str(&file.text).map_err(|error| file.malformed(&error))?;
    if !(0..=100).contains(&rules.behind_points) {
        return Err(file.fault("behind_points", "behind_points 不在范围内。", "写 0 到 100 之间的数。"));
    }
    if rules.reasons.is_empty() || rules.likelihoods.is_empty() {
        return Err(file.fault("reasons", "偏差原因或完成可能性是空的。", "至少各写一项。"));
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
        let mut file = collect::supplied_knowledge(FOLDER)[0].clone();
        file.text = file.text.replace("behind_points: 5", "behind_points: 500");
        let fault = read(&file).unwrap_err();
        assert!(fault.line.is_some() && fault.to_string().contains("behind_points"), "{fault}");
    }
}
