//! The evidence of one figure, as a drawer beside the page or as a page of its own: formula → facts → cell.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Sha256Digest;

use crate::access::rows::Rows;
use crate::access::table::{Need, Routes};
use crate::evidence::{Excerpt, Token};
use crate::failure::Failure;
use crate::parts::figure::Figure;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

mod counted;
pub mod fact;
mod monitored;
mod scored;
mod target;
mod unprovable;

/// Registers these pages.
pub fn routes(routes: Routes) -> Routes {
    let need = Need::May("evidence.read");
    routes.get("/evidence/{token}", Need::Own("evidence.read"), show).get("/files/{sha256}", need, download).get(
        "/files/{sha256}/open",
        need,
        open,
    )
}

/// One step on the way to the source.
#[derive(Default)]
pub(super) struct Step {
    title: String,
    note: String,
    formula: Option<String>,
    lines: Vec<Line>,
    sheet: Option<Excerpt>,
    /// `cell`, `record` or `trace`: this step is an end of the way.
    end: Option<&'static str>,
    /// The step speaks of the words of the promise, not of the value.
    promise: bool,
    /// How many things a trace rests on, where it rests on things.
    count: Option<usize>,
}

impl Step {
    /// Leaves of the file only the marked row: those around it speak of others, and so does the file itself.
    fn show_own_row_only(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.lines.retain(|line| line.on);
        }
        self.lines.retain(|line| line.link.is_none());
    }
}

/// One line of a step: words, a figure and a way on.
pub(super) struct Line {
    label: String,
    figure: Option<Figure>,
    link: Option<String>,
}

impl Line {
    fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), figure: None, link: None }
    }
}

/// The whole way.
pub(in crate::routes) struct Evidence {
    title: String,
    head: Option<Figure>,
    state: Option<crate::parts::marks::State>,
    steps: Vec<Step>,
}

impl Evidence {
    /// A trace that rests on no fact: what was measured, line by line.
    pub(in crate::routes) fn measured(title: String, head: Figure, lines: Vec<String>) -> Self {
        let lines = lines.into_iter().map(Line::words).collect();
        let step = Step { title: title.clone(), lines, end: Some("trace"), count: Some(0), ..Step::default() };
        Self { title, head: Some(head), state: None, steps: vec![step] }
    }
}

#[derive(Template)]
#[template(path = "evidence/page.html")]
struct Full {
    shell: Shell,
    address: String,
    evidence: Evidence,
}

#[derive(Template)]
#[template(path = "evidence/drawer.html")]
struct Drawer {
    shell: Shell,
    address: String,
    evidence: Evidence,
}

async fn show(State(app): State<AppState>, visit: Visit, Path(token): Path<String>) -> Result<Response, Failure> {
    let token: Token = token.parse().map_err(|_| Failure::NotFound)?;
    let (state, lang, rows) = (app.clone(), visit.lang, visit.rows("evidence.read"));
    let evidence = app
        .run(move |store| match &token {
            Token::Fact(id) => fact::evidence(&state, store, lang, rows, *id),
            // Everything else rests on the rows of many.
            _ if rows != Rows::All => Err(Failure::NotFound),
            Token::Target { table, target } => target::evidence(&state, store, lang, *table, target),
            Token::Unprovable { table, id } => unprovable::evidence(&state, store, lang, *table, id),
            Token::Cell { file, cell: place, span } => cell(&state, store, lang, *file, place, *span),
            Token::Count { table, what } => counted::count(&state, store, lang, *table, what),
            Token::Sum { table, total } => counted::sum(&state, store, lang, *table, *total),
            Token::Spent { table, project } => counted::spent(&state, store, lang, *table, project),
            Token::Monitored { table, month, what } => monitored::evidence(&state, store, lang, (*table, *month), what),
            Token::Scored { table, rules, what } => scored::evidence(&state, store, lang, (*table, rules), what),
            Token::Elapsed { table } => counted::elapsed(&state, store, lang, *table),
        })
        .await?;
    Ok(answer(&app, &visit, evidence))
}

/// The way, as a drawer beside the page where the script asks for one.
pub(in crate::routes) fn answer(app: &AppState, visit: &Visit, evidence: Evidence) -> Response {
    let shell = Shell::new(app, visit, evidence.title.clone());
    let address = visit.path.clone();
    if visit.fragment {
        Page(Drawer { shell, address, evidence }).into_response()
    } else {
        Page(Full { shell, address, evidence }).into_response()
    }
}

/// A cell of a file that is not stored yet: sheet from 0, row and column from 1.
pub(in crate::routes) fn cell_of(
    app: &AppState,
    visit: &Visit,
    document: &tabular::Document,
    (sheet, row, column): (u32, u32, u32),
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let excerpt = Excerpt::numbered(document, sheet, row, column).ok_or(Failure::NotFound)?;
    let title = lang.t("evidence.cell").to_owned();
    let note = format!("{} › {}", excerpt.file, excerpt.place);
    let step = Step { title: title.clone(), note, sheet: Some(excerpt), end: Some("cell"), ..Step::default() };
    Ok(answer(app, visit, Evidence { title, head: None, state: None, steps: vec![step] }))
}

/// The cell of a file, with the words marked.
fn cell(
    app: &AppState,
    store: &store::Store,
    lang: crate::i18n::Lang,
    file: Sha256Digest,
    cell: &str,
    span: [usize; 2],
) -> Result<Evidence, Failure> {
    let document = app.documents.open(store, file)?;
    let span = (span[1] > span[0]).then_some(span);
    let excerpt = Excerpt::at(&document, cell, span).ok_or(Failure::NotFound)?;
    let steps = vec![sheet_step(store, lang, file, excerpt)?];
    Ok(Evidence { title: lang.t("evidence.cell").to_owned(), head: None, state: None, steps })
}

/// The step that ends at a marked cell, with who brought the file.
fn sheet_step(
    store: &store::Store,
    lang: crate::i18n::Lang,
    file: Sha256Digest,
    excerpt: Excerpt,
) -> Result<Step, Failure> {
    let batch = store.read(|r| Ok(r.batches_from(file)?.into_iter().next_back()))?;
    let mut lines = Vec::new();
    if let Some(batch) = batch {
        let at = crate::moment::minute(batch.recorded_at);
        let values =
            [("batch", batch.id.to_string()), ("actor", crate::people::name(store, &batch.actor)?), ("at", at)];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        lines.push(Line::words(lang.fill("evidence.batch", &values)));
    }
    lines.push(Line {
        label: lang.t("evidence.download").to_owned(),
        figure: None,
        link: Some(format!("/files/{file}")),
    });
    Ok(Step {
        title: lang.t("evidence.cell").to_owned(),
        note: format!("{} › {}", excerpt.file, excerpt.place),
        lines,
        sheet: Some(excerpt),
        end: Some("cell"),
        ..Step::default()
    })
}

/// Media types that a browser shows without running anything in them.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "application/pdf", "text/plain"];

/// Whether a file may be opened beside the page instead of being downloaded.
fn is_shown(media: &str) -> bool {
    SHOWN.contains(&media)
}

/// The file itself, exactly as it came.
async fn download(State(app): State<AppState>, Path(sha256): Path<String>) -> Result<Response, Failure> {
    file(app, &sha256, false).await
}

/// The file shown by the browser where that is safe, downloaded otherwise.
async fn open(State(app): State<AppState>, Path(sha256): Path<String>) -> Result<Response, Failure> {
    file(app, &sha256, true).await
}

async fn file(app: AppState, sha256: &str, inside: bool) -> Result<Response, Failure> {
    let digest: Sha256Digest = sha256.parse().map_err(|_| Failure::NotFound)?;
    let (file, bytes) =
        app.run(move |store| store.read(|r| Ok((r.evidence(digest)?, r.evidence_bytes(digest)?)))).await?;
    let name = crate::links::encode(&file.name);
    let (way, media) = match SHOWN.iter().find(|media| inside && **media == file.media) {
        // Without a charset a browser guesses the encoding, which is right for the GB18030 that offices write.
        Some(media) => ("inline", *media),
        None => ("attachment", "application/octet-stream"),
    };
    let headers = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{way}; filename*=UTF-8''{name}")),
    ];
    Ok((headers, bytes).into_response())
}
