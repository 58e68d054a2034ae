//! One firm: its identifiers and its latest facts, one table a grain with a column a period, each opening to its cell.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, State};
use domain::{EntityId, FactId, MetricDef, MetricId, MetricKind, Period, Subject};
use store::Store;

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Latest periods shown in one table.
const LATEST: usize = 6;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises/{id}", Need::Own("enterprises.read"), show)
}

struct Line {
    name: String,
    metric: MetricId,
    definition: String,
    unit: String,
    number: bool,
    figures: Vec<Figure>,
}

/// The metrics of one grain.
struct Sheet {
    heading: String,
    periods: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "enterprises/firm.html")]
struct Firm {
    shell: Shell,
    identifiers: Vec<String>,
    sheets: Vec<Sheet>,
    /// Whether the visitor may open the page of a metric.
    definitions: bool,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Firm>, Failure> {
    let (lang, id) = (visit.lang, EntityId(id));
    // Another firm looks like none at all.
    if !visit.rows("enterprises.read").hold(Subject::One(id)) {
        return Err(Failure::NotFound);
    }
    let (name, identifiers, sheets) = app
        .run(move |store| {
            let firm = store.read(|r| r.entity(id))?;
            if firm.kind.as_str() != "firm" {
                return Err(Failure::NotFound);
            }
            let identifiers = store.read(|r| r.identifiers(id))?;
            Ok::<_, Failure>((firm.name, identifiers, sheets(store, lang, id)?))
        })
        .await?;
    let definitions = visit.may("evidence.read");
    let identifiers = identifiers.into_iter().map(|i| i.value).collect();
    Ok(Page(Firm { shell: Shell::new(&app, &visit, name), identifiers, sheets, definitions }))
}

type Known = BTreeMap<MetricId, (MetricDef, BTreeMap<Period, FactId>)>;

fn sheets(store: &Store, lang: Lang, firm: EntityId) -> Result<Vec<Sheet>, Failure> {
    // By the grain's name: a few grains, each a table.
    let mut grains: BTreeMap<String, Known> = BTreeMap::new();
    for known in store.read(|r| r.facts_about(Subject::One(firm)))? {
        if known.closed_by.is_some() {
            continue;
        }
        let metric = store.read(|r| r.metric(known.metric))?;
        let grain = format!("{:?}", metric.grain).to_lowercase();
        let (_, facts) =
            grains.entry(grain).or_default().entry(known.metric).or_insert_with(|| (metric, BTreeMap::new()));
        facts.insert(known.period, known.id);
    }
    let mut sheets = Vec::with_capacity(grains.len());
    // The year's attributes say what the firm is, so they come first.
    for (grain, known) in grains.into_iter().rev() {
        sheets.push(sheet(store, lang, &grain, &known)?);
    }
    Ok(sheets)
}

fn sheet(store: &Store, lang: Lang, grain: &str, known: &Known) -> Result<Sheet, Failure> {
    let all: BTreeSet<Period> = known.values().flat_map(|(_, facts)| facts.keys().copied()).collect();
    let mut periods: Vec<Period> = all.into_iter().collect();
    periods.sort_by_key(|period| std::cmp::Reverse(period.start()));
    periods.truncate(LATEST);
    let mut lines = Vec::with_capacity(known.len());
    for (metric, facts) in known.values() {
        let mut figures = Vec::with_capacity(periods.len());
        for period in &periods {
            figures.push(match facts.get(period) {
                Some(id) => fact::in_column(store, lang, *id)?,
                None => Figure::missing(lang),
            });
        }
        let unit = match &metric.kind {
            MetricKind::Number { unit, .. } => unit.symbol().to_owned(),
            _ => String::new(),
        };
        let number = matches!(metric.kind, MetricKind::Number { .. });
        let (name, definition) = (fact::metric_name(lang, metric), metric.definition.clone());
        lines.push(Line { name, metric: metric.id, definition, unit, number, figures });
    }
    let heading = lang.t(&format!("search.grain_{grain}")).to_owned();
    Ok(Sheet { heading, periods: periods.iter().map(ToString::to_string).collect(), lines })
}
