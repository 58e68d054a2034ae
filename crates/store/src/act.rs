//! Who does what: the part of a write that the audit log keeps.

use std::fmt;

use domain::UserId;
use serde_json::Value;

/// Who acts. Written in the log as `user:3`, `system:serve`, `public:10.0.0.7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// The program itself or its command line, by verb: `setup`, `cli`, `demo`.
    System(&'static str),
    /// Somebody not signed in, by address.
    Public(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::System(verb) => write!(f, "system:{verb}"),
            Self::Public(address) => write!(f, "public:{address}"),
        }
    }
}

/// One act: exactly one audit row. Never put a password or a token into `detail`.
#[derive(Clone, Debug)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// Verb with its room: `targets.import`, `user.disable`.
    pub action: &'static str,
    /// On what: `batch:7`, `user:3`, a file name.
    pub object: String,
    /// Anything else worth keeping.
    pub detail: Value,
}

impl Act {
    /// An act without further detail.
    pub fn new(actor: Actor, action: &'static str, object: impl Into<String>) -> Self {
        Self { actor, action, object: object.into(), detail: Value::Null }
    }

    /// Adds detail.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}
