//! One batch: its file, who brought it and when, what it wrote, each value opening to its cell, and its undoing.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use domain::{BatchId, FactId, MetricDef, MetricId, Scaled, Subject};
use store::{Batch, BatchKind, Evidence, Fact, Run, Store};

use super::can_undo;
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Facts on one page.
const SHOWN: usize = 100;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/batches/{id}", Need::May("evidence.read"), show)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    after: Option<i64>,
    done: bool,
}

struct Line {
    subject: String,
    address: Option<String>,
    metric: String,
    metric_id: i64,
    period: String,
    figure: Figure,
    place: String,
    /// The batch whose statement it repeats.
    source: Option<BatchId>,
    closed_by: Option<BatchId>,
}

/// The file of a batch.
struct FileView {
    name: String,
    sha256: String,
    size: String,
    address: String,
}

#[derive(Template)]
#[template(path = "batches/show.html")]
struct Show {
    shell: Shell,
    id: BatchId,
    note: String,
    kind: &'static str,
    at: String,
    actor: String,
    file: Option<FileView>,
    run: Vec<(String, String)>,
    table: Option<i64>,
    undoes: Option<BatchId>,
    undone_by: Option<BatchId>,
    counts: String,
    lines: Vec<Line>,
    next: Option<FactId>,
    undo: Option<&'static str>,
}

/// Everything the page needs of the store.
struct Found {
    batch: Batch,
    actor: String,
    evidence: Option<Evidence>,
    run: Option<Run>,
    table: Option<i64>,
    lines: Vec<Line>,
    next: Option<FactId>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Page<Show>, Failure> {
    let (lang, id) = (visit.lang, BatchId(id));
    let firms = visit.may("enterprises.read");
    let found = app.run(move |store| find(store, lang, id, asked.after.map(FactId), firms)).await?;
    let Found { batch, actor, evidence, run, table, lines, next } = found;
    let undo = match (can_undo(&batch), table) {
        (true, Some(_)) if visit.may("targets.undo") => Some("undo-table"),
        (true, None) if visit.may("collect.undo") => Some("undo"),
        _ => None,
    };
    let flash = match (asked.done, batch.kind) {
        (false, _) => None,
        (true, BatchKind::Undo) => Some("batches.flash_undone"),
        (true, _) => Some("batches.flash_done"),
    };
    let title = lang.fill("batches.one", &[("batch", &id.to_string())]);
    let values = [("opened", batch.opened), ("closed", batch.closed), ("unchanged", batch.unchanged)];
    let values: Vec<(&str, String)> = values.iter().map(|(key, count)| (*key, count.to_string())).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let flash = flash.map(|key| lang.fill(key, &values));
    Ok(Page(Show {
        shell: Shell::new(&app, &visit, title).flash(flash),
        id,
        kind: batch.kind.as_str(),
        at: crate::moment::minute(batch.recorded_at),
        actor,
        file: evidence.map(|evidence| FileView {
            name: evidence.name,
            sha256: evidence.digest.to_string(),
            size: Scaled::new(i64::try_from(evidence.size).unwrap_or(i64::MAX), 0).grouped(),
            address: format!("/files/{}", evidence.digest),
        }),
        run: run.map(|run| run_lines(lang, &run)).unwrap_or_default(),
        table,
        undoes: batch.undoes,
        undone_by: batch.undone_by,
        counts: lang.fill("batches.counts", &values),
        note: batch.note,
        lines,
        next,
        undo,
    }))
}

fn run_lines(lang: Lang, run: &Run) -> Vec<(String, String)> {
    vec![
        (lang.t("batches.run_kind").to_owned(), run.run.kind.clone()),
        (lang.t("batches.run_inputs").to_owned(), run.run.inputs.to_string()),
        (lang.t("batches.run_outputs").to_owned(), run.run.outputs.to_string()),
    ]
}

fn find(store: &Store, lang: Lang, id: BatchId, after: Option<FactId>, firms: bool) -> Result<Found, Failure> {
    let (batch, mut facts, table) =
        store.read(|r| Ok((r.batch(id)?, r.facts_of_batch(id, after, SHOWN + 1)?, r.table_of_batch(id)?)))?;
    let more = facts.len() > SHOWN;
    facts.truncate(SHOWN);
    let next = if more { facts.last().map(|fact| fact.id) } else { None };
    let evidence = match batch.evidence {
        Some(digest) => Some(store.read(|r| r.evidence(digest))?),
        None => None,
    };
    let run = match batch.run {
        Some(run) => Some(store.read(|r| r.run(run))?),
        None => None,
    };
    // A version that was undone no longer has a page.
    let table = table.filter(|table| batch.undone_by.is_some() || store.read(|r| r.target_table(*table)).is_ok());
    let metrics: HashMap<MetricId, MetricDef> =
        store.read(|r| r.metrics())?.into_iter().map(|metric| (metric.id, metric)).collect();
    let mut lines = Vec::with_capacity(facts.len());
    for fact in &facts {
        let metric = metrics.get(&fact.metric).ok_or_else(|| Failure::internal("a fact without its metric"))?;
        lines.push(line(store, lang, fact, metric, firms)?);
    }
    let actor = crate::people::name(store, &batch.actor)?;
    Ok(Found { batch, actor, evidence, run, table, lines, next })
}

fn line(store: &Store, lang: Lang, fact: &Fact, metric: &MetricDef, firms: bool) -> Result<Line, Failure> {
    let entity = |id| store.read(|r| r.entity(id));
    let (subject, address) = match fact.subject {
        Subject::One(id) => {
            let entity = entity(id)?;
            let address = match entity.kind.as_str() {
                "firm" if firms => Some(format!("/enterprises/{id}")),
                "record" => Some(format!("/records/{id}")),
                _ => None,
            };
            (entity.name, address)
        }
        Subject::Pair(a, b) => (format!("{} → {}", entity(a)?.name, entity(b)?.name), None),
    };
    Ok(Line {
        subject,
        address,
        metric: fact::metric_name(lang, metric),
        metric_id: metric.id.0,
        period: fact.period.to_string(),
        figure: fact::figure(lang, fact, metric).keep_unit().evidence(&Token::Fact(fact.id).to_string()),
        // The store counts places from 0, people from 1.
        place: fact.place.map(|place| format!("{},{}", place.row + 1, place.column + 1)).unwrap_or_default(),
        source: (fact.source != fact.batch).then_some(fact.source),
        closed_by: fact.closed_by,
    })
}
