//! Declared metrics and code lists, each change a new version.

use std::collections::HashMap;

use domain::{BatchId, MetricDef, MetricId};
use rusqlite::OptionalExtension;
use serde::de::DeserializeOwned;

use crate::knowledge::{CodeList, MetricDraft};
use crate::{Reader, Result, StoreError, Writer};

/// What declaring did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// It is new.
    New,
    /// It differs from the last version, so there is a new one.
    Changed,
    /// Nothing to do.
    Same,
}

/// Who brings a metric's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplier {
    /// As in the audit log.
    pub actor: String,
    /// Facts that stand.
    pub facts: u64,
    /// The last batch with one of them.
    pub last: BatchId,
}

fn read_json<T: DeserializeOwned>(what: &str, json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| StoreError::Damaged(format!("{what}: {e}")))
}

fn to_json<T: serde::Serialize>(what: &str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Damaged(format!("{what}: {e}")))
}

impl Reader<'_> {
    /// All metrics in their present version, by number.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn metrics(&self) -> Result<Vec<MetricDef>> {
        self.metrics_until(i64::MAX)
    }

    /// All metrics as declared by a transaction or before.
    pub(crate) fn metrics_until(&self, seq: i64) -> Result<Vec<MetricDef>> {
        let mut all = self.conn.prepare_cached(
            "select v.metric, v.json from metric_version v where v.version =
               (select max(version) from metric_version o where o.metric = v.metric and o.seq <= ?1)
             order by v.metric",
        )?;
        let mut rows = all.query([seq])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let draft: MetricDraft = read_json("a metric", &row.get::<_, String>(1)?)?;
            found.push(draft.with_id(MetricId(row.get(0)?)));
        }
        Ok(found)
    }

    /// A metric by number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn metric(&self, id: MetricId) -> Result<MetricDef> {
        let mut find = self.conn.prepare_cached(
            "select v.json from metric m join metric_version v on v.metric = m.id and v.version = m.version
             where m.id = ?1",
        )?;
        let json: Option<String> = find.query_row([id.0], |row| row.get(0)).optional()?;
        let json = json.ok_or_else(|| StoreError::missing("metric", id))?;
        Ok(read_json::<MetricDraft>("a metric", &json)?.with_id(id))
    }

    /// A metric by its Chinese or English name or an alias.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn metric_named(&self, name: &str) -> Result<Option<MetricDef>> {
        let called = |metric: &MetricDef| {
            metric.name == name || metric.name_en == name || metric.aliases.iter().any(|a| a == name)
        };
        Ok(self.metrics()?.into_iter().find(called))
    }

    /// Version number of a metric's declaration, from 1.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn metric_version(&self, id: MetricId) -> Result<u32> {
        let mut find = self.conn.prepare_cached("select version from metric where id = ?1")?;
        find.query_row([id.0], |row| row.get(0)).optional()?.ok_or_else(|| StoreError::missing("metric", id))
    }

    /// Who brought the facts of a metric that stand now, most first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn suppliers(&self, id: MetricId) -> Result<Vec<Supplier>> {
        let mut all = self.conn.prepare_cached(
            "select b.actor, count(*), max(b.id)
             from series s cross join fact f on f.series = s.id join batch b on b.id = coalesce(f.source, f.batch)
             where s.metric = ?1 and f.closed_by is null group by b.actor order by 2 desc, 1",
        )?;
        let read =
            |row: &rusqlite::Row| Ok(Supplier { actor: row.get(0)?, facts: row.get(1)?, last: BatchId(row.get(2)?) });
        Ok(all.query_map([id.0], read)?.collect::<rusqlite::Result<_>>()?)
    }

    /// A code list in its present version.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn code_list(&self, name: &str) -> Result<Option<CodeList>> {
        Ok(self.latest_list(name)?.map(|(_, list)| list))
    }

    fn latest_list(&self, name: &str) -> Result<Option<(i64, CodeList)>> {
        let sql = "select version, json from code_list where name = ?1 order by version desc limit 1";
        let mut find = self.conn.prepare_cached(sql)?;
        let found = find.query_row([name], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).optional()?;
        let Some((version, json)) = found else { return Ok(None) };
        Ok(Some((version, read_json("a code list", &json)?)))
    }

    /// All code lists in their present versions, by name.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn code_lists(&self) -> Result<Vec<CodeList>> {
        let mut all = self.conn.prepare_cached("select distinct name from code_list order by name")?;
        let names = all.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let mut lists = Vec::new();
        for name in names {
            lists.extend(self.code_list(&name)?);
        }
        Ok(lists)
    }
}

impl Writer<'_> {
    /// Declares metrics, found again by their Chinese name. A change makes a new version.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when two metrics answer to one name; [`StoreError::Refused`] (`store.metric_in_use`)
    /// when subject, kind or grain of a metric with facts would change.
    pub fn declare_metrics(&self, drafts: &[MetricDraft]) -> Result<Vec<(MetricId, Declared)>> {
        let mut by_name: HashMap<String, MetricDef> =
            self.metrics()?.into_iter().map(|metric| (metric.name.clone(), metric)).collect();
        let mut done = Vec::new();
        for draft in drafts {
            let outcome = match by_name.get(&draft.name) {
                None => (self.insert_metric(draft)?, Declared::New),
                Some(old) if MetricDraft::from(old.clone()) == *draft => (old.id, Declared::Same),
                Some(old) => {
                    self.change_metric(old, draft)?;
                    (old.id, Declared::Changed)
                }
            };
            by_name.insert(draft.name.clone(), draft.clone().with_id(outcome.0));
            done.push(outcome);
        }
        let mut names: HashMap<&str, MetricId> = HashMap::new();
        for metric in by_name.values() {
            for name in [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases) {
                if names.insert(name, metric.id).is_some_and(|other| other != metric.id) {
                    return Err(StoreError::Exists { what: "metric name", key: name.clone() });
                }
            }
        }
        Ok(done)
    }

    fn insert_metric(&self, draft: &MetricDraft) -> Result<MetricId> {
        self.conn.execute("insert into metric (version) values (1)", [])?;
        let id = self.conn.last_insert_rowid();
        let sql = "insert into metric_version (metric, version, seq, json) values (?1, 1, ?2, ?3)";
        self.conn.execute(sql, (id, self.stamp.seq, to_json("a metric", draft)?))?;
        Ok(MetricId(id))
    }

    fn change_metric(&self, old: &MetricDef, draft: &MetricDraft) -> Result<()> {
        if old.subject != draft.subject || old.kind != draft.kind || old.grain != draft.grain {
            let used: bool =
                self.conn.query_row("select exists (select 1 from series where metric = ?1)", [old.id.0], |row| {
                    row.get(0)
                })?;
            if used {
                let message = format!("{} has facts: its subject, kind and grain stay; declare a new metric", old.name);
                return Err(StoreError::refused("store.metric_in_use", message));
            }
        }
        self.conn.execute("update metric set version = version + 1 where id = ?1", [old.id.0])?;
        self.conn.execute(
            "insert into metric_version (metric, version, seq, json)
             select id, version, ?2, ?3 from metric where id = ?1",
            (old.id.0, self.stamp.seq, to_json("a metric", draft)?),
        )?;
        Ok(())
    }

    /// Declares a code list; a change makes a new version.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn declare_list(&self, list: &CodeList) -> Result<Declared> {
        let old = self.latest_list(&list.name)?;
        if old.as_ref().is_some_and(|(_, old)| old == list) {
            return Ok(Declared::Same);
        }
        let version = old.as_ref().map_or(1, |(version, _)| version + 1);
        let sql = "insert into code_list (name, version, seq, json) values (?1, ?2, ?3, ?4)";
        self.conn.execute(sql, (&list.name, version, self.stamp.seq, to_json("a code list", list)?))?;
        Ok(if old.is_some() { Declared::Changed } else { Declared::New })
    }
}
