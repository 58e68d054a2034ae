//! `targets list`: the stored tables.

use serde_json::json;

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let tables = store.read(|r| r.target_tables()).map_err(|error| stored(error, shell.lang))?;
    if shell.json {
        let list: Vec<_> = tables
            .iter()
            .map(|table| {
                json!({"id": table.id, "title": table.title, "department": table.department, "year": table.year,
                    "version": table.version, "batch": table.batch, "sha256": table.evidence,
                    "recorded_at": table.recorded_at, "by": table.actor})
            })
            .collect();
        shell.value(&list)?;
        return Ok(Outcome::Done);
    }
    if tables.is_empty() {
        let hint = shell
            .say("还没有表；用 targets import 文件 导入。", "No table yet; bring one in with: targets import FILE");
        shell.line(hint)?;
        return Ok(Outcome::Done);
    }
    let mut rows = Table::new(&[
        (shell.say("表", "table"), Lean::Right),
        (shell.say("年度", "year"), Lean::Right),
        (shell.say("标题", "title"), Lean::Left),
        (shell.say("部门", "department"), Lean::Left),
        (shell.say("版本", "version"), Lean::Right),
        (shell.say("批次", "batch"), Lean::Right),
    ]);
    for table in tables {
        rows.row([
            table.id.to_string(),
            table.year.map_or_else(|| "—".to_owned(), |year| year.to_string()),
            table.title,
            table.department,
            table.version.to_string(),
            table.batch.to_string(),
        ]);
    }
    shell.text(&rows.text())?;
    Ok(Outcome::Done)
}
