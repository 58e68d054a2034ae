//! The rules of the house that a program can check, each in a file of its own with a test that proves it can fail.

mod direction;
mod floats;
mod licences;
mod linked;
mod rooms;
mod templates;
mod texts;
mod tree;
mod words;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::{cargo, output};
use crate::root;
use crate::tally::Tally;
use tree::Tree;

/// Runs tidy alone.
pub(crate) fn run() -> Result<bool> {
    let tally = tally()?;
    println!("{}", tally.line());
    Ok(tally.failed == 0)
}

/// Checks every rule and counts each as one check.
pub(crate) fn tally() -> Result<Tally> {
    let text = output(cargo(&["metadata", "--format-version=1", "--locked"]))?;
    let packages: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
    let tree = Tree::read(&root())?;
    let rules: [(&str, Vec<String>); 12] = [
        ("direction of dependencies", direction::complaints(&packages)),
        ("crates that know no HTTP or SQL", direction::strangers(&packages)),
        ("licences", licences::complaints(&packages)),
        ("one crate links SQLite", linked::sqlite(&packages)),
        ("no aws-lc", linked::aws_lc(&packages)),
        ("length of files", rooms::length(&tree)),
        ("purpose in the first line", rooms::purpose(&tree)),
        ("words that must not stay", words::complaints(&tree)),
        ("no float in money or facts", floats::complaints(&tree)),
        ("every figure through its component", templates::figures(&tree)),
        ("every text through its key", templates::texts(&tree)),
        ("every key in both languages", texts::complaints(&tree)),
    ];
    let mut tally = Tally::default();
    for (name, complaints) in rules {
        tally.check(&format!("tidy: {name}"), complaints.is_empty());
        for complaint in complaints {
            println!("  {complaint}");
        }
    }
    Ok(tally)
}
