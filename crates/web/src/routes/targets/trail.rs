//! A table's way from hand to hand: submitted, reviewed by another, signed by a third; sent back with a reason.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use store::SignOffStep;
use targets::model::Severity;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page and its acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/targets/{id}/trail", Need::May("targets.read"), show)
        .post("/targets/{id}/trail/submit", Need::May("targets.submit"), submit)
        .post("/targets/{id}/trail/review", Need::May("targets.accept"), review)
        .post("/targets/{id}/trail/return", Need::May("targets.accept"), send_back)
        .post("/targets/{id}/trail/sign", Need::May("targets.sign"), sign)
        .post("/targets/{id}/trail/decline", Need::May("targets.sign"), send_back)
}

/// The key of where a table stands.
pub(super) fn step_key(step: Option<SignOffStep>) -> &'static str {
    step.map_or("none", SignOffStep::as_str)
}

struct Done {
    step: &'static str,
    version: String,
    who: String,
    at: String,
    note: String,
}

/// A step this visitor may take now.
struct Next {
    act: &'static str,
    /// Key of its text.
    text: &'static str,
    primary: bool,
    /// Whether it needs a reason.
    reason: bool,
}

#[derive(Template)]
#[template(path = "targets/trail.html")]
struct Trail {
    shell: Shell,
    id: i64,
    table: String,
    step: &'static str,
    owed: Option<String>,
    done: Vec<Done>,
    next: Vec<Next>,
    own: bool,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Trail>, Failure> {
    let tables = app.judged.clone();
    let (judged, done) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let versions = store.read(|r| r.target_table_versions(&judged.row.lineage))?;
            let mut done = Vec::new();
            for one in judged.trail().iter().rev() {
                // A version whose import was undone is no longer listed.
                let version = versions.iter().find(|version| version.id == one.table);
                done.push(Done {
                    step: one.step.as_str(),
                    version: version.map_or_else(|| "—".to_owned(), |version| version.version.to_string()),
                    who: crate::people::name(store, &one.actor)?,
                    at: crate::moment::minute(one.at),
                    note: one.note.clone(),
                });
            }
            Ok::<_, Failure>((judged, done))
        })
        .await?;
    let owed = judged.open_findings().filter(|finding| finding.severity != Severity::Info).count();
    let me = visit.actor().to_string();
    let round = judged.trail().iter().rev();
    let mut round = round.take_while(|one| !matches!(one.step, SignOffStep::Returned | SignOffStep::Reopened));
    let own = round.any(|one| one.actor == me);
    let next = next(&visit, judged.step, owed, own);
    let shell = Shell::new(&app, &visit, visit.lang.t("review.trail"));
    Ok(Page(Trail {
        shell,
        id,
        table: judged.row.title.clone(),
        step: step_key(judged.step),
        owed: (owed > 0).then(|| visit.lang.fill("review.owed", &[("count", &owed.to_string())])),
        done,
        next,
        own,
    }))
}

/// What this visitor may do now; the store has the last word.
fn next(visit: &Visit, step: Option<SignOffStep>, owed: usize, own: bool) -> Vec<Next> {
    let take = |act, text| Next { act, text, primary: true, reason: false };
    let back = |act| Next { act, text: "review.send_back", primary: false, reason: true };
    let mut next = Vec::new();
    match step {
        None | Some(SignOffStep::Returned | SignOffStep::Reopened) if owed == 0 && visit.may("targets.submit") => {
            next.push(take("submit", "review.submit"));
        }
        Some(SignOffStep::Submitted) if visit.may("targets.accept") && !own => {
            next.push(take("review", "review.review"));
            next.push(back("return"));
        }
        Some(SignOffStep::Reviewed) if visit.may("targets.sign") && !own => {
            next.push(take("sign", "review.sign"));
            next.push(back("decline"));
        }
        _ => {}
    }
    next
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Said {
    note: String,
}

async fn submit(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    take(app, visit, id, SignOffStep::Submitted, said).await
}

async fn review(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    take(app, visit, id, SignOffStep::Reviewed, said).await
}

async fn sign(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    take(app, visit, id, SignOffStep::Signed, said).await
}

async fn send_back(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(said): Form<Said>,
) -> Result<Response, Failure> {
    take(app, visit, id, SignOffStep::Returned, said).await
}

async fn take(app: AppState, visit: Visit, id: i64, step: SignOffStep, said: Said) -> Result<Response, Failure> {
    let actor = visit.actor();
    app.run(move |store| targets::answers::sign_off(store, actor, id, step, &said.note)).await?;
    Ok(Redirect::to(&format!("/targets/{id}/trail")).into_response())
}
