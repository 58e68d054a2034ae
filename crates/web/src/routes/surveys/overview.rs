//! Every questionnaire about every record: what was handed out, what came back, and what may be said; also as a file.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use collect::surveys::{self, Asked, Share, Stands, Survey};
use store::Store;
use tabular::{CellOut, Look, SheetOut, Workbook};

use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Lines on one page.
const SHOWN: usize = 100;

/// Registers the page and the file.
pub(super) fn routes(routes: Routes) -> Routes {
    routes.get("/surveys", Need::May("records.read"), show).get(
        "/surveys/export.xlsx",
        Need::May("records.read"),
        export,
    )
}

/// What was asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Wanted {
    /// Words of the record's name or number.
    q: String,
    /// Code of a questionnaire.
    survey: String,
    /// A key of [`Stands`].
    stands: String,
    /// Lines passed over.
    from: usize,
}

/// One questionnaire about one record, in words.
pub(super) struct Line {
    pub(super) asked: Asked,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) made: String,
    pub(super) links: Figure,
    pub(super) answers: Figure,
    pub(super) expired: Figure,
    pub(super) share: Figure,
    pub(super) interval: String,
    pub(super) stands: &'static str,
    pub(super) address: String,
}

/// One questionnaire about everything.
struct Total {
    title: String,
    says: String,
}

#[derive(Template)]
#[template(path = "surveys/overview.html")]
struct Overview {
    shell: Shell,
    wanted: Wanted,
    query: String,
    lead: String,
    surveys: Vec<(String, String)>,
    stands: Vec<&'static str>,
    totals: Vec<Total>,
    lines: Vec<Line>,
    before: Option<usize>,
    next: Option<usize>,
}

/// The title of a questionnaire in the visitor's language.
pub(super) fn title(lang: Lang, survey: &Survey) -> String {
    if lang == Lang::Zh { survey.title.clone() } else { survey.title_en.clone() }
}

/// A share is never said without how many answered and within which bounds it lies.
pub(in crate::routes) fn said(lang: Lang, survey: &Survey, share: Share) -> String {
    let values = [
        ("percent", share.percent.to_string()),
        ("satisfied", share.satisfied.to_string()),
        ("answers", share.answers.to_string()),
        ("low", share.low.to_string()),
        ("high", share.high.to_string()),
        ("least", survey.least.to_string()),
        ("more", survey.least.saturating_sub(share.answers).to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lang.fill(if share.too_few { "survey.too_few" } else { "survey.share" }, &values)
}

impl Line {
    /// Puts a questionnaire about a record into words.
    pub(super) fn new(lang: Lang, asked: Asked, number: String, name: String) -> Self {
        let sayable = asked.share.filter(|share| !share.too_few);
        let count = |of: u32| Figure::count(lang, of as usize);
        Self {
            title: title(lang, &asked.survey),
            made: crate::moment::minute(asked.made_at),
            links: count(asked.links),
            answers: count(asked.answers()),
            expired: count(asked.expired),
            share: sayable.map_or_else(
                || Figure::missing(lang),
                |share| Figure::number(lang, share.percent).unit("%").keep_unit(),
            ),
            interval: sayable.map(|share| format!("{}%–{}%", share.low, share.high)).unwrap_or_default(),
            stands: asked.stands().key(),
            address: address(asked.record.0, &asked.survey.code),
            asked,
            number,
            name,
        }
    }
}

/// Where the answers about a record are shown.
pub(in crate::routes) fn address(record: i64, survey: &str) -> String {
    format!("/records/{record}/surveys/{}", crate::links::encode(survey))
}

/// Those asked for, the latest first, and all there are.
fn read(store: &Store, lang: Lang, wanted: &Wanted) -> Result<(Vec<Line>, Vec<Asked>), Failure> {
    let facts = store.snapshot()?;
    let q = wanted.q.trim();
    store
        .read(|r| {
            let all = surveys::overview(r, &facts, jiff::Timestamp::now())?;
            let mut lines = Vec::new();
            for asked in &all {
                let fits = (wanted.survey.is_empty() || wanted.survey == asked.survey.code)
                    && (wanted.stands.is_empty() || wanted.stands == asked.stands().key());
                if !fits {
                    continue;
                }
                let name = r.entity(asked.record)?.name;
                let number = r.identified_by("record_no", &[asked.record])?.remove(&asked.record).unwrap_or_default();
                if crate::pinyin::matches(&name, q) || number.to_lowercase().contains(&q.to_lowercase()) {
                    lines.push(Line::new(lang, asked.clone(), number, name));
                }
            }
            Ok((lines, all))
        })
        .map_err(Into::into)
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Query(wanted): Query<Wanted>,
) -> Result<Page<Overview>, Failure> {
    let (lang, asked) = (visit.lang, wanted.clone());
    let (lines, all, known) = app
        .run(move |store| {
            let (lines, all) = read(store, lang, &asked)?;
            Ok::<_, Failure>((lines, all, store.read(surveys::all)?))
        })
        .await?;
    let mut totals = Vec::new();
    for survey in &known {
        if let Some(share) = surveys::together(&all, survey) {
            totals.push(Total { title: title(lang, survey), says: said(lang, survey, share) });
        }
    }
    let (count, next) = (lines.len(), wanted.from.saturating_add(SHOWN));
    let values = [("q", &wanted.q), ("survey", &wanted.survey), ("stands", &wanted.stands)];
    let query: Vec<String> = values
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", crate::links::encode(value)))
        .collect();
    Ok(Page(Overview {
        shell: Shell::new(&app, &visit, lang.t("survey.overview")),
        lead: lang.fill("survey.found", &[("count", &count.to_string()), ("all", &all.len().to_string())]),
        query: query.join("&"),
        surveys: known.iter().map(|survey| (survey.code.clone(), title(lang, survey))).collect(),
        stands: Stands::ALL.map(Stands::key).to_vec(),
        totals,
        lines: lines.into_iter().skip(wanted.from).take(SHOWN).collect(),
        before: (wanted.from > 0).then(|| wanted.from.min(count.div_ceil(SHOWN) * SHOWN).saturating_sub(SHOWN)),
        next: (count > next).then_some(next),
        wanted,
    }))
}

const HEADS: [&str; 11] = [
    "number",
    "name",
    "survey",
    "made_at",
    "links",
    "answers",
    "expired",
    "satisfied",
    "percent",
    "interval",
    "stands",
];

async fn export(State(app): State<AppState>, visit: Visit, Query(wanted): Query<Wanted>) -> Result<Response, Failure> {
    let (lang, demo) = (visit.lang, visit.demo);
    let bytes = app
        .run(move |store| {
            let (lines, _) = read(store, lang, &wanted)?;
            let mut title = format!("{} {}", lang.t("survey.overview"), store.read(|r| r.today())?);
            if demo {
                title = format!("{title}（{}）", lang.t("shell.demo"));
            }
            let mut rows = vec![vec![CellOut::text(title).with_look(Look::Note)]];
            let head = |key: &&str| CellOut::text(lang.t(&format!("survey.head_{key}"))).with_look(Look::Header);
            rows.push(HEADS.iter().map(head).collect());
            let whole = |of: u32| CellOut::number(domain::Scaled::new(i64::from(of), 0));
            for line in lines {
                let sayable = line.asked.share.filter(|share| !share.too_few);
                rows.push(vec![
                    CellOut::text(line.number),
                    CellOut::text(line.name),
                    CellOut::text(line.title),
                    CellOut::text(line.made),
                    whole(line.asked.links),
                    whole(line.asked.answers()),
                    whole(line.asked.expired),
                    line.asked.share.map_or_else(|| CellOut::text("—"), |share| whole(share.satisfied)),
                    sayable.map_or_else(|| CellOut::text("—"), |share| CellOut::number(share.percent)),
                    CellOut::text(line.interval),
                    CellOut::text(lang.t(&format!("survey.stands_{}", line.stands))),
                ]);
            }
            let widths = vec![18.0, 32.0, 22.0, 18.0, 10.0, 10.0, 10.0, 10.0, 10.0, 16.0, 14.0];
            let name = lang.t("survey.overview").to_owned();
            let workbook = Workbook { sheets: vec![SheetOut { name, header_rows: 2, landscape: true, widths, rows }] };
            tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}.xlsx", visit.lang.t("survey.overview")), bytes))
}
