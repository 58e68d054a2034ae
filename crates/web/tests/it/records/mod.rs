//! Records entered, looked at and decided on in the browser; their types.

mod decide;
mod entry;
mod register;
mod survey;

use axum::body::Body;
use axum::http::Method;

use crate::app::{Answer, Browser};

/// Sends a form with files, each under the name of its field.
pub(crate) async fn send(
    browser: &mut Browser,
    path: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let token = browser.get("/account/password").await.token();
    let mut body = Vec::new();
    let mut part = |head: String, bytes: &[u8]| {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    part("name=\"_csrf\"".to_owned(), token.as_bytes());
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for (field, name, bytes) in files {
        part(format!("name=\"{field}\"; filename=\"{name}\""), bytes);
    }
    body.extend_from_slice(b"--b--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    browser.ask(Method::POST, path, &headers, Body::from(body)).await
}

/// Address of the form of a type.
pub(crate) fn new_of(code: &str) -> String {
    format!("/records/new/{}", web::links::encode(code))
}

/// A reception with everything its type asks for.
pub(crate) const VISIT: [(&str, &str); 6] = [
    ("name", "甲局来访"),
    ("happened_on", "2024-09-05"),
    ("people", "12"),
    ("visitors", "甲局"),
    ("organiser", "乙中心"),
    ("act", "submit"),
];
