//! `records accept` and `records return`: the second person's decision.

use collect::records;

use super::numbered;
use crate::commands::data::import::refused;
use crate::commands::folder::{Folder, actor};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `records accept`.
#[derive(Debug, clap::Args)]
pub(crate) struct Accept {
    /// 记录编号 | numbers of the records
    #[arg(required = true)]
    numbers: Vec<String>,
    /// 采纳账号，须与登记人不同 | account that accepts; not the one that entered them
    #[arg(long, value_name = "NAME")]
    by: String,
    /// 采纳说明 | note
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    folder: Folder,
}

/// Arguments of `records return`.
#[derive(Debug, clap::Args)]
pub(crate) struct Return {
    /// 记录编号 | numbers of the records
    #[arg(required = true)]
    numbers: Vec<String>,
    /// 退回账号 | account that sends them back
    #[arg(long, value_name = "NAME")]
    by: String,
    /// 退回的理由 | why
    #[arg(long)]
    why: String,
    #[command(flatten)]
    folder: Folder,
}

/// Accepts records, all of them or none.
pub(crate) fn accept(args: &Accept, shell: &mut Shell) -> Result<Outcome, Failure> {
    decide(&args.numbers, &args.by, &args.note, true, &args.folder, shell)
}

/// Sends records back, all of them or none.
pub(crate) fn send_back(args: &Return, shell: &mut Shell) -> Result<Outcome, Failure> {
    decide(&args.numbers, &args.by, &args.why, false, &args.folder, shell)
}

fn decide(
    numbers: &[String],
    by: &str,
    note: &str,
    accepted: bool,
    folder: &Folder,
    shell: &mut Shell,
) -> Result<Outcome, Failure> {
    let store = folder.open(shell)?;
    let by = actor(&store, Some(by), shell)?;
    let mut chosen = Vec::new();
    for number in numbers {
        chosen.push((numbered(&store, number, shell)?, None));
    }
    let done = if accepted {
        records::accept(&store, &by, &chosen, note)
    } else {
        records::send_back(&store, &by, &chosen, note)
    };
    done.map_err(|error| refused(error, shell))?;
    if shell.json {
        shell.value(&serde_json::json!({"records": numbers, "accepted": accepted}))?;
    } else {
        let word = if accepted { shell.say("已采纳", "accepted") } else { shell.say("已退回", "sent back") };
        shell.line(format!("{word}: {}", numbers.join(" ")))?;
    }
    Ok(Outcome::Done)
}
