//! Whole runs of the binary: time on the clock from start to end, and the most memory it held.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Row;
use crate::command::{cargo, output};

/// Runs of the small measurement, of which the median counts.
const ROUNDS: usize = 21;

/// Reading the published table and a large workbook.
pub(super) fn rows(binary: &Path, scratch: &Path) -> Result<Vec<Row>> {
    let table = super::table();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        times.push(read(binary, &table)?.0);
    }
    times.sort();
    let mut rows = vec![Row {
        what: "targets read of the published table, median of 21",
        measured: format!("{:.1} ms", times[ROUNDS / 2].as_secs_f64() * 1e3),
        asked: "< 50 ms",
    }];
    let large = large(scratch)?;
    let (time, peak) = read(binary, &large)?;
    rows.push(Row {
        what: "targets read of an xlsx of 100,000 rows",
        measured: format!("{:.2} s", time.as_secs_f64()),
        asked: "< 20 s",
    });
    rows.push(Row { what: "  its peak memory", measured: format!("{} MB", peak / 1024), asked: "<= 512 MB" });
    Ok(rows)
}

/// A workbook of 100,000 rows that is kept in `scratch`.
fn large(scratch: &Path) -> Result<std::path::PathBuf> {
    let path = scratch.join("large.xlsx");
    let name = path.to_string_lossy().into_owned();
    let example = ["run", "--release", "--quiet", "--package", "shuanglian-targets", "--example", "large_table", "--"];
    let mut make = cargo(&example);
    make.arg(&name);
    output(make)?;
    Ok(path)
}

/// Reads a file as JSON; the time it took and the most memory it held, in kB. A refusal is an error: the time to say
/// no is not the time to read.
fn read(binary: &Path, file: &Path) -> Result<(Duration, u64)> {
    let start = Instant::now();
    let mut child = Command::new(binary)
        .args(["targets", "read", "--json"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let held = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = held.and_then(|held| held.split_whitespace().next()).and_then(|kb| kb.parse().ok());
        peak = peak.max(held.unwrap_or(0));
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    if !ended.success() {
        bail!("targets read refused {}", file.display());
    }
    Ok((start.elapsed(), peak))
}
