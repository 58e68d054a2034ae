//! A second person accepts facts: each gets an accepted copy that names the one before.

use domain::{BatchId, FactId};

use super::cell::subject_columns;
use super::rows::Rows;
use crate::{BatchKind, NewBatch, Result, StoreError, Writer};

const COPY: &str = "insert into fact (series, a, b, kind, num, txt, status, batch, source, sheet, row, col, origin)
    select series, a, b, kind, num, txt, 2, ?2, coalesce(source, batch), sheet, row, col, id from fact where id = ?1";

impl Writer<'_> {
    /// Accepts open facts in one batch; those accepted already stay as they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Closed`], or [`StoreError::Refused`] (`store.own_fact`) when the
    /// person who brought a fact would accept it.
    pub fn accept_facts(&self, facts: &[FactId], note: &str) -> Result<BatchId> {
        let batch = NewBatch { kind: BatchKind::Acceptance, evidence: None, run: None, note: note.to_owned() };
        let batch = self.open_batch(&batch)?;
        let mut accepted = 0;
        let mut rows = Rows::of(self.conn, batch)?;
        for &id in facts {
            let fact = self.fact(id)?;
            if fact.closed_by.is_some() {
                return Err(StoreError::Closed(id));
            }
            if fact.status == domain::FactStatus::Accepted {
                continue;
            }
            if self.actor.starts_with("user:") && self.batch(fact.source)?.actor == self.actor {
                let message = format!("fact {id} was brought by the same person; somebody else must accept it");
                return Err(StoreError::refused("store.own_fact", message));
            }
            self.conn.prepare_cached("update fact set closed_by = ?2 where id = ?1")?.execute((id.0, batch.0))?;
            self.conn.prepare_cached(COPY)?.execute((id.0, batch.0))?;
            let (a, b) = subject_columns(fact.subject);
            rows.wrote(a, b)?;
            accepted += 1;
        }
        rows.finish((accepted, accepted, 0))?;
        self.note("accepted", accepted);
        Ok(batch)
    }
}
