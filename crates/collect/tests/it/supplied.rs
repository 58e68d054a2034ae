//! The knowledge that comes with the program hangs together.

use crate::folder;
use domain::MetricKind;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordType {
    code: String,
    name_en: String,
    counts: String,
    required: Vec<String>,
    evidence: Vec<String>,
}

#[test]
fn record_types_are_the_codes_of_their_list_and_ask_only_for_declared_metrics() {
    let folder = folder();
    let yaml = include_str!("../../../../knowledge/record-types/types.yaml");
    let types: Vec<RecordType> = serde_norway::from_str(yaml).unwrap();
    let list = folder.registry.list("record-types").unwrap();
    let codes: Vec<(&str, &str)> = list.codes.iter().map(|c| (c.code.as_str(), c.label_en.as_str())).collect();
    assert_eq!(types.iter().map(|t| (t.code.as_str(), t.name_en.as_str())).collect::<Vec<_>>(), codes);
    for of in &types {
        assert!(!of.counts.is_empty() && !of.evidence.is_empty(), "{}", of.code);
        for name in &of.required {
            let metric = folder.registry.named(name);
            assert_eq!(metric.map(|m| m.subject.as_str()), Some("record"), "{}: {name}", of.code);
        }
    }
}

#[test]
fn every_code_metric_has_its_list_and_no_name_means_two_metrics() {
    let folder = folder();
    let mut names = std::collections::BTreeSet::new();
    for metric in folder.registry.metrics() {
        if let MetricKind::Code { list, .. } = &metric.kind {
            assert!(folder.registry.list(list).is_some(), "{} wants the list {list}", metric.name);
        }
        for name in [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases) {
            assert!(names.insert(name.to_lowercase()), "{name} means two metrics");
        }
    }
}
