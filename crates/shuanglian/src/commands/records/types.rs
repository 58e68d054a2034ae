//! `records types`: what the types of records are, after new and changed files were taken in.

use collect::RecordTypes;
use serde_json::json;

use super::declare;
use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `records types`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let faults = declare(&store, shell)?;
    let types = store.read(RecordTypes::load).map_err(|error| stored(error, shell.lang))?;
    if shell.json {
        let all: Vec<_> = types.all().collect();
        shell.value(&json!({ "types": all, "faults": faults }))?;
    } else {
        let left = |head| (head, Lean::Left);
        let mut table = Table::new(&[
            left(shell.say("类型", "type")),
            left(shell.say("数什么", "what counts")),
            left(shell.say("凭证", "evidence")),
            left(shell.say("采纳", "accepted by")),
        ]);
        for kind in types.all() {
            let zh = shell.lang == Lang::Zh;
            let evidence = kind.evidence.iter().map(|one| if zh { one.name.as_str() } else { one.name_en.as_str() });
            table.row([
                if zh { kind.code.clone() } else { format!("{} {}", kind.code, kind.name_en) },
                if zh { kind.counts.clone() } else { kind.counts_en.clone() },
                evidence.collect::<Vec<_>>().join(shell.say("、", ", ")),
                kind.accepted_by.roles.join(" "),
            ]);
        }
        shell.text(&table.text())?;
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Partly })
}
