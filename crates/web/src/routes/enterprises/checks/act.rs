//! Asking the rules of a period, and answering what they found.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Period;
use enterprises::definitions::Shelf;
use enterprises::runs::{self, RunError};
use store::FindingState;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these acts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/enterprises/checks/run", Need::May("enterprises.check"), run)
        .post("/enterprises/checks/answer", Need::May("enterprises.check"), answer)
        .post("/enterprises/checks/waive", Need::May("enterprises.waive"), waive)
}

#[derive(Debug, serde::Deserialize)]
struct Asked {
    period: String,
}

async fn run(State(app): State<AppState>, visit: Visit, Form(asked): Form<Asked>) -> Result<Response, Failure> {
    let (lang, actor) = (visit.lang, visit.actor());
    let period: Period =
        asked.period.trim().parse().map_err(|_| {
            Failure::unusable("checks.period", lang.t("checks.no_period"), lang.t("checks.no_period_hint"))
        })?;
    app.run(move |store| {
        let registry = store.read(collect::Registry::load)?;
        let books = Shelf::load(store.dir(), &registry);
        let checked = runs::check(&*store.snapshot()?, &books, period).map_err(|error| refused(lang, error))?;
        checked.record(store, actor).map_err(|error| refused(lang, error))?;
        Ok::<_, Failure>(())
    })
    .await?;
    Ok(Redirect::to(&format!("/enterprises/checks?period={period}")).into_response())
}

fn refused(lang: Lang, error: RunError) -> Failure {
    match error {
        RunError::Store(error) => error.into(),
        RunError::Formula(error) if lang == Lang::En => {
            Failure::unusable("checks.formula", error.message_en, error.hint_en)
        }
        RunError::Formula(error) => Failure::unusable("checks.formula", error.message, error.hint),
        other => Failure::unusable("checks.run", other.to_string(), ""),
    }
}

/// The form: findings repeat, so it is read as pairs.
type Fields = Form<Vec<(String, String)>>;

async fn answer(State(app): State<AppState>, visit: Visit, Form(fields): Fields) -> Result<Response, Failure> {
    let state = match field(&fields, "state") {
        "fixed" => FindingState::Fixed,
        "open" => FindingState::Open,
        _ => FindingState::Explained,
    };
    keep(app, visit, fields, state).await
}

async fn waive(State(app): State<AppState>, visit: Visit, Form(fields): Fields) -> Result<Response, Failure> {
    keep(app, visit, fields, FindingState::Waived).await
}

fn field<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

async fn keep(
    app: AppState,
    visit: Visit,
    fields: Vec<(String, String)>,
    state: FindingState,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let ids: Vec<i64> =
        fields.iter().filter(|(name, _)| name == "finding").filter_map(|(_, id)| id.parse().ok()).collect();
    if ids.is_empty() {
        let (message, hint) = (lang.t("review.none_chosen"), lang.t("review.none_chosen_hint"));
        return Err(Failure::unusable("checks.none_chosen", message, hint));
    }
    let (actor, reason) = (visit.actor(), field(&fields, "reason").to_owned());
    app.run(move |store| enterprises::answers::answer(store, &actor, &ids, state, &reason)).await?;
    let back = format!("/enterprises/checks{}", field(&fields, "back"));
    Ok(Redirect::to(crate::links::inside(&back)).into_response())
}
