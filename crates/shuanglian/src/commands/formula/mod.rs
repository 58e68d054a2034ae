//! `shuanglian formula`: formulas over facts, tried without writing anything.

mod check;
mod definition;
mod eval;
mod explain;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with a formula.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 检查语法、名称、类型和量纲 | checks syntax, names, types and dimensions
    Check(check::Args),
    /// 在一个期间上计算 | computes for a period
    Eval(eval::Args),
    /// 逐步说明怎么算出来的、用了哪些事实 | says step by step how it comes out and on which facts
    Explain(explain::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Check(args) => check::run(&args, shell),
        Verb::Eval(args) => eval::run(&args, shell),
        Verb::Explain(args) => explain::run(&args, shell),
    }
}
