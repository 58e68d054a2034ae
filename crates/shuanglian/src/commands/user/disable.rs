//! `user disable`: sign-in refused and sessions ended, or allowed again.

use store::{Act, Actor};

use crate::commands::folder::{Folder, no_account, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `user disable`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 登录名 | sign-in name
    name: String,
    /// 重新启用 | allow again
    #[arg(long)]
    undo: bool,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let refused = |error| stored(error, shell.lang);
    let user = store.read(|r| r.user_named(&args.name)).map_err(refused)?;
    let user = user.ok_or_else(|| no_account(&args.name, shell))?;
    let verb = if args.undo { "user.enable" } else { "user.disable" };
    let act = Act::new(Actor::System("cli"), verb, format!("user:{}", user.id));
    store.write(&act, |w| w.set_user_disabled(user.id, !args.undo)).map_err(refused)?;
    if shell.json {
        shell.value(&serde_json::json!({"name": args.name, "disabled": !args.undo}))?;
    } else {
        let done = if args.undo { shell.say("已启用", "allowed") } else { shell.say("已停用", "disabled") };
        shell.line(format!("{} {done}", args.name))?;
    }
    Ok(Outcome::Done)
}
