//! `shuanglian data`: sheets of facts in and back out again; backup, restore and check of a data folder.

mod backup;
pub(super) mod import;
mod restore;
mod undo;
pub(super) mod verify;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with a data folder.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 导入数据表（列为指标、行为对象）；先看变更，--apply 才入库 | imports a sheet of metrics by subjects; says what would change, and does it with --apply
    Import(import::Args),
    /// 撤销一个数据批次 | takes a batch of facts back
    Undo(undo::Args),
    /// 备份（可在服务运行时进行） | backs up, also while the server runs
    Backup(backup::Args),
    /// 从备份恢复到新目录，逐个文件核对哈希 | restores a backup into a new folder, every file checked by its hash
    Restore(restore::Args),
    /// 核对整个数据目录 | checks a whole data folder
    Verify(verify::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Import(args) => import::run(&args, shell),
        Verb::Undo(args) => undo::run(&args, shell),
        Verb::Backup(args) => backup::run(&args, shell),
        Verb::Restore(args) => restore::run(&args, shell),
        Verb::Verify(args) => verify::run(&args.folder, shell),
    }
}

/// Says what a backup holds.
fn say_manifest(done: &str, manifest: &store::Manifest, shell: &mut Shell) -> Result<Outcome, Failure> {
    if shell.json {
        shell.value(manifest)?;
        return Ok(Outcome::Done);
    }
    let head = manifest.audit_head.map_or_else(|| "—".to_owned(), |head| head.to_string());
    shell.line(format!("{done} · {}: {}", shell.say("文件", "files"), manifest.files.len()))?;
    shell.line(format!("{} {} · {head}", shell.say("审计日志至第", "audit log up to row"), manifest.audit_seq))?;
    Ok(Outcome::Done)
}
