//! A snapshot moves forward: from the state it holds to a later one, touching only what changed between.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{FactValue, MetricId, Period, Subject, SubjectKind, Value};
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::column::StoredColumn;
use super::{MetricBook, Snapshot, Subjects};
use crate::facts::{read_period, read_subject, read_value};
use crate::{Reader, Result, StoreError, audit};

/// Facts of batches until ?1 that batches until ?2 closed.
const CLOSED: &str = "select series, a, b from fact where closed_by > ?1 and closed_by <= ?2 and batch <= ?1";
/// Facts of batches after ?1 until ?2 that stood then; ?3 and ?4 are the first and last of them.
const OPENED: &str = "select series, a, b, id, kind, num, txt from fact
    where id between ?3 and ?4 and batch > ?1 and batch <= ?2 and (closed_by is null or closed_by > ?2)";
const RANGE: &str = "select min(first_fact), max(last_fact) from batch where id > ?1 and id <= ?2";
const SERIES: &str = "select metric, period from series where id = ?1";

/// Texts seen while loading, so that equal ones are parsed and kept once.
#[derive(Default)]
struct Seen {
    texts: HashMap<(i64, String), FactValue>,
}

impl Seen {
    fn value(&mut self, kind: i64, num: Option<i64>, txt: Option<String>) -> Result<FactValue> {
        let Some(text) = txt else { return read_value(kind, num, None) };
        if let Some(value) = self.texts.get(&(kind, text.clone())) {
            return Ok(value.clone());
        }
        let value = read_value(kind, num, Some(&text))?;
        if matches!(value, FactValue::Known(Value::Codes(_) | Value::Text(_))) {
            self.texts.insert((kind, text), value.clone());
        }
        Ok(value)
    }
}

impl Snapshot {
    /// The state at the end of the reader's view.
    pub(crate) fn caught_up(&self, r: &Reader) -> Result<Self> {
        let seq = audit::last_seq(r.conn)?;
        let last = r.conn.query_row("select coalesce(max(id), 0) from batch", [], |row| row.get(0))?;
        self.advanced(r, seq, last)
    }

    /// The state as it was known at a moment.
    pub(crate) fn as_of(r: &Reader, at: Timestamp) -> Result<Self> {
        let sql = "select coalesce(max(seq), 0) from audit where at <= ?1";
        let seq = r.conn.query_row(sql, [at.as_microsecond()], |row| row.get(0))?;
        Self::default().advanced(r, seq, r.last_batch_at(at)?)
    }

    fn advanced(&self, r: &Reader, seq: i64, batch: i64) -> Result<Self> {
        let mut next = self.clone().described(r, seq)?;
        next.load_facts(r, batch)?;
        next.batch = batch;
        Ok(next)
    }

    /// With the metrics and subjects of a later moment; its facts are still to follow.
    pub(super) fn described(mut self, r: &Reader, seq: i64) -> Result<Self> {
        self.load_metrics(r, seq)?;
        self.load_subjects(r, seq)?;
        self.seq = seq;
        Ok(self)
    }

    /// Number of the last fact of its batches.
    pub(crate) fn last_fact(&self, r: &Reader) -> Result<i64> {
        let sql = "select coalesce(max(last_fact), 0) from batch where id <= ?1";
        Ok(r.conn.prepare_cached(sql)?.query_row([self.batch], |row| row.get(0))?)
    }

    fn load_metrics(&mut self, r: &Reader, seq: i64) -> Result<()> {
        let sql = "select exists (select 1 from metric_version where seq > ?1 and seq <= ?2)";
        let changed: bool = r.conn.prepare_cached(sql)?.query_row((self.seq, seq), |row| row.get(0))?;
        if !changed {
            return Ok(());
        }
        let mut book = MetricBook::default();
        for metric in r.metrics_until(seq)? {
            for name in [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases) {
                book.by_name.insert(name.clone(), metric.id);
            }
            book.by_id.insert(metric.id, metric);
        }
        self.metrics = Arc::new(book);
        Ok(())
    }

    fn load_subjects(&mut self, r: &Reader, seq: i64) -> Result<()> {
        let ones = "select kind, id, 0 from entity where seq > ?1 and seq <= ?2 order by id";
        let pairs = "select kind, a, b from pair where seq > ?1 and seq <= ?2 order by id";
        for sql in [ones, pairs] {
            let mut some = r.conn.prepare_cached(sql)?;
            let mut rows = some.query((self.seq, seq))?;
            while let Some(row) = rows.next()? {
                let kind = row.get_ref(0)?.as_str().map_err(|e| StoreError::Damaged(e.to_string()))?;
                let subject = read_subject(row.get(1)?, row.get(2)?);
                let subjects = Arc::make_mut(self.kinds.entry(SubjectKind::new(kind)).or_default());
                subjects.row_of.insert(subject, subjects.list.len());
                subjects.list.push(subject);
            }
        }
        Ok(())
    }

    fn load_facts(&mut self, r: &Reader, batch: i64) -> Result<()> {
        let mut work = Work::new(r);
        if self.batch > 0 {
            let mut closed = r.conn.prepare_cached(CLOSED)?;
            let mut rows = closed.query((self.batch, batch))?;
            while let Some(row) = rows.next()? {
                let series = work.series(self, row.get(0)?)?;
                let at = series.row(read_subject(row.get(1)?, row.get(2)?))?;
                series.column.clear(at);
                series.shrunk = true;
            }
        }
        let range = r.conn.query_row(RANGE, (self.batch, batch), |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let (Some(first), Some(last)) = range {
            let (first, last): (i64, i64) = (first, last);
            let mut seen = Seen::default();
            let mut opened = r.conn.prepare_cached(OPENED)?;
            let mut rows = opened.query((self.batch, batch, first, last))?;
            while let Some(row) = rows.next()? {
                let series = work.series(self, row.get(0)?)?;
                let at = series.row(read_subject(row.get(1)?, row.get(2)?))?;
                let value = seen.value(row.get(4)?, row.get(5)?, row.get(6)?)?;
                series.column.set(at, row.get(3)?, value)?;
            }
        }
        for mut series in work.open {
            series.column.changed = batch;
            self.put_back(series);
        }
        Ok(())
    }

    /// Takes a column into the snapshot that was worked on outside of it.
    fn put_back(&mut self, series: Series) {
        let Series { key, mut column, shrunk, known, .. } = series;
        if shrunk {
            column.trim();
        }
        if column.is_empty() {
            self.columns.remove(&key);
            if known && let Some(periods) = self.periods.get_mut(&key.0) {
                periods.retain(|period| *period != key.1);
                if periods.is_empty() {
                    self.periods.remove(&key.0);
                }
            }
            return;
        }
        column.fit();
        self.columns.insert(key, Arc::new(column));
        if !known {
            self.add_period(key);
        }
    }

    pub(super) fn add_period(&mut self, (metric, period): (MetricId, Period)) {
        let periods = self.periods.entry(metric).or_default();
        let place = periods.partition_point(|other| *other < period);
        periods.insert(place, period);
    }
}

/// A column that is being changed, with what its rows need.
struct Series {
    key: (MetricId, Period),
    column: StoredColumn,
    subjects: Arc<Subjects>,
    /// Facts were taken out of it.
    shrunk: bool,
    /// The snapshot had it before.
    known: bool,
}

impl Series {
    fn row(&self, subject: Subject) -> Result<usize> {
        let row = self.subjects.row_of.get(&subject).copied();
        let lost = || StoreError::Damaged(format!("a fact about {subject:?}, which its metric does not speak of"));
        row.ok_or_else(lost)
    }
}

/// The columns that change, each copied once.
struct Work<'r, 'c> {
    reader: &'r Reader<'c>,
    open: Vec<Series>,
    place: HashMap<i64, usize>,
}

impl<'r, 'c> Work<'r, 'c> {
    fn new(reader: &'r Reader<'c>) -> Self {
        Self { reader, open: Vec::new(), place: HashMap::new() }
    }

    /// The column of a series by its number.
    fn series(&mut self, facts: &Snapshot, id: i64) -> Result<&mut Series> {
        let place = match self.place.get(&id) {
            Some(place) => *place,
            None => {
                let series = self.begin(facts, id)?;
                self.open.push(series);
                self.place.insert(id, self.open.len() - 1);
                self.open.len() - 1
            }
        };
        self.open.get_mut(place).ok_or_else(|| StoreError::Damaged(format!("series {id}")))
    }

    fn begin(&self, facts: &Snapshot, id: i64) -> Result<Series> {
        let mut find = self.reader.conn.prepare_cached(SERIES)?;
        let found = find.query_row([id], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).optional()?;
        let (metric, period) = found.ok_or_else(|| StoreError::Damaged(format!("a fact of series {id}")))?;
        let key = (MetricId(metric), read_period(&period)?);
        let def = facts.metrics.by_id.get(&key.0);
        let def = def.ok_or_else(|| StoreError::Damaged(format!("a fact of metric {metric}")))?;
        let known = facts.columns.get(&key);
        Ok(Series {
            key,
            column: known.map_or_else(|| StoredColumn::empty(&def.kind), |column| StoredColumn::clone(column)),
            subjects: facts.kinds.get(&def.subject).cloned().unwrap_or_default(),
            shrunk: false,
            known: known.is_some(),
        })
    }
}
