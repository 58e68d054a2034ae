//! One-time codes by time (RFC 6238: SHA-1, six digits, thirty seconds), and recovery codes for a lost device.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::failure::Failure;

/// Seconds a code holds.
pub const STEP_SECONDS: i64 = 30;
/// Recovery codes given out together.
pub const RECOVERY_CODES: usize = 10;
const SECRET_BYTES: usize = 20;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A fresh secret in base32, as authenticator programs take it.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn secret() -> Result<String, Failure> {
    let mut bytes = [0u8; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Failure::internal(format!("no randomness: {error}")))?;
    Ok(base32(&bytes))
}

/// Fresh recovery codes, ten letters and digits each.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn recovery_codes() -> Result<Vec<String>, Failure> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let text = secret()?.to_lowercase();
        codes.push(format!("{}-{}", text.get(..5).unwrap_or_default(), text.get(5..10).unwrap_or_default()));
    }
    Ok(codes)
}

/// The hash under which a recovery code is kept; case, spaces and hyphens do not matter.
#[must_use]
pub fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Sha256::digest(format!("recovery:{plain}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The address that authenticator programs read from a QR picture.
#[must_use]
pub fn address(secret: &str, login: &str) -> String {
    let (issuer, login) = (crate::links::encode("双链"), crate::links::encode(login));
    format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The step of the code that was given, when it is right now or was right half a minute ago or will be in half a
/// minute (clocks differ), and no code of that step was used yet.
#[must_use]
pub fn step_of(secret: &str, given: &str, now: Timestamp, last_step: i64) -> Option<i64> {
    let key = from_base32(secret)?;
    let given: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let present = now.as_second().div_euclid(STEP_SECONDS);
    let mut found = None;
    for step in [present - 1, present, present + 1] {
        let right = code(&key, step)?;
        if step > last_step && bool::from(right.as_bytes().ct_eq(given.as_bytes())) {
            found = Some(step);
        }
    }
    found
}

/// The code of a step for a secret in base32; for tests and for showing what a device would show.
#[must_use]
pub fn code_at(secret: &str, now: Timestamp) -> Option<String> {
    code(&from_base32(secret)?, now.as_second().div_euclid(STEP_SECONDS))
}

fn code(key: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(&step.to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let at = usize::from(sum.last()? & 15);
    let four: [u8; 4] = sum.get(at..at + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits)) as usize & 31]));
    }
    out
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut held, mut bits) = (0u32, 0u32);
    for letter in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = ALPHABET.iter().position(|known| *known == letter.to_ascii_uppercase())?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 255).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B; the codes there have eight digits, ours are their last six.
    const KEY: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, right) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(KEY, second / STEP_SECONDS).unwrap(), right, "{second}");
        }
    }

    #[test]
    fn a_code_holds_for_a_neighbouring_step_and_only_once() {
        let secret = base32(KEY);
        assert_eq!(from_base32(&secret).unwrap(), KEY);
        let at = |second| Timestamp::from_second(second).unwrap();
        let step = step_of(&secret, "287 082", at(59), 0);
        assert_eq!(step, Some(1));
        assert_eq!(step_of(&secret, "287082", at(59 + 30), 0), Some(1), "half a minute late");
        assert_eq!(step_of(&secret, "287082", at(59), 1), None, "used already");
        assert_eq!(step_of(&secret, "287082", at(59 + 90), 0), None, "too late");
        assert_eq!(step_of(&secret, "287083", at(59), 0), None);
        assert_eq!(step_of("not base32!", "287082", at(59), 0), None);
    }

    #[test]
    fn recovery_codes_differ_and_are_read_as_people_write_them() {
        let codes = recovery_codes().unwrap();
        assert_eq!(codes.len(), RECOVERY_CODES);
        assert_ne!(codes[0], codes[1]);
        assert_eq!(recovery_hash(&codes[0]), recovery_hash(&codes[0].to_uppercase().replace('-', " ")));
        assert_ne!(recovery_hash(&codes[0]), recovery_hash(&codes[1]));
    }
}
