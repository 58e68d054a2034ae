//! One record: its facts, each opening to its cell, and for which targets it counts or does not, and why.

use askama::Template;
use axum::extract::{Path, State};
use domain::{EntityId, Subject, SubjectKind};
use targets::counted::{Condition, verdict};

use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/{id}", Need::May("records.read"), show)
}

struct FactLine {
    metric: String,
    metric_id: i64,
    period: String,
    figure: Figure,
    batch: i64,
}

struct Target {
    id: String,
    quote: String,
    address: String,
    counts: bool,
    conditions: Vec<(Option<bool>, String)>,
}

#[derive(Template)]
#[template(path = "records/record.html")]
struct Show {
    shell: Shell,
    number: String,
    facts: Vec<FactLine>,
    counting: Vec<Target>,
    near: Vec<Target>,
    others: String,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Show>, Failure> {
    let (lang, id, tables) = (visit.lang, EntityId(id), app.judged.clone());
    let (record, number, facts, targets) = app
        .run(move |store| {
            let kind = SubjectKind::new("record");
            let record = store.read(|r| r.entity(id))?;
            if record.kind != kind {
                return Err(Failure::NotFound);
            }
            let (identifiers, known, metrics) =
                store.read(|r| Ok((r.identifiers(id)?, r.facts_about(Subject::One(id))?, r.metrics()?)))?;
            let mut facts = Vec::with_capacity(known.len());
            for known in &known {
                let metric = metrics.iter().find(|metric| metric.id == known.metric);
                let metric = metric.ok_or_else(|| Failure::internal("a fact without its metric"))?;
                let token = Token::Fact(known.id).to_string();
                facts.push(FactLine {
                    metric: fact::metric_name(lang, metric),
                    metric_id: metric.id.0,
                    period: known.period.to_string(),
                    figure: fact::figure(lang, known, metric).keep_unit().evidence(&token),
                    batch: known.source.0,
                });
            }
            let snapshot = store.snapshot()?;
            let mut targets = Vec::new();
            for table in store.read(|r| r.target_tables())? {
                let judged = tables.get(store, table.id)?;
                for view in &judged.overview.targets {
                    let Some(binding) = &view.binding else { continue };
                    let today = judged.overview.today;
                    let found = verdict(binding, &kind, Subject::One(id), today, snapshot.as_ref());
                    // A formula that cannot be evaluated says so on the target's own page.
                    let Ok(Some(found)) = found else { continue };
                    let token = Token::Target { table: table.id, target: view.target.id.clone() }.to_string();
                    let said = |condition: &Condition| (condition.holds, condition.text.clone());
                    targets.push(Target {
                        id: view.target.id.clone(),
                        quote: view.target.quote.clone(),
                        address: format!("/evidence/{}", crate::links::encode(&token)),
                        counts: found.counts,
                        conditions: found.conditions.iter().map(said).collect(),
                    });
                }
            }
            let number = identifiers.into_iter().find(|one| one.scheme == "record_no").map(|one| one.value);
            Ok::<_, Failure>((record, number.unwrap_or_default(), facts, targets))
        })
        .await?;
    let (counting, rest): (Vec<Target>, Vec<Target>) = targets.into_iter().partition(|target| target.counts);
    // Of the targets it does not count for, those are of interest whose first condition it meets.
    let met = |target: &Target| target.conditions.first().is_some_and(|first| first.0 == Some(true));
    let (near, others): (Vec<Target>, Vec<Target>) = rest.into_iter().partition(met);
    Ok(Page(Show {
        shell: Shell::new(&app, &visit, record.name),
        number,
        facts,
        counting,
        near,
        others: lang.fill("records.others", &[("count", &others.len().to_string())]),
    }))
}
