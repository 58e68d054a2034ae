//! Counting what every runner reports into one line.

/// Passed, failed and skipped over all runners.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// One check with a name, said on the terminal.
    pub(crate) fn check(&mut self, name: &str, passed: bool) {
        if passed {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        println!("check {name} ... {}", if passed { "ok" } else { "FAILED" });
    }

    /// One check that could not be made, with the reason.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        self.skipped += 1;
        println!("check {name} ... skipped: {reason}");
    }

    /// A result line of `cargo test`: `test result: ok. 3 passed; 0 failed; 1 ignored; …`. Others are passed over.
    pub(crate) fn cargo_line(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        let counts = rest.split_once(". ").map_or("", |(_, counts)| counts);
        for part in counts.split(';') {
            match part.trim().split_once(' ') {
                Some((n, "passed")) => self.passed += n.parse().unwrap_or(0),
                Some((n, "failed")) => self.failed += n.parse().unwrap_or(0),
                Some((n, "ignored")) => self.skipped += n.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// A closing line of node's TAP reporter: `# pass 3`. Others are passed over.
    pub(crate) fn tap_line(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("# ") else { return };
        match rest.trim().split_once(' ') {
            Some(("pass", n)) => self.passed += n.parse().unwrap_or(0),
            Some(("fail" | "cancelled", n)) => self.failed += n.parse().unwrap_or(0),
            Some(("skipped" | "todo", n)) => self.skipped += n.parse().unwrap_or(0),
            _ => {}
        }
    }

    /// Adds what another runner counted.
    pub(crate) fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// The last line of `cargo xtask test`.
    pub(crate) fn line(&self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runners_are_summed() {
        let mut tally = Tally::default();
        tally.cargo_line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0s");
        tally.cargo_line("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.cargo_line("test something ... ok");
        for line in ["# tests 9", "# pass 7", "# fail 1", "# cancelled 1", "# skipped 2", "# Subtest: pass 9"] {
            tally.tap_line(line);
        }
        tally.check("example", false);
        assert_eq!(tally, Tally { passed: 21, failed: 6, skipped: 3 });
        assert_eq!(tally.line(), "21 passed, 6 failed, 3 skipped");
    }
}
