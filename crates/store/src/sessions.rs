//! Sessions of signed-in people: opaque blobs with an expiry. The only changes without an audit row, since a session
//! is touched on every request; signing in and out are acts of their own.

use domain::UserId;
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{Result, Store, clock};

/// A stored session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its random key, as text.
    pub id: String,
    /// Whose it is, once signed in.
    pub user: Option<UserId>,
    /// Whatever `web` keeps in it.
    pub data: Vec<u8>,
    /// When it ends.
    pub expires: Timestamp,
}

impl Store {
    /// Loads a session that has not expired.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn load_session(&self, id: &str) -> Result<Option<Session>> {
        self.read(|r| {
            let sql = "select user, data, expires from session where id = ?1 and expires > ?2";
            let mut find = r.conn.prepare_cached(sql)?;
            let found =
                find.query_row((id, clock::now()), |row| Ok((row.get::<_, Option<i64>>(0)?, row.get(1)?, row.get(2)?)));
            let Some((user, data, expires)) = found.optional()? else { return Ok(None) };
            let expires = clock::timestamp(expires)?;
            Ok(Some(Session { id: id.to_owned(), user: user.map(UserId), data, expires }))
        })
    }

    /// Makes a session; `false` when the key is taken already.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn create_session(&self, session: &Session) -> Result<bool> {
        let sql = "insert into session (id, user, data, expires) values (?1, ?2, ?3, ?4) on conflict (id) do nothing";
        self.put_session(sql, session)
    }

    /// Makes or replaces a session.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn save_session(&self, session: &Session) -> Result<()> {
        let sql = "insert into session (id, user, data, expires) values (?1, ?2, ?3, ?4)
                   on conflict (id) do update set user = ?2, data = ?3, expires = ?4";
        self.put_session(sql, session).map(drop)
    }

    fn put_session(&self, sql: &str, session: &Session) -> Result<bool> {
        self.unaudited(|conn| {
            let row = (&session.id, session.user.map(|user| user.0), &session.data, session.expires.as_microsecond());
            Ok(conn.prepare_cached(sql)?.execute(row)? == 1)
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn delete_session(&self, id: &str) -> Result<()> {
        self.unaudited(|conn| Ok(conn.execute("delete from session where id = ?1", [id]).map(drop)?))
    }

    /// Ends all sessions of a person but one.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn delete_sessions_of(&self, user: UserId, keep: Option<&str>) -> Result<usize> {
        self.unaudited(|conn| {
            Ok(conn.execute("delete from session where user = ?1 and (?2 is null or id <> ?2)", (user.0, keep))?)
        })
    }

    /// Removes sessions that have expired; how many.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn delete_expired_sessions(&self) -> Result<usize> {
        self.unaudited(|conn| Ok(conn.execute("delete from session where expires <= ?1", [clock::now()])?))
    }

    /// Notes that a person was here.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn touch_user(&self, user: UserId) -> Result<()> {
        self.unaudited(|conn| {
            Ok(conn.execute("update user set last_seen = ?2 where id = ?1", (user.0, clock::now())).map(drop)?)
        })
    }
}
