//! What officers rely on in the knowledge and the engines that concern firms.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used)]

mod classes;
mod names;
mod records;
mod rules;
mod runs;
mod schemes;
mod short_names;

use collect::Registry;
use store::{Act, Actor, FolderKind, Store};

/// A folder that knows the supplied metrics and lists.
pub(crate) struct Folder {
    pub(crate) store: Store,
    pub(crate) registry: Registry,
    _dir: tempfile::TempDir,
}

pub(crate) fn folder() -> Folder {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(dir.path().join("data"), FolderKind::Real).unwrap();
    store.write(&Act::new(Actor::System("setup"), "declare", "knowledge"), collect::declare_supplied).unwrap();
    let registry = store.read(Registry::load).unwrap();
    Folder { store, registry, _dir: dir }
}
