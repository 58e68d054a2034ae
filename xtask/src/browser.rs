//! The browser tests: node's test runner over `tests/browser`, against the binary built here.

use anyhow::{Context, Result};

use crate::command::{cargo, passes, program, watched};
use crate::tally::Tally;
use crate::{needs, root, target_dir};

/// Runs the browser tests alone.
pub(crate) fn run() -> Result<bool> {
    let tally = tally()?;
    println!("{}", tally.line());
    Ok(tally.failed == 0)
}

/// Runs the browser tests and counts them.
pub(crate) fn tally() -> Result<Tally> {
    let mut tally = Tally::default();
    let folder = root().join("tests/browser");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(name);
        }
    }
    files.sort();
    if files.is_empty() {
        tally.skip("browser tests", "no page has one yet");
        return Ok(tally);
    }
    if let Some(reason) = needs::browser()? {
        tally.check(&format!("browser tests ({reason})"), false);
        return Ok(tally);
    }
    if !passes(cargo(&["build", "--quiet", "--package", "shuanglian"]))? {
        tally.check("browser tests (the binary does not build)", false);
        return Ok(tally);
    }
    // One file after another: they share the machine with the server they look at.
    let mut node = program("node", &["--test", "--test-reporter=tap", "--test-concurrency=1"]);
    node.args(&files).current_dir(&folder);
    node.env("SHUANGLIAN_BIN", target_dir().join("debug/shuanglian"));
    // One demo district for all files: making it takes longer than the tests.
    let demo = target_dir().join("browser-demo");
    if demo.exists() {
        std::fs::remove_dir_all(&demo).with_context(|| format!("cannot remove {}", demo.display()))?;
    }
    std::fs::create_dir_all(&demo).with_context(|| format!("cannot make {}", demo.display()))?;
    node.env("SHUANGLIAN_DEMO", demo);
    let mut counted = Tally::default();
    let ran = watched(node, |line| counted.tap_line(line))?;
    if !ran && counted.failed == 0 {
        counted.check("browser tests", false);
    }
    tally.add(counted);
    Ok(tally)
}
