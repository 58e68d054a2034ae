//! The columns of a moment in a file of `cache/`, so that a start need not read every fact again. The file names the
//! moment by the audit row that seals everything before it and each part by its hash: a file that is torn, changed, of
//! another folder or of another history is not taken, and all of it can be made again from the database.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;

use domain::{FactSource, MetricId, Period};
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::Snapshot;
use super::column::StoredColumn;
use super::encode::{Bytes, put_count, put_text};
use crate::facts::read_period;
use crate::folder::Folder;
use crate::{Reader, Result, StoreError, migrate};

const NAME: &str = "columns";
/// Begins and ends a whole file; the number is that of this format.
const MAGIC: &[u8; 8] = b"SHLNCOL1";
/// Length of the list of parts, its hash, the sign of the end.
const FOOTER: usize = 8 + 32 + 8;
/// A list of parts longer than this is none.
const LONGEST_LIST: u64 = 1 << 28;

/// Where one column lies in the file.
struct Part {
    key: (MetricId, Period),
    from: u64,
    length: u64,
    hash: [u8; 32],
}

/// The moment a file speaks of.
#[derive(PartialEq)]
struct Moment {
    schema: i64,
    seq: i64,
    batch: i64,
    last_fact: i64,
    /// Of the audit row `seq`; it seals all rows before it.
    seal: [u8; 32],
}

pub(crate) fn path(folder: &Folder) -> PathBuf {
    folder.cache().join(NAME)
}

/// What the database says of a moment; nothing when it knows no such audit row.
fn moment(r: &Reader, seq: i64) -> Result<Option<Moment>> {
    let sql = "select a.hash, coalesce(max(b.id), 0), coalesce(max(b.last_fact), 0)
        from audit a left join batch b on b.seq <= a.seq where a.seq = ?1 group by a.seq";
    let read = |row: &rusqlite::Row| {
        let (seal, batch, last_fact) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Moment { schema: migrate::newest(), seq, batch, last_fact, seal })
    };
    Ok(r.conn.query_row(sql, [seq], read).optional()?)
}

impl Snapshot {
    /// Writes the columns beside the file that is there and puts them in its place.
    pub(crate) fn save(&self, r: &Reader) -> Result<()> {
        let Some(moment) = moment(r, self.seq)?.filter(|moment| moment.batch == self.batch) else { return Ok(()) };
        let path = path(r.folder);
        let parent = r.folder.cache();
        fs::create_dir_all(&parent).map_err(StoreError::io(&parent))?;
        let thread = std::thread::current().id();
        let beside = parent.join(format!("{NAME}.{}.{thread:?}.tmp", std::process::id()));
        let written = self.write(&beside, &moment).and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            // What is left of it is swept at the next start.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(StoreError::io(&path))
    }

    fn write(&self, to: &std::path::Path, moment: &Moment) -> std::io::Result<()> {
        let mut keys: Vec<(MetricId, Period)> = self.columns.keys().copied().collect();
        keys.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
        out.write_all(MAGIC)?;
        let mut from = MAGIC.len() as u64;
        let mut list = Vec::new();
        for number in [moment.schema, moment.seq, moment.batch, moment.last_fact] {
            list.extend_from_slice(&number.to_le_bytes());
        }
        list.extend_from_slice(&moment.seal);
        put_count(&mut list, keys.len());
        for key in keys {
            let Some(column) = self.columns.get(&key) else { continue };
            let bytes = column.encode();
            out.write_all(&bytes)?;
            list.extend_from_slice(&key.0.0.to_le_bytes());
            put_text(&mut list, &key.1.to_string());
            list.extend_from_slice(&from.to_le_bytes());
            list.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            list.extend_from_slice(&Sha256::digest(&bytes));
            from += bytes.len() as u64;
        }
        out.write_all(&list)?;
        out.write_all(&(list.len() as u64).to_le_bytes())?;
        out.write_all(&Sha256::digest(&list))?;
        out.write_all(MAGIC)?;
        out.into_inner()?.sync_all()
    }

    /// The saved columns when they are of this folder's history; `None` when they must be made anew.
    pub(crate) fn saved(r: &Reader) -> Result<Option<Self>> {
        let Some((moment_there, parts)) = list(&path(r.folder)) else { return Ok(None) };
        if moment(r, moment_there.seq)?.is_none_or(|known| known != moment_there) {
            return Ok(None);
        }
        let mut facts = Self::default().described(r, moment_there.seq)?;
        let Some(columns) = facts.read_parts(&path(r.folder), &parts) else { return Ok(None) };
        for (part, mut column) in parts.iter().zip(columns) {
            column.changed = moment_there.batch;
            facts.columns.insert(part.key, Arc::new(column));
            facts.add_period(part.key);
        }
        facts.batch = moment_there.batch;
        Ok(Some(facts))
    }

    /// All parts, read by as many threads as there are processors; `None` when one is not what its hash says.
    fn read_parts(&self, path: &std::path::Path, parts: &[Part]) -> Option<Vec<StoredColumn>> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = parts.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let mut running = Vec::new();
            for some in parts.chunks(share) {
                running.push(scope.spawn(move || {
                    let mut file = File::open(path).ok()?;
                    some.iter().map(|part| self.read_part(&mut file, part)).collect::<Option<Vec<_>>>()
                }));
            }
            let mut columns = Vec::with_capacity(parts.len());
            for thread in running {
                columns.extend(thread.join().ok()??);
            }
            Some(columns)
        })
    }

    fn read_part(&self, file: &mut File, part: &Part) -> Option<StoredColumn> {
        let def = self.metrics.by_id.get(&part.key.0)?;
        file.seek(SeekFrom::Start(part.from)).ok()?;
        let mut bytes = Vec::new();
        file.take(part.length).read_to_end(&mut bytes).ok()?;
        if <[u8; 32]>::from(Sha256::digest(&bytes)) != part.hash {
            return None;
        }
        StoredColumn::decode(&def.kind, &bytes, self.subjects(&def.subject).len())
    }
}

/// The moment a file speaks of and its parts; `None` for anything that is not a whole file of this format.
fn list(path: &std::path::Path) -> Option<(Moment, Vec<Part>)> {
    let mut file = File::open(path).ok()?;
    let mut begins = [0; MAGIC.len()];
    file.read_exact(&mut begins).ok()?;
    file.seek(SeekFrom::End(-(FOOTER as i64))).ok()?;
    let mut footer = [0; FOOTER];
    file.read_exact(&mut footer).ok()?;
    let mut footer = Bytes(&footer);
    let (length, hash, ends) = (footer.number()? as u64, footer.array::<32>()?, footer.array::<8>()?);
    if begins != *MAGIC || ends != *MAGIC || length > LONGEST_LIST {
        return None;
    }
    let back = i64::try_from(length).ok()?.checked_add(FOOTER as i64)?;
    file.seek(SeekFrom::End(-back)).ok()?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).ok()?;
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != hash {
        return None;
    }
    let mut bytes = Bytes(&bytes);
    let (schema, seq, batch, last_fact) = (bytes.number()?, bytes.number()?, bytes.number()?, bytes.number()?);
    let moment = Moment { schema, seq, batch, last_fact, seal: bytes.array()? };
    let mut parts = Vec::new();
    for _ in 0..bytes.count()? {
        let metric = MetricId(bytes.number()?);
        let key = (metric, read_period(bytes.text()?).ok()?);
        let (from, length) = (bytes.number()? as u64, bytes.number()? as u64);
        parts.push(Part { key, from, length, hash: bytes.array()? });
    }
    Some((moment, parts))
}
