//! Evidence files as grids, the last ones kept in memory: opening a cell twice reads its file once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Sha256Digest;
use store::Store;
use tabular::{Document, ReadOptions};

use crate::failure::Failure;

/// How many cells are kept over all files, about a hundred bytes each: the monthly returns of two years side by side,
/// or one large file alone.
const KEPT: usize = 1_000_000;

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
        let mut cells = 0;
        let within = last.iter().take_while(|document| {
            cells += size(document);
            cells <= KEPT
        });
        let kept = within.count().max(1);
        last.truncate(kept);
        Ok(document)
    }
}

/// Cells of a file.
fn size(document: &Document) -> usize {
    document.sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.cells.len()).sum()
}
