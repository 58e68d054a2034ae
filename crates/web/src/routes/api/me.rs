//! Who is signed in.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::table::{Need, Routes};
use crate::state::AppState;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/me", Need::SignedIn, me)
}

/// The person of this session.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    login: String,
    name: String,
    roles: Vec<String>,
    /// What the roles allow.
    may: Vec<String>,
    /// The business date of the data folder.
    today: String,
    /// The folder holds simulated data.
    demo: bool,
}

/// Who is signed in, and what they may do.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = Me), (status = 401, body = crate::failure::Problem)))]
pub(super) async fn me(State(app): State<AppState>, visit: Visit) -> Json<Me> {
    let person = visit.person.as_deref();
    let may = app.roles.permissions().filter(|permission| visit.may(permission)).map(str::to_owned).collect();
    Json(Me {
        login: person.map(|person| person.login.clone()).unwrap_or_default(),
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        roles: person.map(|person| person.roles.clone()).unwrap_or_default(),
        may,
        today: visit.today.to_string(),
        demo: visit.demo,
    })
}
