//! One metric: definition, unit, who supplies it, coverage by period, and the targets whose formulas read it.

use askama::Template;
use axum::extract::{Path, State};
use domain::{Cell, FactSource, MetricId, Presence};
use store::Store;
use targets::binding::Feed;

use super::{grain_text, kind_text, name};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{JudgedTables, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks::State as Mark;
use crate::routes::import::facts::columns::kind_label;
use crate::routes::targets::actual_figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Periods shown, latest first.
const SHOWN: usize = 36;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/definitions/{id}", Need::May("evidence.read"), show)
}

/// How many subjects have what for one period.
struct Coverage {
    period: String,
    known: usize,
    missing: usize,
    not_due: usize,
    not_applicable: usize,
    absent: usize,
}

struct Use {
    target: String,
    quote: String,
    formula: String,
    address: String,
    value: Figure,
    state: Mark,
}

#[derive(Template)]
#[template(path = "definitions/metric.html")]
struct Show {
    shell: Shell,
    english: String,
    lines: Vec<(&'static str, String)>,
    suppliers: Vec<store::Supplier>,
    coverage: Vec<Coverage>,
    uses: Vec<Use>,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Show>, Failure> {
    let (lang, id, tables) = (visit.lang, MetricId(id), app.judged.clone());
    let (metric, version, suppliers, coverage, uses) = app
        .run(move |store| {
            let (metric, version) = store.read(|r| Ok((r.metric(id)?, r.metric_version(id)?)))?;
            let mut suppliers = store.read(|r| r.suppliers(id))?;
            for supplier in &mut suppliers {
                supplier.actor = crate::people::name(store, &supplier.actor)?;
            }
            let coverage = coverage(store, id)?;
            let uses = uses(store, &tables, lang, id)?;
            Ok::<_, Failure>((metric, version, suppliers, coverage, uses))
        })
        .await?;
    let mut lines = vec![
        ("metrics.definition", metric.definition.clone()),
        ("metrics.subject", kind_label(lang, &metric.subject)),
        ("metrics.kind", kind_text(lang, &metric)),
        ("metrics.grain", grain_text(lang, metric.grain).to_owned()),
        ("metrics.citation", metric.citation.clone()),
        ("metrics.aliases", metric.aliases.join("、")),
        ("metrics.version", version.to_string()),
    ];
    lines.retain(|line| !line.1.is_empty());
    let english = if lang == Lang::Zh { metric.name_en.clone() } else { String::new() };
    let shell = Shell::new(&app, &visit, name(lang, &metric));
    Ok(Page(Show { shell, english, lines, suppliers, coverage, uses }))
}

fn coverage(store: &Store, id: MetricId) -> Result<Vec<Coverage>, Failure> {
    let facts = store.snapshot()?;
    let Some(metric) = facts.metric_by_id(id) else { return Ok(Vec::new()) };
    let rows = facts.subjects(&metric.subject).len();
    let mut found = Vec::new();
    for &period in facts.periods(id).iter().rev().take(SHOWN) {
        let Some(column) = facts.column(id, period) else { continue };
        let mut counts =
            Coverage { period: period.to_string(), known: 0, missing: 0, not_due: 0, not_applicable: 0, absent: 0 };
        for row in 0..rows {
            match column.cell(row) {
                Cell::Known(_) => counts.known += 1,
                Cell::Unknown(Presence::Missing) => counts.missing += 1,
                Cell::Unknown(Presence::NotDue) => counts.not_due += 1,
                Cell::Unknown(Presence::NotApplicable) => counts.not_applicable += 1,
                Cell::Unknown(_) => counts.absent += 1,
            }
        }
        found.push(counts);
    }
    Ok(found)
}

fn uses(store: &Store, tables: &JudgedTables, lang: Lang, id: MetricId) -> Result<Vec<Use>, Failure> {
    let facts = store.snapshot()?;
    let mut found = Vec::new();
    for judged in tables.all(store)?.iter() {
        for view in &judged.overview.targets {
            let Some(binding) = &view.binding else { continue };
            let Feed::Formula { formula, .. } = &binding.feed else { continue };
            if !targets::counted::metrics(binding, facts.as_ref()).contains(&id) {
                continue;
            }
            let token = Token::Target { table: judged.row.id, target: view.target.id.clone() }.to_string();
            found.push(Use {
                target: view.target.id.clone(),
                quote: view.target.quote.clone(),
                formula: formula.clone(),
                address: format!("/evidence/{}", crate::links::encode(&token)),
                value: actual_figure(lang, view).unit(&binding.unit).keep_unit().evidence(&token),
                state: Mark::new(lang, state_key(view.judgement.state)),
            });
        }
    }
    Ok(found)
}
