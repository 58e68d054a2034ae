//! Refusals and failures: what, where, how to mend it. As a page for people, as `{code, message, hint}` for the API.
//!
//! A handler returns [`Failure`]; the outermost layer turns it into a page in the visitor's language.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;

use crate::i18n::Lang;
use crate::said;

/// Why a request was not done.
#[derive(Debug, Clone)]
pub enum Failure {
    /// Not signed in.
    SignIn,
    /// Signed in, but the role does not allow it.
    Forbidden,
    /// The role speaks for a firm, and the account is tied to none yet.
    NoFirm,
    /// Separation of duties: the same person may not do both steps.
    OwnWork,
    /// The form's token is missing or from another session.
    FormExpired,
    /// No such page or thing.
    NotFound,
    /// The page exists but not for this method.
    Method,
    /// The body is larger than the route allows.
    TooLarge,
    /// The input cannot be used; the text says what, where and how to mend it.
    Unusable {
        /// Stable code, such as `targets.not_a_table`.
        code: String,
        /// What is wrong and where, in the visitor's language where we wrote it.
        message: String,
        /// How to mend it.
        hint: String,
    },
    /// Something with this name exists, or the thing has moved on since.
    Conflict {
        /// Stable code.
        code: String,
        /// What.
        message: String,
    },
    /// The store is busy; try again.
    Busy,
    /// Our fault. The text goes to the log, not to the screen.
    Internal(String),
}

/// Marks an answer whose plain text is meant as it is (metrics), so that it is not replaced by an error page.
#[derive(Debug, Clone, Copy)]
pub struct PlainText;

/// The JSON of a refusal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// The words of whoever refused, where they are in another language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
}

impl Failure {
    /// Our fault; `reason` is for the log.
    pub fn internal(reason: impl Into<String>) -> Self {
        Self::Internal(reason.into())
    }

    /// Unusable input.
    pub fn unusable(code: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Unusable { code: code.into(), message: message.into(), hint: hint.into() }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::NoFirm | Self::OwnWork | Self::FormExpired => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unusable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Key of its texts: `errors.<key>_title`, `_message`, `_hint`.
    fn key(&self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Forbidden => "forbidden",
            Self::NoFirm => "no_firm",
            Self::OwnWork => "own_work",
            Self::FormExpired => "form_expired",
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::Unusable { .. } => "unusable",
            Self::Conflict { .. } => "conflict",
            Self::Busy => "busy",
            Self::Internal(_) => "internal",
        }
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        if let (Lang::Zh, Self::Unusable { code, .. }) = (lang, self)
            && let Some(title) = lang.find(&format!("said.refusal_{code}"))
        {
            return title.to_owned();
        }
        lang.t(&format!("errors.{}_title", self.key())).to_owned()
    }

    /// Code, message and hint in `lang`.
    #[must_use]
    pub fn problem(&self, lang: Lang) -> Problem {
        let text = |part: &str| lang.t(&format!("errors.{}_{part}", self.key())).to_owned();
        // Refusals of the rooms below are in English; those that people meet have words of their own here.
        let own = |code: &str| lang.find(&format!("errors.{}", code.replace('.', "_")));
        match self {
            Self::Unusable { code, message, hint } => {
                let mut message = own(code).unwrap_or(message.as_str()).to_owned();
                let mut hint = if hint.is_empty() { text("hint") } else { hint.clone() };
                let mut original = None;
                if lang != Lang::Zh && said::is_chinese(&message) {
                    let known = |part: &str| lang.find(&format!("said.refusal_{code}{part}")).map(str::to_owned);
                    original = Some(format!("{message} {hint}"));
                    message = known("").unwrap_or_else(|| text("message"));
                    hint = known("_hint").unwrap_or_else(|| text("hint"));
                }
                Problem { code: code.clone(), message, hint, original }
            }
            Self::Conflict { code, message } => {
                let message = own(code).unwrap_or(message.as_str()).to_owned();
                Problem { code: code.clone(), message, hint: text("hint"), original: None }
            }
            _ => Problem {
                code: format!("web.{}", self.key()),
                message: text("message"),
                hint: text("hint"),
                original: None,
            },
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = error.code().to_owned();
        match error {
            StoreError::NotFound { .. } => Self::NotFound,
            StoreError::Busy | StoreError::Locked(_) => Self::Busy,
            StoreError::Refused { code: "web.own_work" | "store.own_work", .. } => Self::OwnWork,
            StoreError::Refused { code: "store.moved_on", .. } => Self::Conflict { code, message: error.to_string() },
            StoreError::Exists { .. } | StoreError::AlreadyUndone(_) | StoreError::UndoOfUndo(_) => {
                Self::Conflict { code, message: error.to_string() }
            }
            StoreError::BadFact(_) | StoreError::Closed(_) | StoreError::Refused { .. } => {
                Self::unusable(code, error.to_string(), "")
            }
            other => Self::internal(format!("{code}: {other}")),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::internal(format!("template: {error}"))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Internal(reason) = &self {
            tracing::error!(reason, "internal failure");
        }
        let mut response = (self.status(), Json(self.problem(Lang::Zh))).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
