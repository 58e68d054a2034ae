//! A bar with the time left while long work runs, and the most memory the program has held.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on a terminal, nothing when piped.
pub(crate) fn bar(steps: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(steps as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} ETA {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// The most memory this process has held, for people; `—` where the system does not tell.
pub(crate) fn peak() -> String {
    peak_memory().map_or_else(|| "—".to_owned(), |kb| format!("{:.1} MB", kb as f64 / 1024.0))
}

/// The most memory this process has held, in kB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
