//! 绩效运行监控: money and goals of every project against time, the four quadrants, and what people say of them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::Period;
use targets::appraisal::{self, Form, Monitored};
use targets::monitoring::Quadrant;

use super::rows::{MonitoringRow, Voices, rows};
use super::{key, months_name};
use crate::access::table::{Need, Routes};
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/monitoring", Need::May("targets.read"), show)
}

/// What the visitor asked to see.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
struct Asked {
    month: String,
    quadrant: String,
}

/// One of the four quadrants with its projects.
struct Corner {
    key: String,
    projects: Vec<(String, String)>,
    current: bool,
}

#[derive(Template)]
#[template(path = "appraisal/monitoring.html")]
struct MonitoringPage {
    shell: Shell,
    id: i64,
    table: String,
    month: String,
    months: Vec<(String, bool)>,
    lead: String,
    elapsed: Figure,
    rules: String,
    tolerance: String,
    quadrant: String,
    corners: Vec<Corner>,
    unsaid: Vec<(String, String)>,
    rows: Vec<MonitoringRow>,
    form: String,
    may_say: bool,
    may_issue: bool,
    issued: usize,
    unit: String,
}

/// The corners of the page, money little first, goals behind first.
const CORNERS: [Quadrant; 4] = [Quadrant::LittleBehind, Quadrant::SpentBehind, Quadrant::LittleKept, Quadrant::OnTrack];

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (tables, months, wanted) = (app.judged.clone(), app.monitored.clone(), asked.month.clone());
    let found = app
        .run(move |store| {
            let appraised = Appraised::load(&tables, store, id)?;
            let last = match wanted.as_str() {
                "" => appraised.last_month(),
                text => Some(super::month(text)?),
            };
            let Some(last) = last else { return Ok::<_, Failure>(None) };
            let monitored = months.get(&appraised, last)?;
            let form = Form::Monitoring(last);
            let lineage = &appraised.judged.row.lineage;
            let (voices, issues) = store.read(|r| {
                let (remarks, answers) =
                    (appraisal::remarks(r, lineage, &form)?, appraisal::answers(r, lineage, &form)?);
                Ok((Voices { remarks, answers }, r.form_issues(lineage)?))
            })?;
            let issued = issues.iter().filter(|issue| issue.form == form.to_string()).count();
            Ok(Some((appraised, monitored, voices, issued)))
        })
        .await?;
    match found {
        Some((appraised, monitored, voices, issued)) => {
            Ok(page(&app, &visit, &appraised, &monitored, &voices, issued, &asked).into_response())
        }
        // A table without a year, or of a year whose January is not over, has nothing to monitor.
        None => {
            let lang = visit.lang;
            let (message, hint) = (lang.t("appraisal.no_month"), lang.t("appraisal.no_month_hint"));
            Err(Failure::unusable("targets.no_month", message, hint))
        }
    }
}

fn page(
    app: &AppState,
    visit: &Visit,
    appraised: &Appraised,
    monitored: &Monitored,
    voices: &Voices,
    issued: usize,
    asked: &Asked,
) -> Page<MonitoringPage> {
    let (lang, id, last) = (visit.lang, appraised.judged.row.id, monitored.last);
    let elapsed = monitored.rows.first().map(|row| row.elapsed);
    let token = Token::Monitored { table: id, month: last, what: "elapsed".into() }.to_string();
    let corners = CORNERS.map(|quadrant| corner(appraised, monitored, Some(quadrant), asked));
    let unsaid = corner(appraised, monitored, None, asked).projects;
    let months = appraised.months().into_iter().map(|month| (month.to_string(), month == last)).collect();
    Page(MonitoringPage {
        shell: Shell::new(app, visit, lang.t("appraisal.monitoring")),
        id,
        table: appraised.judged.row.title.clone(),
        month: last.to_string(),
        months,
        lead: months_name(lang, last),
        elapsed: elapsed.map_or_else(
            || Figure::missing(lang),
            |share| Figure::number(lang, share).unit(lang.t("targets.count_elapsed")).evidence(&token),
        ),
        rules: format!("{}（{}）", monitored.rules.name, monitored.rules.label()),
        tolerance: monitored.rules.behind_points.to_string(),
        quadrant: asked.quadrant.clone(),
        corners: corners.into(),
        unsaid,
        rows: rows(lang, appraised, monitored, voices, &asked.quadrant),
        form: Form::Monitoring(last).to_string(),
        may_say: visit.may("targets.explain"),
        may_issue: visit.may("targets.submit"),
        issued,
        unit: appraised.judged.table.document.unit.clone().unwrap_or_else(|| targets::budgets::YUAN.to_owned()),
    })
}

fn corner(appraised: &Appraised, monitored: &Monitored, quadrant: Option<Quadrant>, asked: &Asked) -> Corner {
    let with_name = appraised.judged.table.projects.iter().zip(&monitored.rows);
    let own = with_name.filter(|(_, row)| row.quadrant == quadrant);
    let key = quadrant.map(|quadrant| key(&quadrant)).unwrap_or_default();
    Corner {
        projects: own.map(|(project, _)| (project.id.clone(), project.name.clone())).collect(),
        current: !key.is_empty() && key == asked.quadrant,
        key,
    }
}

/// The name of a word of the rules in a language.
pub(super) fn word(lang: Lang, word: &targets::monitoring::Word) -> &str {
    match lang {
        Lang::Zh => &word.name,
        Lang::En => &word.name_en,
    }
}

/// Where the monitoring of a month is shown.
pub(super) fn address(id: i64, month: Period) -> String {
    format!("/targets/{id}/monitoring?month={month}")
}
