//! Yearly returns of all firms for the year before, with what real ones have: firms that did not file, balance sheets
//! that do not add up, a slip of the unit.

use tabular::CellOut;

use crate::dice::Dice;
use crate::firms::{Firm, SOFTWARE};
use crate::monthly::YearSums;
use crate::sheet::{Plain, number, text};
use crate::{DemoError, DemoFile};

const HEADINGS: &[&str] = &[
    "统一社会信用代码",
    "企业名称",
    "期间",
    "年营业收入（万元）",
    "年平均从业人员（人）",
    "资产总计（万元）",
    "负债合计（万元）",
    "所有者权益合计（万元）",
    "年研发费用（万元）",
    "年税收（万元）",
    "年增加值（万元）",
    "用地面积（平方米）",
    "年综合能耗（吨标准煤）",
    "年污染物排放量（吨）",
    "年用电量（万千瓦时）",
    "一票否决",
    "不定等级",
    "主营软件",
    "软件业务收入（万元）",
    "软件产品收入（万元）",
    "信息技术服务收入（万元）",
    "信息安全收入（万元）",
    "嵌入式系统软件收入（万元）",
    "知识产权档",
    "重点领域产品",
    "主营业务占比（%）",
];

/// The returns of a year whose months were added up.
pub(crate) fn returns(firms: &[Firm], sums: &YearSums, dice: &mut Dice) -> Result<DemoFile, DemoError> {
    let year = sums.year.to_string();
    let title = format!("演示区企业年报 {year}（演示数据）");
    let mut sheet = Plain::new("企业年报", &[&title], HEADINGS);
    for (firm, revenue) in firms.iter().zip(&sums.revenue) {
        let mut row = vec![text(&firm.code), text(&firm.name), text(&year)];
        // Some firms do not file; they are in no row.
        if !dice.permille(30) {
            row.extend(values(firm, *revenue, dice));
            sheet.push(row);
        }
    }
    Ok(DemoFile {
        name: format!("演示区企业年报{year}.xlsx"),
        bytes: sheet.xlsx()?,
        by: "section",
        note: format!("企业年报 {year}（演示数据）"),
        accepted: false,
    })
}

/// 万元 with two decimals from hundreds of 元.
fn money(hundreds: i64) -> CellOut {
    number(hundreds, 2)
}

fn yes(yes: bool) -> CellOut {
    text(if yes { "是" } else { "否" })
}

fn values(firm: &Firm, revenue: i64, dice: &mut Dice) -> Vec<CellOut> {
    let industrial = firm.industry.starts_with('C');
    let part = |permille: i64| revenue / 1_000 * permille;
    // A firm of each hundred takes 千元 for 万元.
    let stated = if dice.permille(8) { revenue * 10 } else { revenue };
    let people = revenue / if industrial { 11_000 } else { 7_000 } + dice.between(6, 14);
    let assets = part(dice.between(700, 1_900));
    let debts = assets / 1_000 * dice.between(180, 880);
    let slip = if dice.permille(12) { assets / 50 + 1 } else { 0 };
    let (research, tax) = (part(dice.between(8, 90)), part(dice.between(18, 66)));
    let added = part(dice.between(140, 340));
    let land = if industrial { people * dice.between(28, 90) } else { people * dice.between(6, 14) } + 600;
    // Around 2.7 万元 of value added from a ton of coal equivalent, 4,900 万元 from a ton of emissions; services need less.
    let energy = added / 1_000 * if industrial { dice.between(180, 760) } else { dice.between(20, 90) } + 100;
    let power = energy / 100 * dice.between(48, 70) + 10;
    let emissions = match industrial && !dice.permille(140) {
        true => number(added / 1_000 * dice.between(9, 46) + 3, 4),
        false => text("—"),
    };
    let software = firm.chain == SOFTWARE;
    let own = if software { part(dice.between(300, 980)) } else { 0 };
    let (products, services, security) = (own / 100 * 27, own / 100 * 58, own / 100 * 6);
    let split: Vec<CellOut> = match software {
        true => [own, products, services, security, own - products - services - security].map(money).to_vec(),
        false => vec![text("/"); 5],
    };
    let mut cells = vec![
        money(stated),
        number(people, 0),
        money(assets),
        money(debts),
        money(assets - debts + slip),
        money(research),
        money(tax),
        money(added),
        number(land, 0),
        number(energy, 2),
        emissions,
        number(power, 2),
        yes(dice.permille(15)),
        yes(dice.permille(40)),
        yes(software),
    ];
    cells.extend(split);
    cells.push(text(dice.pick(&["A", "B", "C", "C", "D", "E"])));
    cells.push(yes(dice.permille(560)));
    cells.push(number(dice.between(480, 990), 1));
    cells
}
