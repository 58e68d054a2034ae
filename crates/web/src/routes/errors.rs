//! Pages of refusals and failures, or their JSON under `/api/`.

use askama::Template;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::failure::{Failure, Problem};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    problem: Problem,
    path: String,
}

/// Shows a failure in the visitor's language.
pub(crate) fn show(app: &AppState, visit: &Visit, failure: &Failure) -> Response {
    let problem = failure.problem(visit.lang);
    let status = failure.status();
    if visit.is_api() {
        return (status, Json(problem)).into_response();
    }
    let shell = Shell::new(app, visit, failure.title(visit.lang));
    let page = Page(ErrorPage { shell, problem, path: visit.path.clone() });
    let mut response = page.into_response();
    *response.status_mut() = status;
    response
}

/// What an extractor of the framework meant by its status.
pub(crate) fn of_extractor(status: StatusCode) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Failure::Method,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::unusable("web.malformed", "", ""),
    }
}

/// The answer to an address that no route serves.
pub(crate) async fn not_found() -> Failure {
    Failure::NotFound
}

/// The answer to a method that the address does not take.
pub(crate) async fn wrong_method() -> Failure {
    Failure::Method
}
