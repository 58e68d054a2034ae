//! Every binding a target ever had, and the acts on those that are open: accept, send back, withdraw.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use store::{BindingRow, Store};
use targets::binding::{Binding, BindingError, Feed};
use targets::binding_file::Misread;
use targets::model::Target;
use targets::proposals::{self, Ending};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .post("/targets/{id}/bind/{target}/accept", Need::May("targets.accept"), accept)
        .post("/targets/{id}/bind/{target}/return", Need::May("targets.accept"), send_back)
        .post("/targets/{id}/bind/{target}/withdraw", Need::May("targets.bind"), withdraw)
}

/// One version.
pub(super) struct Version {
    pub(super) version: u32,
    pub(super) at: String,
    pub(super) actor: String,
    pub(super) feed: String,
    pub(super) file: Option<String>,
    pub(super) why: String,
    /// Key of its state: `waiting`, `in_force`, `closed`, `replaced`.
    pub(super) state: &'static str,
    /// Who did the last thing with it and when, and why it ended.
    pub(super) after: String,
    pub(super) may_accept: bool,
    pub(super) may_return: bool,
    pub(super) may_withdraw: bool,
}

/// A target of a table with all versions of its binding, newest first, with what this visitor may do.
pub(super) async fn with_versions(
    app: &AppState,
    visit: &Visit,
    id: i64,
    target: &str,
) -> Result<(Target, Vec<Version>), Failure> {
    let (tables, wanted, person) = (app.judged.clone(), target.to_owned(), visit.clone());
    app.run(move |store| {
        let judged = tables.get(store, id)?;
        let known = judged.table.targets.iter().find(|known| known.id == wanted).ok_or(Failure::NotFound)?;
        Ok::<_, Failure>((known.clone(), versions(store, &person, &judged.row.lineage, &wanted)?))
    })
    .await
}

fn versions(store: &Store, visit: &Visit, lineage: &str, target: &str) -> Result<Vec<Version>, Failure> {
    let mut all = Vec::new();
    for row in store.read(|r| r.binding_history(lineage, target))? {
        all.push(version(store, visit, row)?);
    }
    Ok(all)
}

fn version(store: &Store, visit: &Visit, row: BindingRow) -> Result<Version, Failure> {
    let binding = proposals::stored(&row.feed)?;
    let at = crate::moment::minute;
    let state = match (&row.closed, &row.accepted) {
        (Some(closed), _) if closed.why.is_empty() => "replaced",
        (Some(_), _) => "closed",
        (None, Some(_)) => "in_force",
        (None, None) => "waiting",
    };
    let mut after = Vec::new();
    if let Some(accepted) = &row.accepted {
        let who = crate::people::name(store, &accepted.actor)?;
        after.push(format!("{} {who} {}", visit.lang.t("binding.accepted"), at(accepted.at)));
    }
    if let Some(closed) = &row.closed {
        let who = crate::people::name(store, &closed.actor)?;
        after.push(format!("{} {who} {} {}", visit.lang.t("binding.ended"), at(closed.at), closed.why));
    }
    let waiting = state == "waiting";
    let own = visit.actor().to_string() == row.actor;
    Ok(Version {
        version: row.version,
        at: at(row.at),
        actor: crate::people::name(store, &row.actor)?,
        feed: feed(&binding),
        file: file(&binding),
        why: row.why,
        state,
        after: after.join(" · "),
        may_accept: waiting && !own && visit.may("targets.accept"),
        may_return: waiting && !own && visit.may("targets.accept"),
        may_withdraw: row.closed.is_none() && visit.may("targets.bind"),
    })
}

/// What feeds a target, in one line.
pub(super) fn feed(binding: &Binding) -> String {
    match &binding.feed {
        Feed::Formula { formula, .. } => formula.clone(),
        Feed::Attestation { value, file, .. } => format!("{value} ← {file}"),
    }
}

/// The address of the file that proves it.
pub(super) fn file(binding: &Binding) -> Option<String> {
    match &binding.feed {
        Feed::Formula { .. } => None,
        Feed::Attestation { evidence, .. } => Some(format!("/files/{evidence}")),
    }
}

/// A refused binding in the visitor's language.
pub(super) fn said(lang: Lang, error: &BindingError) -> String {
    match error {
        BindingError::Unreadable(error) => of_file(lang, error).0.to_owned(),
        BindingError::Unwritable(error) => lang.fill("binding.bad_yaml", &[("error", &error.to_string())]),
        BindingError::UnknownTarget(target) => lang.fill("binding.unknown_target", &[("target", target)]),
        BindingError::Twice(target) => lang.fill("binding.twice", &[("target", target)]),
        BindingError::NoReason(target) => lang.fill("binding.no_reason", &[("target", target)]),
        BindingError::DoesNotFit { target, value, .. } => {
            lang.fill("binding.does_not_fit", &[("target", target), ("value", value)])
        }
        BindingError::Ahead { target, as_of, today } => {
            let (as_of, today) = (as_of.to_string(), today.to_string());
            lang.fill("binding.ahead", &[("target", target), ("as_of", &as_of), ("today", &today)])
        }
        BindingError::NoEvidence { target, file, .. } => {
            lang.fill("binding.no_evidence", &[("target", target), ("file", file)])
        }
        BindingError::Formula { .. } | BindingError::Store(_) => error.to_string(),
    }
}

/// What is wrong with a file of bindings, and how to mend it.
fn of_file(lang: Lang, error: &Misread) -> (&str, &str) {
    match lang {
        Lang::Zh => (&error.zh, error.hint_zh),
        Lang::En => (&error.en, error.hint_en),
    }
}

/// A refused binding as the answer to a request.
pub(super) fn refused(lang: Lang, error: BindingError) -> Failure {
    match error {
        BindingError::Store(error) => error.into(),
        BindingError::Unreadable(error) => {
            let (message, hint) = of_file(lang, &error);
            Failure::unusable("targets.binding", message, hint)
        }
        other => Failure::unusable("targets.binding", said(lang, &other), ""),
    }
}

#[derive(Debug, serde::Deserialize)]
struct Chosen {
    version: u32,
    #[serde(default)]
    why: String,
}

async fn accept(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
    Form(form): Form<Chosen>,
) -> Result<Response, Failure> {
    let (actor, chosen) = (visit.actor(), vec![(target.clone(), form.version)]);
    app.run(move |store| {
        let lineage = store.read(|r| Ok(r.target_table(id)?.0.lineage))?;
        proposals::accept(store, actor, &lineage, &chosen)
    })
    .await?;
    Ok(back(id, &target))
}

async fn send_back(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
    Form(form): Form<Chosen>,
) -> Result<Response, Failure> {
    end(app, visit, (id, target), form, Ending::Returned).await
}

async fn withdraw(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
    Form(form): Form<Chosen>,
) -> Result<Response, Failure> {
    end(app, visit, (id, target), form, Ending::Withdrawn).await
}

async fn end(
    app: AppState,
    visit: Visit,
    (id, target): (i64, String),
    form: Chosen,
    ending: Ending,
) -> Result<Response, Failure> {
    let (actor, own) = (visit.actor(), target.clone());
    app.run(move |store| {
        let lineage = store.read(|r| Ok(r.target_table(id)?.0.lineage))?;
        proposals::end(store, actor, &lineage, (&own, form.version), ending, &form.why)
    })
    .await?;
    Ok(back(id, &target))
}

fn back(id: i64, target: &str) -> Response {
    Redirect::to(&format!("/targets/{id}/history/{}", crate::links::encode(target))).into_response()
}
