//! The outer layer of the router: finds out who visits in which language, writes the log line, adds the security
//! headers, and turns a refusal into a page.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use store::{FolderKind, Store};

use super::{cookie, ticket};
use crate::access::roles::Roles;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::errors;
use crate::state::AppState;
use crate::visit::{Person, Visit};

const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
/// A year, for the cookies of language and size.
const YEAR_SECONDS: u32 = 31_536_000;

/// The layer.
pub(crate) async fn around(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let (visit, cookies) = match know(&app, request.headers().clone(), request.uri().clone(), peer).await {
        Ok(known) => known,
        Err(failure) => return failure.into_response(),
    };
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions().get::<Failure>().cloned() {
        response = errors::show(&app, &visit, &failure);
    } else if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        response = errors::show(&app, &visit, &Failure::TooLarge);
    } else if is_bare_refusal(&response) {
        response = errors::show(&app, &visit, &errors::of_extractor(response.status()));
    }
    finish(&mut response, &visit, cookies);
    let status = response.status().as_u16();
    let seconds = begun.elapsed().as_secs_f64();
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let user = visit.person.as_ref().map_or(0, |person| person.id.0);
    tracing::info!(request = visit.request_id, %method, route, status, user, seconds, "answered");
    metrics::counter!("http_requests_total", "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route).record(seconds);
    response
}

/// An extractor of the framework refused with plain text: a malformed form, query or number in the path.
fn is_bare_refusal(response: &Response) -> bool {
    let plain = response.headers().get(header::CONTENT_TYPE);
    let plain = plain.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    let body_is_ours = response.extensions().get::<crate::failure::PlainText>().is_some();
    response.status().is_client_error() && plain && !body_is_ours
}

fn finish(response: &mut Response, visit: &Visit, cookies: Vec<HeaderValue>) {
    let head = response.headers_mut();
    for value in cookies {
        head.append(header::SET_COOKIE, value);
    }
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        head.insert(name, HeaderValue::from_static(value));
    }
    if !head.contains_key(header::CACHE_CONTROL) {
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&visit.request_id) {
        head.insert(HeaderName::from_static("x-request-id"), id);
    }
}

async fn know(
    app: &AppState,
    headers: HeaderMap,
    uri: Uri,
    peer: Option<SocketAddr>,
) -> Result<(Visit, Vec<HeaderValue>), Failure> {
    let headers = &headers;
    let query = uri.query().unwrap_or_default();
    let mut cookies = Vec::new();
    let mut visit = Visit::nobody();
    visit.path = uri.path().to_owned();
    visit.path_and_query = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    visit.fragment = headers.get("x-fragment").is_some_and(|value| value == "drawer");
    visit.request_id = ticket::secret()?.get(..16).unwrap_or_default().to_owned();
    visit.address = peer.map_or_else(|| "unknown".to_owned(), |peer| peer.ip().to_string());
    visit.lang = language(headers, query, app.secure_cookies, &mut cookies);
    visit.large = match value_of(query, "size") {
        Some(size) => {
            let size = if size == "large" { "large" } else { "normal" };
            cookies.extend(cookie::set(cookie::SIZE, size, Some(YEAR_SECONDS), app.secure_cookies));
            size == "large"
        }
        None => cookie::get(headers, cookie::SIZE).is_some_and(|size| size == "large"),
    };
    visit.demo = app.store.kind() == FolderKind::Demo;
    if visit.path.starts_with("/assets/") || visit.path == "/healthz" {
        return Ok((visit, cookies));
    }
    let session = cookie::get(headers, cookie::SESSION).filter(|value| !value.is_empty());
    let now = app.now();
    let (person, today) = {
        let session = session.clone();
        let roles = app.roles;
        app.run(move |store| {
            let person = match &session {
                Some(secret) => person(store, roles, secret, now)?,
                None => None,
            };
            Ok::<_, Failure>((person, store.read(|r| r.today())?))
        })
        .await?
    };
    visit.today = today;
    let secret = match (&person, session) {
        (Some(_), Some(secret)) => {
            visit.session = ticket::key(&secret);
            secret
        }
        _ => visitor(headers, app.secure_cookies, &mut cookies)?,
    };
    visit.token = ticket::form_token(&secret);
    visit.person = person.map(Arc::new);
    Ok((visit, cookies))
}

fn person(store: &Store, roles: &Roles, secret: &str, now: Timestamp) -> Result<Option<Person>, Failure> {
    let Some(id) = ticket::resume(store, secret, now)? else { return Ok(None) };
    let user = store.read(|r| r.user(id))?;
    if user.disabled {
        return Ok(None);
    }
    Ok(Some(Person {
        id,
        login: user.name,
        name: user.display,
        section: user.section,
        granted: roles.granted(&user.roles),
        admin: roles.any_admin(&user.roles),
        roles: user.roles,
        must_change: user.must_change,
    }))
}

fn visitor(headers: &HeaderMap, secure: bool, cookies: &mut Vec<HeaderValue>) -> Result<String, Failure> {
    if let Some(known) = cookie::get(headers, cookie::VISITOR).filter(|value| value.len() == 64) {
        return Ok(known);
    }
    let fresh = ticket::secret()?;
    cookies.extend(cookie::set(cookie::VISITOR, &fresh, None, secure));
    Ok(fresh)
}

fn language(headers: &HeaderMap, query: &str, secure: bool, cookies: &mut Vec<HeaderValue>) -> Lang {
    if let Some(lang) = value_of(query, "lang").and_then(Lang::from_tag) {
        cookies.extend(cookie::set(cookie::LANG, lang.tag(), Some(YEAR_SECONDS), secure));
        return lang;
    }
    if let Some(lang) = cookie::get(headers, cookie::LANG).and_then(|tag| Lang::from_tag(&tag)) {
        return lang;
    }
    Lang::Zh
}

fn value_of<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    for pair in query.split('&') {
        if let Some((key, value)) = pair.split_once('=')
            && key == name
        {
            return Some(value);
        }
    }
    None
}
