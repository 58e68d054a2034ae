//! The form: blank for a type, or a draft as it was left.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use collect::records::{Case, Content, RecordType, typed as typed_as};
use collect::{RecordTypes, Registry};
use domain::{EntityId, UserId};
use store::{Act, DraftFile, RecordDraft, Store, StoreError};

use super::moved::{Moved, moved};
use super::{Complaint, Field, NAME, Proof, address, fields, proofs};
use crate::access::table::{Need, Routes};
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::records::{rules, types};
use crate::shell::{Page, Shell};
use crate::state::AppState;
use crate::visit::Visit;

/// Registers these pages and the act that takes a record up again.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/records/new/{code}", Need::May("records.write"), blank)
        .get("/records/drafts/{draft}", Need::May("records.write"), draft)
        .post("/records/{id}/edit", Need::May("records.write"), take_up)
}

#[derive(Template)]
#[template(path = "records/form.html")]
pub(super) struct Form {
    shell: Shell,
    action: String,
    counts: String,
    type_address: String,
    rules: Vec<String>,
    name: String,
    name_error: Option<String>,
    fields: Vec<Field>,
    proofs: Vec<Proof>,
    proof_error: Option<String>,
    complaints: Vec<Complaint>,
    draft: Option<i64>,
    saved: Option<String>,
    again: bool,
    moved: Option<Moved>,
}

/// A draft in a list.
pub(in crate::routes::records) struct DraftLine {
    pub(in crate::routes::records) name: String,
    pub(in crate::routes::records) kind: String,
    pub(in crate::routes::records) saved: String,
    pub(in crate::routes::records) address: String,
}

/// A person's drafts, newest first.
pub(in crate::routes::records) fn drafts(
    store: &Store,
    lang: Lang,
    user: UserId,
    known: &RecordTypes,
) -> Result<Vec<DraftLine>, Failure> {
    let mut lines = Vec::new();
    for draft in store.read(|r| r.record_drafts(user))? {
        let name = draft.fields.get(NAME).filter(|name| !name.is_empty()).cloned();
        lines.push(DraftLine {
            name: name.unwrap_or_else(|| lang.t("entry.unnamed").to_owned()),
            kind: known.get(&draft.kind).map_or_else(|| draft.kind.clone(), |kind| types::name(lang, kind)),
            saved: crate::moment::minute(draft.saved),
            address: address(draft.id),
        });
    }
    Ok(lines)
}

/// The form of a type, or of a draft.
pub(super) fn page(
    app: &AppState,
    visit: &Visit,
    registry: &Registry,
    kind: &RecordType,
    draft: Option<(&RecordDraft, &[DraftFile], Option<Moved>)>,
    complaints: Vec<Complaint>,
) -> Page<Form> {
    let lang = visit.lang;
    let empty = BTreeMap::new();
    let typed = draft.as_ref().map_or(&empty, |(draft, ..)| &draft.fields);
    let mut fields = fields(lang, kind, registry, typed);
    let error = |id: &str| complaints.iter().find(|one| one.id == id).map(|one| one.text.clone());
    for field in &mut fields {
        field.error = error(&field.id);
    }
    let action = match &draft {
        Some((draft, ..)) => address(draft.id),
        None => format!("/records/new/{}", crate::links::encode(&kind.code)),
    };
    Page(Form {
        shell: Shell::new(app, visit, types::name(lang, kind)),
        action,
        counts: if lang == Lang::Zh { kind.counts.clone() } else { kind.counts_en.clone() },
        type_address: types::address(&kind.code),
        rules: rules::all(lang, registry, kind),
        name: typed.get(NAME).cloned().unwrap_or_default(),
        name_error: error("name"),
        fields,
        proofs: proofs(lang, kind, draft.as_ref().map_or(&[], |(_, files, _)| *files)),
        proof_error: error("evidence-0"),
        complaints,
        draft: draft.as_ref().map(|(draft, ..)| draft.id),
        saved: draft.as_ref().map(|(draft, ..)| crate::moment::minute(draft.saved)),
        again: draft.as_ref().is_some_and(|(draft, ..)| draft.record.is_some()),
        moved: draft.and_then(|(.., moved)| moved),
    })
}

async fn blank(State(app): State<AppState>, visit: Visit, Path(code): Path<String>) -> Result<Page<Form>, Failure> {
    let registry = app.run(move |store| store.read(Registry::load)).await?;
    let kind = registry.types().get(&code).filter(|kind| !kind.retired).ok_or(Failure::NotFound)?;
    Ok(page(&app, &visit, &registry, kind, None, Vec::new()))
}

async fn draft(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Page<Form>, Failure> {
    let (user, lang) = (visit.user_id(), visit.lang);
    let (registry, draft, files, moved) = app
        .run(move |store| {
            let read =
                |r: &store::Reader<'_>| Ok((Registry::load(r)?, r.record_draft(id, user)?, r.record_draft_files(id)?));
            let (registry, draft, files) = store.read(read)?;
            let moved = moved(store, lang, &registry, &draft, &files)?;
            Ok::<_, Failure>((registry, draft, files, moved))
        })
        .await?;
    let kind = registry.types().get(&draft.kind).ok_or(Failure::NotFound)?;
    Ok(page(&app, &visit, &registry, kind, Some((&draft, &files, moved)), Vec::new()))
}

/// A record that waits or came back becomes a draft again, with everything it says and all its files.
async fn take_up(State(app): State<AppState>, visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (id, user) = (EntityId(id), visit.user_id());
    let act = Act::new(visit.actor(), "record.draft", format!("record:{id}"));
    let draft = app
        .run(move |store| {
            store.write(&act, |w| {
                let metrics = w.metrics()?.into_iter().map(|one| (one.id, one)).collect();
                let missing = || StoreError::NotFound { what: "record", key: id.to_string() };
                let case = Case::load(w, &metrics, id)?.ok_or_else(missing)?;
                if case.accepted == Some(true) {
                    return Err(StoreError::refused("record.accepted", "记录已被采纳，须先退回才能修改"));
                }
                let own = w.record_drafts(user)?.into_iter().find(|draft| draft.record == Some(id));
                if let Some(own) = own {
                    return Ok(own.id);
                }
                let mut said = BTreeMap::from([(NAME.to_owned(), case.name.clone())]);
                for metric in metrics.values() {
                    if let Some(value) = case.values.get(&metric.name) {
                        said.insert(metric.name.clone(), typed_as(value, metric));
                    }
                }
                let draft = w.add_record_draft(user, Some((id, Content::now(w, id)?.stamp())), &case.kind, &said)?;
                for file in w.record_files(id)? {
                    let media = w.evidence(file.digest)?.media;
                    let (digest, name, kind) = (file.digest, file.name, file.kind);
                    w.add_draft_file(draft, &DraftFile { digest, name, media, kind })?;
                }
                Ok(draft)
            })
        })
        .await?;
    Ok(Redirect::to(&address(draft)).into_response())
}
