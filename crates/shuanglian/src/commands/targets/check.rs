//! `targets check`: what is wrong with a table, before it is stored or published.

use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::json;
use targets::model::{Finding, Severity, TargetTable};

use super::reading::{self, Source};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Arguments of `targets check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 文件；- 为标准输入 | files; - is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 有这一级或更重的问题时退出码为 1 | exit with 1 when there are findings this heavy or heavier
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    #[command(flatten)]
    source: Source,
}

/// Weight of findings that a script does not accept.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Deny {
    Error,
    Warn,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let read = reading::several(&args.files, &args.source, shell)?;
    let mut denied = false;
    let mut answers = Vec::new();
    for (_, table) in &read.tables {
        denied |= table.findings.iter().any(|finding| match args.deny {
            None => false,
            Some(Deny::Error) => finding.severity == Severity::Error,
            Some(Deny::Warn) => finding.severity != Severity::Info,
        });
        if shell.json {
            answers.push(json!({"file": table.source.file, "checks": table.checks, "findings": table.findings}));
        } else {
            show(table, shell)?;
        }
    }
    if shell.json {
        match (args.files.as_slice(), answers.as_slice()) {
            ([_], [only]) => shell.value(only)?,
            _ => shell.value(&answers)?,
        }
    }
    Ok(if denied { Outcome::Negative } else { read.outcome })
}

fn show(table: &TargetTable, shell: &mut Shell) -> Result<(), Failure> {
    let count = |severity| table.findings.iter().filter(|finding| finding.severity == severity).count();
    shell.line(format!(
        "{}: {} {} · {} {} · {} {}",
        table.source.file,
        shell.say("必须改", "must be mended"),
        count(Severity::Error),
        shell.say("须说明", "must be explained"),
        count(Severity::Warn),
        shell.say("提示", "notes"),
        count(Severity::Info),
    ))?;
    let mut findings: Vec<&Finding> = table.findings.iter().collect();
    findings.sort_by_key(|finding| finding.severity);
    for finding in findings {
        let mark = match finding.severity {
            Severity::Error => shell.say("■ 必须改", "■ must be mended"),
            Severity::Warn => shell.say("▨ 须说明", "▨ must be explained"),
            Severity::Info => shell.say("□ 提示", "□ note"),
        };
        let refs = finding.refs.join(" ");
        shell.line(format!("{mark}  {}  {refs}\n    {}", finding.kind, finding.message))?;
    }
    Ok(())
}
