//! Links to a questionnaire about a record, shown once: only their digests are kept.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use collect::surveys;
use domain::EntityId;

use super::digest;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::routes::import::facts::preview::refused;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Most links made at once.
const MOST: usize = 500;

/// Registers this act.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/records/{id}/surveys", Need::May("records.write"), make)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Wanted {
    survey: String,
    count: String,
}

#[derive(Template)]
#[template(path = "surveys/links.html")]
struct Links {
    shell: Shell,
    record: i64,
    links: Vec<String>,
}

async fn make(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(wanted): Form<Wanted>,
) -> Result<Page<Links>, Failure> {
    let lang = visit.lang;
    let count = wanted.count.trim().parse().ok().filter(|count| (1..=MOST).contains(count));
    let Some(count) = count else {
        let message = lang.fill("survey.bad_count", &[("most", &MOST.to_string())]);
        return Err(Failure::unusable("record.survey_count", message, lang.t("survey.bad_count_hint")));
    };
    let mut tokens = Vec::with_capacity(count);
    for _ in 0..count {
        // Half of it, 128 bits, is more than anybody can guess and fits a message.
        tokens.push(crate::session::ticket::secret()?.chars().take(32).collect::<String>());
    }
    let digests: Vec<_> = tokens.iter().map(|token| digest(token)).collect();
    let actor = visit.actor();
    app.run(move |store| surveys::links(store, &actor, EntityId(id), &wanted.survey, &digests).map_err(refused))
        .await?;
    let links = tokens.into_iter().map(|token| format!("/s/{token}")).collect();
    Ok(Page(Links { shell: Shell::new(&app, &visit, lang.t("survey.links")), record: id, links }))
}
