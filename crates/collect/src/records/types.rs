//! A type of record as officers write it, one file each.
//!
//! ```yaml
//! code: 枢纽接待                  # required; what facts hold, unique
//! name_en: Reception at the hub   # required
//! counts: 一批来访团组的一次接待   # required; what one record is
//! counts_en: one visit of a group # required
//! citation: 体验中心接待办法       # required; where the rules come from
//! required: [发生日期, 人数]       # required; metrics of records, in the order of the form
//! optional: [活动编号]
//! evidence:                       # required, may be []; what must be attached, or kept under a 凭证档号
//!   - {name: 接待登记表, name_en: Reception sheet}
//!   - {name: 照片, name_en: Photographs, optional: true}
//! accepted_by: {roles: [section]} # required; section: 科室 where only one may
//! excluded_when:                  # conditions in the formula language under which it does not count
//!   - {formula: 是否彩排, why: 彩排不计, why_en: rehearsals do not count}
//! counts_when:                    # conditions that must be known to hold for it to count
//!   - {formula: 投诉成立, why: 核实成立的才计, why_en: only what was found valid counts}
//! once_per:                       # of records alike in these fields one counts; the fields must be required
//!   - {fields: [来访单位, 发生日期], why: 同一团组一天计一次, why_en: one group counts once a day}
//! same_event: across              # default once: an event counts once, under one type; across: several records of
//!                                 # this type may belong to one event; beside: counts beside other types too
//! period: 发生日期                # default; the date that must lie in the record's period
//! retired: true                   # no new records; those there are stay
//! metrics: []                     # metrics only this type needs, as in knowledge/metrics
//! examples: []                    # worked examples, run as tests: see [`Example`]
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::Reader;
use store::knowledge::{Code, CodeList};

use super::{TYPE_LIST, metric};

/// Kind of the declarations.
pub(crate) const DECLARED: &str = "record-type";

/// One type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordType {
    /// What facts hold.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// What one record is.
    pub counts: String,
    /// The same in English.
    pub counts_en: String,
    /// Where the rules come from.
    pub citation: String,
    /// No new records.
    #[serde(default)]
    pub retired: bool,
    /// Metrics that must be given, in the order of the form.
    pub required: Vec<String>,
    /// Metrics that may be given.
    #[serde(default)]
    pub optional: Vec<String>,
    /// What proves it.
    pub evidence: Vec<EvidenceKind>,
    /// Who accepts it.
    pub accepted_by: AcceptedBy,
    /// When it does not count.
    #[serde(default)]
    pub excluded_when: Vec<Exclusion>,
    /// What must be known to hold; unknown is not enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts_when: Vec<Exclusion>,
    /// Of which records only one counts.
    #[serde(default)]
    pub once_per: Vec<OncePer>,
    /// Whether an event that is recorded under another type too counts here as well.
    #[serde(default)]
    pub same_event: SameEvent,
    /// The date that must lie in the record's period.
    #[serde(default = "happened")]
    pub period: String,
    /// Metrics only this type needs.
    #[serde(default)]
    pub metrics: Vec<serde_json::Value>,
    /// Worked examples.
    #[serde(default)]
    pub examples: Vec<Example>,
}

fn happened() -> String {
    metric::DAY.to_owned()
}

/// A kind of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceKind {
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// It may be missing.
    #[serde(default)]
    pub optional: bool,
}

/// Who accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedBy {
    /// Holders of any of these roles.
    pub roles: Vec<String>,
    /// Only of this section, where given.
    #[serde(default)]
    pub section: Option<String>,
}

/// A condition under which a record does not count, or under which alone it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// A condition on the record's own metrics.
    pub formula: String,
    /// Why it matters.
    pub why: String,
    /// The same in English.
    pub why_en: String,
}

/// Fields of which each combination counts once in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OncePer {
    /// Metrics.
    pub fields: Vec<String>,
    /// Why.
    pub why: String,
    /// The same in English.
    pub why_en: String,
}

/// What becomes of an event recorded several times: with the same 活动编号 in a year, or on the same day under the same
/// name, by one organiser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SameEvent {
    /// It counts once: as the record registered first, whatever the types.
    #[default]
    Once,
    /// It counts under one type; of this one several records may belong to it.
    Across,
    /// This type speaks of something else about the event (its acceptance, its price) and counts beside the others.
    Beside,
}

/// A worked example: records in the order of their registration, and which of them count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub says: String,
    /// Fields by name as one would type them, with 计入 (是 or the rule that fails), and where they are not the usual:
    /// 名称, 期间 (the year of the date), 已采纳 (是), 凭证 (齐, or 无).
    pub records: Vec<BTreeMap<String, String>>,
}

/// The types of a data folder with the versions of their declarations.
#[derive(Clone, Debug, Default)]
pub struct RecordTypes {
    types: BTreeMap<String, (u32, RecordType)>,
}

impl RecordTypes {
    /// Those a data folder knows.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn load(reader: &Reader<'_>) -> store::Result<Self> {
        let mut types = BTreeMap::new();
        for declared in reader.declarations(DECLARED)? {
            let known: RecordType = serde_json::from_value(declared.json)
                .map_err(|e| store::StoreError::Damaged(format!("type of record {}: {e}", declared.name)))?;
            types.insert(declared.name, (declared.version, known));
        }
        Ok(Self { types })
    }

    /// From types, each of version 1.
    pub fn new(types: impl IntoIterator<Item = RecordType>) -> Self {
        Self { types: types.into_iter().map(|known| (known.code.clone(), (1, known))).collect() }
    }

    /// A type by its code.
    pub fn get(&self, code: &str) -> Option<&RecordType> {
        self.types.get(code).map(|(_, known)| known)
    }

    /// The version of a type's declaration, from 1.
    pub fn version(&self, code: &str) -> Option<u32> {
        self.types.get(code).map(|(version, _)| *version)
    }

    /// All of them, by code.
    pub fn all(&self) -> impl Iterator<Item = &RecordType> {
        self.types.values().map(|(_, known)| known)
    }

    /// The list of their codes.
    pub fn list(&self) -> CodeList {
        let code = |known: &RecordType| Code {
            code: known.code.clone(),
            label: known.code.clone(),
            label_en: known.name_en.clone(),
            also: Vec::new(),
        };
        CodeList {
            name: TYPE_LIST.to_owned(),
            title: "工作记录类型".to_owned(),
            title_en: "Types of records".to_owned(),
            citation: "knowledge/record-types".to_owned(),
            codes: self.all().map(code).collect(),
        }
    }
}

impl RecordType {
    /// Metrics that may be given, required ones first.
    pub fn fields(&self) -> impl Iterator<Item = (&str, bool)> {
        let required = self.required.iter().map(|name| (name.as_str(), true));
        required.chain(self.optional.iter().map(|name| (name.as_str(), false)))
    }
}
