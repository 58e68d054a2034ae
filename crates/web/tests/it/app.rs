//! `TestApp`: the whole router over a temporary data folder, called without a network. Keeps cookies like a browser.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use store::{Act, Actor, FolderKind, NewUser, Store};
use tower::ServiceExt;
use web::AppState;
use web::session::password;

/// The password of every test account.
pub(crate) const PASSWORD: &str = "a-quiet-river-at-dawn";

/// One product under test, with any number of browsers.
pub(crate) struct TestApp {
    pub(crate) store: Store,
    router: Router,
    shift_seconds: Arc<AtomicI64>,
    _folder: tempfile::TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The body as it came, of files.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// Where it redirects to.
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The form token on the page.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"_csrf\" value=\"").expect("the page has no form");
        rest.split('"').next().unwrap().to_owned()
    }
}

impl TestApp {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(folder.path().join("data"), FolderKind::Demo).unwrap();
        let shift_seconds = Arc::new(AtomicI64::new(0));
        let mut state = AppState::new(store.clone());
        state.secure_cookies = false;
        state.metrics_token = Some("count-me".into());
        let shift = shift_seconds.clone();
        state.clock = Arc::new(move || Timestamp::now() + SignedDuration::from_secs(shift.load(Ordering::SeqCst)));
        Self { store, router: web::app(state), shift_seconds, _folder: folder }
    }

    /// Lets this much time pass for sessions and locks.
    pub(crate) fn wait(&self, seconds: i64) {
        self.shift_seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Now, by the clock of sessions.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.shift_seconds.load(Ordering::SeqCst))
    }

    /// Makes an account with [`PASSWORD`].
    pub(crate) fn account(&self, name: &str, roles: &[&str]) -> domain::UserId {
        let user = NewUser {
            name: name.to_owned(),
            display: format!("经办{name}"),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            section: None,
            password: password::hash(PASSWORD).unwrap(),
            must_change: false,
        };
        self.store.write(&Act::new(Actor::System("test"), "user.create", name), |w| w.add_user(&user)).unwrap()
    }

    /// A browser that nobody is signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), address: None }
    }

    /// A browser signed in with a fresh account of this role.
    pub(crate) async fn signed_in(&self, role: &str) -> Browser {
        self.account(role, &[role]);
        let mut browser = self.browser();
        let answer = browser.sign_in(role, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{role} cannot sign in");
        browser
    }
}

/// Cookies and a way to ask.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    address: Option<std::net::SocketAddr>,
}

impl Browser {
    /// Requests come from this address from now on.
    pub(crate) fn from(&mut self, address: &str) {
        self.address = Some(std::net::SocketAddr::new(address.parse().unwrap(), 40_000));
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], Body::empty()).await
    }

    /// Submits a form with the token of this browser's session.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get("/sign-in").await;
        let token =
            if token.status == StatusCode::OK { token.token() } else { self.get("/account/password").await.token() };
        self.post_with(path, &token, fields).await
    }

    /// Submits a form with any token.
    pub(crate) async fn post_with(&mut self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("_csrf={token}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", web::links::encode(value)));
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        self.ask(Method::POST, path, &form, Body::from(body)).await
    }

    pub(crate) async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        let token = self.get("/sign-in").await.token();
        self.post_with("/sign-in", &token, &[("name", name), ("password", password)]).await
    }

    pub(crate) async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        if let Some(address) = self.address {
            request.extensions_mut().insert(axum::extract::ConnectInfo(address));
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }
}
