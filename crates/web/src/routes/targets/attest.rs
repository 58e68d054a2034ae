//! An attestation: what a person states of one target, as of a day, with the file that proves it. Proposed here,
//! accepted by another.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Period, Scaled};
use jiff::civil::Date;
use targets::binding::{Binding, BindingError, Feed};
use targets::model::TargetKind;
use targets::proof::{self, ProofFile};
use targets::{judge::Progress, proposals};

use super::bind::{MOVES, progress_key, progress_named};
use super::history::{Version, refused, said, with_versions};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::parts::form::Complaint;
use crate::said;
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::uploaded::Uploaded;
use crate::visit::Visit;

/// Registers this page.
pub fn routes(routes: Routes) -> Routes {
    let path = "/targets/{id}/attest/{target}";
    // Room for the form around the largest file.
    let limit = proof::LARGEST + (1 << 20);
    routes.get(path, Need::May("targets.bind"), show).upload(path, Need::May("targets.bind"), limit, take)
}

/// The form as typed, without its file.
#[derive(Debug, Clone, Default)]
struct Typed {
    value: String,
    unit: String,
    as_of: String,
    statement: String,
    period: String,
    progress: String,
    section: String,
    why: String,
}

#[derive(Template)]
#[template(path = "targets/attest.html")]
struct AttestPage {
    shell: Shell,
    id: i64,
    target: String,
    way: &'static str,
    quote: String,
    /// Key of what value the promise needs: `number`, `date`, `grade`.
    wanted: &'static str,
    moves: Vec<&'static str>,
    typed: Typed,
    complaints: Vec<Complaint>,
    history: Vec<Version>,
}

async fn show(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
) -> Result<Page<AttestPage>, Failure> {
    let tables = app.judged.clone();
    let judged = app.run(move |store| tables.get(store, id)).await?;
    let view = judged.overview.targets.iter().find(|view| view.target.id == target).ok_or(Failure::NotFound)?;
    let unit = view.target.unit.clone().unwrap_or_default();
    let suggested = Progress::suggested(view.op, view.target.num.as_deref(), view.target.unit.as_deref());
    let mut typed = Typed { unit, as_of: judged.overview.today.to_string(), ..Typed::default() };
    typed.period = judged.row.year.map(|year| year.to_string()).unwrap_or_default();
    typed.progress = progress_key(suggested).to_owned();
    if let Some(binding) = &view.binding {
        typed.period = binding.period.to_string();
        typed.unit.clone_from(&binding.unit);
        typed.progress = progress_key(binding.progress.unwrap_or(suggested)).to_owned();
        typed.section.clone_from(&binding.section);
    }
    page(&app, &visit, id, target, typed, Vec::new()).await
}

async fn take(
    State(app): State<AppState>,
    visit: Visit,
    Path((id, target)): Path<(i64, String)>,
    form: Multipart,
) -> Result<Response, Failure> {
    let mut form = Uploaded::read(form, visit.lang).await?;
    let typed = Typed {
        value: form.text("value"),
        unit: form.text("unit"),
        as_of: form.text("as_of"),
        statement: form.text("statement"),
        period: form.text("period"),
        progress: form.text("progress"),
        section: form.text("section"),
        why: form.text("why"),
    };
    let proof = match form.file("file") {
        Some(file) => proof::take(&file.name, file.bytes).map_err(|refusal| said::refusal(visit.lang, &refusal)),
        None => Err(visit.lang.t("binding.file_missing").to_owned()),
    };
    let (complaints, ready) = understand(visit.lang, &target, &typed, proof);
    let Some((binding, file)) = ready else {
        return Ok(page(&app, &visit, id, target, typed, complaints).await?.into_response());
    };
    let actor = visit.actor();
    let done =
        app.run(move |store| Ok::<_, Failure>(proposals::propose(store, actor, id, &[binding], &[file]))).await?;
    let field = match &done {
        Ok(()) => {
            return Ok(
                Redirect::to(&format!("/targets/{id}/history/{}", crate::links::encode(&target))).into_response()
            );
        }
        Err(BindingError::DoesNotFit { .. }) => "value",
        Err(BindingError::Ahead { .. }) => "as_of",
        Err(_) => "",
    };
    match done {
        Err(error) if !field.is_empty() => {
            let complaints = vec![Complaint::new(field, said(visit.lang, &error))];
            Ok(page(&app, &visit, id, target, typed, complaints).await?.into_response())
        }
        Err(error) => Err(refused(visit.lang, error)),
        Ok(()) => Err(Failure::internal("a proposal that was kept has no answer")),
    }
}

/// The binding and its file, or what is wrong with the form.
fn understand(
    lang: Lang,
    target: &str,
    typed: &Typed,
    proof: Result<ProofFile, String>,
) -> (Vec<Complaint>, Option<(Binding, ProofFile)>) {
    let mut complaints = Vec::new();
    let mut complain = |field: &'static str, text: String| complaints.push(Complaint::new(field, text));
    let as_of = typed.as_of.parse::<Date>().ok();
    if as_of.is_none() {
        complain("as_of", lang.t("binding.as_of_bad").to_owned());
    }
    let period = typed.period.parse::<Period>().ok();
    if period.is_none() {
        complain("period", lang.t("targets.bind_bad_period").to_owned());
    }
    for (field, text, key) in
        [("statement", &typed.statement, "binding.statement_missing"), ("why", &typed.why, "targets.bind_why_missing")]
    {
        if text.is_empty() {
            complain(field, lang.t(key).to_owned());
        }
    }
    let proof = proof.map_err(|words| complain("file", words)).ok();
    let (Some(period), Some(file), true) = (period, proof, complaints.is_empty()) else {
        return (complaints, None);
    };
    let feed = Feed::Attestation {
        value: typed.value.clone(),
        evidence: store::digest_of(&file.bytes),
        file: file.name.clone(),
        statement: typed.statement.clone(),
        as_of,
    };
    let binding = Binding {
        target: target.to_owned(),
        feed,
        period,
        measured: None,
        least: None,
        unit: typed.unit.clone(),
        scale: typed.value.parse::<Scaled>().map_or(0, |value| value.scale),
        progress: Some(progress_named(&typed.progress)),
        op: None,
        baseline: None,
        section: typed.section.clone(),
        why: typed.why.clone(),
    };
    (complaints, Some((binding, file)))
}

async fn page(
    app: &AppState,
    visit: &Visit,
    id: i64,
    target: String,
    typed: Typed,
    complaints: Vec<Complaint>,
) -> Result<Page<AttestPage>, Failure> {
    let (known, history) = with_versions(app, visit, id, &target).await?;
    let wanted = match known.kind {
        TargetKind::Numeric | TargetKind::Relative => "number",
        TargetKind::Date => "date",
        TargetKind::Ordinal => "grade",
    };
    let shell = Shell::new(app, visit, visit.lang.t("binding.attest_title"));
    let quote = known.quote;
    let moves = MOVES.to_vec();
    Ok(Page(AttestPage { shell, id, target, way: "file", quote, wanted, moves, typed, complaints, history }))
}
