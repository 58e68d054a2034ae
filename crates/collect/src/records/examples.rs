//! Worked examples of a type, judged by the same rules as records.

use std::collections::{BTreeMap, BTreeSet};

use domain::{EntityId, FactValue, Period, Value};

use super::types::{Example, RecordType};
use super::{Case, ON_FILE, excluded, judge, metric};
use crate::{Registry, value};

/// Judges the records of an example; what comes out otherwise than it says.
pub(crate) fn run(kind: &RecordType, example: &Example, registry: &Registry) -> Result<(), String> {
    let mut cases = Vec::new();
    let mut wanted = Vec::new();
    for (nth, fields) in example.records.iter().enumerate() {
        let said = |error: String| format!("第 {} 条：{error}", nth + 1);
        let (case, counts) = case(kind, nth, fields, registry).map_err(said)?;
        cases.push(case);
        wanted.push(counts);
    }
    let found = verdicts(kind, &cases, registry).map_err(|error| error.to_string())?;
    for (nth, (verdict, wanted)) in found.iter().zip(&wanted).enumerate() {
        let got = verdict.failed().map_or("是", |ruling| ruling.rule.key());
        if got != wanted {
            return Err(format!("第 {} 条写的是“计入：{wanted}”，按规则是“{got}”", nth + 1));
        }
    }
    Ok(())
}

/// What the rules say of these records of one type, taken in their order.
pub(crate) fn verdicts(kind: &RecordType, cases: &[Case], registry: &Registry) -> store::Result<Vec<judge::Verdict>> {
    let all: Vec<&Case> = cases.iter().collect();
    let excluded = excluded::excluded(kind, registry.metrics(), &all)?;
    let rulings: Vec<Vec<judge::Ruling>> =
        cases.iter().zip(&excluded).map(|(case, excluded)| judge::alone(case, Some(kind), excluded)).collect();
    let keys: Vec<Vec<String>> = cases.iter().map(|case| judge::keys(case, Some(kind))).collect();
    let mut candidates = Vec::new();
    for ((case, rulings), keys) in cases.iter().zip(&rulings).zip(&keys) {
        let eligible = rulings.iter().all(|ruling| ruling.holds);
        candidates.push(judge::Candidate { id: case.id, kind: &case.kind, eligible, keys });
    }
    let displaced = judge::displaced(&candidates);
    let mut verdicts = Vec::new();
    for (case, mut rulings) in cases.iter().zip(rulings) {
        rulings.extend(judge::among(kind, displaced.get(&case.id)));
        verdicts.push(judge::Verdict { rulings });
    }
    Ok(verdicts)
}

fn case(
    kind: &RecordType,
    nth: usize,
    fields: &BTreeMap<String, String>,
    registry: &Registry,
) -> Result<(Case, String), String> {
    let mut case = Case {
        id: EntityId(nth as i64 + 1),
        name: format!("例{}", nth + 1),
        kind: kind.code.clone(),
        period: Period::year(2024).ok_or("没有年度")?,
        values: BTreeMap::new(),
        accepted: Some(true),
        evidence: kind.evidence.iter().map(|one| one.name.clone()).collect(),
        facts: Vec::new(),
        stands: None,
    };
    let mut wanted = None;
    let mut period = None;
    for (name, text) in fields {
        match name.as_str() {
            metric::COUNTS => wanted = Some(text.clone()),
            "名称" => case.name.clone_from(text),
            "期间" => period = Some(text.parse().map_err(|_| format!("“{text}”不是期间"))?),
            metric::ACCEPTED => case.accepted = Some(text == "是"),
            "凭证" if text == ON_FILE => {}
            "凭证" => case.evidence = BTreeSet::from([text.clone()]),
            _ => {
                let metric = registry.metrics().iter().find(|metric| metric.name == *name);
                let metric = metric.ok_or_else(|| format!("“{name}”不是指标"))?;
                let read = value::read(text, metric, None, registry).map_err(|fault| fault.message)?;
                case.values.extend(read.map(|value| (name.clone(), value)));
            }
        }
    }
    if let Some(FactValue::Known(Value::Date(day))) = case.values.get(&kind.period) {
        period = period.or_else(|| Period::year(day.year()));
    }
    case.period = period.unwrap_or(case.period);
    Ok((case, wanted.ok_or("没有写“计入”")?))
}
