//! Values of indicators: rates without a percentage, nothing to measure, grades, approximations, two numbers in one.

use std::collections::BTreeSet;

use super::context::{Context, Entry, short};
use super::{Raised, finding};
use crate::model::{Severity, TargetKind};
use crate::promise::{self, units};

pub(super) fn check(context: &Context, found: &mut Raised) {
    for entry in context.entries() {
        rate(entry, found);
        unmeasurable(entry, found);
        kinds(entry, context.table.document.year.is_some(), found);
        compound(entry, found);
        unit_in_name(entry, found);
    }
}

/// Whether a name ends in 率, a bracketed addition left aside.
pub(super) fn is_rate(name: &str) -> bool {
    name_and_bracket(name).0.ends_with('率')
}

/// A name and the content of the brackets at its end.
fn name_and_bracket(name: &str) -> (&str, Option<&str>) {
    let name = name.trim();
    for (open, close) in [('（', '）'), ('(', ')')] {
        if let Some(inner) = name.strip_suffix(close)
            && let Some((before, inside)) = inner.rsplit_once(open)
        {
            return (before.trim_end(), Some(inside.trim()));
        }
    }
    (name, None)
}

fn refs(entry: &Entry) -> Vec<String> {
    vec![entry.indicator.id.clone()]
}

fn rate(entry: &Entry, found: &mut Raised) {
    let indicator = entry.indicator;
    let Some(value) = entry.value.filter(|_| is_rate(&indicator.name)) else { return };
    // 九成 as 9成: a tenth only after a digit, so that 完成 is none.
    let chars: Vec<char> = value.chars().collect();
    let tenths = chars.windows(2).any(|pair| pair[0].is_ascii_digit() && matches!(pair[1], '成' | '倍'));
    let ratio = value.contains(['%', '％', '‰', '﹪']) || value.contains("百分") || tenths;
    let in_cells = indicator.unit.as_deref().is_some_and(|u| u.contains(['%', '％', '‰']))
        || name_and_bracket(&indicator.name).1.is_some_and(|u| u.contains(['%', '％', '‰']));
    if ratio || in_cells {
        return;
    }
    let message = format!("“{}”是比率，指标值应为百分比，实际写的是“{}”。", indicator.name, short(value, 30));
    found.push(finding("rate_name_without_percent", Severity::Error, refs(entry), message));
}

fn unmeasurable(entry: &Entry, found: &mut Raised) {
    if !entry.promises.is_empty() || entry.indicator.num.is_some() {
        return;
    }
    let message = match entry.value {
        None => format!("“{}”没有读到指标值。", entry.indicator.name),
        Some(value) if promise::unclear(value) => {
            let message = format!("指标值“{}”的写法不能确定地读成一个数值或日期，须核对。", short(value, 30));
            found.push(finding("uncertain_reading", Severity::Warn, refs(entry), message));
            return;
        }
        // A percentage that is no promise (a rate of law) is still a number.
        Some(value) if value.contains(['%', '％']) => return,
        Some(value) => {
            format!("指标值“{}”没有数量、时限、对比基期或等级，无法衡量；应写明衡量标准。", short(value, 30))
        }
    };
    found.push(finding("unmeasurable_value", Severity::Error, refs(entry), message));
}

fn kinds(entry: &Entry, year_known: bool, found: &mut Raised) {
    let value = entry.value.unwrap_or_default();
    // 第三季度前 may be before it begins or before it ends.
    if year_known && entry.promises.iter().any(|p| p.kind == TargetKind::Date && p.num.is_none()) {
        let message = format!("指标值“{}”没有写成一个确定的日期，时限留空，须核对。", short(value, 30));
        found.push(finding("uncertain_reading", Severity::Warn, refs(entry), message));
    }
    let first = |test: &dyn Fn(&crate::promise::Promise) -> bool| {
        entry
            .promises
            .iter()
            .find(|p| test(p))
            .map(|p| -> String { value.chars().skip(p.start).take(p.end - p.start).collect() })
    };
    if let Some(grade) = first(&|p| p.kind == TargetKind::Ordinal) {
        let message = format!("指标值是等级“{grade}”；须写明由谁按什么标准评定，或改为数值。");
        found.push(finding("ordinal_value", Severity::Warn, refs(entry), message));
    }
    if let Some(quote) = first(&|p| p.about) {
        let message = format!("指标值“{quote}”是约数，无法判断是否达到；应写明下限。");
        found.push(finding("approximate_value", Severity::Warn, refs(entry), message));
    }
    if let Some(quote) = first(&|p| p.in_words) {
        let message = format!("指标值“{quote}”用汉字写数量，应改用阿拉伯数字。");
        found.push(finding("chinese_numeral", Severity::Info, refs(entry), message));
    }
}

fn compound(entry: &Entry, found: &mut Raised) {
    let numbers: BTreeSet<usize> =
        entry.promises.iter().filter(|p| p.kind == TargetKind::Numeric).map(|p| p.number_at).collect();
    if numbers.len() < 2 {
        return;
    }
    let value = entry.value.unwrap_or_default();
    let message = format!(
        "一项指标里有 {} 个数值目标（“{}”），只完成其中一个时得分无法确定；应拆成各自的指标。",
        numbers.len(),
        short(value, 30)
    );
    found.push(finding("compound_indicator", Severity::Error, refs(entry), message));
}

fn unit_in_name(entry: &Entry, found: &mut Raised) {
    let (_, Some(inside)) = name_and_bracket(&entry.indicator.name) else { return };
    let (_, unit) = crate::promise::magnitude(inside);
    if units::measures().contains(&unit) || (unit.is_empty() && !inside.is_empty()) || unit == "％" {
        let message = format!("计量单位“{inside}”写在了指标名称里；应写在指标值中。");
        found.push(finding("unit_inside_name", Severity::Info, refs(entry), message));
    }
}
