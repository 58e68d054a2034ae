//! Stands before every route: is the visitor known, allowed, and is an act really theirs (form token)?

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream::{self, StreamExt};
use subtle::ConstantTimeEq;

use super::table::Need;
use crate::failure::Failure;
use crate::visit::Visit;

/// The token must stand within this many bytes of a form's beginning.
const TOKEN_WITHIN: usize = 4096;
/// The name of the form field that carries the token.
pub(crate) const TOKEN_FIELD: &str = "_csrf";
const TOKEN_HEADER: &str = "x-csrf-token";

pub(crate) async fn pass(need: Need, request: Request, next: Next) -> Response {
    match check(need, request).await {
        Ok(request) => next.run(*request).await,
        Err(answer) => *answer,
    }
}

async fn check(need: Need, request: Request) -> Result<Box<Request>, Box<Response>> {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return Err(refuse(Failure::internal("a route outside the visit layer")));
    };
    if need != Need::Open {
        let Some(person) = &visit.person else {
            return Err(Box::new(ask_to_sign_in(&visit, request.method())));
        };
        if person.must_change && !visit.path.starts_with("/account/") && visit.path != "/sign-out" {
            return Err(Box::new(Redirect::to("/account/password").into_response()));
        }
        if person.must_enrol && !visit.path.starts_with("/account/") && visit.path != "/sign-out" {
            return Err(Box::new(Redirect::to("/account/second-factor").into_response()));
        }
        let passes = match need {
            Need::Open | Need::SignedIn => true,
            Need::May(permission) => person.granted.may(permission),
            Need::Own(permission) => person.granted.may(permission) || person.granted.may_own(permission),
        };
        if !passes {
            return Err(refuse(Failure::Forbidden));
        }
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(Box::new(request));
    }
    demand_token(&visit, request).await
}

fn refuse(failure: Failure) -> Box<Response> {
    Box::new(failure.into_response())
}

fn ask_to_sign_in(visit: &Visit, method: &Method) -> Response {
    if visit.is_api() || visit.fragment || method != Method::GET {
        return Failure::SignIn.into_response();
    }
    let next = crate::links::encode(&visit.path_and_query);
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

/// The token stands in a header, or as the first field of the form: only the first bytes are read here, so a large
/// upload is not held in memory to find it.
async fn demand_token(visit: &Visit, request: Request) -> Result<Box<Request>, Box<Response>> {
    if let Some(given) = header_token(request.headers()) {
        return if same(&given, &visit.token) { Ok(Box::new(request)) } else { Err(refuse(Failure::FormExpired)) };
    }
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let mut read: Vec<Bytes> = Vec::new();
    let mut begin: Vec<u8> = Vec::new();
    while begin.len() < TOKEN_WITHIN {
        match body.next().await {
            Some(Ok(chunk)) => {
                begin.extend_from_slice(chunk.get(..TOKEN_WITHIN.min(chunk.len())).unwrap_or_default());
                read.push(chunk);
            }
            Some(Err(_)) => return Err(refuse(Failure::FormExpired)),
            None => break,
        }
    }
    let multipart = content_type(&parts.headers).starts_with("multipart/form-data");
    let given = if multipart { token_of_multipart(&begin) } else { token_of_form(&begin) };
    if !given.is_some_and(|given| same(&given, &visit.token)) {
        return Err(refuse(Failure::FormExpired));
    }
    let whole = stream::iter(read.into_iter().map(Ok)).chain(body);
    Ok(Box::new(Request::from_parts(parts, Body::from_stream(whole))))
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn header_token(headers: &HeaderMap) -> Option<String> {
    headers.get(TOKEN_HEADER)?.to_str().ok().map(str::to_owned)
}

fn token_of_form(begin: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(begin).ok()?;
    let rest = text.strip_prefix(TOKEN_FIELD)?.strip_prefix('=')?;
    Some(rest.split('&').next().unwrap_or_default().to_owned())
}

fn token_of_multipart(begin: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(begin);
    let (head, rest) = text.split_once("\r\n\r\n")?;
    if !head.contains(&format!("name=\"{TOKEN_FIELD}\"")) || head.matches("Content-Disposition").count() > 1 {
        return None;
    }
    Some(rest.split("\r\n").next().unwrap_or_default().to_owned())
}

/// Compares in a time that does not tell how much was right.
fn same(given: &str, wanted: &str) -> bool {
    !wanted.is_empty() && bool::from(given.as_bytes().ct_eq(wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_token_at_the_head_of_both_kinds_of_form() {
        assert_eq!(token_of_form(b"_csrf=abc&name=x").as_deref(), Some("abc"));
        assert_eq!(token_of_form(b"name=x&_csrf=abc"), None);
        let body = b"--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n--b\r\n";
        assert_eq!(token_of_multipart(body).as_deref(), Some("abc"));
        let other = b"--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n_csrf\r\n--b\r\n";
        assert_eq!(token_of_multipart(other), None);
    }

    #[test]
    fn an_empty_token_never_passes() {
        assert!(!same("", ""));
        assert!(!same("a", "b"));
        assert!(same("ab", "ab"));
    }
}
