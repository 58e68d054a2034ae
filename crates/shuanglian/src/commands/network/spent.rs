//! Time and memory at the end of a computation on a network, on standard error.

use std::time::{Duration, Instant};

use crate::progress::peak;
use crate::shell::Shell;

/// Time since a moment and the most memory held, as one line on standard error.
pub(super) fn spent(begun: Instant, reading: Duration, scenarios: usize, links: u64, shell: &Shell) {
    let whole = begun.elapsed();
    let computing = whole.saturating_sub(reading).as_secs_f64();
    let peak = peak();
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
