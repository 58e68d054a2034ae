//! Worked examples of definitions: facts in words, put into memory, so that the same engine runs on them as on a folder.

use std::collections::BTreeMap;

use collect::Registry;
use domain::{EntityId, FactValue, MetricKind, Period, Scaled, Subject, SubjectKind, Unit, Value};
use formula::memory::Facts;

use crate::terms::FIRM;

/// What is given of one firm: metric, or metric@period, and its value in words; a number may carry a unit.
pub type Given = BTreeMap<String, String>;

/// Facts of no firm yet, with every metric of the registry.
///
/// # Errors
/// Two metrics of one name, in words.
pub fn blank(registry: &Registry) -> Result<Facts, String> {
    let mut facts = Facts::new();
    for metric in registry.metrics() {
        facts.declare(metric.clone()).map_err(|error| error.to_string())?;
    }
    Ok(facts)
}

/// The facts of some firms, numbered from 1 in their order, at a period unless they say another.
///
/// # Errors
/// Which value cannot be read, in words.
pub fn facts(registry: &Registry, firms: &[&Given], period: Period) -> Result<Facts, String> {
    let mut facts = blank(registry)?;
    for (nth, given) in firms.iter().enumerate() {
        let firm = Subject::One(EntityId(nth as i64 + 1));
        facts.subject(&SubjectKind::new(FIRM), firm);
        for (name, text) in *given {
            let (name, at) = match name.split_once('@') {
                Some((name, at)) => (name, at.parse().map_err(|_| format!("“{at}”不是时期"))?),
                None => (name.as_str(), period),
            };
            say(&mut facts, registry, firm, name, at, text)?;
        }
    }
    Ok(facts)
}

fn say(
    facts: &mut Facts,
    registry: &Registry,
    firm: Subject,
    name: &str,
    period: Period,
    text: &str,
) -> Result<(), String> {
    let metric = registry.named(name).ok_or_else(|| format!("“{name}”不是指标"))?;
    let wrong = || format!("“{text}”不是“{name}”的值");
    if let MetricKind::Number { unit, scale } = &metric.kind
        && let Some(value) = with_unit(text, unit, *scale)
    {
        let row = facts.subject(&metric.subject, firm);
        facts.put(metric, row, period, FactValue::Known(Value::Number(value))).ok_or_else(wrong)?;
        return Ok(());
    }
    facts.say(name, firm, period, text).map(|_| ()).map_err(|_| wrong())
}

/// `15735.28万元` in the unit of the metric; none where there is no unit behind the number or it says something else.
fn with_unit(text: &str, unit: &Unit, scale: u8) -> Option<i64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))?;
    let (digits, symbol) = text.split_at(end);
    let given = Unit::named(symbol.trim());
    let number: Scaled = digits.parse().ok()?;
    (given.dimension() == unit.dimension()).then(|| collect::convert(number, &given, unit, scale)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_carry_its_unit() {
        let yuan = Unit::named("元");
        assert_eq!(with_unit("15735.28万元", &yuan, 2), Some(15_735_280_000));
        assert_eq!(with_unit("3 亩", &Unit::named("平方米"), 2), Some(200_000));
        assert_eq!(with_unit("3人", &yuan, 2), None);
        assert_eq!(with_unit("300", &yuan, 2), None);
    }
}
