//! Metrics and code lists as officers write them: YAML text in, declarations out.
//!
//! `knowledge/metrics/*.yaml` is a list of metrics:
//!
//! ```yaml
//! - name: 营业收入              # required; Chinese name, unique over all files
//!   name_en: revenue            # required; English name, unique, words joined by _
//!   aliases: [主营业务收入, 营收] # optional; other headings under which files call it
//!   subject: firm               # required; firm, project, record, district, park, node …; a pair is firm>firm
//!   kind: number                # required; number | truth | date | code | text
//!   unit: 元                    # number only, required there; "" for a pure number or a share
//!   scale: 2                    # number only, default 0; decimals kept
//!   grain: month                # required; day | month | quarter | year | months | days
//!   definition: >-              # required; 口径: what is counted and what is not
//!     本期确认的主营业务和其他业务收入，不含税。
//!   citation: 工业统计报表制度 B203-1  # required; where the definition comes from
//!
//! - name: 产业链
//!   name_en: chain
//!   subject: firm
//!   kind: code
//!   list: chains                # code only, required there; a list of knowledge/lists
//!   many: true                  # code only, default false; whether one subject may hold several at once
//!   grain: days
//!   definition: 企业所在的重点产业链。
//!   citation: 区产业链图谱
//! ```
//!
//! `knowledge/lists/*.yaml` is one list a file:
//!
//! ```yaml
//! name: chains                  # required; how metrics call it
//! title: 重点产业链             # required; Chinese
//! title_en: Key chains          # required
//! citation: 区产业链图谱 2024   # required
//! codes:                        # required, at least one; in the order in which they are shown
//!   - {code: 集成电路, label: 集成电路, label_en: Integrated circuits}
//!   - {code: 汽车, label: 新能源汽车, label_en: New energy vehicles, also: [车]}
//! ```
//!
//! Unknown keys are refused, so that a slip of the pen is not silently dropped.

use domain::{Grain, MetricDef, MetricId, MetricKind, SubjectKind, Unit};
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

/// A metric before it has a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricDraft {
    /// Chinese name, unique.
    pub name: String,
    /// English name, unique.
    pub name_en: String,
    /// Other headings.
    pub aliases: Vec<String>,
    /// Of what it speaks.
    pub subject: SubjectKind,
    /// Its values.
    pub kind: MetricKind,
    /// The period its facts are reported for.
    pub grain: Grain,
    /// 口径.
    pub definition: String,
    /// Source of the definition.
    pub citation: String,
}

impl MetricDraft {
    /// The declaration under a number.
    pub fn with_id(self, id: MetricId) -> MetricDef {
        MetricDef {
            id,
            name: self.name,
            name_en: self.name_en,
            aliases: self.aliases,
            subject: self.subject,
            kind: self.kind,
            grain: self.grain,
            definition: self.definition,
            citation: self.citation,
        }
    }
}

impl From<MetricDef> for MetricDraft {
    fn from(def: MetricDef) -> Self {
        Self {
            name: def.name,
            name_en: def.name_en,
            aliases: def.aliases,
            subject: def.subject,
            kind: def.kind,
            grain: def.grain,
            definition: def.definition,
            citation: def.citation,
        }
    }
}

/// A named list of codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// How metrics call it.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Where the list comes from.
    pub citation: String,
    /// In the order in which they are shown.
    pub codes: Vec<Code>,
}

/// One code of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// What facts hold.
    pub code: String,
    /// Chinese label.
    pub label: String,
    /// English label; the Chinese one where there is none.
    #[serde(default)]
    pub label_en: String,
    /// Other ways to write the code: 3973 for C3973.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

impl CodeList {
    /// The code that a text means: the code itself, another way to write it, or either label. Where a code and the one
    /// above it have the same label, the one below is meant: it says more.
    pub fn find(&self, text: &str) -> Option<&Code> {
        let by_code = self.codes.iter().find(|code| code.code == text || code.also.iter().any(|also| also == text));
        by_code.or_else(|| {
            let labelled = self.codes.iter().filter(|code| code.label == text || code.label_en == text);
            labelled.max_by_key(|code| code.code.len())
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    name_en: String,
    #[serde(default)]
    aliases: Vec<String>,
    subject: SubjectKind,
    kind: KindName,
    unit: Option<String>,
    scale: Option<u8>,
    list: Option<String>,
    many: Option<bool>,
    grain: Grain,
    definition: String,
    citation: String,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Number,
    Truth,
    Date,
    Code,
    Text,
}

fn refuse(file: &str, what: impl std::fmt::Display) -> StoreError {
    StoreError::Knowledge { file: file.to_owned(), reason: what.to_string() }
}

/// Reads one file of metrics. `file` is only named in errors.
///
/// # Errors
/// [`StoreError::Knowledge`] naming the file, the line or the metric, and what is wrong.
pub fn read_metrics(file: &str, yaml: &str) -> Result<Vec<MetricDraft>> {
    let entries: Vec<Entry> = serde_norway::from_str(yaml).map_err(|error| refuse(file, error))?;
    let mut metrics = Vec::new();
    for entry in entries {
        metrics.push(draft(file, entry)?);
    }
    Ok(metrics)
}

fn draft(file: &str, entry: Entry) -> Result<MetricDraft> {
    let name = entry.name.trim().to_owned();
    let complain = |what: &str| Err(refuse(file, format_args!("metric “{name}”: {what}")));
    if name.is_empty() || entry.name_en.trim().is_empty() {
        return complain("name and name_en must not be empty");
    }
    if entry.definition.trim().is_empty() || entry.citation.trim().is_empty() {
        return complain("definition and citation must not be empty");
    }
    if entry.kind != KindName::Number && (entry.unit.is_some() || entry.scale.is_some()) {
        return complain("only a number has unit and scale");
    }
    if entry.kind != KindName::Code && (entry.list.is_some() || entry.many.is_some()) {
        return complain("only a code has list and many");
    }
    let kind = match entry.kind {
        KindName::Truth => MetricKind::Truth,
        KindName::Date => MetricKind::Date,
        KindName::Text => MetricKind::Text,
        KindName::Code => match entry.list {
            Some(list) => MetricKind::Code { list, many: entry.many.unwrap_or(false) },
            None => return complain("a code needs the list it is from"),
        },
        KindName::Number => match (entry.unit, entry.scale.unwrap_or(0)) {
            (None, _) => return complain("a number needs a unit; write \"\" for a pure number"),
            (_, scale) if scale > domain::Scaled::MAX_SCALE => return complain("scale is at most 12"),
            (Some(unit), scale) => MetricKind::Number { unit: Unit::named(&unit), scale },
        },
    };
    Ok(MetricDraft {
        name,
        name_en: entry.name_en.trim().to_owned(),
        aliases: entry.aliases,
        subject: entry.subject,
        kind,
        grain: entry.grain,
        definition: entry.definition.trim().to_owned(),
        citation: entry.citation.trim().to_owned(),
    })
}

/// Reads one code list.
///
/// # Errors
/// [`StoreError::Knowledge`].
pub fn read_list(file: &str, yaml: &str) -> Result<CodeList> {
    let mut list: CodeList = serde_norway::from_str(yaml).map_err(|error| refuse(file, error))?;
    if list.codes.is_empty() {
        return Err(refuse(file, "a list needs at least one code"));
    }
    let mut seen = std::collections::HashSet::new();
    for code in &mut list.codes {
        for written in code.also.iter().chain([&code.code]) {
            if !seen.insert(written.clone()) {
                return Err(refuse(file, format_args!("code “{written}” is written twice")));
            }
        }
        if code.label_en.is_empty() {
            code.label_en.clone_from(&code.label);
        }
    }
    Ok(list)
}
