//! What feeds a target: a formula over facts (a count of accepted records is one), or an attestation with an
//! evidence file. Bound in the browser or by a YAML file, always by somebody and for a reason.

use std::collections::BTreeMap;

use domain::{Period, Sha256Digest, SubjectKind};
use serde::{Deserialize, Serialize};

use crate::judge::Progress;
use crate::model::TargetTable;

/// Where a target's value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Feed {
    /// A formula evaluated over all subjects of a kind in the target's period.
    Formula {
        /// The kind of subject whose facts it reads.
        subject: SubjectKind,
        /// An aggregate expression of the formula language.
        formula: String,
    },
    /// What a person states, proved by a file.
    Attestation {
        /// A number, an ISO date or a grade.
        value: String,
        /// The file in the evidence store.
        evidence: Sha256Digest,
        /// Its name, for people.
        file: String,
    },
}

/// The base a relative target compares with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The base period; the target's own formula is evaluated for it.
    pub period: Period,
}

/// One binding. A target keeps its binding when the same table is imported again, by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// Id of the target: `P02.I03.T1`.
    #[serde(rename = "ref")]
    pub target: String,
    /// The source of its value.
    pub feed: Feed,
    /// The period it is promised for.
    pub period: Period,
    /// The part of it whose facts are complete, where the formula is evaluated for that instead: 2024-01..08 of 2024.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Period>,
    /// The unit in which the promise states its number: 家, 亿, 亿元, %.
    #[serde(default)]
    pub unit: String,
    /// Decimals shown and judged.
    #[serde(default)]
    pub scale: u8,
    /// How the value moves; suggested from the words when absent.
    #[serde(default)]
    pub progress: Option<Progress>,
    /// Where the words carry no operator or an ambiguous one, how it is judged instead.
    #[serde(default)]
    pub op: Option<crate::model::Op>,
    /// For relative targets.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// 责任科室: who answers for it.
    #[serde(default)]
    pub section: String,
    /// Why this feeds the target and how it is counted.
    pub why: String,
}

impl Binding {
    /// The period the formula is evaluated for.
    pub fn read_period(&self) -> Period {
        self.measured.unwrap_or(self.period)
    }
}

/// The YAML file of bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingFile {
    /// In any order.
    pub bindings: Vec<Binding>,
}

/// Why a binding cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum BindingError {
    /// The file is not the YAML it should be.
    #[error("绑定文件读不懂：{0}")]
    Yaml(#[from] serde_norway::Error),
    /// It names a target that the table has not.
    #[error("目标 {0} 不在这张表里")]
    UnknownTarget(String),
    /// Two bindings for one target.
    #[error("目标 {0} 绑定了两次")]
    Twice(String),
    /// No reason was given.
    #[error("目标 {0} 的绑定没有写理由（why）")]
    NoReason(String),
}

/// Reads a binding file and demands that every target exists, once, with a reason.
///
/// # Errors
/// [`BindingError`] names the first binding that cannot be taken.
pub fn read_file(yaml: &str, table: &TargetTable) -> Result<Vec<Binding>, BindingError> {
    let file: BindingFile = serde_norway::from_str(yaml)?;
    let mut seen = BTreeMap::new();
    for binding in &file.bindings {
        if !table.targets.iter().any(|target| target.id == binding.target) {
            return Err(BindingError::UnknownTarget(binding.target.clone()));
        }
        if seen.insert(binding.target.as_str(), ()).is_some() {
            return Err(BindingError::Twice(binding.target.clone()));
        }
        if binding.why.trim().is_empty() {
            return Err(BindingError::NoReason(binding.target.clone()));
        }
    }
    Ok(file.bindings)
}
