//! Links to a questionnaire about a record, shown once: only their digests are kept.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use collect::surveys;
use domain::EntityId;

use super::MOST;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::qr::Qr;
use crate::routes::import::facts::preview::refused;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Up to so many each has its picture to print.
const PICTURES: usize = 60;

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
    about: String,
    title: String,
    lead: String,
    /// Every link, one a line.
    all: String,
    /// Number, link, picture.
    cards: Vec<(usize, String, Qr)>,
}

/// How the visitor reached this machine: what is sent out must lead back here.
fn origin(app: &AppState, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '[' | ']');
    match host.filter(|host| !host.is_empty() && host.chars().all(allowed)) {
        Some(host) => format!("{}://{host}", if app.secure_cookies { "https" } else { "http" }),
        None => String::new(),
    }
}

async fn make(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(wanted): Form<Wanted>,
) -> Result<Page<Links>, Failure> {
    let lang = visit.lang;
    let count = wanted.count.trim().parse().ok().filter(|count| (1..=MOST).contains(count));
    let Some(count) = count else {
        let message = lang.fill("survey.bad_count", &[("most", &MOST.to_string())]);
        return Err(Failure::unusable("record.survey_count", message, lang.t("survey.bad_count_hint")));
    };
    let fresh = super::fresh(count)?;
    let digests: Vec<_> = fresh.iter().map(|link| link.1).collect();
    let (actor, survey) = (visit.actor(), wanted.survey);
    let (about, title) = app
        .run(move |store| {
            surveys::links(store, &actor, EntityId(id), &survey, &digests).map_err(refused)?;
            let known = store.read(surveys::all)?.into_iter().find(|known| known.code == survey);
            let title = known.map(|known| if lang == Lang::Zh { known.title } else { known.title_en });
            Ok::<_, Failure>((store.read(|r| r.entity(EntityId(id)))?.name, title.unwrap_or_default()))
        })
        .await?;
    let origin = origin(&app, &headers);
    let links: Vec<String> = fresh.iter().map(|(token, _)| format!("{origin}/s/{token}")).collect();
    let mut cards = Vec::new();
    for (nth, link) in links.iter().enumerate().take_while(|_| links.len() <= PICTURES) {
        cards.extend(Qr::new(link, &title).map(|picture| (nth + 1, link.clone(), picture)));
    }
    Ok(Page(Links {
        shell: Shell::new(&app, &visit, lang.t("survey.links")),
        record: id,
        about,
        title,
        lead: lang.fill("survey.links_lead", &[("count", &count.to_string())]),
        all: links.join("\n"),
        cards,
    }))
}
