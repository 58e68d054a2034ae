//! A file of bindings: what it would change is shown first, then proposed.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use store::{Act, Store};
use targets::binding::{self, Binding, BindingError};
use targets::proposals::{self, Change, Planned};

use super::history::{feed, refused};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::uploaded::Uploaded;
use crate::visit::Visit;

/// Largest file of bindings, in bytes: hundreds of tables' worth.
const LARGEST: usize = 2 << 20;
const KIND: &str = "bindings";

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    let need = Need::May("targets.bind");
    routes
        .upload("/targets/{id}/bindings", need, LARGEST, take)
        .get("/targets/{id}/bindings/plan/{draft}", need, show)
        .post("/targets/{id}/bindings/plan/{draft}/apply", need, apply)
        .post("/targets/{id}/bindings/plan/{draft}/drop", need, drop_draft)
}

struct Line {
    target: String,
    quote: String,
    change: &'static str,
    feed: String,
    before: String,
    why: String,
}

#[derive(Template)]
#[template(path = "targets/plan.html")]
struct Plan {
    shell: Shell,
    id: i64,
    table: String,
    draft: i64,
    lead: String,
    lines: Vec<Line>,
}

async fn take(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let mut form = Uploaded::read(form, lang).await?;
    let missing = || Failure::unusable("import.nothing", lang.t("import.nothing"), lang.t("import.nothing_hint"));
    let file = form.file("file").ok_or_else(missing)?;
    let (user, actor) = (visit.user_id(), visit.actor());
    let draft = app
        .run(move |store| {
            // What cannot be read is refused before it is kept.
            let yaml = String::from_utf8_lossy(&file.bytes);
            planned(store, id, &yaml).map_err(|error| refused(lang, error))?;
            let digest = store.put_bytes(&file.bytes)?;
            let act = Act::new(actor, "targets.draft", file.name.clone());
            let options = json!({ "table": id });
            Ok::<_, Failure>(store.write(&act, |w| w.add_draft(KIND, user, &file.name, digest, &options))?)
        })
        .await?;
    Ok(Redirect::to(&format!("/targets/{id}/bindings/plan/{draft}")).into_response())
}

/// The file against what is open, checked as the proposal will be.
fn planned(store: &Store, id: i64, yaml: &str) -> Result<Vec<Planned>, BindingError> {
    let table = targets::import::table(store, id)?;
    let wanted = binding::read_file(yaml, &table)?;
    let (_, open) = proposals::open(store, id)?;
    let planned = proposals::plan(&open, wanted);
    proposals::check(store, id, &fresh(&planned), &[])?;
    Ok(planned)
}

fn fresh(planned: &[Planned]) -> Vec<Binding> {
    planned.iter().filter(|one| one.change != Change::Same).map(|one| one.binding.clone()).collect()
}

/// The draft's file, if it is one for this table.
fn of_draft(store: &Store, visit: &Visit, id: i64, draft: i64) -> Result<Vec<Planned>, Failure> {
    let kept = store.read(|r| r.draft(draft, visit.user_id()))?;
    if kept.kind != KIND || kept.options.get("table").and_then(|table| table.as_i64()) != Some(id) {
        return Err(Failure::NotFound);
    }
    let bytes = store.bytes(kept.digest)?;
    planned(store, id, &String::from_utf8_lossy(&bytes)).map_err(|error| refused(visit.lang, error))
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, draft)): Path<(i64, i64)>,
) -> Result<Page<Plan>, Failure> {
    let (tables, person) = (app.judged.clone(), visit.clone());
    let (judged, planned) =
        app.run(move |store| Ok::<_, Failure>((tables.get(store, id)?, of_draft(store, &person, id, draft)?))).await?;
    let count = |change: Change| planned.iter().filter(|one| one.change == change).count().to_string();
    let lead = visit.lang.fill(
        "binding.plan_lead",
        &[("new", &count(Change::New)), ("changed", &count(Change::Changed)), ("same", &count(Change::Same))],
    );
    let mut lines = Vec::new();
    for one in planned.iter().filter(|one| one.change != Change::Same) {
        let known = judged.table.targets.iter().find(|known| known.id == one.binding.target);
        let before = judged.bindings().iter().find(|bound| bound.binding.target == one.binding.target);
        lines.push(Line {
            target: one.binding.target.clone(),
            quote: known.map(|known| known.quote.clone()).unwrap_or_default(),
            change: if one.change == Change::New { "new" } else { "changed" },
            feed: feed(&one.binding),
            before: before.map(|bound| feed(&bound.binding)).unwrap_or_default(),
            why: one.binding.why.clone(),
        });
    }
    let shell = Shell::new(&app, &visit, visit.lang.t("binding.plan_title"));
    Ok(Page(Plan { shell, id, table: judged.row.title.clone(), draft, lead, lines }))
}

async fn apply(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, draft)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    app.run(move |store| {
        let wanted = fresh(&of_draft(store, &visit, id, draft)?);
        let proposed = proposals::propose(store, visit.actor(), id, &wanted, &[]);
        proposed.map_err(|error| refused(visit.lang, error))?;
        let act = Act::new(visit.actor(), "targets.draft_done", format!("draft:{draft}"));
        Ok::<_, Failure>(store.write(&act, |w| w.drop_draft(draft, visit.user_id()))?)
    })
    .await?;
    Ok(Redirect::to(&format!("/targets/{id}/bindings?state=waiting")).into_response())
}

async fn drop_draft(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, draft)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    let (user, act) = (visit.user_id(), Act::new(visit.actor(), "targets.draft_drop", format!("draft:{draft}")));
    app.run(move |store| store.write(&act, |w| w.drop_draft(draft, user))).await?;
    Ok(Redirect::to(&format!("/targets/{id}/bindings")).into_response())
}
