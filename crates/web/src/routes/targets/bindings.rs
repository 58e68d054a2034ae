//! What feeds the targets of one table and who accepted it: the second look, and files of bindings in and out.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use targets::binding::{self, Binding, Bound};
use targets::proposals;

use super::history::{Version, feed, refused, with_versions};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/targets/{id}/bindings", Need::May("targets.read"), show)
        .get("/targets/{id}/bindings.yaml", Need::May("targets.read"), export)
        .get("/targets/{id}/history/{target}", Need::May("targets.read"), one)
        .post("/targets/{id}/bindings/accept", Need::May("targets.accept"), accept)
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Filter {
    state: String,
}

struct Line {
    target: String,
    version: u32,
    quote: String,
    feed: String,
    file: Option<String>,
    why: String,
    section: String,
    by: String,
    at: String,
    waiting: bool,
    accepted: String,
    /// This visitor may accept it: somebody else proposed it.
    choosable: bool,
}

#[derive(Template)]
#[template(path = "targets/bindings.html")]
struct Bindings {
    shell: Shell,
    id: i64,
    table: String,
    chips: Vec<(&'static str, usize, bool)>,
    lines: Vec<Line>,
    may_accept: bool,
    may_bind: bool,
    choosable: bool,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(filter): Query<Filter>,
) -> Result<Page<Bindings>, Failure> {
    let (tables, person) = (app.judged.clone(), visit.clone());
    let (judged, mut lines) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let mut lines = Vec::with_capacity(judged.bindings().len());
            for bound in judged.bindings() {
                let quote = judged.table.targets.iter().find(|known| known.id == bound.binding.target);
                let quote = quote.map(|known| known.quote.clone()).unwrap_or_default();
                lines.push(line(store, &person, bound, quote)?);
            }
            Ok::<_, Failure>((judged, lines))
        })
        .await?;
    let count = |waiting: bool| lines.iter().filter(|line| line.waiting == waiting).count();
    let chips = [("", lines.len()), ("waiting", count(true)), ("in_force", count(false))];
    let chips = chips.into_iter().map(|(key, count)| (key, count, filter.state == key)).collect();
    lines.retain(|line| match filter.state.as_str() {
        "waiting" => line.waiting,
        "in_force" => !line.waiting,
        _ => true,
    });
    let shell = Shell::new(&app, &visit, visit.lang.t("binding.title"));
    Ok(Page(Bindings {
        shell,
        id,
        table: judged.row.title.clone(),
        chips,
        may_accept: visit.may("targets.accept"),
        may_bind: visit.may("targets.bind"),
        choosable: lines.iter().any(|line| line.choosable),
        lines,
    }))
}

fn line(store: &store::Store, visit: &Visit, bound: &Bound, quote: String) -> Result<Line, Failure> {
    let at = crate::moment::minute;
    let accepted = match &bound.accepted {
        Some(by) => format!("{} {}", crate::people::name(store, &by.actor)?, at(by.at)),
        None => String::new(),
    };
    let waiting = bound.accepted.is_none();
    Ok(Line {
        target: bound.binding.target.clone(),
        version: bound.version,
        quote,
        feed: feed(&bound.binding),
        file: super::history::file(&bound.binding),
        why: bound.binding.why.clone(),
        section: bound.binding.section.clone(),
        by: crate::people::name(store, &bound.by)?,
        at: at(bound.at),
        waiting,
        accepted,
        choosable: waiting && visit.may("targets.accept") && visit.actor().to_string() != bound.by,
    })
}

/// The bindings in force as a file that can be imported.
async fn export(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (_, open) = app.run(move |store| proposals::open(store, id)).await?;
    let in_force = open.into_iter().filter(|bound| bound.accepted.is_some()).map(|bound| bound.binding);
    let yaml = binding::write_file(&in_force.collect::<Vec<Binding>>()).map_err(|e| refused(visit.lang, e))?;
    let headers = [
        (header::CONTENT_TYPE, "application/yaml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"bindings-{id}.yaml\"")),
    ];
    Ok((headers, yaml).into_response())
}

#[derive(Template)]
#[template(path = "targets/versions.html")]
struct One {
    shell: Shell,
    id: i64,
    target: String,
    quote: String,
    evidence: String,
    may_bind: bool,
    history: Vec<Version>,
}

async fn one(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
) -> Result<Page<One>, Failure> {
    let (known, history) = with_versions(&app, &visit, id, &target).await?;
    let quote = known.quote;
    let token = Token::Target { table: id, target: target.clone() }.to_string();
    let evidence = format!("/evidence/{}", crate::links::encode(&token));
    let shell = Shell::new(&app, &visit, format!("{} {target}", visit.lang.t("binding.title")));
    Ok(Page(One { shell, id, target, quote, evidence, may_bind: visit.may("targets.bind"), history }))
}

async fn accept(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut chosen: HashMap<String, u32> = HashMap::new();
    for (name, value) in fields.iter().filter(|(name, _)| name == "chosen") {
        let parts = value.rsplit_once('@').and_then(|(target, version)| Some((target, version.parse().ok()?)));
        let (target, version) =
            parts.ok_or_else(|| Failure::unusable("web.malformed", format!("{name}={value}"), ""))?;
        chosen.insert(target.to_owned(), version);
    }
    let mut chosen: Vec<(String, u32)> = chosen.into_iter().collect();
    chosen.sort_unstable();
    let actor = visit.actor();
    if !chosen.is_empty() {
        app.run(move |store| {
            let lineage = store.read(|r| Ok(r.target_table(id)?.0.lineage))?;
            proposals::accept(store, actor, &lineage, &chosen)
        })
        .await?;
    }
    Ok(Redirect::to(&format!("/targets/{id}/bindings")).into_response())
}
