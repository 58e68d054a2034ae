//! `user list`: every account and what it may do.

use serde_json::json;

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `user list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let users = store.read(|r| r.users()).map_err(|error| stored(error, shell.lang))?;
    if shell.json {
        let list: Vec<_> = users
            .iter()
            .map(|user| {
                json!({"id": user.id, "name": user.name, "display": user.display, "roles": user.roles,
                    "section": user.section, "disabled": user.disabled, "must_change": user.must_change,
                    "locked_until": user.locked_until, "last_seen": user.last_seen, "created": user.created})
            })
            .collect();
        shell.value(&list)?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[
        (shell.say("账号", "account"), Lean::Left),
        (shell.say("姓名", "name"), Lean::Left),
        (shell.say("角色", "roles"), Lean::Left),
        (shell.say("科室", "section"), Lean::Left),
        (shell.say("状态", "state"), Lean::Left),
    ]);
    for user in users {
        let state = match (user.disabled, user.must_change) {
            (true, _) => shell.say("停用", "disabled"),
            (false, true) => shell.say("待改密码", "password to be changed"),
            (false, false) => shell.say("正常", "active"),
        };
        let section = user.section.unwrap_or_else(|| "—".to_owned());
        table.row([user.name, user.display, user.roles.join(", "), section, state.to_owned()]);
    }
    shell.text(&table.text())?;
    Ok(Outcome::Done)
}
