//! 指标分值: what the indicators of a table are worth under a rule set, entered block by block, added up before they are
//! kept, and taken out as a sheet.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Scaled;
use targets::appraisal::weighing::{self, WeightFault, blocks, faults, holding, left_over};
use targets::appraisal::{AppraisalError, Selfscored, weights_file};
use targets::scoring::{EnteredOf, Scored};

use super::scores::{Choice, choices, token};
use super::{key, refused};
use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::parts::form::Complaint;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Projects on one page.
const PROJECTS: usize = 20;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    let path = "/targets/{id}/weights/{rules}";
    routes.get(path, Need::May("targets.read"), show).post(path, Need::May("targets.explain"), save).get(
        "/targets/{id}/weights/{rules}/form.xlsx",
        Need::May("targets.read"),
        download,
    )
}

struct WeightRow {
    id: String,
    name: String,
    level2: String,
    stated: String,
    now: Figure,
    /// Key of where the points in use come from.
    from: String,
    /// Who entered them and when.
    by: String,
    typed: String,
    /// Whether a complaint is about it.
    bad: bool,
}

struct WeightBlock {
    name: String,
    /// What they must add up to, in points.
    points: String,
    /// What is typed adds up to.
    sum: String,
    /// Key of the words that say whether that is right: `whole`, `none`, `off`.
    verdict: &'static str,
    rows: Vec<WeightRow>,
}

struct WeightProject {
    id: String,
    name: String,
    blocks: Vec<WeightBlock>,
}

struct LeftOver {
    row: String,
    name: String,
    points: String,
    who: String,
    at: String,
}

#[derive(Template)]
#[template(path = "appraisal/weights.html")]
struct WeightsPage {
    shell: Shell,
    id: i64,
    table: String,
    rules: String,
    set: String,
    choices: Vec<Choice>,
    seen: i64,
    page: usize,
    projects: Vec<WeightProject>,
    earlier: Option<usize>,
    later: Option<usize>,
    left_over: Vec<LeftOver>,
    complaints: Vec<Complaint>,
    /// Sums were asked for and nothing is wrong.
    checked: bool,
    saved: bool,
    may_say: bool,
}

#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
struct Asked {
    page: usize,
    saved: String,
}

type Place = Path<(i64, String)>;
/// What is typed, by indicator.
type Typed = BTreeMap<String, String>;

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules)): Place,
    Query(asked): Query<Asked>,
) -> Result<Page<WeightsPage>, Failure> {
    page(&app, &visit, id, rules, asked, None).await
}

/// What came with a form that is shown again.
struct Again {
    typed: Typed,
    complaints: Vec<Complaint>,
    seen: i64,
    /// Somebody else was faster: the form goes on from what stands now.
    moved_on: bool,
}

async fn save(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, rules)): Place,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let text = |name: &str| fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let (asked, seen) = (Asked { page: text("page").parse().unwrap_or(0), ..Asked::default() }, text("seen").parse());
    let seen: i64 =
        seen.map_err(|_| Failure::unusable("appraisal.weights", lang.t("errors.form_expired_message"), ""))?;
    let mut typed = Typed::new();
    let mut points: Vec<(String, Option<Scaled>)> = Vec::new();
    let mut complaints = Vec::new();
    for (name, value) in &fields {
        let Some(row) = name.strip_prefix("w-") else { continue };
        let value = value.trim();
        typed.insert(row.to_owned(), value.to_owned());
        match value.parse::<Scaled>() {
            _ if value.is_empty() => points.push((row.to_owned(), None)),
            Ok(number) => points.push((row.to_owned(), Some(number))),
            Err(_) => complaints.push(complaint(lang, &WeightFault::Number { row: row.to_owned() })),
        }
    }
    let mut again = Again { typed, complaints, seen, moved_on: false };
    if again.complaints.is_empty() && text("do") == "check" {
        again.complaints = check(&app, id, &rules, points, lang).await?;
        return Ok(page(&app, &visit, id, rules, asked, Some(again)).await?.into_response());
    }
    if again.complaints.is_empty() {
        let (actor, set) = (visit.actor(), rules.clone());
        let done = app
            .run(move |store| Ok::<_, Failure>(weighing::weigh(store, actor, id, &set, &points, Some(seen))))
            .await?;
        match done {
            Ok(_) => {
                let address = format!("/targets/{id}/weights/{rules}?page={}&saved=yes", asked.page);
                return Ok(Redirect::to(&address).into_response());
            }
            Err(AppraisalError::Weights(found)) => {
                again.complaints = found.iter().map(|fault| complaint(lang, fault)).collect();
            }
            Err(AppraisalError::Store(store::StoreError::Refused { code: "store.moved_on", .. })) => {
                again.complaints = vec![Complaint::new("save", lang.t("appraisal.weights_moved_on"))];
                again.moved_on = true;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    Ok(page(&app, &visit, id, rules, asked, Some(again)).await?.into_response())
}

/// What would be wrong with some points if they were kept.
async fn check(
    app: &AppState,
    id: i64,
    rules: &str,
    points: Vec<(String, Option<Scaled>)>,
    lang: Lang,
) -> Result<Vec<Complaint>, Failure> {
    let (tables, rules) = (app.judged.clone(), rules.to_owned());
    app.run(move |store| {
        let judged = tables.get(store, id)?;
        let set = targets::appraisal::rule_set(store, &rules, judged.row.year)?;
        let mut entered = EnteredOf::new();
        for (row, points) in points {
            points.map(|points| entered.insert(row, points));
        }
        let mut found = Vec::new();
        for project in &judged.table.projects {
            found.extend(faults(&set, project, &entered).iter().map(|fault| complaint(lang, fault)));
        }
        Ok::<_, Failure>(found)
    })
    .await
}

fn complaint(lang: Lang, fault: &WeightFault) -> Complaint {
    let text = match fault {
        WeightFault::Number { row } => lang.fill("appraisal.weight_number", &[("row", row)]),
        WeightFault::Blank { row, block } => lang.fill("appraisal.weight_blank", &[("row", row), ("block", block)]),
        WeightFault::Sum { row, block, sum, points } => {
            let project = row.split('.').next().unwrap_or_default();
            let points = points.to_string();
            let values = [("project", project), ("block", block), ("sum", sum), ("points", &points)];
            lang.fill("appraisal.weight_sum", &values)
        }
    };
    Complaint::new(format!("w-{}", fault.row()), text)
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    rules: String,
    asked: Asked,
    again: Option<Again>,
) -> Result<Page<WeightsPage>, Failure> {
    let (tables, set, lang) = (app.judged.clone(), rules.clone(), visit.lang);
    let (appraised, scored, choices, left_over, newest, names) = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let scored = appraised.scored(store, &set)?;
            let choices = choices(store, &appraised, &set).0;
            let mut gone = Vec::new();
            for (row, entry) in left_over(&appraised.judged.table, &scored.weighed) {
                gone.push(LeftOver {
                    row: row.to_owned(),
                    name: entry.value.name.clone(),
                    points: entry.value.points.map(|points| points.to_string()).unwrap_or_default(),
                    who: crate::people::name(store, &entry.actor)?,
                    at: crate::moment::minute(entry.at),
                });
            }
            let versions = store.read(|r| r.target_table_versions(&appraised.judged.row.lineage))?;
            let newest = versions.first().is_some_and(|newest| newest.id == id);
            let mut names: BTreeMap<String, String> = BTreeMap::new();
            for entry in scored.weighed.values() {
                if !names.contains_key(&entry.actor) {
                    names.insert(entry.actor.clone(), crate::people::name(store, &entry.actor)?);
                }
            }
            Ok::<_, Failure>((appraised, scored, choices, gone, newest, names))
        })
        .await?;
    let all = &appraised.judged.table.projects;
    let from = asked.page.saturating_mul(PROJECTS).min(all.len());
    let last = scored.weighed.values().map(|entry| entry.order).max().unwrap_or(0);
    let mut projects = Vec::new();
    for (project, one) in all.iter().zip(&scored.scored).skip(from).take(PROJECTS) {
        let own = project_part(lang, &appraised, &scored, (project, one), again.as_ref(), &names);
        projects.push(own);
    }
    let seen = again.as_ref().filter(|again| !again.moved_on).map_or(last, |again| again.seen);
    let checked = again.as_ref().is_some_and(|again| again.complaints.is_empty());
    Ok(Page(WeightsPage {
        shell: Shell::new(app, visit, lang.t("appraisal.weights")),
        id,
        table: appraised.judged.row.title.clone(),
        set: format!("{}（{}）", scored.rules.name, scored.rules.label()),
        rules,
        choices,
        seen,
        page: asked.page,
        projects,
        earlier: asked.page.checked_sub(1),
        later: (from + PROJECTS < all.len()).then(|| asked.page + 1),
        left_over,
        complaints: again.map(|again| again.complaints).unwrap_or_default(),
        checked,
        saved: !asked.saved.is_empty(),
        may_say: newest && visit.may("targets.explain"),
    }))
}

fn project_part(
    lang: Lang,
    appraised: &Appraised,
    scored: &Selfscored,
    (project, one): (&targets::model::Project, &Scored),
    again: Option<&Again>,
    names: &BTreeMap<String, String>,
) -> WeightProject {
    let mut entered = holding(&appraised.judged.table, &scored.weighed);
    if let Some(again) = again {
        // Sums are shown of what is typed.
        for (row, text) in &again.typed {
            entered.remove(row);
            if let Ok(points) = text.parse() {
                entered.insert(row.clone(), points);
            }
        }
    }
    let mut parts = Vec::new();
    for block in blocks(&scored.rules, project, &entered) {
        let mut rows = Vec::new();
        for row in &block.rows {
            let lines: Vec<_> = one.lines.iter().filter(|line| line.indicator == row.id).collect();
            let sum: i64 = lines.iter().map(|line| line.weight.mantissa).sum();
            let mut now = Figure::number(lang, Scaled::new(sum, 2));
            if let Some(first) = lines.first() {
                now = now.evidence(&token(appraised, scored, &first.id).to_string());
            }
            let by = scored.weighed.get(row.id).filter(|entry| entry.value.points.is_some());
            let by = by.map(|entry| {
                let name = names.get(&entry.actor).map_or(entry.actor.as_str(), String::as_str);
                format!("{name} {}", crate::moment::minute(entry.at))
            });
            let kept = || row.entered.map(|points| points.to_string()).unwrap_or_default();
            let field = format!("w-{}", row.id);
            rows.push(WeightRow {
                id: row.id.to_owned(),
                name: row.name.to_owned(),
                level2: row.level2.to_owned(),
                stated: row.stated.unwrap_or_default().to_owned(),
                now,
                from: lines.first().map(|line| key(&line.weight_from)).unwrap_or_else(|| "equal".to_owned()),
                by: by.unwrap_or_default(),
                typed: again.and_then(|again| again.typed.get(row.id).cloned()).unwrap_or_else(kept),
                bad: again.is_some_and(|again| again.complaints.iter().any(|complaint| complaint.field == field)),
            });
        }
        parts.push(WeightBlock {
            name: block.name.to_owned(),
            points: block.points.to_string(),
            sum: block.sum.map_or_else(|| "—".to_owned(), |sum| sum.to_string()),
            verdict: match (block.whole, block.sum) {
                (true, _) => "whole",
                (false, None) => "none",
                (false, Some(_)) => "off",
            },
            rows,
        });
    }
    WeightProject { id: project.id.clone(), name: project.name.clone(), blocks: parts }
}

async fn download(State(app): State<AppState>, visit: Visit, Path((id, rules)): Place) -> Result<Response, Failure> {
    let (tables, lang, set) = (app.judged.clone(), visit.lang, rules.clone());
    let bytes = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let scored = appraised.scored(store, &set)?;
            let workbook = weights_file::workbook(&scored.rules, &appraised.judged.table, &scored.weighed);
            tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{} {rules}.xlsx", lang.t("appraisal.weights")), bytes))
}
