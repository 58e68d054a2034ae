//! Next year's table: every finding with its mending to take over, what was taken over, and what the checker says of
//! the table that comes of it.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use targets::draft::{self, Change, DraftError, Known, Misfit, Remedy, remedy};
use targets::model::{Finding, Severity, TargetTable};

use super::findings::level;
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::judged::Judged;
use crate::parts::marks::FindingTag;
use crate::said::{self, Said};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/targets/{id}/draft", Need::May("targets.read"), show)
        .get("/targets/{id}/draft.xlsx", Need::May("targets.read"), export)
        .post("/targets/{id}/draft/take", Need::May("targets.explain"), take)
        .post("/targets/{id}/draft/leave", Need::May("targets.explain"), leave)
}

/// One change to take over, or taken over.
struct Offer {
    /// As JSON, for the form.
    change: String,
    what: String,
    /// Labels and texts that may be put otherwise.
    texts: Vec<(String, String)>,
    taken: bool,
    blank: bool,
    /// Who took it over and when.
    by: String,
}

struct Line {
    tag: FindingTag,
    message: String,
    said: Option<Said>,
    refs: String,
    offers: Vec<Offer>,
    /// Why there is nothing to take over.
    otherwise: Option<&'static str>,
}

/// Findings on one page.
const LINES: usize = 40;

/// Which findings.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
struct Wanted {
    level: String,
    project: String,
    page: usize,
}

/// What was typed and could not be taken over, and why.
struct Again {
    offer: Offer,
    why: String,
}

/// Findings of one level in the table and in the draft.
struct Count {
    tag: FindingTag,
    before: usize,
    after: usize,
}

#[derive(Template)]
#[template(path = "targets/draft.html")]
struct DraftPage {
    shell: Shell,
    id: i64,
    table: String,
    may: bool,
    said: Option<String>,
    counts: Vec<Count>,
    lines: Vec<Line>,
    taken: Vec<Offer>,
    stale: usize,
    wanted: Wanted,
    projects: Vec<(String, String)>,
    found: usize,
    earlier: Option<usize>,
    later: Option<usize>,
    again: Option<Again>,
    left: Vec<(FindingTag, Said)>,
    refused: Option<String>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<DraftPage>, Failure> {
    page(&app, &visit, id, wanted, None).await
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    wanted: Wanted,
    again: Option<Again>,
) -> Result<Page<DraftPage>, Failure> {
    let (tables, lang) = (app.judged.clone(), visit.lang);
    let (judged, kept, checked, who, by) = app
        .run(move |store| {
            let judged = tables.get(store, id)?;
            let kept = draft::load(store, id)?;
            let checked = draft::checked(&kept.table, &kept.draft);
            let who = match &kept.last {
                Some(last) => Some((crate::people::name(store, &last.actor)?, crate::moment::minute(last.at))),
                None => None,
            };
            let mut by = Vec::with_capacity(kept.by.len());
            for one in &kept.by {
                by.push(format!("{} {}", crate::people::name(store, &one.actor)?, crate::moment::minute(one.at)));
            }
            Ok::<_, Failure>((judged, kept, checked, who, by))
        })
        .await?;
    let known = known(&judged);
    let is_of = |refs: &[String]| {
        let own = |of: &String| of.split('.').next() == Some(wanted.project.as_str());
        wanted.project.is_empty() || refs.iter().any(own)
    };
    let is_level = |severity| wanted.level.is_empty() || wanted.level == level(severity);
    let mut findings: Vec<&Finding> = kept.table.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    findings.retain(|finding| is_level(finding.severity) && is_of(&finding.refs));
    let mut lines = Vec::with_capacity(findings.len());
    // What speaks of the year that is over stands before everything else: no checker of one table sees it.
    for change in draft::year_on(&kept.table) {
        let refs = vec![change.subject().to_owned()];
        if is_level(Severity::Warn) && is_of(&refs) {
            lines.push(Line {
                tag: FindingTag::new(lang, level(Severity::Warn), ""),
                message: lang.t("draft.year_left").to_owned(),
                said: None,
                refs: refs.concat(),
                offers: vec![offer(lang, &change, &kept.draft)],
                otherwise: None,
            });
        }
    }
    for finding in findings {
        let (changes, otherwise) = match remedy(&kept.table, finding, &known) {
            Remedy::Changes(changes) => (changes, None),
            Remedy::Layout => (Vec::new(), Some("draft.by_layout")),
            Remedy::Person => (Vec::new(), Some("draft.by_person")),
        };
        lines.push(Line {
            tag: FindingTag::new(lang, level(finding.severity), ""),
            message: String::new(),
            said: Some(said::finding(lang, finding)),
            refs: finding.refs.join(" "),
            offers: changes.iter().map(|change| offer(lang, change, &kept.draft)).collect(),
            otherwise,
        });
    }
    // What is still to be done comes first.
    lines.sort_by_key(|line| (line.offers.is_empty(), line.offers.iter().all(|offer| offer.taken)));
    let found = lines.len();
    let from = wanted.page.saturating_mul(LINES).min(found);
    let lines: Vec<Line> = lines.into_iter().skip(from).take(LINES).collect();
    let mut taken = Vec::with_capacity(kept.draft.changes.len());
    for (change, by) in kept.draft.changes.iter().zip(by) {
        taken.push(Offer { by, ..offer(lang, change, &kept.draft) });
    }
    let read = checked.as_ref().ok().map(|checked| &checked.1);
    let mut left = Vec::new();
    for finding in read.iter().flat_map(|read| &read.findings).filter(|finding| finding.severity != Severity::Info) {
        left.push((FindingTag::new(lang, level(finding.severity), ""), said::finding(lang, finding)));
    }
    let who = who.map(|(name, at)| lang.fill("draft.last", &[("who", &name), ("at", &at)]));
    Ok(Page(DraftPage {
        shell: Shell::new(app, visit, lang.t("draft.title")),
        id,
        table: judged.row.title.clone(),
        may: visit.may("targets.explain"),
        said: who,
        counts: counts(lang, &kept.table, read),
        lines,
        taken,
        stale: kept.stale.len(),
        projects: judged.table.projects.iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
        found,
        earlier: wanted.page.checked_sub(1),
        later: (from + LINES < found).then(|| wanted.page + 1),
        wanted,
        again,
        left,
        refused: checked.err().map(|refusal| said::refusal(lang, &refusal)),
    }))
}

fn counts(lang: Lang, table: &TargetTable, draft: Option<&TargetTable>) -> Vec<Count> {
    let of = |table: &TargetTable, wanted: Severity| {
        table.findings.iter().filter(|finding| finding.severity == wanted).count()
    };
    let count = |severity: Severity| Count {
        tag: FindingTag::new(lang, level(severity), ""),
        before: of(table, severity),
        after: draft.map_or(0, |draft| of(draft, severity)),
    };
    vec![count(Severity::Error), count(Severity::Warn), count(Severity::Info)]
}

/// Bases that are stored, as words of next year's promises.
fn known(judged: &Judged) -> Known {
    let mut known = Known::default();
    for view in &judged.overview.targets {
        let unit = view.binding.as_ref().map(|binding| binding.unit.as_str()).unwrap_or_default();
        if let Some(base) = view.base {
            known.bases.insert(view.target.id.clone(), format!("{base}{unit}"));
        }
    }
    known
}

fn offer(lang: Lang, change: &Change, draft: &draft::Draft) -> Offer {
    let kind = match change {
        Change::Value { .. } => "value",
        Change::Name { .. } => "name",
        Change::Category { .. } => "category",
        Change::Split { .. } => "split",
        Change::Add { .. } => "add",
        Change::Drop { .. } => "drop",
        Change::Clause { .. } => "clause",
        Change::DropClause { .. } => "drop_clause",
    };
    let mut what = lang.fill(&format!("draft.do_{kind}"), &[("of", change.subject())]);
    if let Change::Add { code, .. } | Change::Category { code, .. } = change {
        what = format!("{what} {code}");
    }
    let labels: &[&str] = match change {
        Change::Name { .. } => &["name"],
        Change::Clause { .. } => &["text"],
        Change::Add { .. } | Change::Split { .. } => &["name", "value"],
        _ => &["value"],
    };
    let texts = change.texts();
    let blank = texts.iter().any(|text| draft::has_blank(text));
    let label = |index: usize| {
        let key = labels.get(index % labels.len()).copied().unwrap_or("value");
        format!("{} {}", change.subject(), lang.t(&format!("draft.{key}")))
    };
    Offer {
        change: serde_json::to_string(change).unwrap_or_default(),
        what,
        texts: texts.iter().enumerate().map(|(index, text)| (label(index), (*text).to_owned())).collect(),
        taken: draft.holds(change),
        blank,
        by: String::new(),
    }
}

async fn export(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let lang = visit.lang;
    let bytes = app
        .run(move |store| {
            let kept = draft::load(store, id)?;
            let workbook = draft::workbook(&draft::apply(&kept.table, &kept.draft));
            tabular::write_xlsx(&workbook).map_err(|error| Failure::internal(error.to_string()))
        })
        .await?;
    Ok(crate::download::xlsx(&format!("{}-{id}.xlsx", lang.t("draft.title")), bytes))
}

/// The form: texts repeat, so it is read as pairs.
type Fields = Form<Vec<(String, String)>>;

fn change(lang: Lang, fields: &[(String, String)]) -> Result<Change, Failure> {
    let json = fields.iter().find(|(name, _)| name == "change").map(|(_, json)| json.as_str()).unwrap_or_default();
    let texts: Vec<String> = fields.iter().filter(|(name, _)| name == "text").map(|(_, text)| text.clone()).collect();
    match serde_json::from_str::<Change>(json) {
        Ok(change) => Ok(change.with_texts(&texts)),
        Err(_) => Err(Failure::unusable("targets.draft_misfit", lang.t("draft.misfit_row"), "")),
    }
}

async fn take(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Fields,
) -> Result<Response, Failure> {
    let (lang, actor) = (visit.lang, visit.actor());
    let change = change(lang, &fields)?;
    let taken = app.run(move |store| Ok::<_, Failure>(draft::take(store, actor, id, &[change]))).await?;
    match taken {
        Ok(()) => Ok(Redirect::to(&format!("/targets/{id}/draft")).into_response()),
        Err(DraftError::Store(error)) => Err(error.into()),
        Err(DraftError::Misfit(misfit, change)) => {
            let key = match misfit {
                Misfit::NoRow => "draft.misfit_row",
                Misfit::Empty => "draft.misfit_empty",
                Misfit::Blank => "draft.misfit_blank",
                Misfit::NoClass => "draft.misfit_class",
            };
            let why = format!("{} {}", change.subject(), lang.t(key));
            if misfit == Misfit::NoRow {
                return Err(Failure::unusable("targets.draft_misfit", why, lang.t("draft.misfit_hint")));
            }
            let again = Again { offer: offer(lang, &change, &draft::Draft::default()), why };
            Ok(page(&app, &visit, id, Wanted::default(), Some(again)).await?.into_response())
        }
    }
}

async fn leave(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    Form(fields): Fields,
) -> Result<Response, Failure> {
    let (change, actor) = (change(visit.lang, &fields)?, visit.actor());
    app.run(move |store| draft::leave(store, actor, id, &change)).await?;
    Ok(Redirect::to(&format!("/targets/{id}/draft")).into_response())
}
