//! The data folder on disk: where things lie, who has it open, and how bytes are made durable.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{Result, StoreError};

/// Real data, or a made-up district; the two never mix in one folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// A bureau's own data; "today" is the system clock's day in China (UTC+8).
    Real,
    /// 演示数据; "today" is the fixed setting `business_date`.
    Demo,
}

impl FolderKind {
    /// `real` or `demo`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Demo => "demo",
        }
    }
}

/// Name of the database file in the folder.
pub(crate) const DATABASE: &str = "shuanglian.db";

/// Paths of one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    pub(crate) fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }

    /// What can be made anew at any time.
    pub(crate) fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// Makes the folder and its parts. An existing folder must be empty.
    pub(crate) fn make_empty(&self) -> Result<()> {
        if let Ok(mut entries) = fs::read_dir(&self.root)
            && entries.next().is_some()
        {
            return Err(StoreError::FolderExists(self.root.clone()));
        }
        for path in [self.root.clone(), self.evidence(), self.cache()] {
            fs::create_dir_all(&path).map_err(StoreError::io(&path))?;
        }
        sync_folder(&self.root)
    }

    /// Whether the folder holds a database and nothing that is not a part made by [`Self::make_empty`] or SQLite.
    pub(crate) fn holds_only_parts(&self) -> std::io::Result<bool> {
        for entry in fs::read_dir(&self.root)? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            let database = name.strip_prefix(DATABASE).is_some_and(|rest| matches!(rest, "" | "-wal" | "-shm"));
            if !database && !matches!(name.as_ref(), "evidence" | "cache" | "lock") {
                return Ok(false);
            }
        }
        Ok(self.database().is_file() && self.evidence().is_dir())
    }

    fn lock_file(&self) -> Result<File> {
        let path = self.root.join("lock");
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        open.map_err(StoreError::io(&path))
    }

    /// Holds the folder together with other processes.
    pub(crate) fn lock_shared(&self) -> Result<File> {
        let file = self.lock_file()?;
        self.settle(file.try_lock_shared())?;
        Ok(file)
    }

    /// Holds the folder alone.
    pub(crate) fn lock_alone(&self) -> Result<File> {
        let file = self.lock_file()?;
        self.settle(file.try_lock())?;
        Ok(file)
    }

    fn settle(&self, tried: std::result::Result<(), TryLockError>) -> Result<()> {
        match tried {
            Ok(()) => Ok(()),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(self.root.clone())),
            Err(TryLockError::Error(source)) => Err(StoreError::Io { path: self.root.join("lock"), source }),
        }
    }
}

/// Makes renames and new names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = File::open(path).map_err(StoreError::io(path))?;
    folder.sync_all().map_err(StoreError::io(path))
}

/// Writes a whole file so that after a crash it is there entirely or not at all.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{:?}.tmp", std::process::id(), std::thread::current().id()));
    let temporary = parent.join(name);
    let written = (|| {
        let mut file = File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, path)
    })();
    if let Err(source) = written {
        // The first failure is the one to report; a temporary file left behind is swept at the next start.
        let _ = fs::remove_file(&temporary);
        return Err(StoreError::Io { path: path.to_owned(), source });
    }
    sync_folder(parent)
}
