//! Requests to the router of this process, with the cookies of somebody signed in.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use store::Store;
use tower::ServiceExt;

use crate::folder::PASSWORD;

#[derive(Clone)]
pub(crate) struct Client {
    router: Router,
    cookie: String,
}

impl Client {
    pub(crate) async fn signed_in(store: &Store) -> Self {
        let mut state = web::AppState::new(store.clone());
        state.secure_cookies = false;
        let mut client = Self { router: web::app(state), cookie: String::new() };
        let page = client.ask(Method::GET, "/sign-in", String::new()).await.1;
        let form = format!("_csrf={}&name=wang&password={PASSWORD}", token(&page));
        let (status, _) = client.ask(Method::POST, "/sign-in", form).await;
        assert_eq!(status, 303);
        client
    }

    pub(crate) async fn ask(&mut self, method: Method, path: &str, body: String) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned();
            let mut kept: Vec<String> = self.cookie.split("; ").map(str::to_owned).collect();
            kept.retain(|own| !own.is_empty() && !own.starts_with(&format!("{name}=")));
            kept.push(pair);
            self.cookie = kept.join("; ");
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status.as_u16(), String::from_utf8_lossy(&bytes).into_owned())
    }
}

pub(crate) fn token(page: &str) -> String {
    field(page, "_csrf")
}

/// The value of a hidden field of the first form.
pub(crate) fn field(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}
