//! The files and settings that describe a network, shared by the verbs.

use std::path::{Path, PathBuf};

use cascade::read::{self, Columns, Nodes};
use cascade::{Criterion, Essential, Fault, Model, Network, Production, Remark, Settings};
use clap::ValueEnum;

use super::refused::refused;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::shell::Shell;

/// The network itself.
#[derive(Debug, clap::Args)]
pub(super) struct Files {
    /// 节点表：id,sector 和可选的列（csv 或 csv.gz） | nodes: id,sector and optional columns (csv or csv.gz)
    #[arg(long, value_name = "N")]
    pub(super) nodes: PathBuf,
    /// 供应关系表：supplier,buyer,weight | edges: supplier,buyer,weight
    #[arg(long, value_name = "E")]
    pub(super) edges: PathBuf,
}

/// How a cascade is computed.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    #[command(flatten)]
    pub(super) files: Files,
    /// 关键投入矩阵：行为供应行业，列为采购行业，2/1/0 | essential matrix: supplying rows, buying columns, 2/1/0
    #[arg(long, value_name = "M")]
    essential: Option<PathBuf>,
    /// 节点表里表示市场的列：同一市场的其他企业可替代 | column of the market whose other firms replace a failed one
    #[arg(long, value_name = "C", required_unless_present = "no_replaceability", conflicts_with = "no_replaceability")]
    market_column: Option<String>,
    /// 不考虑替代 | nobody replaces anybody
    #[arg(long)]
    no_replaceability: bool,
    /// 停止阈值 | threshold of the stop test
    #[arg(long, default_value = "1e-2", value_name = "X")]
    eps: f64,
    /// 停止准则：单家最大变化，或全网损失的相对变化 | stop test: the largest change of a firm, or the relative change of the loss
    #[arg(long, value_enum, default_value = "max")]
    criterion: Stop,
    /// 生产函数：广义列昂惕夫、线性、列昂惕夫 | production: generalised Leontief, linear, Leontief
    #[arg(long, value_enum, default_value = "gl")]
    production: Function,
    /// 权重列，可重复；默认用网络内销售额 | column of weights, repeatable; sales within the network unless given
    #[arg(long, value_name = "C")]
    weight_column: Vec<String>,
    /// 营业收入列 | column of revenue
    #[arg(long, value_name = "C")]
    revenue_column: Option<String>,
    /// 成本列 | column of costs
    #[arg(long, value_name = "C")]
    costs_column: Option<String>,
    /// 线程数；默认每核一个 | threads; one for each core unless given
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// 与参考程序完全一致，包括它的特例 | exactly as the published reference, its quirks included
    #[arg(long)]
    compat: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stop {
    Max,
    Relative,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Function {
    Gl,
    Linear,
    Leontief,
}

/// What was read.
pub(super) struct Given {
    pub(super) nodes: Nodes,
    pub(super) network: Network,
    essential: Essential,
    settings: Settings,
}

impl Asked {
    /// Reads everything and says what is odd about it.
    pub(super) fn read(&self, shell: &Shell) -> Result<Given, Failure> {
        let columns = Columns {
            market: self.market_column.clone(),
            weights: self.weight_column.clone(),
            revenue: self.revenue_column.clone(),
            costs: self.costs_column.clone(),
        };
        let production = match self.production {
            Function::Gl => Production::Generalised,
            Function::Linear => Production::Linear,
            Function::Leontief => Production::Leontief,
        };
        let refuse = |fault: Fault| refused(&fault, shell.lang);
        let (nodes, network) = self.files.read(&columns, shell)?;
        let essential = match &self.essential {
            Some(path) => read::essential(read::open(path).map_err(refuse)?, &shown(path)).map_err(refuse)?,
            None if production == Production::Generalised => {
                return Err(Failure::usage(
                    shell.say("广义列昂惕夫需要 --essential", "--production gl needs --essential"),
                    shell.say("给出矩阵，或选 linear、leontief。", "Give the matrix, or take linear or leontief."),
                ));
            }
            None => Essential::uniform(network.sectors(), cascade::Class::Essential),
        };
        let settings = Settings {
            production,
            eps: self.eps,
            criterion: if self.criterion == Stop::Max { Criterion::Largest } else { Criterion::Relative },
            market: nodes.market.clone(),
            revenue: nodes.revenue.clone(),
            costs: nodes.costs.clone(),
            weights: nodes.weights.clone(),
            compat: self.compat,
            ..Settings::default()
        };
        Ok(Given { nodes, network, essential, settings })
    }

    /// Threads as the library wants them.
    pub(super) fn threads(&self) -> Option<usize> {
        self.threads.map(usize::from)
    }
}

impl Given {
    /// The model; a fault about a firm gets its line.
    pub(super) fn model(&self, lang: Lang) -> Result<Model<'_>, Failure> {
        let model = Model::new(&self.network, &self.essential, &self.settings);
        model.map_err(|fault| refused(&self.nodes.placed(fault), lang))
    }
}

impl Files {
    /// Reads nodes and edges and says what is odd about the links.
    pub(super) fn read(&self, columns: &Columns, shell: &Shell) -> Result<(Nodes, Network), Failure> {
        let refuse = |fault: Fault| refused(&fault, shell.lang);
        let nodes = read::nodes(read::open(&self.nodes).map_err(refuse)?, &shown(&self.nodes), columns);
        let nodes = nodes.map_err(refuse)?;
        let file = shown(&self.edges);
        let network = read::network(&nodes, read::open(&self.edges).map_err(refuse)?, &file).map_err(refuse)?;
        let remarks = network.remarks();
        for (remark, zh, en) in [
            (&remarks.self_links, "自环（保留）", "firms that sell to themselves (kept)"),
            (&remarks.repeated, "重复的供应关系（相加）", "repeated links (added up)"),
            (&remarks.zero, "权重为 0 的供应关系（略去）", "links with a weight of 0 (left out)"),
        ] {
            if remark.count > 0 {
                eprintln!("{file}: {} {} · {}", remark.count, shell.say(zh, en), lines(remark, shell));
            }
        }
        Ok((nodes, network))
    }
}

fn lines(remark: &Remark, shell: &Shell) -> String {
    let numbers: Vec<String> = remark.lines.iter().map(u64::to_string).collect();
    let more = if remark.count > numbers.len() { " …" } else { "" };
    format!("{} {}{more}", shell.say("行", "lines"), numbers.join(", "))
}

/// A path for people.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
