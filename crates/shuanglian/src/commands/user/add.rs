//! `user add`: an account with its roles and a one-time password.

use store::{Act, Actor, NewUser};
use web::access::roles::Roles;

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `user add`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 登录名 | sign-in name
    name: String,
    /// 角色，可重复（如 dual_chain_office、section、finance、chain_chief、auditor） | role, may be repeated (dual_chain_office, section, finance, chain_chief, auditor …)
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    /// 显示的姓名；默认为登录名 | name shown; the sign-in name unless given
    #[arg(long)]
    display: Option<String>,
    /// 科室 | section
    #[arg(long)]
    section: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let roles = Roles::built_in();
    if let Err(error) = roles.check_together(&args.roles) {
        let known: Vec<&str> = roles.ids().collect();
        let hint = format!("{}: {}", shell.say("可用角色", "roles"), known.join(", "));
        return Err(Failure { exit: 2, ..Failure::refused("user.roles", error.to_string(), hint) });
    }
    let store = args.folder.open(shell)?;
    let (password, hash) = super::one_time()?;
    let user = NewUser {
        name: args.name.clone(),
        display: args.display.clone().unwrap_or_else(|| args.name.clone()),
        roles: args.roles.clone(),
        section: args.section.clone(),
        password: hash,
        must_change: true,
    };
    let act = Act::new(Actor::System("cli"), "user.create", &args.name)
        .detail(serde_json::json!({"roles": args.roles, "section": args.section}));
    store.write(&act, |w| w.add_user(&user)).map_err(|error| stored(error, shell.lang))?;
    super::say_password(&args.name, &password, shell)
}
