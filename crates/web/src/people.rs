//! Names of those who acted, for people: the audit log keeps `user:3`; and who is meant by a name that people wrote.

use std::collections::BTreeSet;

use domain::UserId;
use store::{Reader, Store};

use crate::access::roles::Roles;
use crate::failure::Failure;
use crate::visit::Person;

/// What stands between the names of several.
const BETWEEN: [char; 7] = ['、', '，', ',', '；', ';', '/', ' '];

/// Whether a person is meant where somebody wrote who must answer: their section, name or account among those named.
#[must_use]
pub fn is_meant(person: &Person, owner: &str) -> bool {
    let own = [person.section.as_deref(), Some(person.name.as_str()), Some(person.login.as_str())];
    let is_own = |named: &str| own.iter().flatten().any(|own| *own == named);
    // A display name may hold what stands between names.
    is_own(owner.trim()) || owner.split(BETWEEN).map(str::trim).any(is_own)
}

/// The sections and people who may answer, by what they are called.
#[derive(Debug, Default)]
pub struct Answering {
    /// Sections and display names, to choose from.
    pub choices: BTreeSet<String>,
    logins: BTreeSet<String>,
}

impl Answering {
    /// Those whose role may say something of a form.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn load(store: &Store, roles: &Roles) -> Result<Self, Failure> {
        let mut all = Self::default();
        for user in store.read(|r| r.users())? {
            if user.disabled || !roles.granted(&user.roles).may("targets.explain") {
                continue;
            }
            all.choices.extend(user.section);
            all.choices.insert(user.display);
            all.logins.insert(user.name);
        }
        Ok(all)
    }

    /// Whether somebody is meant by what was written.
    #[must_use]
    pub fn reaches(&self, owner: &str) -> bool {
        let is_one = |named: &str| self.choices.contains(named) || self.logins.contains(named);
        is_one(owner.trim()) || owner.split(BETWEEN).map(str::trim).any(is_one)
    }
}

/// The display name of an actor as the store writes it.
///
/// # Errors
/// The store's refusal; an account that is gone keeps its number.
pub fn name(store: &Store, actor: &str) -> Result<String, Failure> {
    Ok(store.read(|r| known(r, actor))?)
}

/// As [`name`], within a reading.
///
/// # Errors
/// The store's refusal.
pub fn known(r: &Reader<'_>, actor: &str) -> store::Result<String> {
    let Some(id) = actor.strip_prefix("user:").and_then(|id| id.parse().ok()) else {
        return Ok(actor.to_owned());
    };
    match r.user(UserId(id)) {
        Ok(user) => Ok(user.display),
        Err(store::StoreError::NotFound { .. }) => Ok(actor.to_owned()),
        Err(error) => Err(error),
    }
}
