//! Progress with time left while scenarios run, and time and memory at the end, all on standard error.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::shell::Shell;

/// A bar on a terminal, nothing when piped.
pub(super) fn bar(scenarios: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(scenarios as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} ETA {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Time since a moment and the most memory held, as one line on standard error.
pub(super) fn spent(begun: Instant, reading: Duration, scenarios: usize, links: u64, shell: &Shell) {
    let whole = begun.elapsed();
    let computing = whole.saturating_sub(reading).as_secs_f64();
    let peak = peak_memory().map_or_else(|| "—".to_owned(), |kb| format!("{:.1} MB", kb as f64 / 1024.0));
    let each = if links == 0 { 0.0 } else { computing * 1e9 / links as f64 };
    eprintln!(
        "{}: {:.2} s ({} {:.2} s, {} {computing:.2} s) · {scenarios} {} · {links} {}, {each:.1} ns · {}: {peak}",
        shell.say("用时", "time"),
        whole.as_secs_f64(),
        shell.say("读入", "reading"),
        reading.as_secs_f64(),
        shell.say("计算", "computing"),
        shell.say("个情景", "scenarios"),
        shell.say("次经过供应关系", "links touched"),
        shell.say("内存峰值", "peak memory"),
    );
}

/// The most memory this process has held, in kB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
