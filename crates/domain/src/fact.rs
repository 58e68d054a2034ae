//! Who, what value, how sure: the parts of a fact besides its metric and period.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{CodeSet, EntityId};

/// The sort of thing facts speak of: `firm`, `project`, `record`, `district`; a pair is `firm>firm`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectKind(Arc<str>);

impl SubjectKind {
    /// A kind by its English key.
    pub fn new(key: &str) -> Self {
        Self(key.into())
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether facts of this kind speak of ordered pairs.
    pub fn is_pair(&self) -> bool {
        self.0.contains('>')
    }
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One entity, or an ordered pair of entities (supplier → buyer, firm → chain node, firm → park).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Subject {
    /// One entity.
    One(EntityId),
    /// From, to.
    Pair(EntityId, EntityId),
}

/// A value that is there. Numbers stand at the scale their metric declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Integer at the metric's scale, in the metric's unit.
    Number(i64),
    /// Yes or no.
    Truth(bool),
    /// A calendar day.
    Date(Date),
    /// One or more codes of the metric's list.
    Codes(CodeSet),
    /// Free text.
    Text(Arc<str>),
}

/// A value, or why there is none. The four never stand for one another, and none of them is zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    /// There is a value.
    Known(Value),
    /// The return is not due yet.
    NotDue,
    /// It is due and was not given.
    Missing,
    /// The question does not apply to this subject.
    NotApplicable,
}

/// How far a fact has been accepted; drawn as the source dot of every figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FactStatus {
    /// Submitted, not yet accepted by a second person (hollow dot).
    Submitted,
    /// In use but open to revision (half dot).
    Provisional,
    /// Accepted (full dot).
    Accepted,
}
