//! Step 2: what each column means, proposed by its heading and by what was chosen before; period and unit.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::{ReadOptions, Role, SheetChoice, SheetReading};
use domain::{MetricKind, SubjectKind, Unit};
use serde_json::json;
use store::Act;

use super::{Opened, Steps};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::form::Complaint;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Columns of a sheet that can be given a meaning here; those beyond keep what their headings say.
const SHOWN: usize = 200;
/// Cells shown of a column.
const SAMPLES: usize = 3;

/// Registers this page and its acts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/import/facts/{draft}", Need::May("collect.import"), show)
        .post("/import/facts/{draft}", Need::May("collect.import"), save)
        .post("/import/facts/{draft}/drop", Need::May("collect.import"), drop_draft)
}

struct ColumnView {
    number: u32,
    letter: String,
    heading: String,
    samples: String,
    word: String,
    unit: String,
    conversion: String,
}

struct SheetView {
    number: u32,
    name: String,
    used: bool,
    header: u32,
    kind: String,
    columns: Vec<ColumnView>,
    beyond: bool,
}

#[derive(Template)]
#[template(path = "import/facts/columns.html")]
struct Columns {
    shell: Shell,
    draft: i64,
    name: String,
    steps: Steps,
    warnings: Vec<String>,
    encoding: String,
    encodings: [&'static str; 4],
    period: String,
    unit: String,
    units: [&'static str; 5],
    kinds: Vec<(String, String)>,
    metrics: Vec<(String, Vec<String>)>,
    sheets: Vec<SheetView>,
    complaints: Vec<Complaint>,
}

const ENCODINGS: [&str; 4] = ["UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"];
const UNITS: [&str; 5] = ["元", "千元", "万元", "百万元", "亿元"];

async fn show(State(app): State<AppState>, visit: Visit, Path(draft): Path<i64>) -> Result<Page<Columns>, Failure> {
    let user = visit.user_id();
    let opened = app.run(move |store| Opened::draft(store, draft, user)).await?;
    Ok(Page(page(&app, &visit, draft, &opened, Vec::new())))
}

fn page(app: &AppState, visit: &Visit, draft: i64, opened: &Opened, complaints: Vec<Complaint>) -> Columns {
    let lang = visit.lang;
    let mut metrics: Vec<(String, Vec<String>)> = Vec::new();
    let mut kinds = Vec::new();
    for (kind, _) in collect::kinds() {
        let label = lang.t(&format!("facts.kind_{kind}")).to_owned();
        let named = opened.registry.metrics().iter().filter(|metric| metric.subject == kind);
        metrics.push((label.clone(), named.map(|metric| metric.name.clone()).collect()));
        kinds.push((kind.to_string(), label));
    }
    let proposed = collect::propose(&opened.document, &opened.registry, &opened.kept.read);
    let read = &opened.kept.read;
    Columns {
        shell: Shell::new(app, visit, lang.t("facts.columns_title")),
        draft,
        name: opened.name.clone(),
        steps: Steps::new(lang, draft, 1),
        warnings: opened.document.warnings.iter().map(|warning| warning.message.clone()).collect(),
        encoding: opened.document.encoding.clone().unwrap_or_default(),
        encodings: ENCODINGS,
        period: read.period.map(|period| period.to_string()).unwrap_or_default(),
        unit: read.unit.as_ref().map(ToString::to_string).unwrap_or_default(),
        units: UNITS,
        kinds,
        metrics,
        sheets: proposed.iter().map(|sheet| sheet_view(opened, sheet)).collect(),
        complaints,
    }
}

fn sheet_view(opened: &Opened, sheet: &SheetReading) -> SheetView {
    let choice = opened.kept.read.sheets.get(&sheet.sheet);
    let mut columns = Vec::new();
    for column in sheet.columns.iter().filter(|column| !column.heading.is_empty()).take(SHOWN) {
        let unit = match &column.role {
            Role::Metric { unit: Some(unit), .. } => unit.to_string(),
            _ => String::new(),
        };
        let place = sheet.locator(sheet.header, column.column);
        let letter = place.rsplit_once('!').map(|(_, cell)| cell.trim_end_matches(|c: char| c.is_ascii_digit()));
        columns.push(ColumnView {
            number: column.column,
            letter: letter.map_or_else(|| column.column.to_string(), str::to_owned),
            heading: column.heading.clone(),
            samples: samples(opened, sheet, column.column),
            word: word(opened, &column.role),
            unit,
            conversion: column.conversion.clone().unwrap_or_default(),
        });
    }
    SheetView {
        number: sheet.sheet,
        name: sheet.name.clone(),
        used: !choice.is_some_and(|choice| choice.skip),
        header: sheet.header,
        kind: kind_of(opened, sheet).to_string(),
        beyond: sheet.columns.len() > SHOWN,
        columns,
    }
}

/// The kind of subject its columns speak of; firms when they do not say.
fn kind_of(opened: &Opened, sheet: &SheetReading) -> SubjectKind {
    for column in &sheet.columns {
        if let Role::Key { kind, .. } | Role::Name { kind } = &column.role {
            return kind.clone();
        }
    }
    let metric = sheet.columns.iter().find_map(|column| match &column.role {
        Role::Metric { metric, .. } => opened.registry.metric(*metric),
        _ => None,
    });
    metric.map_or_else(|| SubjectKind::new("firm"), |metric| metric.subject.clone())
}

/// A role as the form calls it.
fn word(opened: &Opened, role: &Role) -> String {
    match role {
        Role::Key { .. } => "key".to_owned(),
        Role::Name { .. } => "name".to_owned(),
        Role::Period => "period".to_owned(),
        Role::Metric { metric, .. } => opened.registry.metric(*metric).map(|m| m.name.clone()).unwrap_or_default(),
        Role::Ignored { .. } => "-".to_owned(),
    }
}

fn samples(opened: &Opened, sheet: &SheetReading, column: u32) -> String {
    let Some(source) = opened.document.sheets.get(sheet.sheet as usize) else { return String::new() };
    let below = source.rows.iter().filter(|row| row.number > sheet.header);
    let cells = below.filter_map(|row| row.cells.iter().find(|cell| cell.column == column));
    let texts = cells.map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
    texts.take(SAMPLES).map(|text| text.chars().take(24).collect()).collect::<Vec<String>>().join(" · ")
}

async fn save(
    State(app): State<AppState>,
    visit: Visit,
    Path(draft): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (user, lang) = (visit.user_id(), visit.lang);
    let said: BTreeMap<String, String> = fields.into_iter().collect();
    let act = Act::new(visit.actor(), "collect.columns", format!("draft:{draft}"));
    let (opened, complaints, stay) = app
        .run(move |store| {
            let mut opened = Opened::draft(store, draft, user)?;
            let (chosen, stay) = choices(&opened, &said);
            let mut complaints = Vec::new();
            let period = said.get("period").map_or("", |text| text.trim());
            let read_period = collect::read_period(period);
            if !period.is_empty() && read_period.is_none() {
                complaints.push(Complaint::new("period", lang.fill("facts.not_a_period", &[("said", period)])));
            }
            let unit = said.get("unit").map_or("", |text| text.trim());
            let unit = (!unit.is_empty()).then(|| Unit::named(unit));
            let encoding = said.get("encoding").filter(|name| ENCODINGS.contains(&name.as_str())).cloned();
            let reread = encoding.is_some() && encoding != opened.document.encoding;
            if encoding.is_some() {
                opened.kept.encoding = encoding;
            }
            // Other letters make other headings: what was said of the old ones means nothing now.
            let sheets = if reread { BTreeMap::new() } else { chosen };
            opened.kept.read = ReadOptions { period: read_period, unit, sheets };
            if complaints.is_empty() {
                let sheets = collect::propose(&opened.document, &opened.registry, &opened.kept.read);
                store.write(&act, |w| {
                    w.set_draft_options(draft, user, &json!(opened.kept))?;
                    if stay || reread { Ok(()) } else { collect::remember(w, &sheets, &opened.kept.read) }
                })?;
            }
            Ok::<_, Failure>((opened, complaints, stay || reread))
        })
        .await?;
    if !complaints.is_empty() {
        return Ok(Page(page(&app, &visit, draft, &opened, complaints)).into_response());
    }
    let next = if stay { format!("/import/facts/{draft}") } else { format!("/import/facts/{draft}/check") };
    Ok(Redirect::to(&next).into_response())
}

/// What the form says of each sheet; whether a header row was moved, so that the columns have to be looked at again.
fn choices(opened: &Opened, said: &BTreeMap<String, String>) -> (BTreeMap<u32, SheetChoice>, bool) {
    let mut chosen = BTreeMap::new();
    let mut moved = false;
    for sheet in collect::propose(&opened.document, &opened.registry, &opened.kept.read) {
        let number = sheet.sheet;
        let get = |name: &str| said.get(&format!("{name}-{number}")).map(|text| text.trim());
        let mut choice =
            SheetChoice { skip: get("use").is_none(), header: Some(sheet.header), ..SheetChoice::default() };
        let header = get("header").and_then(|text| text.parse::<u32>().ok()).filter(|row| *row > 0);
        if header.is_some_and(|header| header != sheet.header) {
            choice.header = header;
            moved = true;
        } else {
            choice.columns = columns(opened, said, &sheet, get("kind").unwrap_or("firm"));
        }
        chosen.insert(number, choice);
    }
    (chosen, moved)
}

/// The meanings that differ from what the headings say themselves.
fn columns(opened: &Opened, said: &BTreeMap<String, String>, sheet: &SheetReading, kind: &str) -> BTreeMap<u32, Role> {
    let kind = SubjectKind::new(kind);
    let mut plain = ReadOptions { unit: opened.kept.read.unit.clone(), ..ReadOptions::default() };
    let header = SheetChoice { header: Some(sheet.header), ..SheetChoice::default() };
    plain.sheets.insert(sheet.sheet, header);
    let plain = collect::propose(&opened.document, &opened.registry, &plain);
    let plain = plain.into_iter().find(|other| other.sheet == sheet.sheet);
    let mut chosen = BTreeMap::new();
    for column in plain.iter().flat_map(|sheet| &sheet.columns) {
        let field = |name: &str| said.get(&format!("{name}-{}-{}", sheet.sheet, column.column)).map(|t| t.trim());
        let Some(word) = field("col") else { continue };
        let unit = field("unit").filter(|unit| !unit.is_empty()).map(Unit::named);
        let Some(mut role) = Role::chosen(word, &kind, unit, &opened.registry) else { continue };
        if let Role::Metric { metric, unit } = &mut role
            && !opened.registry.metric(*metric).is_some_and(|m| matches!(m.kind, MetricKind::Number { .. }))
        {
            *unit = None;
        }
        let same = match (&role, &column.role) {
            (Role::Ignored { .. }, Role::Ignored { .. }) => true,
            (role, own) => role == own,
        };
        if !same {
            chosen.insert(column.column, role);
        }
    }
    chosen
}

async fn drop_draft(State(app): State<AppState>, visit: Visit, Path(draft): Path<i64>) -> Result<Response, Failure> {
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "collect.draft_drop", format!("draft:{draft}"));
    app.run(move |store| {
        Opened::draft(store, draft, user)?;
        Ok::<_, Failure>(store.write(&act, |w| w.drop_draft(draft, user))?)
    })
    .await?;
    Ok(Redirect::to("/import").into_response())
}

/// The name of a language's text for a kind of subject; the kind itself where there is none.
pub(in crate::routes) fn kind_label(lang: Lang, kind: &SubjectKind) -> String {
    lang.find(&format!("facts.kind_{kind}")).map_or_else(|| kind.to_string(), str::to_owned)
}
