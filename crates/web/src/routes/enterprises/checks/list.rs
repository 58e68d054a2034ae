//! The page of a period: every rule with how often it was asked, failed and explained away, and the findings.

use askama::Template;
use axum::extract::{Query, State};
use domain::{Cell, FactSource, FactValue, Scaled, Subject, SubjectKind};
use store::{CheckFinding, Snapshot, Store};

use super::{Board, Which};
use crate::access::table::{Need, Routes};
use crate::evidence::Token;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::parts::marks::FindingTag;
use crate::routes::evidence::fact::{metric_name, value_figure};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Findings on one page.
const SHOWN: usize = 200;

/// Registers this page.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises/checks", Need::May("enterprises.read"), show)
}

struct RuleLine {
    code: String,
    query: String,
    name: String,
    tag: FindingTag,
    asked: Figure,
    failed: Figure,
    /// Failed ÷ asked.
    rate: Figure,
    unknown: Figure,
    /// Explained or waived ÷ all findings it ever had.
    away: Figure,
    current: bool,
}

struct Line {
    id: i64,
    firm: i64,
    name: String,
    tag: FindingTag,
    rule: String,
    metric: String,
    observed: Figure,
    expected: String,
    state: String,
    open: bool,
    gone: bool,
    reason: String,
    who: String,
}

struct Chip {
    text: String,
    query: String,
    count: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "enterprises/checks.html")]
struct Checks {
    shell: Shell,
    period: String,
    periods: Vec<Chip>,
    levels: Vec<Chip>,
    states: Vec<Chip>,
    rules: Vec<RuleLine>,
    faults: Vec<String>,
    lines: Vec<Line>,
    range: String,
    before: Option<String>,
    next: Option<String>,
    back: String,
    export: String,
    checked: bool,
    may_check: bool,
    may_waive: bool,
}

async fn show(State(app): State<AppState>, visit: Visit, Query(which): Query<Which>) -> Result<Page<Checks>, Failure> {
    let (lang, asked) = (visit.lang, which);
    let shell = Shell::new(&app, &visit, lang.t("checks.title"));
    let (may_check, may_waive) = (visit.may("enterprises.check"), visit.may("enterprises.waive"));
    app.run(move |store| page(store, lang, asked, shell, (may_check, may_waive))).await.map(Page)
}

fn page(
    store: &Store,
    lang: Lang,
    mut which: Which,
    shell: Shell,
    (may_check, may_waive): (bool, bool),
) -> Result<Checks, Failure> {
    let board = Board::load(store, &which.period)?;
    which.period = board.period.map(|period| period.to_string()).unwrap_or_default();
    let count = |part: &str, key: &str| {
        let mut other = which.clone();
        match part {
            "level" => key.clone_into(&mut other.level),
            _ => key.clone_into(&mut other.state),
        }
        board.findings.iter().filter(|one| other.holds(one, board.state(one.id))).count()
    };
    let chip = |part: &str, key: &str, own: &str| Chip {
        text: lang.t(&format!("checks.{part}_{key}")).to_owned(),
        query: which.with(part, key),
        count: count(part, key).to_string(),
        current: own == key,
    };
    let levels = ["", "must_fix", "must_explain"].map(|key| chip("level", key, &which.level)).into();
    let states = ["", "open", "answered", "gone"].map(|key| chip("state", key, &which.state)).into();
    let mut periods = Vec::with_capacity(board.periods.len());
    for period in &board.periods {
        let text = period.to_string();
        let (query, current) = (which.with("period", &text), Some(*period) == board.period);
        periods.push(Chip { text, query, count: String::new(), current });
    }
    let found: Vec<&CheckFinding> = board.findings.iter().filter(|one| which.holds(one, board.state(one.id))).collect();
    let facts = store.snapshot()?;
    let mut lines = Vec::new();
    for one in found.iter().skip(which.from).take(SHOWN) {
        lines.push(line(store, lang, &board, &facts, one)?);
    }
    let values = [found.len().min(which.from + 1), which.from + lines.len(), found.len()].map(|n| n.to_string());
    let range = lang.fill("checks.range", &[("from", &values[0]), ("to", &values[1]), ("all", &values[2])]);
    let before = (which.from > 0).then(|| which.with("from", &which.from.saturating_sub(SHOWN).to_string()));
    let next = (which.from + SHOWN < found.len()).then(|| which.with("from", &(which.from + SHOWN).to_string()));
    let rules = rules(store, lang, &board, &which)?;
    let checked = rules.iter().any(|(_, checked)| *checked);
    Ok(Checks {
        period: which.period.clone(),
        periods,
        levels,
        states,
        rules: rules.into_iter().map(|(line, _)| line).collect(),
        faults: board.books.faults.iter().map(ToString::to_string).collect(),
        lines,
        range,
        before,
        next,
        back: which.with("", ""),
        export: format!("/enterprises/checks.xlsx{}", which.with("", "")),
        checked,
        may_check,
        may_waive,
        shell,
    })
}

/// Each rule, and whether it was ever asked of this period.
fn rules(store: &Store, lang: Lang, board: &Board, which: &Which) -> Result<Vec<(RuleLine, bool)>, Failure> {
    let Some(period) = board.period else { return Ok(Vec::new()) };
    let (tallies, record) = store.read(|r| Ok((r.check_tallies(period)?, r.check_record()?)))?;
    let mut lines = Vec::new();
    for (code, rule) in board.rules() {
        let tally = tallies.iter().find(|tally| tally.rule == code);
        let number = |of: Option<i64>| match of {
            Some(of) => Figure::number(lang, Scaled::new(of, 0)),
            None => Figure::missing(lang),
        };
        let share = |part: i64, of: i64| match of {
            0 => Figure::missing(lang),
            of => Figure::number(lang, Scaled::new((part * 1_000 + of / 2) / of, 1)).unit("%"),
        };
        let (ever, away) = record.get(code).copied().unwrap_or_default();
        let failed = number(tally.map(|tally| tally.failed));
        let failed = match tally {
            Some(tally) if tally.failed > 0 => {
                let rule = crate::links::encode(code);
                failed.evidence_at(format!("/enterprises/checks?period={period}&rule={rule}"))
            }
            _ => failed,
        };
        let line = RuleLine {
            code: code.to_owned(),
            query: which.with("rule", if which.rule == code { "" } else { code }),
            name: if lang == Lang::Zh { rule.name.clone() } else { rule.name_en.clone() },
            tag: FindingTag::new(lang, level(rule.severity.as_str()), ""),
            asked: number(tally.map(|tally| tally.asked)),
            failed,
            rate: tally.map_or_else(|| Figure::missing(lang), |tally| share(tally.failed, tally.asked)),
            unknown: number(tally.map(|tally| tally.unknown)),
            away: share(i64::try_from(away).unwrap_or(0), i64::try_from(ever).unwrap_or(0)),
            current: which.rule == code,
        };
        lines.push((line, tally.is_some()));
    }
    Ok(lines)
}

/// A severity's key among the marks.
pub(super) fn level(severity: &str) -> &'static str {
    if severity == "must_fix" { "must" } else { "explain" }
}

fn line(store: &Store, lang: Lang, board: &Board, facts: &Snapshot, one: &CheckFinding) -> Result<Line, Failure> {
    let rule = board.rules().get(one.rule.as_str()).copied();
    let name = match (rule, lang) {
        (Some(rule), Lang::Zh) => rule.name.clone(),
        (Some(rule), Lang::En) => rule.name_en.clone(),
        (None, _) => one.rule.clone(),
    };
    let gone = one.gone_run.is_some();
    let answer = board.answers.get(&one.id);
    let state = board.state(one.id);
    let word = if gone { "checks.state_gone".to_owned() } else { format!("review.answer_{}", state.as_str()) };
    let who = match answer {
        Some(answer) => {
            format!("{} {}", crate::people::name(store, &answer.actor)?, crate::moment::minute(answer.at))
        }
        None => String::new(),
    };
    Ok(Line {
        id: one.id,
        firm: one.entity.0,
        name: board.names.get(&one.entity).cloned().unwrap_or_default(),
        tag: FindingTag::new(lang, level(&one.severity), ""),
        rule: name,
        metric: facts.metric_by_id(one.metric).map(|metric| metric_name(lang, metric)).unwrap_or_default(),
        observed: observed(lang, facts, one, gone),
        expected: one.expected.clone(),
        state: lang.t(&word).to_owned(),
        open: !gone && state == store::FindingState::Open,
        gone,
        reason: answer.map(|answer| answer.reason.clone()).unwrap_or_default(),
        who,
    })
}

/// The value as it stands now, opening to its cell; as it was found where it has been mended since.
pub(super) fn observed(lang: Lang, facts: &Snapshot, one: &CheckFinding, gone: bool) -> Figure {
    let row = facts.row_of(&SubjectKind::new(enterprises::terms::FIRM), Subject::One(one.entity));
    let cell = row.zip(facts.column(one.metric, one.period)).map(|(row, column)| column.cell(row));
    let metric = facts.metric_by_id(one.metric);
    match (cell, metric, gone) {
        (Some(Cell::Known(value)), Some(metric), false) => {
            let figure = value_figure(lang, &FactValue::Known(value), &metric.kind).keep_unit();
            match row.and_then(|row| facts.fact_at(one.metric, one.period, row)) {
                Some(fact) => figure.evidence(&Token::Fact(fact).to_string()),
                None => figure,
            }
        }
        _ => Figure::shown(lang, &one.observed),
    }
}
