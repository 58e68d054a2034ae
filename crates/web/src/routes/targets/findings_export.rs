//! The findings of a table with their answers as a workbook, as the page shows them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use store::Store;
use tabular::{CellOut, Look, SheetOut, Workbook};
use targets::answers::answered;

use super::findings::{Which, level};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::Judged;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this file.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/findings.xlsx", Need::May("targets.read"), show)
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let (tables, lang, demo) = (app.judged.clone(), visit.lang, visit.demo);
    let bytes = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let workbook = workbook(store, lang, &judged, &which, demo)?;
            tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}-{id}.xlsx", lang.t("targets.findings")), bytes))
}

fn workbook(store: &Store, lang: Lang, judged: &Judged, which: &Which, demo: bool) -> Result<Workbook, Failure> {
    const HEADS: [&str; 8] = [
        "targets.level",
        "review.kind",
        "targets.finding",
        "targets.place",
        "targets.state",
        "review.reason",
        "review.who",
        "review.at",
    ];
    let mut title = format!("{} {}", judged.row.title, lang.t("targets.findings"));
    if demo {
        title = format!("{title}（{}）", lang.t("shell.demo"));
    }
    let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
    rows.push(HEADS.iter().map(|head| CellOut::text(lang.t(head)).with_look(Look::Header)).collect());
    let answers = store.read(|r| r.finding_answers(&judged.row.lineage))?;
    let mut all = answered(&judged.table, &judged.row, &answers);
    all.sort_by_key(|one| one.finding.severity);
    for one in all.iter().filter(|one| which.holds(one)) {
        let (mut reason, mut who, mut at) = (String::new(), String::new(), String::new());
        if let Some(answer) = &one.answer {
            reason.clone_from(&answer.reason);
            who = crate::people::name(store, &answer.actor)?;
            at = crate::moment::minute(answer.at);
        }
        let level = lang.t(&format!("parts.finding_{}", level(one.finding.severity))).to_owned();
        let state = lang.t(&format!("review.answer_{}", one.state.as_str())).to_owned();
        let finding = &one.finding;
        let texts =
            [level, finding.kind.clone(), finding.message.clone(), finding.refs.join("、"), state, reason, who, at];
        rows.push(texts.into_iter().map(CellOut::text).collect());
    }
    let widths = vec![10.0, 22.0, 60.0, 24.0, 10.0, 40.0, 18.0, 18.0];
    let name = lang.t("targets.findings").to_owned();
    Ok(Workbook { sheets: vec![SheetOut { name, header_rows: 2, landscape: true, widths, rows }] })
}
