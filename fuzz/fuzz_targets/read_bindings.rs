//! Any text as a file of bindings for the demo's table: never a panic, and what is taken has a target and a reason.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tabular::ReadOptions;
use targets::model::TargetTable;

static TABLE: LazyLock<TargetTable> = LazyLock::new(|| {
    let text = include_bytes!("../../knowledge/demo/table.txt");
    targets::read_and_check("-", text, &ReadOptions::default()).unwrap().1
});

fuzz_target!(|yaml: &str| {
    let Ok(bindings) = targets::binding::read_file(yaml, &TABLE) else { return };
    for binding in &bindings {
        assert!(TABLE.targets.iter().any(|target| target.id == binding.target));
        assert!(!binding.why.trim().is_empty());
    }
});
