//! What can go wrong in the system of record, each with a code that does not change.

use std::path::PathBuf;

use domain::{BatchId, FactId, Sha256Digest};

/// Result of this crate.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store refused or failed. Nothing of a failed write is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder holds no data.
    #[error("{0} holds no data folder; make one with `setup --data` or `serve --demo`")]
    NoFolder(PathBuf),
    /// A data folder is there already.
    #[error("{0} is already in use; choose an empty folder")]
    FolderExists(PathBuf),
    /// Another process has the folder open and this action needs it alone, or the other way round.
    #[error("the data folder {0} is in use by another process; stop it first")]
    Locked(PathBuf),
    /// Written by a newer version of the program.
    #[error("the data folder was written by a newer version (schema {found}, this program knows {known})")]
    TooNew {
        /// Schema number found.
        found: i64,
        /// Newest schema number this program knows.
        known: i64,
    },
    /// The database or something it refers to contradicts itself.
    #[error("the data folder is damaged: {0}; restore the last backup")]
    Damaged(String),
    /// Another writer held the database longer than the time-out.
    #[error("the database is busy; try again")]
    Busy,
    /// The thing asked for does not exist.
    #[error("there is no {what} {key}")]
    NotFound {
        /// `user`, `batch`, `metric` …
        what: &'static str,
        /// Its key as asked.
        key: String,
    },
    /// A name or identifier is taken.
    #[error("{what} “{key}” exists already")]
    Exists {
        /// `user`, `metric name`, `identifier` …
        what: &'static str,
        /// The key.
        key: String,
    },
    /// The batch was undone before.
    #[error("batch {0} is already undone")]
    AlreadyUndone(BatchId),
    /// An undo is not undone; import the file again instead.
    #[error("batch {0} is itself an undo; import the file again instead")]
    UndoOfUndo(BatchId),
    /// The value does not fit its metric.
    #[error("{0}")]
    BadFact(String),
    /// The fact is not the current one of its cell.
    #[error("fact {0} is closed; only a current fact can be accepted")]
    Closed(FactId),
    /// The evidence file's bytes are not those it was stored under.
    #[error("evidence {0} is missing or changed on disk")]
    Evidence(Sha256Digest),
    /// A knowledge file is not well formed.
    #[error("{file}: {reason}")]
    Knowledge {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A refusal by the caller's own rules inside a transaction.
    #[error("{message}")]
    Refused {
        /// Stable code chosen by the caller.
        code: &'static str,
        /// For people.
        message: String,
    },
    /// Disk trouble.
    #[error("{path}: {source}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What.
        source: std::io::Error,
    },
    /// Any other answer of the database.
    #[error("database: {0}")]
    Database(rusqlite::Error),
}

impl StoreError {
    /// Stable machine-readable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFolder(_) => "store.no_folder",
            Self::FolderExists(_) => "store.folder_exists",
            Self::Locked(_) => "store.locked",
            Self::TooNew { .. } => "store.too_new",
            Self::Damaged(_) => "store.damaged",
            Self::Busy => "store.busy",
            Self::NotFound { .. } => "store.not_found",
            Self::Exists { .. } => "store.exists",
            Self::AlreadyUndone(_) => "store.already_undone",
            Self::UndoOfUndo(_) => "store.undo_of_undo",
            Self::BadFact(_) => "store.bad_fact",
            Self::Closed(_) => "store.closed",
            Self::Evidence(_) => "store.evidence",
            Self::Knowledge { .. } => "store.knowledge",
            Self::Refused { code, .. } => code,
            Self::Io { .. } => "store.io",
            Self::Database(_) => "store.database",
        }
    }

    /// A refusal by the caller's rules.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into() }
    }

    pub(crate) fn missing(what: &'static str, key: impl std::fmt::Display) -> Self {
        Self::NotFound { what, key: key.to_string() }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// Turns a broken unique constraint into "exists already".
    pub(crate) fn taken(what: &'static str, key: &str) -> impl FnOnce(rusqlite::Error) -> Self {
        let key = key.to_owned();
        move |error| match &error {
            rusqlite::Error::SqliteFailure(failure, _) if failure.code == rusqlite::ErrorCode::ConstraintViolation => {
                Self::Exists { what, key }
            }
            _ => error.into(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as C;
        match &error {
            rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
                C::DatabaseBusy | C::DatabaseLocked => Self::Busy,
                C::DatabaseCorrupt | C::NotADatabase => {
                    Self::Damaged(message.clone().unwrap_or_else(|| failure.to_string()))
                }
                _ => Self::Database(error),
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => Self::Damaged(error.to_string()),
            _ => Self::Database(error),
        }
    }
}
