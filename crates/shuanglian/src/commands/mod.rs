//! The nouns of the command line; each has a folder with a file for each verb.

mod audit;
mod data;
mod demo_sayings;
mod enterprises;
mod folder;
mod formula;
mod network;
mod records;
mod serve;
mod setup;
mod targets;
mod user;

use clap::{Parser, Subcommand, ValueEnum};

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// Everything that can be typed.
#[derive(Debug, Parser)]
#[command(name = "shuanglian", version, propagate_version = true, max_term_width = 100)]
#[command(
    about = "双链：守住公开的绩效目标，并逐一举证 | Keeps the promises of a published performance table and proves each one"
)]
pub(crate) struct Cli {
    /// 结果用 JSON 输出（格式稳定，供程序读取） | results as JSON, stable, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// 文字语言；默认看 LANG | language of texts; LANG decides unless given
    #[arg(long, global = true, value_enum)]
    lang: Option<Tag>,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// Values of `--lang`; read before parsing by [`crate::lang::Lang::wanted`], named here so that others are refused.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tag {
    Zh,
    En,
}

/// What a command is about.
#[derive(Debug, Subcommand)]
pub(crate) enum Noun {
    /// 启动网页服务 | serves the web pages
    Serve(serve::Args),
    /// 建立单位自己的数据目录和三个管理员 | makes a bureau's own data folder and the three administrators
    Setup(setup::Args),
    /// 绩效目标表 | performance tables
    #[command(subcommand)]
    Targets(targets::Verb),
    /// 工作记录 | records of activity
    #[command(subcommand)]
    Records(records::Verb),
    /// 企业：规则、等级、评分分档、校核、匹配 | firms: rules, classes, scores and tiers, checks, matching
    #[command(subcommand)]
    Enterprises(enterprises::Verb),
    /// 公式 | formulas
    #[command(subcommand)]
    Formula(formula::Verb),
    /// 供应网络风险 | risk of a supply network
    #[command(subcommand)]
    Network(network::Verb),
    /// 账号 | accounts
    #[command(subcommand)]
    User(user::Verb),
    /// 导入数据表；备份、恢复、校验数据目录 | sheets of facts in; backup, restore and check of a data folder
    #[command(subcommand)]
    Data(data::Verb),
    /// 审计日志 | the audit log
    #[command(subcommand)]
    Audit(audit::Verb),
}

/// Carries out what was typed.
pub(crate) fn run(noun: Noun, shell: &mut Shell) -> Result<Outcome, Failure> {
    match noun {
        Noun::Serve(args) => serve::run(&args, shell),
        Noun::Setup(args) => setup::run(&args, shell),
        Noun::Targets(verb) => targets::run(verb, shell),
        Noun::Records(verb) => records::run(verb, shell),
        Noun::Enterprises(verb) => enterprises::run(verb, shell),
        Noun::Formula(verb) => formula::run(verb, shell),
        Noun::Network(verb) => network::run(verb, shell),
        Noun::User(verb) => user::run(verb, shell),
        Noun::Data(verb) => data::run(verb, shell),
        Noun::Audit(verb) => audit::run(verb, shell),
    }
}
