//! Evidence files: kept under the hash of their bytes, never changed, on disk before any row speaks of them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Sha256Digest;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::folder::{Folder, sync_folder, write_durably};
use crate::{Reader, Result, Store, StoreError, Writer, clock};

/// A registered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Hash of its bytes, and its name on disk.
    pub digest: Sha256Digest,
    /// File name as it came.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// When it was registered first.
    pub at: Timestamp,
    /// Who brought it.
    pub actor: String,
}

/// Hash of some bytes.
pub fn digest_of(bytes: &[u8]) -> Sha256Digest {
    Sha256Digest(Sha256::digest(bytes).into())
}

/// `evidence/ab/cdef…`.
pub(crate) fn path_of(folder: &Folder, digest: Sha256Digest) -> PathBuf {
    let name = digest.to_string();
    let (head, tail) = name.split_at(2);
    folder.evidence().join(head).join(tail)
}

pub(crate) fn read_checked(folder: &Folder, digest: Sha256Digest) -> Result<Vec<u8>> {
    let bytes = fs::read(path_of(folder, digest)).map_err(|_| StoreError::Evidence(digest))?;
    if digest_of(&bytes) == digest { Ok(bytes) } else { Err(StoreError::Evidence(digest)) }
}

fn names_in(path: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(StoreError::io(path))? {
        let entry = entry.map_err(StoreError::io(path))?;
        names.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    Ok(names)
}

/// Removes files that no row speaks of: left by a process that ended between file and row, or by a dropped draft.
pub(crate) fn sweep(folder: &Folder, conn: &Connection) -> Result<usize> {
    let mut known = HashSet::new();
    let sql = "select digest from evidence union select digest from draft union select digest from record_draft_file";
    let mut all = conn.prepare(sql)?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        known.insert(Sha256Digest(row.get(0)?).to_string());
    }
    let mut removed = 0;
    for (head, sub) in names_in(&folder.evidence())? {
        if !sub.is_dir() {
            continue;
        }
        for (tail, file) in names_in(&sub)? {
            if !known.contains(&format!("{head}{tail}")) {
                fs::remove_file(&file).map_err(StoreError::io(&file))?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

fn read_evidence(row: &Row) -> Result<Evidence> {
    Ok(Evidence {
        digest: Sha256Digest(row.get("digest")?),
        name: row.get("name")?,
        media: row.get("media")?,
        size: row.get("size")?,
        at: clock::timestamp(row.get("at")?)?,
        actor: row.get("actor")?,
    })
}

impl Store {
    /// Puts bytes on disk durably, before the transaction that registers them with [`Writer::register_evidence`].
    /// Bytes that are there already are not written again.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn put_bytes(&self, bytes: &[u8]) -> Result<Sha256Digest> {
        let digest = digest_of(bytes);
        let path = path_of(&self.inner.folder, digest);
        if read_checked(&self.inner.folder, digest).is_ok() {
            return Ok(digest);
        }
        let sub = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(sub).map_err(StoreError::io(sub))?;
        sync_folder(&self.inner.folder.evidence())?;
        write_durably(&path, bytes)?;
        Ok(digest)
    }

    /// The bytes of a registered or drafted file, checked against their hash.
    ///
    /// # Errors
    /// [`StoreError::Evidence`].
    pub fn bytes(&self, digest: Sha256Digest) -> Result<Vec<u8>> {
        read_checked(&self.inner.folder, digest)
    }
}

impl Reader<'_> {
    /// A registered file.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn evidence(&self, digest: Sha256Digest) -> Result<Evidence> {
        let mut find = self.conn.prepare_cached("select * from evidence where digest = ?1")?;
        let found = find.query_row([digest.0.as_slice()], |row| Ok(read_evidence(row))).optional()?;
        found.unwrap_or_else(|| Err(StoreError::missing("evidence", digest)))
    }

    /// All registered files, newest first.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn evidence_list(&self) -> Result<Vec<Evidence>> {
        let mut all = self.conn.prepare_cached("select * from evidence order by at desc, digest")?;
        let mut rows = all.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read_evidence(row)?);
        }
        Ok(found)
    }

    /// Bytes of a file, checked against their hash.
    ///
    /// # Errors
    /// [`StoreError::Evidence`].
    pub fn evidence_bytes(&self, digest: Sha256Digest) -> Result<Vec<u8>> {
        read_checked(self.folder, digest)
    }

    /// Hashes every registered file again; those missing or changed.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn verify_evidence(&self) -> Result<Vec<Sha256Digest>> {
        let mut bad = Vec::new();
        for evidence in self.evidence_list()? {
            if read_checked(self.folder, evidence.digest).is_err() {
                bad.push(evidence.digest);
            }
        }
        Ok(bad)
    }
}

impl Writer<'_> {
    /// Registers bytes put with [`Store::put_bytes`] under the name they came with. The first name stays.
    ///
    /// # Errors
    /// [`StoreError::Evidence`] when the bytes are not on disk.
    pub fn register_evidence(&self, digest: Sha256Digest, name: &str, media: &str) -> Result<()> {
        let path = path_of(self.folder, digest);
        let size = fs::metadata(&path).map_err(|_| StoreError::Evidence(digest))?.len();
        let sql = "insert into evidence (digest, name, media, size, at, actor) values (?1, ?2, ?3, ?4, ?5, ?6)
                   on conflict (digest) do nothing";
        self.conn.execute(sql, (digest.0.as_slice(), name, media, size as i64, self.stamp.at, &self.actor))?;
        Ok(())
    }
}
