//! Imports and undoes without end and says so line by line once each is on disk, until somebody kills it.

use std::io::Write;

use domain::{FactStatus, FactValue, Period, Subject, SubjectKind, Value};
use shuanglian_store::{Act, Actor, FactDraft, FactPlace, NewBatch, Result, Store};

fn main() -> Result<()> {
    let dir = std::env::args().nth(1).unwrap_or_default();
    let store = Store::open(dir)?;
    let firms = store.read(|r| r.entities(&SubjectKind::new("firm")))?;
    let metric = store.read(|r| r.metric_named("营业收入"))?.map(|metric| metric.id);
    let (Some(metric), Some(period)) = (metric, Period::month(2024, 1)) else { return Ok(()) };
    let start = store.read(|r| Ok(r.batches(None, 1)?.first().map_or(0, |batch| batch.id.0)))?;
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        // When nobody listens any more there is nobody to promise anything to.
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    };
    say("ready".to_owned());
    for round in start.. {
        let file = format!("round {round}");
        let digest = store.put_bytes(file.as_bytes())?;
        let act = Act::new(Actor::System("crash"), "crash.import", file.as_str());
        let done = store.write(&act, |w| {
            w.register_evidence(digest, &file, "text/plain")?;
            let facts = firms.iter().enumerate().map(|(row, firm)| FactDraft {
                subject: Subject::One(firm.id),
                metric,
                period,
                value: FactValue::Known(Value::Number(round)),
                status: FactStatus::Submitted,
                place: Some(FactPlace { sheet: 0, row: row as u32, column: 0 }),
            });
            w.import_batch(&NewBatch::import(digest, file.as_str()), facts)
        })?;
        say(format!("import {} {round}", done.batch));
        if round % 3 == 0 {
            let act = Act::new(Actor::System("crash"), "crash.undo", file.as_str());
            let undone = store.write(&act, |w| w.undo_batch(done.batch, "again"))?;
            say(format!("undo {} {}", done.batch, undone.batch));
        }
    }
    Ok(())
}
