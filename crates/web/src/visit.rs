//! One request's visitor: language, session, person, form token. Put in place by the outer layer of the router.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{EntityId, UserId};
use jiff::civil::Date;

use crate::access::roles::Granted;
use crate::access::rows::Rows;
use crate::i18n::Lang;

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Account number.
    pub id: UserId,
    /// Sign-in name.
    pub login: String,
    /// Name on screen.
    pub name: String,
    /// Section of the bureau, when given.
    pub section: Option<String>,
    /// Role ids.
    pub roles: Vec<String>,
    /// What the roles allow.
    pub granted: Granted,
    /// Must choose a new password before anything else.
    pub must_change: bool,
    /// One of the three administrators.
    pub admin: bool,
    /// Must set up a second factor before anything else.
    pub must_enrol: bool,
    /// How many days old the password is, when that is more than the security administrator decided.
    pub password_overdue: Option<i64>,
    /// The firm a person from outside speaks for.
    pub firm: Option<EntityId>,
}

/// Who visits, and how the answer should look.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Language of the answer.
    pub lang: Lang,
    /// The signed-in person.
    pub person: Option<Arc<Person>>,
    /// Token that every form of this session carries.
    pub token: String,
    /// Key of the session in the store; empty when not signed in.
    pub session: String,
    /// Path of the request.
    pub path: String,
    /// Path and query of the request.
    pub path_and_query: String,
    /// The script asks for the drawer's inside only.
    pub fragment: bool,
    /// Larger type was chosen.
    pub large: bool,
    /// Number of the request in the log.
    pub request_id: String,
    /// The address the request came from, for the log of failed sign-ins.
    pub address: String,
    /// "Today" of the data folder.
    pub today: Date,
    /// The folder holds simulated data.
    pub demo: bool,
}

impl Visit {
    /// The request is for the API.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }

    /// Whether the visitor holds this permission.
    #[must_use]
    pub fn may(&self, permission: &str) -> bool {
        self.person.as_ref().is_some_and(|person| person.granted.may(permission))
    }

    /// Which rows of a permission the visitor may see: the role's, narrowed to their own where the role says so.
    #[must_use]
    pub fn rows(&self, permission: &str) -> Rows {
        let Some(person) = &self.person else { return Rows::None };
        if person.granted.may(permission) {
            return Rows::All;
        }
        match person.firm {
            Some(firm) if person.granted.may_own(permission) => Rows::OfFirm(firm),
            _ => Rows::None,
        }
    }

    /// The account number; 0 for a visitor who is not signed in, which the guard keeps from needing it.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.person.as_ref().map_or(UserId(0), |person| person.id)
    }

    /// Who acts, for the audit log.
    #[must_use]
    pub fn actor(&self) -> store::Actor {
        match &self.person {
            Some(person) => store::Actor::User(person.id),
            None => store::Actor::Public(self.address.clone()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(Self::nobody))
    }
}

impl Visit {
    /// A visitor of whom nothing is known and whose token matches nothing.
    #[must_use]
    pub fn nobody() -> Self {
        Self {
            lang: Lang::Zh,
            person: None,
            token: String::new(),
            session: String::new(),
            path: String::new(),
            path_and_query: String::new(),
            fragment: false,
            large: false,
            request_id: String::new(),
            address: String::new(),
            today: Date::constant(1970, 1, 1),
            demo: false,
        }
    }
}
