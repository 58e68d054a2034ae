//! The table as a workbook: exactly the rows and columns that the page shows, numbers as numbers.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Scaled;
use tabular::{CellContent, CellOut, Look, SheetOut, Workbook};
use targets::judge::Actual;

use super::rows::{Filter, promised_text};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::{Judged, state_key};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this file.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/targets/{id}/export.xlsx", Need::May("targets.read"), show)
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let (tables, lang, demo) = (app.judged.clone(), visit.lang, visit.demo);
    let bytes = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            tabular::write_xlsx(&workbook(lang, &judged, &filter, demo)).map_err(|e| Failure::internal(e.to_string()))
        })
        .await?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = crate::links::encode(&format!("{}-{id}.xlsx", lang.t("shell.nav_targets")));
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    Ok(([(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

fn workbook(lang: Lang, judged: &Judged, filter: &Filter, demo: bool) -> Workbook {
    const HEADS: [&str; 12] = [
        "item",
        "quote",
        "promised",
        "actual",
        "unit",
        "done_share",
        "gap",
        "forecast",
        "evidence",
        "section",
        "state",
        "place",
    ];
    let mut title = format!("{} {}", judged.row.title, judged.overview.today);
    if demo {
        title = format!("{title}（{}）", lang.t("shell.demo"));
    }
    let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
    rows.push(HEADS.iter().map(|h| CellOut::text(lang.t(&format!("targets.{h}"))).with_look(Look::Header)).collect());
    for project in &judged.table.projects {
        if !filter.project.is_empty() && filter.project != project.id {
            continue;
        }
        let amount = project.amounts.iter().find(|amount| amount.value.is_some());
        let mut row = vec![CellOut::text(format!("{} {}", project.id, project.name)), CellOut::text("")];
        row.push(amount.map_or_else(|| CellOut::text(""), |a| number_or_text(a.value.as_deref().unwrap_or_default())));
        row.push(CellOut::text(""));
        row.push(CellOut::text(judged.table.document.unit.clone().unwrap_or_default()));
        rows.push(row.into_iter().map(|cell| cell.with_look(Look::Total)).collect());
        for view in judged.overview.targets.iter().filter(|view| view.project == project.id) {
            let section = view.binding.as_ref().map(|b| b.section.clone()).unwrap_or_default();
            let key = state_key(view.judgement.state);
            let other = !filter.state.is_empty() && filter.state != key;
            if other || (!filter.section.is_empty() && filter.section != section) {
                continue;
            }
            let unit = view.binding.as_ref().map(|b| b.unit.clone()).filter(|u| !u.is_empty());
            let number = |n: Option<Scaled>| n.map_or_else(|| CellOut::text("/"), CellOut::number);
            rows.push(vec![
                CellOut::text(view.target.id.clone()),
                CellOut::text(view.target.quote.clone()),
                CellOut::text(promised_text(lang, view)),
                actual(lang, view.value.as_ref().map(|v| &v.actual)),
                CellOut::text(unit.or_else(|| view.target.unit.clone()).unwrap_or_default()),
                number(view.judgement.completion),
                number(view.judgement.gap),
                number(view.judgement.forecast),
                number(Some(Scaled::new(view.value.as_ref().map_or(0, |v| v.evidence) as i64, 0))),
                CellOut::text(section),
                CellOut::text(lang.t(&format!("parts.state_{key}"))),
                CellOut::text(view.target.source.cell.clone()),
            ]);
        }
    }
    let widths = vec![28.0, 40.0, 14.0, 14.0, 8.0, 10.0, 10.0, 12.0, 8.0, 14.0, 10.0, 12.0];
    let name = lang.t("shell.nav_targets").to_owned();
    Workbook { sheets: vec![SheetOut { name, header_rows: 2, landscape: true, widths, rows }] }
}

fn number_or_text(text: &str) -> CellOut {
    text.parse().map_or_else(|_| CellOut::text(text), CellOut::number)
}

fn actual(lang: Lang, value: Option<&Actual>) -> CellOut {
    match value {
        Some(Actual::Number(number)) => CellOut::number(*number),
        Some(Actual::Day(day)) => CellOut::new(CellContent::Date(*day)),
        Some(Actual::Done(done)) => CellOut::text(lang.t(if *done { "targets.done" } else { "targets.not_done" })),
        Some(Actual::Grade(grade)) => CellOut::text(grade.clone()),
        Some(Actual::Unknown(_)) | None => CellOut::text("—"),
    }
}
