//! Accounts: the system administrator opens, locks and unlocks them and gives one-time passwords. Roles come by
//! proposal and approval (`grants`), never here.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::UserId;
use serde::Deserialize;
use store::{Act, NewUser, StoreError, User};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::form::Complaint;
use crate::session::password;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

const CREATE: Need = Need::May("users.create");
const LONGEST_NAME: usize = 32;

/// Registers the page and its acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/admin/users", Need::May("users.read"), show)
        .post("/admin/users", CREATE, create)
        .post("/admin/users/{id}/reset", CREATE, reset)
        .post("/admin/users/{id}/lock", CREATE, lock)
        .post("/admin/users/{id}/unlock", CREATE, unlock)
}

struct Row {
    id: i64,
    login: String,
    name: String,
    section: String,
    roles: String,
    state: &'static str,
    seen: String,
    admin: bool,
    disabled: bool,
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Users {
    shell: Shell,
    rows: Vec<Row>,
    may_create: bool,
    complaints: Vec<Complaint>,
    given: Given,
    one_time: Option<(String, String)>,
}

#[derive(Deserialize, Default, Clone)]
struct Given {
    login: String,
    display: String,
    #[serde(default)]
    section: String,
}

async fn page(
    app: &AppState,
    visit: &Visit,
    complaints: Vec<Complaint>,
    given: Given,
    one_time: Option<(String, String)>,
) -> Result<Users, Failure> {
    let users = app.run(|store| store.read(|r| r.users())).await?;
    let mut rows = Vec::new();
    for user in users {
        rows.push(row(app, visit.lang, user));
    }
    let shell = Shell::new(app, visit, visit.lang.t("admin.users"));
    Ok(Users { shell, rows, may_create: visit.may("users.create"), complaints, given, one_time })
}

fn row(app: &AppState, lang: Lang, user: User) -> Row {
    let names: Vec<&str> =
        user.roles.iter().map(|role| lang.find(&format!("roles.{role}")).unwrap_or(role.as_str())).collect();
    let locked = user.locked_until.is_some_and(|until| until > app.now());
    let state = match (user.disabled, locked) {
        (true, _) => "admin.state_disabled",
        (false, true) => "admin.state_locked",
        (false, false) if user.must_change => "admin.state_one_time",
        (false, false) => "admin.state_open",
    };
    Row {
        id: user.id.0,
        roles: names.join(lang.t("admin.list_comma")),
        admin: app.roles.any_admin(&user.roles),
        login: user.name,
        name: user.display,
        section: user.section.unwrap_or_else(|| "—".to_owned()),
        state,
        seen: user.last_seen.map_or_else(|| "—".to_owned(), crate::moment::minute),
        disabled: user.disabled,
    }
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    Ok(Page(page(&app, &visit, Vec::new(), Given::default(), None).await?).into_response())
}

async fn create(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    let login = given.login.trim().to_owned();
    let display = given.display.trim().to_owned();
    let section = Some(given.section.trim().to_owned()).filter(|text| !text.is_empty());
    let mut complaints = complaints(visit.lang, &login, &display);
    if complaints.is_empty() {
        let (actor, name) = (visit.actor(), login.clone());
        let made = app
            .run(move |store| {
                let one_time = password::one_time()?;
                let user = NewUser {
                    name,
                    display,
                    roles: vec![],
                    section,
                    password: password::hash(&one_time)?,
                    must_change: true,
                };
                let act = Act::new(actor, "user.create", user.name.clone());
                match store.write(&act, |w| w.add_user(&user)) {
                    Ok(_) => Ok(Some(one_time)),
                    Err(StoreError::Exists { .. }) => Ok(None),
                    Err(other) => Err(Failure::from(other)),
                }
            })
            .await?;
        if let Some(one_time) = made {
            let page = page(&app, &visit, Vec::new(), Given::default(), Some((login, one_time))).await?;
            return Ok(Page(page).into_response());
        }
        complaints.push(Complaint::new("login", visit.lang.t("admin.name_taken")));
    }
    let page = page(&app, &visit, complaints, given, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

fn complaints(lang: Lang, login: &str, display: &str) -> Vec<Complaint> {
    let mut found = Vec::new();
    let plain = login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
    if login.chars().count() < 2 || login.len() > LONGEST_NAME || !plain {
        found.push(Complaint::new("login", lang.t("admin.name_rule")));
    }
    if display.is_empty() || display.chars().count() > LONGEST_NAME || display.chars().any(char::is_control) {
        found.push(Complaint::new("display", lang.t("admin.display_rule")));
    }
    found
}

/// A new one-time password. Not for administrators: whoever resets could sign in as them and hold two offices; theirs
/// are reset on the command line by who runs the machine.
async fn reset(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (actor, roles, lang) = (visit.actor(), app.roles, visit.lang);
    let (name, one_time) = app
        .run(move |store| {
            let user = store.read(|r| r.user(UserId(id)))?;
            let act = Act::new(actor, "user.reset_password", format!("user:{id}"));
            if roles.any_admin(&user.roles) {
                store.refused(&act, "administrator")?;
                return Err(Failure::unusable("web.admin_reset", lang.t("admin.no_admin_reset"), ""));
            }
            let one_time = password::one_time()?;
            let hash = password::hash(&one_time)?;
            store.write(&act, |w| w.set_user_password(user.id, &hash, true))?;
            store.delete_sessions_of(user.id, None)?;
            Ok((user.name, one_time))
        })
        .await?;
    let page = page(&app, &visit, Vec::new(), Given::default(), Some((name, one_time))).await?;
    Ok(Page(page).into_response())
}

async fn lock(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    if visit.user_id() == UserId(id) {
        return Err(Failure::unusable("web.lock_self", visit.lang.t("admin.no_self_lock"), ""));
    }
    set_disabled(&app, &visit, id, true).await
}

async fn unlock(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    set_disabled(&app, &visit, id, false).await
}

async fn set_disabled(app: &AppState, visit: &Visit, id: i64, disabled: bool) -> Result<Response, Failure> {
    let action = if disabled { "user.disable" } else { "user.enable" };
    let act = Act::new(visit.actor(), action, format!("user:{id}"));
    app.run(move |store| {
        store.write(&act, |w| {
            w.user(UserId(id))?;
            w.set_user_disabled(UserId(id), disabled)?;
            // Unlocking also lifts a lock from wrong passwords.
            w.note_sign_in_failure(UserId(id), 0, None)
        })
    })
    .await?;
    Ok(axum::response::Redirect::to("/admin/users").into_response())
}
