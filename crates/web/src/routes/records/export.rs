//! The register as a workbook: exactly the records that the list shows, all pages of it.

use axum::extract::{Query, State};
use axum::response::Response;
use tabular::{CellContent, CellOut, Look, SheetOut, Workbook};

use super::list::counts_word;
use super::register::{self, Asked};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::state::AppState;
use crate::visit::Visit;

/// Registers this file.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/records/export.xlsx", Need::May("records.read"), show)
}

const HEADS: [&str; 12] = [
    "number",
    "name",
    "kind",
    "day",
    "project",
    "organiser",
    "state",
    "counting_state",
    "decided_by",
    "registered_by",
    "batch",
    "file",
];

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (lang, tables, records, demo) = (visit.lang, app.judged.clone(), app.records.clone(), visit.demo);
    let bytes = app
        .run(move |store| {
            let register = register::read(store, &tables, &records, lang, &asked, (0, usize::MAX))?;
            let mut title = format!("{} {}", lang.t("records.title"), store.read(|r| r.today())?);
            if demo {
                title = format!("{title}（{}）", lang.t("shell.demo"));
            }
            let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
            let head = |key: &&str| CellOut::text(lang.t(&format!("records.{key}"))).with_look(Look::Header);
            rows.push(HEADS.iter().map(head).collect());
            for record in register.records {
                let origin = &record.origin;
                let day = record.day.map_or_else(|| CellOut::text(""), |day| CellOut::new(CellContent::Date(day)));
                rows.push(vec![
                    CellOut::text(record.number.clone()),
                    CellOut::text(record.name.clone()),
                    CellOut::text(record.kind_label.clone()),
                    day,
                    CellOut::text(record.project.clone()),
                    CellOut::text(record.organiser.clone()),
                    CellOut::text(lang.t(&format!("records.accepted_{}", record.state()))),
                    CellOut::text(counts_word(lang, record.accepted, record.counts)),
                    CellOut::text(origin.decided_by.clone()),
                    CellOut::text(origin.registered_by.clone()),
                    CellOut::text(origin.batch.map(|batch| batch.to_string()).unwrap_or_default()),
                    CellOut::text(origin.file.clone()),
                ]);
            }
            let widths = vec![18.0, 32.0, 16.0, 12.0, 10.0, 26.0, 10.0, 8.0, 18.0, 18.0, 8.0, 28.0];
            let name = lang.t("records.title").to_owned();
            let workbook = Workbook { sheets: vec![SheetOut { name, header_rows: 2, landscape: true, widths, rows }] };
            tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}.xlsx", visit.lang.t("records.title")), bytes))
}
