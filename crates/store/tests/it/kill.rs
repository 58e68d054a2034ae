//! A process killed at any moment has kept everything it acknowledged, and nothing half-done.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::{BatchId, Cell, FactSource, Value};
use shuanglian_store::{BatchKind, Store};

use crate::district::{District, month};

const FIRMS: usize = 50;

fn writer() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests.ancestors().nth(2).unwrap().join("examples").join("crash_writer");
    assert!(path.exists(), "cargo build -p shuanglian-store --example crash_writer");
    path
}

/// Some scattering of the moments, the same in every run of the test.
fn scatter(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// 20 kills; `SHUANGLIAN_KILLS=200` for more.
#[test]
fn a_killed_writer_has_kept_what_it_acknowledged_and_nothing_half_done() {
    let kills: u32 = std::env::var("SHUANGLIAN_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let d = District::new(FIRMS);
    let path = d.store.dir().to_owned();
    let District { dir, store, metrics, .. } = d;
    drop(store);
    let mut state = 2024;
    let mut acknowledged = 0;
    for _ in 0..kills {
        let mut child = Command::new(writer()).arg(&path).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "ready");
        // Some acknowledgements first, however slow the disk, then a moment that falls anywhere in the next acts.
        let first = scatter(&mut state) % 4;
        let mut said: Vec<String> = lines.by_ref().take(first as usize).map_while(Result::ok).collect();
        std::thread::sleep(Duration::from_micros(scatter(&mut state) % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(lines.map_while(Result::ok));

        let store = Store::open(&path).unwrap();
        let report = store.verify().unwrap();
        assert!(report.is_sound(), "{report:?}");
        for line in &said {
            let words: Vec<&str> = line.split(' ').collect();
            // The last line may have been cut short by the kill; it promised nothing yet.
            let [verb, batch, other] = words.as_slice() else { continue };
            let batch = store.read(|r| r.batch(BatchId(batch.parse().unwrap()))).unwrap();
            match *verb {
                "import" => assert_eq!(batch.opened, FIRMS as u64),
                _ => assert_eq!(batch.undone_by, Some(BatchId(other.parse().unwrap()))),
            }
            acknowledged += 1;
        }
        // All firms tell of the same batch, the last one that stands.
        let batches = store.read(|r| r.batches(None, usize::MAX >> 1)).unwrap();
        let last = batches.iter().find(|batch| batch.kind == BatchKind::Import && batch.undone_by.is_none());
        let expected = last.map(|batch| batch.note.strip_prefix("round ").unwrap().parse().unwrap());
        let facts = store.snapshot().unwrap();
        for row in 0..FIRMS {
            let cell = facts.column(metrics[0], month(1)).map_or(Cell::Unknown(Default::default()), |c| c.cell(row));
            let expected = expected.map_or(Cell::Unknown(Default::default()), |n| Cell::Known(Value::Number(n)));
            assert_eq!(cell, expected);
        }
    }
    assert!(acknowledged >= u64::from(kills), "{acknowledged} acts in {kills} rounds");
    drop(dir);
}
