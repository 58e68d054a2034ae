//! `network esri`: each firm fails in turn; what that does to the network.

use std::path::PathBuf;
use std::time::Instant;

use cascade::Run;
use serde_json::json;

use super::inputs::Asked;
use super::refused::refused;
use super::{firms, output, spent};
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::{progress, result_file};

/// Arguments of `network esri`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    asked: Asked,
    /// 只算这些企业：id 文件，或 1,2,3 | only these firms: a file of ids, or 1,2,3
    #[arg(long, value_name = "FILE|1,2,3")]
    firms: Option<String>,
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
    for file in std::iter::once(&args.out).chain(&args.sector_out) {
        result_file::check(file, shell)?;
    }
    let given = args.asked.read(shell)?;
    let model = given.model(shell.lang)?;
    let places = firms::places(args.firms.as_deref(), &given.network, shell)?;
    let reading = begun.elapsed();
    let bar = progress::bar(places.len());
    let progress = |done: usize| bar.set_position(done as u64);
    let run = Run { threads: args.asked.threads(), sectors: args.sector_out.is_some(), progress: Some(&progress) };
    let outcomes = model.esri(&places, &run).map_err(|fault| refused(&fault, shell.lang))?;
    bar.finish_and_clear();
    let ids: Vec<u64> = places.iter().map(|place| given.network.id(*place)).collect();
    output::outcomes(&args.out, "id", &ids, &outcomes)?;
    if let Some(file) = &args.sector_out {
        output::sectors(file, &ids, given.network.sectors(), &outcomes)?;
    }
    finish(&outcomes, begun, reading, shell)
}

/// Says time and memory, and on request the same as JSON; a cascade that was cut off is a result in part.
pub(super) fn finish(
    outcomes: &[cascade::Outcome],
    begun: Instant,
    reading: std::time::Duration,
    shell: &mut Shell,
) -> Result<Outcome, Failure> {
    let links = outcomes.iter().map(|outcome| outcome.touched).sum();
    spent::spent(begun, reading, outcomes.len(), links, shell);
    let close = outcomes.iter().filter(|outcome| outcome.close).count();
    let cut_off = outcomes.iter().filter(|outcome| !outcome.at_rest).count();
    if cut_off > 0 {
        let says = shell.say("个情景到达迭代上限", "scenarios were cut off at the limit of iterations");
        eprintln!("{cut_off} {says}");
    }
    if shell.json {
        let seconds = begun.elapsed().as_secs_f64();
        shell.value(&json!({"scenarios": outcomes.len(), "seconds": seconds, "links_touched": links,
            "decided_by_sweep": close, "cut_off": cut_off}))?;
    }
    Ok(if cut_off > 0 { Outcome::Partly } else { Outcome::Done })
}
