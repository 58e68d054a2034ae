//! The register of firms with what is known of each: narrowed by name, credit code or pinyin initials, sorted by any
//! column, some at a time.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Cell, Column, EntityId, FactSource, FactValue, MetricDef, MetricKind, Presence, Subject, SubjectKind, Value,
};
use store::{Snapshot, Store};

use crate::access::rows::Rows;
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::names::Names;
use crate::parts::figure::Figure;
use crate::routes::evidence::fact::{metric_name, value_figure};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Firms on one page.
const SHOWN: usize = 100;
/// Metrics with numbers that stand beside the attributes; all others are on the firm's own page.
const NUMBERS: usize = 3;
/// Periods looked back for one that most firms have reported.
const LOOK_BACK: usize = 4;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises", Need::Own("enterprises.read"), show)
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    from: usize,
    /// English name of a metric, empty for the order of registration.
    sort: String,
    /// `down` for the largest first.
    dir: String,
}

/// A column of the register.
struct Head {
    key: String,
    name: String,
    unit: String,
    number: bool,
    sorted: &'static str,
    address: String,
}

struct Line {
    id: i64,
    name: String,
    code: String,
    cells: Vec<Figure>,
}

#[derive(Template)]
#[template(path = "enterprises/list.html")]
struct List {
    shell: Shell,
    q: String,
    range: String,
    heads: Vec<Head>,
    lines: Vec<Line>,
    before: Option<String>,
    next: Option<String>,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    match visit.rows("enterprises.read") {
        Rows::All => {}
        Rows::OfFirm(firm) => return Ok(Redirect::to(&format!("/enterprises/{firm}")).into_response()),
        Rows::None => return Err(Failure::NoFirm),
    }
    let (lang, wanted, names) = (visit.lang, asked.clone(), app.names.clone());
    let (heads, lines, total) = app.run(move |store| register(store, &names, lang, &wanted)).await?;
    let page = |from: usize| address(&asked, &asked.sort, &asked.dir, from);
    let next = (asked.from + SHOWN < total).then(|| page(asked.from + SHOWN));
    let before = (asked.from > 0).then(|| page(asked.from.saturating_sub(SHOWN)));
    let values = [asked.from + 1, (asked.from + lines.len()), total].map(|n| n.to_string());
    let range = lang.fill("search.range", &[("from", &values[0]), ("to", &values[1]), ("all", &values[2])]);
    let shell = Shell::new(&app, &visit, lang.t("shell.nav_enterprises"));
    Ok(Page(List { shell, q: asked.q, range, heads, lines, before, next }).into_response())
}

fn address(asked: &Asked, sort: &str, dir: &str, from: usize) -> String {
    format!(
        "/enterprises?q={}&sort={}&dir={dir}&from={from}",
        crate::links::encode(&asked.q),
        crate::links::encode(sort)
    )
}

fn register(store: &Store, names: &Names, lang: Lang, asked: &Asked) -> Result<(Vec<Head>, Vec<Line>, usize), Failure> {
    let kind = SubjectKind::new("firm");
    let all = names.of(store, &kind)?;
    let coded = store.read(|r| r.entity_identified(&kind, "usci", &asked.q.trim().to_uppercase(), None))?;
    let mut firms: Vec<(EntityId, &str)> = match &coded {
        Some(firm) => vec![(firm.id, &firm.name)],
        None => all.found(&asked.q).map(|firm| (firm.id, firm.name.as_str())).collect(),
    };
    let facts = store.snapshot()?;
    let columns = columns(&facts, &kind);
    let row_of = |id: EntityId| facts.row_of(&kind, Subject::One(id));
    if let Some((_, column)) = columns.iter().find(|(metric, _)| metric.name_en == asked.sort) {
        let cell = |id| match (column, row_of(id)) {
            (Some((_, column)), Some(row)) => column.cell(row),
            _ => Cell::Unknown(Presence::Absent),
        };
        let down = asked.dir == "down";
        firms.sort_by_cached_key(|firm| rank(&cell(firm.0), down));
    }
    let total = firms.len();
    let shown: Vec<(EntityId, &str)> = firms.into_iter().skip(asked.from).take(SHOWN).collect();
    let ids: Vec<EntityId> = shown.iter().map(|firm| firm.0).collect();
    let mut codes = store.read(|r| r.identified_by("usci", &ids))?;
    let mut lines = Vec::with_capacity(SHOWN);
    for (id, name) in shown {
        let row = row_of(id);
        let cells = columns.iter().map(|(metric, column)| figure(lang, &facts, metric, column.as_ref(), row)).collect();
        lines.push(Line { id: id.0, name: name.to_owned(), code: codes.remove(&id).unwrap_or_default(), cells });
    }
    let heads = columns.iter().map(|(metric, column)| head(lang, asked, metric, column.as_ref())).collect();
    Ok((heads, lines, total))
}

type Latest<'f> = Option<(domain::Period, &'f Column)>;

/// What anything is known of: attributes first, then some numbers, each with its latest period.
fn columns<'f>(facts: &'f Snapshot, kind: &SubjectKind) -> Vec<(&'f MetricDef, Latest<'f>)> {
    let mut metrics: Vec<&MetricDef> = facts.metrics().filter(|metric| metric.subject == *kind).collect();
    metrics.sort_by_key(|metric| (matches!(metric.kind, MetricKind::Number { .. }), metric.id));
    let mut out = Vec::with_capacity(metrics.len());
    let mut numbers = 0;
    for metric in metrics {
        let number = matches!(metric.kind, MetricKind::Number { .. });
        if number && numbers == NUMBERS {
            break;
        }
        let latest = latest(facts, metric);
        if latest.is_some() {
            numbers += usize::from(number);
            out.push((metric, latest));
        }
    }
    out
}

/// The last period that at least half as many firms have reported as in the best of the periods before: a month that
/// has just begun would show a column of blanks.
fn latest<'f>(facts: &'f Snapshot, metric: &MetricDef) -> Latest<'f> {
    let mut known = Vec::new();
    for period in facts.periods(metric.id).iter().rev().take(LOOK_BACK) {
        if let Some(column) = facts.column(metric.id, *period) {
            let count = column.presence.iter().filter(|presence| **presence == Presence::Known).count();
            known.push((count, (*period, column)));
        }
    }
    let best = known.iter().map(|(count, _)| *count).max().unwrap_or_default();
    known.into_iter().find(|(count, _)| *count > 0 && count * 2 >= best).map(|(_, found)| found)
}

fn figure(
    lang: Lang,
    facts: &Snapshot,
    metric: &MetricDef,
    column: Option<&(domain::Period, &Column)>,
    row: Option<usize>,
) -> Figure {
    let (Some((period, column)), Some(row)) = (column, row) else { return Figure::missing(lang) };
    let value = match column.cell(row) {
        Cell::Known(value) => FactValue::Known(value),
        Cell::Unknown(Presence::NotApplicable) => FactValue::NotApplicable,
        Cell::Unknown(Presence::NotDue) => FactValue::NotDue,
        Cell::Unknown(_) => FactValue::Missing,
    };
    let figure = value_figure(lang, &value, &metric.kind);
    match facts.fact_at(metric.id, *period, row) {
        Some(fact) => figure.evidence(&Token::Fact(fact).to_string()),
        None => figure,
    }
}

fn head(lang: Lang, asked: &Asked, metric: &MetricDef, column: Option<&(domain::Period, &Column)>) -> Head {
    let period = column.map(|(period, _)| period.to_string()).unwrap_or_default();
    let unit = match &metric.kind {
        MetricKind::Number { unit, .. } => format!("{} {period}", unit.symbol()),
        _ => period,
    };
    let (sorted, dir) = match (asked.sort == metric.name_en, asked.dir == "down") {
        (true, true) => ("descending", "up"),
        (true, false) => ("ascending", "down"),
        (false, _) => ("none", if matches!(metric.kind, MetricKind::Number { .. }) { "down" } else { "up" }),
    };
    Head {
        key: metric.name_en.clone(),
        name: metric_name(lang, metric),
        unit,
        number: matches!(metric.kind, MetricKind::Number { .. }),
        sorted,
        address: address(asked, &metric.name_en, dir, 0),
    }
}

/// Where a cell sorts: what is unknown last both ways.
fn rank(cell: &Cell, down: bool) -> (bool, i64, String) {
    let turn = |number: i64| if down { number.saturating_neg() } else { number };
    match cell {
        Cell::Known(Value::Number(number)) => (false, turn(*number), String::new()),
        Cell::Known(Value::Truth(yes)) => (false, turn(i64::from(!*yes)), String::new()),
        Cell::Known(Value::Date(day)) => {
            (false, turn(i64::from(day.year()) * 366 + i64::from(day.day_of_year())), String::new())
        }
        Cell::Known(Value::Codes(codes)) => (false, 0, codes.iter().collect::<Vec<_>>().join(" ")),
        Cell::Known(Value::Text(text)) => (false, 0, text.to_string()),
        Cell::Unknown(_) => (true, 0, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unknown_comes_last_both_ways() {
        let (small, large, none) =
            (Cell::Known(Value::Number(1)), Cell::Known(Value::Number(9)), Cell::Unknown(Presence::Missing));
        for (down, first) in [(false, &small), (true, &large)] {
            let mut all = [&none, &large, &small];
            all.sort_by_key(|cell| rank(cell, down));
            assert_eq!((all[0], all[2]), (first, &none));
        }
    }
}
