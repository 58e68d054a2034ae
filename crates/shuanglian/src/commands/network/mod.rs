//! `shuanglian network`: risk of a supply network given as csv or csv.gz files.

mod esri;
mod firms;
mod generate;
mod inputs;
mod output;
mod refused;
mod shock;
mod spent;
mod stats;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::shell::Shell;

/// What to do with a network.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// 逐家企业停产的系统性风险（ESRI） | the systemic risk of each firm's failure (ESRI)
    Esri(esri::Args),
    /// 任意冲击情景 | scenarios of any shocks
    Shock(shock::Args),
    /// 网络的规模、集中度和结构 | size, concentration and structure of a network
    Stats(stats::Args),
    /// 按种子生成重尾网络（模拟数据） | makes a heavy-tailed network from a seed (simulated data)
    Generate(generate::Args),
}

/// Carries out a verb.
pub(crate) fn run(verb: Verb, shell: &mut Shell) -> Result<Outcome, Failure> {
    match verb {
        Verb::Esri(args) => esri::run(&args, shell),
        Verb::Shock(args) => shock::run(&args, shell),
        Verb::Stats(args) => stats::run(&args, shell),
        Verb::Generate(args) => generate::run(&args, shell),
    }
}
