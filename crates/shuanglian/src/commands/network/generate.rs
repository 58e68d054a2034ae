//! `network generate`: a heavy-tailed network from a seed, as the files the other verbs read.

use std::path::PathBuf;

use serde_json::json;

use super::refused::refused;
use crate::failure::{Failure, Outcome};
use crate::result_file::Output;
use crate::shell::Shell;

/// Arguments of `network generate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 企业数，至多 200 万 | number of firms, at most 2 million
    #[arg(long, value_name = "N")]
    firms: usize,
    /// 供应关系数 | number of links
    #[arg(long, value_name = "L")]
    links: usize,
    /// 随机种子；同一种子生成同一网络 | seed; the same seed makes the same network
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// 写到这个新目录；默认 network-N-L-S | the new folder to write to; network-N-L-S unless given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// 压缩成 csv.gz | as csv.gz
    #[arg(long)]
    gzip: bool,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let fallback = || PathBuf::from(format!("network-{}-{}-{}", args.firms, args.links, args.seed));
    let folder = args.out.clone().unwrap_or_else(fallback);
    if folder.exists() {
        return Err(Failure::refused(
            "folder_exists",
            format!("{}: {}", folder.display(), shell.say("已经存在", "exists already")),
            shell.say("换一个目录名；生成的网络不覆盖任何东西。", "Name another one; nothing is overwritten."),
        ));
    }
    let made = cascade::generate(args.firms, args.links, args.seed).map_err(|fault| refused(&fault, shell.lang))?;
    std::fs::create_dir_all(&folder)?;
    let ending = if args.gzip { ".csv.gz" } else { ".csv" };
    let name = |stem: &str| folder.join(format!("{stem}{ending}"));
    let mut nodes = Output::create(&name("nodes"))?;
    writeln!(nodes.writer(), "id,sector")?;
    for firm in &made.firms {
        writeln!(nodes.writer(), "{},{}", firm.id, firm.sector)?;
    }
    nodes.finish()?;
    let mut edges = Output::create(&name("edges"))?;
    writeln!(edges.writer(), "supplier,buyer,weight")?;
    for link in &made.links {
        writeln!(edges.writer(), "{},{},{}", link.supplier, link.buyer, link.weight)?;
    }
    edges.finish()?;
    let mut matrix = Output::create(&name("essential"))?;
    let columns: Vec<String> = made.essential.columns().iter().map(i64::to_string).collect();
    writeln!(matrix.writer(), "supply_sector,{}", columns.join(","))?;
    for row in made.essential.rows() {
        let class = |column: &i64| made.essential.class(*row, *column).map_or(0, cascade::Class::code).to_string();
        let classes: Vec<String> = made.essential.columns().iter().map(class).collect();
        writeln!(matrix.writer(), "{row},{}", classes.join(","))?;
    }
    matrix.finish()?;
    let files = ["nodes", "edges", "essential"].map(|stem| name(stem).display().to_string());
    if shell.json {
        shell
            .value(&json!({"firms": made.firms.len(), "links": made.links.len(), "seed": args.seed, "files": files}))?;
    } else {
        shell.line(format!("{} · {}", shell.say("模拟数据", "simulated data"), files.join(" · ")))?;
    }
    Ok(Outcome::Done)
}
