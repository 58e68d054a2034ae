//! `shuanglian records`: records of activity, their types, and their way to being counted.

mod decide;
mod export;
mod list;
mod show;
mod submit;
mod surveys;
mod types;

use clap::Subcommand;
use collect::KnowledgeFault;
use domain::{EntityId, SubjectKind};
use store::Store;

use crate::commands::data;
use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with records.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 记录类型：数什么、填什么、要什么凭证、谁采纳；先读入数据目录 knowledge/record-types 里新增或改动的文件 | types: what counts, fields, evidence, who accepts; takes in new and changed files of the data folder first
    Types(types::Args),
    /// 列出记录 | lists records
    List(list::Args),
    /// 一条记录：内容、凭证、逐条规则 | one record: what it says, its evidence, rule by rule
    Show(show::Args),
    /// 导入登记表；先看变更，--apply 才入库 | imports a register; says what would change, and does it with --apply
    Import(data::import::Args),
    /// 登记一条，等另一人采纳 | enters one record, which waits for another person
    Submit(submit::Args),
    /// 采纳记录，须由登记人以外的人 | accepts records, by another person than who entered them
    Accept(decide::Accept),
    /// 退回记录并写明理由 | sends records back with a reason
    Return(decide::Return),
    /// 导出登记表（可再导入）；没有记录的类型得到空表 | exports registers that import again; a type without records gives an empty one
    Export(export::Args),
    /// 满意度调查：列出、生成链接、逐题结果、导出 | satisfaction surveys: list, links, results, export
    #[command(subcommand)]
    Surveys(surveys::Verb),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Types(args) => types::run(&args, shell),
        Verb::List(args) => list::run(&args, shell),
        Verb::Show(args) => show::run(&args, shell),
        Verb::Import(args) => data::import::run(&args.of_records(), shell),
        Verb::Submit(args) => submit::run(&args, shell),
        Verb::Accept(args) => decide::accept(&args, shell),
        Verb::Return(args) => decide::send_back(&args, shell),
        Verb::Export(args) => export::run(&args, shell),
        Verb::Surveys(verb) => surveys::run(verb, shell),
    }
}

/// Brings a folder up to its knowledge files; what cannot be used is said and keeps nothing else out.
pub(super) fn declare(store: &Store, shell: &Shell) -> Result<Vec<KnowledgeFault>, Failure> {
    let faults = collect::refresh(store).map_err(|error| stored(error, shell.lang))?;
    for fault in &faults {
        shell.complain(&Failure::refused("knowledge", fault.to_string(), ""));
    }
    Ok(faults)
}

/// The record of a number; where several years have it, with the year before it: `2024/17`.
fn numbered(store: &Store, number: &str, shell: &Shell) -> Result<EntityId, Failure> {
    let kind = SubjectKind::new(collect::records::KIND);
    let (year, own) = match number.split_once('/') {
        Some((year, own)) if year.len() == 4 => (year.parse::<i16>().ok(), own),
        _ => (None, number),
    };
    let own = collect::records::plain_number(own);
    let found = store.read(|r| r.entities_identified(&kind, "record_no", &own));
    let mut found = found.map_err(|error| stored(error, shell.lang))?;
    if let Some(year) = year {
        found.retain(|(_, from)| from.is_none_or(|day| day.year() == year));
    }
    if found.len() < 2 {
        return found.first().map(|(id, _)| *id).ok_or_else(|| none(number, shell));
    }
    let years: Vec<i16> = found.iter().filter_map(|(_, from)| Some((*from)?.year())).collect();
    let said = years.iter().map(|year| format!("{year}/{own}")).collect::<Vec<_>>().join(" ");
    let message = format!("{number}: {}", shell.say("几个年度都有这个编号", "several years have this number"));
    let hint = format!("{}{said}", shell.say("写明年度：", "Name the year: "));
    Err(Failure::refused("records.several", message, hint))
}

fn none(number: &str, shell: &Shell) -> Failure {
    let message = format!("{number}: {}", shell.say("没有这个编号的记录", "there is no record of this number"));
    Failure::refused("store.not_found", message, shell.say("用 records list 查看。", "See: records list"))
}

/// The word of a decision.
fn state(accepted: Option<bool>, shell: &Shell) -> &str {
    match accepted {
        Some(true) => shell.say("已采纳", "accepted"),
        Some(false) => shell.say("已退回", "sent back"),
        None => shell.say("待采纳", "waiting"),
    }
}
