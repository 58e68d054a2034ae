//! Any bytes as a performance table: never a panic; ids are unique, targets stand on something, spans lie in order.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use tabular::ReadOptions;

fuzz_target!(|data: &[u8]| {
    for name in ["-", "a.csv", "a.html"] {
        let Ok((_, table)) = targets::read_and_check(name, data, &ReadOptions::default()) else { continue };
        let mut ids = HashSet::new();
        for project in &table.projects {
            assert!(ids.insert(&project.id), "{} twice", project.id);
            let clauses = project.goal_clauses.iter().map(|clause| &clause.id);
            for id in clauses.chain(project.indicators.iter().map(|indicator| &indicator.id)) {
                assert!(ids.insert(id), "{id} twice");
            }
        }
        for target in &table.targets {
            assert!(ids.contains(&target.of), "{} stands on nothing", target.id);
            assert!(target.source.span[0] <= target.source.span[1]);
        }
    }
});
