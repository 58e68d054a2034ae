//! Any text as a sheet of facts: never a panic; no fact comes from a faulty row; faulty rows are handed back.
#![no_main]

use std::sync::LazyLock;

use collect::{ReadOptions, RecordTypes, Registry};
use domain::{MetricDef, MetricId};
use libfuzzer_sys::fuzz_target;

const METRICS: [(&str, &str); 3] = [
    ("firm-monthly", include_str!("../../knowledge/metrics/firm-monthly.yaml")),
    ("firm-attributes", include_str!("../../knowledge/metrics/firm-attributes.yaml")),
    ("record", include_str!("../../knowledge/metrics/record.yaml")),
];
const LEVELS: &str = include_str!("../../knowledge/lists/levels.yaml");
/// One type, whose rules every row that names it is held against.
const TYPE: &str = include_str!("../../knowledge/record-types/hub-reception.yaml");

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut metrics: Vec<MetricDef> = Vec::new();
    for (file, yaml) in METRICS {
        for draft in store::knowledge::read_metrics(file, yaml).unwrap() {
            let id = MetricId(metrics.len() as i64 + 1);
            metrics.push(draft.with_id(id));
        }
    }
    let types = RecordTypes::new([serde_norway::from_str(TYPE).unwrap()]);
    let lists = [types.list(), store::knowledge::read_list("levels", LEVELS).unwrap()];
    Registry::new(metrics, lists, types)
});

fuzz_target!(|data: &[u8]| {
    let Ok(document) = tabular::read("a.csv", data, &tabular::ReadOptions::default()) else { return };
    let reading = collect::read(&document, &REGISTRY, &ReadOptions::default());
    let faulty = reading.faulty_rows();
    for fact in reading.good_facts() {
        assert!(!faulty.contains(&(fact.sheet, fact.row)));
        assert!(reading.subjects.get(fact.subject).is_some());
    }
    if let Some(workbook) = collect::error_workbook(&document, &reading) {
        drop(workbook);
        assert!(!reading.problems.is_empty());
    }
});
