//! `data restore`: a backup becomes a new data folder, every file checked against its hash.

use std::path::PathBuf;

use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `data restore`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 备份目录 | the folder of the backup
    from: PathBuf,
    /// 恢复到的新目录 | the new data folder
    #[arg(long = "data", value_name = "DIR", env = "SHUANGLIAN_DATA")]
    to: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let manifest = store::restore(&args.from, &args.to).map_err(|error| stored(error, shell.lang))?;
    let done = format!("{} {}", shell.say("已恢复到", "restored to"), args.to.display());
    super::say_manifest(&done, &manifest, shell)
}
