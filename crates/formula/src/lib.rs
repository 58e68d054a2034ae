//! The expression language over facts: indicators, checks, warning rules, tiers and clauses are written in it.

mod answers;
mod check;
mod columns;
mod error;
mod exact;
mod explain;
mod kept;
mod measure;
pub mod memory;
mod names;
mod normal;
mod parse;
mod suggest;
mod syntax;
mod trace;
mod typed;
mod when;

use std::fmt;

use domain::{FactSource, Subject};

pub use answers::{Answer, Answers, Exact};
pub use check::{Definition, is_unit};
pub use columns::Grouping;
pub use error::{EvalError, FormulaError, ParseError, TypeError};
pub use explain::{Lang, explain};
pub use kept::Kept;
pub use names::function_names;
pub use parse::{MAX_LENGTH, MAX_NESTING, MAX_TOKENS};
pub use trace::{DETAIL, FactPresence, FactUse, Member, Members, Trace, TraceNode, Why};
pub use typed::{ResultType, Typed};
pub use when::When;

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

    /// Settles names, types, units and dimensions for a definition.
    ///
    /// # Errors
    /// A [`TypeError`]: unknown names with the nearest known one, 元 + 人, a condition where a number is wanted.
    pub fn check(&self, definition: &Definition, source: &dyn FactSource) -> Result<Typed, TypeError> {
        check::check(self, definition, source)
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

impl Typed {
    /// Evaluates for every subject of the kind at once (or for the population, one row).
    ///
    /// # Errors
    /// An [`EvalError`]: `overflow`, `grain` (a monthly metric read plainly at a year), `no_neighbour`.
    pub fn columns(&self, source: &dyn FactSource, when: When) -> Result<Answers, EvalError> {
        columns::columns(self, source, when, None)
    }

    /// As [`Self::columns`], with what conditions were found true for kept between evaluations.
    ///
    /// # Errors
    /// As [`Self::columns`].
    pub fn columns_with(&self, source: &dyn FactSource, when: When, kept: &Kept) -> Result<Answers, EvalError> {
        columns::columns(self, source, when, Some(kept))
    }

    /// Evaluates a formula of all subjects for each group of them: row `i` of the answers is group `i`. Who is in a
    /// group is settled by the grouping, also where the formula looks at other periods; bases and ranks within the
    /// formula stay among all.
    ///
    /// # Errors
    /// As [`Self::columns`]; `scope` for a formula of each subject, or of another kind of subject than the grouping.
    pub fn columns_by(&self, source: &dyn FactSource, when: When, groups: &Grouping) -> Result<Answers, EvalError> {
        columns::columns_by(self, source, when, groups)
    }

    /// Evaluates for one subject, writing every node down.
    ///
    /// # Errors
    /// As [`Self::columns`]; `no_subject` when the subject is not of the kind; `scope` for a formula of all subjects.
    pub fn trace(&self, source: &dyn FactSource, when: When, subject: Subject) -> Result<Trace, EvalError> {
        let row = source.subjects(&self.subject).iter().position(|known| *known == subject);
        let unknown = || EvalError::new("no_subject", "没有这个对象", "there is no such subject");
        trace::trace(self, source, when, Some(row.ok_or_else(unknown)?), DETAIL)
    }

    /// Evaluates for the subject in a row of [`FactSource::subjects`], writing every node down.
    ///
    /// # Errors
    /// As [`Self::trace`].
    pub fn trace_row(&self, source: &dyn FactSource, when: When, row: usize) -> Result<Trace, EvalError> {
        trace::trace(self, source, when, Some(row), DETAIL)
    }

    /// Evaluates a formula of all subjects, writing down every node and everyone who went in. The first `detail`
    /// subjects of each aggregate are kept in detail ([`DETAIL`] is a good number), all of them by id.
    ///
    /// # Errors
    /// As [`Self::columns`]; `scope` for a formula of each subject.
    pub fn trace_total(&self, source: &dyn FactSource, when: When, detail: usize) -> Result<Trace, EvalError> {
        trace::trace(self, source, when, None, detail)
    }
}
