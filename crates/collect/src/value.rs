//! The text of one cell as a value of its metric: exact, or a fault; nothing is guessed.

use std::sync::Arc;

use domain::{CodeSet, FactValue, MetricDef, MetricKind, Scaled, Unit, Value};
use jiff::civil::Date;

use crate::Registry;
use crate::problem::Fault;

/// Longest text that is kept as a value, in characters.
const MAX_TEXT: usize = 2_000;

/// Reads a cell. `None` is an empty cell: nothing was said. `unit` is the one that the column states.
pub(crate) fn read(
    text: &str,
    metric: &MetricDef,
    unit: Option<&Unit>,
    registry: &Registry,
) -> Result<Option<FactValue>, Fault> {
    let text = text.trim();
    match text {
        "" => return Ok(None),
        "—" | "——" | "-" | "－" | "缺失" => return Ok(Some(FactValue::Missing)),
        "/" | "／" | "不适用" => return Ok(Some(FactValue::NotApplicable)),
        "未到期" => return Ok(Some(FactValue::NotDue)),
        _ => {}
    }
    let value =
        match &metric.kind {
            MetricKind::Number { unit: own, scale } => {
                Value::Number(number(text, unit.unwrap_or(own), own, *scale).map_err(|fault| plainly(fault, metric))?)
            }
            MetricKind::Truth => Value::Truth(truth(text)?),
            MetricKind::Date => Value::Date(date(text).ok_or_else(|| {
                Fault::new("not_a_date", format!("“{}”不是日期", short(text)), "写成 2024-09-05 的样子")
            })?),
            MetricKind::Code { list, many } => Value::Codes(codes(text, list, *many, registry)?),
            MetricKind::Text if text.chars().count() > MAX_TEXT => {
                let message = format!("文字有 {} 字，最多 {MAX_TEXT} 字", text.chars().count());
                return Err(Fault::new("text_too_long", message, "缩短文字，全文作为附件保存"));
            }
            MetricKind::Text => Value::Text(Arc::from(text)),
        };
    Ok(Some(FactValue::Known(value)))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What has happened has its number: a record is not told of words that stand for none.
fn plainly(mut fault: Fault, metric: &MetricDef) -> Fault {
    if fault.code == "not_a_number" && metric.subject.as_str() == crate::records::KIND {
        fault.mend = "只填数字".to_owned();
    }
    fault
}

/// Full-width digits, points and signs as their usual forms; they can mean nothing else.
fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' => '.',
        '，' => ',',
        '－' | '−' => '-',
        '％' => '%',
        _ => c,
    };
    text.chars().map(narrow).collect()
}

fn number(text: &str, stated: &Unit, own: &Unit, scale: u8) -> Result<i64, Fault> {
    let plain = half_width(text);
    if let Some(percent) = plain.strip_suffix('%') {
        let percent_unit = Unit::named("%");
        if own.dimension() != percent_unit.dimension() {
            return Err(Fault::new("wrong_unit", format!("“{}”是百分数，这一列要{}", short(text), own), "填绝对数"));
        }
        return match percent.trim().parse::<Scaled>() {
            Ok(number) => convert(number, &percent_unit, own, scale).ok_or_else(|| too_fine(text, own, scale)),
            Err(_) => Err(not_a_number(text, stated)),
        };
    }
    match plain.parse::<Scaled>() {
        Ok(number) => convert(number, stated, own, scale).ok_or_else(|| too_fine(text, own, scale)),
        Err(domain::ScaledError::NotANumber) => Err(not_a_number(text, stated).suggest(with_unit(&plain, stated))),
        Err(_) => Err(Fault::new("number_too_large", format!("“{}”位数太多", short(text)), "核对小数点和单位")),
    }
}

fn not_a_number(text: &str, stated: &Unit) -> Fault {
    let unit = if stated.symbol().is_empty() { String::new() } else { format!("（{stated}）") };
    Fault::new(
        "not_a_number",
        format!("“{}”不是数字{unit}", short(text)),
        "只填数字；没有数填“—”，不适用填“/”，未到期填“未到期”",
    )
}

fn too_fine(text: &str, own: &Unit, scale: u8) -> Fault {
    let message = format!("“{}”换算成{own}后超出 {scale} 位小数或位数太多", short(text));
    Fault::new("not_exact", message, "核对单位，或按指标的精度填写")
}

/// `1.2亿` in a column of 万元 probably means 12,000: offered, never taken.
fn with_unit(text: &str, stated: &Unit) -> Option<String> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))?;
    let (digits, symbol) = text.split_at(end);
    let number: Scaled = digits.parse().ok()?;
    let symbol = symbol.trim();
    let base = stated.dimension().to_string();
    for unit in [Unit::named(symbol), Unit::named(&format!("{symbol}{base}"))] {
        if unit.dimension() != stated.dimension() {
            continue;
        }
        for scale in 0..=6 {
            if let Some(mantissa) = convert(number, &unit, stated, scale) {
                return Some(Scaled::new(mantissa, scale).grouped());
            }
        }
    }
    None
}

/// A number in one unit as an integer of another at a scale; `None` when digits would be lost or do not fit.
pub fn convert(number: Scaled, from: &Unit, to: &Unit, scale: u8) -> Option<i64> {
    let ((fn_, fd), (tn, td)) = (from.factor(), to.factor());
    let over = i128::from(number.mantissa).checked_mul(i128::from(fn_))?.checked_mul(i128::from(td))?;
    let over = over.checked_mul(10_i128.checked_pow(u32::from(scale))?)?;
    let under =
        i128::from(fd).checked_mul(i128::from(tn))?.checked_mul(10_i128.checked_pow(u32::from(number.scale))?)?;
    if under == 0 || over % under != 0 {
        return None;
    }
    i64::try_from(over / under).ok()
}

fn truth(text: &str) -> Result<bool, Fault> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "√" | "true" | "yes" | "y" => Ok(true),
        "否" | "无" | "×" | "false" | "no" | "n" => Ok(false),
        _ => Err(Fault::new("not_a_truth", format!("“{}”不是是否", short(text)), "填“是”或“否”")),
    }
}

/// `2024-09-05`, `2024/9/5`, `2024.9.5`, `2024年9月5日`, `20240905`, with a time of 00:00:00 cut off.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = half_width(text);
    let text = text.strip_suffix("T00:00:00").or_else(|| text.strip_suffix(" 00:00:00")).unwrap_or(&text);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn codes(text: &str, list: &str, many: bool, registry: &Registry) -> Result<CodeSet, Fault> {
    let Some(known) = registry.list(list) else {
        return Err(Fault::new(
            "no_list",
            format!("代码表“{list}”没有登记"),
            "请管理员在 knowledge/lists 里登记代码表",
        ));
    };
    let parts: Vec<&str> =
        if many { text.split(['、', ',', '，', ';', '；', '|']).map(str::trim).collect() } else { vec![text] };
    let mut found = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let Some(code) = known.find(part) else {
            let some: Vec<&str> = known.codes.iter().take(6).map(|code| code.label.as_str()).collect();
            let message = format!("“{}”不在代码表“{}”里", short(part), known.title);
            return Err(Fault::new("unknown_code", message, format!("可填：{} 等", some.join("、"))));
        };
        found.push(code.code.as_str());
    }
    if found.is_empty() {
        return Err(Fault::new("unknown_code", "没有写代码", "填代码或名称；不适用填“/”"));
    }
    Ok(CodeSet::new(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn yuan() -> Unit {
        Unit::named("元")
    }

    #[test]
    fn a_unit_is_converted_exactly_or_refused() {
        let wan = Unit::named("万元");
        assert_eq!(number("1,234.5678", &wan, &yuan(), 2), Ok(1_234_567_800));
        assert_eq!(number("１２．５", &wan, &yuan(), 2), Ok(12_500_000));
        assert_eq!(number("0.00000001", &wan, &yuan(), 2).map_err(|f| f.code), Err("not_exact"));
        assert_eq!(number("12.5%", &Unit::one(), &Unit::one(), 4), Ok(1250));
        assert_eq!(number("12%", &wan, &yuan(), 2).map_err(|f| f.code), Err("wrong_unit"));
    }

    #[test]
    fn a_magnitude_in_the_cell_is_offered_as_a_suggestion_only() {
        let fault = number("1.2亿", &Unit::named("万元"), &yuan(), 2).unwrap_err();
        assert_eq!(fault.code, "not_a_number");
        assert_eq!(fault.suggestion.as_deref(), Some("12,000"));
        assert_eq!(number("约300", &Unit::one(), &Unit::one(), 0).unwrap_err().suggestion, None);
    }

    #[test]
    fn dates_are_read_in_the_ways_offices_write_them() {
        let day = Some(jiff::civil::date(2024, 9, 5));
        for text in ["2024-09-05", "2024/9/5", "2024.9.5", "2024年9月5日", "20240905", "2024-09-05T00:00:00"] {
            assert_eq!(date(text), day, "{text}");
        }
        for text in ["2024-13-05", "24-9-5", "9月5日", "45540", "2024年9月"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,30}") {
            let _ = number(&text, &Unit::named("万元"), &yuan(), 2);
            let _ = date(&text);
        }

        #[test]
        fn conversion_there_and_back_is_the_same(n in -1_000_000_000_i64..1_000_000_000, scale in 0u8..4) {
            let wan = Unit::named("万元");
            let there = convert(Scaled::new(n, scale), &wan, &yuan(), 4).unwrap();
            prop_assert_eq!(convert(Scaled::new(there, 4), &yuan(), &wan, scale), Some(n));
        }
    }
}
