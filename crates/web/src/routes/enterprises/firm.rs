//! One firm: its identifiers and, for each metric, its latest facts, each opening to its cell.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use domain::{EntityId, Subject};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Latest periods shown of a metric.
const LATEST: usize = 3;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises/{id}", Need::May("enterprises.read"), show)
}

struct Line {
    period: String,
    figure: Figure,
}

#[derive(Template)]
#[template(path = "enterprises/firm.html")]
struct Firm {
    shell: Shell,
    identifiers: Vec<String>,
    metrics: Vec<(String, Vec<Line>)>,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Firm>, Failure> {
    let (lang, id) = (visit.lang, EntityId(id));
    let (name, identifiers, metrics) = app
        .run(move |store| {
            let firm = store.read(|r| r.entity(id))?;
            if firm.kind.as_str() != "firm" {
                return Err(Failure::NotFound);
            }
            let identifiers = store.read(|r| r.identifiers(id))?;
            let mut facts: Vec<_> = store
                .read(|r| r.facts_about(Subject::One(id)))?
                .into_iter()
                .filter(|f| f.closed_by.is_none())
                .collect();
            facts.sort_by_key(|fact| std::cmp::Reverse(fact.period.start()));
            let mut metrics: BTreeMap<_, Vec<Line>> = BTreeMap::new();
            for known in facts {
                let lines = metrics.entry(known.metric).or_default();
                if lines.len() < LATEST {
                    let figure = fact::shown(store, lang, known.id)?.figure;
                    lines.push(Line { period: known.period.to_string(), figure });
                }
            }
            let mut named = Vec::with_capacity(metrics.len());
            for (metric, lines) in metrics {
                named.push((store.read(|r| r.metric(metric))?.name, lines));
            }
            Ok::<_, Failure>((firm.name, identifiers, named))
        })
        .await?;
    let identifiers = identifiers.into_iter().map(|i| i.value).collect();
    Ok(Page(Firm { shell: Shell::new(&app, &visit, name), identifiers, metrics }))
}
