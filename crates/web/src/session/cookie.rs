//! Reading and setting our cookies.

use axum::http::{HeaderMap, HeaderValue, header};

/// Key of a session.
pub const SESSION: &str = "sl_session";
/// Secret of a visitor who is not signed in, for the token of the sign-in form.
pub const VISITOR: &str = "sl_visitor";
/// Chosen language.
pub const LANG: &str = "sl_lang";
/// Chosen size of type.
pub const SIZE: &str = "sl_size";

/// The value of one cookie of a request.
#[must_use]
pub fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    for line in headers.get_all(header::COOKIE) {
        for pair in line.to_str().unwrap_or_default().split(';') {
            if let Some((key, value)) = pair.trim().split_once('=')
                && key == name
            {
                return Some(value.to_owned());
            }
        }
    }
    None
}

/// A `Set-Cookie` value. Without an age it ends with the browser; an age of 0 removes it.
#[must_use]
pub fn set(name: &str, value: &str, age_seconds: Option<u32>, secure: bool) -> Option<HeaderValue> {
    let age = age_seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")).ok()
}
