//! The findings as a workbook, as the page shows them.

use axum::extract::{Query, State};
use axum::response::Response;
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::{Board, Which};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this file.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/enterprises/checks.xlsx", Need::May("enterprises.read"), show)
}

async fn show(State(app): State<AppState>, visit: Visit, Query(which): Query<Which>) -> Result<Response, Failure> {
    const HEADS: [&str; 11] = [
        "search.name",
        "checks.rule",
        "targets.level",
        "search.metric",
        "checks.period",
        "checks.observed",
        "checks.expected",
        "checks.mend",
        "targets.state",
        "review.reason",
        "review.who",
    ];
    let (lang, demo, name) = (visit.lang, visit.demo, visit.lang.t("checks.title"));
    let bytes = app
        .run(move |store| {
            let board = Board::load(store, &which.period)?;
            let facts = store.snapshot()?;
            let rules = board.rules();
            let mut title = name.to_owned();
            if demo {
                title = format!("{title}（{}）", lang.t("shell.demo"));
            }
            let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
            rows.push(HEADS.iter().map(|head| CellOut::text(lang.t(head)).with_look(Look::Header)).collect());
            for one in board.findings.iter().filter(|one| which.holds(one, board.state(one.id))) {
                let rule = rules.get(one.rule.as_str());
                let answer = board.answers.get(&one.id);
                let state = match one.gone_run {
                    Some(_) => "checks.state_gone".to_owned(),
                    None => format!("review.answer_{}", board.state(one.id).as_str()),
                };
                let who = match answer {
                    Some(answer) => crate::people::name(store, &answer.actor)?,
                    None => String::new(),
                };
                let named = |rule: &&enterprises::rules::Rule| match lang {
                    Lang::Zh => rule.name.clone(),
                    Lang::En => rule.name_en.clone(),
                };
                let texts = [
                    board.names.get(&one.entity).cloned().unwrap_or_default(),
                    rule.map_or_else(|| one.rule.clone(), named),
                    lang.t(&format!("checks.level_{}", one.severity)).to_owned(),
                    facts.metric_by_id(one.metric).map(|metric| metric_name(lang, metric)).unwrap_or_default(),
                    one.period.to_string(),
                    one.observed.clone(),
                    one.expected.clone(),
                    rule.map(|rule| rule.mend.clone()).unwrap_or_default(),
                    lang.t(&state).to_owned(),
                    answer.map(|answer| answer.reason.clone()).unwrap_or_default(),
                    who,
                ];
                rows.push(texts.into_iter().map(CellOut::text).collect());
            }
            let widths = vec![32.0, 36.0, 10.0, 16.0, 10.0, 20.0, 36.0, 40.0, 10.0, 30.0, 14.0];
            let sheet = SheetOut { name: name.to_owned(), header_rows: 2, landscape: true, widths, rows };
            tabular::write_xlsx(&Workbook { sheets: vec![sheet] }).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}.xlsx", lang.t("checks.title")), bytes))
}
