//! Evidence files as grids, the last few kept in memory: opening a cell twice reads its file once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Sha256Digest;
use store::Store;
use tabular::{Document, ReadOptions};

use crate::failure::Failure;

/// How many files are kept; a file of 100,000 rows takes some tens of megabytes.
const KEPT: usize = 4;

/// The last files that were opened.
#[derive(Clone, Default)]
pub struct Documents {
    last: Arc<Mutex<VecDeque<Arc<Document>>>>,
}

impl Documents {
    /// The grid of a registered file.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a file that is not registered; unusable when it is no table (a picture, a PDF).
    pub fn open(&self, store: &Store, file: Sha256Digest) -> Result<Arc<Document>, Failure> {
        let known = |last: &VecDeque<Arc<Document>>| last.iter().find(|d| d.sha256 == file).cloned();
        if let Some(document) = known(&self.last.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(document);
        }
        let (name, bytes) = store.read(|r| Ok((r.evidence(file)?.name, r.evidence_bytes(file)?)))?;
        let document = tabular::read(&name, &bytes, &ReadOptions::default())
            .map_err(|refusal| Failure::unusable(refusal.code, refusal.message, refusal.hint))?;
        let document = Arc::new(document);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.push_front(Arc::clone(&document));
        last.truncate(KEPT);
        Ok(document)
    }
}
