//! A judged table as a sheet: the rows and columns that its page shows, numbers as numbers. The page's download and
//! the command line write the same.

use domain::Scaled;
use store::TargetTableRow;
use tabular::{CellContent, CellOut, Look, SheetOut};
use targets::judge::Actual;
use targets::model::{Project, TargetTable};
use targets::overview::{Overview, TargetView};

use crate::i18n::Lang;
use crate::judged::state_key;
use crate::routes::targets::rows::promised_text;

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
const WIDTHS: [f64; 12] = [28.0, 40.0, 14.0, 14.0, 8.0, 10.0, 10.0, 12.0, 8.0, 14.0, 10.0, 12.0];

/// What a sheet is made of.
pub struct Source<'a> {
    /// The stored version.
    pub row: &'a TargetTableRow,
    /// The reading.
    pub table: &'a TargetTable,
    /// The judgement.
    pub overview: &'a Overview,
    /// Whether the folder holds simulated data.
    pub demo: bool,
}

/// Makes the sheet. `project` and `target` say which of them are wanted; `spent` knows what was spent of a project in
/// the table's unit and how many per cent of its budget that is.
pub fn sheet(
    lang: Lang,
    source: &Source<'_>,
    project: impl Fn(&Project) -> bool,
    target: impl Fn(&TargetView) -> bool,
    spent: impl Fn(&Project) -> Option<(Scaled, Option<Scaled>)>,
) -> SheetOut {
    let mut title = format!("{} {}", source.row.title, source.overview.today);
    if source.demo {
        title = format!("{title}（{}）", lang.t("shell.demo"));
    }
    let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
    rows.push(HEADS.iter().map(|h| CellOut::text(lang.t(&format!("targets.{h}"))).with_look(Look::Header)).collect());
    for one in source.table.projects.iter().filter(|one| project(one)) {
        rows.push(project_row(source, one, spent(one)));
        for view in source.overview.targets.iter().filter(|view| view.project == one.id && target(view)) {
            rows.push(target_row(lang, view));
        }
    }
    let name = lang.t("shell.nav_targets").to_owned();
    SheetOut { name, header_rows: 2, landscape: true, widths: WIDTHS.to_vec(), rows }
}

fn project_row(source: &Source<'_>, project: &Project, spent: Option<(Scaled, Option<Scaled>)>) -> Vec<CellOut> {
    let amount = project.amounts.iter().find_map(|amount| amount.value.as_deref());
    let number = |number: Option<Scaled>| number.map_or_else(|| CellOut::text(""), CellOut::number);
    let row = vec![
        CellOut::text(format!("{} {}", project.id, project.name)),
        CellOut::text(""),
        amount.map_or_else(
            || CellOut::text(""),
            |text| text.parse().map_or_else(|_| CellOut::text(text), CellOut::number),
        ),
        number(spent.map(|spent| spent.0)),
        CellOut::text(source.table.document.unit.clone().unwrap_or_default()),
        number(spent.and_then(|spent| spent.1)),
    ];
    row.into_iter().map(|cell| cell.with_look(Look::Total)).collect()
}

fn target_row(lang: Lang, view: &TargetView) -> Vec<CellOut> {
    let unit = view.binding.as_ref().map(|b| b.unit.clone()).filter(|unit| !unit.is_empty());
    let number = |n: Option<Scaled>| n.map_or_else(|| CellOut::text("/"), CellOut::number);
    let evidence = view.value.as_ref().map_or(0, |value| value.evidence);
    vec![
        CellOut::text(view.target.id.clone()),
        CellOut::text(view.target.quote.clone()),
        CellOut::text(promised_text(lang, view)),
        actual(lang, view.value.as_ref().map(|value| &value.actual)),
        CellOut::text(unit.or_else(|| view.target.unit.clone()).unwrap_or_default()),
        number(view.judgement.completion),
        number(view.judgement.gap),
        number(view.judgement.forecast),
        number(Some(Scaled::new(i64::try_from(evidence).unwrap_or(i64::MAX), 0))),
        CellOut::text(view.binding.as_ref().map(|b| b.section.clone()).unwrap_or_default()),
        CellOut::text(lang.t(&format!("parts.state_{}", state_key(view.judgement.state)))),
        CellOut::text(view.target.source.cell.clone()),
    ]
}

fn actual(lang: Lang, value: Option<&Actual>) -> CellOut {
    match value {
        Some(Actual::Number(number)) => CellOut::number(*number),
        Some(Actual::Day(day)) => CellOut::new(CellContent::Date(*day)),
        Some(Actual::Done(done)) => CellOut::text(lang.t(if *done { "targets.done" } else { "targets.not_done" })),
        Some(Actual::Grade(grade)) => CellOut::text(grade.clone()),
        Some(Actual::TooFew { found, least }) => {
            let values = [("found", &*found.to_string()), ("least", &*least.to_string())];
            CellOut::text(lang.fill("targets.too_few", &values))
        }
        Some(Actual::Unknown(_)) | None => CellOut::text("—"),
    }
}
