//! A person's second factor: the secret shared with their device, the last step used, hashes of recovery codes.

use domain::UserId;
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{Reader, Result, StoreError, Writer, clock};

/// A second factor; it counts once it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// The shared secret, as its owner typed or scanned it (base32).
    pub secret: String,
    /// When its owner proved that the device has it.
    pub confirmed: Option<Timestamp>,
    /// The last time step whose code was used; no code is taken twice.
    pub last_step: i64,
    /// Hashes of the recovery codes that are left.
    pub recovery: Vec<String>,
}

impl Reader<'_> {
    /// A person's second factor, confirmed or not.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the row cannot be read.
    pub fn second_factor(&self, user: UserId) -> Result<Option<SecondFactor>> {
        let sql = "select secret, confirmed, last_step, recovery from second_factor where user = ?1";
        let mut find = self.conn.prepare_cached(sql)?;
        let found = find.query_row([user.0], |row| {
            Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?, row.get(2)?, row.get::<_, String>(3)?))
        });
        let Some((secret, confirmed, last_step, recovery)) = found.optional()? else { return Ok(None) };
        let recovery =
            serde_json::from_str(&recovery).map_err(|e| StoreError::Damaged(format!("recovery codes: {e}")))?;
        let confirmed = confirmed.map(clock::timestamp).transpose()?;
        Ok(Some(SecondFactor { secret, confirmed, last_step, recovery }))
    }
}

impl Writer<'_> {
    /// Keeps a secret that is not confirmed yet, in place of any before it.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn put_second_factor(&self, user: UserId, secret: &str) -> Result<()> {
        let sql = "insert into second_factor (user, secret, recovery) values (?1, ?2, '[]')
                   on conflict (user) do update set secret = ?2, confirmed = null, last_step = 0, recovery = '[]'";
        self.conn.execute(sql, (user.0, secret)).map(drop)?;
        Ok(())
    }

    /// Confirms the secret with the step of the code that proved it, and sets the hashes of the recovery codes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no secret.
    pub fn confirm_second_factor(&self, user: UserId, step: i64, recovery: &[String]) -> Result<()> {
        let sql = "update second_factor set confirmed = ?2, last_step = ?3, recovery = ?4 where user = ?1";
        let codes = serde_json::Value::from(recovery).to_string();
        match self.conn.execute(sql, (user.0, self.stamp.at, step, codes))? {
            1 => Ok(()),
            _ => Err(StoreError::missing("second factor", user)),
        }
    }

    /// Uses the code of a step; `false` when it or a later one was used before.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn use_second_factor_step(&self, user: UserId, step: i64) -> Result<bool> {
        let sql =
            "update second_factor set last_step = ?2 where user = ?1 and last_step < ?2 and confirmed is not null";
        Ok(self.conn.execute(sql, (user.0, step))? == 1)
    }

    /// Uses up a recovery code by its hash; `false` when there is no such code left.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn use_recovery_code(&self, user: UserId, hash: &str) -> Result<bool> {
        let Some(factor) = self.second_factor(user)?.filter(|factor| factor.confirmed.is_some()) else {
            return Ok(false);
        };
        let left: Vec<String> = factor.recovery.iter().filter(|known| *known != hash).cloned().collect();
        if left.len() == factor.recovery.len() {
            return Ok(false);
        }
        let codes = serde_json::Value::from(left).to_string();
        self.conn.execute("update second_factor set recovery = ?2 where user = ?1", (user.0, codes))?;
        Ok(true)
    }

    /// Takes the second factor away; whether there was one.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn remove_second_factor(&self, user: UserId) -> Result<bool> {
        Ok(self.conn.execute("delete from second_factor where user = ?1", [user.0])? == 1)
    }
}
