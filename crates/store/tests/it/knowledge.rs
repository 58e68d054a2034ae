//! Declarations: read from what officers write, versioned in the folder.

use std::path::Path;

use domain::FactSource;
use proptest::prelude::*;
use shuanglian_store::{Declared, knowledge};

use crate::district::{District, METRICS, act};

#[test]
fn a_changed_definition_is_a_new_version_and_a_changed_kind_is_refused_once_there_are_facts() {
    let d = District::new(1);
    let before = d.store.snapshot().unwrap();
    d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let mut drafts = knowledge::read_metrics("test.yaml", METRICS).unwrap();
    let again = d.store.write(&act(), |w| w.declare_metrics(&drafts)).unwrap();
    assert!(again.iter().all(|(_, did)| *did == Declared::Same));
    drafts[0].definition = "含税".to_owned();
    let changed = d.store.write(&act(), |w| w.declare_metrics(&drafts[..1])).unwrap();
    assert_eq!(changed, [(d.metrics[0], Declared::Changed)]);
    assert_eq!(d.store.read(|r| r.metric_version(d.metrics[0])).unwrap(), 2);
    assert_eq!(d.store.snapshot().unwrap().metric("营业收入").unwrap().definition, "含税");
    assert_eq!(before.metric("营业收入").unwrap().definition, "本期");
    drafts[0].kind = domain::MetricKind::Truth;
    let refused = d.store.write(&act(), |w| w.declare_metrics(&drafts[..1]));
    assert_eq!(refused.unwrap_err().code(), "store.metric_in_use");
}

#[test]
fn two_metrics_cannot_answer_to_one_name() {
    let d = District::new(0);
    let yaml = METRICS.replace("name: 备注, name_en: remark", "name: 附注, name_en: note, aliases: [营收]");
    let drafts = knowledge::read_metrics("test.yaml", &yaml).unwrap();
    let refused = d.store.write(&act(), |w| w.declare_metrics(&drafts));
    assert_eq!(refused.unwrap_err().to_string(), "metric name “营收” exists already");
}

#[test]
fn slips_of_the_pen_are_named() {
    for (from, to, reason) in [
        ("unit: 元, scale: 2, ", "", "a number needs a unit"),
        ("list: chains, ", "", "a code needs the list"),
        ("kind: truth", "kind: truth, unit: 元", "only a number has unit"),
        ("subject: firm>firm", "subjct: firm", "subjct"),
        ("scale: 2", "scale: 99", "at most 12"),
    ] {
        let refused = knowledge::read_metrics("firm.yaml", &METRICS.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(refused.contains(reason) && refused.starts_with("firm.yaml"), "{refused}");
    }
}

#[test]
fn the_files_of_the_knowledge_folder_are_well_formed_and_fit_together() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let texts = |folder: &str| {
        let mut texts = Vec::new();
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            texts.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
        }
        texts
    };
    let d = District::new(0);
    let (mut metrics, mut lists) = (Vec::new(), Vec::new());
    for (file, text) in texts("metrics") {
        metrics.extend(knowledge::read_metrics(&file, &text).unwrap());
    }
    for (file, text) in texts("lists") {
        lists.push(knowledge::read_list(&file, &text).unwrap());
    }
    for metric in &metrics {
        // The list of types is made from their files.
        if let domain::MetricKind::Code { list, .. } = &metric.kind
            && list != "record-types"
        {
            assert!(lists.iter().any(|known| known.name == *list), "{} is of no list: {list}", metric.name);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let store = shuanglian_store::Store::create(folder.path().join("d"), shuanglian_store::FolderKind::Real).unwrap();
    store.write(&act(), |w| w.declare_metrics(&metrics)).unwrap();
    for list in &lists {
        assert_eq!(d.store.write(&act(), |w| w.declare_list(list)).unwrap(), Declared::New);
        assert_eq!(d.store.write(&act(), |w| w.declare_list(list)).unwrap(), Declared::Same);
    }
    assert_eq!(d.store.read(|r| r.code_lists()).unwrap().len(), lists.len());
}

proptest! {
    #[test]
    fn no_yaml_panics(text in "[-a-z:{}\\[\\], \n\"营业]{0,80}") {
        let _ = knowledge::read_metrics("x", &text);
        let _ = knowledge::read_list("x", &text);
    }
}
