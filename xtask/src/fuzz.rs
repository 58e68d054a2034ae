//! Fuzzing: every target of every crate in turn from its seed corpus, with the executions printed.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, exists, passes, watched};
use crate::root;

/// Runs the fuzz targets named, or all; false when one of them crashed.
pub(crate) fn run(args: &[String]) -> Result<bool> {
    let mut minutes: u64 = 10;
    let mut wanted = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--minutes" {
            minutes = rest.next().context("--minutes wants a number")?.parse().context("--minutes wants a number")?;
        } else {
            wanted.push(arg.clone());
        }
    }
    if !exists("cargo-fuzz") {
        bail!("cargo-fuzz is missing; install with: cargo install cargo-fuzz --locked");
    }
    let mut sums = Vec::new();
    write_seeds()?;
    for (folder, target) in targets()? {
        if !wanted.is_empty() && !wanted.contains(&target) {
            continue;
        }
        let limit = format!("-max_total_time={}", minutes * 60);
        let mut command = cargo(&["fuzz", "run", "--fuzz-dir"]);
        command.arg(&folder).arg(&target);
        let corpus = folder.join("corpus").join(&target);
        std::fs::create_dir_all(&corpus)?;
        command.arg(&corpus);
        // One toolchain for everything: the instrumentation flags are let through on the stable compiler.
        command.args(["--", &limit, "-print_final_stats=1", "-rss_limit_mb=2048"]);
        // libFuzzer writes its statistics to standard error.
        let mut shell = crate::command::program("sh", &["-c", "exec \"$@\" 2>&1", "sh"]);
        shell.arg(command.get_program()).args(command.get_args()).env("RUSTC_BOOTSTRAP", "1");
        let mut executions = None;
        let clean = watched(shell, |line| {
            if let Some(n) = line.strip_prefix("stat::number_of_executed_units:") {
                executions = n.trim().parse::<u64>().ok();
            }
        })?;
        sums.push((target, executions, clean));
    }
    if sums.is_empty() {
        bail!("no fuzz target of that name");
    }
    println!("{:<32} {:>14}  outcome after {minutes} min", "target", "executions");
    for (target, executions, clean) in &sums {
        let executions = executions.map_or_else(|| "—".to_owned(), |n| n.to_string());
        println!("{target:<32} {executions:>14}  {}", if *clean { "no crash" } else { "CRASH" });
    }
    Ok(sums.iter().all(|(_, _, clean)| *clean))
}

/// Writes the seed corpus, so that no target begins with nothing.
fn write_seeds() -> Result<()> {
    let folder = root().join("fuzz");
    if folder.join("examples/seeds.rs").is_file() {
        let mut seeds = cargo(&["run", "--quiet", "--example", "seeds"]);
        seeds.current_dir(&folder);
        if !passes(seeds)? {
            bail!("the seed corpus could not be written");
        }
    }
    Ok(())
}

/// Every `fuzz_targets/*.rs` under `crates/*/fuzz` and `fuzz`, with its fuzz folder.
fn targets() -> Result<Vec<(PathBuf, String)>> {
    let mut folders = vec![root().join("fuzz")];
    for entry in std::fs::read_dir(root().join("crates"))? {
        folders.push(entry?.path().join("fuzz"));
    }
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        let Ok(files) = std::fs::read_dir(folder.join("fuzz_targets")) else { continue };
        for file in files {
            let path = file?.path();
            if path.extension().is_some_and(|e| e == "rs")
                && let Some(name) = path.file_stem()
            {
                found.push((folder.clone(), name.to_string_lossy().into_owned()));
            }
        }
    }
    found.sort();
    Ok(found)
}
