//! Monthly returns of all firms, one workbook a month, with what real ones have: late firms, missing cells, firms a
//! column does not apply to, and a month that is not due yet.

use domain::Period;
use tabular::CellOut;

use crate::dice::Dice;
use crate::district::{last_month, months_back};
use crate::firms::{CHAINS, Firm, INTEGRATED_CIRCUITS};
use crate::sheet::{Plain, number, text};
use crate::{DemoError, DemoFile, DemoOptions};

const HEADINGS: &[&str] = &[
    "统一社会信用代码",
    "企业名称",
    "营业收入（万元）",
    "工业总产值（万元）",
    "利润总额（万元）",
    "税收（万元）",
    "研发费用（万元）",
    "从业人数（人）",
    "用电量（万千瓦时）",
    "固定资产投资（万元）",
    "出口额（万元）",
    "能源消费量（吨标准煤）",
    "标识注册量（个）",
    "标识解析量（次）",
];

const MEASURES: usize = 12;

/// How the months of a year differ, in thousandths; February is short.
pub(crate) const SEASON: [i64; 12] = [980, 820, 1_040, 1_000, 1_010, 1_060, 990, 1_000, 1_050, 1_000, 1_030, 1_120];

/// Sum of [`SEASON`] from January to August.
const SEASON_TO_AUGUST: i64 = 7_900;

/// Registrations of identifiers from January to August 2024 with 2,000 firms.
const IDENTIFIERS: i64 = 1_436_000_000;

/// Investment of integrated circuit firms from January to August 2024 with 2,000 firms, in 分.
const CIRCUIT_INVESTMENT: i64 = 54_300_000_000;

/// Per firm, what its values of an ordinary month are drawn from.
struct Base {
    /// 分.
    revenue: i64,
    identifiers: i64,
    investment: i64,
}

/// Revenue of a year as the months said it, firm by firm, in hundreds of 元.
pub(crate) struct YearSums {
    pub(crate) year: i16,
    pub(crate) revenue: Vec<i64>,
}

/// All months, oldest first; adds up the revenue of a year on the way.
pub(crate) fn returns(
    firms: &[Firm],
    options: &DemoOptions,
    sums: &mut YearSums,
    dice: &mut Dice,
) -> Result<Vec<DemoFile>, DemoError> {
    let bases = bases(firms);
    sums.revenue = vec![0; firms.len()];
    let mut files = Vec::new();
    for back in (0..options.months).rev() {
        let Some(month) = months_back(back) else { continue };
        files.push(one_month(firms, &bases, month, sums, dice)?);
    }
    Ok(files)
}

/// Scales every firm so that its chain reaches the chain's total whatever the dice said.
fn bases(firms: &[Firm]) -> Vec<Base> {
    let share = |total: i64, weight: i64, weights: i64| {
        let scaled = i128::from(total) * firms.len() as i128 / 2_000;
        i64::try_from(scaled * i128::from(weight) * 1_000 / i128::from(weights.max(1) * SEASON_TO_AUGUST)).unwrap_or(0)
    };
    let weights = |keep: &dyn Fn(&Firm) -> bool| firms.iter().filter(|f| keep(f)).map(|f| f.weight).sum::<i64>();
    let by_chain: Vec<i64> = (0..CHAINS.len()).map(|chain| weights(&|f: &Firm| f.chain == chain)).collect();
    let registering = weights(&|f: &Firm| f.identifiers);
    let base = |firm: &Firm| {
        let revenue = share(CHAINS[firm.chain].revenue * 1_000_000, firm.weight, by_chain[firm.chain]);
        let investment = if firm.chain == INTEGRATED_CIRCUITS {
            share(CIRCUIT_INVESTMENT, firm.weight, by_chain[firm.chain])
        } else {
            revenue * 26 / 1_000
        };
        let identifiers = if firm.identifiers { share(IDENTIFIERS, firm.weight, registering) } else { 0 };
        Base { revenue, identifiers, investment }
    };
    firms.iter().map(base).collect()
}

fn one_month(
    firms: &[Firm],
    bases: &[Base],
    month: Period,
    sums: &mut YearSums,
    dice: &mut Dice,
) -> Result<DemoFile, DemoError> {
    let title = format!("演示区企业月报 {month}（演示数据）");
    let stated = format!("期间：{month}");
    let mut sheet = Plain::new("企业月报", &[&title, &stated], HEADINGS);
    let newest = last_month() == Some(month);
    let counted = month.calendar_year() == sums.year;
    for ((firm, base), sum) in firms.iter().zip(bases).zip(&mut sums.revenue) {
        let mut row = vec![text(&firm.code), text(&firm.name)];
        if newest && !dice.permille(50) {
            row.extend((0..MEASURES).map(|_| text("未到期")));
        } else if dice.permille(12) {
            // Late: listed, and every cell said to be missing.
            row.extend((0..MEASURES).map(|_| text("—")));
        } else {
            let (revenue, cells) = values(firm, base, month, dice);
            *sum += if counted { revenue / 10_000 } else { 0 };
            row.extend(cells);
        }
        sheet.push(row);
    }
    Ok(DemoFile {
        name: format!("演示区企业月报{month}.xlsx"),
        bytes: sheet.xlsx()?,
        by: "section",
        note: format!("企业月报 {month}（演示数据）"),
        accepted: false,
    })
}

/// 万元 with two decimals from 分.
fn money(fen: i64) -> CellOut {
    number(fen / 10_000, 2)
}

/// Revenue in 分, and the cells.
fn values(firm: &Firm, base: &Base, month: Period, dice: &mut Dice) -> (i64, Vec<CellOut>) {
    let at = usize::try_from(month.start().month() - 1).unwrap_or(0);
    let season = SEASON.get(at).copied().unwrap_or(1_000);
    // 2024 is the year whose totals are set; the years before are smaller by the firm's growth.
    let years_ago = i64::from(2024 - month.calendar_year());
    let mut level = 1_000_000;
    for _ in 0..years_ago {
        level = level * 1_000 / (1_000 + firm.growth);
    }
    let drawn = |value: i64, spread: i64, dice: &mut Dice| -> i64 {
        let noise = 1_000 + dice.between(-spread, spread);
        let exact = i128::from(value) * i128::from(season) * i128::from(level) * i128::from(noise);
        i64::try_from(exact / 1_000_000_000_000).unwrap_or(0)
    };
    let revenue = drawn(base.revenue, 40, dice);
    let industrial = firm.industry.starts_with('C');
    let output = revenue / 1_000 * dice.between(960, 1_050);
    let profit = revenue / 1_000 * dice.between(-30, 130);
    let tax = revenue / 1_000 * dice.between(28, 61);
    let research = revenue / 1_000 * if industrial { dice.between(20, 62) } else { dice.between(60, 140) };
    let people = base.revenue / if industrial { 11_000_000 } else { 7_000_000 } + dice.between(6, 14);
    let power = revenue / if industrial { 200_000 } else { 2_000_000 };
    let energy = power * 123 / 100 + dice.between(0, 400);
    let missing = dice.permille(60).then(|| dice.between(0, MEASURES as i64 - 1));
    let mut cells = vec![
        money(revenue),
        if industrial { money(output) } else { text("/") },
        money(profit),
        money(tax),
        money(research),
        number(people, 0),
        number(power, 2),
        money(drawn(base.investment, 300, dice)),
        if firm.exports { money(revenue / 1_000 * dice.between(90, 420)) } else { text("/") },
        number(energy, 2),
        if firm.identifiers { number(drawn(base.identifiers, 120, dice), 0) } else { text("/") },
        if firm.identifiers { number(drawn(base.identifiers, 120, dice) * 3, 0) } else { text("/") },
    ];
    if let Some(cell) = missing.and_then(|at| cells.get_mut(usize::try_from(at).unwrap_or(0))) {
        *cell = text("—");
    }
    (revenue, cells)
}
