//! What is wrong with a place of a file, what was expected there, and how to mend it.

use serde::{Deserialize, Serialize};

/// One fault. Rows with a fault are never imported in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Number of the sheet in the file, from 0.
    pub sheet: u32,
    /// Row, from 1; 0 when the whole sheet or file is meant.
    pub row: u32,
    /// Column, from 1; 0 when the whole row is meant.
    pub column: u32,
    /// The place as people name it: `企业月报!E37`.
    pub place: String,
    /// The column's heading as printed, empty for a whole row.
    pub heading: String,
    /// Stable code: `not_a_number`, `unknown_code`, `usci_check` …
    pub code: &'static str,
    /// What stands there.
    pub seen: String,
    /// What is wrong and what was expected, in Chinese.
    pub message: String,
    /// How to mend it, in Chinese.
    pub mend: String,
    /// What probably was meant; never taken by itself.
    pub suggestion: Option<String>,
    /// Whether the sheet cannot be read at all, so that leaving out rows does not help.
    pub fatal: bool,
}

/// A fault of one cell before it has its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) mend: String,
    pub(crate) suggestion: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { code, message: message.into(), mend: mend.into(), suggestion: None }
    }

    pub(crate) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}
