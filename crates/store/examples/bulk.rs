//! Prints how long a large import, its projection, a small correction and an undo take.
//! `cargo run --release -p shuanglian-store --example bulk [facts]`

use std::time::Instant;

use domain::{FactStatus, FactValue, Period, Subject, SubjectKind, Value};
use shuanglian_store::{Act, Actor, FactDraft, FactPlace, FolderKind, NewBatch, Store, knowledge};

const FIRMS: usize = 2_500;
const MONTHS: usize = 24;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted: usize = std::env::args().nth(1).map_or(Ok(600_000), |text| text.parse())?;
    let dir = std::env::temp_dir().join(format!("shuanglian-bulk-{}", std::process::id()));
    let store = Store::create(&dir, FolderKind::Demo)?;
    let act = Act::new(Actor::System("bench"), "bench.bulk", "bulk");
    let metric_count = wanted.div_ceil(FIRMS * MONTHS);
    let mut yaml = String::new();
    for number in 0..metric_count {
        yaml += &format!(
            "- {{name: 指标{number}, name_en: m{number}, subject: firm, kind: number, unit: 元, grain: month, \
             definition: d, citation: c}}\n"
        );
    }
    let drafts = knowledge::read_metrics("bench.yaml", &yaml)?;
    let digest = store.put_bytes(b"bulk")?;
    let (metrics, firms) = store.write(&act, |w| {
        w.register_evidence(digest, "bulk", "text/plain")?;
        let metrics = w.declare_metrics(&drafts)?;
        let mut firms = Vec::with_capacity(FIRMS);
        for number in 0..FIRMS {
            firms.push(w.add_entity(&SubjectKind::new("firm"), &format!("企业{number}"), &[])?);
        }
        Ok((metrics, firms))
    })?;
    let mut facts = Vec::with_capacity(wanted);
    for (row, firm) in firms.iter().enumerate() {
        for (column, (metric, _)) in metrics.iter().enumerate() {
            for month in 0..MONTHS {
                let period = Period::month(2022 + (month / 12) as i16, (month % 12) as i8 + 1);
                facts.push(FactDraft {
                    subject: Subject::One(*firm),
                    metric: *metric,
                    period: period.ok_or("no such month")?,
                    value: FactValue::Known(Value::Number((row * column + month) as i64)),
                    status: FactStatus::Submitted,
                    place: Some(FactPlace { sheet: 0, row: row as u32, column: column as u32 }),
                });
            }
        }
    }
    facts.truncate(wanted);
    let timed = |what: &str, begun: Instant| println!("{what:<44} {:>10.3} s", begun.elapsed().as_secs_f64());

    let begun = Instant::now();
    let done = store.write(&act, |w| w.import_batch(&NewBatch::import(digest, "bulk"), facts.iter().cloned()))?;
    timed(&format!("import of {} facts", done.new), begun);
    let begun = Instant::now();
    store.snapshot()?;
    timed("first projection", begun);
    let begun = Instant::now();
    let again = store.write(&act, |w| w.import_batch(&NewBatch::import(digest, "same"), facts.iter().cloned()))?;
    timed(&format!("the same again ({} unchanged)", again.unchanged), begun);
    let mut one = facts[..1].to_vec();
    one[0].value = FactValue::Known(Value::Number(-1));
    let begun = Instant::now();
    store.write(&act, |w| w.import_batch(&NewBatch::import(digest, "one"), one))?;
    timed("one correction", begun);
    let begun = Instant::now();
    store.snapshot()?;
    timed("projection after it", begun);
    let begun = Instant::now();
    store.snapshot()?;
    timed("projection when nothing changed", begun);
    let begun = Instant::now();
    let undone = store.write(&act, |w| w.undo_batch(again.batch, "bench"))?;
    timed(&format!("undo of what only confirmed ({} closed)", undone.closed), begun);
    let begun = Instant::now();
    let undone = store.write(&act, |w| w.undo_batch(done.batch, "bench"))?;
    timed(&format!("undo of all ({} restored)", undone.restored), begun);
    let begun = Instant::now();
    store.snapshot()?;
    timed("projection after it", begun);
    let begun = Instant::now();
    let report = store.verify()?;
    timed(&format!("verify (sound: {})", report.is_sound()), begun);
    drop(store);
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}
