//! 今日要办: the worklist of the person signed in.

use askama::Template;
use axum::extract::State;

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

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Page<Home>, Failure> {
    let title = visit.lang.t("shell.nav_home");
    Ok(Page(Home { shell: Shell::new(&app, &visit, title) }))
}
