//! The log of all acts: filter, walk the chain, take away as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use store::{Act, AuditFilter, AuditReport, AuditRow};
use tabular::{CellOut, Look, SheetOut, write_csv};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::links;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

const PAGE_ROWS: usize = 100;
/// Details longer than this many characters are folded, showing so many of them.
const FOLDED_FROM: usize = 160;
const FOLDED_HEAD: usize = 80;
/// Most rows of one exported file.
const EXPORT_ROWS: usize = 100_000;

/// Registers the page, the check and the export.
pub fn routes(routes: Routes) -> Routes {
    routes.get("/audit", Need::May("audit.read"), show).post("/audit/verify", Need::May("audit.read"), verify).get(
        "/audit/export",
        Need::May("audit.export"),
        export,
    )
}

/// What was asked for, as it stands in the address.
#[derive(Deserialize, Default, Clone)]
struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    object: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    before: Option<i64>,
}

impl Asked {
    fn filter(&self, lang: Lang) -> Result<AuditFilter, Failure> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(AuditFilter {
            actor: text(&self.actor),
            action: text(&self.action),
            object: text(&self.object),
            from: midnight(lang, &self.from, 0)?,
            to: midnight(lang, &self.to, 1)?,
            before_seq: self.before,
        })
    }

    fn query(&self) -> String {
        let parts = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("object", &self.object),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let mut query = String::new();
        for (name, value) in parts {
            if !value.is_empty() {
                query.push_str(&format!("{name}={}&", links::encode(value)));
            }
        }
        query
    }
}

/// Midnight in China at the beginning of a day, `days` later.
fn midnight(lang: Lang, text: &str, days: i64) -> Result<Option<Timestamp>, Failure> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let bad = || Failure::unusable("web.date", lang.fill("admin.bad_date", &[("text", text)]), "");
    let date: Date = text.trim().parse().map_err(|_| bad())?;
    let china = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let date = date.checked_add(jiff::Span::new().days(days)).map_err(|_| bad())?;
    Ok(Some(date.to_zoned(china).map_err(|_| bad())?.timestamp()))
}

struct Row {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    object: String,
    result: &'static str,
    detail: String,
    /// The detail is folded under its beginning.
    long: bool,
    head: String,
    hash: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit {
    shell: Shell,
    rows: Vec<Row>,
    asked: Asked,
    older: Option<String>,
    export: Option<String>,
    report: Option<Checked>,
}

struct Checked {
    walked: Figure,
    broken: Option<String>,
    head: String,
}

async fn page(app: &AppState, visit: &Visit, asked: Asked, report: Option<AuditReport>) -> Result<Audit, Failure> {
    let filter = asked.filter(visit.lang)?;
    let (found, users) = app.run(move |store| store.read(|r| Ok((r.audit(&filter, PAGE_ROWS)?, r.users()?)))).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (format!("user:{}", user.id), user.name)).collect();
    let older = found.last().filter(|_| found.len() == PAGE_ROWS).map(|row| row.seq);
    let query = asked.query();
    Ok(Audit {
        shell: Shell::new(app, visit, visit.lang.t("admin.audit")),
        rows: found.into_iter().map(|row| shown(row, &names)).collect(),
        older: older.map(|seq| format!("/audit?{query}before={seq}")),
        export: visit.may("audit.export").then(|| format!("/audit/export?{query}")),
        asked,
        report: report.map(|report| checked(visit.lang, report)),
    })
}

fn shown(row: AuditRow, names: &BTreeMap<String, String>) -> Row {
    let named = |key: String| match names.get(&key) {
        Some(name) => format!("{key} {name}"),
        None => key,
    };
    let detail = if row.detail.is_null() { String::new() } else { row.detail.to_string() };
    Row {
        seq: row.seq,
        at: crate::moment::minute(row.at),
        actor: named(row.actor),
        action: row.action,
        object: named(row.object),
        result: if row.result == "ok" { "admin.result_ok" } else { "admin.result_refused" },
        long: detail.chars().count() > FOLDED_FROM,
        head: detail.chars().take(FOLDED_HEAD).chain("…".chars()).collect(),
        detail,
        hash: row.hash.to_string().chars().take(12).collect(),
    }
}

fn checked(lang: Lang, report: AuditReport) -> Checked {
    Checked {
        walked: Figure::count(lang, usize::try_from(report.rows).unwrap_or(0)).unit(lang.t("admin.rows_unit")),
        broken: report.broken.map(|(seq, why)| lang.fill("admin.broken", &[("row", &seq.to_string()), ("why", &why)])),
        head: report.head.map_or_else(|| "—".to_owned(), |head| head.to_string()),
    }
}

async fn show(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    Ok(Page(page(&app, &visit, asked, None).await?).into_response())
}

async fn verify(State(app): State<AppState>, visit: Visit) -> Result<Response, Failure> {
    let act = Act::new(visit.actor(), "audit.verify", "audit");
    let report = app
        .run(move |store| {
            store.write(&act, |w| {
                let report = w.verify_audit()?;
                w.note("rows", report.rows);
                w.note("sound", report.broken.is_none());
                Ok(report)
            })
        })
        .await?;
    Ok(Page(page(&app, &visit, Asked::default(), Some(report)).await?).into_response())
}

async fn export(State(app): State<AppState>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let filter = asked.filter(visit.lang)?;
    let act = Act::new(visit.actor(), "audit.export", "audit");
    let rows = app
        .run(move |store| {
            store.write(&act, |w| {
                let rows = w.audit(&filter, EXPORT_ROWS)?;
                w.note("rows", rows.len());
                Ok(rows)
            })
        })
        .await?;
    let heads = ["seq", "at", "actor", "action", "object", "result", "detail", "sha256"];
    let mut sheet = SheetOut { name: "audit".to_owned(), header_rows: 1, ..SheetOut::default() };
    sheet.rows.push(heads.iter().map(|head| CellOut::text(*head).with_look(Look::Header)).collect());
    for row in rows {
        let cells = [
            row.seq.to_string(),
            row.at.to_string(),
            row.actor,
            row.action,
            row.object,
            row.result,
            row.detail.to_string(),
            row.hash.to_string(),
        ];
        sheet.rows.push(cells.into_iter().map(CellOut::text).collect());
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"audit.csv\""));
    Ok((headers, write_csv(&sheet)).into_response())
}
