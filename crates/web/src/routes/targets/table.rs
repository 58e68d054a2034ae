//! One performance table: projects, goals and indicators with value, target, progress against time and state.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use targets::judge::State as TargetState;
use targets::model::Severity;

use super::rows::{Filter, RowView, amount_figure, rows};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::judged::{Judged, state_key};
use crate::parts::figure::Figure;
use crate::parts::marks;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}", Need::May("targets.read"), show)
}

struct Chip {
    state: Option<marks::State>,
    key: &'static str,
    count: usize,
    current: bool,
}

struct TotalLine {
    name: String,
    figures: Vec<Figure>,
}

#[derive(Template)]
#[template(path = "targets/table.html")]
struct TablePage {
    shell: Shell,
    id: i64,
    crumb: String,
    lead: Vec<Figure>,
    chips: Vec<Chip>,
    sections: Vec<String>,
    codes: Vec<String>,
    filter: Filter,
    findings: Vec<Figure>,
    items: Vec<String>,
    totals: Vec<TotalLine>,
    rows: Vec<RowView>,
    may_bind: bool,
    /// Where it stands on its way from hand to hand.
    step: &'static str,
}

const CHIPS: [TargetState; 9] = [
    TargetState::Met,
    TargetState::OnTrack,
    TargetState::Behind,
    TargetState::Missed,
    TargetState::Unreviewed,
    TargetState::Unbound,
    TargetState::NoBaseline,
    TargetState::CannotSay,
    TargetState::Unprovable,
];

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(filter): Query<Filter>,
) -> Result<Page<TablePage>, Failure> {
    let tables = app.judged.clone();
    let judged = app.run(move |store| tables.get(store, id)).await?;
    let lang = visit.lang;
    let count = |what: &str, n: usize| {
        let token = Token::Count { table: id, what: what.to_owned() };
        Figure::count(lang, n)
            .unit(lang.t(&format!("targets.count_{}", what.replace('.', "_"))))
            .evidence(&token.to_string())
    };
    let clauses = judged.table.projects.iter().map(|p| p.goal_clauses.len()).sum();
    let indicators = judged.table.projects.iter().map(|p| p.indicators.len()).sum();
    let lead = vec![
        count("projects", judged.table.projects.len()),
        count("clauses", clauses),
        count("indicators", indicators),
        count("targets", judged.table.targets.len()),
        elapsed(&judged, lang),
    ];
    let of = |severity| judged.table.findings.iter().filter(|f| f.severity == severity).count();
    let findings = vec![
        count("findings.error", of(Severity::Error)),
        count("findings.warn", of(Severity::Warn)),
        count("findings.info", of(Severity::Info)),
    ];
    let all = judged.overview.counts.values().sum();
    let mut chips = vec![Chip { state: None, key: "", count: all, current: filter.state.is_empty() }];
    for state in CHIPS {
        let key = state_key(state);
        let count = judged.overview.counts.get(&state).copied().unwrap_or(0);
        chips.push(Chip { state: Some(marks::State::new(lang, key)), key, count, current: filter.state == key });
    }
    let sections: BTreeSet<String> =
        judged.bindings().iter().map(|b| b.binding.section.clone()).filter(|s| !s.is_empty()).collect();
    let mut codes = BTreeSet::new();
    for indicator in judged.table.projects.iter().flat_map(|p| &p.indicators) {
        codes.insert(indicator.level2_code.clone().unwrap_or_else(|| indicator.level2.clone()));
    }
    let (items, totals) = totals(&judged, lang);
    let shell = Shell::new(&app, &visit, judged.row.title.clone());
    Ok(Page(TablePage {
        shell,
        id,
        crumb: judged.row.department.clone(),
        lead,
        chips,
        sections: sections.into_iter().collect(),
        codes: codes.into_iter().collect(),
        findings,
        items,
        totals,
        rows: rows(lang, &judged, &filter),
        filter,
        may_bind: visit.may("targets.bind"),
        step: super::trail::step_key(judged.step),
    }))
}

fn elapsed(judged: &Judged, lang: crate::i18n::Lang) -> Figure {
    let today = judged.overview.today;
    let share = judged.row.year.and_then(domain::Period::year).map(|year| targets::judge::elapsed_share(year, today));
    match share {
        Some(share) => Figure::number(lang, share)
            .unit(lang.t("targets.count_elapsed"))
            .evidence(&Token::Elapsed { table: judged.row.id }.to_string()),
        None => Figure::missing(lang),
    }
}

/// Stated totals and the sums of the rows under the same heads.
fn totals(judged: &Judged, lang: crate::i18n::Lang) -> (Vec<String>, Vec<TotalLine>) {
    let checks = &judged.table.checks;
    let items: Vec<String> = checks.stated.iter().map(|amount| amount.item.clone()).collect();
    if items.is_empty() {
        return (items, Vec::new());
    }
    let sum = |n: usize| Token::Sum { table: judged.row.id, total: n }.to_string();
    let stated = checks.stated.iter().map(|amount| amount_figure(lang, judged, amount).strong()).collect();
    let computed: Vec<Figure> = (checks.computed.iter().enumerate())
        .map(|(n, amount)| match amount.value.as_deref().and_then(|v| v.parse().ok()) {
            Some(number) => Figure::number(lang, number).evidence(&sum(n)),
            None => Figure::missing(lang),
        })
        .collect();
    let gaps = (checks.stated.iter().zip(&checks.computed).enumerate())
        .map(|(n, (a, b))| match gap(a.value.as_deref(), b.value.as_deref()) {
            Some(gap) => Figure::number(lang, gap).evidence(&sum(n)),
            None => Figure::missing(lang),
        })
        .collect();
    let line = |key: &str, figures| TotalLine { name: lang.t(key).to_owned(), figures };
    let lines = vec![
        line("targets.total_stated", stated),
        line("targets.total_computed", computed),
        line("targets.total_gap", gaps),
    ];
    (items, lines)
}

fn gap(stated: Option<&str>, computed: Option<&str>) -> Option<domain::Scaled> {
    let (a, b) = (stated?.parse::<domain::Scaled>().ok()?, computed?.parse::<domain::Scaled>().ok()?);
    let scale = a.scale.max(b.scale);
    let (a, b) = (a.rescale(scale).ok()?, b.rescale(scale).ok()?);
    a.mantissa.checked_sub(b.mantissa).map(|mantissa| domain::Scaled::new(mantissa, scale))
}
