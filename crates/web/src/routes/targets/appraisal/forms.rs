//! The forms of a table: as xlsx, for print on A4, issued and kept as they were.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use store::{FormIssue, Store};
use targets::appraisal::{self, Form as TableForm};
use targets::forms;

use super::{months_name, refused};
use crate::access::table::{Need, Routes};
use crate::appraised::{Appraised, MonitoredMonths};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::JudgedTables;
use crate::routes::evidence::fact;
use crate::routes::targets::{PrintedRow, printed_rows};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these pages and the act of issuing.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/targets/{id}/form/{form}/form.xlsx", Need::May("targets.read"), download)
        .get("/targets/{id}/form/{form}/print", Need::May("targets.read"), print)
        .post("/targets/{id}/form/{form}/issue", Need::May("targets.submit"), issue)
        .get("/targets/{id}/issued", Need::May("targets.read"), list)
        .get("/targets/{id}/issued/{issue}", Need::May("targets.read"), issued)
}

/// A form by its key: one of the two kinds, or the department's summary under a rule set.
enum Wanted {
    Form(TableForm),
    Department(String),
}

impl Wanted {
    fn read(key: &str) -> Result<Self, Failure> {
        if let Some(rules) = key.strip_prefix("department:") {
            return Ok(Self::Department(rules.to_owned()));
        }
        key.parse().map(Self::Form).map_err(|()| Failure::NotFound)
    }

    fn name(&self, lang: Lang) -> String {
        match self {
            Self::Form(form) => form_name(lang, form),
            Self::Department(rules) => format!("{} {rules}", lang.t("appraisal.department")),
        }
    }
}

/// The name of a form: 绩效运行监控表 2024年1–8月.
fn form_name(lang: Lang, form: &TableForm) -> String {
    match form {
        TableForm::Monitoring(last) => format!("{} {}", lang.t("appraisal.monitoring_form"), months_name(lang, *last)),
        TableForm::SelfEvaluation(rules) => lang.fill("appraisal.scores_form_of", &[("rules", rules)]),
    }
}

/// The workbook of a form as it stands now.
fn bytes(
    tables: &JudgedTables,
    months: &MonitoredMonths,
    store: &Store,
    id: i64,
    wanted: &Wanted,
) -> Result<(Appraised, Vec<u8>), Failure> {
    let appraised = Appraised::load(tables, store, id)?;
    let workbook = match wanted {
        Wanted::Form(form @ TableForm::Monitoring(last)) => {
            let monitored = months.get(&appraised, *last)?;
            let lineage = &appraised.judged.row.lineage;
            let (remarks, answers) =
                store.read(|r| Ok((appraisal::remarks(r, lineage, form)?, appraisal::answers(r, lineage, form)?)))?;
            monitored.workbook(appraised.head(), &remarks, &answers)
        }
        Wanted::Form(TableForm::SelfEvaluation(rules)) => {
            let scored = appraised.scored(store, rules)?;
            let (overview, money) = (&appraised.judged.overview, &appraised.money);
            forms::self_evaluation(&scored.source(appraised.head(), overview, money))
        }
        Wanted::Department(rules) => {
            let scored = appraised.scored(store, rules)?;
            let (overview, money) = (&appraised.judged.overview, &appraised.money);
            forms::summary(&scored.source(appraised.head(), overview, money))
        }
    };
    let bytes = tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))?;
    Ok((appraised, bytes))
}

type Place = Path<(i64, String)>;

async fn download(State(app): State<AppState>, visit: Visit, Path((id, key)): Place) -> Result<Response, Failure> {
    let (tables, months, lang) = (app.judged.clone(), app.monitored.clone(), visit.lang);
    let wanted = Wanted::read(&key)?;
    let name = format!("{}.xlsx", wanted.name(lang));
    let (_, bytes) = app.run(move |store| bytes(&tables, &months, store, id, &wanted)).await?;
    Ok(crate::download::xlsx(&name, bytes))
}

/// A sheet of a form on the page.
struct Sheet {
    name: String,
    rows: Vec<PrintedRow>,
}

#[derive(Template)]
#[template(path = "appraisal/print.html")]
struct PrintPage {
    shell: Shell,
    id: i64,
    table: String,
    sheets: Vec<Sheet>,
    /// When it was issued and by whom, with its file; `None` for a form as it stands now.
    frozen: Option<Frozen>,
    file: String,
}

/// What is known of an issued form.
struct Frozen {
    who: String,
    at: String,
    note: String,
    digest: String,
    /// Whether the same form would look otherwise today.
    changed: bool,
    /// Facts published with it, those of the last batch with its file.
    facts: Vec<fact::Shown>,
    /// That batch.
    batch: Option<String>,
}

/// Most facts shown beside an issued form; all of them are on the page of the batch.
const FACTS: usize = 200;

fn sheets(appraised: &Appraised, bytes: &[u8]) -> Result<Vec<Sheet>, Failure> {
    let document = tabular::read("form.xlsx", bytes, &tabular::ReadOptions::default())
        .map_err(|refusal| Failure::internal(refusal.to_string()))?;
    let mut sheets = Vec::with_capacity(document.sheets.len());
    for sheet in &document.sheets {
        let mut rows = printed_rows(sheet, &appraised.judged.table);
        for cell in rows.iter_mut().flat_map(|row| &mut row.cells).filter(|cell| cell.class == "amount") {
            // The file holds a number; its separators are a matter of how it is shown.
            let text: String = cell.pieces.iter().map(|(text, _)| text.as_str()).collect();
            if let Ok(number) = text.parse::<domain::Scaled>() {
                cell.pieces = vec![(number.grouped(), false)];
            }
        }
        sheets.push(Sheet { name: sheet.name.clone(), rows });
    }
    Ok(sheets)
}

async fn print(State(app): State<AppState>, visit: Visit, Path((id, key)): Place) -> Result<Page<PrintPage>, Failure> {
    let (tables, months, lang) = (app.judged.clone(), app.monitored.clone(), visit.lang);
    let wanted = Wanted::read(&key)?;
    let title = wanted.name(lang);
    let (appraised, sheets) = app
        .run(move |store| {
            let (appraised, bytes) = bytes(&tables, &months, store, id, &wanted)?;
            let sheets = sheets(&appraised, &bytes)?;
            Ok::<_, Failure>((appraised, sheets))
        })
        .await?;
    Ok(Page(PrintPage {
        shell: Shell::new(&app, &visit, title),
        id,
        table: appraised.judged.row.title.clone(),
        sheets,
        frozen: None,
        file: format!("/targets/{id}/form/{}/form.xlsx", crate::links::encode(&key)),
    }))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Note {
    note: String,
}

async fn issue(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, key)): Place,
    Form(said): Form<Note>,
) -> Result<Response, Failure> {
    let Wanted::Form(form) = Wanted::read(&key)? else { return Err(Failure::NotFound) };
    let actor = visit.actor();
    let number = app
        .run(move |store| {
            let done = match &form {
                TableForm::Monitoring(last) => appraisal::issue_monitoring(store, actor, id, *last, &said.note),
                TableForm::SelfEvaluation(rules) => appraisal::issue_scores(store, actor, id, rules, &said.note),
            };
            done.map_err(refused)
        })
        .await?;
    Ok(Redirect::to(&format!("/targets/{id}/issued/{number}")).into_response())
}

struct IssuedLine {
    number: i64,
    name: String,
    who: String,
    at: String,
    note: String,
    digest: String,
}

#[derive(Template)]
#[template(path = "appraisal/issued.html")]
struct IssuedPage {
    shell: Shell,
    id: i64,
    table: String,
    lines: Vec<IssuedLine>,
}

async fn list(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<IssuedPage>, Failure> {
    let (tables, lang) = (app.judged.clone(), visit.lang);
    let (table, lines) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let mut lines = Vec::new();
            for issue in store.read(|r| r.form_issues(&judged.row.lineage))? {
                lines.push(IssuedLine {
                    number: issue.id,
                    name: issue.form.parse().map_or_else(|()| issue.form.clone(), |form| form_name(lang, &form)),
                    who: crate::people::name(store, &issue.actor)?,
                    at: crate::moment::minute(issue.at),
                    note: issue.note,
                    digest: issue.evidence.to_string(),
                });
            }
            Ok::<_, Failure>((judged.row.title.clone(), lines))
        })
        .await?;
    Ok(Page(IssuedPage { shell: Shell::new(&app, &visit, lang.t("appraisal.issued")), id, table, lines }))
}

async fn issued(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, number)): Path<(i64, i64)>,
) -> Result<Page<PrintPage>, Failure> {
    let (tables, months, lang) = (app.judged.clone(), app.monitored.clone(), visit.lang);
    let (appraised, issue, sheets, frozen) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let issues = store.read(|r| r.form_issues(&judged.row.lineage))?;
            let issue: FormIssue = issues.into_iter().find(|issue| issue.id == number).ok_or(Failure::NotFound)?;
            let kept = store.bytes(issue.evidence)?;
            let now = bytes(&tables, &months, store, id, &Wanted::read(&issue.form)?);
            let (appraised, now) = now?;
            let batch = store.read(|r| r.batches_from(issue.evidence))?.into_iter().next().map(|batch| batch.id);
            let mut facts = Vec::new();
            if let Some(batch) = batch {
                for fact in store.read(|r| r.facts_of_batch(batch, None, FACTS))? {
                    facts.push(fact::shown(store, lang, fact.id)?);
                }
            }
            let frozen = Frozen {
                facts,
                batch: batch.map(|batch| batch.to_string()),
                who: crate::people::name(store, &issue.actor)?,
                at: crate::moment::minute(issue.at),
                note: issue.note.clone(),
                digest: issue.evidence.to_string(),
                changed: store::digest_of(&now) != issue.evidence,
            };
            let sheets = sheets(&appraised, &kept)?;
            Ok::<_, Failure>((appraised, issue, sheets, frozen))
        })
        .await?;
    let name = issue.form.parse().map_or_else(|()| issue.form.clone(), |form| form_name(lang, &form));
    Ok(Page(PrintPage {
        shell: Shell::new(&app, &visit, name),
        id,
        table: appraised.judged.row.title.clone(),
        sheets,
        frozen: Some(frozen),
        file: format!("/files/{}", issue.evidence),
    }))
}
