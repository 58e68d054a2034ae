//! Step 4: what importing would change, value by value; step 5: commit as one batch.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::{CollectError, CommitOptions, ConflictChoice, Effect, RowChoice};
use store::Act;

use super::columns::kind_label;
use super::{Opened, Steps};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Values shown one by one.
const SHOWN: usize = 200;

/// Registers this page and its act.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/import/facts/{draft}/preview", Need::May("collect.import"), show).post(
        "/import/facts/{draft}/commit",
        Need::May("collect.import"),
        commit,
    )
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    effect: String,
}

struct Chip {
    key: &'static str,
    count: usize,
    current: bool,
}

struct Line {
    effect: &'static str,
    subject: String,
    metric: String,
    period: String,
    before: Option<Figure>,
    after: Figure,
    place: String,
}

#[derive(Template)]
#[template(path = "import/facts/preview.html")]
struct Preview {
    shell: Shell,
    draft: i64,
    name: String,
    steps: Steps,
    summary: String,
    chips: Vec<Chip>,
    lines: Vec<Line>,
    left: Option<String>,
    new_subjects: Vec<String>,
    new_left: Option<String>,
    faulty: Option<String>,
    conflicts: bool,
    nothing: bool,
    stamp: String,
}

const EFFECTS: [(Effect, &str); 4] = [
    (Effect::New, "new"),
    (Effect::Changed, "changed"),
    (Effect::Conflict, "conflict"),
    (Effect::Unchanged, "unchanged"),
];

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (user, lang) = (visit.user_id(), visit.lang);
    let (opened, reading, plan) = app
        .run(move |store| {
            let opened = Opened::draft(store, draft, user)?;
            let reading = opened.reading(store)?;
            let plan = store.read(|r| collect::plan(r, &opened.registry, &reading))?;
            Ok::<_, Failure>((opened, reading, plan))
        })
        .await?;
    // A file that cannot be read has nothing to preview.
    if reading.has_fatal() {
        return Ok(Redirect::to(&format!("/import/facts/{draft}/check")).into_response());
    }
    let counts = plan.counts;
    let wanted = EFFECTS.iter().find(|(_, key)| *key == asked.effect).map(|(effect, _)| *effect);
    let mut lines = Vec::new();
    let mut left = 0;
    for (read, change) in reading.good_facts().zip(&plan.changes) {
        if wanted.is_some_and(|wanted| wanted != change.effect) {
            continue;
        }
        if lines.len() == SHOWN {
            left += 1;
            continue;
        }
        let (Some(metric), Some(subject)) = (opened.registry.metric(read.metric), reading.subjects.get(read.subject))
        else {
            continue;
        };
        let sheet = reading.sheets.iter().find(|sheet| sheet.sheet == read.sheet);
        lines.push(Line {
            effect: EFFECTS.iter().find(|(effect, _)| *effect == change.effect).map_or("", |(_, key)| key),
            subject: subject.name.clone().unwrap_or_else(|| subject.key.clone()),
            metric: fact::metric_name(lang, metric),
            period: read.period.to_string(),
            before: change.before.as_ref().map(|before| {
                fact::figure(lang, before, metric).keep_unit().evidence(&Token::Fact(before.id).to_string())
            }),
            after: fact::value_figure(lang, &read.value, &metric.kind).keep_unit().evidence_at(super::cell::address(
                draft,
                read.sheet,
                read.row,
                read.column,
            )),
            place: sheet.map(|sheet| sheet.locator(read.row, read.column)).unwrap_or_default(),
        });
    }
    let of = |effect| match effect {
        Effect::New => counts.new,
        Effect::Changed => counts.changed,
        Effect::Conflict => counts.conflicts,
        Effect::Unchanged => counts.unchanged,
    };
    let chip =
        |(effect, key): &(Effect, &'static str)| Chip { key, count: of(*effect), current: wanted == Some(*effect) };
    let all = Chip { key: "", count: EFFECTS.iter().map(|(effect, _)| of(*effect)).sum(), current: wanted.is_none() };
    let values = [("values", counts.new + counts.changed + counts.conflicts), ("same", counts.unchanged)];
    let values: Vec<(&str, String)> = values.iter().map(|(key, n)| (*key, n.to_string())).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let bad = counts.faulty_rows.to_string();
    let new_left = plan.new_subjects.len().saturating_sub(SHOWN);
    let say_left = |left: usize| (left > 0).then(|| lang.fill("facts.left", &[("count", &left.to_string())]));
    let said = plan.new_subjects.iter().take(SHOWN).map(|subject| {
        let name = subject.name.as_deref().unwrap_or_default();
        format!("{} {} {name}", kind_label(lang, &subject.kind), subject.key)
    });
    Ok(Page(Preview {
        shell: Shell::new(&app, &visit, lang.t("facts.preview_title")),
        draft,
        name: opened.name.clone(),
        steps: Steps::new(lang, draft, 3),
        summary: lang.fill("facts.preview_lead", &values),
        chips: std::iter::once(all).chain(EFFECTS.iter().map(chip)).collect(),
        lines,
        left: say_left(left),
        new_subjects: said.collect(),
        new_left: say_left(new_left),
        faulty: (counts.faulty_rows > 0).then(|| lang.fill("facts.faulty", &[("bad", &bad)])),
        conflicts: counts.conflicts > 0,
        nothing: plan.changes.is_empty(),
        stamp: plan.stamp.to_string(),
    })
    .into_response())
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Decided {
    rows: String,
    conflicts: String,
    note: String,
    stamp: String,
}

async fn commit(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Form(decided): Form<Decided>,
) -> Result<Response, Failure> {
    let (user, actor) = (visit.user_id(), visit.actor());
    let stamp = decided.stamp.parse().map_err(|_| Failure::NotFound)?;
    let batch = app
        .run(move |store| {
            let opened = Opened::draft(store, draft, user)?;
            let how = CommitOptions {
                rows: if decided.rows == "good" { RowChoice::GoodOnly } else { RowChoice::All },
                conflicts: if decided.conflicts == "replace" { ConflictChoice::Replace } else { ConflictChoice::Keep },
                note: decided.note.trim().chars().take(200).collect(),
                stamp: Some(stamp),
                ..CommitOptions::default()
            };
            let reading = opened.reading(store)?;
            let done = collect::commit(store, &actor, &reading, &opened.bytes, &how).map_err(refused)?;
            let act = Act::new(actor, "collect.draft_done", format!("draft:{draft}"));
            store.write(&act, |w| w.drop_draft(draft, user))?;
            Ok::<_, Failure>(done.appended.batch)
        })
        .await?;
    Ok(Redirect::to(&format!("/batches/{batch}?done=true")).into_response())
}

/// What `collect` says when it stores nothing.
pub(in crate::routes) fn refused(error: CollectError) -> Failure {
    let code = error.code();
    match error {
        CollectError::Store(store::StoreError::Refused { code: "collect.moved", message }) => {
            Failure::Conflict { code: code.to_owned(), message }
        }
        CollectError::Store(error) => error.into(),
        other => Failure::unusable(code, other.to_string(), ""),
    }
}
