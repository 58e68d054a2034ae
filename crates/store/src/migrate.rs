//! Brings a database to the schema this program knows; `user_version` holds its number.

use rusqlite::Connection;

use crate::{Result, StoreError};

/// In order; never edited once released, only added to.
const STEPS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
    include_str!("migrations/0009.sql"),
    include_str!("migrations/0010.sql"),
    include_str!("migrations/0011.sql"),
];

/// Newest schema number.
pub(crate) fn newest() -> i64 {
    STEPS.len() as i64
}

/// Schema number of a database.
pub(crate) fn version(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("pragma user_version", [], |row| row.get(0))?)
}

/// Runs the missing steps, each in its own transaction.
pub(crate) fn run(conn: &mut Connection) -> Result<()> {
    let found = version(conn)?;
    if found > newest() {
        return Err(StoreError::TooNew { found, known: newest() });
    }
    if found == newest() {
        return Ok(());
    }
    // A table that others refer to is rebuilt under another name and then renamed; only without this check may the old
    // one be dropped meanwhile. Rows are copied as they stood, so what they refer to stays.
    conn.pragma_update(None, "foreign_keys", false)?;
    let done = steps(conn, found);
    conn.pragma_update(None, "foreign_keys", true)?;
    done?;
    if found > 0 { give_room_back(conn) } else { Ok(()) }
}

fn steps(conn: &mut Connection, found: i64) -> Result<()> {
    for (index, step) in STEPS.iter().enumerate() {
        let number = index as i64 + 1;
        if number <= found {
            continue;
        }
        let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have done this step while we waited for the lock.
        if version(&tx)? < number {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", number)?;
        }
        tx.commit()?;
    }
    Ok(())
}

/// After a rebuilt table more than a quarter of the file may be empty: it is then written anew without.
fn give_room_back(conn: &Connection) -> Result<()> {
    let count = |pragma: &str| conn.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let (empty, all) = (count("pragma freelist_count")?, count("pragma page_count")?);
    if empty > all / 4 {
        // The folder is sound without it: a full disk or another process must not keep anybody out.
        let _ = conn.execute_batch("vacuum");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_any_older_schema_comes_to_the_newest_with_what_it_refers_to() {
        for from in 1..STEPS.len() {
            let mut conn = Connection::open_in_memory().unwrap();
            for step in &STEPS[..from] {
                conn.execute_batch(step).unwrap();
            }
            conn.pragma_update(None, "user_version", from as i64).unwrap();
            if from < 11 {
                let filled = "insert into metric (version) values (1); insert into entity (kind, name, seq) values
                    ('firm', 'x', 1); insert into batch (seq, kind, recorded_at, actor, note) values
                    (1, 'import', 1, 'a', ''), (2, 'import', 2, 'a', '');
                    insert into fact (metric, period, a, b, kind, num, status, batch, source, closed_by) values
                    (1, '2024-01', 1, 0, 0, 5, 0, 1, 1, 2), (1, '2024-01', 1, 0, 0, 6, 0, 2, 2, null);
                    insert into confirmation (batch, fact, status) values (2, 2, 0);";
                conn.execute_batch(filled).unwrap();
            }
            run(&mut conn).unwrap();
            assert_eq!(version(&conn).unwrap(), newest());
            assert!(conn.query_row("pragma foreign_keys", [], |row| row.get::<_, bool>(0)).unwrap());
            let broken = conn.prepare("pragma foreign_key_check").unwrap().exists([]).unwrap();
            assert!(!broken, "from schema {from}");
            let facts: i64 = conn.query_row("select count(*) from fact", [], |row| row.get(0)).unwrap();
            assert_eq!(facts, if from < 11 { 2 } else { 0 });
            assert!(conn.execute_batch("update fact set num = 7").is_err());
        }
    }
}
