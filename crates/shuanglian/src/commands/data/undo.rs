//! `data undo`: a batch of facts taken back; itself a batch, so that the past stays readable.

use domain::BatchId;

use super::import::refused;
use crate::commands::folder::{Folder, allowed};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `data undo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 批次号 | number of the batch
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
    if args.why.trim().is_empty() {
        return Err(Failure::usage(shell.say("没有写撤销理由", "no reason was given"), "--why"));
    }
    let store = args.folder.open(shell)?;
    let by = allowed(&store, args.by.as_deref(), "collect.undo", shell)?;
    let undone = collect::undo(&store, &by, BatchId(args.batch), args.why.trim());
    let undone = undone.map_err(|error| refused(error, shell))?;
    if shell.json {
        shell.value(&undone)?;
    } else {
        shell.line(format!(
            "{} {} · {} {} · {} {} · {} {}",
            shell.say("已撤销批次", "undone: batch"),
            args.batch,
            shell.say("撤销本身为批次", "the undo is batch"),
            undone.batch,
            shell.say("收回", "closed"),
            undone.closed,
            shell.say("恢复", "restored"),
            undone.restored,
        ))?;
    }
    Ok(Outcome::Done)
}
