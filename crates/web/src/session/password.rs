//! Passwords: argon2id hashes, the rules for a new one, one-time passwords.

use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::failure::Failure;

/// Fewest characters of a password.
pub const MIN_CHARS: usize = 12;
/// Most characters of a password.
pub const MAX_CHARS: usize = 200;
/// Hashes worked out at once: each takes 19 MiB, and a crowd at the door must not exhaust the machine.
const AT_ONCE: usize = 4;
const LONGEST_WAIT: Duration = Duration::from_secs(10);
static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
const COMMON: &str = include_str!("common-passwords.txt");

/// Waits for a turn to hash or verify; keep it until that is done.
///
/// # Errors
/// [`Failure::Busy`] when too many wait.
pub async fn turn() -> Result<SemaphorePermit<'static>, Failure> {
    match timeout(LONGEST_WAIT, TURNS.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Failure::Busy),
    }
}

/// Why a new password is refused; the text is `account.<key>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`MIN_CHARS`].
    TooShort,
    /// More than [`MAX_CHARS`].
    TooLong,
    /// On the list of common passwords, or a short pattern repeated.
    Common,
    /// Contains the user name.
    ContainsName,
}

impl Weak {
    /// Key of its text.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::TooShort => "account.too_short",
            Self::TooLong => "account.too_long",
            Self::Common => "account.common",
            Self::ContainsName => "account.contains_name",
        }
    }
}

/// Checks a new password for `login`.
///
/// # Errors
/// The first rule it breaks.
pub fn check(password: &str, login: &str) -> Result<(), Weak> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(Weak::TooShort);
    }
    if chars > MAX_CHARS {
        return Err(Weak::TooLong);
    }
    let lower = password.to_lowercase();
    if !login.is_empty() && lower.contains(&login.to_lowercase()) {
        return Err(Weak::ContainsName);
    }
    if COMMON.lines().any(|common| !common.is_empty() && lower == common) || is_repetitive(&lower) {
        return Err(Weak::Common);
    }
    Ok(())
}

/// Few different characters, or one piece repeated (`abcabcabcabc`).
fn is_repetitive(text: &str) -> bool {
    let mut seen: Vec<char> = text.chars().collect();
    let whole = seen.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < 5 {
        return true;
    }
    for size in 1..=whole.len() / 2 {
        if whole.len().is_multiple_of(size) && whole.chunks(size).all(|piece| whole.starts_with(piece)) {
            return true;
        }
    }
    false
}

/// The argon2id hash of a password, with a salt of its own.
///
/// # Errors
/// [`Failure::Internal`] when there is no randomness or memory.
pub fn hash(password: &str) -> Result<String, Failure> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| Failure::internal(format!("password hash: {error}")))
}

/// Whether the password belongs to the hash. An unreadable hash belongs to none.
#[must_use]
pub fn verify(password: &str, hash: &str) -> bool {
    password.chars().count() <= MAX_CHARS && Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// A one-time password of 16 characters without look-alikes (about 78 bits).
///
/// # Errors
/// When the operating system gives no randomness.
pub fn one_time() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal(format!("no randomness: {error}")))?;
    let mut text = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_short_common_named_and_repeated_passwords() {
        assert_eq!(check("short", "chen"), Err(Weak::TooShort));
        assert_eq!(check(&"长".repeat(201), "chen"), Err(Weak::TooLong));
        assert_eq!(check("password1234", "chen"), Err(Weak::Common));
        assert_eq!(check("abcabcabcabc", "x"), Err(Weak::Common));
        assert_eq!(check("my-CHEN-secret-word", "chen"), Err(Weak::ContainsName));
        assert_eq!(check("珠江边的榕树下有一只猫在睡", "chen"), Ok(()));
    }

    #[test]
    fn a_one_time_password_passes_the_rules_and_differs_each_time() {
        let (a, b) = (one_time().unwrap(), one_time().unwrap());
        assert_ne!(a, b);
        assert_eq!(check(&a, "chen"), Ok(()));
    }

    #[test]
    fn a_hash_verifies_its_own_password_only() {
        let hash = hash("a long enough phrase").unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify("a long enough phrase", &hash));
        assert!(!verify("a long enough phrasf", &hash));
        assert!(!verify("anything", "not a hash"));
    }
}
