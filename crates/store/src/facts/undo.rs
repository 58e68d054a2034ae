//! Undoing a batch: what only it said is closed, what it had corrected stands again.

use domain::BatchId;
use rusqlite::OptionalExtension;

use super::Undone;
use crate::{BatchKind, NewBatch, Result, StoreError, Writer};

const STANDING: &str = "select id, metric, period, a, b from fact where batch = ?1 and closed_by is null
    union select id, metric, period, a, b from fact where source = ?1 and source <> batch and closed_by is null";

/// The fact that the latest statement about a cell not undone is about: a row, or a batch that confirmed one.
/// A row counts only if neither the batch that wrote it nor the one whose statement it repeats was undone.
const LATEST: &str = "select id from (
        select f.id, f.batch as said, 1 as own
        from fact f join batch w on w.id = f.batch join batch s on s.id = f.source
        where f.a = ?3 and f.b = ?4 and f.metric = ?1 and f.period = ?2
          and w.undone_by is null and s.undone_by is null
        union all
        select f.id, c.batch, 0
        from fact f join confirmation c on c.fact = f.id join batch s on s.id = c.batch
        where f.a = ?3 and f.b = ?4 and f.metric = ?1 and f.period = ?2 and s.undone_by is null
    ) order by said desc, own desc, id desc limit 1";

/// On whose word that fact stands: its own batch's while that is not undone, else of those that confirmed it the
/// one that was surest, and of these the first.
const WORD: &str = "select status, source, sheet, row, col from (
        select f.status, f.source, f.sheet, f.row, f.col, 1 as own, f.batch as said
        from fact f join batch w on w.id = f.batch join batch s on s.id = f.source
        where f.id = ?1 and w.undone_by is null and s.undone_by is null
        union all
        select c.status, c.batch, c.sheet, c.row, c.col, 0, c.batch
        from confirmation c join batch s on s.id = c.batch where c.fact = ?1 and s.undone_by is null
    ) order by own desc, status desc, said limit 1";

const RESTORE: &str = "insert into fact
    (metric, period, a, b, kind, num, txt, status, batch, source, sheet, row, col, origin)
    select metric, period, a, b, kind, num, txt, ?2, ?3, ?4, ?5, ?6, ?7, id from fact where id = ?1";

type Key = (i64, i64, String, i64, i64);
type Word = (i64, i64, Option<i64>, Option<i64>, Option<i64>);

impl Writer<'_> {
    /// Undoes a batch: a new batch closes the facts that still stand on its word, then opens again, as copies, what
    /// the latest batches not undone say of the same cells. The past stays as it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::AlreadyUndone`], [`StoreError::UndoOfUndo`].
    pub fn undo_batch(&self, id: BatchId, why: &str) -> Result<Undone> {
        let target = self.batch(id)?;
        if target.undone_by.is_some() {
            return Err(StoreError::AlreadyUndone(id));
        }
        if target.kind == BatchKind::Undo {
            return Err(StoreError::UndoOfUndo(id));
        }
        let undo = NewBatch { kind: BatchKind::Undo, evidence: None, run: None, note: why.to_owned() };
        let undo = self.open_batch(&undo)?;
        self.conn.execute("update batch set undoes = ?2 where id = ?1", (undo.0, id.0))?;
        self.conn.execute("update batch set undone_by = ?2 where id = ?1", (id.0, undo.0))?;

        let mut standing = self.conn.prepare_cached(STANDING)?;
        let keys = standing
            .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
            .collect::<rusqlite::Result<Vec<Key>>>()?;
        let mut close = self.conn.prepare_cached("update fact set closed_by = ?2 where id = ?1")?;
        let mut latest = self.conn.prepare_cached(LATEST)?;
        let mut word = self.conn.prepare_cached(WORD)?;
        let mut restore = self.conn.prepare_cached(RESTORE)?;
        let mut done = Undone { batch: undo, closed: 0, restored: 0 };
        for (fact, metric, period, a, b) in keys {
            close.execute((fact, undo.0))?;
            done.closed += 1;
            let origin = latest.query_row((metric, &period, a, b), |row| row.get::<_, i64>(0)).optional()?;
            if let Some(origin) = origin {
                let (status, source, sheet, row, column): Word = word
                    .query_row([origin], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
                restore.execute((origin, status, undo.0, source, sheet, row, column))?;
                done.restored += 1;
            }
        }
        let sql = "update batch set opened = ?2, closed = ?3 where id = ?1";
        self.conn.execute(sql, (undo.0, done.restored, done.closed))?;
        self.note("undone", id.0);
        self.note("closed", done.closed);
        self.note("restored", done.restored);
        Ok(done)
    }
}
