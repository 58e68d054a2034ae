//! The thirty metrics that every firm files every month, and how each follows from the firm's revenue.

use store::StoreError;
use store::knowledge::{MetricDraft, read_metrics};

/// How a value is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// The revenue itself.
    Revenue,
    /// Between two shares of the revenue, in thousandths.
    Share(i64, i64),
    /// A stock: between two multiples of an ordinary month's revenue, in thousandths; it changes slowly.
    Stock(i64, i64),
    /// The sum of two metrics of the list.
    Sum(usize, usize),
    /// So many 分 of an ordinary month's revenue for each one.
    Per(i64),
}

/// One metric of the monthly form.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Name, as declared.
    pub name: &'static str,
    /// Decimals of the stored number.
    pub scale: u8,
    /// How it is drawn.
    pub draw: Draw,
    /// Does not apply to everyone: only to one firm in so many; 1 is all.
    pub one_in: u64,
}

const fn measure(name: &'static str, scale: u8, draw: Draw) -> Measure {
    Measure { name, scale, draw, one_in: 1 }
}

const fn some(name: &'static str, scale: u8, draw: Draw, one_in: u64) -> Measure {
    Measure { name, scale, draw, one_in }
}

/// The form, in the order of its columns.
pub const MEASURES: [Measure; 30] = [
    measure("营业收入", 2, Draw::Revenue),
    some("工业总产值", 2, Draw::Share(960, 1_050), 2),
    measure("利润总额", 2, Draw::Share(-30, 130)),
    measure("税收", 2, Draw::Share(28, 61)),
    measure("研发费用", 2, Draw::Share(20, 140)),
    measure("从业人数", 0, Draw::Per(9_000_000)),
    measure("用电量", 0, Draw::Per(20_000)),
    measure("固定资产投资", 2, Draw::Share(0, 60)),
    some("出口额", 2, Draw::Share(90, 420), 3),
    measure("能源消费量", 2, Draw::Per(10_000)),
    some("标识注册量", 0, Draw::Per(3_000), 4),
    some("标识解析量", 0, Draw::Per(1_000), 4),
    measure("月报营业成本", 2, Draw::Share(600, 840)),
    measure("月报销售费用", 2, Draw::Share(10, 60)),
    measure("月报管理费用", 2, Draw::Share(20, 80)),
    measure("月报财务费用", 2, Draw::Share(-5, 20)),
    measure("月报资产总计", 2, Draw::Sum(17, 18)),
    measure("月报负债合计", 2, Draw::Stock(4_000, 9_000)),
    measure("月报所有者权益合计", 2, Draw::Stock(3_000, 9_000)),
    measure("月报应收账款", 2, Draw::Stock(800, 2_600)),
    measure("月报存货", 2, Draw::Stock(500, 1_900)),
    measure("月报应付职工薪酬", 2, Draw::Share(80, 240)),
    measure("月报应交增值税", 2, Draw::Share(10, 40)),
    some("月报软件业务收入", 2, Draw::Share(300, 950), 4),
    some("月报新产品销售收入", 2, Draw::Share(50, 400), 2),
    measure("月报订单金额", 2, Draw::Share(700, 1_400)),
    measure("月报用水量", 0, Draw::Per(40_000)),
    measure("月报用气量", 0, Draw::Per(90_000)),
    measure("月报研发人员数", 0, Draw::Per(40_000_000)),
    measure("月报银行贷款余额", 2, Draw::Stock(1_000, 4_000)),
];

/// Those of the form that are its own, under names that no knowledge file takes: name, English name, unit.
const ADDITIONAL: [(&str, &str, &str); 18] = [
    ("月报营业成本", "monthly_operating_cost", "元"),
    ("月报销售费用", "monthly_selling_expense", "元"),
    ("月报管理费用", "monthly_administrative_expense", "元"),
    ("月报财务费用", "monthly_financial_expense", "元"),
    ("月报资产总计", "monthly_total_assets", "元"),
    ("月报负债合计", "monthly_total_liabilities", "元"),
    ("月报所有者权益合计", "monthly_total_equity", "元"),
    ("月报应收账款", "monthly_receivables", "元"),
    ("月报存货", "monthly_inventories", "元"),
    ("月报应付职工薪酬", "monthly_payroll", "元"),
    ("月报应交增值税", "monthly_vat_payable", "元"),
    ("月报软件业务收入", "monthly_software_revenue", "元"),
    ("月报新产品销售收入", "monthly_new_product_revenue", "元"),
    ("月报订单金额", "monthly_orders", "元"),
    ("月报用水量", "monthly_water_use", "吨"),
    ("月报用气量", "monthly_gas_use", "立方米"),
    ("月报研发人员数", "monthly_research_staff", "人"),
    ("月报银行贷款余额", "monthly_bank_loans", "元"),
];

/// Declarations of the additional ones.
pub(super) fn additional() -> Result<Vec<MetricDraft>, StoreError> {
    let mut yaml = String::new();
    for (name, name_en, unit) in ADDITIONAL {
        let scale = if unit == "元" { 2 } else { 0 };
        yaml += &format!(
            "- {{name: {name}, name_en: {name_en}, subject: firm, kind: number, unit: {unit}, scale: {scale}, \
             grain: month, definition: 演示月报的一栏, citation: 演示数据}}\n"
        );
    }
    read_metrics("演示月报", &yaml)
}
