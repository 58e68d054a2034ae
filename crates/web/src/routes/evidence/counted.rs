//! Evidence of what was counted or added up: the things themselves, each leading to its cell.

use domain::{Period, Scaled};
use store::{FindingState, Store};
use targets::model::{Amount, Finding, Place, Severity};

use super::{Evidence, Line, Step};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::state::AppState;

/// The things a count counts.
pub(super) fn count(app: &AppState, store: &Store, lang: Lang, table: i64, what: &str) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    let read = &judged.table;
    let cell = |place: Option<&Place>| place.map(|place| cell_address(&judged, place));
    let line = |label: String, link: Option<String>| Line { label, figure: None, link };
    let lines: Vec<Line> = match what {
        "projects" => {
            read.projects.iter().map(|p| line(format!("{} {}", p.id, p.name), cell(p.source.as_ref()))).collect()
        }
        "clauses" => (read.projects.iter().flat_map(|p| &p.goal_clauses))
            .map(|c| line(format!("{} {}", c.id, c.text), cell(c.source.as_ref())))
            .collect(),
        "indicators" => (read.projects.iter().flat_map(|p| &p.indicators))
            .map(|i| line(format!("{} {}", i.id, i.name), cell(i.source.as_ref())))
            .collect(),
        "targets" => {
            read.targets.iter().map(|t| line(format!("{} {}", t.id, t.quote), cell(Some(&t.source)))).collect()
        }
        _ => match what.split_once('.') {
            Some(("state", "unprovable")) => {
                judged.overview.unprovable.iter().map(|id| line(id.clone(), Some(unprovable(table, id)))).collect()
            }
            Some(("state", key)) => (judged.overview.targets.iter())
                .filter(|view| state_key(view.judgement.state) == key)
                .map(|view| {
                    let token = Token::Target { table, target: view.target.id.clone() }.to_string();
                    let link = format!("/evidence/{}", crate::links::encode(&token));
                    line(format!("{} {}", view.target.id, view.target.quote), Some(link))
                })
                .collect(),
            Some(("findings", level)) => findings(lang, &judged, |one, _| level == severity(one.severity)),
            Some(("kind", kind)) => findings(lang, &judged, |one, _| one.kind == kind),
            Some(("answered", state)) => findings(lang, &judged, |_, answered| answered.as_str() == state),
            None if what == "findings" => findings(lang, &judged, |_, _| true),
            _ => return Err(Failure::NotFound),
        },
    };
    let counted = Figure::count(lang, lines.len());
    let count = Some(lines.len());
    let step =
        Step { title: lang.t("evidence.counted").to_owned(), lines, end: Some("trace"), count, ..Step::default() };
    Ok(Evidence { title: lang.t("evidence.counted").to_owned(), head: Some(counted), state: None, steps: vec![step] })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warn => "warn",
        Severity::Info => "info",
    }
}

fn findings(lang: Lang, judged: &Judged, wanted: impl Fn(&Finding, FindingState) -> bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for (one, state) in judged.table.findings.iter().zip(&judged.finding_states) {
        if wanted(one, *state) {
            lines.push(Line {
                label: format!("{} · {}", crate::said::finding(lang, one).text(), one.refs.join("、")),
                figure: None,
                link: one.refs.iter().find_map(|r| place_of(judged, r)).map(|place| cell_address(judged, &place)),
            });
        }
    }
    lines
}

/// The drawer of an indicator or clause in which nothing can be measured.
fn unprovable(table: i64, id: &str) -> String {
    let token = Token::Unprovable { table, id: id.to_owned() };
    format!("/evidence/{}", crate::links::encode(&token.to_string()))
}

/// Where the thing stands that a finding or a count names: a row, the total row, the first cell of a column of amounts,
/// the first indicator of a class.
pub(super) fn place_of(judged: &Judged, id: &str) -> Option<Place> {
    let table = &judged.table;
    let project = table.projects.iter().find(|p| p.id == id).and_then(|p| p.source.as_ref());
    let clause = table.projects.iter().flat_map(|p| &p.goal_clauses).find(|c| c.id == id);
    let indicator = table.projects.iter().flat_map(|p| &p.indicators).find(|i| i.id == id);
    let target = table.targets.iter().find(|t| t.id == id).map(|t| &t.source);
    let amounts = || table.checks.stated.iter().chain(table.projects.iter().flat_map(|p| &p.amounts));
    let column = amounts().filter(|amount| id == "TOTAL" || amount.item == id).find_map(|a| a.source.as_ref());
    let mut rows = table.projects.iter().flat_map(|p| &p.indicators);
    let class = rows.find(|i| i.level2_code.as_deref() == Some(id) || i.level2 == id).and_then(|i| i.source.as_ref());
    let place = project.or_else(|| clause?.source.as_ref()).or_else(|| indicator?.source.as_ref());
    place.or(target).or(column).or(class).cloned()
}

pub(super) fn cell_address(judged: &Judged, place: &Place) -> String {
    let token = Token::Cell { file: judged.row.evidence, cell: place.cell.clone(), span: place.span };
    format!("/evidence/{}", crate::links::encode(&token.to_string()))
}

/// A stated total against the rows.
pub(super) fn sum(app: &AppState, store: &Store, lang: Lang, table: i64, total: usize) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    let checks = &judged.table.checks;
    let stated = checks.stated.get(total).ok_or(Failure::NotFound)?;
    let computed = checks.computed.get(total).ok_or(Failure::NotFound)?;
    let amount = |label: String, amount: &Amount| {
        let value = amount.value.as_deref().and_then(|v| v.parse::<Scaled>().ok());
        let figure = value.map_or_else(|| Figure::missing(lang), |value| Figure::number(lang, value));
        Line { label, figure: Some(figure), link: amount.source.as_ref().map(|place| cell_address(&judged, place)) }
    };
    let mut lines = vec![amount(lang.t("targets.total_stated").to_owned(), stated)];
    for project in &judged.table.projects {
        let same = |a: &&Amount| a.item == stated.item && a.column == stated.column;
        if let Some(own) = project.amounts.iter().find(same) {
            lines.push(amount(format!("{} {}", project.id, project.name), own));
        }
    }
    lines.push(amount(lang.t("targets.total_computed").to_owned(), computed));
    let step = Step {
        title: lang.fill("evidence.added", &[("item", &stated.item)]),
        count: Some(lines.len()),
        lines,
        end: Some("trace"),
        ..Step::default()
    };
    Ok(Evidence { title: lang.t("targets.totals").to_owned(), head: None, state: None, steps: vec![step] })
}

/// What was spent of a project: each month's return and the budget it is spent of.
pub(super) fn spent(app: &AppState, store: &Store, lang: Lang, table: i64, id: &str) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    let project = judged.table.projects.iter().find(|project| project.id == id).ok_or(Failure::NotFound)?;
    let spent = judged.spent.get(id).ok_or(Failure::NotFound)?;
    let mut lines = Vec::new();
    for (_, fact, _) in &spent.months {
        let shown = super::fact::shown(store, lang, *fact)?;
        lines.push(Line { label: shown.label, figure: Some(shown.figure), link: None });
    }
    let mut steps = vec![Step {
        title: lang.fill("evidence.added", &[("item", lang.t("targets.spent"))]),
        count: Some(lines.len()),
        lines,
        end: Some("trace"),
        ..Step::default()
    }];
    if let Some(amount) = targets::money::budget(project) {
        let figure = crate::routes::targets::amount_figure(lang, &judged, amount);
        let label = format!("{}（{}）", project.name, judged.table.document.unit.as_deref().unwrap_or_default());
        let line = Line { label, figure: Some(figure), link: None };
        steps.push(Step { title: lang.t("targets.budget").to_owned(), lines: vec![line], ..Step::default() });
    }
    let head = Figure::number(lang, spent.total).unit("元");
    let title = format!("{id} {} · {}", project.name, lang.t("targets.spent"));
    Ok(Evidence { title, head: Some(head), state: None, steps })
}

/// Days gone of the table's year.
pub(super) fn elapsed(app: &AppState, store: &Store, lang: Lang, table: i64) -> Result<Evidence, Failure> {
    let judged = app.judged.get(store, table)?;
    let year = judged.row.year.and_then(Period::year).ok_or(Failure::NotFound)?;
    let today = judged.overview.today;
    let (gone, all) = year.elapsed(today);
    let values = [("gone", gone.to_string()), ("all", all.to_string()), ("today", today.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let share = Figure::number(lang, targets::judge::elapsed_share(year, today)).unit("%");
    let title = lang.t("targets.count_elapsed").to_owned();
    Ok(Evidence::measured(title, share, vec![lang.fill("evidence.days", &values)]))
}
