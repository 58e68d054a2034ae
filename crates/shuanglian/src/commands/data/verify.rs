//! `data verify`: database, references, audit chain, evidence files and batches against each other.

use crate::commands::folder::{Folder, stored};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `data verify`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(super) folder: Folder,
}

/// Runs the verb: exit 1 when anything does not fit.
pub(crate) fn run(folder: &Folder, shell: &mut Shell) -> Result<Outcome, Failure> {
    let report = store::verify(&folder.path).map_err(|error| stored(error, shell.lang))?;
    let outcome = if report.is_sound() { Outcome::Done } else { Outcome::Negative };
    if shell.json {
        shell.value(&report)?;
        return Ok(outcome);
    }
    let (sound, broken) = (shell.say("完好", "sound").to_owned(), shell.say("有问题", "broken").to_owned());
    let verdict = |fits: bool| if fits { sound.as_str() } else { broken.as_str() };
    shell.line(format!("{}: {}", shell.say("数据库", "database"), verdict(report.database.is_empty())))?;
    for line in &report.database {
        shell.line(format!("  {line}"))?;
    }
    let chain = verdict(report.audit.broken.is_none());
    let (label, rows) = (shell.say("审计日志", "audit log"), shell.say("行", "rows"));
    shell.line(format!("{label}: {chain} · {} {rows}", report.audit.rows))?;
    if let Some((row, why)) = &report.audit.broken {
        shell.line(format!("  {row}: {why}"))?;
    }
    if let Some(head) = report.audit.head {
        shell.line(format!(
            "  {}: {head}",
            shell.say("末行哈希（请另处留存）", "hash of the last row, to be noted elsewhere")
        ))?;
    }
    shell.line(format!("{}: {}", shell.say("证据文件", "evidence files"), verdict(report.evidence.is_empty())))?;
    for digest in &report.evidence {
        shell.line(format!("  {digest}"))?;
    }
    shell.line(format!("{}: {}", shell.say("批次", "batches"), verdict(report.batches.is_empty())))?;
    for batch in &report.batches {
        shell.line(format!("  {batch}"))?;
    }
    Ok(outcome)
}
