//! Settings of the data folder: its kind, its name, its day.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};

use crate::folder::FolderKind;
use crate::{Reader, Result, StoreError, Writer, clock};

const KIND: &str = "folder.kind";
const BUSINESS_DATE: &str = "folder.business_date";
const BUREAU: &str = "bureau.name";
const DEMO_TODAY: &str = "2024-09-25";

pub(crate) fn kind(conn: &Connection) -> Result<Option<FolderKind>> {
    let text = conn.query_row("select value from setting where key = ?1", [KIND], |row| row.get::<_, String>(0));
    match text.optional()?.as_deref() {
        None => Ok(None),
        Some("real") => Ok(Some(FolderKind::Real)),
        Some("demo") => Ok(Some(FolderKind::Demo)),
        Some(other) => Err(StoreError::Damaged(format!("the folder says it is “{other}”"))),
    }
}

pub(crate) fn first(w: &Writer, kind: FolderKind) -> Result<()> {
    w.put_setting(KIND, kind.as_str())?;
    if kind == FolderKind::Demo {
        w.put_setting(BUSINESS_DATE, DEMO_TODAY)?;
    }
    Ok(())
}

impl Reader<'_> {
    /// A setting by its key.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        let mut find = self.conn.prepare_cached("select value from setting where key = ?1")?;
        Ok(find.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Real or demo.
    pub fn folder_kind(&self) -> FolderKind {
        self.kind
    }

    /// Which day it is for everything that has a clock: the fixed business date of a demo folder, else China's.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the setting is no date.
    pub fn today(&self) -> Result<Date> {
        if self.kind == FolderKind::Real {
            return Ok(clock::today_in_china());
        }
        let text = self.setting(BUSINESS_DATE)?.unwrap_or_else(|| DEMO_TODAY.to_owned());
        text.parse().map_err(|_| StoreError::Damaged(format!("business date “{text}”")))
    }

    /// The bureau's name, if it was given.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn bureau_name(&self) -> Result<Option<String>> {
        self.setting(BUREAU)
    }
}

impl Writer<'_> {
    /// Sets a setting.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn put_setting(&self, key: &str, value: &str) -> Result<()> {
        let sql = "insert into setting (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";
        self.conn.execute(sql, (key, value))?;
        Ok(())
    }

    /// Names the bureau.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn put_bureau_name(&self, name: &str) -> Result<()> {
        self.put_setting(BUREAU, name)
    }

    /// Moves the day of a demo folder.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a folder with real data, whose day is the real one.
    pub fn put_business_date(&self, date: Date) -> Result<()> {
        if self.kind == FolderKind::Real {
            return Err(StoreError::refused("store.real_folder", "only a demo folder has a fixed business date"));
        }
        self.put_setting(BUSINESS_DATE, &date.to_string())
    }
}
