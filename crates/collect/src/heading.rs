//! What a column of a sheet is: who a row speaks of, for which period, or a metric in a stated unit.

use std::str::FromStr;

use domain::{MetricId, Period, SubjectKind, Unit};
use serde::{Deserialize, Serialize};

use crate::Registry;

/// What the cells under a heading mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The number by which the subject is known.
    Key {
        /// Kind of subject it identifies.
        kind: SubjectKind,
        /// Scheme of the identifier.
        scheme: String,
    },
    /// The subject's name.
    Name {
        /// Kind of subject it names.
        kind: SubjectKind,
    },
    /// The period of the row.
    Period,
    /// Values of a metric.
    Metric {
        /// Which.
        metric: MetricId,
        /// Unit as stated by the heading or the sheet; `None` where none is stated.
        unit: Option<Unit>,
    },
    /// Not read: a running number, a remark, an unknown heading.
    Ignored {
        /// Whether the heading is known to carry nothing (序号, 备注, the columns of an error file).
        expected: bool,
    },
}

impl Role {
    /// What a person says of a column: `key`, `name`, `period`, `-` for not read, or a metric by name; the first two of
    /// a kind of subject. `None` for words that mean nothing.
    pub fn chosen(word: &str, kind: &SubjectKind, unit: Option<Unit>, registry: &Registry) -> Option<Self> {
        match word.trim() {
            "key" | "编号" => {
                let (kind, scheme) = kinds().into_iter().find(|known| known.0 == *kind)?;
                Some(Self::Key { kind, scheme: scheme.to_owned() })
            }
            "name" | "名称" => Some(Self::Name { kind: kind.clone() }),
            "period" | "期间" => Some(Self::Period),
            "-" => Some(Self::Ignored { expected: true }),
            named => registry.named(named).map(|metric| Self::Metric { metric: metric.id, unit }),
        }
    }
}

/// Heading, kind, scheme of identifiers.
const KEYS: &[(&str, &str, &str)] = &[
    ("统一社会信用代码", "firm", "usci"),
    ("社会信用代码", "firm", "usci"),
    ("信用代码", "firm", "usci"),
    ("usci", "firm", "usci"),
    ("记录编号", "record", "record_no"),
    ("record_no", "record", "record_no"),
    ("项目编号", "project", "project_code"),
    ("project_code", "project", "project_code"),
    ("区划代码", "district", "division"),
    ("行政区划代码", "district", "division"),
    ("division", "district", "division"),
];

const NAMES: &[(&str, &str)] = &[
    ("企业名称", "firm"),
    ("单位名称", "firm"),
    ("firm", "firm"),
    ("记录名称", "record"),
    ("项目名称", "project"),
    ("区划名称", "district"),
];

const PERIODS: &[&str] = &["期间", "所属期", "所属期间", "报告期", "月份", "年度", "period"];

/// Headings of columns that carry nothing.
const SILENT: &[&str] = &["序号", "备注", "no", "remark"];

/// The columns that [`crate::error_workbook`] adds.
pub(crate) const ERROR_COLUMNS: [&str; 3] = ["错误列", "原因", "建议"];

/// Kinds of subjects that a sheet may speak of, with the scheme of their identifiers.
pub fn kinds() -> Vec<(SubjectKind, &'static str)> {
    let mut kinds: Vec<(SubjectKind, &'static str)> = Vec::new();
    for (_, kind, scheme) in KEYS {
        if !kinds.iter().any(|known| known.0.as_str() == *kind) {
            kinds.push((SubjectKind::new(kind), scheme));
        }
    }
    kinds
}

/// A heading cut into its name and the unit in its closing brackets.
fn split(text: &str) -> (String, Option<&str>) {
    let text = text.trim();
    let clean = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let closed = text.strip_suffix('）').or_else(|| text.strip_suffix(')'));
    if let Some(rest) = closed
        && let Some(open) = rest.rfind(['（', '('])
    {
        let (name, bracket) = rest.split_at(open);
        let unit = bracket.trim_start_matches(['（', '(']).trim();
        let unit = unit.strip_prefix("单位").map_or(unit, |u| u.trim_start_matches(['：', ':']).trim());
        return (clean(name), Some(unit));
    }
    (clean(text), None)
}

/// What a heading means; `sheet_unit` is a unit stated above the table (单位：万元).
pub(crate) fn role(text: &str, sheet_unit: Option<&Unit>, registry: &Registry) -> Role {
    let (name, _) = split(text);
    let lower = name.to_lowercase();
    if let Some(row) = KEYS.iter().find(|row| row.0 == lower) {
        return Role::Key { kind: SubjectKind::new(row.1), scheme: row.2.to_owned() };
    }
    if let Some(row) = NAMES.iter().find(|row| row.0 == lower) {
        return Role::Name { kind: SubjectKind::new(row.1) };
    }
    if PERIODS.contains(&lower.as_str()) {
        return Role::Period;
    }
    // A metric's own name may end in brackets.
    if let Some(named) = registry.named(text.trim()).or_else(|| registry.named(&name)) {
        return metric(text, named.id, sheet_unit, registry);
    }
    let ours = ERROR_COLUMNS.contains(&lower.as_str()) || SILENT.contains(&lower.as_str());
    Role::Ignored { expected: name.is_empty() || ours }
}

/// A column of a metric, in the unit that its heading or else the sheet states.
pub(crate) fn metric(text: &str, metric: MetricId, sheet_unit: Option<&Unit>, registry: &Registry) -> Role {
    let (_, bracket) = split(text);
    let unit = match (bracket, registry.metric(metric).map(|def| &def.kind)) {
        (Some(symbol), Some(domain::MetricKind::Number { .. })) => Some(Unit::named(symbol)),
        (None, Some(domain::MetricKind::Number { unit, .. })) => {
            sheet_unit.filter(|stated| stated.dimension() == unit.dimension()).cloned()
        }
        _ => None,
    };
    Role::Metric { metric, unit }
}

/// A period as a clerk writes it: our own forms, `2024年8月`, `2024年`, `2024年1-8月`, `2024年第1季度`, `202408`.
pub fn read_period(text: &str) -> Option<Period> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Ok(period) = Period::from_str(&text) {
        return Some(period);
    }
    let number = |s: &str, most: usize| -> Option<i16> {
        (!s.is_empty() && s.len() <= most && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok()).flatten()
    };
    if let Some((year, month)) = text.split_once('/') {
        return Period::month(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?);
    }
    if text.len() == 6 && text.is_ascii() {
        let month = i8::try_from(number(&text[4..], 2)?).ok()?;
        return Period::month(number(&text[..4], 4)?, month);
    }
    let (year, rest) = text.split_once('年')?;
    let year = number(year, 4).filter(|year| *year >= 1900)?;
    if rest.is_empty() || rest == "度" {
        return Period::year(year);
    }
    if let Some(quarter) = rest.strip_suffix("季度") {
        let quarter = quarter.trim_start_matches('第');
        let nth = ["一", "二", "三", "四"].iter().position(|q| *q == quarter);
        let nth = nth.and_then(|n| i8::try_from(n + 1).ok()).or_else(|| i8::try_from(number(quarter, 1)?).ok())?;
        return Period::quarter(year, nth);
    }
    let months = rest.strip_suffix('月')?;
    if let Some((first, last)) = months.split_once(['-', '–', '—', '~', '至']) {
        let first = number(first.trim_end_matches('月'), 2)?;
        return Period::months(year, i8::try_from(first).ok()?, i8::try_from(number(last, 2)?).ok()?);
    }
    Period::month(year, i8::try_from(number(months, 2)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn periods_are_read_as_clerks_write_them() {
        for (text, period) in [
            ("2024年8月", "2024-08"),
            ("202408", "2024-08"),
            ("2024/8", "2024-08"),
            ("2024 年", "2024"),
            ("2024年度", "2024"),
            ("2024年1-8月", "2024-01..08"),
            ("2024年第三季度", "2024Q3"),
            ("2024-08", "2024-08"),
        ] {
            assert_eq!(read_period(text).map(|p| p.to_string()).as_deref(), Some(period), "{text}");
        }
        for text in ["8月", "2024年13月", "202413", "24年8月", "本月", "2024-08-99", "年", "2024/"] {
            assert_eq!(read_period(text), None, "{text}");
        }
    }

    #[test]
    fn a_heading_gives_up_its_unit() {
        assert_eq!(split("营业收入（万元）"), ("营业收入".into(), Some("万元")));
        assert_eq!(split("营业 收入 (单位：万元)"), ("营业收入".into(), Some("万元")));
        assert_eq!(split("营业收入"), ("营业收入".into(), None));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = read_period(&text);
            let _ = role(&text, None, &Registry::default());
        }
    }
}
