//! A snapshot moves forward: from the state it holds to a later one, touching only what changed between.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{FactValue, MetricDef, MetricId, MetricKind, Period, Subject, SubjectKind, Value};
use jiff::Timestamp;

use super::column::StoredColumn;
use super::{MetricBook, Snapshot};
use crate::facts::{read_period, read_subject, read_value};
use crate::{Reader, Result, StoreError, audit};

const CLOSED: &str = "select metric, period, a, b from fact
    where closed_by > ?1 and closed_by <= ?2 and batch <= ?1";
const OPENED: &str = "select metric, period, a, b, id, kind, num, txt from fact
    where batch > ?1 and batch <= ?2 and (closed_by is null or closed_by > ?2)";

/// Texts seen while loading, so that equal ones are parsed and kept once.
#[derive(Default)]
struct Seen {
    periods: HashMap<String, Period>,
    texts: HashMap<(i64, String), FactValue>,
}

impl Seen {
    fn period(&mut self, text: &str) -> Result<Period> {
        if let Some(period) = self.periods.get(text) {
            return Ok(*period);
        }
        let period = read_period(text)?;
        self.periods.insert(text.to_owned(), period);
        Ok(period)
    }

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
        let mut next = self.clone();
        next.load_metrics(r, seq)?;
        next.load_subjects(r, seq)?;
        next.load_facts(r, batch)?;
        next.seq = seq;
        next.batch = batch;
        Ok(next)
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
        let mut seen = Seen::default();
        let mut shrunk = HashSet::new();
        let mut closed = r.conn.prepare_cached(CLOSED)?;
        let mut rows = closed.query((self.batch, batch))?;
        while let Some(row) = rows.next()? {
            let key = cell_key(&mut seen, row)?;
            let at = self.row(key.0, read_subject(row.get(2)?, row.get(3)?))?.1;
            if let Some(column) = self.columns.get_mut(&key) {
                let column = Arc::make_mut(column);
                column.clear(at);
                column.changed = batch;
                shrunk.insert(key);
            }
        }
        let mut opened = r.conn.prepare_cached(OPENED)?;
        let mut rows = opened.query((self.batch, batch))?;
        while let Some(row) = rows.next()? {
            let key = cell_key(&mut seen, row)?;
            let subject = read_subject(row.get(2)?, row.get(3)?);
            let (kind, at) = self.row(key.0, subject)?;
            let value = seen.value(row.get(5)?, row.get(6)?, row.get(7)?)?;
            let (empty, before) = (StoredColumn::empty(kind), self.columns.len());
            let column = self.columns.entry(key).or_insert_with(|| Arc::new(empty));
            let column = Arc::make_mut(column);
            column.set(at, row.get(4)?, value)?;
            column.changed = batch;
            if self.columns.len() > before {
                self.add_period(key);
            }
        }
        for key in shrunk {
            self.trim(key);
        }
        Ok(())
    }

    fn row(&self, metric: MetricId, subject: Subject) -> Result<(&MetricKind, usize)> {
        let found = self.metrics.by_id.get(&metric);
        let def: &MetricDef = found.ok_or_else(|| StoreError::Damaged(format!("a fact of metric {metric}")))?;
        let row = self.row_of(&def.subject, subject);
        let lost = || StoreError::Damaged(format!("a fact about {subject:?}, which is no {}", def.subject));
        Ok((&def.kind, row.ok_or_else(lost)?))
    }

    fn add_period(&mut self, (metric, period): (MetricId, Period)) {
        let periods = self.periods.entry(metric).or_default();
        let place = periods.partition_point(|other| *other < period);
        periods.insert(place, period);
    }

    fn trim(&mut self, key: (MetricId, Period)) {
        let Some(column) = self.columns.get_mut(&key) else { return };
        let column = Arc::make_mut(column);
        column.trim();
        if !column.is_empty() {
            return;
        }
        self.columns.remove(&key);
        if let Some(periods) = self.periods.get_mut(&key.0) {
            periods.retain(|period| *period != key.1);
            if periods.is_empty() {
                self.periods.remove(&key.0);
            }
        }
    }
}

fn cell_key(seen: &mut Seen, row: &rusqlite::Row) -> Result<(MetricId, Period)> {
    let text = row.get_ref(1)?.as_str().map_err(|e| StoreError::Damaged(e.to_string()))?;
    Ok((MetricId(row.get(0)?), seen.period(text)?))
}
