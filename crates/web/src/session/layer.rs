//! The outer layer of the router: finds out who visits in which language, writes the log line, adds the security
//! headers, and turns a refusal into a page.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use store::{FolderKind, Store};

use super::policy::Policy;
use super::{cookie, slow, ticket};
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
/// Browsers that came over TLS once come over TLS only, for a year.
const TLS_ONLY: &str = "max-age=31536000";

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
    let request = request.map(|body| slow::bounded(body, app.patience));
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions().get::<Failure>().cloned() {
        response = errors::show(&app, &visit, &failure);
    } else if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        response = errors::show(&app, &visit, &Failure::TooLarge);
    } else if is_bare_refusal(&response) {
        response = errors::show(&app, &visit, &errors::of_extractor(response.status()));
    }
    finish(&mut response, &visit, cookies, app.secure_cookies);
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

fn finish(response: &mut Response, visit: &Visit, cookies: Vec<HeaderValue>, tls: bool) {
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
    if tls {
        head.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
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
    visit.address = address(headers, peer, app.behind_proxy);
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
        let (session, address) = (session.clone(), visit.address.clone());
        let roles = app.roles;
        app.run(move |store| {
            let person = match &session {
                Some(secret) => person(store, roles, (secret, &address), now)?,
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

/// Where the request came from: the last address a proxy on this machine wrote down, or the other end of the line.
fn address(headers: &HeaderMap, peer: Option<SocketAddr>, behind_proxy: bool) -> String {
    let Some(peer) = peer else { return "unknown".to_owned() };
    if behind_proxy && peer.ip().is_loopback() {
        let told = headers.get_all("x-forwarded-for").iter().next_back().and_then(|line| line.to_str().ok());
        let last = told.and_then(|line| line.rsplit(',').next()).and_then(|text| text.trim().parse::<IpAddr>().ok());
        if let Some(last) = last {
            return last.to_canonical().to_string();
        }
    }
    peer.ip().to_canonical().to_string()
}

fn person(
    store: &Store,
    roles: &Roles,
    (secret, address): (&str, &str),
    now: Timestamp,
) -> Result<Option<Person>, Failure> {
    let Some(id) = ticket::resume(store, secret, now)? else { return Ok(None) };
    let user = store.read(|r| r.user(id))?;
    if user.disabled {
        return Ok(None);
    }
    let (admin, policy) = (roles.any_admin(&user.roles), Policy::read(store)?);
    if admin && !policy.admits(address) {
        return Ok(None);
    }
    let bare =
        || Ok::<_, Failure>(store.read(|r| r.second_factor(id))?.is_none_or(|factor| factor.confirmed.is_none()));
    Ok(Some(Person {
        id,
        must_enrol: admin && policy.admin_second_factor && bare()?,
        password_overdue: policy.overdue(&user, now),
        firm: user.firm,
        login: user.name,
        name: user.display,
        section: user.section,
        granted: roles.granted(&user.roles),
        admin,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed_about_addresses() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.1, 10.1.2.3"));
        let (near, far) = ("127.0.0.1:4000".parse().ok(), "198.51.100.7:4000".parse().ok());
        assert_eq!(address(&headers, near, true), "10.1.2.3", "the last hop, not what a client made up before it");
        assert_eq!(address(&headers, near, false), "127.0.0.1");
        assert_eq!(address(&headers, far, true), "198.51.100.7");
        assert_eq!(address(&HeaderMap::new(), near, true), "127.0.0.1");
    }
}
