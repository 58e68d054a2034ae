//! `user add`: an account with its roles and a one-time password.

use domain::{EntityId, SubjectKind};
use store::{Act, Actor, NewUser, Store};
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
    /// 代表的企业，写统一社会信用代码；企业角色只看得到这一家 | the firm the account speaks for, by credit code; roles of firms see this one only
    #[arg(long, value_name = "USCI")]
    firm: Option<String>,
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
    let firm = match &args.firm {
        None => None,
        Some(code) => Some(firm(&store, code, shell)?),
    };
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
        .detail(serde_json::json!({"roles": args.roles, "section": args.section, "firm": args.firm}));
    let added = store.write(&act, |w| {
        let id = w.add_user(&user)?;
        w.set_user_firm(id, firm)
    });
    added.map_err(|error| stored(error, shell.lang))?;
    super::say_password(&args.name, &password, shell)
}

fn firm(store: &Store, code: &str, shell: &Shell) -> Result<EntityId, Failure> {
    let code = code.trim().to_uppercase();
    let found = store.read(|r| r.entity_identified(&SubjectKind::new("firm"), "usci", &code, None));
    match found.map_err(|error| stored(error, shell.lang))? {
        Some(firm) => Ok(firm.id),
        None => Err(Failure::refused(
            "user.firm",
            format!("{}: {code}", shell.say("没有这家企业", "there is no such firm")),
            shell.say(
                "先导入企业名录，再用其中的信用代码。",
                "Import the register of firms first, then use a code of it.",
            ),
        )),
    }
}
