//! Refusals of the network library in the language of the command line.

use cascade::{Fault, What};

use crate::failure::Failure;
use crate::lang::Lang;

/// A refusal with its file and line.
pub(super) fn refused(fault: &Fault, lang: Lang) -> Failure {
    let message = match lang {
        Lang::En => fault.to_string(),
        Lang::Zh => format!("{}{}", place(fault), said(&fault.what)),
    };
    Failure::refused(fault.code(), message, hint(&fault.what, lang))
}

fn place(fault: &Fault) -> String {
    match (fault.file.is_empty(), fault.line) {
        (true, _) => String::new(),
        (false, 0) => format!("{}：", fault.file),
        (false, line) => format!("{} 第 {line} 行：", fault.file),
    }
}

fn said(what: &What) -> String {
    match what {
        What::Unreadable(why) => format!("读不出来（{why}）"),
        What::LongLine(limit) => format!("一行超过 {limit} 字节"),
        What::TooMany { of, limit } => {
            let of = match *of {
                "firms" => "企业",
                "links" => "供应关系",
                "sectors" => "行业",
                other => other,
            };
            format!("{of}超过 {limit}")
        }
        What::NoColumn(name) => format!("没有“{name}”列"),
        What::ColumnTwice(name) => format!("“{name}”列出现两次"),
        What::Empty => "没有数据行".to_owned(),
        What::NotWhole { column, value } => format!("“{column}”应为整数，而不是“{value}”"),
        What::NotAnAmount { column, value } => format!("“{column}”应为不小于 0 的有限数，而不是“{value}”"),
        What::FirmTwice(id) => format!("企业 {id} 出现两次"),
        What::UnknownFirm(id) => format!("企业 {id} 不在节点表里"),
        What::NotAClass(text) => format!("矩阵元素应为 2（关键）、1（非关键）或 0（可忽略），而不是“{text}”"),
        What::SectorTwice(sector) => format!("行业 {sector} 出现两次"),
        What::UncoveredSector { sector, supplying: true } => format!("行业 {sector} 有企业，矩阵里却没有这一行"),
        What::UncoveredSector { sector, supplying: false } => format!("行业 {sector} 有企业，矩阵里却没有这一列"),
        What::NotAShock(text) => format!("冲击应在 0 到 1 之间，而不是“{text}”"),
        What::ShockTwice { scenario, firm } => format!("情景 {scenario} 里企业 {firm} 出现两次"),
        What::Length { name, found, firms } => format!("“{name}”有 {found} 项，企业却有 {firms} 家"),
        What::ZeroScale { firm, revenue: true } => format!("企业 {firm} 有销售，营业收入却为 0"),
        What::ZeroScale { firm, revenue: false } => format!("企业 {firm} 有采购，成本却为 0"),
        What::NoWeight => "权重合计为 0".to_owned(),
        What::Setting(why) => (*why).to_owned(),
    }
}

fn hint(what: &What, lang: Lang) -> &'static str {
    match what {
        What::NoColumn(_) => lang.pick(
            "节点表要有 id,sector；关系表要有 supplier,buyer,weight；情景表要有 scenario,firm,shock。",
            "Nodes need id,sector; edges supplier,buyer,weight; scenarios scenario,firm,shock.",
        ),
        What::UncoveredSector { .. } => lang.pick(
            "给矩阵补上这个行业，或改正节点表里的行业代码。",
            "Add the sector to the matrix or mend its code in the nodes.",
        ),
        What::ZeroScale { .. } => lang.pick(
            "补上数值；只为与参考程序对照时可用 --compat（按 1 计算）。",
            "Give the amount; --compat takes it as 1, which only serves comparison with the reference.",
        ),
        What::UnknownFirm(_) => {
            lang.pick("把它补进节点表，或删去这一行。", "Add it to the nodes or leave the row out.")
        }
        _ => "",
    }
}
