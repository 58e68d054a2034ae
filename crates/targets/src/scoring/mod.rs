//! Self-evaluation: a project's lines with their points, each derivable from target, result, rule and what people said.

mod form;
pub mod points;
pub mod rules;
pub mod said;
pub mod weights;

use std::collections::BTreeMap;

use domain::Scaled;
use serde::Serialize;

pub use form::{Source, score, score_project};
pub use points::{Awarded, How, Lack, Measured};
pub use rules::RuleSet;
pub use said::Said;
pub use weights::Origin;

/// One line of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// `P03.execution`, the target `P03.I01.T1`, or the indicator `P03.I04` that holds none.
    pub id: String,
    /// Key of its block.
    pub block: String,
    /// The indicator; empty for the execution rate.
    pub indicator: String,
    /// Its points.
    pub weight: Scaled,
    /// Where they come from.
    pub weight_from: Origin,
    /// How they were found: `50 × 20 ÷ 50 × 100 ÷ 90 ≈ 22.22`; empty for what does not apply.
    pub weight_sum: String,
    /// What was promised and what came out.
    pub measured: Measured,
    /// The points it got and how.
    pub awarded: Awarded,
}

/// A project's self-evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scored {
    /// `P03`.
    pub project: String,
    /// Execution first, then in the order of the table.
    pub lines: Vec<Line>,
    /// Points so far.
    pub total: Scaled,
    /// Points of the lines that are not decided yet.
    pub open: Scaled,
    /// The grade, once nothing is open.
    pub grade: Option<String>,
    /// Indicators that belong to no block of the rules and are not scored.
    pub unplaced: Vec<String>,
    /// Blocks whose entered points are not used: they do not cover every indicator, or do not add up.
    pub unweighed: Vec<String>,
}

impl Scored {
    /// Whether every line has its points.
    pub fn is_complete(&self) -> bool {
        self.grade.is_some()
    }

    /// Lines that wait for somebody.
    pub fn open_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.awarded.how == How::Open)
    }
}

/// The points people entered, by indicator.
pub type EnteredOf = BTreeMap<String, Scaled>;

/// What people said, by line.
pub type SaidOf = BTreeMap<String, Said>;
