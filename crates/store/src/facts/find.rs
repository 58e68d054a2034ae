//! Facts read one by one: by number, by cell, by place, with their history and their way to the source.

use domain::{BatchId, EntityId, FactId, MetricId, Period, Sha256Digest, Subject, SubjectKind};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Params};

use super::cell::{FACTS, read_fact, subject_columns};
use super::rows::series_of;
use super::{Fact, FactPlace, FactTrail};
use crate::{Reader, Result, StoreError};

/// Everything ever said of a cell (series, subject): what stands, and what was closed.
const OF_CELL: &str = "select id from fact where series = ?1 and a = ?2 and b = ?3 and closed_by is null
    union all select id from fact where series = ?1 and a = ?2 and b = ?3 and closed_by is not null";

impl Reader<'_> {
    fn facts_where(&self, rest: &str, values: impl Params) -> Result<Vec<Fact>> {
        let mut some = self.conn.prepare_cached(&format!("{FACTS} where {rest}"))?;
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
        let mut find = self.conn.prepare_cached(&format!("{FACTS} where f.id = ?1"))?;
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
        let Some(cell) = self.cell(subject, metric, period)? else { return Ok(None) };
        let rest = "f.series = ?1 and f.a = ?2 and f.b = ?3 and f.closed_by is null";
        Ok(self.facts_where(rest, cell)?.pop())
    }

    /// A cell as rows know it; none where nothing was ever said of the metric in the period.
    fn cell(&self, subject: Subject, metric: MetricId, period: Period) -> Result<Option<(i64, i64, i64)>> {
        let (a, b) = subject_columns(subject);
        Ok(series_of(self.conn, metric, period)?.map(|series| (series, a, b)))
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
        let Some((series, a, b)) = self.cell(subject, metric, period)? else { return Ok(None) };
        let last = self.last_batch_at(at)?;
        let rest = format!("f.id in ({OF_CELL}) and f.batch <= ?4 and (f.closed_by is null or f.closed_by > ?4)");
        Ok(self.facts_where(&rest, (series, a, b, last))?.pop())
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
        let Some(cell) = self.cell(subject, metric, period)? else { return Ok(Vec::new()) };
        self.facts_where(&format!("f.id in ({OF_CELL}) order by f.id"), cell)
    }

    /// All facts that stand about one entity or pair now, by metric and period.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_about(&self, subject: Subject) -> Result<Vec<Fact>> {
        let rest = "f.id in (select f.id from stretch t cross join fact f on f.id between t.first and t.last
                where t.a = ?1 and t.b = ?2 and f.closed_by is null)
            and f.a = ?1 and f.b = ?2 order by s.metric, s.period";
        self.facts_where(rest, subject_columns(subject))
    }

    /// All facts that stood about one entity or pair when a batch was stored, by metric and period.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_about_at(&self, subject: Subject, batch: BatchId) -> Result<Vec<Fact>> {
        let (a, b) = subject_columns(subject);
        let rest = "f.id in (select f.id from stretch t cross join fact f on f.id between t.first and t.last
                where t.a = ?1 and t.b = ?2 and f.batch <= ?3 and (f.closed_by is null or f.closed_by > ?3))
            and f.a = ?1 and f.b = ?2 order by s.metric, s.period";
        self.facts_where(rest, (a, b, batch.0))
    }

    /// Facts a batch wrote, in order, some at a time.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn facts_of_batch(&self, batch: BatchId, after: Option<FactId>, limit: usize) -> Result<Vec<Fact>> {
        let after = after.map_or(0, |id| id.0);
        let rest = "f.batch = ?1 and f.id > ?2 and f.id between (select first_fact from batch where id = ?1)
            and (select last_fact from batch where id = ?1) order by f.id limit ?3";
        self.facts_where(rest, (batch.0, after, limit as i64))
    }

    /// Entities of a kind that a batch wrote facts of or confirmed facts of, in order.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_in_batch(&self, batch: BatchId, kind: &SubjectKind) -> Result<Vec<EntityId>> {
        let mut some = self.conn.prepare_cached(
            "select e.id from entity e where e.kind = ?2 and e.id in (
                select f.a from batch w cross join fact f on f.id between w.first_fact and w.last_fact
                where w.id = ?1 and f.batch = ?1
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
        let rest = "f.id in (
                select f.id from batch w cross join fact f on f.id between w.first_fact and w.last_fact
                where w.evidence = ?1 and f.batch = w.id and f.source is null
                union all
                select id from fact where source in (select id from batch where evidence = ?1))
            and f.closed_by is null and f.sheet = ?2 and f.row = ?3 and f.col = ?4 order by f.id";
        self.facts_where(rest, (evidence.0.as_slice(), place.sheet, place.row, place.column))
    }

    /// Whether every fact lies between the first and last of its batch and in a stretch of its subject.
    pub(crate) fn facts_are_where_told(&self) -> Result<bool> {
        let sql = "select (select count(*) from fact) = (select count(*) from stretch t cross join fact f
                on f.id between t.first and t.last where f.a = t.a and f.b = t.b)
            and (select count(*) from fact) = (select coalesce(sum(opened), 0) from batch)";
        Ok(self.conn.query_row(sql, [], |row| row.get(0))?)
    }
}
