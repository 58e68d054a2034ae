//! The network engine on generated networks, in processor seconds of one core, beside the published reference's cost.

use anyhow::{Context, Result, bail};

use super::Row;
use crate::command::{cargo, watched};

/// Name of a size, what the reference took for it on one core (measured, in seconds for every firm), what is asked.
const KNOWN: [(&str, f64, &str); 4] = [
    ("1k", 5.3, "-"),
    ("10k", 457.0, "<= 0.5 s per core"),
    ("100k", 68_000.0, "<= 40 s per core"),
    ("1.1m", f64::NAN, "< 7200 s on one core (1 h on two)"),
];

/// Runs the example that measures and shows its table, then the rows that are asked for.
pub(super) fn run() -> Result<bool> {
    let speed = ["run", "--release", "--quiet", "--package", "shuanglian-cascade", "--example", "engine"];
    let mut table = String::new();
    // Shown as it comes: the largest network takes minutes.
    let done = watched(cargo(&speed), |line| {
        table.push_str(line);
        table.push('\n');
    })?;
    if !done {
        bail!("the measurement failed");
    }
    for (name, reference, asked) in KNOWN {
        let whole = whole_network(&table, name).with_context(|| format!("no row for {name}"))?;
        println!("{}", Row { what: heading(name), measured: format!("{whole:.2} s"), asked }.line());
        if reference.is_finite() {
            println!(
                "{:<58} {reference:>24.0} s   {:.0} times as long",
                "  the published reference, on another network of this size",
                reference / whole
            );
        }
    }
    Ok(true)
}

fn heading(name: &str) -> &'static str {
    match name {
        "1k" => "ESRI of all 1,000 firms, eps 1e-2, replaceability on",
        "10k" => "ESRI of all 10,000 firms",
        "100k" => "ESRI of all 100,000 firms",
        _ => "ESRI of all 1.1 million firms, from a sample",
    }
}

/// Seconds for the whole network in the row of a size with eps 1e-2 and replaceability on.
fn whole_network(table: &str, name: &str) -> Option<f64> {
    table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let row = fields.first() == Some(&name) && fields.get(1) == Some(&"1e-2") && fields.get(2) == Some(&"on");
        if row { fields.get(5)?.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_row_of_a_size_is_found() {
        let table = "net eps repl scenarios cpu whole\n10k 1e-2 off 9 1 9.0\n 10k 1e-2 on 100 0.1 1.25 70\n";
        assert_eq!(super::whole_network(table, "10k"), Some(1.25));
        assert_eq!(super::whole_network(table, "1k"), None);
    }
}
