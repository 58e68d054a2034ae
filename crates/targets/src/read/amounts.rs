//! Amounts of money: plain decimals out of printed ones, labels and column heads of budget tables.

use super::words;

/// The decimal a cell prints, without separators; `None` when it is blank or not one number.
pub(crate) fn decimal(text: &str) -> Option<String> {
    let mut tight: String = text.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    for suffix in ["万元", "元", "分"] {
        if let Some(rest) = tight.strip_suffix(suffix) {
            tight = rest.to_string();
            break;
        }
    }
    let tight = tight.trim_start_matches(['¥', '￥']);
    let (sign, digits) = match tight.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", tight),
    };
    let mut parts = digits.splitn(2, '.');
    let whole = parts.next().unwrap_or("");
    let fraction = parts.next();
    if fraction.is_some_and(|f| f.is_empty() || !f.chars().all(|c| c.is_ascii_digit())) {
        return None;
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let all_digits = groups.iter().all(|g| !g.is_empty() && g.chars().all(|c| c.is_ascii_digit()));
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if !all_digits || !grouped || whole.len() > 24 {
        return None;
    }
    let whole: String = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{whole}"),
    })
}

/// Points as printed: a decimal where it is one, else the text, else nothing.
pub(crate) fn score(text: &str) -> Option<String> {
    if text.chars().all(|c| "/-—— ".contains(c)) {
        return None;
    }
    Some(decimal(text).unwrap_or_else(|| text.to_string()))
}

/// Whether a text looks like an amount.
pub(crate) fn is_amount(text: &str) -> bool {
    decimal(text).is_some()
}

/// Whether a cell of figures holds an amount, a stroke or nothing.
pub(crate) fn is_figure(text: &str) -> bool {
    is_amount(text) || text.chars().all(|c| "-—－/／ 无".contains(c))
}

/// A row label or column head that names money: the item and the period it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// 资金总额, 财政拨款 … without `其中` and the period.
    pub(crate) item: String,
    /// As printed, without `其中`.
    pub(crate) printed: String,
    /// 年度, 当年, 实施期 … where the label names one.
    pub(crate) period: Option<String>,
    /// Whether it stands first: the sum of the others.
    pub(crate) total: bool,
}

const PERIODS: &[&str] = &[
    "当年",
    "本年度",
    "本年",
    "年度",
    "全年",
    "实施期",
    "实施周期",
    "全周期",
    "中期",
    "项目",
    "三年",
    "中长期",
    "年初",
];

/// Understands a money label; the key of its cell is given.
pub(crate) fn item(text: &str) -> Option<Item> {
    if text.chars().count() > 40 {
        return None;
    }
    let mut words = super::text::key(text);
    let mut part = false;
    for lead in ["其中:", "其中", "①", "②", "③", "④", "-", "—"] {
        if let Some(rest) = words.strip_prefix(lead) {
            words = rest.to_string();
            part = true;
        }
    }
    let words = super::text::key(&words);
    let (mut rest, mut period) = (words.as_str(), None);
    for lead in PERIODS {
        if let Some(tail) = words.strip_prefix(lead)
            && is_money(tail)
            && (*lead != "项目" || matches!(tail, "资金总额" | "金额" | "总额"))
        {
            (rest, period) = (tail, Some((*lead).to_string()));
            break;
        }
    }
    if let Some(year) = words.get(..4).filter(|y| y.chars().all(|c| c.is_ascii_digit()))
        && let Some(tail) = words.get(4..).and_then(|t| t.strip_prefix("年度").or(t.strip_prefix('年')))
        && is_money(tail)
    {
        (rest, period) = (tail, Some(format!("{year}年度")));
    }
    if !is_money(rest) {
        return None;
    }
    if period.as_deref() == Some("项目") {
        period = None;
    }
    let total = !part
        && matches!(rest, "资金总额" | "金额" | "总额" | "总计" | "合计" | "预算总额" | "总预算" | "预算资金总额");
    Some(Item { item: rest.to_string(), printed: words.clone(), period, total })
}

/// Whether a label without its period names money.
fn is_money(words: &str) -> bool {
    words::MONEY.has(words) || (words::FIELDS.find(words).is_none() && super::phrase::money(words))
}

/// Whether a heading names a column of amounts of a budget table (年初预算数 …).
pub(crate) fn is_column(key: &str) -> bool {
    let named = ["预算数", "执行数", "支出数", "到位数", "决算数", "下达数"].iter().any(|end| key.ends_with(end));
    if words::AMOUNT_COLUMNS.has(key)
        || super::phrase::budget(key)
        || (named && key.matches('数').count() == 1 && key.chars().count() <= 10)
    {
        return true;
    }
    // A whole line of headings is none of them.
    let short = key.chars().count() <= 16 && key.matches("执行").count() < 2;
    short
        && (key.contains('月')
            || key.contains("半年")
            || key.contains("季度")
            || key.contains("监控")
            || key.contains("截至"))
        && (key.ends_with("执行数") || key.ends_with("支出数") || key.ends_with("支出") || key.ends_with("执行金额"))
}

/// Whether a heading of a budget table names a column without amounts.
pub(crate) fn is_other_column(key: &str) -> bool {
    words::OTHER_COLUMNS.has(key) || (key.ends_with("执行率") && key.chars().count() <= 14) || key.starts_with("执行率")
}

/// Adds decimals exactly; `None` when one is no number or the sum is too large.
pub(crate) fn sum<'a>(values: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut total: i128 = 0;
    let mut scale = 0usize;
    for value in values {
        let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
        if fraction.len() > 12 {
            return None;
        }
        while scale < fraction.len() {
            total = total.checked_mul(10)?;
            scale += 1;
        }
        let padded = format!("{whole}{fraction}{}", "0".repeat(scale - fraction.len()));
        total = total.checked_add(padded.parse::<i128>().ok()?)?;
    }
    let sign = if total < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", total.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    Some(if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

/// Whether two decimals are the same amount.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let negative = if let Some(rest) = b.strip_prefix('-') { rest.to_string() } else { format!("-{b}") };
    sum([a, negative.as_str()].into_iter()).is_some_and(|d| d.chars().all(|c| matches!(c, '0' | '.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_amounts_become_decimals() {
        assert_eq!(decimal("154,777.00").as_deref(), Some("154777.00"));
        assert_eq!(decimal("936万元").as_deref(), Some("936"));
        assert_eq!(decimal("１２．５").as_deref(), Some("12.5"));
        assert_eq!(decimal("1,40,3"), None);
        assert_eq!(decimal("—"), None);
    }

    #[test]
    fn labels_name_item_and_period() {
        let found = item("其中:当年财政拨款").unwrap();
        assert_eq!((found.item.as_str(), found.period.as_deref()), ("财政拨款", Some("当年")));
        assert!(item("资金管理办法").is_none());
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(["0.1", "0.25", "3"].into_iter()).as_deref(), Some("3.35"));
        assert!(same("56.00", "56"));
        assert!(!same("56.00", "56.01"));
    }
}
