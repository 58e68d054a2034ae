//! Backup while running, restore into a new folder, and the check of a whole folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use domain::Sha256Digest;
use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

use crate::evidence::{digest_of, path_of, read_checked};
use crate::folder::{DATABASE, Folder, sync_folder, write_durably};
use crate::{AuditReport, Result, Store, StoreError, clock};

const MANIFEST: &str = "manifest.json";
const FORMAT: &str = "shuanglian.backup/1";
const BUSY_ROUNDS: usize = 600;

/// What a backup holds; `manifest.json` in its folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name and version of this format.
    pub format: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// `real` or `demo`.
    pub kind: String,
    /// Last row of the audit log and its hash: note them elsewhere to prove that nothing was cut off later.
    pub audit_seq: i64,
    /// Hash of that row.
    pub audit_head: Option<Sha256Digest>,
    /// Hash of each file by its path in the backup.
    pub files: BTreeMap<String, Sha256Digest>,
}

/// What a check of a data folder found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FolderReport {
    /// What SQLite says of the database file and its references; empty when sound.
    pub database: Vec<String>,
    /// The audit chain.
    pub audit: AuditReport,
    /// Evidence files missing or changed.
    pub evidence: Vec<Sha256Digest>,
    /// Batches whose counts do not fit their facts.
    pub batches: Vec<i64>,
}

impl FolderReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.database.is_empty() && self.audit.broken.is_none() && self.evidence.is_empty() && self.batches.is_empty()
    }
}

fn evidence_name(digest: Sha256Digest) -> String {
    let name = digest.to_string();
    let (head, tail) = name.split_at(2);
    format!("evidence/{head}/{tail}")
}

fn copy_database(from: &Connection, to: &Path) -> Result<()> {
    let mut copy = Connection::open(to)?;
    let backup = Backup::new(from, &mut copy)?;
    for _ in 0..BUSY_ROUNDS {
        // All pages in one step: the copy is of one moment, and writers of the original go on.
        match backup.step(-1)? {
            StepResult::Done => {
                drop(backup);
                // A backup is one file; the log comes back when the folder is opened.
                copy.pragma_update(None, "journal_mode", "delete")?;
                return Ok(());
            }
            _ => std::thread::sleep(std::time::Duration::from_millis(50)),
        }
    }
    Err(StoreError::Busy)
}

impl Store {
    /// Copies database and evidence of one moment into a new folder, while others read and write.
    ///
    /// # Errors
    /// [`StoreError::FolderExists`], [`StoreError::Evidence`] when a file is missing or changed, [`StoreError::Io`].
    pub fn backup(&self, to: impl AsRef<Path>) -> Result<Manifest> {
        let target = Folder::new(to.as_ref());
        target.make_empty()?;
        self.read(|r| copy_database(r.conn, &target.database()))?;
        let copy = Connection::open_with_flags(target.database(), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut files = BTreeMap::new();
        // Evidence is on disk before any row names it, so every file the copied rows name is there.
        for digest in registered(&copy)? {
            let bytes = read_checked(&self.inner.folder, digest)?;
            put_evidence(&target, digest, &bytes)?;
            files.insert(evidence_name(digest), digest);
        }
        let audit = crate::Reader { conn: &copy, folder: &target, kind: self.kind() }.verify_audit()?;
        if let Some((row, why)) = audit.broken {
            return Err(StoreError::Damaged(format!("audit log, row {row}: {why}")));
        }
        drop(copy);
        files.insert(DATABASE.to_owned(), file_digest(&target.database())?);
        sync_file(&target.database())?;
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            made_at: clock::timestamp(clock::now())?,
            kind: self.kind().as_str().to_owned(),
            audit_seq: audit.rows,
            audit_head: audit.head,
            files,
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| StoreError::Damaged(e.to_string()))?;
        // Written last: a backup without its manifest is not finished.
        write_durably(&target.root.join(MANIFEST), &text)?;
        Ok(manifest)
    }
}

fn registered(conn: &Connection) -> Result<Vec<Sha256Digest>> {
    let sql = "select digest from evidence union select digest from draft union select digest from record_draft_file";
    let mut all = conn.prepare(sql)?;
    let found = all.query_map([], |row| row.get(0).map(Sha256Digest))?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn put_evidence(target: &Folder, digest: Sha256Digest, bytes: &[u8]) -> Result<()> {
    let path = path_of(target, digest);
    let sub = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(sub).map_err(StoreError::io(sub))?;
    write_durably(&path, bytes)
}

fn file_digest(path: &Path) -> Result<Sha256Digest> {
    use sha2::{Digest, Sha256};
    use std::io::Read;
    let mut file = fs::File::open(path).map_err(StoreError::io(path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(StoreError::io(path))?;
        if read == 0 {
            return Ok(Sha256Digest(hash.finalize().into()));
        }
        hash.update(&buffer[..read]);
    }
}

fn sync_file(path: &Path) -> Result<()> {
    let file = fs::File::open(path).map_err(StoreError::io(path))?;
    file.sync_all().map_err(StoreError::io(path))
}

/// Reads a backup's manifest.
fn read_manifest(backup: &Path) -> Result<Manifest> {
    let path = backup.join(MANIFEST);
    let text = fs::read(&path).map_err(|_| StoreError::NoFolder(backup.to_owned()))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|e| StoreError::Damaged(format!("{}: {e}", path.display())))?;
    if manifest.format != FORMAT {
        return Err(StoreError::Damaged(format!("{} is of format {}", path.display(), manifest.format)));
    }
    Ok(manifest)
}

/// Restores a backup into a new folder: every file is checked against the manifest, and the finished folder is
/// checked as a whole. A folder that does not pass is removed again.
///
/// # Errors
/// [`StoreError::NoFolder`] when there is no backup, [`StoreError::FolderExists`], [`StoreError::Evidence`] or
/// [`StoreError::Damaged`] when it is not what was backed up.
pub fn restore(backup: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<Manifest> {
    let backup = backup.as_ref();
    let manifest = read_manifest(backup)?;
    let target = Folder::new(to.as_ref());
    target.make_empty()?;
    let result = restore_into(backup, &manifest, &target);
    if result.is_err() {
        // The reason is what the caller needs; what could not be removed stays without a database and never opens.
        let _ = fs::remove_file(target.database());
        let _ = fs::remove_dir_all(target.evidence());
        let _ = fs::remove_dir_all(&target.root);
    }
    result.map(|()| manifest)
}

fn restore_into(backup: &Path, manifest: &Manifest, target: &Folder) -> Result<()> {
    let lock = target.lock_alone()?;
    for (name, digest) in &manifest.files {
        if name == DATABASE {
            continue;
        }
        // Only names this program writes: a manifest from elsewhere must not lead out of the folder.
        if *name != evidence_name(*digest) {
            return Err(StoreError::Damaged(format!("the manifest names “{name}”")));
        }
        let bytes = fs::read(backup.join(name)).map_err(|_| StoreError::Evidence(*digest))?;
        if digest_of(&bytes) != *digest {
            return Err(StoreError::Evidence(*digest));
        }
        put_evidence(target, *digest, &bytes)?;
    }
    let expected = manifest.files.get(DATABASE);
    let expected = expected.ok_or_else(|| StoreError::Damaged("the manifest names no database".to_owned()))?;
    let database = target.database();
    fs::copy(backup.join(DATABASE), &database).map_err(StoreError::io(&database))?;
    if file_digest(&database)? != *expected {
        return Err(StoreError::Damaged("the database is not the one that was backed up".to_owned()));
    }
    sync_file(&database)?;
    sync_folder(&target.root)?;
    drop(lock);
    let store = Store::open(&target.root)?;
    let report = store.verify()?;
    if !report.is_sound() || report.audit.head != manifest.audit_head {
        return Err(StoreError::Damaged(format!("the restored folder does not pass its check: {report:?}")));
    }
    Ok(())
}

impl Store {
    /// Checks everything: the database file, its references, the audit chain, every evidence file against its hash,
    /// and the counts of every batch against its facts.
    ///
    /// # Errors
    /// The database's refusal; what is wrong is a report, not an error.
    pub fn verify(&self) -> Result<FolderReport> {
        self.read(|r| {
            let mut database = Vec::new();
            let mut check = r.conn.prepare("pragma integrity_check(20)")?;
            let mut rows = check.query([])?;
            while let Some(row) = rows.next()? {
                let line: String = row.get(0)?;
                if line != "ok" {
                    database.push(line);
                }
            }
            let mut check = r.conn.prepare("pragma foreign_key_check")?;
            let mut rows = check.query([])?;
            while let Some(row) = rows.next()? {
                let (table, id): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
                database.push(format!("{table} {} refers to nothing", id.unwrap_or_default()));
            }
            if !r.facts_are_where_told()? {
                database.push("batches or stretches do not tell of every fact".to_owned());
            }
            let mut check = r.conn.prepare(
                "select id from batch b where
                   opened <> (select count(*) from fact where id between first_fact and last_fact and batch = b.id)
                   or closed <> (select count(*) from fact where closed_by = b.id)
                   or (undone_by is not null
                       and not exists (select 1 from batch u where u.id = b.undone_by and u.undoes = b.id))
                   or (undone_by is not null and exists (select 1 from fact
                       where id between first_fact and last_fact and batch = b.id and closed_by is null)) order by id",
            )?;
            let batches = check.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(FolderReport { database, audit: r.verify_audit()?, evidence: r.verify_evidence()?, batches })
        })
    }
}

/// Opens and checks a data folder: `audit verify` and `data verify` on the command line.
///
/// # Errors
/// As [`Store::open`].
pub fn verify(dir: impl AsRef<Path>) -> Result<FolderReport> {
    Store::open(dir)?.verify()
}
