//! `shuanglian targets`: performance tables.

mod accept;
mod bind;
mod bindings;
mod bound;
mod check;
mod draft;
mod export;
mod import;
mod judged;
mod list;
mod monitor;
mod read;
mod reading;
mod score;
mod show;
mod stored_table;
mod undo;
mod weights;
mod written;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with a table.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 读懂一份表并显示（不入库） | reads tables and shows what was understood; stores nothing
    Read(read::Args),
    /// 检查一份表并列出发现的问题（不入库） | checks tables and lists the findings; stores nothing
    Check(check::Args),
    /// 作为一个批次导入，可撤销 | stores a table as one batch that can be undone
    Import(import::Args),
    /// 按绑定文件提出每个目标由什么证明；先列计划，--apply 才提交 | proposes what feeds targets from a file; plans first, acts with --apply
    Bind(bind::Args),
    /// 列出绑定，或导出为绑定文件 | lists what feeds the targets, or writes it as a file of bindings
    Bindings(bindings::Args),
    /// 复核别人提出的绑定；先列计划，--apply 才生效 | accepts bindings that somebody else proposed; plans first, acts with --apply
    Accept(accept::Args),
    /// 列出已导入的表 | lists the stored tables
    List(list::Args),
    /// 显示一份表的各项目标和状态 | shows the targets of a stored table and their states
    Show(show::Args),
    /// 双监控：资金与目标对照时序，可写监控表 | monitors money and goals against time; writes the statutory form
    Monitor(monitor::Args),
    /// 自评计分，逐分有算式，可写自评表和部门汇总表 | scores the self-evaluation with every calculation; writes its forms
    Score(score::Args),
    /// 指标分值：列出、写成表样、读入填好的；先列计划，--apply 才保存 | points of indicators: lists them, writes the sheet, takes it back; plans first, acts with --apply
    Weights(weights::Args),
    /// 下一年度草案：逐条给出改法；先列计划，--apply 才采用 | next year's draft: a mending for each finding; plans first, acts with --apply
    Draft(draft::Args),
    /// 撤销一次导入 | takes an import back
    Undo(undo::Args),
    /// 导出目标和状态（xlsx、csv、json） | writes targets and states as xlsx, csv or json
    Export(export::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Read(args) => read::run(&args, shell),
        Verb::Check(args) => check::run(&args, shell),
        Verb::Import(args) => import::run(&args, shell),
        Verb::Bind(args) => bind::run(&args, shell),
        Verb::Bindings(args) => bindings::run(&args, shell),
        Verb::Accept(args) => accept::run(&args, shell),
        Verb::List(args) => list::run(&args, shell),
        Verb::Show(args) => show::run(&args, shell),
        Verb::Monitor(args) => monitor::run(&args, shell),
        Verb::Score(args) => score::run(&args, shell),
        Verb::Weights(args) => weights::run(&args, shell),
        Verb::Draft(args) => draft::run(&args, shell),
        Verb::Undo(args) => undo::run(&args, shell),
        Verb::Export(args) => export::run(&args, shell),
    }
}
