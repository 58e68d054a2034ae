//! 今日要办: the worklist of the person signed in.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/", Need::SignedIn, show)
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    shell: Shell,
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let shell = Shell::new(&app, &visit, visit.lang.t("shell.nav_home"));
    if !visit.may("home.view") {
        // Administrators have no worklist: they begin at their own first page.
        return Ok(Redirect::to(shell.first_page().unwrap_or("/account/password")).into_response());
    }
    Ok(Page(Home { shell }).into_response())
}
