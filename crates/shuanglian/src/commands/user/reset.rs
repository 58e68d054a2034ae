//! `user reset`: a new one-time password; a lock is lifted and a second factor taken away.

use store::{Act, Actor};

use crate::commands::folder::{Folder, no_account, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `user reset`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 登录名 | sign-in name
    name: String,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let refused = |error| stored(error, shell.lang);
    let user = store.read(|r| r.user_named(&args.name)).map_err(refused)?;
    let user = user.ok_or_else(|| no_account(&args.name, shell))?;
    let (password, hash) = super::one_time()?;
    let act = Act::new(Actor::System("cli"), "user.reset", format!("user:{}", user.id));
    let reset = store.write(&act, |w| {
        w.set_user_password(user.id, &hash, true)?;
        // Who lost the device as well can sign in again and set up another.
        w.remove_second_factor(user.id)
    });
    reset.map_err(refused)?;
    // Whoever knew the old password is signed out.
    store.delete_sessions_of(user.id, None).map_err(refused)?;
    super::say_password(&args.name, &password, shell)
}
