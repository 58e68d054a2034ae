//! The categories of indicators and when each is required: data of `knowledge/indicator-schemes`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Indicator, Project, Severity};
use crate::promise;

const TEXT: &str = include_str!("../../../../knowledge/indicator-schemes/project-expenditure.yaml");

/// A scheme of categories.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scheme {
    #[serde(rename = "scheme")]
    _id: String,
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "valid_from")]
    _valid_from: String,
    pub(super) citation: Vec<Citation>,
    pub(super) categories: Vec<Category>,
    works_words: Vec<String>,
}

/// Where a rule comes from and how far it was checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Citation {
    pub(super) document: String,
    #[serde(rename = "note")]
    _note: String,
}

/// One category a table should have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Category {
    pub(super) code: String,
    parent: Option<String>,
    pub(super) name: String,
    words: Vec<String>,
    required_when: When,
    severity: Severity,
    severity_when_required: Option<Severity>,
}

/// When a category is required without question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum When {
    Always,
    /// Works, large repair and fit-out.
    Works,
    /// Where somebody is served.
    Service,
}

/// The scheme in force, `None` if the built-in text is damaged (a test reads it).
pub(super) fn current() -> Option<&'static Scheme> {
    static SCHEME: OnceLock<Option<Scheme>> = OnceLock::new();
    SCHEME.get_or_init(|| serde_norway::from_str(TEXT).ok()).as_ref()
}

impl Scheme {
    /// Whether a project builds, repairs or fits out: by its own name or by what its indicators promise. Names of
    /// indicators are not looked at: they come from a library and are reused for anything.
    pub(super) fn is_works(&self, project: &Project) -> bool {
        let named = |text: &str| self.works_words.iter().any(|w| text.contains(w.as_str()));
        named(&project.name) || project.indicators.iter().filter_map(promise::judged_value).any(named)
    }
}

impl Category {
    /// How much its absence weighs.
    pub(super) fn severity(&self, works: bool) -> Severity {
        match (self.required_when, self.severity_when_required) {
            (When::Works, Some(required)) if works => required,
            _ => self.severity,
        }
    }

    /// Whether an indicator belongs to it.
    pub(super) fn holds(&self, indicator: &Indicator) -> bool {
        let code = if self.parent.is_some() { &indicator.level2_code } else { &indicator.level1_code };
        if code.as_deref() == Some(self.code.as_str()) {
            return true;
        }
        // With codes printed, the name is no better evidence; 成本 and 满意度 may be a level of their own or not.
        let named = |text: &str| self.words.iter().any(|w| text.contains(w.as_str()));
        code.is_none() && (named(&indicator.level2) || named(&indicator.level1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_scheme_reads_and_cites() {
        let scheme = current().expect("knowledge/indicator-schemes reads");
        assert_eq!(scheme.categories.len(), 5);
        assert!(scheme.citation.iter().all(|c| !c.document.is_empty()));
        assert!(scheme.is_works(&Project { name: "某街道办公楼装修".into(), ..Project::default() }));
        assert!(!scheme.is_works(&Project { name: "平台建设服务采购".into(), ..Project::default() }));
    }
}
