//! `targets import`: a table becomes one batch, with its bindings where a file of them is given.

use std::path::PathBuf;

use targets::import::ImportError;
use targets::{binding, import, proposals};

use super::bound;
use super::reading::Source;
use crate::commands::folder::{Folder, actor, other, stored};
use crate::failure::{Failure, Outcome};
use crate::input;
use crate::shell::Shell;

/// Arguments of `targets import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 文件；- 为标准输入 | the file; - is standard input
    file: PathBuf,
    /// 绑定文件（YAML）：每个目标由什么数据证明，待另一人复核 | bindings (YAML): what feeds each target, for another person to accept
    #[arg(long, value_name = "FILE")]
    bindings: Option<PathBuf>,
    /// 表上没有写年度时，说明是哪一年的表 | the year of a table that states none
    #[arg(long, value_parser = clap::value_parser!(i16).range(2000..2100))]
    year: Option<i16>,
    /// 经办账号，记入审计日志 | account that acts, for the audit log
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    folder: Folder,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let input = input::read(&args.file, shell)?;
    let yaml = args.bindings.as_deref().map(|path| input::text(path, shell)).transpose()?;
    let store = args.folder.open(shell)?;
    let by = actor(&store, args.by.as_deref(), shell)?;
    let unbound = |error| bound::refused(error, shell);
    // A binding file that does not fit must stop the import, not follow it.
    let bindings = match &yaml {
        None => Vec::new(),
        Some(yaml) => {
            let (_, table) = super::reading::of_input(&input, &args.source, shell)?;
            binding::read_file(yaml, &table).map_err(unbound)?
        }
    };
    let files = args.bindings.as_deref().map(|path| bound::files_beside(path, &bindings));
    let files = files.transpose()?.unwrap_or_default();
    let options = args.source.options();
    let imported = import::import(&store, by.clone(), &input.name, &input.bytes, &options, args.year);
    let imported = imported.map_err(|error| match error {
        ImportError::Refused(refusal) => Failure::refused(refusal.code, refusal.message, refusal.hint),
        ImportError::Store(error) => stored(error, shell.lang),
        ImportError::Json(error) => other("targets.import", error),
    })?;
    if !bindings.is_empty() {
        proposals::propose(&store, by, imported.table, &bindings, &files).map_err(unbound)?;
    }
    if shell.json {
        shell.value(&imported)?;
        return Ok(Outcome::Done);
    }
    let [projects, clauses, indicators, targets] = imported.counts;
    let [errors, warnings, notes] = imported.findings;
    shell.line(format!(
        "{} {} · {} {} · {} {}",
        shell.say("已入库：表", "stored: table"),
        imported.table,
        shell.say("版本", "version"),
        imported.version,
        shell.say("批次", "batch"),
        imported.batch,
    ))?;
    shell.line(format!(
        "{} {projects} · {} {clauses} · {} {indicators} · {} {targets} · {} {}",
        shell.say("项目", "projects"),
        shell.say("目标条", "clauses"),
        shell.say("指标", "indicators"),
        shell.say("目标", "targets"),
        shell.say("待复核的绑定", "bindings awaiting review"),
        bindings.len() + imported.carried.reopened.len(),
    ))?;
    if imported.carried != Default::default() {
        let reopened = &imported.carried.reopened;
        shell.line(format!(
            "{} {} · {} {} {}",
            shell.say("原文未变、随行移动", "rows moved with their words"),
            imported.carried.moved,
            shell.say("原文已变、绑定须重新复核", "words changed, bindings to be accepted again"),
            reopened.len(),
            reopened.join("、"),
        ))?;
    }
    shell.line(format!(
        "{} {errors} · {} {warnings} · {} {notes}",
        shell.say("必须改", "must be mended"),
        shell.say("须说明", "must be explained"),
        shell.say("提示", "notes"),
    ))?;
    Ok(Outcome::Done)
}
