//! What the tests need beside Rust: installed where this is possible, otherwise said.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command::{exists, passes, program};
use crate::root;

/// Debian packages of the browser tests, each with the proof that it is there already.
const PACKAGES: [(&str, Proof); 4] = [
    ("chromium", Proof::Program("chromium")),
    ("fonts-noto-cjk", Proof::Folder("/usr/share/fonts/opentype/noto")),
    ("nodejs", Proof::Program("node")),
    ("npm", Proof::Program("npm")),
];

enum Proof {
    Program(&'static str),
    Folder(&'static str),
}

impl Proof {
    fn holds(&self) -> bool {
        match self {
            Self::Program(name) => exists(name),
            Self::Folder(path) => Path::new(path).is_dir(),
        }
    }
}

/// Makes browser tests possible; the answer is why they are not, if they are not.
pub(crate) fn browser() -> Result<Option<String>> {
    let missing: Vec<&str> = PACKAGES.iter().filter(|(_, proof)| !proof.holds()).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        if !exists("apt-get") || !is_root() {
            return Ok(Some(format!("missing {}; install with: apt-get install {0}", missing.join(" "))));
        }
        passes(apt(&["update"]))?;
        let mut args = vec!["install", "--yes", "--no-install-recommends"];
        args.extend(&missing);
        if !passes(apt(&args))? {
            return Ok(Some(format!("apt-get could not install {}", missing.join(" "))));
        }
    }
    let folder = root().join("tests/browser");
    if !folder.join("node_modules/playwright-core").is_dir() {
        let mut npm = program("npm", &["ci", "--no-audit", "--no-fund"]);
        npm.current_dir(&folder);
        if !passes(npm)? {
            return Ok(Some("npm ci failed in tests/browser".to_owned()));
        }
    }
    Ok(None)
}

fn apt(args: &[&str]) -> Command {
    let mut command = program("apt-get", args);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return false };
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}
