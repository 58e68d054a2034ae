//! From clone to first page: a fresh clone built with nothing built before, the demo made, one page served.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::Row;
use super::http::Client;
use crate::command::{cargo, passes, program};
use crate::root;

/// Measures with a clone and a build folder in `scratch`. Downloaded crates are used again: the network is not ours.
pub(super) fn row(scratch: &Path) -> Result<Row> {
    let clone = scratch.join("clone");
    let begun = Instant::now();
    let mut git = program("git", &["clone", "--quiet"]);
    git.arg(root()).arg(&clone);
    if !passes(git)? {
        bail!("git clone failed");
    }
    let mut serve =
        cargo(&["run", "--release", "--quiet", "--", "serve", "--demo", "--json", "--listen", "127.0.0.1:0"]);
    serve.current_dir(&clone).env("CARGO_TARGET_DIR", clone.join("target")).stdout(Stdio::piped());
    let mut child = serve.spawn()?;
    let out = child.stdout.take().context("no standard output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let answered = first_page(&line);
    let time = begun.elapsed();
    // `cargo run` has become the server by now.
    drop(child.kill());
    drop(child.wait());
    answered?;
    Ok(Row {
        what: "clone to first page, crates downloaded before",
        measured: format!("{:.1} min", time.as_secs_f64() / 60.0),
        asked: "<= 12 min",
    })
}

fn first_page(line: &str) -> Result<()> {
    let ready: serde_json::Value = serde_json::from_str(line).context("the server did not say where it listens")?;
    let address = ready["address"].as_str().context("no address")?;
    Client::open(address.trim_start_matches("http://"))?.get("/sign-in")?;
    Ok(())
}
