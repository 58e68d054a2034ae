//! Figures of the district and the spending of the projects, month by month; their budgets come with the table.

use domain::Period;

use crate::dice::Dice;
use crate::sheet::{Plain, number, text};
use crate::{DemoError, DemoFile};

/// Months of returns in a full demo: 2022-10 to 2024-09.
pub const MONTHS: usize = 24;

/// The month of the business date; its returns are not due yet.
pub(crate) fn last_month() -> Option<Period> {
    Period::month(2024, 9)
}

pub(crate) fn months_back(back: usize) -> Option<Period> {
    last_month()?.back(i32::try_from(back).ok()?)
}

/// Code, name, budget in 分, spent to August in thousandths of it.
const PROJECTS: &[(&str, &str, i64, i64)] = &[
    ("P01", "综合业务经费", 56_000_000, 610),
    ("P02", "促进企业发展扶持专项资金", 154_777_000_000, 584),
    ("P03", "国家集成电路产业投资二期基金", 30_000_000_000, 700),
    ("P04", "课题研究费", 323_710_000, 415),
    ("P05", "中国集成电路制造年会", 199_000_000, 1_000),
    ("P06", "区东西部协作和对口支援帮扶合作工作经费", 2_470_000, 667),
    ("P07", "国际数字枢纽体验中心", 500_000_000, 702),
    ("P08", "应急通信保障服务经费", 130_000_000, 500),
    ("P09", "鱼珠片区数字技术应用产业平台展示中心项目", 2_585_000_000, 731),
    ("P10", "重点产业链供需对接系列活动", 60_000_000, 640),
    ("P11", "大湾区元宇宙创新示范中心展示厅建设专项补贴", 1_500_000_000, 560),
];

pub(crate) fn files(dice: &mut Dice) -> Result<Vec<DemoFile>, DemoError> {
    Ok(vec![indices(dice)?, spending(dice)?, adjustments()?])
}

fn indices(dice: &mut Dice) -> Result<DemoFile, DemoError> {
    let headings =
        ["区划代码", "区划名称", "期间", "基金公司净利润（万元）", "集成电路景气指数（点）", "应急到场时间（分钟）"];
    let mut sheet = Plain::new("区级指标", &["演示区区级月度指标（演示数据）"], &headings);
    for back in (1..MONTHS).rev() {
        let Some(month) = months_back(back) else { continue };
        let mut row = vec![text("990000"), text("演示区"), text(month.to_string())];
        row.push(number(dice.between(-12_000, 46_000), 2));
        // Both began in 2024: before, nothing was said.
        if month.calendar_year() >= 2024 {
            row.push(number(dice.between(512, 548), 1));
            row.push(number(dice.between(262, 341), 1));
        }
        sheet.push(row);
    }
    Ok(DemoFile {
        name: "演示区区级月度指标.xlsx".into(),
        bytes: sheet.xlsx()?,
        by: "office",
        note: "区级月度指标（演示数据）".into(),
        accepted: true,
    })
}

/// Spending grows towards August so that the sum is the stated share of the budget.
fn spending(dice: &mut Dice) -> Result<DemoFile, DemoError> {
    let headings = ["项目编号", "项目名称", "期间", "项目支出（万元）"];
    let mut sheet = Plain::new("项目支出", &["2024年项目支出明细（演示数据）"], &headings);
    for (code, name, budget, spent) in PROJECTS {
        let total = budget / 1_000 * spent / 10_000;
        let mut left = total;
        for month in 1..=8_i64 {
            let part = if month == 8 { left } else { total * dice.between(6, 14) / 100 };
            left -= part;
            sheet.push(vec![text(*code), text(*name), text(format!("2024-{month:02}")), number(part, 2)]);
        }
    }
    Ok(DemoFile {
        name: "2024年项目支出明细.xlsx".into(),
        bytes: sheet.xlsx()?,
        by: "finance",
        note: "项目支出（演示数据）".into(),
        accepted: true,
    })
}

/// Code, name and budget in 分 after the adjustments of the summer.
const ADJUSTED: &[(&str, &str, i64)] = &[
    ("P04", "课题研究费", 296_000_000),
    ("P08", "应急通信保障服务经费", 142_000_000),
    ("P09", "鱼珠片区数字技术应用产业平台展示中心项目", 2_460_000_000),
];

/// The budgets of the year after adjustment; the other projects keep the budget of the table.
fn adjustments() -> Result<DemoFile, DemoError> {
    let headings = ["项目编号", "项目名称", "期间", "全年预算数（万元）"];
    let mut sheet = Plain::new("预算调整", &["2024年项目预算调整批复（演示数据）"], &headings);
    for (code, name, budget) in ADJUSTED {
        sheet.push(vec![text(*code), text(*name), text("2024"), number(budget / 10_000, 2)]);
    }
    Ok(DemoFile {
        name: "2024年项目预算调整批复.xlsx".into(),
        bytes: sheet.xlsx()?,
        by: "finance",
        note: "项目预算调整（演示数据）".into(),
        accepted: true,
    })
}
