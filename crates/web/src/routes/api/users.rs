//! Accounts, for administrators.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/api/v1/users", Need::May("users.read"), users)
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(super) struct Account {
    id: i64,
    login: String,
    name: String,
    section: Option<String>,
    roles: Vec<String>,
    disabled: bool,
    /// RFC 3339.
    last_seen: Option<String>,
}

/// All accounts.
#[utoipa::path(get, path = "/api/v1/users", responses((status = 200, body = [Account]), (status = 403, body = crate::failure::Problem)))]
pub(super) async fn users(State(app): State<AppState>) -> Result<Json<Vec<Account>>, Failure> {
    let found = app.run(|store| store.read(|r| r.users())).await?;
    let mut all = Vec::new();
    for user in found {
        all.push(Account {
            id: user.id.0,
            login: user.name,
            name: user.display,
            section: user.section,
            roles: user.roles,
            disabled: user.disabled,
            last_seen: user.last_seen.map(|at| at.to_string()),
        });
    }
    Ok(Json(all))
}
