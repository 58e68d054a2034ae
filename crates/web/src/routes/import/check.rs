//! Step 2: what was understood beside the original, cell by cell, with findings; step 3: commit as one batch.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use store::Act;
use tabular::{Document, ReadOptions};
use targets::model::{Finding, Severity, TargetTable};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::parts::marks::FindingTag;
use crate::routes::targets::{PrintedRow, printed_rows};
use crate::said::{self, Said};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page and its acts.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/import/{draft}", Need::May("targets.import"), show)
        .post("/import/{draft}/encoding", Need::May("targets.import"), encoding)
        .post("/import/{draft}/commit", Need::May("targets.import"), commit)
        .post("/import/{draft}/drop", Need::May("targets.import"), drop_draft)
}

/// A line of what was understood.
struct Understood {
    class: &'static str,
    id: String,
    name: String,
    value: String,
    place: String,
}

struct FindingLine {
    tag: FindingTag,
    message: Said,
    refs: String,
}

#[derive(Template)]
#[template(path = "import/check.html")]
struct Check {
    shell: Shell,
    draft: i64,
    name: String,
    encoding: String,
    encodings: Vec<&'static str>,
    counts: String,
    /// Whether a person has to say the year, because the file does not.
    asks_year: bool,
    warnings: Vec<Said>,
    sheets: Vec<(String, Vec<PrintedRow>)>,
    understood: Vec<Understood>,
    findings: Vec<FindingLine>,
}

const ENCODINGS: [&str; 4] = ["UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"];

/// A draft's file with the encoding a person chose.
fn open(store: &store::Store, draft: i64, user: domain::UserId) -> Result<(String, Vec<u8>, ReadOptions), Failure> {
    let draft = store.read(|r| r.draft(draft, user))?;
    if draft.kind != "targets" {
        return Err(Failure::NotFound);
    }
    let bytes = store.bytes(draft.digest)?;
    let chosen = draft.options.get("encoding").and_then(|e| e.as_str());
    let encoding = chosen.and_then(|name| name.parse().ok());
    Ok((draft.name, bytes, ReadOptions { encoding, ..ReadOptions::default() }))
}

async fn show(State(app): State<AppState>, visit: Visit, Path(draft): Path<i64>) -> Result<Page<Check>, Failure> {
    let (user, lang) = (visit.user_id(), visit.lang);
    let (name, document, table) = app
        .run(move |store| {
            let (name, bytes, options) = open(store, draft, user)?;
            let read = targets::read_and_check(&name, &bytes, &options);
            let (document, table) = read.map_err(|refusal| unusable(&refusal))?;
            Ok::<_, Failure>((name, document, table))
        })
        .await?;
    let clauses: usize = table.projects.iter().map(|p| p.goal_clauses.len()).sum();
    let indicators: usize = table.projects.iter().map(|p| p.indicators.len()).sum();
    let values = [
        ("projects", table.projects.len().to_string()),
        ("clauses", clauses.to_string()),
        ("indicators", indicators.to_string()),
        ("targets", table.targets.len().to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let shell = Shell::new(&app, &visit, lang.t("import.check_title"));
    Ok(Page(Check {
        shell,
        draft,
        name,
        encoding: document.encoding.clone().unwrap_or_default(),
        encodings: ENCODINGS.to_vec(),
        counts: lang.fill("import.counts", &values),
        asks_year: table.document.year.is_none(),
        warnings: document.warnings.iter().map(|warning| said::warning(lang, warning)).collect(),
        sheets: original(&document, &table),
        understood: understood(&table),
        findings: table.findings.iter().map(|finding| line(lang, finding)).collect(),
    }))
}

fn unusable(refusal: &targets::Refusal) -> Failure {
    Failure::unusable(refusal.code, refusal.message.clone(), refusal.hint.clone())
}

fn original(document: &Document, table: &TargetTable) -> Vec<(String, Vec<PrintedRow>)> {
    document.sheets.iter().map(|sheet| (sheet.name.clone(), printed_rows(sheet, table))).collect()
}

fn line(lang: crate::i18n::Lang, finding: &Finding) -> FindingLine {
    let level = match finding.severity {
        Severity::Error => "must",
        Severity::Warn => "explain",
        Severity::Info => "note",
    };
    FindingLine {
        tag: FindingTag::new(lang, level, ""),
        message: said::finding(lang, finding),
        refs: finding.refs.join("、"),
    }
}

fn understood(table: &TargetTable) -> Vec<Understood> {
    let mut lines = Vec::new();
    let place = |source: &Option<targets::model::Place>| source.as_ref().map(|p| p.cell.clone()).unwrap_or_default();
    for project in &table.projects {
        let amounts = project.amounts.iter().map(|a| format!("{} {}", a.item, a.value.as_deref().unwrap_or("—")));
        lines.push(Understood {
            class: "group",
            id: project.id.clone(),
            name: project.name.clone(),
            value: amounts.collect::<Vec<_>>().join(" · "),
            place: place(&project.source),
        });
        for clause in &project.goal_clauses {
            let (id, name) = (clause.id.clone(), clause.text.clone());
            lines.push(Understood { class: "", value: promises(table, &id), place: place(&clause.source), id, name });
        }
        for indicator in &project.indicators {
            let level = indicator.level2_code.clone().unwrap_or_else(|| indicator.level2.clone());
            let value = indicator.target_annual.clone().or_else(|| indicator.target.clone()).unwrap_or_default();
            let promises = promises(table, &indicator.id);
            lines.push(Understood {
                class: "",
                id: indicator.id.clone(),
                name: format!("{level} {}", indicator.name),
                value: if promises.is_empty() { value } else { format!("{value} → {promises}") },
                place: place(&indicator.source),
            });
        }
    }
    lines
}

/// The targets of an indicator or clause, as judged.
fn promises(table: &TargetTable, id: &str) -> String {
    let targets = table.targets.iter().filter(|target| target.of == id);
    let text = targets.map(|t| {
        let op = serde_json::to_value(t.op).ok().and_then(|op| op.as_str().map(str::to_owned)).unwrap_or_default();
        format!("{op} {} {}", t.num.as_deref().unwrap_or_default(), t.unit.as_deref().unwrap_or_default())
    });
    text.collect::<Vec<_>>().join("；")
}

#[derive(Debug, serde::Deserialize)]
struct Encoding {
    encoding: String,
}

async fn encoding(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Form(form): Form<Encoding>,
) -> Result<Response, Failure> {
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "targets.draft_encoding", format!("draft:{draft}"));
    let options = json!({ "encoding": form.encoding });
    app.run(move |store| store.write(&act, |w| w.set_draft_options(draft, user, &options))).await?;
    Ok(Redirect::to(&format!("/import/{draft}")).into_response())
}

#[derive(serde::Deserialize)]
struct Commit {
    #[serde(default)]
    year: String,
}

async fn commit(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Form(form): Form<Commit>,
) -> Result<Response, Failure> {
    let year = match form.year.trim() {
        "" => None,
        text => match text.parse::<i16>() {
            Ok(year) if (2000..2100).contains(&year) => Some(year),
            _ => {
                let (what, how) = (visit.lang.t("import.year_wrong"), visit.lang.t("import.year_how"));
                return Err(Failure::unusable("year", what.to_owned(), how.to_owned()));
            }
        },
    };
    let (user, actor) = (visit.user_id(), visit.actor());
    let done = app
        .run(move |store| {
            let (name, bytes, options) = open(store, draft, user)?;
            let done = targets::import::import(store, actor.clone(), &name, &bytes, &options, year);
            let done = done.map_err(|error| match error {
                targets::import::ImportError::Refused(refusal) => unusable(&refusal),
                targets::import::ImportError::Store(error) => error.into(),
                targets::import::ImportError::Json(error) => Failure::internal(error.to_string()),
            })?;
            store.write(&Act::new(actor, "targets.draft_done", format!("draft:{draft}")), |w| {
                w.drop_draft(draft, user)
            })?;
            Ok::<_, Failure>(done)
        })
        .await?;
    Ok(Redirect::to(&format!("/targets/{}", done.table)).into_response())
}

async fn drop_draft(State(app): State<AppState>, visit: Visit, Path(draft): Path<i64>) -> Result<Response, Failure> {
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "targets.draft_drop", format!("draft:{draft}"));
    app.run(move |store| store.write(&act, |w| w.drop_draft(draft, user))).await?;
    Ok(Redirect::to("/import").into_response())
}
