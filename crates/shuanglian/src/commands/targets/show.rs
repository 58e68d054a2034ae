//! `targets show`: every target of a stored table with what was promised, what the facts say, and its state.

use serde_json::json;

use super::judged;
use crate::commands::folder::Folder;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `targets show`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 表的编号（见 targets list） | number of the table, as in targets list
    id: i64,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let judged = judged::table(&store, args.id, shell)?;
    if shell.json {
        shell.value(&json!({"id": judged.row.id, "title": judged.row.title, "version": judged.row.version,
            "batch": judged.row.batch, "overview": judged.overview, "table": judged.table}))?;
        return Ok(Outcome::Done);
    }
    let (as_of, version) = (shell.say("截至", "as of"), shell.say("版本", "version"));
    shell
        .line(format!("{} · {version} {} · {as_of} {}", judged.row.title, judged.row.version, judged.overview.today))?;
    let mut rows = Table::new(&[
        (shell.say("目标", "target"), Lean::Left),
        (shell.say("原文", "as printed"), Lean::Left),
        (shell.say("承诺", "promised"), Lean::Right),
        (shell.say("实际", "actual"), Lean::Right),
        (shell.say("证据", "evidence"), Lean::Right),
        (shell.say("状态", "state"), Lean::Left),
    ]);
    for view in &judged.overview.targets {
        rows.row([
            view.target.id.clone(),
            view.target.quote.clone(),
            judged::promised(view),
            judged::actual(view),
            view.value.as_ref().map_or(0, |value| value.evidence).to_string(),
            judged::state(view.judgement.state, shell).to_owned(),
        ]);
    }
    shell.text(&rows.text())?;
    let counts: Vec<String> = judged
        .overview
        .counts
        .iter()
        .map(|(state, count)| format!("{} {count}", judged::state(*state, shell)))
        .collect();
    shell.line(counts.join(" · "))?;
    Ok(Outcome::Done)
}
