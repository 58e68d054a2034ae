//! The rows of the page of monitoring: a project with its money, then the lines of its indicators.

use std::collections::BTreeMap;

use targets::appraisal::{Answer, Entry, Monitored, Remark, is_answered};
use targets::forms::{FormLine, lines};
use targets::judge::State as TargetState;
use targets::model::Project;
use targets::monitoring::Row;

use super::monitoring::word;
use super::{budget_figure, key, money_figure, share_figure};
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::i18n::Lang;
use crate::judged::state_key;
use crate::parts::figure::Figure;
use crate::parts::marks::{Progress, State};
use crate::routes::targets::{actual_figure, promised_text};

/// One row.
pub struct MonitoringRow {
    /// `group` for a project.
    pub class: &'static str,
    /// `P03`, `P03.I01.T1`.
    pub id: String,
    /// Code of the indicator or project shown before the name.
    pub code: String,
    /// Name.
    pub name: String,
    /// Opening budget, or the promise.
    pub promised: Option<Figure>,
    /// Budget in force.
    pub budget: Option<Figure>,
    /// Spent, or what came out.
    pub actual: Option<Figure>,
    /// Its unit.
    pub unit: String,
    /// Bar against time.
    pub bar: Option<Progress>,
    /// Execution rate, or completion.
    pub rate: Option<Figure>,
    /// At the end of the year.
    pub forecast: Option<Figure>,
    /// Progress of the goals.
    pub goal: Option<Figure>,
    /// State of a target.
    pub state: Option<State>,
    /// Key of the quadrant of a project; `none` where it cannot be said.
    pub quadrant: String,
    /// What else must be known: above the budget, months without a return.
    pub notes: Vec<String>,
    /// What people said.
    pub said: Vec<String>,
    /// Where to say it.
    pub address: String,
}

/// What people said and answered, by row.
pub struct Voices {
    /// Remarks.
    pub remarks: BTreeMap<String, Entry<Remark>>,
    /// Answers.
    pub answers: BTreeMap<String, Entry<Answer>>,
}

/// Every row, or those of the projects in one quadrant.
pub fn rows(
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    voices: &Voices,
    quadrant: &str,
) -> Vec<MonitoringRow> {
    let mut out = Vec::new();
    for (project, row) in appraised.judged.table.projects.iter().zip(&monitored.rows) {
        let own = row.quadrant.map(|quadrant| key(&quadrant)).unwrap_or_else(|| "none".to_owned());
        if !quadrant.is_empty() && quadrant != own {
            continue;
        }
        out.push(project_row(lang, appraised, monitored, project, row, own, voices));
        for line in lines(project, &monitored.overview) {
            out.push(line_row(lang, appraised, monitored, &line, voices));
        }
    }
    out
}

fn token(appraised: &Appraised, monitored: &Monitored, what: String) -> Token {
    Token::Monitored { table: appraised.judged.row.id, month: monitored.last, what }
}

fn address(appraised: &Appraised, monitored: &Monitored, row: &str) -> String {
    format!("/targets/{}/monitoring/{}/{row}", appraised.judged.row.id, monitored.last)
}

fn project_row(
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    project: &Project,
    row: &Row,
    quadrant: String,
    voices: &Voices,
) -> MonitoringRow {
    let of = |part: &str| token(appraised, monitored, format!("{}.{part}", project.id));
    let money = appraised.money.get(&project.id);
    let opening = money.and_then(|money| money.opening.as_ref());
    let in_force = money.and_then(|money| money.in_force());
    let late = row.money.rate.is_some_and(|rate| rate.compare(row.elapsed).is_lt());
    let mut notes = Vec::new();
    if let Some(above) = row.money.above {
        let (shown, unit) = targets::budgets::shown(&appraised.judged.table, above);
        notes.push(lang.fill("appraisal.above", &[("amount", &format!("{} {unit}", shown.grouped()))]));
    }
    if !row.money.missing.is_empty() {
        let months: Vec<String> = row.money.missing.iter().map(ToString::to_string).collect();
        notes.push(lang.fill("appraisal.no_return", &[("months", &months.join("、"))]));
    }
    MonitoringRow {
        class: "group",
        id: project.id.clone(),
        code: project.id.clone(),
        name: project.name.clone(),
        promised: Some(budget_figure(lang, appraised, opening)),
        budget: Some(budget_figure(lang, appraised, in_force)),
        actual: Some(money_figure(lang, appraised, row.money.spent, &of("spent"))),
        unit: appraised.judged.table.document.unit.clone().unwrap_or_default(),
        bar: row.money.rate.map(|rate| Progress::new(lang, rate.mantissa, Some(row.elapsed.mantissa), late)),
        rate: Some(share_figure(lang, row.money.rate, &of("rate"))),
        forecast: Some(money_figure(lang, appraised, row.money.forecast, &of("forecast"))),
        goal: Some(share_figure(lang, row.goal.progress, &of("goal"))),
        state: None,
        quadrant,
        notes,
        said: said(lang, appraised, monitored, voices, &project.id),
        address: address(appraised, monitored, &project.id),
    }
}

fn line_row(
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    line: &FormLine<'_>,
    voices: &Voices,
) -> MonitoringRow {
    let mut out = MonitoringRow {
        class: "",
        id: line.id.clone(),
        code: line.indicator.id.clone(),
        name: line.name.clone(),
        promised: Some(Figure::not_applicable(lang)),
        budget: None,
        actual: Some(Figure::not_applicable(lang)),
        unit: line.unit(),
        bar: None,
        rate: Some(Figure::not_applicable(lang)),
        forecast: Some(Figure::not_applicable(lang)),
        goal: None,
        state: Some(State::new(lang, state_key(TargetState::Unprovable))),
        quadrant: String::new(),
        notes: Vec::new(),
        said: said(lang, appraised, monitored, voices, &line.id),
        address: address(appraised, monitored, &line.id),
    };
    let Some(view) = line.view else { return out };
    let own = token(appraised, monitored, line.id.clone()).to_string();
    let place = &view.target.source;
    let file = appraised.judged.row.evidence;
    let quote = Token::Cell { file, cell: place.cell.clone(), span: place.span }.to_string();
    let source = if view.base.is_some() { &own } else { &quote };
    out.promised = Some(Figure::shown(lang, promised_text(lang, view)).evidence(source));
    out.actual = Some(actual_figure(lang, view).evidence(&own));
    let judgement = &view.judgement;
    let late = matches!(judgement.state, TargetState::Behind | TargetState::Missed);
    let elapsed = judgement.gap.map(|_| judgement.elapsed.mantissa);
    out.bar = judgement.completion.map(|done| Progress::new(lang, done.mantissa, elapsed, late));
    let number = |value: Option<domain::Scaled>| match value {
        Some(value) => Figure::number(lang, value).evidence(&own),
        None => Figure::not_applicable(lang),
    };
    (out.rate, out.forecast) = (Some(number(judgement.completion)), Some(number(judgement.forecast)));
    out.state = Some(State::new(lang, state_key(judgement.state)));
    out
}

/// What was said of a row, part by part.
fn said(lang: Lang, appraised: &Appraised, monitored: &Monitored, voices: &Voices, row: &str) -> Vec<String> {
    let Some(remark) = voices.remarks.get(row).map(|entry| &entry.value) else { return Vec::new() };
    let rules = &monitored.rules;
    let reasons = rules.reasons.iter().filter(|reason| remark.reasons.contains(&reason.key));
    let reasons: Vec<&str> = reasons.map(|reason| word(lang, reason)).collect();
    let mut parts = Vec::new();
    if !reasons.is_empty() || !remark.explanation.is_empty() {
        let gap = if reasons.is_empty() || remark.explanation.is_empty() { "" } else { "：" };
        parts.push(format!("{}{gap}{}", reasons.join("、"), remark.explanation));
    }
    if let Some(likely) = rules.likelihoods.iter().find(|word| remark.likelihood.as_ref() == Some(&word.key)) {
        parts.push(lang.fill("appraisal.likely", &[("word", word(lang, likely))]));
    }
    if !remark.forecast.is_empty() {
        parts.push(lang.fill("appraisal.expects", &[("forecast", &remark.forecast)]));
    }
    if !remark.measures.is_empty() {
        parts.push(lang.fill("appraisal.does", &[("measures", &remark.measures)]));
    }
    let due = remark.due.map(|day| day.to_string()).unwrap_or_default();
    if !remark.owner.is_empty() || !due.is_empty() {
        parts.push(lang.fill("appraisal.answers", &[("owner", &remark.owner), ("due", &due)]));
        let answer = voices.answers.get(row).map(|entry| &entry.value);
        let late = remark.due.is_some_and(|due| due < appraised.judged.overview.today);
        parts.push(match answer.filter(|_| is_answered(remark, answer)) {
            Some(answer) => lang.fill("appraisal.answer_said", &[("text", &answer.text)]),
            None if late => format!("! {}", lang.t("appraisal.answer_overdue")),
            None => lang.t("appraisal.answer_waits").to_owned(),
        });
    }
    parts
}
