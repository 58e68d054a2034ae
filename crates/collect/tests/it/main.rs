//! Files of facts: what is understood, what is refused and where, what is stored, what an undo gives back.
// A test that cannot set itself up has failed; clippy spares only the test functions themselves.
#![allow(clippy::unwrap_used)]

mod counting;
mod evading;
mod faults;
mod identity;
mod planning;
mod storing;
mod supplied;
mod undoing;

use collect::{ReadOptions, Reading, Registry};
use shuanglian_collect as collect;
use store::{Act, Actor, FolderKind, NewUser, Store};
use tabular::Document;

/// Two credit codes with right check characters, of a division that does not exist.
pub(crate) const ONE: &str = "91990000DM0000005K";
pub(crate) const TWO: &str = "91990000DM0000013E";

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

pub(crate) fn person(store: &Store, name: &str) -> Actor {
    let user = NewUser {
        name: name.into(),
        display: name.into(),
        roles: vec!["section".into()],
        section: None,
        password: "x".into(),
        must_change: false,
    };
    Actor::User(store.write(&Act::new(Actor::System("setup"), "user.create", name), |w| w.add_user(&user)).unwrap())
}

pub(crate) fn document(name: &str, text: &str) -> Document {
    tabular::read(name, text.as_bytes(), &tabular::ReadOptions::default()).unwrap()
}

pub(crate) fn reading(folder: &Folder, text: &str) -> Reading {
    collect::read(&document("月报.csv", text), &folder.registry, &ReadOptions::default())
}

#[test]
fn the_codes_used_here_are_well_formed() {
    for code in [ONE, TWO] {
        let check = domain::Usci::check_character(&code[..17]).unwrap();
        assert!(code.ends_with(check), "{code}: {check}");
    }
}
