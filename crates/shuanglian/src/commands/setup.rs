//! `setup`: a bureau's own data folder, with the supplied declarations and the three administrators.

use std::path::PathBuf;

use serde_json::json;
use store::{Act, Actor, FolderKind, NewUser, Store};

use super::folder::stored;
use super::user::one_time;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `setup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 新建的数据目录（须为空） | the data folder to make; must be empty
    #[arg(long = "data", value_name = "DIR", env = "SHUANGLIAN_DATA")]
    path: PathBuf,
    /// 单位名称，显示在页面上 | name of the bureau, shown on pages
    #[arg(long)]
    bureau: Option<String>,
}

/// The three administrators: no one of them can both give a right and hide it.
const ADMINISTRATORS: [(&str, &str, &str); 3] = [
    ("sysadmin", "系统管理员", "system_admin"),
    ("secadmin", "安全管理员", "security_admin"),
    ("logadmin", "审计管理员", "audit_admin"),
];

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let mut accounts = Vec::new();
    for (name, display, role) in ADMINISTRATORS {
        let (password, hash) = one_time()?;
        let user = NewUser {
            name: name.to_owned(),
            display: display.to_owned(),
            roles: vec![role.to_owned()],
            section: None,
            password: hash,
            must_change: true,
        };
        accounts.push((user, password));
    }
    let refused = |error| stored(error, shell.lang);
    let store = Store::create(&args.path, FolderKind::Real).map_err(refused)?;
    let act = Act::new(Actor::System("setup"), "setup.accounts", "administrators");
    let made = store.write(&act, |w| {
        collect::declare_supplied(w)?;
        if let Some(bureau) = &args.bureau {
            w.put_bureau_name(bureau)?;
        }
        for (user, _) in &accounts {
            w.add_user(user)?;
        }
        Ok(())
    });
    made.map_err(refused)?;
    if shell.json {
        let list: Vec<_> = accounts
            .iter()
            .map(|(user, password)| json!({"name": user.name, "role": user.roles[0], "one_time_password": password}))
            .collect();
        shell.value(&json!({"data": args.path, "accounts": list}))?;
        return Ok(Outcome::Done);
    }
    shell.line(format!("{}: {}", shell.say("数据目录已建立", "data folder made"), args.path.display()))?;
    let mut table = Table::new(&[
        (shell.say("账号", "account"), Lean::Left),
        (shell.say("职责", "duty"), Lean::Left),
        (shell.say("一次性密码", "one-time password"), Lean::Left),
    ]);
    for (user, password) in &accounts {
        table.row([user.name.clone(), user.display.clone(), password.clone()]);
    }
    shell.text(&table.text())?;
    shell.line(shell.say(
        "密码只显示这一次，请分别交给三个人；首次登录须更改。",
        "The passwords are shown this once; hand them to three different people. Each must be changed at first sign-in.",
    ))?;
    let next = shell.say("下一步", "next");
    shell.line(format!("{next}: shuanglian serve --data {}", args.path.display()))?;
    Ok(Outcome::Done)
}
