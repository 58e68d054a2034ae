//! Makes the data folder: accounts, declarations, then every file through the same import as a user's.

use std::collections::HashMap;
use std::path::Path;

use domain::{FactStatus, UserId};
use store::{Act, Actor, FolderKind, NewUser, Store, StoreError};

use crate::{ATTESTATIONS, DemoOptions, USERS, files};

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A workbook could not be written.
    #[error(transparent)]
    Write(#[from] tabular::WriteError),
    /// A file of ours could not be read back.
    #[error("{file}: {refusal}")]
    Read {
        /// Which.
        file: String,
        /// Why.
        refusal: String,
    },
    /// A file of ours was refused by the import.
    #[error("{file}: {source}")]
    Collect {
        /// Which.
        file: String,
        /// Why.
        source: collect::CollectError,
    },
    /// The store's refusal.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A password could not be hashed.
    #[error("password hash: {0}")]
    Password(String),
}

/// How far the making has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Files imported.
    pub done: usize,
    /// Files in all.
    pub all: usize,
    /// The file just imported.
    pub file: String,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Files imported.
    pub files: usize,
    /// Facts written.
    pub facts: u64,
    /// Account numbers by name.
    pub users: HashMap<&'static str, UserId>,
}

/// Makes a demo folder in `dir`: accounts (`hash` turns a password into what the store keeps), declarations, the
/// evidence of attested targets, and all files of [`files`]. The performance table and its bindings are imported by
/// the caller from [`crate::TABLE`] and [`crate::BINDINGS`].
///
/// # Errors
/// [`DemoError`]; the folder may then hold a part and should be removed.
pub fn build(
    dir: &Path,
    options: &DemoOptions,
    hash: &dyn Fn(&str) -> Result<String, String>,
    progress: &mut dyn FnMut(&Step),
) -> Result<(Store, Summary), DemoError> {
    let files = files(options)?;
    let store = Store::create(dir, FolderKind::Demo)?;
    let users = accounts(&store, hash)?;
    let evidence = ATTESTATIONS.iter().map(|(name, text)| Ok((*name, store.put_bytes(text.as_bytes())?)));
    let evidence = evidence.collect::<store::Result<Vec<_>>>()?;
    store.write(&Act::new(Actor::System("demo"), "demo.declare", "knowledge"), |w| {
        w.put_bureau_name("演示区经济和信息化局")?;
        collect::declare_supplied(w)?;
        for (name, digest) in &evidence {
            w.register_evidence(*digest, name, "text/plain")?;
        }
        Ok(())
    })?;
    let registry = store.read(collect::Registry::load)?;
    let mut facts = 0;
    for (done, file) in files.iter().enumerate() {
        let document = tabular::read(&file.name, &file.bytes, &tabular::ReadOptions::default())
            .map_err(|refusal| DemoError::Read { file: file.name.clone(), refusal: refusal.to_string() })?;
        let reading = collect::read(&document, &registry, &collect::ReadOptions::default());
        if reading.facts.is_empty() && !reading.has_fatal() {
            continue; // a list of acceptances with nobody on it
        }
        let actor = users.get(file.by).map_or(Actor::System("demo"), |id| Actor::User(*id));
        let how = collect::CommitOptions {
            status: if file.accepted { FactStatus::Accepted } else { FactStatus::Submitted },
            note: file.note.clone(),
            ..collect::CommitOptions::default()
        };
        let committed = collect::commit(&store, &actor, &reading, &file.bytes, &how)
            .map_err(|source| DemoError::Collect { file: file.name.clone(), source })?;
        facts += committed.appended.new + committed.appended.changed;
        progress(&Step { done: done + 1, all: files.len(), file: file.name.clone() });
    }
    Ok((store, Summary { files: files.len(), facts, users }))
}

fn accounts(
    store: &Store,
    hash: &dyn Fn(&str) -> Result<String, String>,
) -> Result<HashMap<&'static str, UserId>, DemoError> {
    let mut new = Vec::new();
    for user in USERS {
        let password = hash(user.password).map_err(DemoError::Password)?;
        let account = NewUser {
            name: user.name.to_owned(),
            display: user.display.to_owned(),
            roles: vec![user.role.to_owned()],
            section: user.section.map(str::to_owned),
            password,
            must_change: false,
        };
        new.push((user.name, account));
    }
    let act = Act::new(Actor::System("demo"), "user.create", "demo accounts");
    let ids = store.write(&act, |w| new.iter().map(|(name, user)| Ok((*name, w.add_user(user)?))).collect())?;
    Ok(ids)
}
