//! `network stats`: how large, how concentrated and how connected a network is.

use cascade::Network;
use cascade::measures::{components, concentration_by_sector, coreness, hhi, robustness, single_source, top_share};
use cascade::read::Columns;
use serde_json::json;

use super::inputs::Files;
use crate::failure::{Failure, Outcome};
use crate::shell::Shell;
use crate::table::{Lean, Table};

/// Arguments of `network stats`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// 列出集中度最高的多少个行业 | how many of the most concentrated sectors to list
    #[arg(long, default_value_t = 10)]
    limit: usize,
}

/// Runs the verb.
pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Outcome, Failure> {
    let (_, network) = args.files.read(&Columns::default(), shell)?;
    let firms = network.firms();
    let buyers: Vec<usize> = (0..firms).map(|firm| network.buyers(firm).count()).collect();
    let suppliers: Vec<usize> = (0..firms).map(|firm| network.suppliers(firm).count()).collect();
    let none = |counts: &[usize]| counts.iter().filter(|count| **count == 0).count();
    let most = |counts: &[usize]| counts.iter().copied().max().unwrap_or(0);
    let single = single_source(&network, 1.0, |_, _| true);
    let parts = components(&network);
    let core = coreness(&network).into_iter().max().unwrap_or(0);
    let value: f64 = network.sold().iter().sum();
    let mut sectors = concentration_by_sector(&network);
    sectors.sort_by(|a, b| b.hhi.total_cmp(&a.hhi).then(a.sector.cmp(&b.sector)));
    sectors.truncate(args.limit);
    let remarks = network.remarks();
    let facts = json!({
        "firms": firms, "links": network.links(), "sectors": network.sectors().len(), "value": value,
        "without_buyers": none(&buyers), "without_suppliers": none(&suppliers),
        "most_buyers": most(&buyers), "most_suppliers": most(&suppliers),
        "sales_hhi": hhi(network.sold()), "sales_cr4": top_share(network.sold(), 4),
        "single_source_pairs": single.single, "buyer_sector_pairs": single.pairs, "single_source_share": single.share(),
        "components": parts.len(), "largest_component": parts.first().copied().unwrap_or(0), "deepest_core": core,
        "robustness_targeted": robustness(&network, &by_links(&network, &buyers, &suppliers)),
        "self_links": remarks.self_links.count, "repeated_links": remarks.repeated.count, "zero_links": remarks.zero.count,
    });
    if shell.json {
        let rows: Vec<_> = sectors
            .iter()
            .map(|s| json!({"sector": s.sector, "suppliers": s.suppliers, "sold": s.sold, "hhi": s.hhi, "cr4": s.cr4}))
            .collect();
        shell.value(&json!({"network": facts, "most_concentrated_sectors": rows}))?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&[("", Lean::Left), (shell.say("数值", "value"), Lean::Right)]);
    for (key, zh, en) in NAMES {
        table.row([shell.say(zh, en).to_owned(), facts[key].to_string()]);
    }
    shell.text(&table.text())?;
    let mut table = Table::new(&[
        (shell.say("行业", "sector"), Lean::Left),
        (shell.say("供应企业", "suppliers"), Lean::Right),
        ("HHI", Lean::Right),
        ("CR4", Lean::Right),
    ]);
    for s in &sectors {
        table.row([s.sector.to_string(), s.suppliers.to_string(), format!("{:.4}", s.hhi), format!("{:.4}", s.cr4)]);
    }
    shell.text(&table.text())?;
    Ok(Outcome::Done)
}

const NAMES: [(&str, &str, &str); 19] = [
    ("firms", "企业", "firms"),
    ("links", "供应关系", "links"),
    ("sectors", "行业", "sectors"),
    ("value", "交易额（文件的货币单位）", "value (money unit of the file)"),
    ("without_buyers", "没有客户的企业", "firms without buyers"),
    ("without_suppliers", "没有供应商的企业", "firms without suppliers"),
    ("most_buyers", "客户最多的一家有", "most buyers of one firm"),
    ("most_suppliers", "供应商最多的一家有", "most suppliers of one firm"),
    ("sales_hhi", "销售额 HHI", "HHI of sales"),
    ("sales_cr4", "销售额 CR4", "CR4 of sales"),
    ("buyer_sector_pairs", "采购方×供应行业", "pairs of buyer and supplying sector"),
    ("single_source_pairs", "其中单一来源", "of these single-sourced"),
    ("single_source_share", "单一来源采购额占比", "share of single-sourced purchases"),
    ("components", "互不相连的部分", "parts not linked with each other"),
    ("largest_component", "最大部分的企业", "firms in the largest part"),
    ("deepest_core", "最深 k 核", "deepest k-core"),
    ("robustness_targeted", "定向渗流稳健度 R", "robustness R, hubs removed first"),
    ("self_links", "自环", "self-links"),
    ("repeated_links", "重复关系", "repeated links"),
];

/// Firms with most links first.
fn by_links(network: &Network, buyers: &[usize], suppliers: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..network.firms()).collect();
    order.sort_by_key(|firm| std::cmp::Reverse(buyers[*firm] + suppliers[*firm]));
    order
}
