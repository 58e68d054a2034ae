//! Facts read one by one: by number, by cell, by place, with their history and their way to the source.

use domain::{BatchId, EntityId, FactId, MetricId, Period, Sha256Digest, Subject, SubjectKind};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params};

use super::cell::{read_fact, subject_columns};
use super::{Fact, FactPlace, FactTrail};
use crate::{Reader, Result, StoreError};

impl Reader<'_> {
    fn facts_where(&self, rest: &str, values: impl Params) -> Result<Vec<Fact>> {
        let mut some = self.conn.prepare_cached(&format!("select * from fact where {rest}"))?;
        let mut rows = some.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_fact(row)?);
        }
        Ok(found)
    }

    /// One fact, open or closed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn fact(&self, id: FactId) -> Result<Fact> {
        let mut find = self.conn.prepare_cached("select * from fact where id = ?1")?;
        let found = find.query_row([id.0], |row| Ok(read_fact(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("fact", id)))
    }

    /// One fact with its batch, its file and what it restores or accepts.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn fact_trail(&self, id: FactId) -> Result<FactTrail> {
        let fact = self.fact(id)?;
        let (batch, source) = (self.batch(fact.batch)?, self.batch(fact.source)?);
        let evidence = source.evidence.map(|digest| self.evidence(digest)).transpose()?;
        let mut origins = Vec::new();
        let mut next = fact.origin;
        while let Some(id) = next {
            let origin = self.fact(id)?;
            // An origin is always older, so a damaged chain cannot turn in a circle.
            next = origin.origin.filter(|older| *older < id);
            origins.push(origin);
        }
        Ok(FactTrail { fact, batch, source, evidence, origins })
    }

    /// The fact that stands in a cell now.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn current_fact(&self, subject: Subject, metric: MetricId, period: Period) -> Result<Option<Fact>> {
        let (a, b) = subject_columns(subject);
        let rest = "metric = ?1 and period = ?2 and a = ?3 and b = ?4 and closed_by is null";
        Ok(self.facts_where(rest, (metric.0, period.to_string(), a, b))?.pop())
    }

    /// The fact that stood in a cell at a moment, as it was known then.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn fact_as_of(
        &self,
        subject: Subject,
        metric: MetricId,
        period: Period,
        at: Timestamp,
    ) -> Result<Option<Fact>> {
        let (a, b) = subject_columns(subject);
        let last = self.last_batch_at(at)?;
        let rest = "a = ?3 and b = ?4 and metric = ?1 and period = ?2
            and batch <= ?5 and (closed_by is null or closed_by > ?5)";
        Ok(self.facts_where(rest, (metric.0, period.to_string(), a, b, last))?.pop())
    }

    /// Number of the last batch recorded at a moment or before; 0 when there was none.
    pub(crate) fn last_batch_at(&self, at: Timestamp) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) from batch where recorded_at <= ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([at.as_microsecond()], |row| row.get(0))?)
    }

    /// Everything ever recorded about a cell, oldest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn fact_history(&self, subject: Subject, metric: MetricId, period: Period) -> Result<Vec<Fact>> {
        let (a, b) = subject_columns(subject);
        let rest = "a = ?3 and b = ?4 and metric = ?1 and period = ?2 order by id";
        self.facts_where(rest, (metric.0, period.to_string(), a, b))
    }

    /// All facts that stand about one entity or pair now, by metric and period.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_about(&self, subject: Subject) -> Result<Vec<Fact>> {
        self.facts_where("a = ?1 and b = ?2 and closed_by is null order by metric, period", subject_columns(subject))
    }

    /// All facts that stood about one entity or pair when a batch was stored, by metric and period.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_about_at(&self, subject: Subject, batch: BatchId) -> Result<Vec<Fact>> {
        let (a, b) = subject_columns(subject);
        let rest = "a = ?1 and b = ?2 and batch <= ?3 and (closed_by is null or closed_by > ?3)
            order by metric, period";
        self.facts_where(rest, (a, b, batch.0))
    }

    /// Facts a batch wrote, in order, some at a time.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_of_batch(&self, batch: BatchId, after: Option<FactId>, limit: usize) -> Result<Vec<Fact>> {
        let after = after.map_or(0, |id| id.0);
        self.facts_where("batch = ?1 and id > ?2 order by id limit ?3", (batch.0, after, limit as i64))
    }

    /// Entities of a kind that a batch wrote facts of or confirmed facts of, in order.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_in_batch(&self, batch: BatchId, kind: &SubjectKind) -> Result<Vec<EntityId>> {
        let mut some = self.conn.prepare_cached(
            "select e.id from entity e where e.kind = ?2 and e.id in (
                select a from fact where batch = ?1
                union select f.a from confirmation c join fact f on f.id = c.fact where c.batch = ?1)
             order by e.id",
        )?;
        let found = some.query_map((batch.0, kind.as_str()), |row| row.get(0).map(EntityId))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Facts that stand now and came from one cell of a file.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_from_cell(&self, evidence: Sha256Digest, place: FactPlace) -> Result<Vec<Fact>> {
        let rest = "source in (select id from batch where evidence = ?1) and closed_by is null
            and sheet = ?2 and row = ?3 and col = ?4 order by id";
        self.facts_where(rest, (evidence.0.as_slice(), place.sheet, place.row, place.column))
    }
}
