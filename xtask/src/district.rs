//! A district at full size, made and measured: 20,000 firms, 30 monthly metrics, 60 months.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, passes};
use crate::root;

const FIRMS: usize = 20_000;
const MONTHS: usize = 60;
const SEED: u64 = 2024;

/// Makes the district unless it is there, measures it and prints the table. `--part N` makes one N-th of the firms,
/// `--seed S` another district, `--dir DIR` puts it elsewhere than `data-district`, `--again` replaces it.
pub(crate) fn run(args: &[String]) -> Result<bool> {
    let (mut part, mut seed, mut dir, mut again) = (1, SEED, root().join("data-district"), false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let mut value = || rest.next().with_context(|| format!("{arg} wants a value"));
        match arg.as_str() {
            "--part" => part = value()?.parse::<usize>()?.max(1),
            "--seed" => seed = value()?.parse()?,
            "--dir" => dir = PathBuf::from(value()?),
            "--again" => again = true,
            _ => bail!("bench-district knows --part N, --seed S, --dir DIR and --again, not {arg}"),
        }
    }
    let there = dir.join("data").is_dir();
    if there && again {
        // Only what this task makes: the folder may be anywhere.
        std::fs::remove_dir_all(dir.join("data"))?;
    }
    let dir = dir.to_string_lossy().into_owned();
    let (firms, months, seed) = ((FIRMS / part).to_string(), MONTHS.to_string(), seed.to_string());
    if (!there || again) && !passes(example(&["make", &dir, &firms, &months, &seed]))? {
        bail!("the district was not made");
    }
    passes(example(&["measure", &dir]))
}

fn example(args: &[&str]) -> std::process::Command {
    let mut run =
        cargo(&["run", "--release", "--quiet", "--package", "shuanglian-demo", "--example", "large_district", "--"]);
    run.args(args);
    run
}
