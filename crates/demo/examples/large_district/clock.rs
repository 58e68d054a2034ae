//! Time on the clock and of the processors, memory, and lines of the printed table.

use std::time::Instant;

/// Ticks of processor time a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// Seconds of processor time this process has had, all threads together; 0 where the system does not say.
fn processor() -> f64 {
    let said = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in brackets may hold anything; the fields after it are counted from the state on.
    let fields: Vec<&str> = said.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS
}

/// A field of `/proc/self/status` in MB.
pub(crate) fn memory(field: &str) -> f64 {
    let said = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = said.lines().find_map(|line| line.strip_prefix(field));
    let kb = line.and_then(|line| line.trim_start_matches(':').split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1_000.0
}

/// Runs from its making on.
pub(crate) struct Clock {
    begun: Instant,
    processor: f64,
}

/// Seconds on the clock and of the processors.
#[derive(Clone, Copy, Default)]
pub(crate) struct Took {
    pub(crate) wall: f64,
    pub(crate) processor: f64,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { begun: Instant::now(), processor: processor() }
    }

    pub(crate) fn read(&self) -> Took {
        Took { wall: self.begun.elapsed().as_secs_f64(), processor: processor() - self.processor }
    }
}

impl std::ops::AddAssign for Took {
    fn add_assign(&mut self, more: Self) {
        self.wall += more.wall;
        self.processor += more.processor;
    }
}

/// One line of the table: what, measured, asked.
pub(crate) fn row(what: &str, measured: &str, asked: &str) {
    let wide = what.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    println!("{what}{}{measured:>44}   {asked}", " ".repeat(62_usize.saturating_sub(wide)));
}

/// Seconds on the clock with those of the processors in brackets.
pub(crate) fn seconds(took: Took) -> String {
    format!("{:.2} s ({:.2} s cpu)", took.wall, took.processor)
}

/// The time below which 95 of 100 runs stay, in milliseconds.
pub(crate) fn p95(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or(0.0) * 1e3
}
