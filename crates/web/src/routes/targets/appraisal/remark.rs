//! Saying something of a project or a line in monitoring: reasons, likelihood, measures, who answers by when; and the
//! answer.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Period;
use targets::appraisal::{self, Form as TableForm, Remark};

use super::monitoring::{address, word};
use super::rows::{MonitoringRow, Voices, rows};
use super::{months_name, refused};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::parts::form::Complaint;
use crate::parts::marks::State;
use crate::people::Answering;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    let path = "/targets/{id}/monitoring/{month}/{row}";
    let need = Need::May("targets.explain");
    routes.get(path, need, show).post(path, need, say).post(
        "/targets/{id}/monitoring/{month}/{row}/answer",
        need,
        answer,
    )
}

/// A word with whether it is chosen.
struct Choice {
    key: String,
    name: String,
    on: bool,
}

/// An earlier saying.
pub(super) struct Before {
    pub(super) who: String,
    pub(super) at: String,
    pub(super) words: String,
}

#[derive(Template)]
#[template(path = "appraisal/remark.html")]
struct RemarkPage {
    shell: Shell,
    id: i64,
    row: String,
    name: String,
    back: String,
    months: String,
    month: String,
    reasons: Vec<Choice>,
    likelihoods: Vec<Choice>,
    remark: Remark,
    due: String,
    complaints: Vec<Complaint>,
    before: Vec<Before>,
    /// Sections and people to choose from.
    owners: Vec<String>,
    asked: Option<AskedPart>,
    /// How the row stands at the end of the month.
    now: Option<Now>,
}

/// How a row stands: its figures with their names and units, and the verdict.
struct Now {
    figures: Vec<(String, Figure, String)>,
    state: Option<State>,
    quadrant: String,
}

impl Now {
    fn new(lang: Lang, row: MonitoringRow) -> Self {
        let project = row.class == "group";
        let names = if project {
            ["head_opening", "head_budget", "head_spent", "head_rate", "forecast", "goal"]
        } else {
            ["promised_value", "head_budget", "reached_value", "completion", "forecast", "goal"]
        };
        let mut figures = Vec::new();
        let all = [row.promised, row.budget, row.actual, row.rate, row.forecast, row.goal];
        for (index, (name, figure)) in names.into_iter().zip(all).enumerate() {
            // Shares are named with their sign.
            let unit = if matches!(index, 3 | 5) { String::new() } else { row.unit.clone() };
            figures.extend(figure.map(|figure| (lang.t(&format!("appraisal.{name}")).to_owned(), figure, unit)));
        }
        Self { figures, state: row.state, quadrant: row.quadrant }
    }
}

/// What must be answered, by whom, and the answer.
struct AskedPart {
    lead: String,
    /// Nobody of that name has an account.
    unknown: bool,
    /// Whether it is overdue; of no interest once it is answered.
    state: State,
    answer: Option<Before>,
}

type Place = Path<(i64, String, String)>;

async fn show(
    Shared(app): Shared<AppState>,
    visit: Visit,
    Path((id, month, row)): Place,
) -> Result<Page<RemarkPage>, Failure> {
    let last = super::month(&month)?;
    page(&app, &visit, id, last, row, None, Vec::new()).await
}

async fn say(
    Shared(app): Shared<AppState>,
    visit: Visit,
    Path((id, month, row)): Place,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let last = super::month(&month)?;
    let text = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let chosen = fields.iter().filter(|(name, _)| name == "reason").map(|(_, value)| value.clone());
    let due = text("due");
    let remark = Remark {
        reasons: chosen.collect(),
        explanation: text("explanation"),
        likelihood: Some(text("likelihood")).filter(|key| !key.is_empty()),
        forecast: text("forecast"),
        measures: text("measures"),
        owner: text("owner"),
        due: due.parse().ok(),
    };
    let mut complaints = Vec::new();
    if !due.is_empty() && remark.due.is_none() {
        complaints.push(Complaint::new("due", visit.lang.t("appraisal.bad_day")));
    }
    if remark.due.is_some_and(|day| day < last.end()) {
        complaints.push(Complaint::new("due", visit.lang.t("appraisal.due_before")));
    }
    if !due.is_empty() && remark.owner.is_empty() {
        complaints.push(Complaint::new("owner", visit.lang.t("appraisal.no_owner")));
    }
    if remark == Remark::default() && due.is_empty() {
        complaints.push(Complaint::new("explanation", visit.lang.t("appraisal.nothing_said")));
    }
    if !remark.reasons.is_empty() && remark.explanation.is_empty() {
        complaints.push(Complaint::new("explanation", visit.lang.t("appraisal.explain_reason")));
    }
    if !complaints.is_empty() {
        return Ok(page(&app, &visit, id, last, row, Some((remark, due)), complaints).await?.into_response());
    }
    let (actor, own) = (visit.actor(), row.clone());
    app.run(move |store| appraisal::remark(store, actor, id, last, &own, &remark).map_err(refused)).await?;
    Ok(Redirect::to(&format!("{}#{row}", address(id, last))).into_response())
}

/// What is answered, and whether one came from the worklist.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Answered {
    text: String,
    back: String,
}

async fn answer(
    Shared(app): Shared<AppState>,
    visit: Visit,
    Path((id, month, row)): Place,
    Form(given): Form<Answered>,
) -> Result<Response, Failure> {
    let last = super::month(&month)?;
    if given.text.trim().is_empty() {
        let complaints = vec![Complaint::new("answer", visit.lang.t("appraisal.answer_empty"))];
        return Ok(page(&app, &visit, id, last, row, None, complaints).await?.into_response());
    }
    let (actor, own) = (visit.actor(), row.clone());
    app.run(move |store| appraisal::answer(store, actor, id, last, &own, &given.text).map_err(refused)).await?;
    let back = if given.back == "home" { "/".to_owned() } else { format!("{}#{row}", address(id, last)) };
    Ok(Redirect::to(&back).into_response())
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    last: Period,
    row: String,
    typed: Option<(Remark, String)>,
    complaints: Vec<Complaint>,
) -> Result<Page<RemarkPage>, Failure> {
    let (tables, months, wanted, lang) = (app.judged.clone(), app.monitored.clone(), row.clone(), visit.lang);
    let roles = app.roles.clone();
    let (name, rules, before, said, answer, answering, now) = app
        .run(move |store| {
            let appraised = crate::appraised::Appraised::load(&tables, store, id)?;
            let monitored = months.get(&appraised, last)?;
            let judged = &appraised.judged;
            let name = row_name(judged, &wanted).ok_or(Failure::NotFound)?;
            let form = TableForm::Monitoring(last).to_string();
            let history = store.read(|r| r.form_history(&judged.row.lineage, &form, store::FormPart::Said, &wanted))?;
            let said = history.first().and_then(|entry| serde_json::from_str::<Remark>(&entry.json).ok());
            let mut before = Vec::new();
            for entry in history {
                let remark: Remark = serde_json::from_str(&entry.json).unwrap_or_default();
                let parts = [&remark.explanation, &remark.forecast, &remark.measures, &remark.owner];
                let words: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
                before.push(Before {
                    who: crate::people::name(store, &entry.actor)?,
                    at: crate::moment::minute(entry.at),
                    words: words.join("；"),
                });
            }
            let form = TableForm::Monitoring(last);
            let answers = store.read(|r| appraisal::answers(r, &judged.row.lineage, &form))?;
            let answer = match answers.get(&wanted).zip(said.as_ref()) {
                Some((entry, remark)) if appraisal::is_answered(remark, Some(&entry.value)) => Some(Before {
                    who: crate::people::name(store, &entry.actor)?,
                    at: crate::moment::minute(entry.at),
                    words: entry.value.text.clone(),
                }),
                _ => None,
            };
            let answering = Answering::load(store, &roles)?;
            let voices = Voices { remarks: BTreeMap::new(), answers: BTreeMap::new() };
            let rows = rows(lang, &appraised, &monitored, &voices, "");
            let now = rows.into_iter().find(|row| row.id == wanted).map(|row| Now::new(lang, row));
            Ok::<_, Failure>((name, monitored.rules.clone(), before, said, answer, answering, now))
        })
        .await?;
    let asked = said.as_ref().filter(|remark| !remark.owner.is_empty()).map(|remark| {
        let day = remark.due.map_or_else(|| lang.t("appraisal.answer_none").to_owned(), |day| day.to_string());
        AskedPart {
            lead: lang.fill("appraisal.answer_lead", &[("owner", &remark.owner), ("due", &day)]),
            unknown: !answering.reaches(&remark.owner),
            state: State::new(lang, if remark.due.is_some_and(|due| due < visit.today) { "overdue" } else { "due" }),
            answer,
        }
    });
    let (remark, due) = typed.unwrap_or_else(|| {
        let said = said.unwrap_or_default();
        let due = said.due.map(|day| day.to_string()).unwrap_or_default();
        (said, due)
    });
    let choice = |known: &targets::monitoring::Word, on: bool| Choice {
        key: known.key.clone(),
        name: word(lang, known).to_owned(),
        on,
    };
    let reasons = rules.reasons.iter().map(|known| choice(known, remark.reasons.contains(&known.key))).collect();
    let likely = |known: &targets::monitoring::Word| remark.likelihood.as_ref() == Some(&known.key);
    let likelihoods = rules.likelihoods.iter().map(|known| choice(known, likely(known))).collect();
    Ok(Page(RemarkPage {
        shell: Shell::new(app, visit, lang.t("appraisal.remark")),
        id,
        row,
        name,
        back: address(id, last),
        months: months_name(lang, last),
        month: last.to_string(),
        reasons,
        likelihoods,
        remark,
        due,
        complaints,
        before,
        owners: answering.choices.into_iter().collect(),
        asked,
        now,
    }))
}

/// The name of a project, of an indicator or of a target's indicator with the target's words.
pub(in crate::routes) fn row_name(judged: &crate::judged::Judged, row: &str) -> Option<String> {
    let table = &judged.table;
    if let Some(project) = table.projects.iter().find(|project| project.id == row) {
        return Some(project.name.clone());
    }
    if let Some(target) = table.targets.iter().find(|target| target.id == row) {
        return Some(format!("{} · {}", judged.promise(&target.of), target.quote));
    }
    let mut indicators = table.projects.iter().flat_map(|project| &project.indicators);
    indicators.find(|indicator| indicator.id == row).map(|indicator| indicator.name.clone())
}
