//! Undoing a batch: what only it said is closed, what it had corrected stands again.

use domain::BatchId;
use rusqlite::{Row, Statement};

use super::Undone;
use super::rows::Rows;
use crate::{BatchKind, NewBatch, Result, StoreError, Writer};

/// Facts that stand on a batch's word: those it wrote, which lie between its first and its last, and copies of them.
const STANDING: &str = "select f.id from batch w cross join fact f on f.id between w.first_fact and w.last_fact
    where w.id = ?1 and f.batch = ?1 and f.closed_by is null
    union all select id from fact where source = ?1 and closed_by is null";

/// What batches not undone said about a cell, in their order. A row counts only if neither the batch that wrote it
/// nor the one whose statement it repeats was undone; copies made by undos repeat, they say nothing of their own.
/// Within a batch confirmations come first: once it has written a row, the cell holds its own word.
const SAID: &str = "with cell as (
        select * from fact where series = ?1 and a = ?2 and b = ?3 and closed_by is null
        union all select * from fact where series = ?1 and a = ?2 and b = ?3 and closed_by is not null)
    select id, kind, num, txt, status, source, sheet, row, col from (
        select f.id, f.kind, f.num, f.txt, f.status, s.id as source, f.sheet, f.row, f.col, f.batch as said, 1 as own
        from cell f join batch w on w.id = f.batch join batch s on s.id = coalesce(f.source, f.batch)
        where w.kind <> 'undo' and w.undone_by is null and s.undone_by is null
        union all
        select f.id, f.kind, f.num, f.txt, c.status, c.batch, c.sheet, c.row, c.col, c.batch, 0
        from cell f join confirmation c on c.fact = f.id join batch s on s.id = c.batch
        where s.undone_by is null
    ) order by said, own, id";

const RESTORE: &str = "insert into fact
    (series, a, b, kind, num, txt, status, batch, source, sheet, row, col, origin)
    select series, a, b, kind, num, txt, ?2, ?3, ?4, ?5, ?6, ?7, id from fact where id = ?1";

/// A cell: series, subject.
type Key = (i64, i64, i64);

/// One statement: which fact, with what value, how sure, on whose word and from which cell.
struct Said {
    fact: i64,
    value: (i64, Option<i64>, Option<String>),
    status: i64,
    source: i64,
    place: (Option<i64>, Option<i64>, Option<i64>),
}

fn read_said(row: &Row) -> rusqlite::Result<Said> {
    Ok(Said {
        fact: row.get(0)?,
        value: (row.get(1)?, row.get(2)?, row.get(3)?),
        status: row.get(4)?,
        source: row.get(5)?,
        place: (row.get(6)?, row.get(7)?, row.get(8)?),
    })
}

/// Plays the statements about a cell again by the rule of appending: the last value counts, and the same value said
/// again never lowers how sure it is.
fn last_word(said: &mut Statement, key: Key) -> Result<Option<Said>> {
    let mut word: Option<Said> = None;
    let mut rows = said.query(key)?;
    while let Some(row) = rows.next()? {
        let next = read_said(row)?;
        let repeated = word.as_ref().is_some_and(|word| word.value == next.value && word.status >= next.status);
        if !repeated {
            word = Some(next);
        }
    }
    Ok(word)
}

impl Writer<'_> {
    /// Undoes a batch: a new batch closes the facts that still stand on its word, then opens again, as copies, what
    /// the batches not undone say of the same cells. The past stays as it was.
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

        // Only where something else was ever said of a cell can anything stand again: the rest is closed at one stroke.
        let contested = format!(
            "select s.series, s.a, s.b from fact s where s.id in ({STANDING}) and (
                exists (select 1 from fact f where f.series = s.series and f.a = s.a and f.b = s.b
                        and f.closed_by is not null)
                or exists (select 1 from confirmation c join batch b on b.id = c.batch
                           where c.fact = s.id and b.undone_by is null))
             order by s.id"
        );
        let mut contested = self.conn.prepare_cached(&contested)?;
        let cells = contested
            .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<Key>>>()?;
        let close = format!("update fact set closed_by = ?2 where id in ({STANDING})");
        let closed = self.conn.prepare_cached(&close)?.execute((id.0, undo.0))?;
        let mut said = self.conn.prepare_cached(SAID)?;
        let mut restore = self.conn.prepare_cached(RESTORE)?;
        let mut rows = Rows::of(self.conn, undo)?;
        let mut done = Undone { batch: undo, closed: closed as u64, restored: 0 };
        for (series, a, b) in cells {
            if let Some(word) = last_word(&mut said, (series, a, b))? {
                let (sheet, row, column) = word.place;
                restore.execute((word.fact, word.status, undo.0, word.source, sheet, row, column))?;
                rows.wrote(a, b)?;
                done.restored += 1;
            }
        }
        rows.finish((done.restored, done.closed, 0))?;
        self.reopen_undone(id)?;
        self.note("undone", id.0);
        self.note("closed", done.closed);
        self.note("restored", done.restored);
        Ok(done)
    }
}
