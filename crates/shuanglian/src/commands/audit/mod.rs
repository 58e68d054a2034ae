//! `shuanglian audit`: the log of every act.

mod verify;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 离线核对审计日志的哈希链 | walks the hash chain of the audit log, offline
    Verify(verify::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Verify(args) => verify::run(&args, shell),
    }
}
