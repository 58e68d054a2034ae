//! People's accounts. Passwords arrive hashed; roles are keys that mean something to `web` only.

use domain::{EntityId, UserId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::{Reader, Result, StoreError, Writer, clock};

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// Sign-in name, unique.
    pub name: String,
    /// Name shown.
    pub display: String,
    /// Role keys.
    pub roles: Vec<String>,
    /// 科室, for roles bound to one.
    pub section: Option<String>,
    /// Argon2 hash text.
    pub password: String,
    /// Whether the password must be changed at the next sign-in.
    pub must_change: bool,
    /// Whether sign-in is refused.
    pub disabled: bool,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    /// Sign-in is refused until then.
    pub locked_until: Option<Timestamp>,
    /// Last request.
    pub last_seen: Option<Timestamp>,
    /// When the account was made.
    pub created: Timestamp,
    /// When the password was set, where that is known.
    pub password_at: Option<Timestamp>,
    /// The firm a person from outside speaks for: their own rows.
    pub firm: Option<EntityId>,
}

/// A new account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewUser {
    /// Sign-in name.
    pub name: String,
    /// Name shown.
    pub display: String,
    /// Role keys.
    pub roles: Vec<String>,
    /// 科室.
    pub section: Option<String>,
    /// Argon2 hash text.
    pub password: String,
    /// Whether it is a one-time password.
    pub must_change: bool,
}

fn read_user(row: &Row) -> Result<User> {
    let roles: String = row.get("roles")?;
    let moment = |micros: Option<i64>| micros.map(clock::timestamp).transpose();
    Ok(User {
        id: UserId(row.get("id")?),
        name: row.get("name")?,
        display: row.get("display")?,
        roles: serde_json::from_str(&roles).map_err(|e| StoreError::Damaged(format!("roles of a user: {e}")))?,
        section: row.get("section")?,
        password: row.get("password")?,
        must_change: row.get("must_change")?,
        disabled: row.get("disabled")?,
        failures: row.get("failures")?,
        locked_until: moment(row.get("locked_until")?)?,
        last_seen: moment(row.get("last_seen")?)?,
        created: clock::timestamp(row.get("created")?)?,
        password_at: moment(row.get("password_at")?)?,
        firm: row.get::<_, Option<i64>>("firm")?.map(EntityId),
    })
}

fn roles_text(roles: &[String]) -> String {
    serde_json::Value::from(roles).to_string()
}

impl Reader<'_> {
    /// Account by number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn user(&self, id: UserId) -> Result<User> {
        let mut find = self.conn.prepare_cached("select * from user where id = ?1")?;
        let user = find.query_row([id.0], |row| Ok(read_user(row))).optional()?;
        user.unwrap_or_else(|| Err(StoreError::missing("user", id)))
    }

    /// Account by sign-in name.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn user_named(&self, name: &str) -> Result<Option<User>> {
        let mut find = self.conn.prepare_cached("select * from user where name = ?1")?;
        find.query_row([name], |row| Ok(read_user(row))).optional()?.transpose()
    }

    /// All accounts in order of their making.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn users(&self) -> Result<Vec<User>> {
        let mut all = self.conn.prepare_cached("select * from user order by id")?;
        let mut rows = all.query([])?;
        let mut users = Vec::new();
        while let Some(row) = rows.next()? {
            users.push(read_user(row)?);
        }
        Ok(users)
    }
}

impl Writer<'_> {
    /// Makes an account.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the name is taken.
    pub fn add_user(&self, user: &NewUser) -> Result<UserId> {
        let sql = "insert into user (name, display, roles, section, password, must_change, created, password_at)
                   values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)";
        let roles = roles_text(&user.roles);
        let row = (&user.name, &user.display, roles, &user.section, &user.password, user.must_change, self.stamp.at);
        self.conn.execute(sql, row).map_err(StoreError::taken("user", &user.name))?;
        Ok(UserId(self.conn.last_insert_rowid()))
    }

    fn change_user(&self, id: UserId, set: &str, values: &[&dyn rusqlite::ToSql]) -> Result<()> {
        let sql = format!("update user set {set} where id = ?1");
        let id_value = id.0;
        let mut all: Vec<&dyn rusqlite::ToSql> = vec![&id_value];
        all.extend_from_slice(values);
        match self.conn.prepare_cached(&sql)?.execute(all.as_slice())? {
            1 => Ok(()),
            _ => Err(StoreError::missing("user", id)),
        }
    }

    /// Sets display name, roles and section.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_user_profile(&self, id: UserId, display: &str, roles: &[String], section: Option<&str>) -> Result<()> {
        let roles = roles_text(roles);
        self.change_user(id, "display = ?2, roles = ?3, section = ?4", &[&display, &roles, &section])
    }

    /// Sets the password hash; clears failures and the lock.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_user_password(&self, id: UserId, hash: &str, must_change: bool) -> Result<()> {
        self.change_user(
            id,
            "password = ?2, must_change = ?3, failures = 0, locked_until = null, password_at = ?4",
            &[&hash, &must_change, &self.stamp.at],
        )
    }

    /// Says for which firm a person speaks; `None` for nobody's.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_user_firm(&self, id: UserId, firm: Option<EntityId>) -> Result<()> {
        self.change_user(id, "firm = ?2", &[&firm.map(|firm| firm.0)])
    }

    /// Refuses or allows sign-in; refusing also ends the person's sessions.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_user_disabled(&self, id: UserId, disabled: bool) -> Result<()> {
        if disabled {
            self.conn.execute("delete from session where user = ?1", [id.0])?;
        }
        self.change_user(id, "disabled = ?2", &[&disabled])
    }

    /// Notes a wrong password: how many in a row, and until when sign-in is refused.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn note_sign_in_failure(&self, id: UserId, failures: u32, locked_until: Option<Timestamp>) -> Result<()> {
        let until = locked_until.map(Timestamp::as_microsecond);
        self.change_user(id, "failures = ?2, locked_until = ?3", &[&failures, &until])
    }

    /// Notes a right password: failures forgotten, lock lifted, seen now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn note_sign_in(&self, id: UserId) -> Result<()> {
        self.change_user(id, "failures = 0, locked_until = null, last_seen = ?2", &[&self.stamp.at])
    }
}
