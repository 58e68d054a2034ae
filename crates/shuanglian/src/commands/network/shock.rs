//! `network shock`: scenarios of a file, each any set of partial or full failures.

use std::path::PathBuf;
use std::time::Instant;

use cascade::{Run, read};

use super::inputs::{Asked, shown};
use super::refused::refused;
use super::{esri, output};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::{progress, result_file};

/// Arguments of `network shock`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
    /// 情景：scenario,firm,shock（0 到 1） | scenarios: scenario,firm,shock (0 to 1)
    #[arg(long, value_name = "FILE")]
    psi: PathBuf,
    /// 需求方向的冲击；不给则与 --psi 相同 | shocks of the upstream direction; those of --psi unless given
    #[arg(long, value_name = "FILE")]
    psi_up: Option<PathBuf>,
    /// 结果文件（csv 或 csv.gz；- 为标准输出） | file of results (csv or csv.gz; - is standard output)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// 各行业损失的文件 | file of the losses by sector
    #[arg(long, value_name = "FILE")]
    sector_out: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let begun = Instant::now();
    let refuse = |fault: cascade::Fault, shell: &Shell| refused(&fault, shell.lang);
    for file in std::iter::once(&args.out).chain(&args.sector_out) {
        result_file::check(file, shell)?;
    }
    let given = args.asked.read(shell)?;
    let model = given.model(shell.lang)?;
    let (psi, name) = (read::open(&args.psi).map_err(|fault| refuse(fault, shell))?, shown(&args.psi));
    let scenarios = match &args.psi_up {
        None => read::scenarios::<_, std::io::Empty>(&given.network, (psi, &name), None),
        Some(file) => {
            let up = read::open(file).map_err(|fault| refuse(fault, shell))?;
            read::scenarios(&given.network, (psi, &name), Some((up, &shown(file))))
        }
    };
    let scenarios = scenarios.map_err(|fault| refuse(fault, shell))?;
    let reading = begun.elapsed();
    let bar = progress::bar(scenarios.shocks.len());
    let progress = |done: usize| bar.set_position(done as u64);
    let run = Run { threads: args.asked.threads(), sectors: args.sector_out.is_some(), progress: Some(&progress) };
    let outcomes = model.scenarios(&scenarios.shocks, &run).map_err(|fault| refuse(fault, shell))?;
    bar.finish_and_clear();
    output::outcomes(&args.out, "scenario", &scenarios.numbers, &outcomes)?;
    if let Some(file) = &args.sector_out {
        output::sectors(file, &scenarios.numbers, given.network.sectors(), &outcomes)?;
    }
    esri::finish(&outcomes, begun, reading, shell)
}
