//! `shuanglian user`: accounts, from the machine that holds the data folder.

mod add;
mod disable;
mod list;
mod reset;

use clap::Subcommand;

use super::folder::other;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 新建账号，显示一次性密码 | makes an account and prints its one-time password
    Add(add::Args),
    /// 列出账号 | lists the accounts
    List(list::Args),
    /// 停用（或重新启用）账号 | refuses (or allows again) sign-in
    Disable(disable::Args),
    /// 重置密码，显示一次性密码 | resets a password and prints a one-time one
    Reset(reset::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Add(args) => add::run(&args, shell),
        Verb::List(args) => list::run(&args, shell),
        Verb::Disable(args) => disable::run(&args, shell),
        Verb::Reset(args) => reset::run(&args, shell),
    }
}

/// A one-time password and its hash.
pub(crate) fn one_time() -> Result<(String, String), Failure> {
    let failed = |error: web::failure::Failure| other("password", format!("{error:?}"));
    let password = web::session::password::one_time().map_err(failed)?;
    let hash = web::session::password::hash(&password).map_err(failed)?;
    Ok((password, hash))
}

/// Says a one-time password, once.
fn say_password(name: &str, password: &str, shell: &mut Shell) -> Result<Outcome, Failure> {
    if shell.json {
        shell.value(&serde_json::json!({"name": name, "one_time_password": password}))?;
        return Ok(Outcome::Done);
    }
    let label = shell.say("一次性密码（只显示这一次，首次登录须更改）", "one-time password, shown this once");
    shell.line(format!("{name} · {label}: {password}"))?;
    Ok(Outcome::Done)
}
