//! What a traced evaluation leaves behind: every node, its value, and the facts it read.

use std::sync::Arc;

use domain::{FactId, Period, Subject};
use jiff::civil::Date;
use serde::Serialize;

use crate::answers::Answer;

/// Every step of one evaluation, for one subject or for a total. The last node is the whole formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// The canonical text of the formula.
    pub formula: Arc<str>,
    /// Of whom; `None` for a total.
    pub subject: Option<Subject>,
    /// For which period.
    pub period: Period,
    /// Seen on which day, when that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// Nodes, parts before the wholes they belong to.
    pub nodes: Vec<TraceNode>,
}

/// One node of the formula with what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TraceNode {
    /// As written, in canonical form.
    pub text: Arc<str>,
    /// What it came to.
    pub value: Answer,
    /// Unit of a number; empty for pure numbers and everything else.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub unit: Arc<str>,
    /// The period it was evaluated for, when that is not the formula's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Why it is unknown although its parts are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The fact it read, for a metric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<Box<FactUse>>,
    /// The subjects it ranged over, for an aggregate or a group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Box<Members>>,
    /// Places of its parts in [`Trace::nodes`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<u32>,
}

/// A reason for an unknown result other than an unknown part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No fact, or one that says why there is no value.
    MissingFact,
    /// Division by zero.
    DivisionByZero,
    /// Growth on a base that is zero or negative says nothing.
    BaseNotPositive,
    /// The logarithm of zero or less.
    NotPositive,
    /// Nothing known to average, or to take the middle of.
    NothingKnown,
    /// The subject is in no group, or not in the population.
    NoGroup,
    /// No case applied and there is no else; or nullif.
    NoCase,
    /// No month has begun.
    NoMonth,
}

/// A fact that was read, or looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactUse {
    /// Chinese name of the metric.
    pub metric: Arc<str>,
    /// English name of the metric.
    pub metric_en: Arc<str>,
    /// The period of the fact; of the one looked for when there is none.
    pub period: Period,
    /// Of whom.
    pub subject: Subject,
    /// Which recorded fact.
    pub fact: Option<FactId>,
    /// Whether it holds a value, and if not, why.
    pub presence: FactPresence,
}

/// As [`domain::Presence`], in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactPresence {
    /// There is a value.
    Known,
    /// Nothing was ever said.
    Absent,
    /// Said to be not due yet.
    NotDue,
    /// Said to be missing.
    Missing,
    /// Said not to apply.
    NotApplicable,
}

/// The subjects of an aggregate or a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Members {
    /// How many of the population were looked at.
    pub population: usize,
    /// How many were taken.
    pub counted: usize,
    /// How many were taken but have no known value.
    pub unknown: usize,
    /// How many were not taken because the filter is unknown for them.
    pub undecided: usize,
    /// Everyone taken, by id.
    pub subjects: Vec<Subject>,
    /// The first of them in detail.
    pub detail: Vec<Member>,
}

/// One subject's share in an aggregate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Who.
    pub subject: Subject,
    /// What it brought in; for `count(*)` true.
    pub value: Answer,
    /// Its filter and value in [`Trace::nodes`].
    pub parts: Vec<u32>,
}

impl Trace {
    /// The whole formula's node.
    pub fn root(&self) -> Option<&TraceNode> {
        self.nodes.last()
    }

    /// What the formula came to.
    pub fn answer(&self) -> Answer {
        self.root().map_or(Answer::Unknown, |node| node.value.clone())
    }

    /// Every fact that was read or looked for, each once, in the order of reading.
    pub fn facts(&self) -> Vec<&FactUse> {
        let mut seen = std::collections::HashSet::new();
        let facts = self.nodes.iter().filter_map(|node| node.fact.as_deref());
        facts.filter(|fact| seen.insert((fact.metric.as_ref(), fact.period, fact.subject))).collect()
    }

    /// The facts that were looked for and hold no value.
    pub fn missing(&self) -> Vec<&FactUse> {
        self.facts().into_iter().filter(|fact| fact.presence != FactPresence::Known).collect()
    }
}
