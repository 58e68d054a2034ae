//! Step 3: what is wrong and where, how to mend it; the faulty rows as a workbook that imports again.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use collect::{Plan, Problem, Reading};

use super::{Opened, Steps};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Problems shown one by one; the workbook holds all.
const SHOWN: usize = 300;

/// Registers this page and its download.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/import/facts/{draft}/check", Need::May("collect.import"), show).get(
        "/import/facts/{draft}/errors.xlsx",
        Need::May("collect.import"),
        errors,
    )
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    only: String,
}

struct Line {
    error: bool,
    row: String,
    /// Where its cell can be seen.
    cell: Option<String>,
    column: String,
    seen: String,
    message: String,
    mend: String,
    suggestion: String,
}

#[derive(Template)]
#[template(path = "import/facts/check.html")]
struct Check {
    shell: Shell,
    draft: i64,
    name: String,
    steps: Steps,
    counts: String,
    summary: String,
    fatal: bool,
    errors: usize,
    only: String,
    lines: Vec<Line>,
    left: Option<String>,
    kinds: Vec<String>,
    understood: Vec<String>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Page<Check>, Failure> {
    let (user, lang) = (visit.user_id(), visit.lang);
    let (opened, reading, plan) = app
        .run(move |store| {
            let opened = Opened::draft(store, draft, user)?;
            let reading = opened.reading(store)?;
            let plan = store.read(|r| collect::plan(r, &opened.registry, &reading))?;
            Ok::<_, Failure>((opened, reading, plan))
        })
        .await?;
    let counts = plan.counts;
    let mut lines = Vec::new();
    let (errors, warnings) = (asked.only != "warnings", asked.only != "errors");
    for problem in reading.problems.iter().filter(|_| errors) {
        lines.push(line(lang, draft, &reading.sheets, problem, true));
    }
    for problem in plan.warnings.iter().filter(|_| warnings) {
        lines.push(line(lang, draft, &reading.sheets, problem, false));
    }
    let left = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    let fatal = reading.has_fatal();
    let key = match (fatal, counts.errors) {
        (true, _) => "facts.says_fatal",
        (false, 0) => "facts.says_good",
        (false, _) => "facts.says_errors",
    };
    let values = [
        ("rows", counts.rows),
        ("good", counts.good_rows),
        ("bad", counts.faulty_rows),
        ("errors", counts.errors),
        ("warnings", counts.warnings),
    ];
    let values: Vec<(&str, String)> = values.iter().map(|(key, count)| (*key, count.to_string())).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    Ok(Page(Check {
        shell: Shell::new(&app, &visit, lang.t("facts.check_title")),
        draft,
        name: opened.name.clone(),
        steps: Steps::new(lang, draft, 2),
        counts: lang.fill("facts.counts", &values),
        summary: lang.fill(key, &values),
        fatal,
        errors: reading.problems.iter().filter(|problem| !problem.fatal).count(),
        only: asked.only,
        lines,
        kinds: kinds(lang, &reading, &plan),
        left: (left > 0).then(|| lang.fill("facts.left", &[("count", &left.to_string())])),
        understood: reading.sheets.iter().flat_map(|s| &s.columns).filter_map(|c| c.conversion.clone()).collect(),
    }))
}

fn line(lang: Lang, draft: i64, sheets: &[collect::SheetReading], problem: &Problem, error: bool) -> Line {
    let named = sheets.len() > 1;
    let sheet = sheets.iter().find(|sheet| sheet.sheet == problem.sheet);
    let letter = sheet.map(|sheet| sheet.locator(problem.row, problem.column.max(1))).unwrap_or_default();
    let letter = letter.rsplit_once('!').map(|(_, cell)| cell.trim_end_matches(|c: char| c.is_ascii_digit()));
    let column = match (problem.column, letter) {
        (0, _) => String::new(),
        (_, Some(letter)) => format!("{letter} {}", problem.heading),
        (column, None) => format!("{column} {}", problem.heading),
    };
    // What a place is told is Chinese, like the file; in English its kind is said, beside the value.
    let words = lang == Lang::Zh;
    Line {
        error,
        cell: (problem.row > 0).then(|| super::cell::address(draft, problem.sheet, problem.row, problem.column.max(1))),
        row: match (problem.row, sheet) {
            (0, _) => String::new(),
            (row, Some(sheet)) if named => format!("{} {row}", sheet.name),
            (row, _) => row.to_string(),
        },
        column,
        seen: problem.seen.clone(),
        message: if words { problem.message.clone() } else { kind(lang, problem.code) },
        mend: if words { problem.mend.clone() } else { String::new() },
        suggestion: problem.suggestion.clone().unwrap_or_default(),
    }
}

/// What sort of problem a code names.
fn kind(lang: Lang, code: &str) -> String {
    lang.find(&format!("facts.problem_{code}")).unwrap_or(code).to_owned()
}

/// How many problems there are of each sort, most first.
fn kinds(lang: Lang, reading: &Reading, plan: &Plan) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in reading.problems.iter().chain(&plan.warnings) {
        *counts.entry(problem.code).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    counts.into_iter().map(|(code, count)| format!("{} × {count}", kind(lang, code))).collect()
}

async fn errors(State(app): State<AppState>, visit: Visit, Path(draft): Path<i64>) -> Result<Response, Failure> {
    let user = visit.user_id();
    let (name, bytes) = app
        .run(move |store| {
            let opened = Opened::draft(store, draft, user)?;
            let workbook =
                collect::error_workbook(&opened.document, &opened.reading(store)?).ok_or(Failure::NotFound)?;
            let bytes = tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))?;
            Ok::<_, Failure>((opened.name, bytes))
        })
        .await?;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    Ok(crate::download::xlsx(&format!("{stem}-{}.xlsx", visit.lang.t("facts.error_rows")), bytes))
}
