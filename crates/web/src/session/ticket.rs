//! Sessions over the store: made at sign-in, ended by time, sign-out, a new password or a second sign-in of an
//! administrator. The store keeps the hash of the cookie only, so a copied database signs nobody in.

use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Session, Store};

use crate::failure::Failure;

/// Longest time without a request, in minutes.
pub const IDLE_MINUTES: i64 = 15;
/// The same for the three administrators.
pub const IDLE_MINUTES_ADMIN: i64 = 10;
/// Longest session, in hours.
pub const ABSOLUTE_HOURS: i64 = 8;
/// Longest wait between the password and the second factor, in minutes.
pub const WAIT_MINUTES: i64 = 5;
/// A session is written again when it was last written this many seconds ago.
const WRITE_EVERY_SECONDS: i64 = 30;

#[derive(Serialize, Deserialize)]
struct Kept {
    begun: Timestamp,
    seen: Timestamp,
    admin: bool,
    /// The password was right and the second factor is still to come.
    #[serde(default)]
    waiting: bool,
}

/// 32 random bytes as hexadecimal text.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn secret() -> Result<String, Failure> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal(format!("no randomness: {error}")))?;
    Ok(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The form token that belongs to a secret.
#[must_use]
pub fn form_token(secret: &str) -> String {
    if secret.is_empty() { String::new() } else { hex(&Sha256::digest(format!("form:{secret}"))) }
}

/// The key under which the store keeps the session of this cookie.
#[must_use]
pub fn key(secret: &str) -> String {
    hex(&Sha256::digest(format!("session:{secret}")))
}

/// Begins a session and returns the cookie's secret.
///
/// # Errors
/// The store's refusal.
pub fn begin(store: &Store, user: UserId, admin: bool, now: Timestamp) -> Result<String, Failure> {
    let secret = secret()?;
    let id = key(&secret);
    let data = write(&Kept { begun: now, seen: now, admin, waiting: false })?;
    let expires = now + SignedDuration::from_hours(ABSOLUTE_HOURS);
    store.save_session(&Session { id: id.clone(), user: Some(user), data, expires })?;
    if admin {
        store.delete_sessions_of(user, Some(&id))?;
    }
    store.delete_expired_sessions()?;
    Ok(secret)
}

/// Begins the wait for a second factor: a secret that signs nobody in yet.
///
/// # Errors
/// The store's refusal.
pub fn begin_waiting(store: &Store, user: UserId, now: Timestamp) -> Result<String, Failure> {
    let secret = secret()?;
    let data = write(&Kept { begun: now, seen: now, admin: false, waiting: true })?;
    let expires = now + SignedDuration::from_mins(WAIT_MINUTES);
    store.save_session(&Session { id: key(&secret), user: Some(user), data, expires })?;
    Ok(secret)
}

/// Whose second factor is awaited under this secret.
///
/// # Errors
/// The store's refusal.
pub fn waiting(store: &Store, secret: &str, now: Timestamp) -> Result<Option<UserId>, Failure> {
    let Some(session) = store.load_session(&key(secret))? else { return Ok(None) };
    let Ok(kept) = serde_json::from_slice::<Kept>(&session.data) else { return Ok(None) };
    let in_time = now.duration_since(kept.begun) <= SignedDuration::from_mins(WAIT_MINUTES);
    Ok(session.user.filter(|_| kept.waiting && in_time))
}

fn write(kept: &Kept) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(kept).map_err(|error| Failure::internal(error.to_string()))
}

/// Whose session this is, when it is still good at `now`; notes that it was used.
///
/// # Errors
/// The store's refusal.
pub fn resume(store: &Store, secret: &str, now: Timestamp) -> Result<Option<UserId>, Failure> {
    let Some(mut session) = store.load_session(&key(secret))? else { return Ok(None) };
    let (Some(user), Ok(mut kept)) = (session.user, serde_json::from_slice::<Kept>(&session.data)) else {
        return Ok(None);
    };
    if kept.waiting {
        return Ok(None);
    }
    let idle = SignedDuration::from_mins(if kept.admin { IDLE_MINUTES_ADMIN } else { IDLE_MINUTES });
    let too_old = now.duration_since(kept.begun) > SignedDuration::from_hours(ABSOLUTE_HOURS);
    if too_old || now.duration_since(kept.seen) > idle {
        store.delete_session(&session.id)?;
        return Ok(None);
    }
    if now.duration_since(kept.seen) > SignedDuration::from_secs(WRITE_EVERY_SECONDS) {
        kept.seen = now;
        session.data = write(&kept)?;
        store.save_session(&session)?;
        store.touch_user(user)?;
    }
    Ok(Some(user))
}
