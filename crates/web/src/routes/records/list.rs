//! The register, some records at a time, narrowed by words, type, project, acceptance, or what a target counts.

use askama::Template;
use axum::extract::{Query, State};

use super::entry;
use super::register::{self, Asked, Record};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Records on one page.
const SHOWN: usize = 100;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records", Need::May("records.read"), show)
}

struct Line {
    record: Record,
    day: String,
    state: String,
    counts: String,
}

#[derive(Template)]
#[template(path = "records/list.html")]
struct List {
    shell: Shell,
    asked: Asked,
    query: String,
    lead: String,
    counted: Option<String>,
    kinds: Vec<(String, String)>,
    projects: Vec<String>,
    states: [(&'static str, &'static str); 3],
    drafts: Vec<entry::DraftLine>,
    may_write: bool,
    lines: Vec<Line>,
    /// Where the page before begins.
    before: Option<usize>,
    next: Option<usize>,
}

/// Whether a record counts, in a word; nothing for one that nobody has decided on.
pub(super) fn counts_word(lang: Lang, accepted: Option<bool>, counts: Option<bool>) -> String {
    match (accepted, counts) {
        (_, Some(true)) => lang.t("records.counts").to_owned(),
        (Some(true), _) => lang.t("records.counts_not").to_owned(),
        _ => String::new(),
    }
}

/// The filter as a query, for links to the same records.
fn query(asked: &Asked) -> String {
    let mut parts = Vec::new();
    let fields = [
        ("q", &asked.q),
        ("kind", &asked.kind),
        ("project", &asked.project),
        ("accepted", &asked.accepted),
        ("counts", &asked.counts),
        ("target", &asked.target),
    ];
    for (name, value) in fields {
        if !value.is_empty() {
            parts.push(format!("{name}={}", crate::links::encode(value)));
        }
    }
    parts.extend(asked.table.map(|table| format!("table={table}")));
    parts.join("&")
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Page<List>, Failure> {
    let (lang, tables, registered, wanted) = (visit.lang, app.judged.clone(), app.records.clone(), asked.clone());
    let user = visit.user_id();
    let (all, kinds, projects, lines, drafts) = app
        .run(move |store| {
            let register = register::read(store, &tables, &registered, lang, &wanted, (wanted.from, SHOWN))?;
            let mut lines = Vec::with_capacity(register.records.len());
            for record in register.records {
                lines.push(Line {
                    day: record.day.map(|day| day.to_string()).unwrap_or_default(),
                    state: lang.t(&format!("records.accepted_{}", record.state())).to_owned(),
                    counts: counts_word(lang, record.accepted, record.counts),
                    record,
                });
            }
            let mine = store.read(|r| r.record_drafts(user))?;
            let drafts = if mine.is_empty() {
                Vec::new()
            } else {
                entry::drafts(store, lang, user, &store.read(collect::RecordTypes::load)?)?
            };
            Ok::<_, Failure>((register.all, register.kinds, register.projects, lines, drafts))
        })
        .await?;
    let next = asked.from.saturating_add(SHOWN);
    let counted = (asked.table.is_some() && !asked.target.is_empty())
        .then(|| lang.fill("records.counted_by", &[("target", &asked.target)]));
    Ok(Page(List {
        shell: Shell::new(&app, &visit, lang.t("records.title")),
        query: query(&asked),
        lead: lang.fill("records.found", &[("count", &all.to_string())]),
        counted,
        kinds,
        projects,
        states: [
            ("yes", "records.accepted_yes"),
            ("no", "records.accepted_no"),
            ("waiting", "records.accepted_waiting"),
        ],
        lines,
        drafts,
        may_write: visit.may("records.write"),
        // Beyond the end, the page before is the last one there is.
        before: (asked.from > 0).then(|| asked.from.min(all.div_ceil(SHOWN) * SHOWN).saturating_sub(SHOWN)),
        next: (all > next).then_some(next),
        asked,
    }))
}
