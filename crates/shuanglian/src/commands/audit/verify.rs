//! `audit verify`: whether a row of the log was changed, removed or put in.

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `audit verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 以前记下的末行哈希；不在日志里则为断裂 | a hash of the last row noted earlier; must still be in the log
    #[arg(long)]
    head: Option<String>,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb: exit 1 when the chain is broken.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let store = args.folder.open(shell)?;
    let refused = |error| stored(error, shell.lang);
    let report = store.read(|r| r.verify_audit()).map_err(refused)?;
    let known = match &args.head {
        None => true,
        Some(head) => {
            let rows = store.read(|r| r.audit(&store::AuditFilter::default(), usize::MAX >> 1)).map_err(refused)?;
            rows.iter().any(|row| row.hash.to_string() == head.to_lowercase())
        }
    };
    let sound = report.broken.is_none() && known;
    if shell.json {
        shell.value(&serde_json::json!({"sound": sound, "head_found": known, "rows": report.rows,
            "head": report.head, "broken": report.broken}))?;
    } else {
        let verdict = if sound { shell.say("完好", "sound") } else { shell.say("断裂", "broken") };
        let (label, rows) = (shell.say("审计日志", "audit log"), shell.say("行", "rows"));
        shell.line(format!("{label}: {verdict} · {} {rows}", report.rows))?;
        if let Some((row, why)) = &report.broken {
            shell.line(format!("  {row}: {why}"))?;
        }
        if !known {
            shell.line(
                shell.say("  记下的哈希不在日志里：日志被截断或替换", "  the noted hash is gone: rows were cut off"),
            )?;
        }
        if let Some(head) = report.head {
            shell.line(format!("  {}: {head}", shell.say("末行哈希", "hash of the last row")))?;
        }
    }
    Ok(if sound { Outcome::Done } else { Outcome::Negative })
}
