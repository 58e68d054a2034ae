//! What feeds a target: a formula over facts (a count of accepted records is one), or an attestation with an
//! evidence file. Bound in the browser or by a YAML file ([`crate::binding_file`]), always by somebody and for a reason.

use std::collections::BTreeMap;

use collect::surveys;
use domain::{Period, Scaled, Sha256Digest, SubjectKind};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use crate::binding_file::{BindingFile, read_file, write_file};
use crate::judge::Progress;
use crate::model::{Target, TargetKind, TargetTable};

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
        /// A number, an ISO date, 是 or 否, or a grade.
        value: String,
        /// The file in the evidence store.
        evidence: Sha256Digest,
        /// Its name, for people.
        file: String,
        /// What is stated, in a sentence.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        statement: String,
        /// The day it was so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_of: Option<Date>,
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
    /// With fewer subjects than this behind it, the value says nothing: a share of three answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
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

    /// How many subjects must stand behind the value; answers to questionnaires never go without.
    pub fn least(&self) -> Option<u32> {
        let answers = matches!(&self.feed, Feed::Formula { subject, .. } if subject.as_str() == surveys::KIND);
        self.least.or(answers.then_some(surveys::LEAST))
    }
}

/// An open binding and where it stands: in force once another person has accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bound {
    /// What feeds the target.
    pub binding: Binding,
    /// From 1 for each target.
    pub version: u32,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Who else accepted it; nobody yet where absent.
    pub accepted: Option<store::Acceptance>,
}

/// Why a binding cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum BindingError {
    /// The file is not the YAML it should be.
    #[error(transparent)]
    Unreadable(#[from] crate::binding_file::Misread),
    /// Bindings cannot be written as YAML.
    #[error("绑定写不成文件：{0}")]
    Unwritable(#[from] serde_norway::Error),
    /// It names a target that the table has not.
    #[error("目标 {0} 不在这张表里")]
    UnknownTarget(String),
    /// Two bindings for one target.
    #[error("目标 {0} 绑定了两次")]
    Twice(String),
    /// No reason was given.
    #[error("目标 {0} 的绑定没有写理由（why）")]
    NoReason(String),
    /// The formula makes no sense.
    #[error("目标 {target}：{error}")]
    Formula {
        /// The target.
        target: String,
        /// Why, with how to mend it.
        error: crate::feed::FeedError,
    },
    /// The attested value is none the promise can be compared with.
    #[error("目标 {target} 要的是{wanted}，“{value}”不能与承诺相比")]
    DoesNotFit {
        /// The target.
        target: String,
        /// What it needs.
        wanted: &'static str,
        /// What was given.
        value: String,
    },
    /// An attestation speaks of a day that has not come.
    #[error("目标 {target} 的证明截至 {as_of}，晚于今天 {today}")]
    Ahead {
        /// The target.
        target: String,
        /// The day it speaks of.
        as_of: Date,
        /// The business date.
        today: Date,
    },
    /// The file of an attestation is not in the evidence store.
    #[error("目标 {target} 的证明文件“{file}”（SHA-256 {digest}）不在证据库里；请一并提供，或在页面上传")]
    NoEvidence {
        /// The target.
        target: String,
        /// The file's name.
        file: String,
        /// Its digest.
        digest: Sha256Digest,
    },
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// What must hold of bindings whatever they read.
pub(crate) fn check_all(bindings: &[Binding], table: &TargetTable) -> Result<(), BindingError> {
    let mut seen = BTreeMap::new();
    for binding in bindings {
        let target = table.targets.iter().find(|target| target.id == binding.target);
        let target = target.ok_or_else(|| BindingError::UnknownTarget(binding.target.clone()))?;
        if seen.insert(binding.target.as_str(), ()).is_some() {
            return Err(BindingError::Twice(binding.target.clone()));
        }
        if binding.why.trim().is_empty() {
            return Err(BindingError::NoReason(binding.target.clone()));
        }
        if let Feed::Attestation { value, .. } = &binding.feed {
            fits(target, value)?;
        }
    }
    Ok(())
}

/// An attested truth: 是 and its like.
pub(crate) fn truth(value: &str) -> Option<bool> {
    match value.trim() {
        "是" | "已完成" | "true" => Some(true),
        "否" | "未完成" | "false" => Some(false),
        _ => None,
    }
}

/// A value that the promise cannot be compared with would only ever be shown as unprovable.
fn fits(target: &Target, value: &str) -> Result<(), BindingError> {
    let value = value.trim();
    let (wanted, fit) = match target.kind {
        TargetKind::Numeric | TargetKind::Relative => ("一个数（不带单位）", value.parse::<Scaled>().is_ok()),
        TargetKind::Date => ("一个日期（如 2024-06-30）或“是”“否”", {
            value.parse::<Date>().is_ok() || truth(value).is_some()
        }),
        TargetKind::Ordinal => ("一个等级", {
            !value.is_empty()
                && value.parse::<Scaled>().is_err()
                && value.parse::<Date>().is_err()
                && truth(value).is_none()
        }),
    };
    if fit {
        return Ok(());
    }
    Err(BindingError::DoesNotFit { target: target.id.clone(), wanted, value: value.to_owned() })
}
