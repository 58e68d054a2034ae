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
