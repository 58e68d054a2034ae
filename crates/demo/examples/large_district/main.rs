//! Makes a district at full size, or measures one: `cargo xtask bench-district` runs both.
//! `make DIR FIRMS MONTHS SEED`, `measure DIR`, `restart DIR`.

mod clock;
mod make;
mod measure;
mod tiles;

use std::path::Path;
use std::process::ExitCode;

use shuanglian_demo::large::LargeOptions;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn run(args: &[&str]) -> Outcome {
    match args {
        ["make", dir, firms, months, seed] => {
            let options = LargeOptions { seed: seed.parse()?, firms: firms.parse()?, months: months.parse()? };
            make::run(Path::new(dir), options)
        }
        ["measure", dir] => measure::run(Path::new(dir)),
        ["restart", dir] => measure::restart(Path::new(dir)),
        _ => Err("make DIR FIRMS MONTHS SEED | measure DIR | restart DIR".into()),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
