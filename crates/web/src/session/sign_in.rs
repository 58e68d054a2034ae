//! The decision at sign-in: right password, wrong password, lock-out. Unknown names take as long and say the same.

use std::sync::LazyLock;

use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{Act, Actor, Store, StoreError, User};

use super::policy::Policy;
use super::{password, ticket, totp};
use crate::access::roles::Roles;
use crate::failure::Failure;

/// Wrong passwords in a row before an account is locked.
pub const FAILURES_BEFORE_LOCK: u32 = 5;
/// First lock, in minutes; each further wrong password doubles it.
pub const LOCK_MINUTES: i64 = 15;
const MOST_DOUBLINGS: u32 = 5;

/// Something to verify when there is no such account, so that the answer takes as long.
static DECOY: LazyLock<String> = LazyLock::new(|| password::hash("decoy for unknown names").unwrap_or_default());

/// What a sign-in attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Signed in; the secret for the cookie.
    In(String),
    /// The password is right and a second factor is asked for; the secret for the cookie.
    Code(String),
    /// Refused, for whatever reason: the screen says the same for all.
    Refused,
}

/// Until when an account with this many wrong passwords in a row is locked.
#[must_use]
pub fn locked_until(failures: u32, now: Timestamp) -> Option<Timestamp> {
    let beyond = failures.checked_sub(FAILURES_BEFORE_LOCK)?;
    let minutes = LOCK_MINUTES << beyond.min(MOST_DOUBLINGS);
    Some(now + SignedDuration::from_mins(minutes))
}

/// Tries to sign in. Blocks for the time of one argon2 verification.
///
/// # Errors
/// The store's refusal; a wrong password is an [`Outcome`].
pub fn attempt(
    store: &Store,
    roles: &Roles,
    (name, given): (&str, &str),
    address: &str,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let user = store.read(|r| r.user_named(name))?;
    let hash = user.as_ref().map_or(DECOY.as_str(), |user| user.password.as_str());
    let right = password::verify(given, hash);
    let Some(user) = user else {
        refuse(store, address, "unknown", "unknown name")?;
        return Ok(Outcome::Refused);
    };
    if user.disabled || user.locked_until.is_some_and(|until| until > now) {
        let reason = if user.disabled { "disabled" } else { "locked" };
        refuse(store, address, &format!("user:{}", user.id), reason)?;
        return Ok(Outcome::Refused);
    }
    if !right {
        note_wrong(store, &user, "session.wrong_password", address, now)?;
        return Ok(Outcome::Refused);
    }
    if roles.any_admin(&user.roles) && !Policy::read(store)?.admits(address) {
        refuse(store, address, &format!("user:{}", user.id), "network")?;
        return Ok(Outcome::Refused);
    }
    if store.read(|r| r.second_factor(user.id))?.is_some_and(|factor| factor.confirmed.is_some()) {
        return Ok(Outcome::Code(ticket::begin_waiting(store, user.id, now)?));
    }
    enter(store, roles, &user, address, "password", now)
}

/// Ends the wait for a second factor: a code of the device or a recovery code.
///
/// # Errors
/// The store's refusal; a wrong code is an [`Outcome`].
pub fn second(
    store: &Store,
    roles: &Roles,
    (waiting, given): (&str, &str),
    address: &str,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let Some(id) = ticket::waiting(store, waiting, now)? else { return Ok(Outcome::Refused) };
    let user = store.read(|r| r.user(id))?;
    if user.disabled || user.locked_until.is_some_and(|until| until > now) {
        store.delete_session(&ticket::key(waiting))?;
        refuse(store, address, &format!("user:{id}"), "locked")?;
        return Ok(Outcome::Refused);
    }
    let Some(by) = spend(store, id, given, now)? else {
        note_wrong(store, &user, "session.wrong_code", address, now)?;
        return Ok(Outcome::Refused);
    };
    store.delete_session(&ticket::key(waiting))?;
    enter(store, roles, &user, address, by, now)
}

/// Uses up a code of the device or a recovery code; how, or `None` when it is neither.
///
/// # Errors
/// The store's refusal.
pub fn spend(store: &Store, id: UserId, given: &str, now: Timestamp) -> Result<Option<&'static str>, Failure> {
    let Some(factor) = store.read(|r| r.second_factor(id))? else { return Ok(None) };
    let act = |what: &'static str| Act::new(Actor::User(id), what, format!("user:{id}"));
    if let Some(step) = totp::step_of(&factor.secret, given, now, factor.last_step) {
        let fresh = store.write(&act("second_factor.code"), |w| w.use_second_factor_step(id, step))?;
        return Ok(fresh.then_some("code"));
    }
    let hash = totp::recovery_hash(given);
    if !factor.recovery.contains(&hash) {
        return Ok(None);
    }
    let fresh = store.write(&act("second_factor.recovery"), |w| w.use_recovery_code(id, &hash))?;
    Ok(fresh.then_some("recovery"))
}

fn enter(
    store: &Store,
    roles: &Roles,
    user: &User,
    address: &str,
    by: &str,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let act = Act::new(Actor::User(user.id), "session.sign_in", format!("user:{}", user.id))
        .detail(json!({ "address": address, "by": by }));
    store.write(&act, |w| w.note_sign_in(user.id))?;
    Ok(Outcome::In(ticket::begin(store, user.id, roles.any_admin(&user.roles), now)?))
}

fn refuse(store: &Store, address: &str, object: &str, reason: &str) -> Result<(), Failure> {
    let act = Act::new(Actor::Public(address.to_owned()), "session.refused", object);
    Ok(store.refused(&act, reason)?)
}

fn note_wrong(store: &Store, user: &User, what: &'static str, address: &str, now: Timestamp) -> Result<(), Failure> {
    let act = Act::new(Actor::Public(address.to_owned()), what, format!("user:{}", user.id));
    store.write(&act, |w| {
        // Read again inside the transaction: two attempts at once both count.
        let failures = w.user(user.id)?.failures.saturating_add(1);
        w.note("failures", failures);
        w.note_sign_in_failure(user.id, failures, locked_until(failures, now))
    })?;
    Ok(())
}

/// Sets a person's own new password and ends their other sessions.
///
/// # Errors
/// [`StoreError::NotFound`] as a failure, or the store's refusal.
pub fn change_password(store: &Store, user: &User, new: &str, session: &str) -> Result<(), Failure> {
    let hash = password::hash(new)?;
    let act = Act::new(Actor::User(user.id), "user.change_password", format!("user:{}", user.id));
    store.write(&act, |w| -> Result<(), StoreError> { w.set_user_password(user.id, &hash, false) })?;
    store.delete_sessions_of(user.id, Some(session))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_begins_at_five_and_doubles_up_to_eight_hours() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(locked_until(4, now), None);
        let minutes = |failures| locked_until(failures, now).unwrap().duration_since(now).as_mins();
        assert_eq!(minutes(5), 15);
        assert_eq!(minutes(6), 30);
        assert_eq!(minutes(10), 480);
        assert_eq!(minutes(50), 480);
    }
}
