//! Makes the folder and says how fast the facts came in. The time is that of the writes: from the file in memory to
//! the commit on disk, without drawing the figures.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use shuanglian_demo::large::{LargeDistrict, LargeOptions};

use crate::Outcome;
use crate::clock::{Clock, Took, memory, row, seconds};

pub(crate) fn run(dir: &Path, options: LargeOptions) -> Outcome {
    std::fs::create_dir_all(dir)?;
    let clock = Clock::start();
    let (store, district) = LargeDistrict::found(&dir.join("data"), options)?;
    eprintln!("registers of {} firms: {}", options.firms, seconds(clock.read()));
    let mut side = BufWriter::new(File::create(dir.join("dirt.csv"))?);
    LargeDistrict::write_dirt_heading(&mut side)?;
    let (mut all, mut facts, mut faults) = (Took::default(), 0_u64, 0);
    let mut slowest = f64::INFINITY;
    for month in district.months() {
        let file = district.month(month);
        let clock = Clock::start();
        let done = district.import(&store, &file)?;
        let took = clock.read();
        all += took;
        let stated = file.facts.len() as u64;
        facts += stated;
        faults += file.dirt.len();
        slowest = slowest.min(stated as f64 / took.wall);
        eprintln!("{month}: {stated} facts, {} new, {}", done.new, seconds(took));
        district.write_dirt(&mut side, &file.name, &file.dirt)?;
    }
    side.flush()?;
    let rate = format!("{:.0}/s ({:.0}/s of cpu)", facts as f64 / all.wall, facts as f64 / all.processor);
    row(&format!("durable import of {facts} facts in {} batches", options.months), &rate, ">= 150,000/s");
    row("  its slowest batch", &format!("{slowest:.0}/s"), "");
    row("  most memory while importing", &format!("{:.0} MB", memory("VmHWM")), "");
    row("faults put in, truth in dirt.csv", &faults.to_string(), "");
    Ok(())
}
