//! `targets accept`: the second look at what somebody else proposed.

use serde_json::json;
use targets::proposals;

use super::bound;
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets accept`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    id: i64,
    /// 目标编号，如 P01.I01.T1；不写则为全部待复核的 | targets such as P01.I01.T1; all that wait unless given
    targets: Vec<String>,
    /// 生效；不写则只列出 | act; without it they are only listed
    #[arg(long)]
    apply: bool,
    /// 复核账号，须与提出人不同 | account that accepts; not the one that proposed
    #[arg(long, value_name = "NAME")]
    by: String,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let by = bound::acceptor(&store, &args.by, shell)?;
    let (row, open) = proposals::open(&store, args.id).map_err(|error| stored(error, shell.lang))?;
    let mut waiting = Vec::new();
    for one in open.into_iter().filter(|one| one.accepted.is_none()) {
        if args.targets.is_empty() || args.targets.contains(&one.binding.target) {
            waiting.push(one);
        }
    }
    let here = |target: &String| waiting.iter().any(|one| one.binding.target == *target);
    if let Some(missing) = args.targets.iter().find(|target| !here(target)) {
        let why = shell.say("没有待复核的绑定", "no binding waits for acceptance");
        return Err(Failure::refused("store.not_found", format!("{missing}：{why}"), ""));
    }
    let chosen: Vec<(String, u32)> = waiting.iter().map(|one| (one.binding.target.clone(), one.version)).collect();
    if args.apply && !chosen.is_empty() {
        proposals::accept(&store, by, &row.lineage, &chosen).map_err(|error| stored(error, shell.lang))?;
    }
    if shell.json {
        shell.value(&json!({"applied": args.apply, "bindings": waiting}))?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("目标", "target"), Lean::Left),
        (shell.say("版本", "version"), Lean::Right),
        (shell.say("来源", "source"), Lean::Left),
        (shell.say("提出", "proposed by"), Lean::Left),
    ]);
    for one in &waiting {
        rows.row([one.binding.target.clone(), one.version.to_string(), bound::feed(&one.binding), one.by.clone()]);
    }
    shell.text(&rows.text())?;
    shell.line(if args.apply {
        shell.say("已复核生效。", "Accepted.")
    } else {
        shell.say("加 --apply 生效。", "Act with --apply.")
    })?;
    Ok(Outcome::Done)
}
