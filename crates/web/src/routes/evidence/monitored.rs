//! Evidence of monitoring: money month by month, the share of each target, how forecast and quadrant follow.

use domain::{Period, Scaled};
use store::Store;
use targets::appraisal::Monitored;
use targets::budgets;
use targets::model::Project;
use targets::monitoring::{Counted, Row};

use super::{Evidence, Line, Step};
use crate::appraised::Appraised;
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::state_key;
use crate::parts::figure::Figure;
use crate::parts::marks::State;
use crate::routes::targets::actual_figure;
use crate::state::AppState;

pub(super) fn evidence(
    app: &AppState,
    store: &Store,
    lang: Lang,
    (table, month): (i64, Period),
    what: &str,
) -> Result<Evidence, Failure> {
    let appraised = Appraised::load(&app.judged, store, table)?;
    let monitored = app.monitored.get(&appraised, month)?;
    if what == "elapsed" {
        return elapsed(lang, &monitored);
    }
    if monitored.overview.targets.iter().any(|view| view.target.id == what) {
        return target(app, store, lang, &appraised, &monitored, what);
    }
    let (id, part) = what.split_once('.').ok_or(Failure::NotFound)?;
    let known = appraised.judged.table.projects.iter().zip(&monitored.rows);
    let (project, row) = known.into_iter().find(|(project, _)| project.id == id).ok_or(Failure::NotFound)?;
    let title = format!("{id} {} · {}", project.name, lang.t(&format!("appraisal.{}", name(part)?)));
    match part {
        "goal" => goal(lang, &appraised, &monitored, row, title),
        _ => money(store, lang, &appraised, &monitored, (project, row), part, title),
    }
}

/// The key of a part's name.
fn name(part: &str) -> Result<&'static str, Failure> {
    match part {
        "spent" => Ok("head_spent"),
        "rate" => Ok("head_rate"),
        "forecast" => Ok("forecast"),
        "goal" => Ok("goal"),
        _ => Err(Failure::NotFound),
    }
}

/// Whole months gone of twelve.
fn elapsed(lang: Lang, monitored: &Monitored) -> Result<Evidence, Failure> {
    let share = monitored.rows.first().ok_or(Failure::NotFound)?.elapsed;
    let months = monitored.last.end().month().to_string();
    let words = lang.fill("appraisal.elapsed_months", &[("months", &months), ("share", &share.to_string())]);
    let title = lang.t("targets.count_elapsed").to_owned();
    Ok(Evidence::measured(title, Figure::number(lang, share).unit("%"), vec![words]))
}

/// Each month's return, the budget, and the calculation.
fn money(
    store: &Store,
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    (project, row): (&Project, &Row),
    part: &str,
    title: String,
) -> Result<Evidence, Failure> {
    let own = appraised.money.get(&project.id).cloned().unwrap_or_default().until(monitored.last);
    let shown = |amount: Scaled| budgets::shown(&appraised.judged.table, amount);
    let amount = |amount: Scaled| {
        let (number, unit) = shown(amount);
        Figure::number(lang, number).unit(&unit).keep_unit()
    };
    let (head, words) = match part {
        "spent" => (row.money.spent.map(amount), String::new()),
        "rate" => {
            let words = match (row.money.spent, row.money.budget, row.money.rate) {
                (Some(spent), Some(budget), Some(rate)) => {
                    format!("{} ÷ {} × 100 = {rate}", spent.grouped(), budget.grouped())
                }
                _ => String::new(),
            };
            (row.money.rate.map(|rate| Figure::number(lang, rate).unit("%")), words)
        }
        _ => (row.money.forecast.map(amount), lang.t("appraisal.forecast_rule").to_owned()),
    };
    let head = head.ok_or(Failure::NotFound)?;
    let mut steps = Vec::new();
    if !words.is_empty() {
        let title = lang.t("appraisal.sum").to_owned();
        steps.push(Step { title, formula: Some(words), ..Step::default() });
    }
    steps.push(returns(store, lang, own.spent.as_ref())?);
    if part != "spent" {
        steps.extend(budget_step(store, lang, appraised, own.in_force())?);
    }
    Ok(Evidence { title, head: Some(head), state: None, steps })
}

/// The returns that were added up.
pub(super) fn returns(store: &Store, lang: Lang, spent: Option<&targets::money::Spent>) -> Result<Step, Failure> {
    let mut lines = Vec::new();
    for (_, fact, _) in spent.map(|spent| spent.months.as_slice()).unwrap_or_default() {
        let shown = super::fact::shown(store, lang, *fact)?;
        lines.push(Line { label: shown.label, figure: Some(shown.figure), link: None });
    }
    Ok(Step {
        title: lang.fill("evidence.added", &[("item", lang.t("targets.spent"))]),
        count: Some(lines.len()),
        lines,
        end: Some("trace"),
        ..Step::default()
    })
}

/// The budget with the way to where it stands.
pub(super) fn budget_step(
    store: &Store,
    lang: Lang,
    appraised: &Appraised,
    budget: Option<&budgets::Budget>,
) -> Result<Option<Step>, Failure> {
    let Some(budget) = budget else { return Ok(None) };
    let mut line = Line::words(lang.t("appraisal.head_budget"));
    match (budget.fact, &budget.place) {
        (Some(fact), _) => {
            let shown = super::fact::shown(store, lang, fact)?;
            line = Line { label: shown.label, figure: Some(shown.figure), link: None };
        }
        (None, Some(place)) => line.link = Some(super::counted::cell_address(&appraised.judged, place)),
        (None, None) => {}
    }
    Ok(Some(Step { title: lang.t("appraisal.head_budget").to_owned(), lines: vec![line], ..Step::default() }))
}

/// The share of each target and their mean.
fn goal(
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    row: &Row,
    title: String,
) -> Result<Evidence, Failure> {
    let progress = row.goal.progress.ok_or(Failure::NotFound)?;
    let mut counted = Vec::new();
    let mut left_out = Vec::new();
    for share in &row.goal.shares {
        let counts = crate::routes::targets::appraisal::key(&share.counted);
        let words = lang.t(&format!("appraisal.counted_{counts}")).to_owned();
        let label = format!("{} · {words}", share.target);
        let token =
            Token::Monitored { table: appraised.judged.row.id, month: monitored.last, what: share.target.clone() };
        match share.share {
            Some(number) if share.counted != Counted::Not => counted.push(Line {
                label,
                figure: Some(Figure::number(lang, number).unit("%").keep_unit().evidence(&token.to_string())),
                link: None,
            }),
            _ => left_out.push(Line::words(label)),
        }
    }
    let values = [("count", counted.len().to_string()), ("mean", progress.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let reached = if row.goal.reached { lang.t("appraisal.goal_reached") } else { "" };
    let mut steps = vec![Step {
        title: lang.t("appraisal.goal_mean").to_owned(),
        note: format!("{} {reached}", lang.fill("appraisal.goal_of", &values)).trim_end().to_owned(),
        count: Some(counted.len()),
        lines: counted,
        end: Some("trace"),
        ..Step::default()
    }];
    if !left_out.is_empty() {
        let title = lang.t("appraisal.goal_left_out").to_owned();
        steps.push(Step { title, lines: left_out, ..Step::default() });
    }
    Ok(Evidence { title, head: Some(Figure::number(lang, progress).unit("%")), state: None, steps })
}

/// A target as it stood at the month's end: the facts that speak of no later day.
fn target(
    app: &AppState,
    store: &Store,
    lang: Lang,
    appraised: &Appraised,
    monitored: &Monitored,
    id: &str,
) -> Result<Evidence, Failure> {
    let view = monitored.overview.targets.iter().find(|view| view.target.id == id).ok_or(Failure::NotFound)?;
    let reason = crate::routes::targets::appraisal::key(&view.judgement.reason);
    let day = monitored.last.end();
    let mut steps = vec![Step {
        title: lang.t("evidence.judgement").to_owned(),
        note: lang.t(&format!("targets.reason_{reason}")).to_owned(),
        lines: vec![Line::words(lang.fill("appraisal.until_day", &[("day", &day.to_string())]))],
        end: Some("trace"),
        count: view.value.is_none().then_some(0),
        ..Step::default()
    }];
    if let Some(binding) = &view.binding {
        // The judgement holds the binding with its months cut; the way to its facts begins at the whole one.
        let whole = appraised.judged.bindings().iter().find(|bound| bound.binding.target == id);
        let explained = targets::monitoring::explain_until(
            whole.map_or(binding, |bound| &bound.binding),
            day,
            appraised.facts.as_ref(),
        );
        steps.extend(super::target::source(app, store, lang, (appraised.judged.row.id, id), binding, explained)?);
    }
    steps.push(super::target::promise(app, store, lang, &appraised.judged, view)?);
    let unit = super::target::unit(view);
    Ok(Evidence {
        title: format!("{id} {}", view.target.quote),
        head: Some(actual_figure(lang, view).unit(&unit)),
        state: Some(State::new(lang, state_key(view.judgement.state))),
        steps,
    })
}
