//! Everything that must hold, and one line that sums it up.

use anyhow::Result;

use crate::command::{cargo, passes, watched};
use crate::tally::Tally;
use crate::{browser, tidy};

/// Runs every check and every test; false when anything failed.
pub(crate) fn run() -> Result<bool> {
    let mut tally = Tally::default();
    tally.check("format", passes(cargo(&["fmt", "--all", "--check"]))?);
    tally.add(tidy::tally()?);
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    tally.check("clippy", passes(cargo(&clippy))?);
    let mut counted = Tally::default();
    let ran = watched(cargo(&["test", "--workspace", "--no-fail-fast"]), |line| counted.cargo_line(line))?;
    tally.add(counted);
    if !ran && counted.failed == 0 {
        // A crate that does not compile or a test binary that died reports no failed test.
        tally.check("cargo test", false);
    }
    tally.add(browser::tally()?);
    println!("{}", tally.line());
    Ok(tally.failed == 0)
}
