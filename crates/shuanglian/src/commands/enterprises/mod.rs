//! `shuanglian enterprises`: what concerns firms: rules, classes, scores and tiers, checks, linkage.

mod check;
mod classify;
mod link;
mod match_names;
mod review;
mod schemes;
mod score;
mod tables;

use clap::Subcommand;
use collect::{KnowledgeFault, Registry};
use domain::Period;
use enterprises::definitions::{Definition, Shelf};
use enterprises::runs::RunError;
use store::Store;

use crate::commands::folder::stored;
use crate::failure::{Failure, Outcome};
use crate::lang::Lang;
use crate::shell::Shell;

/// What to do with firms.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 现有的等级规则、评分办法和校核规则，及用不了的文件 | the rules of classes, scoring schemes and checks, and files that cannot be used
    Schemes(schemes::Args),
    /// 按规则定等级（规模、规上、软件统计范围……）；--apply 才发布 | classes by rule (size, scale line, scope of software statistics …); published with --apply
    Classify(classify::Args),
    /// 按评分办法评分分档；--apply 才发布 | scores and tiers by a scheme; published with --apply
    Score(score::Args),
    /// 按校核规则逐户审核；--apply 才记入问题清单 | asks every rule of every firm; findings are recorded with --apply
    Check(check::Args),
    /// 两张表里（或一张表内）同一企业的行 | rows of two tables, or of one, that are the same firm
    Link(link::Args),
    /// 按名称（简称、曾用名、有错字的名称）在名录里找企业 | finds firms of a registry by name, short, former or misspelt
    MatchNames(match_names::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Schemes(args) => schemes::run(&args, shell),
        Verb::Classify(args) => classify::run(&args, shell),
        Verb::Score(args) => score::run(&args, shell),
        Verb::Check(args) => check::run(&args, shell),
        Verb::Link(args) => link::run(&args, shell),
        Verb::MatchNames(args) => match_names::run(&args, shell),
    }
}

/// The definitions of a folder, with its knowledge files taken in first; those that cannot be used are said.
fn shelf<T: Definition>(store: &Store, shell: &Shell) -> Result<Shelf<T>, Failure> {
    let mut faults = collect::refresh(store).map_err(|error| stored(error, shell.lang))?;
    let registry = store.read(Registry::load).map_err(|error| stored(error, shell.lang))?;
    let shelf = Shelf::load(store.dir(), &registry);
    faults.extend(shelf.faults.iter().cloned());
    say(&faults, shell);
    Ok(shelf)
}

fn say(faults: &[KnowledgeFault], shell: &Shell) {
    for fault in faults {
        shell.complain(&Failure::refused("knowledge", fault.to_string(), ""));
    }
}

/// The definition of a code in force for a period.
fn chosen<'s, T: Definition>(shelf: &'s Shelf<T>, code: &str, period: Period, shell: &Shell) -> Result<&'s T, Failure> {
    shelf.find(code, period).ok_or_else(|| {
        let known: Vec<&str> = shelf.in_force(period).map(Definition::code).collect();
        let message = format!("{code}: {} {period}", shell.say("没有这套规则，时期为", "no such rules for"));
        let hint = format!("{} {}", shell.say("可用的有：", "There are:"), known.join(", "));
        Failure::refused("enterprises.no_scheme", message, hint)
    })
}

/// A run that cannot be made, in words.
fn refused(error: RunError, shell: &Shell) -> Failure {
    let english = shell.lang == Lang::En;
    match error {
        RunError::Store(error) => stored(error, shell.lang),
        RunError::Grain { wanted, period } if english => {
            let message = format!("{period} is not the kind of period asked for ({wanted:?})");
            Failure::refused("enterprises.period", message, "write 2024, 2024Q2 or 2024-08")
        }
        RunError::Grain { .. } => Failure::refused("enterprises.period", error.to_string(), ""),
        RunError::Formula(error) if english => Failure::refused(error.code, error.message_en, error.hint_en),
        RunError::Formula(error) => Failure::refused(error.code, error.message, error.hint),
        RunError::Score(error) if english => {
            Failure::refused("enterprises.score", format!("{}: {}", error.of, error.message_en), "")
        }
        RunError::Metric(name) if english => {
            Failure::refused("enterprises.metric", format!("metric {name} cannot hold such results"), "")
        }
        error => Failure::refused("enterprises.run", error.to_string(), ""),
    }
}
