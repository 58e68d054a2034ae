//! Records of activity: what each type counts, whether a record counts and why, and its way from the one who enters
//! it to the one who accepts it.
//!
//! A type is one file of `knowledge/record-types/` ([`RecordType`]). [`judge`] decides by pure functions; [`settle`]
//! publishes the outcome as the fact 计入 under a run, in the transaction that changed something.

mod case;
mod check;
mod content;
mod decide;
mod examples;
mod excluded;
mod faults;
pub mod judge;
mod plain;
mod register;
mod settle;
mod sheet;
mod submit;
mod types;

pub use case::{Case, ON_FILE};
pub use content::Content;
pub use decide::{Desk, accept, send_back, stamp};
pub use judge::{Rule, Ruling, Verdict};
pub use settle::{explain, foresee, records_of_batch, same_archive, settle, settle_all};
pub use sheet::{heading, sheet_of, typed};
pub use submit::{Submission, Submitted, number, submit};
pub use types::{AcceptedBy, EvidenceKind, Example, Exclusion, OncePer, RecordType, RecordTypes, SameEvent};

pub(crate) use check::{check_type, read_type};
pub(crate) use content::{decide_anew, decided_by, wait_again};
pub(crate) use faults::faults;
pub use register::plain_number;
pub(crate) use register::{Register, untyped};
pub(crate) use settle::{by_these_rules, settle_by_new_rules};
pub(crate) use types::DECLARED;

/// The kind of subject that records are.
pub const KIND: &str = "record";

/// The list of codes of the types, made from their files.
pub const TYPE_LIST: &str = "record-types";

/// Names of the metrics that the rules speak of, in Chinese as type files write them.
pub mod metric {
    /// The code of the type.
    pub const TYPE: &str = "记录类型";
    /// The day it happened.
    pub const DAY: &str = "发生日期";
    /// Whether a second person accepted it.
    pub const ACCEPTED: &str = "已采纳";
    /// Whether it counts: the judgement.
    pub const COUNTS: &str = "计入";
    /// Where the papers are kept that prove it.
    pub const ARCHIVE: &str = "凭证档号";
    /// Who held it.
    pub const ORGANISER: &str = "承办单位";
    /// The event it belongs to.
    pub const EVENT: &str = "活动编号";
}
