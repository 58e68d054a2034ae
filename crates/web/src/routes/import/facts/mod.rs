//! A sheet of facts comes in: upload, what its columns mean, check, what it would change, one batch.

mod cell;
pub(in crate::routes) mod check;
pub(in crate::routes) mod columns;
pub(in crate::routes) mod preview;
mod upload;

use collect::{ReadOptions, Reading, Registry};
use domain::UserId;
use serde::{Deserialize, Serialize};
use store::{Draft, Store};
use tabular::Document;

use crate::access::table::Routes;
use crate::failure::Failure;

/// The kind of these drafts.
const KIND: &str = "facts";

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [upload::routes, columns::routes, check::routes, preview::routes, cell::routes] {
        routes = page(routes);
    }
    routes
}

/// What a draft keeps of a person's choices.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    encoding: Option<String>,
    read: ReadOptions,
}

/// A draft's file, opened with the choices made so far.
struct Opened {
    name: String,
    bytes: Vec<u8>,
    document: Document,
    registry: Registry,
    kept: Kept,
}

impl Opened {
    fn draft(store: &Store, id: i64, user: UserId) -> Result<Self, Failure> {
        let Draft { kind, name, digest, options, .. } = store.read(|r| r.draft(id, user))?;
        if kind != KIND {
            return Err(Failure::NotFound);
        }
        let kept: Kept = serde_json::from_value(options).map_err(|error| Failure::internal(error.to_string()))?;
        let bytes = store.bytes(digest)?;
        let document = read_file(&name, &bytes, kept.encoding.as_deref())?;
        let registry = store.read(Registry::load)?;
        Ok(Self { name, bytes, document, registry, kept })
    }

    fn reading(&self, store: &Store) -> Result<Reading, Failure> {
        let mut reading = collect::read(&self.document, &self.registry, &self.kept.read);
        store.read(|r| reading.check_against(r))?;
        Ok(reading)
    }
}

fn read_file(name: &str, bytes: &[u8], encoding: Option<&str>) -> Result<Document, Failure> {
    let encoding = encoding.and_then(|name| name.parse().ok());
    let options = tabular::ReadOptions { encoding, ..tabular::ReadOptions::default() };
    tabular::read(name, bytes, &options)
        .map_err(|refusal| Failure::unusable(refusal.code, refusal.message, refusal.hint))
}

/// The steps of the wizard, the current one marked.
struct Steps {
    lines: Vec<(String, String, Option<String>)>,
    current: usize,
}

impl Steps {
    fn new(lang: crate::i18n::Lang, draft: i64, current: usize) -> Self {
        let keys = ["step_upload", "step_columns", "step_check", "step_preview", "step_commit"];
        let addresses = [
            Some("/import".to_owned()),
            Some(format!("/import/facts/{draft}")),
            Some(format!("/import/facts/{draft}/check")),
            Some(format!("/import/facts/{draft}/preview")),
            None,
        ];
        let mut lines = Vec::with_capacity(keys.len());
        for (nth, (key, address)) in keys.iter().zip(addresses).enumerate() {
            let open = address.filter(|_| nth < current);
            lines.push(((nth + 1).to_string(), lang.t(&format!("facts.{key}")).to_owned(), open));
        }
        Self { lines, current }
    }
}
