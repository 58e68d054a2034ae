//! The handle on one data folder: readers beside one writer.

use std::cell::RefCell;
use std::fs::File;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use serde_json::{Map, Value};

use crate::act::Act;
use crate::audit::{self, Stamp};
use crate::folder::{Folder, FolderKind};
use crate::projection::{self, Saving};
use crate::snapshot::Snapshot;
use crate::{Actor, Result, StoreError, evidence, migrate, settings};

/// Marks the database file as ours: "SHLN".
const APPLICATION_ID: i64 = 0x5348_4C4E;
const BUSY_MILLISECONDS: u64 = 10_000;
const READERS_KEPT: usize = 8;

/// One open data folder. Cheap to clone; all methods block, so call them from a blocking task.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) folder: Folder,
    kind: FolderKind,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    pub(crate) snapshot: RwLock<Arc<Snapshot>>,
    pub(crate) catching_up: Mutex<()>,
    pub(crate) saving: Mutex<Saving>,
    _lock: File,
}

/// A consistent view of the database while a closure runs.
pub struct Reader<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) folder: &'c Folder,
    pub(crate) kind: FolderKind,
}

/// A write transaction; everything a [`Reader`] can, and changes. All of it is kept, or nothing.
pub struct Writer<'c> {
    reader: Reader<'c>,
    pub(crate) stamp: Stamp,
    pub(crate) actor: String,
    notes: RefCell<Map<String, Value>>,
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}

impl Writer<'_> {
    /// Adds something learnt during the write (a count, a new id) to the audit row's detail.
    pub fn note(&self, key: &str, value: impl Into<Value>) {
        self.notes.borrow_mut().insert(key.to_owned(), value.into());
    }

    /// The moment this transaction is recorded at; later than every earlier one's.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the log's last time is absurd.
    pub fn at(&self) -> Result<Timestamp> {
        crate::clock::timestamp(self.stamp.at)
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("folder", &self.inner.folder.root).finish()
    }
}

pub(crate) fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in a closure leaves a transaction that was rolled back when it was dropped: the state is sound.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_writer(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.busy_timeout(std::time::Duration::from_millis(BUSY_MILLISECONDS))?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}

/// Whether the making of this folder was broken off: nothing but parts of ours, and the database says nothing yet.
fn unfinished(folder: &Folder) -> bool {
    let Ok(true) = folder.holds_only_parts() else { return false };
    let Ok(conn) = Connection::open_with_flags(folder.database(), OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return false;
    };
    let tables = conn.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0));
    match tables {
        Ok(0) => true,
        Ok(_) => matches!(settings::kind(&conn), Ok(None)),
        Err(_) => false,
    }
}

impl Store {
    /// Makes a new data folder; a demo folder stands at 2024-09-25 until the setting is changed.
    ///
    /// # Errors
    /// [`StoreError::FolderExists`], [`StoreError::Io`].
    pub fn create(dir: impl AsRef<Path>, kind: FolderKind) -> Result<Self> {
        let folder = Folder::new(dir.as_ref());
        if !unfinished(&folder) {
            folder.make_empty()?;
        }
        let lock = folder.lock_shared()?;
        let mut conn = open_writer(&folder.database(), OpenFlags::SQLITE_OPEN_CREATE)?;
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
        migrate::run(&mut conn)?;
        let store = Self::assemble(folder, kind, conn, lock)?;
        let act = Act::new(Actor::System("setup"), "folder.create", kind.as_str());
        store.write(&act, |w| settings::first(w, kind))?;
        Ok(store)
    }

    /// Opens an existing data folder, bringing its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::NoFolder`], [`StoreError::Locked`], [`StoreError::TooNew`], [`StoreError::Damaged`].
    pub fn open(dir: impl AsRef<Path>) -> Result<Self> {
        let folder = Folder::new(dir.as_ref());
        if !folder.database().is_file() {
            return Err(StoreError::NoFolder(folder.root));
        }
        // Alone for a moment if nobody else is here: only then are files without a row certainly left over.
        let sweeping = folder.lock_alone().ok();
        let mut conn = open_writer(&folder.database(), OpenFlags::empty())?;
        let id: i64 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
        if id != APPLICATION_ID {
            return Err(StoreError::NoFolder(folder.root));
        }
        migrate::run(&mut conn)?;
        let Some(kind) = settings::kind(&conn)? else {
            return Err(StoreError::NoFolder(folder.root));
        };
        if sweeping.is_some() {
            evidence::sweep(&folder, &conn)?;
            projection::sweep(&folder);
        }
        drop(sweeping);
        let lock = folder.lock_shared()?;
        Self::assemble(folder, kind, conn, lock)
    }

    fn assemble(folder: Folder, kind: FolderKind, conn: Connection, lock: File) -> Result<Self> {
        let inner = Inner {
            folder,
            kind,
            writer: Mutex::new(conn),
            readers: Mutex::default(),
            snapshot: RwLock::default(),
            catching_up: Mutex::default(),
            saving: Mutex::default(),
            _lock: lock,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Real or demo.
    pub fn kind(&self) -> FolderKind {
        self.inner.kind
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        &self.inner.folder.root
    }

    pub(crate) fn reader_connection(&self) -> Result<Connection> {
        if let Some(conn) = guard(&self.inner.readers).pop() {
            return Ok(conn);
        }
        let path = self.inner.folder.database();
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        conn.busy_timeout(std::time::Duration::from_millis(BUSY_MILLISECONDS))?;
        conn.pragma_update(None, "query_only", true)?;
        conn.set_prepared_statement_cache_capacity(128);
        Ok(conn)
    }

    /// Runs a closure on one consistent state. Readers never wait for the writer.
    ///
    /// # Errors
    /// Whatever the closure returns, or the database's refusal.
    pub fn read<T>(&self, body: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        let mut conn = self.reader_connection()?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let result = body(&Reader { conn: &tx, folder: &self.inner.folder, kind: self.inner.kind });
        let finished = tx.finish();
        let mut kept = guard(&self.inner.readers);
        if finished.is_ok() && kept.len() < READERS_KEPT && !matches!(result, Err(StoreError::Damaged(_))) {
            kept.push(conn);
        }
        drop(kept);
        let value = result?;
        finished?;
        Ok(value)
    }

    /// Runs a closure in one write transaction that also appends the act to the audit log.
    /// When this returns `Ok`, everything is on disk; when it returns `Err`, nothing was kept.
    ///
    /// # Errors
    /// Whatever the closure returns, [`StoreError::Busy`], or the database's refusal.
    pub fn write<T>(&self, act: &Act, body: impl FnOnce(&Writer) -> Result<T>) -> Result<T> {
        let mut conn = guard(&self.inner.writer);
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let stamp = audit::next(&tx)?;
        let writer = Writer {
            reader: Reader { conn: &tx, folder: &self.inner.folder, kind: self.inner.kind },
            stamp,
            actor: act.actor.to_string(),
            notes: RefCell::default(),
        };
        let value = body(&writer)?;
        let Writer { stamp, notes, .. } = writer;
        audit::append(&tx, &stamp, act, notes.into_inner(), "ok")?;
        tx.commit()?;
        Ok(value)
    }

    /// For sessions only: they come and go on every request and are no part of the record.
    pub(crate) fn unaudited<T>(&self, body: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        body(&guard(&self.inner.writer))
    }

    /// Writes down that something was refused (a wrong password, a page not allowed): an audit row and nothing else.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn refused(&self, act: &Act, reason: &str) -> Result<()> {
        let mut conn = guard(&self.inner.writer);
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let stamp = audit::next(&tx)?;
        let notes = Map::from_iter([("reason".to_owned(), Value::from(reason))]);
        audit::append(&tx, &stamp, act, notes, "refused")?;
        tx.commit()?;
        Ok(())
    }
}
