//! Speed of the engine on generated networks: `speed [sizes] [sample] [eps]`, sizes of `1k,10k,100k,1.1m`, in
//! processor seconds of one thread.

use std::error::Error;
use std::time::Instant;

use shuanglian_cascade::{Model, Outcome, Run, Settings, Shock, generate};

/// Name, firms, links, whether every firm is run.
const SIZES: [(&str, usize, usize, bool); 4] = [
    ("1k", 1_000, 5_000, true),
    ("10k", 10_000, 30_000, true),
    ("100k", 100_000, 250_000, true),
    ("1.1m", 1_100_000, 5_100_000, false),
];

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let wanted = args.first().map_or("1k,10k,100k,1.1m", String::as_str);
    let sample: Option<usize> = args.get(1).map(|count| count.parse()).transpose()?;
    let only: Option<f64> = args.get(2).map(|eps| eps.parse()).transpose()?;
    println!(
        "{:>6} {:>6} {:>5} {:>9} {:>10} {:>12} {:>10} {:>9} {:>6} {:>6}",
        "net", "eps", "repl", "scenarios", "cpu s", "whole net s", "us/firm", "touched", "ns/t", "T"
    );
    for (name, firms, links, whole) in SIZES {
        if !wanted.split(',').any(|one| one == name) {
            continue;
        }
        let made = generate(firms, links, 1)?;
        let network = made.network()?;
        for eps in [1e-2, 1e-6].into_iter().filter(|eps| only.is_none_or(|only| only == *eps)) {
            for replaceable in [true, false] {
                let market = replaceable.then(|| network.sector_of_each().to_vec());
                let model = Model::new(&network, &made.essential, &Settings { eps, market, ..Settings::default() })?;
                // Everything where that is soon done; else a sample spread over the whole.
                let usual = match (whole, eps < 1e-3) {
                    (true, false) if replaceable => firms,
                    (true, _) => 2_000,
                    (false, false) => 200,
                    (false, true) => 20,
                };
                let count = sample.unwrap_or(usual).min(firms);
                let sampled: Vec<usize> = (0..count).map(|k| k * firms / count).collect();
                let begun = cpu_seconds()?;
                let outcomes = model.esri(&sampled, &Run { threads: Some(1), ..Run::default() })?;
                let seconds = cpu_seconds()? - begun;
                row(name, eps, replaceable, &outcomes, seconds, firms);
            }
        }
        let market = Some(network.sector_of_each().to_vec());
        let model = Model::new(&network, &made.essential, &Settings { market, ..Settings::default() })?;
        let mut times = Vec::new();
        for k in 0..21 {
            let begun = Instant::now();
            let state = model.cascade(&Shock::failure(k * firms / 21));
            times.push((begun.elapsed().as_secs_f64(), state.iterations));
        }
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        println!(
            "{name:>6} one live cascade with every firm's loss: median {:.2} ms, longest {:.2} ms",
            times[10].0 * 1e3,
            times[20].0 * 1e3
        );
    }
    Ok(())
}

/// Time this process has computed, so that a busy machine does not count.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // After the name in brackets: user and system time are fields 14 and 15, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).ok_or("no times in /proc");
    Ok((ticks(11)? + ticks(12)?) / 100.0)
}

fn row(name: &str, eps: f64, replaceable: bool, outcomes: &[Outcome], seconds: f64, firms: usize) {
    let count = outcomes.len() as f64;
    let touched = outcomes.iter().map(|outcome| outcome.touched).sum::<u64>() as f64;
    let iterations = outcomes.iter().map(|outcome| f64::from(outcome.iterations)).sum::<f64>() / count;
    let repl = if replaceable { "on" } else { "off" };
    println!(
        "{name:>6} {eps:>6.0e} {repl:>5} {count:>9} {seconds:>10.3} {:>12.2} {:>10.1} {:>9.0} {:>6.2} {iterations:>6.2}",
        seconds / count * firms as f64,
        seconds / count * 1e6,
        touched / count,
        seconds * 1e9 / touched,
    );
}
