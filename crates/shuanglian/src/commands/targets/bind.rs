//! `targets bind`: a file of bindings compared with what is there, and proposed with `--apply`.

use std::path::PathBuf;

use serde_json::json;
use targets::binding::{self, Binding};
use targets::proposals::{self, Change};

use super::bound;
use crate::commands::folder::{Folder, actor, stored};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets bind`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    id: i64,
    /// 绑定文件（YAML）；- 为标准输入 | the file of bindings (YAML); - is standard input
    file: PathBuf,
    /// 提交；不写则只列出计划 | act; without it only the plan is shown
    #[arg(long)]
    apply: bool,
    /// 经办账号，记入审计日志 | account that acts, for the audit log
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let yaml = input::text(&args.file, shell)?;
    let store = args.folder.open(shell)?;
    let by = actor(&store, args.by.as_deref(), shell)?;
    let table = targets::import::table(&store, args.id).map_err(|error| stored(error, shell.lang))?;
    let wanted = binding::read_file(&yaml, &table).map_err(|error| bound::refused(error, shell))?;
    let files = bound::files_beside(&args.file, &wanted)?;
    let (_, open) = proposals::open(&store, args.id).map_err(|error| stored(error, shell.lang))?;
    let planned = proposals::plan(&open, wanted);
    let fresh = planned.iter().filter(|one| one.change != Change::Same).map(|one| one.binding.clone());
    let fresh: Vec<Binding> = fresh.collect();
    proposals::check(&store, args.id, &fresh, &files).map_err(|error| bound::refused(error, shell))?;
    if args.apply && !fresh.is_empty() {
        proposals::propose(&store, by, args.id, &fresh, &files).map_err(|error| bound::refused(error, shell))?;
    }
    if shell.json {
        shell.value(&json!({"applied": args.apply, "proposed": fresh.len(), "plan": planned}))?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("目标", "target"), Lean::Left),
        (shell.say("变化", "change"), Lean::Left),
        (shell.say("来源", "source"), Lean::Left),
    ]);
    for one in planned.iter().filter(|one| one.change != Change::Same) {
        let change =
            if one.change == Change::New { shell.say("新增", "new") } else { shell.say("更改", "changed") };
        rows.row([one.binding.target.clone(), change.to_owned(), bound::feed(&one.binding)]);
    }
    shell.text(&rows.text())?;
    let same = planned.len() - fresh.len();
    shell.line(format!(
        "{} {} · {} {same}",
        shell.say("提出", "to propose"),
        fresh.len(),
        shell.say("不变", "same")
    ))?;
    shell.line(if args.apply {
        shell.say("已提出，待另一人复核。", "Proposed; another person has to accept.")
    } else {
        shell.say("这只是计划；加 --apply 提交。", "This is the plan only; act with --apply.")
    })?;
    Ok(Outcome::Done)
}
