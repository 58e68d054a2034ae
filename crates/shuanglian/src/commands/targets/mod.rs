//! `shuanglian targets`: performance tables.

mod check;
mod read;
mod reading;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with a table.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 读懂一份表并显示（不入库） | reads tables and shows what was understood; stores nothing
    Read(read::Args),
    /// 检查一份表并列出发现的问题（不入库） | checks tables and lists the findings; stores nothing
    Check(check::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Read(args) => read::run(&args, shell),
        Verb::Check(args) => check::run(&args, shell),
    }
}
