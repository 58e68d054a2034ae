//! All metrics, grouped by what they speak of, with the periods their facts reach.

use askama::Template;
use axum::extract::{Query, State};
use domain::FactSource;

use super::{grain_text, kind_text, name};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::pinyin::matches;
use crate::routes::import::facts::columns::kind_label;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/definitions", Need::May("evidence.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

struct Line {
    id: i64,
    name: String,
    kind: String,
    grain: &'static str,
    definition: String,
    reach: String,
}

#[derive(Template)]
#[template(path = "definitions/list.html")]
struct List {
    shell: Shell,
    q: String,
    groups: Vec<(String, Vec<Line>)>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<List>, Failure> {
    let lang = visit.lang;
    let (metrics, facts) = app.run(|store| Ok::<_, Failure>((store.read(|r| r.metrics())?, store.snapshot()?))).await?;
    let mut groups: Vec<(String, Vec<Line>)> = Vec::new();
    for metric in &metrics {
        let named = [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases);
        if !named.into_iter().any(|one| matches(one, &asked.q)) {
            continue;
        }
        let periods = facts.periods(metric.id);
        let reach = match (periods.first(), periods.last()) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => format!("{first} – {last}"),
            _ => lang.t("metrics.no_facts").to_owned(),
        };
        let line = Line {
            id: metric.id.0,
            name: name(lang, metric),
            kind: kind_text(lang, metric),
            grain: grain_text(lang, metric.grain),
            definition: metric.definition.clone(),
            reach,
        };
        let label = kind_label(lang, &metric.subject);
        match groups.iter_mut().find(|group| group.0 == label) {
            Some(group) => group.1.push(line),
            None => groups.push((label, vec![line])),
        }
    }
    Ok(Page(List { shell: Shell::new(&app, &visit, lang.t("metrics.title")), q: asked.q, groups }))
}
