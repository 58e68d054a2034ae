//! 批次: everything that came in, was computed or was taken back, each with its facts and the way to undo it.

mod list;
mod show;
mod undo;

use domain::BatchId;
use store::{Batch, BatchKind, Store};

use crate::access::table::Routes;
use crate::failure::Failure;

/// Registers these pages.
pub fn routes(mut routes: Routes) -> Routes {
    for page in [list::routes, show::routes, undo::routes] {
        routes = page(routes);
    }
    routes
}

/// One batch for a list.
pub struct BatchLine {
    /// Number.
    pub id: BatchId,
    /// What it is.
    pub note: String,
    /// Key of its kind.
    pub kind: &'static str,
    /// When.
    pub at: String,
    /// By whom.
    pub actor: String,
    /// The batch that took it back.
    pub undone_by: Option<BatchId>,
    /// The batch it took back.
    pub undoes: Option<BatchId>,
    /// Facts written, closed, said again.
    pub counts: [u64; 3],
}

/// Batches as lines of a list.
///
/// # Errors
/// The store's refusal.
pub fn lines(store: &Store, batches: Vec<Batch>) -> Result<Vec<BatchLine>, Failure> {
    let mut lines = Vec::with_capacity(batches.len());
    for batch in batches {
        lines.push(BatchLine {
            id: batch.id,
            kind: batch.kind.as_str(),
            at: crate::moment::minute(batch.recorded_at),
            actor: crate::people::name(store, &batch.actor)?,
            undone_by: batch.undone_by,
            undoes: batch.undoes,
            counts: [batch.opened, batch.closed, batch.unchanged],
            note: batch.note,
        });
    }
    Ok(lines)
}

fn can_undo(batch: &Batch) -> bool {
    batch.undone_by.is_none() && !matches!(batch.kind, BatchKind::Undo | BatchKind::Run)
}
