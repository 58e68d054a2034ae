//! Firms, projects, records, parks, districts: what facts speak of, with identifiers that hold for a time.

use std::collections::HashMap;

use domain::{EntityId, SubjectKind};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::{Reader, Result, StoreError, Writer, clock};

/// One entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// Its number.
    pub id: EntityId,
    /// `firm`, `project`, `record` …
    pub kind: SubjectKind,
    /// Present name.
    pub name: String,
}

/// A number or code by which others know an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// `usci`, `project_code`, `tax` …
    pub scheme: String,
    /// As written by its issuer.
    pub value: String,
    /// First day it held; unknown when absent.
    pub from: Option<Date>,
    /// Last day it held; holds still when absent.
    pub to: Option<Date>,
}

impl Identifier {
    /// One without dates.
    pub fn new(scheme: &str, value: &str) -> Self {
        Self { scheme: scheme.to_owned(), value: value.to_owned(), from: None, to: None }
    }
}

fn read_entity(row: &Row) -> rusqlite::Result<Entity> {
    let kind: String = row.get("kind")?;
    Ok(Entity { id: EntityId(row.get("id")?), kind: SubjectKind::new(&kind), name: row.get("name")? })
}

fn read_date(text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| text.parse().map_err(|_| StoreError::Damaged(format!("“{text}” is no date")))).transpose()
}

impl Reader<'_> {
    /// One entity.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn entity(&self, id: EntityId) -> Result<Entity> {
        let mut find = self.conn.prepare_cached("select id, kind, name from entity where id = ?1")?;
        find.query_row([id.0], read_entity).optional()?.ok_or_else(|| StoreError::missing("entity", id))
    }

    fn entities_where(&self, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Entity>> {
        let mut some = self.conn.prepare_cached(&format!("select id, kind, name from entity {rest}"))?;
        let found = some.query_map(values, read_entity)?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// All entities of a kind, oldest first: the order of a snapshot's rows.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities(&self, kind: &SubjectKind) -> Result<Vec<Entity>> {
        self.entities_where("where kind = ?1 order by id", [kind.as_str()])
    }

    /// Entities of a kind with exactly this present name. Several firms may share one.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_named(&self, kind: &SubjectKind, name: &str) -> Result<Vec<Entity>> {
        self.entities_where("where kind = ?1 and name = ?2 order by id", [kind.as_str(), name])
    }

    /// The entity of a kind that has an identifier, on a day or (without one) now or ever; the latest if several.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entity_identified(
        &self,
        kind: &SubjectKind,
        scheme: &str,
        value: &str,
        on: Option<Date>,
    ) -> Result<Option<Entity>> {
        let mut find = self.conn.prepare_cached(
            "select e.id, e.kind, e.name from identifier i join entity e on e.id = i.entity
             where i.scheme = ?1 and i.value = ?2 and i.kind = ?3
               and (?4 is null or (coalesce(i.valid_from, '') <= ?4 and coalesce(i.valid_to, '9999') >= ?4))
             order by i.valid_to is null desc, i.valid_to desc, i.id desc limit 1",
        )?;
        let on = on.map(|day| day.to_string());
        Ok(find.query_row((scheme, value, kind.as_str(), on), read_entity).optional()?)
    }

    /// Every entity of a kind that had an identifier at some time, with the first day it held, latest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_identified(
        &self,
        kind: &SubjectKind,
        scheme: &str,
        value: &str,
    ) -> Result<Vec<(EntityId, Option<Date>)>> {
        let mut some = self.conn.prepare_cached(
            "select entity, valid_from from identifier where scheme = ?1 and value = ?2 and kind = ?3
             order by valid_from desc, id desc",
        )?;
        let mut rows = some.query((scheme, value, kind.as_str()))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((EntityId(row.get(0)?), read_date(row.get(1)?)?));
        }
        Ok(found)
    }

    /// Entities of a kind with an identifier of a scheme that holds some words, whatever their case.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_numbered(&self, kind: &SubjectKind, scheme: &str, words: &str) -> Result<Vec<EntityId>> {
        let mut some = self.conn.prepare_cached(
            "select entity from identifier where scheme = ?1 and kind = ?2 and instr(lower(value), lower(?3)) > 0",
        )?;
        let found = some.query_map((scheme, kind.as_str(), words), |row| row.get(0).map(EntityId))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Names an entity had before, with the moment each ended, latest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn former_names(&self, id: EntityId) -> Result<Vec<(String, Timestamp)>> {
        let mut some = self.conn.prepare_cached(
            "select n.name, a.at from entity_name n join audit a on a.seq = n.seq where n.entity = ?1 order by n.seq desc",
        )?;
        let mut rows = some.query([id.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((row.get(0)?, clock::timestamp(row.get(1)?)?));
        }
        Ok(found)
    }

    /// Entities of a kind that were added or renamed after an audit row, oldest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn entities_since(&self, kind: &SubjectKind, seq: i64) -> Result<Vec<Entity>> {
        let changed = "where +kind = ?1 and id in (
            select id from entity where seq > ?2 union select entity from entity_name where seq > ?2) order by id";
        self.entities_where(changed, (kind.as_str(), seq))
    }

    /// Identifiers of one scheme that entities of a kind got after the identifier with number `after`, up to an audit
    /// row, oldest first; with the number to ask after the next time.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn identified_since(
        &self,
        kind: &SubjectKind,
        scheme: &str,
        after: i64,
        until: i64,
    ) -> Result<(Vec<(EntityId, String)>, i64)> {
        let mut some = self.conn.prepare_cached(
            "select id, entity, value from identifier
             where id > ?1 and +kind = ?2 and +scheme = ?3 and seq <= ?4 order by id",
        )?;
        let mut rows = some.query((after, kind.as_str(), scheme, until))?;
        let (mut found, mut last) = (Vec::new(), after);
        while let Some(row) = rows.next()? {
            last = row.get(0)?;
            found.push((EntityId(row.get(1)?), row.get(2)?));
        }
        Ok((found, last))
    }

    /// A number that grows with every new entity, identifier and name: as long as it stands, what a name or code was
    /// found to mean is still meant.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn identities(&self) -> Result<i64> {
        let sql = "select (select coalesce(max(id), 0) from entity) + (select coalesce(max(id), 0) from identifier)
                   + (select count(*) from entity_name)";
        Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// The identifiers of one scheme that some entities have, by entity; the latest where there are several.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn identified_by(&self, scheme: &str, ids: &[EntityId]) -> Result<HashMap<EntityId, String>> {
        let mut find = self.conn.prepare_cached(
            "select value from identifier where entity = ?1 and scheme = ?2 order by id desc limit 1",
        )?;
        let mut found = HashMap::new();
        for id in ids {
            if let Some(value) = find.query_row((id.0, scheme), |row| row.get(0)).optional()? {
                found.insert(*id, value);
            }
        }
        Ok(found)
    }

    /// Identifiers of an entity, oldest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn identifiers(&self, id: EntityId) -> Result<Vec<Identifier>> {
        let mut some = self.conn.prepare_cached(
            "select scheme, value, valid_from, valid_to from identifier where entity = ?1 order by id",
        )?;
        let mut rows = some.query([id.0])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (from, to) = (read_date(row.get(2)?)?, read_date(row.get(3)?)?);
            found.push(Identifier { scheme: row.get(0)?, value: row.get(1)?, from, to });
        }
        Ok(found)
    }
}

impl Writer<'_> {
    /// Makes an entity with its identifiers.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when an identifier belongs to another entity of the kind at the same time.
    pub fn add_entity(&self, kind: &SubjectKind, name: &str, identifiers: &[Identifier]) -> Result<EntityId> {
        if kind.is_pair() {
            return Err(StoreError::BadFact(format!("{kind} is a pair of entities, not an entity")));
        }
        let mut insert = self.conn.prepare_cached("insert into entity (kind, name, seq) values (?1, ?2, ?3)")?;
        insert.execute((kind.as_str(), name, self.stamp.seq))?;
        let id = EntityId(self.conn.last_insert_rowid());
        for identifier in identifiers {
            self.add_identifier(id, identifier)?;
        }
        Ok(id)
    }

    /// Gives an entity one more identifier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Exists`] as for [`Self::add_entity`].
    pub fn add_identifier(&self, id: EntityId, identifier: &Identifier) -> Result<()> {
        let kind = self.entity(id)?.kind;
        let from = identifier.from.map(|day| day.to_string());
        let to = identifier.to.map(|day| day.to_string());
        let mut clash = self.conn.prepare_cached(
            "select count(*) from identifier where scheme = ?1 and value = ?2 and kind = ?3 and entity <> ?4
               and coalesce(valid_from, '') <= coalesce(?6, '9999') and coalesce(valid_to, '9999') >= coalesce(?5, '')",
        )?;
        let (scheme, value) = (&identifier.scheme, &identifier.value);
        let taken: i64 = clash.query_row((scheme, value, kind.as_str(), id.0, &from, &to), |row| row.get(0))?;
        if taken > 0 {
            return Err(StoreError::Exists { what: "identifier", key: format!("{scheme} {value}") });
        }
        let mut insert = self.conn.prepare_cached(
            "insert into identifier (entity, kind, scheme, value, valid_from, valid_to, seq)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        insert.execute((id.0, kind.as_str(), scheme, value, from, to, self.stamp.seq))?;
        Ok(())
    }

    /// Gives an entity a new name; the old one is kept with the moment it ended.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn rename_entity(&self, id: EntityId, name: &str) -> Result<()> {
        let old = self.entity(id)?.name;
        if old == name {
            return Ok(());
        }
        let keep = "insert into entity_name (entity, name, seq) values (?1, ?2, ?3) on conflict do nothing";
        self.conn.execute(keep, (id.0, old, self.stamp.seq))?;
        self.conn.execute("update entity set name = ?2 where id = ?1", (id.0, name))?;
        Ok(())
    }
}
