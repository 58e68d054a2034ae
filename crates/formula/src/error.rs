//! What is wrong with a formula, or with evaluating it: a stable code, the place, the words in both languages.

use std::fmt;

use serde::Serialize;

/// A refusal that an officer can act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormulaError {
    /// Stable and machine-readable, such as `unknown_metric`.
    pub code: &'static str,
    /// In Chinese.
    pub message: String,
    /// In English.
    pub message_en: String,
    /// Where in the text as given, in characters from 0.
    pub position: Option<u32>,
    /// What to do about it, in Chinese; empty when the message says it.
    pub hint: String,
    /// What to do about it, in English.
    pub hint_en: String,
}

/// The text is not a formula.
pub type ParseError = FormulaError;
/// The formula makes no sense for its definition: types, dimensions, names.
pub type TypeError = FormulaError;
/// The formula cannot be computed for this period or with these facts.
pub type EvalError = FormulaError;

impl FormulaError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, message_en: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            message_en: message_en.into(),
            position: None,
            hint: String::new(),
            hint_en: String::new(),
        }
    }

    pub(crate) fn at(mut self, position: usize) -> Self {
        self.position = u32::try_from(position).ok();
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>, hint_en: impl Into<String>) -> Self {
        self.hint = hint.into();
        self.hint_en = hint_en.into();
        self
    }

    pub(crate) fn overflow(text: &str) -> Self {
        Self::new("overflow", format!("“{text}”的结果超出 128 位整数"), format!("“{text}” does not fit 128 bits"))
            .hint("用 round(x, 6) 先舍入中间结果", "round an intermediate result first: round(x, 6)")
    }
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message_en)?;
        if let Some(position) = self.position {
            write!(f, " (at character {})", position + 1)?;
        }
        if !self.hint_en.is_empty() {
            write!(f, "; {}", self.hint_en)?;
        }
        Ok(())
    }
}

impl std::error::Error for FormulaError {}
