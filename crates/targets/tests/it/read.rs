//! The published table and the three examples are read as a careful person reads them.

use std::path::PathBuf;

use serde_json::Value;
use shuanglian_targets::model::TargetTable;
use shuanglian_targets::read;

/// A file of the folder shared beside the workspace, where there is one.
pub(crate) fn shared(path: &str) -> Option<(String, Vec<u8>)> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    match std::fs::read(&file) {
        Ok(bytes) => Some((file.file_name()?.to_string_lossy().into_owned(), bytes)),
        Err(_) => {
            eprintln!("skipped: {path} is not beside the workspace");
            None
        }
    }
}

/// Reads a text as a pasted file.
pub(crate) fn text(name: &str, content: &[u8]) -> Result<TargetTable, read::Refusal> {
    let document = tabular::read(name, content, &tabular::ReadOptions::default()).expect("a readable file");
    read::read(&document)
}

#[test]
fn the_published_table_is_read_whole() {
    let Some((name, bytes)) = shared("data/performance-table/table.txt") else { return };
    let table = text(&name, &bytes).expect("read");
    assert_eq!(table.projects.len(), 11);
    assert_eq!(table.document.title.as_deref(), Some("项目支出绩效目标表（含转移支付项目）"));
    assert_eq!(table.document.unit.as_deref(), Some("万元"));
    assert_eq!(table.document.year, None);
    let clauses: Vec<usize> = table.projects.iter().map(|p| p.goal_clauses.len()).collect();
    assert_eq!(clauses, [1, 16, 1, 6, 1, 1, 1, 1, 2, 1, 1]);
    let indicators: Vec<usize> = table.projects.iter().map(|p| p.indicators.len()).collect();
    assert_eq!(indicators, [4, 7, 6, 6, 4, 4, 5, 5, 6, 4, 6]);
    let all: Vec<_> = table.projects.iter().flat_map(|p| &p.indicators).collect();
    for (code, count) in [("11", 17), ("12", 10), ("13", 3), ("21", 2), ("22", 10), ("24", 12), ("31", 3)] {
        let found = all.iter().filter(|i| i.level2_code.as_deref() == Some(code)).count();
        assert_eq!(found, count, "code {code}");
    }
    assert!(all.iter().all(|i| i.target_period.is_some() && i.target_period == i.target_annual && i.target.is_none()));
    assert!(all.iter().all(|i| !i.name.contains('<') && !i.target_annual.as_ref().unwrap().ends_with('。')));
    let p2 = &table.projects[1];
    assert_eq!(p2.amounts[0].value.as_deref(), Some("154777.00"));
    assert_eq!((p2.amounts[3].item.as_str(), p2.amounts[3].value.as_deref()), ("其他资金", None));
    assert_eq!(p2.indicators[2].target_annual.as_deref().unwrap().matches('；').count(), 1);
    assert!(p2.indicators[3].target_annual.as_deref().unwrap().ends_with("×100%）"));
    assert_eq!(table.projects[6].indicators[3].name.matches(['1', '2']).count(), 2);
    assert_eq!(table.projects[8].name, "鱼珠片区数字技术应用产业平台展示中心项目");
    assert_eq!(table.projects[8].amounts[1].value.as_deref(), Some("2585.00"));
    assert_eq!(table.checks.stated[0].value.as_deref(), Some("190857.18"));
    assert_eq!(table.checks.computed[0].value.as_deref(), Some("190133.18"));
    assert_eq!(table.checks.adds_up, Some(false));
    assert!(table.findings.is_empty(), "{:?}", table.findings);
}

/// Compares every field of the expected object with the read one; a missing one counts as null.
fn compare(expected: &Value, read: &Value, path: &str, wrong: &mut Vec<String>) {
    match (expected, read) {
        (Value::Object(fields), _) => {
            for (key, value) in fields.iter().filter(|(key, _)| *key != "remarks") {
                compare(value, read.get(key).unwrap_or(&Value::Null), &format!("{path}.{key}"), wrong);
            }
        }
        (Value::Array(items), Value::Array(found)) => {
            if items.len() != found.len() {
                wrong.push(format!("{path}: {} expected, {} read: {read}", items.len(), found.len()));
            }
            for (index, item) in items.iter().enumerate() {
                compare(item, found.get(index).unwrap_or(&Value::Null), &format!("{path}[{index}]"), wrong);
            }
        }
        _ if expected == read => {}
        _ => wrong.push(format!("{path}: expected {expected}, read {read}")),
    }
}

#[test]
fn the_examples_are_read_as_expected() {
    for stem in ["qingshan-kejing-2021", "qingshen-fgj-2023", "taoyuan-kjj-2022"] {
        let folder = "data/performance-table/examples";
        let Some((name, bytes)) = shared(&format!("{folder}/{stem}.txt")) else { return };
        let Some((_, expected)) = shared(&format!("{folder}/{stem}.json")) else { return };
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let table = text(&name, &bytes).expect(stem);
        let mut wrong = Vec::new();
        compare(&expected, &serde_json::to_value(&table).unwrap(), stem, &mut wrong);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
