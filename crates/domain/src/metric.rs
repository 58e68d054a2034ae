//! The declaration of a metric: what kind of value, in which unit, of which kind of subject.

use serde::{Deserialize, Serialize};

use crate::{Grain, MetricId, SubjectKind, Unit};

/// What a metric's values are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// Integers at a fixed scale, with a unit.
    Number {
        /// Unit of the stored number.
        unit: Unit,
        /// Decimals of the stored integer.
        scale: u8,
    },
    /// Yes or no.
    Truth,
    /// A calendar day.
    Date,
    /// Codes of a named list.
    Code {
        /// Name of the list in `knowledge/lists/`.
        list: String,
        /// Whether one subject may hold several at once.
        many: bool,
    },
    /// Free text.
    Text,
}

/// A declared metric. Its Chinese name is how formulas and columns of files call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricDef {
    /// Row number in the system of record.
    pub id: MetricId,
    /// Chinese name, unique: 营业收入.
    pub name: String,
    /// English name, unique: revenue.
    pub name_en: String,
    /// Other headings under which files call it.
    pub aliases: Vec<String>,
    /// Of what it speaks.
    pub subject: SubjectKind,
    /// Its values.
    pub kind: MetricKind,
    /// The period its facts are reported for.
    pub grain: Grain,
    /// 口径: what is counted and what is not, for people.
    pub definition: String,
    /// Where the definition comes from (standard, clause, form).
    pub citation: String,
}
