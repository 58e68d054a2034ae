//! Why a command did not do what it was asked: a stable code, what is wrong, and what to do instead.

use std::io::ErrorKind;

use serde::Serialize;

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it: exit 0.
    Done,
    /// Carried out, and the answer is no (a chain is broken, a check fails): exit 1.
    Negative,
    /// Some of it; the rest was refused and said so on standard error: exit 3.
    Partly,
}

impl Outcome {
    /// The exit code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Negative => 1,
            Self::Partly => 3,
        }
    }
}

/// A refusal or a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// Stable machine-readable code.
    pub(crate) code: String,
    /// What is wrong and where.
    pub(crate) message: String,
    /// What to do instead; empty when there is nothing to say.
    pub(crate) hint: String,
    /// 1 refused or failed, 2 misused; 0 when the reader of our output has gone.
    #[serde(skip)]
    pub(crate) exit: u8,
}

impl Failure {
    /// A refusal.
    pub(crate) fn refused(code: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), hint: hint.into(), exit: 1 }
    }

    /// Arguments that make no sense together.
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: "usage".into(), message: message.into(), hint: hint.into(), exit: 2 }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let exit = u8::from(error.kind() != ErrorKind::BrokenPipe);
        Self { code: "io".into(), message: error.to_string(), hint: String::new(), exit }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() { std::io::Error::from(error).into() } else { Self::refused("json", error.to_string(), "") }
    }
}
