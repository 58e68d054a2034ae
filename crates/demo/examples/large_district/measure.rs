//! Measures a large district that is there: room on disk, projection, restart, tiles, and a commit until it is seen.

use std::path::Path;

use domain::{FactSource, FactStatus, FactValue, Period, Subject, SubjectKind, Value};
use shuanglian_demo::large::MEASURES;
use store::{Act, Actor, FactDraft, NewBatch, Store};

use crate::Outcome;
use crate::clock::{Clock, memory, p95, row, seconds};
use crate::tiles;

/// Runs of the smaller measurements.
const ROUNDS: usize = 40;

pub(crate) fn run(dir: &Path) -> Outcome {
    let data = dir.join("data");
    let store = Store::open(&data)?;
    space(&store, &data)?;

    // Without the saved columns, so that every fact is read.
    let saved = data.join("cache").join("columns");
    if saved.exists() {
        std::fs::remove_file(&saved)?;
    }
    let clock = Clock::start();
    let facts = store.snapshot()?;
    let took = clock.read();
    let held = facts_held(&facts);
    let millions = held as f64 / 1e6;
    let rate = format!("{:.2} million/s, {}", millions / took.wall, seconds(took));
    row(&format!("SQLite to projection, {held} facts"), &rate, ">= 1 million/s");
    row("  memory of the process with it", &format!("{:.0} MB", memory("VmRSS")), "");
    drop(facts);
    let clock = Clock::start();
    store.save_columns()?;
    let size = std::fs::metadata(&saved)?.len() as f64;
    row("columns saved", &format!("{:.0} MB, {}", size / 1e6, seconds(clock.read())), "");

    tiles::run(&store)?;
    submissions(&store)?;
    drop(store);

    // A process of its own, as after a restart.
    let restarted = std::process::Command::new(std::env::current_exe()?).arg("restart").arg(dir).status()?;
    if restarted.success() { Ok(()) } else { Err("restart failed".into()) }
}

/// Opens the folder and has the facts ready, as the first page after a start does.
pub(crate) fn restart(dir: &Path) -> Outcome {
    let clock = Clock::start();
    let store = Store::open(dir.join("data"))?;
    let facts = store.snapshot()?;
    row("restart until the facts are ready", &seconds(clock.read()), "< 3 s");
    row("  most memory meanwhile", &format!("{:.0} MB", memory("VmHWM")), "");
    drop(facts);
    Ok(())
}

fn facts_held(facts: &store::Snapshot) -> u64 {
    let mut held = 0;
    for metric in facts.metrics() {
        for period in facts.periods(metric.id) {
            held += facts.column(metric.id, *period).map_or(0, |column| column.presence.len() as u64);
        }
    }
    held
}

fn space(store: &Store, data: &Path) -> Outcome {
    let bytes = std::fs::metadata(data.join("shuanglian.db"))?.len();
    let facts = store.read(|r| r.facts_recorded())?;
    let each = bytes as f64 / facts as f64;
    let measured = format!("{:.3} GB, {each:.1} bytes a fact", bytes as f64 / 1e9);
    row(&format!("database with {facts} facts"), &measured, "<= 3 GB");
    for space in store.read(|r| r.space())?.iter().take(6) {
        let each = space.bytes as f64 / facts as f64;
        let unused = 100 * space.unused / space.bytes.max(1);
        row(&format!("  {}", space.name), &format!("{each:.1} bytes a fact, {unused} % empty"), "");
    }
    Ok(())
}

/// Thirty facts of one firm come in; how long until the commit returns, and until the next tile shows them.
fn submissions(store: &Store) -> Outcome {
    let firms = store.read(|r| r.entities(&SubjectKind::new("firm")))?;
    let facts = store.snapshot()?;
    let month = Period::month(2024, 8).ok_or("month")?;
    let tile = tiles::Tile::by_industry(&facts)?;
    let (mut commits, mut shown) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let firm = firms.get(round * firms.len() / ROUNDS).ok_or("no firm")?;
        let mut drafts = Vec::new();
        for measure in MEASURES {
            drafts.push(FactDraft {
                subject: Subject::One(firm.id),
                metric: facts.metric(measure.name).ok_or(measure.name)?.id,
                period: month,
                value: FactValue::Known(Value::Number(1_000_000 + round as i64)),
                status: FactStatus::Submitted,
                place: None,
            });
        }
        let digest = store.put_bytes(format!("演示更正 {round}").as_bytes())?;
        let act = Act::new(Actor::System("demo"), "demo.submit", "更正");
        let clock = Clock::start();
        store.write(&act, |w| {
            w.register_evidence(digest, "演示更正", "text/plain")?;
            w.import_batch(&NewBatch::import(digest, "演示更正"), drafts)
        })?;
        commits.push(clock.read().wall);
        let clock = Clock::start();
        let now = store.snapshot()?;
        tile.compute(&now)?;
        shown.push(clock.read().wall);
    }
    row("commit of a submission of 30 facts, p95 of 40", &format!("{:.1} ms", p95(&mut commits)), "");
    row("  from there until the next tile, p95", &format!("{:.1} ms", p95(&mut shown)), "< 100 ms");
    Ok(())
}
