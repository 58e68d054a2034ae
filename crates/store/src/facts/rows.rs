//! Where the facts of a batch go: the series of each, the stretches of each subject, the first and last of the batch.

use std::collections::HashMap;

use domain::{BatchId, MetricId, Period};
use rusqlite::{CachedStatement, Connection, OptionalExtension};

use crate::Result;

const STRETCH: &str = "insert into stretch (a, b, first, last) values (?1, ?2, ?3, ?4)";
const SERIES: &str = "select id from series where metric = ?1 and period = ?2";
const NEW_SERIES: &str = "insert into series (metric, period) values (?1, ?2)";
/// Numbers of facts only grow, so the last one told is the greatest.
const BATCH: &str = "update batch set first_fact = coalesce(first_fact, ?2), last_fact = ?3,
    opened = opened + ?4, closed = closed + ?5, unchanged = unchanged + ?6 where id = ?1";

/// Number of the series of a metric in a period, if there is any fact of it.
pub(super) fn series_of(conn: &Connection, metric: MetricId, period: Period) -> Result<Option<i64>> {
    let mut find = conn.prepare_cached(SERIES)?;
    Ok(find.query_row((metric.0, period.to_string()), |row| row.get(0)).optional()?)
}

/// Facts just written one after the other about one subject.
struct Stretch {
    subject: (i64, i64),
    first: i64,
    last: i64,
}

/// Keeps account of the rows a batch writes. Every insertion into `fact` is told to [`Self::wrote`].
pub(super) struct Rows<'c> {
    conn: &'c Connection,
    batch: BatchId,
    series: HashMap<(MetricId, Period), i64>,
    stretch: CachedStatement<'c>,
    current: Option<Stretch>,
    first: Option<i64>,
    last: Option<i64>,
}

impl<'c> Rows<'c> {
    pub(super) fn of(conn: &'c Connection, batch: BatchId) -> Result<Self> {
        let stretch = conn.prepare_cached(STRETCH)?;
        Ok(Self { conn, batch, series: HashMap::new(), stretch, current: None, first: None, last: None })
    }

    /// The series a fact belongs to, made when it is the first of its metric in its period.
    pub(super) fn series(&mut self, metric: MetricId, period: Period) -> Result<i64> {
        if let Some(id) = self.series.get(&(metric, period)) {
            return Ok(*id);
        }
        let id = match series_of(self.conn, metric, period)? {
            Some(id) => id,
            None => {
                self.conn.prepare_cached(NEW_SERIES)?.execute((metric.0, period.to_string()))?;
                self.conn.last_insert_rowid()
            }
        };
        self.series.insert((metric, period), id);
        Ok(id)
    }

    /// The row inserted last is a fact about a subject.
    pub(super) fn wrote(&mut self, a: i64, b: i64) -> Result<()> {
        let id = self.conn.last_insert_rowid();
        self.first.get_or_insert(id);
        self.last = Some(id);
        match &mut self.current {
            Some(current) if current.subject == (a, b) && current.last + 1 == id => current.last = id,
            _ => {
                self.settle()?;
                self.current = Some(Stretch { subject: (a, b), first: id, last: id });
            }
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<()> {
        if let Some(done) = self.current.take() {
            self.stretch.execute((done.subject.0, done.subject.1, done.first, done.last))?;
        }
        Ok(())
    }

    /// Writes down what is left, and adds to the counts of the batch: opened, closed, unchanged.
    pub(super) fn finish(mut self, (opened, closed, unchanged): (u64, u64, u64)) -> Result<()> {
        self.settle()?;
        let row = (self.batch.0, self.first, self.last, opened as i64, closed as i64, unchanged as i64);
        match self.last {
            Some(_) => self.conn.prepare_cached(BATCH)?.execute(row)?,
            None => {
                let counts = "update batch set closed = closed + ?2, unchanged = unchanged + ?3 where id = ?1";
                self.conn.execute(counts, (self.batch.0, closed as i64, unchanged as i64))?
            }
        };
        Ok(())
    }
}
