//! Keys under which a record counts only once: looked up both ways, written with every judgement.

use domain::EntityId;

use crate::{Reader, Result, Writer};

impl Reader<'_> {
    /// The keys of a record, in order.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn record_keys(&self, record: EntityId) -> Result<Vec<String>> {
        let mut all = self.conn.prepare_cached("select key from record_key where entity = ?1 order by key")?;
        let found = all.query_map([record.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// The records that have a key, oldest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn records_with_key(&self, key: &str) -> Result<Vec<EntityId>> {
        let mut all = self.conn.prepare_cached("select entity from record_key where key = ?1 order by entity")?;
        let found = all.query_map([key], |row| row.get(0).map(EntityId))?.collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }
}

impl Writer<'_> {
    /// Sets the keys of a record; those it had before and are not among them go.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn set_record_keys(&self, record: EntityId, keys: &[String]) -> Result<()> {
        let before = self.record_keys(record)?;
        let mut remove = self.conn.prepare_cached("delete from record_key where entity = ?1 and key = ?2")?;
        for gone in before.iter().filter(|key| !keys.contains(key)) {
            remove.execute((record.0, gone))?;
        }
        let sql = "insert into record_key (entity, key) values (?1, ?2) on conflict do nothing";
        let mut insert = self.conn.prepare_cached(sql)?;
        for new in keys.iter().filter(|key| !before.contains(key)) {
            insert.execute((record.0, new))?;
        }
        Ok(())
    }
}
