//! The route table: every route is registered here with what it needs, so that none can be forgotten.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::guard;
use crate::state::AppState;

/// Largest body of an ordinary form, in bytes.
pub const FORM_LIMIT: usize = 256 * 1024;

/// What a visitor needs to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: style sheets, the sign-in page.
    Open,
    /// To be signed in, whatever the role.
    SignedIn,
    /// A permission of `knowledge/roles.yaml`.
    May(&'static str),
    /// A permission of `knowledge/roles.yaml`, held for all rows or for one's own; the handler asks [`Visit::rows`].
    ///
    /// [`Visit::rows`]: crate::visit::Visit::rows
    Own(&'static str),
}

/// One row of the route table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// GET, POST, …
    pub method: Method,
    /// The path pattern as axum writes it.
    pub path: &'static str,
    /// What it needs.
    pub need: Need,
}

/// Collects routes with their needs.
#[derive(Default)]
pub struct Routes {
    router: Router<AppState>,
    rows: Vec<Row>,
}

impl Routes {
    /// Registers a page or a read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::GET, path, need, on(MethodFilter::GET, handler))
    }

    /// Registers an act with a form of at most [`FORM_LIMIT`] bytes. The guard demands the form's token.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, need: Need, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.upload(path, need, FORM_LIMIT, handler)
    }

    /// Registers an act whose body may be up to `limit` bytes (a file, pasted text).
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, need: Need, limit: usize, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let method = on(MethodFilter::POST, handler).layer(DefaultBodyLimit::max(limit));
        self.add(Method::POST, path, need, method)
    }

    fn add(mut self, method: Method, path: &'static str, need: Need, handlers: MethodRouter<AppState>) -> Self {
        let guarded = handlers.layer(from_fn(move |request, next| guard::pass(need, request, next)));
        self.router = self.router.route(path, guarded);
        self.rows.push(Row { method, path, need });
        self
    }

    /// The router and its table.
    pub fn finish(self) -> (Router<AppState>, Arc<[Row]>) {
        (self.router, self.rows.into())
    }
}
