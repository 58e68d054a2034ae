//! What knowledge files declare, brought into force as soon as somebody looks; the files are read again only when one of
//! them or the folder has changed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use collect::{KnowledgeFault, Registry};
use store::Store;

use crate::failure::Failure;

/// A file by what changes when it is written.
type File = (PathBuf, u64, Option<SystemTime>);

/// What was found the last time.
#[derive(Clone)]
struct Looked {
    seq: i64,
    files: Vec<File>,
    registry: Arc<Registry>,
    faults: Arc<[KnowledgeFault]>,
}

/// The declarations as this process last saw them.
#[derive(Clone, Default)]
pub struct Declarations {
    looked: Arc<Mutex<Option<Looked>>>,
}

/// Deepest folder below the knowledge of a data folder that is looked into.
const DEEPEST: usize = 4;

fn files(folder: &Path, depth: usize, found: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() && depth < DEEPEST {
            files(&entry.path(), depth + 1, found);
        }
        found.push((entry.path(), about.len(), about.modified().ok()));
    }
}

impl Declarations {
    /// What is declared, and what is wrong with files that cannot be used.
    ///
    /// # Errors
    /// The store's refusal.
    pub fn get(&self, store: &Store) -> Result<(Arc<Registry>, Arc<[KnowledgeFault]>), Failure> {
        let mut now = Vec::new();
        files(&store.dir().join("knowledge"), 0, &mut now);
        now.sort();
        let seq = store.snapshot()?.seq();
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = looked.as_ref().filter(|known| known.seq == seq && known.files == now) {
            return Ok((Arc::clone(&known.registry), Arc::clone(&known.faults)));
        }
        let faults: Arc<[KnowledgeFault]> = collect::refresh(store)?.into();
        // What the files brought is in the folder now, and in the audit log.
        let seq = store.snapshot()?.seq();
        let registry = Arc::new(store.read(Registry::load)?);
        *looked = Some(Looked { seq, files: now, registry: Arc::clone(&registry), faults: Arc::clone(&faults) });
        Ok((registry, faults))
    }
}
