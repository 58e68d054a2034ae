//! `targets bindings`: what feeds the targets of a table and who accepted it; as a file for `targets bind`.

use std::path::PathBuf;

use targets::binding::{self, Binding};
use targets::proposals;

use super::bound;
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets bindings`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    id: i64,
    /// 写成绑定文件（YAML）；- 为标准输出 | write them as a file of bindings (YAML); - is standard output
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let (_, open) = proposals::open(&store, args.id).map_err(|error| stored(error, shell.lang))?;
    if let Some(path) = &args.export {
        let in_force: Vec<Binding> =
            open.into_iter().filter(|one| one.accepted.is_some()).map(|one| one.binding).collect();
        let yaml = binding::write_file(&in_force).map_err(|error| bound::refused(error, shell))?;
        if path.as_os_str() == "-" {
            shell.bytes(yaml.as_bytes())?;
            return Ok(Outcome::Done);
        }
        std::fs::write(path, yaml)
            .map_err(|error| Failure::refused("file_unwritable", format!("{}: {error}", path.display()), ""))?;
        shell.line(format!("{} {}", shell.say("已写入", "written:"), path.display()))?;
        return Ok(Outcome::Done);
    }
    if shell.json {
        shell.value(&open)?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("目标", "target"), Lean::Left),
        (shell.say("版本", "version"), Lean::Right),
        (shell.say("来源", "source"), Lean::Left),
        (shell.say("提出", "proposed by"), Lean::Left),
        (shell.say("复核", "accepted by"), Lean::Left),
    ]);
    for one in open {
        let accepted = one.accepted.map(|by| by.actor);
        rows.row([
            one.binding.target.clone(),
            one.version.to_string(),
            bound::feed(&one.binding),
            one.by,
            accepted.unwrap_or_else(|| shell.say("待复核", "awaiting").to_owned()),
        ]);
    }
    shell.text(&rows.text())?;
    Ok(Outcome::Done)
}
