//! `data backup`: database and evidence of one moment, copied while others read and write.

use std::path::PathBuf;

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `data backup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 备份写到的新目录 | the new folder to write the backup to
    to: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let manifest = store.backup(&args.to).map_err(|error| stored(error, shell.lang))?;
    let done = format!("{} {}", shell.say("已备份到", "backed up to"), args.to.display());
    super::say_manifest(&done, &manifest, shell)
}
