//! What was typed is kept first, whatever happens next: saved, submitted, or given up.

use std::collections::BTreeMap;

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::Registry;
use collect::records::{self, RecordType, Submitted};
use domain::{Sha256Digest, UserId};
use store::{Act, Actor, DraftFile, RecordDraft, Store};
use targets::proof;

use super::moved::moved;
use super::{Complaint, NAME, address, complaints, form, submission};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::import::facts::preview::refused;
use crate::said;
use crate::state::AppState;
use crate::uploaded::Uploaded;
use crate::visit::Visit;

/// Largest form with its files, in bytes.
const LIMIT: usize = 96 << 20;

/// Most files beside one record.
const MOST_FILES: usize = 40;

/// Longest text of a field, in characters.
const LONGEST: usize = 4_000;

/// Registers these acts.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .upload("/records/new/{code}", Need::May("records.write"), LIMIT, begin)
        .upload("/records/drafts/{draft}", Need::May("records.write"), LIMIT, go_on)
        .post("/records/drafts/{draft}/drop", Need::May("records.write"), give_up)
}

/// What came with the form.
struct Given {
    fields: BTreeMap<String, String>,
    files: Vec<(DraftFile, Vec<u8>)>,
    /// Bytes and kind of evidence.
    dropped: Vec<(Sha256Digest, String)>,
    /// What another has made of the record meanwhile was looked at.
    seen: Option<Sha256Digest>,
    /// Files that were not taken.
    complaints: Vec<Complaint>,
    submit: bool,
}

fn given(lang: Lang, kind: &RecordType, registry: &Registry, mut form: Uploaded) -> Given {
    let mut fields = BTreeMap::from([(NAME.to_owned(), short(form.text("name")))]);
    for (name, _) in kind.fields() {
        if let Some(metric) = registry.named(name) {
            fields.insert(name.to_owned(), short(form.text(&metric.name_en)));
        }
    }
    let mut complaints = Vec::new();
    let mut files = Vec::new();
    let kinds = kind.evidence.iter().map(|one| one.name.as_str()).chain([""]);
    for (nth, name) in kinds.enumerate() {
        for file in form.files(&format!("evidence-{nth}")) {
            let own = file.name.clone();
            match proof::take(&file.name, file.bytes) {
                Ok(taken) => {
                    let digest = store::digest_of(&taken.bytes);
                    let (media, kind) = (taken.media.to_owned(), name.to_owned());
                    files.push((DraftFile { digest, name: taken.name, media, kind }, taken.bytes));
                }
                Err(refusal) => complaints.push(Complaint {
                    id: format!("evidence-{nth}"),
                    text: format!("{own}: {}", said::refusal(lang, &refusal)),
                }),
            }
        }
    }
    let mut dropped = Vec::new();
    for (nth, digest) in form.named("drop-").filter_map(|said| said.split_once('-')) {
        let name = nth.parse().ok().and_then(|nth: usize| kind.evidence.get(nth));
        let name = name.map(|one| one.name.clone()).unwrap_or_default();
        dropped.extend(digest.parse().ok().map(|digest| (digest, name)));
    }
    let seen = form.text("seen").parse().ok();
    Given { fields, files, dropped, seen, complaints, submit: form.text("act") == "submit" }
}

fn short(text: String) -> String {
    if text.chars().count() > LONGEST { text.chars().take(LONGEST).collect() } else { text }
}

async fn begin(
    State(app): State<AppState>,
    visit: Visit,
    Path(code): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    let form = Uploaded::read(form, visit.lang).await?;
    let registry = app.run(move |store| store.read(Registry::load)).await?;
    let kind = registry.types().get(&code).filter(|kind| !kind.retired).cloned().ok_or(Failure::NotFound)?;
    take(&app, &visit, registry, kind, None, form).await
}

async fn go_on(
    State(app): State<AppState>,
    visit: Visit,
    Path(id): Path<i64>,
    form: Multipart,
) -> Result<Response, Failure> {
    let form = Uploaded::read(form, visit.lang).await?;
    let user = visit.user_id();
    let (registry, draft) =
        app.run(move |store| store.read(|r| Ok((Registry::load(r)?, r.record_draft(id, user)?)))).await?;
    let kind = registry.types().get(&draft.kind).cloned().ok_or(Failure::NotFound)?;
    take(&app, &visit, registry, kind, Some(draft), form).await
}

async fn take(
    app: &AppState,
    visit: &Visit,
    registry: Registry,
    kind: RecordType,
    draft: Option<RecordDraft>,
    form: Uploaded,
) -> Result<Response, Failure> {
    let given = given(visit.lang, &kind, &registry, form);
    let (user, actor, code) = (visit.user_id(), visit.actor(), kind.code.clone());
    let act = Act::new(visit.actor(), "record.draft", code.clone());
    let before = draft.map(|draft| draft.id);
    let (lang, registered) = (visit.lang, registry.clone());
    let (draft, files, given, outcome, moved) = app
        .run(move |store| {
            let id = keep(store, &act, user, before, &code, &given)?;
            let (draft, files) = store.read(|r| Ok((r.record_draft(id, user)?, r.record_draft_files(id)?)))?;
            let ready = given.submit && given.complaints.is_empty();
            let outcome = if ready { Some(hand_in(store, &actor, &draft, files.clone())?) } else { None };
            let moved = if matches!(outcome, Some(Submitted::Waiting(_))) {
                None
            } else {
                moved(store, lang, &registered, &draft, &files)?
            };
            Ok::<_, Failure>((draft, files, given, outcome, moved))
        })
        .await?;
    let mut wrong = given.complaints;
    match outcome {
        Some(Submitted::Waiting(record)) => {
            return Ok(Redirect::to(&format!("/records/{record}?done=submitted")).into_response());
        }
        Some(Submitted::Faulty(faults)) => wrong.extend(complaints(visit.lang, &registry, &faults)),
        Some(Submitted::Moved) => {
            let text = visit.lang.t("entry.moved").to_owned();
            wrong.push(Complaint { id: "moved".to_owned(), text });
        }
        None if wrong.is_empty() => return Ok(Redirect::to(&address(draft.id)).into_response()),
        None => {}
    }
    Ok(form::page(app, visit, &registry, &kind, Some((&draft, &files, moved)), wrong).into_response())
}

fn hand_in(store: &Store, actor: &Actor, draft: &RecordDraft, files: Vec<DraftFile>) -> Result<Submitted, Failure> {
    records::submit(store, actor, &submission(draft, files)).map_err(refused)
}

/// Keeps what was typed and the files; the draft's number.
fn keep(
    store: &Store,
    act: &Act,
    user: UserId,
    before: Option<i64>,
    code: &str,
    given: &Given,
) -> Result<i64, Failure> {
    for (_, bytes) in &given.files {
        store.put_bytes(bytes)?;
    }
    let id = store.write(act, |w| {
        let id = match before {
            Some(id) => {
                w.save_record_draft(id, user, &given.fields)?;
                id
            }
            None => w.add_record_draft(user, None, code, &given.fields)?,
        };
        if let Some(seen) = given.seen {
            w.rebase_record_draft(id, user, seen)?;
        }
        for (digest, kind) in &given.dropped {
            w.remove_draft_file(id, *digest, kind)?;
        }
        for (file, _) in &given.files {
            w.add_draft_file(id, file)?;
        }
        if w.record_draft_files(id)?.len() > MOST_FILES {
            let message = format!("一条记录最多 {MOST_FILES} 个文件");
            return Err(store::StoreError::refused("record.many_files", message));
        }
        Ok(id)
    })?;
    Ok(id)
}

async fn give_up(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let user = visit.user_id();
    let act = Act::new(visit.actor(), "record.draft_drop", format!("draft:{id}"));
    app.run(move |store| store.write(&act, |w| w.drop_record_draft(id, user))).await?;
    Ok(Redirect::to("/records").into_response())
}
