//! `targets undo`: a batch taken back; itself a batch, so that the past stays readable.

use domain::BatchId;
use targets::import;

use crate::commands::folder::{Folder, actor, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `targets undo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 批次号（见 targets list） | number of the batch, as in targets list
    batch: i64,
    /// 撤销理由 | why
    #[arg(long)]
    why: String,
    /// 经办账号，记入审计日志 | account that acts, for the audit log
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let by = actor(&store, args.by.as_deref(), shell)?;
    let undone = import::undo(&store, by, BatchId(args.batch), &args.why).map_err(|error| stored(error, shell.lang))?;
    if shell.json {
        shell.value(&undone)?;
    } else {
        let (done, itself) =
            (shell.say("已撤销批次", "undone: batch"), shell.say("撤销本身为批次", "the undo is batch"));
        shell.line(format!("{done} {} · {itself} {}", args.batch, undone.batch))?;
    }
    Ok(Outcome::Done)
}
