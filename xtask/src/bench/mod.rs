//! Measured speeds and sizes, each for real on the release build, in one table.

mod cold;
mod http;
mod linkage;
mod network;
mod pages;
mod programs;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, output, passes};
use crate::{root, target_dir};

/// One measured number beside what is asked of it.
struct Row {
    what: &'static str,
    measured: String,
    asked: &'static str,
}

impl Row {
    fn line(&self) -> String {
        format!("{:<58} {:>26}   {}", self.what, self.measured, self.asked)
    }
}

/// Builds the release binary, measures and prints the table. `--cold` adds the time from clone to first page;
/// `--binary FILE` measures a binary that is built already.
pub(crate) fn run(args: &[String]) -> Result<bool> {
    if let Some(("linkage", rest)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return linkage::run(rest);
    }
    if args == ["network"] {
        return network::run();
    }
    let (mut cold, mut given) = (false, None);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--cold" => cold = true,
            "--binary" => given = Some(PathBuf::from(rest.next().context("--binary wants a file")?)),
            _ => bail!("bench knows network, --cold and --binary FILE, not {arg}"),
        }
    }
    let binary = match given {
        Some(binary) => binary.canonicalize()?,
        None => {
            if !passes(cargo(&["build", "--release", "--package", "shuanglian"]))? {
                bail!("the release binary does not build");
            }
            target_dir().join("release/shuanglian")
        }
    };
    let scratch = scratch()?;
    let measured = measure(&binary, &scratch, cold);
    std::fs::remove_dir_all(&scratch)?;
    println!();
    println!("{:<58} {:>26}   asked", "what", "measured");
    for row in measured? {
        println!("{}", row.line());
    }
    Ok(true)
}

fn measure(binary: &std::path::Path, scratch: &std::path::Path, cold: bool) -> Result<Vec<Row>> {
    let size = std::fs::metadata(binary)?.len();
    let mut rows = vec![Row { what: "size of the binary", measured: format!("{} kB", size / 1000), asked: "lean" }];
    rows.extend(pages::rows(binary, scratch)?);
    // Said at once: what follows compiles and takes its time.
    for row in &rows {
        println!("{}", row.line());
    }
    rows.extend(programs::rows(binary, scratch)?);
    let speeds =
        output(cargo(&["run", "--release", "--quiet", "--package", "shuanglian-formula", "--example", "speed"]))?;
    println!("{speeds}");
    if let Some(slowest) = slowest(&speeds, "million row-conditions a second") {
        let what = "formula columns, slowest formula, row-conditions a second";
        rows.push(Row { what, measured: format!("{slowest:.1} million"), asked: ">= 20 million" });
    }
    if let Some(slowest) = slowest(&speeds, "million nodes a second") {
        let what = "formula traces, slowest formula, nodes a second";
        rows.push(Row { what, measured: format!("{slowest:.2} million"), asked: ">= 1 million" });
    }
    if cold {
        rows.push(cold::row(scratch)?);
    }
    Ok(rows)
}

/// The smallest number before a unit in the lines of a text.
fn slowest(text: &str, unit: &str) -> Option<f64> {
    let numbers = text.lines().filter_map(|line| line.split_once(unit)?.0.trim().parse::<f64>().ok());
    numbers.reduce(f64::min)
}

/// A folder of our own for what is measured on.
fn scratch() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("shuanglian-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The published table where it is at hand, else the demo's own in the same layout.
fn table() -> PathBuf {
    let published = root().join("../shared/data/performance-table/table.txt");
    if published.is_file() { published } else { root().join("knowledge/demo/table.txt") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_slowest_line_counts() {
        let text = "columns\n    61.2 million nodes a second   a\n     9.5 million nodes a second   b\n";
        assert_eq!(super::slowest(text, "million nodes a second"), Some(9.5));
        assert_eq!(super::slowest(text, "of nothing"), None);
    }
}
