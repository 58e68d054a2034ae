//! What somebody else has made of a record while it was worked on: both are shown, its owner decides.

use collect::Registry;
use collect::records::{Case, Content, typed};
use domain::EntityId;
use store::{DraftFile, RecordDraft, Store};

use super::NAME;
use crate::failure::Failure;
use crate::i18n::Lang;
use crate::routes::evidence::fact::metric_name;

/// The other's work beside the draft.
pub(super) struct Moved {
    /// Names what the record says now.
    pub(super) stamp: String,
    /// Who changed it last, and when.
    pub(super) who: String,
    pub(super) at: String,
    /// Field, as typed here, as it stands now.
    pub(super) lines: Vec<(String, String, String)>,
}

/// What stands where the draft began from something else; `None` where nothing has moved.
pub(super) fn moved(
    store: &Store,
    lang: Lang,
    registry: &Registry,
    draft: &RecordDraft,
    files: &[DraftFile],
) -> Result<Option<Moved>, Failure> {
    let (Some(id), Some(base)) = (draft.record, draft.base) else { return Ok(None) };
    let now = store.read(|r| Content::now(r, id))?.stamp();
    if now == base {
        return Ok(None);
    }
    let mut lines = differences(store, lang, registry, draft, id)?;
    let names = |all: Vec<String>| all.join(lang.t("records.comma"));
    let mine = names(files.iter().map(|file| file.name.clone()).collect());
    let theirs = names(store.read(|r| r.record_files(id))?.into_iter().map(|file| file.name).collect());
    if mine != theirs {
        lines.push((lang.t("records.proofs").to_owned(), mine, theirs));
    }
    let last = store.read(|r| r.batches_about(id))?.into_iter().next_back();
    let (who, at) = match last {
        Some(batch) => (crate::people::name(store, &batch.actor)?, crate::moment::minute(batch.recorded_at)),
        None => (String::new(), String::new()),
    };
    Ok(Some(Moved { stamp: now.to_string(), who, at, lines }))
}

fn differences(
    store: &Store,
    lang: Lang,
    registry: &Registry,
    draft: &RecordDraft,
    id: EntityId,
) -> Result<Vec<(String, String, String)>, Failure> {
    let metrics = registry.metrics().iter().map(|one| (one.id, one.clone())).collect();
    let case = store.read(|r| Case::load(r, &metrics, id))?;
    let mut lines = Vec::new();
    let mine = |name: &str| draft.fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let theirs = case.as_ref().map(|case| case.name.clone()).unwrap_or_default();
    if mine(NAME) != theirs {
        lines.push((lang.t("records.name").to_owned(), mine(NAME), theirs));
    }
    let fields = registry.types().get(&draft.kind).map(|kind| kind.fields().map(|(name, _)| name).collect::<Vec<_>>());
    for name in fields.unwrap_or_default() {
        let Some(metric) = registry.named(name) else { continue };
        let value = case.as_ref().and_then(|case| case.values.get(name));
        let theirs = value.map(|value| typed(value, metric)).unwrap_or_default();
        if mine(name) != theirs {
            lines.push((metric_name(lang, metric), mine(name), theirs));
        }
    }
    Ok(lines)
}
