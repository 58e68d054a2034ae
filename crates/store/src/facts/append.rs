//! Facts come in: many at once, each checked against its metric, corrections closing what they correct.

use std::collections::{HashMap, HashSet};

use domain::{BatchId, EntityId, FactValue, MetricDef, MetricId, MetricKind, Subject, SubjectKind, Value};
use rusqlite::OptionalExtension;

use super::cell::{Cell, status_number, subject_columns};
use super::rows::Rows;
use super::{Appended, FactDraft};
use crate::{NewBatch, Result, StoreError, Writer};

const OPEN: &str = "select id, kind, num, txt, status, batch from fact
    where series = ?1 and a = ?2 and b = ?3 and closed_by is null";
/// Writes nothing where a fact stands already.
const INSERT: &str = "insert into fact (series, a, b, kind, num, txt, status, batch, sheet, row, col)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    on conflict (series, a, b) where closed_by is null do nothing";
const CLOSE: &str = "update fact set closed_by = ?2 where id = ?1";
/// A file that says a thing twice counts with the surer of the two.
const CONFIRM: &str = "insert into confirmation (batch, fact, status, sheet, row, col) values (?1, ?2, ?3, ?4, ?5, ?6)
    on conflict (batch, fact) do update set status = excluded.status, sheet = excluded.sheet, row = excluded.row,
    col = excluded.col where excluded.status > status";
const PAIR: &str = "insert into pair (kind, a, b, seq) values (?1, ?2, ?3, ?4) on conflict do nothing";

/// What was looked up once and holds for the whole batch.
struct Known {
    metrics: HashMap<MetricId, MetricDef>,
    entities: HashMap<EntityId, SubjectKind>,
    pairs: HashSet<(MetricId, Subject)>,
}

fn fits(metric: &MetricDef, value: &FactValue) -> bool {
    let FactValue::Known(value) = value else { return true };
    match (&metric.kind, value) {
        (MetricKind::Number { .. }, Value::Number(_))
        | (MetricKind::Truth, Value::Truth(_))
        | (MetricKind::Date, Value::Date(_))
        | (MetricKind::Text, Value::Text(_)) => true,
        (MetricKind::Code { many, .. }, Value::Codes(codes)) => *many || codes.iter().count() == 1,
        _ => false,
    }
}

impl Writer<'_> {
    /// Opens a batch and appends facts to it.
    ///
    /// # Errors
    /// As [`Self::append_facts`].
    pub fn import_batch(&self, batch: &NewBatch, facts: impl IntoIterator<Item = FactDraft>) -> Result<Appended> {
        let id = self.open_batch(batch)?;
        self.append_facts(id, facts)
    }

    /// Appends facts to a batch opened in this transaction. A value that stands already (with a status no lower) is
    /// confirmed and not written again; another value closes the fact before it.
    ///
    /// # Errors
    /// [`StoreError::BadFact`] when a value does not fit its metric or a subject is of the wrong kind;
    /// [`StoreError::NotFound`] for an unknown metric or entity; [`StoreError::Refused`] (`store.batch_settled`)
    /// for a batch of an earlier transaction.
    pub fn append_facts(&self, batch: BatchId, facts: impl IntoIterator<Item = FactDraft>) -> Result<Appended> {
        let own: Option<i64> =
            self.conn.query_row("select seq from batch where id = ?1", [batch.0], |row| row.get(0)).optional()?;
        if own != Some(self.stamp.seq) {
            return Err(StoreError::refused("store.batch_settled", format!("batch {batch} was settled before")));
        }
        let metrics = self.metrics()?.into_iter().map(|metric| (metric.id, metric)).collect();
        let mut known = Known { metrics, entities: HashMap::new(), pairs: HashSet::new() };
        let mut open = self.conn.prepare_cached(OPEN)?;
        let mut insert = self.conn.prepare_cached(INSERT)?;
        let mut close = self.conn.prepare_cached(CLOSE)?;
        let mut confirm = self.conn.prepare_cached(CONFIRM)?;
        let mut done = Appended { batch, new: 0, changed: 0, unchanged: 0 };
        let mut rows = Rows::of(self.conn, batch)?;
        for draft in facts {
            self.check(&mut known, &draft)?;
            let (a, b) = subject_columns(draft.subject);
            let (series, status) = (rows.series(draft.metric, draft.period)?, status_number(draft.status));
            let cell = Cell::of(&draft.value);
            let (sheet, row, col) =
                draft.place.map_or((None, None, None), |p| (Some(p.sheet), Some(p.row), Some(p.column)));
            let new = (series, a, b, cell.kind, cell.num, &cell.txt, status, batch.0, sheet, row, col);
            if insert.execute(new)? == 1 {
                rows.wrote(a, b)?;
                done.new += 1;
                continue;
            }
            let (id, same, by) = open.query_row((series, a, b), |row| {
                let same = row.get::<_, i64>(1)? == cell.kind
                    && row.get::<_, Option<i64>>(2)? == cell.num
                    && row.get::<_, Option<String>>(3)? == cell.txt
                    && row.get::<_, i64>(4)? >= status;
                Ok((row.get::<_, i64>(0)?, same, row.get::<_, i64>(5)?))
            })?;
            if same {
                if by != batch.0 {
                    confirm.execute((batch.0, id, status, sheet, row, col))?;
                }
                done.unchanged += 1;
                continue;
            }
            close.execute((id, batch.0))?;
            insert.execute(new)?;
            rows.wrote(a, b)?;
            done.changed += 1;
        }
        rows.finish((done.new + done.changed, done.changed, done.unchanged))?;
        self.note("new", done.new);
        self.note("changed", done.changed);
        self.note("unchanged", done.unchanged);
        Ok(done)
    }

    fn check(&self, known: &mut Known, draft: &FactDraft) -> Result<()> {
        let metric = known.metrics.get(&draft.metric).ok_or_else(|| StoreError::missing("metric", draft.metric))?;
        if !fits(metric, &draft.value) {
            let message = format!("{:?} is no value of {} ({:?})", draft.value, metric.name, metric.kind);
            return Err(StoreError::BadFact(message));
        }
        let kinds = metric.subject.as_str().split_once('>');
        let expected: &[(EntityId, &str)] = match (draft.subject, kinds) {
            (Subject::One(id), None) => &[(id, metric.subject.as_str())],
            (Subject::Pair(from, to), Some((left, right))) => &[(from, left), (to, right)],
            _ => {
                return Err(StoreError::BadFact(format!("{} speaks of a {}", metric.name, metric.subject)));
            }
        };
        for (id, kind) in expected {
            if !known.entities.contains_key(id) {
                known.entities.insert(*id, self.entity(*id)?.kind);
            }
            if known.entities.get(id).is_none_or(|own| own.as_str() != *kind) {
                return Err(StoreError::BadFact(format!("{} speaks of a {kind}; entity {id} is none", metric.name)));
            }
        }
        if let Subject::Pair(from, to) = draft.subject
            && known.pairs.insert((metric.id, draft.subject))
        {
            let row = (metric.subject.as_str(), from.0, to.0, self.stamp.seq);
            self.conn.prepare_cached(PAIR)?.execute(row)?;
        }
        Ok(())
    }
}
