//! The classes of all firms at once, and for one firm the steps that led to its class.

use domain::{FactSource, Subject, SubjectKind};
use formula::{Answer, Answers, FormulaError, Trace, When};
use serde::Serialize;

use super::ClassScheme;
use crate::terms::{self, FIRM};

/// What comes out for one firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A class.
    Class {
        /// Place of the branch.
        branch: usize,
        /// Place of the class.
        class: usize,
    },
    /// Facts are missing.
    Unknown {
        /// Place of the branch that applies, where that is known.
        branch: Option<usize>,
    },
    /// No branch applies.
    Outside,
}

/// A scheme with its conditions evaluated for every firm.
pub struct Classes<'s> {
    scheme: &'s ClassScheme,
    /// For each branch its own condition and those of its rules.
    branches: Vec<(Answers, Vec<Answers>)>,
    rows: usize,
}

/// One condition that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Place of the branch.
    pub branch: usize,
    /// The class it leads to; none for the branch's own condition.
    pub class: Option<usize>,
    /// Whether it holds; none where facts are missing.
    pub holds: Option<bool>,
    /// How that was found.
    pub trace: Trace,
}

/// What led to a firm's class.
#[derive(Clone, Debug, Serialize)]
pub struct Steps {
    /// What came out.
    pub outcome: Outcome,
    /// The conditions that were tried, in their order.
    pub steps: Vec<Step>,
}

impl<'s> Classes<'s> {
    /// Evaluates a scheme for every firm.
    ///
    /// # Errors
    /// A formula that cannot be evaluated at this period.
    pub fn of(scheme: &'s ClassScheme, source: &dyn FactSource, when: When) -> Result<Self, FormulaError> {
        let truth = |text: &str| terms::each(text, source)?.columns(source, when);
        let mut branches = Vec::with_capacity(scheme.branches.len());
        for branch in &scheme.branches {
            let mut rules = Vec::with_capacity(branch.rules.len());
            for rule in &branch.rules {
                rules.push(truth(&rule.when)?);
            }
            branches.push((truth(&branch.when)?, rules));
        }
        Ok(Self { scheme, branches, rows: source.subjects(&SubjectKind::new(FIRM)).len() })
    }

    /// How many firms.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What comes out for the firm of a row.
    pub fn outcome(&self, row: usize) -> Outcome {
        for (nth, (applies, rules)) in self.branches.iter().enumerate() {
            match applies.truth(row) {
                None => return Outcome::Unknown { branch: None },
                Some(false) => continue,
                Some(true) => {}
            }
            let branch = &self.scheme.branches[nth];
            for (rule, holds) in branch.rules.iter().zip(rules) {
                match holds.truth(row) {
                    None => return Outcome::Unknown { branch: Some(nth) },
                    Some(false) => {}
                    Some(true) => return self.class(nth, &rule.class),
                }
            }
            return self.class(nth, &branch.otherwise);
        }
        Outcome::Outside
    }

    fn class(&self, branch: usize, code: &str) -> Outcome {
        match self.scheme.class(code) {
            Some(class) => Outcome::Class { branch, class },
            None => Outcome::Unknown { branch: Some(branch) },
        }
    }
}

impl ClassScheme {
    /// The steps that lead to the class of one firm.
    ///
    /// # Errors
    /// As [`Classes::of`]; `no_subject` for a firm that is none.
    pub fn explain(&self, source: &dyn FactSource, when: When, firm: Subject) -> Result<Steps, FormulaError> {
        let mut steps = Vec::new();
        let mut look = |branch: usize, class: Option<usize>, text: &str| -> Result<Option<bool>, FormulaError> {
            let trace = terms::each(text, source)?.trace(source, when, firm)?;
            let holds = match trace.answer() {
                Answer::Truth(truth) => Some(truth),
                _ => None,
            };
            steps.push(Step { branch, class, holds, trace });
            Ok(holds)
        };
        let mut outcome = Outcome::Outside;
        'branches: for (nth, branch) in self.branches.iter().enumerate() {
            match look(nth, None, &branch.when)? {
                None => {
                    outcome = Outcome::Unknown { branch: None };
                    break;
                }
                Some(false) => continue,
                Some(true) => {}
            }
            for rule in &branch.rules {
                let class = self.class(&rule.class);
                match look(nth, class, &rule.when)? {
                    Some(false) => {}
                    holds => {
                        let found = holds.and(class).map(|class| Outcome::Class { branch: nth, class });
                        outcome = found.unwrap_or(Outcome::Unknown { branch: Some(nth) });
                        break 'branches;
                    }
                }
            }
            let rest = self.class(&branch.otherwise).map(|class| Outcome::Class { branch: nth, class });
            outcome = rest.unwrap_or(Outcome::Unknown { branch: Some(nth) });
            break;
        }
        Ok(Steps { outcome, steps })
    }
}
