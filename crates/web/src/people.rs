//! Names of those who acted, for people: the audit log keeps `user:3`.

use domain::UserId;
use store::{Reader, Store};

use crate::failure::Failure;

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
