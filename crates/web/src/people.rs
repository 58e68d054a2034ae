//! Names of those who acted, for people: the audit log keeps `user:3`.

use domain::UserId;
use store::Store;

use crate::failure::Failure;

/// The display name of an actor as the store writes it.
///
/// # Errors
/// The store's refusal; an account that is gone keeps its number.
pub fn name(store: &Store, actor: &str) -> Result<String, Failure> {
    let Some(id) = actor.strip_prefix("user:").and_then(|id| id.parse().ok()) else {
        return Ok(actor.to_owned());
    };
    match store.read(|r| r.user(UserId(id))) {
        Ok(user) => Ok(user.display),
        Err(store::StoreError::NotFound { .. }) => Ok(actor.to_owned()),
        Err(error) => Err(error.into()),
    }
}
