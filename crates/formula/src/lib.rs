//! The expression language over facts: indicators, checks, warning rules, tiers and clauses are written in it.

mod error;
mod exact;
mod names;
mod normal;
mod parse;
mod suggest;
mod syntax;

use std::fmt;

pub use error::{EvalError, FormulaError, ParseError, TypeError};
pub use names::function_names;
pub use parse::{MAX_LENGTH, MAX_NESTING, MAX_TOKENS};

/// A formula that parses. Whether it makes sense for a kind of subject is [`Formula::check`]'s question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    text: String,
    root: syntax::Expr,
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// A [`ParseError`] that says where and why; never a panic, whatever the text.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Ok(Self { text: text.to_owned(), root: parse::parse(text)? })
    }

    /// The text as given.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Formula {
    /// The canonical way to write it: English function names, ASCII signs, brackets only where needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}
