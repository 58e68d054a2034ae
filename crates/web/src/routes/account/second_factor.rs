//! One's own second factor: show the secret, confirm it with a code, show the recovery codes once, take it away.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::{Act, Actor, Store};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::form::Complaint;
use crate::parts::qr::Qr;
use crate::session::{password, sign_in, totp};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers the page and its acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/account/second-factor", Need::SignedIn, show)
        .post("/account/second-factor", Need::SignedIn, begin)
        .post("/account/second-factor/confirm", Need::SignedIn, confirm)
        .post("/account/second-factor/remove", Need::SignedIn, remove)
}

#[derive(Template)]
#[template(path = "account/second-factor.html")]
struct SecondFactor {
    shell: Shell,
    complaints: Vec<Complaint>,
    must_enrol: bool,
    /// Confirmed on this day.
    since: Option<String>,
    left: String,
    /// Secret in groups of four, with its picture, while it waits for its first code.
    pending: Option<(String, Option<Qr>)>,
    /// Recovery codes, shown this once.
    codes: Vec<String>,
}

async fn page(
    app: &AppState,
    visit: &Visit,
    complaints: Vec<Complaint>,
    codes: Vec<String>,
) -> Result<SecondFactor, Failure> {
    let id = visit.user_id();
    let factor = app.run(move |store| store.read(|r| r.second_factor(id))).await?;
    let login = visit.person.as_ref().map(|person| person.login.clone()).unwrap_or_default();
    let confirmed = factor.as_ref().and_then(|factor| factor.confirmed);
    let left = factor.as_ref().map_or(0, |factor| factor.recovery.len());
    let pending = factor.filter(|factor| factor.confirmed.is_none()).map(|factor| {
        let picture = Qr::new(&totp::address(&factor.secret, &login), visit.lang.t("account.factor_scan"));
        (grouped(&factor.secret), picture)
    });
    Ok(SecondFactor {
        shell: Shell::new(app, visit, visit.lang.t("account.second_factor")),
        complaints,
        must_enrol: confirmed.is_none() && visit.person.as_ref().is_some_and(|person| person.must_enrol),
        since: confirmed.map(crate::moment::day),
        left: visit.lang.fill("account.codes_left", &[("count", &left.to_string())]),
        pending,
        codes,
    })
}

fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

async fn show(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    Ok(Page(page(&app, &visit, Vec::new(), Vec::new()).await?).into_response())
}

#[derive(Deserialize)]
struct Given {
    password: String,
    #[serde(default)]
    code: String,
}

async fn password_is_right(app: &AppState, visit: &Visit, given: String) -> Result<bool, Failure> {
    let id = visit.user_id();
    let turn = password::turn().await?;
    let right = app
        .run(move |store| {
            let user = store.read(|r| r.user(id))?;
            Ok::<_, Failure>(password::verify(&given, &user.password))
        })
        .await?;
    drop(turn);
    Ok(right)
}

async fn refuse(app: &AppState, visit: &Visit, field: &'static str, key: &str) -> Result<Response, Failure> {
    let complaints = vec![Complaint::new(field, visit.lang.t(key))];
    let page = page(app, visit, complaints, Vec::new()).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// A new secret, kept until a code proves that the device has it. One that is in force is never replaced unasked.
async fn begin(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    if !password_is_right(&app, &visit, given.password).await? {
        return refuse(&app, &visit, "password", "account.old_wrong").await;
    }
    let id = visit.user_id();
    app.run(move |store| {
        if store.read(|r| r.second_factor(id))?.is_some_and(|factor| factor.confirmed.is_some()) {
            return Ok(());
        }
        let secret = totp::secret()?;
        let act = Act::new(Actor::User(id), "second_factor.begin", format!("user:{id}"));
        Ok::<_, Failure>(store.write(&act, |w| w.put_second_factor(id, &secret))?)
    })
    .await?;
    Ok(Page(page(&app, &visit, Vec::new(), Vec::new()).await?).into_response())
}

#[derive(Deserialize)]
struct GivenCode {
    code: String,
}

async fn confirm(State(app): State<AppState>, visit: Visit, Form(given): Form<GivenCode>) -> Result<Response, Failure> {
    let (id, now) = (visit.user_id(), app.now());
    let codes = app.run(move |store| confirmed(store, id, &given.code, now)).await?;
    match codes {
        Some(codes) => Ok(Page(page(&app, &visit, Vec::new(), codes).await?).into_response()),
        None => refuse(&app, &visit, "code", "account.code_wrong").await,
    }
}

fn confirmed(
    store: &Store,
    id: domain::UserId,
    given: &str,
    now: jiff::Timestamp,
) -> Result<Option<Vec<String>>, Failure> {
    let Some(factor) = store.read(|r| r.second_factor(id))?.filter(|factor| factor.confirmed.is_none()) else {
        return Ok(None);
    };
    let Some(step) = totp::step_of(&factor.secret, given, now, factor.last_step) else { return Ok(None) };
    let codes = totp::recovery_codes()?;
    let hashes: Vec<String> = codes.iter().map(|code| totp::recovery_hash(code)).collect();
    let act = Act::new(Actor::User(id), "second_factor.confirm", format!("user:{id}"));
    store.write(&act, |w| w.confirm_second_factor(id, step, &hashes))?;
    Ok(Some(codes))
}

/// Takes the factor away; whoever found an open session has neither the password nor the device.
async fn remove(State(app): State<AppState>, visit: Visit, Form(given): Form<Given>) -> Result<Response, Failure> {
    if !password_is_right(&app, &visit, given.password).await? {
        return refuse(&app, &visit, "password", "account.old_wrong").await;
    }
    let (id, now) = (visit.user_id(), app.now());
    let removed = app
        .run(move |store| {
            if sign_in::spend(store, id, &given.code, now)?.is_none() {
                return Ok(false);
            }
            let act = Act::new(Actor::User(id), "second_factor.remove", format!("user:{id}"));
            Ok::<_, Failure>(store.write(&act, |w| w.remove_second_factor(id))?)
        })
        .await?;
    if !removed {
        return refuse(&app, &visit, "code", "account.code_wrong").await;
    }
    Ok(Page(page(&app, &visit, Vec::new(), Vec::new()).await?).into_response())
}
