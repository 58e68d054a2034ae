//! `shuanglian records`: records of activity, their types, and their way to being counted.

mod types;

use clap::Subcommand;
use collect::KnowledgeFault;
use store::Store;

use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with records.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 记录类型：数什么、填什么、要什么凭证、谁采纳；先读入数据目录 knowledge/record-types 里新增或改动的文件 | types: what counts, fields, evidence, who accepts; takes in new and changed files of the data folder first
    Types(types::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Types(args) => types::run(&args, shell),
    }
}

/// Brings a folder up to its knowledge files; what cannot be used is said and keeps nothing else out.
pub(super) fn declare(store: &Store, shell: &Shell) -> Result<Vec<KnowledgeFault>, Failure> {
    let faults = collect::refresh(store).map_err(|error| stored(error, shell.lang))?;
    for fault in &faults {
        shell.complain(&Failure::refused("knowledge", fault.to_string(), ""));
    }
    Ok(faults)
}
