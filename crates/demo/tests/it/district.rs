//! What is made and how it comes in.

use shuanglian_demo::{DemoError, DemoFile, DemoOptions, Summary, USERS, build, files};
use store::Store;

pub(crate) fn small() -> DemoOptions {
    DemoOptions { firms: 100, months: 24, ..DemoOptions::default() }
}

pub(crate) fn made(dir: &std::path::Path) -> (Store, Summary) {
    build(dir, &small(), &|password| Ok(format!("hash of {password}")), &mut |_| {}).unwrap()
}

fn digests(files: &[DemoFile]) -> Vec<(String, String)> {
    files.iter().map(|f| (f.name.clone(), store::digest_of(&f.bytes).to_string())).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() -> Result<(), DemoError> {
    let few = DemoOptions { firms: 40, months: 4, seed: 7 };
    let first = files(&few)?;
    assert_eq!(digests(&first), digests(&files(&few)?));
    let other = files(&DemoOptions { seed: 8, ..few })?;
    assert_ne!(digests(&first), digests(&other));
    assert_eq!(first.len(), other.len());
    Ok(())
}

#[test]
fn everything_comes_in_under_different_people_and_one_batch_for_each_file() {
    let dir = tempfile::tempdir().unwrap();
    let (store, summary) = made(&dir.path().join("demo"));
    let batches = store.read(|r| r.batches(None, 1_000)).unwrap();
    let imported: Vec<_> = batches.iter().filter(|batch| batch.kind == store::BatchKind::Import).collect();
    assert_eq!(imported.len(), summary.files);
    let judged = batches.iter().filter(|batch| batch.kind == store::BatchKind::Run).count();
    assert!(judged > 20, "every list of acceptances was judged, in {judged} batches");
    let people: std::collections::BTreeSet<&str> = batches.iter().map(|b| b.actor.as_str()).collect();
    assert!(people.len() >= 5, "{people:?}");
    assert_eq!(summary.users.len(), USERS.len());
    // 12 metrics × 23 months of 100 firms, and one month that is not due.
    assert!(summary.facts > 100 * 12 * 24, "{}", summary.facts);
    assert!(store.read(|r| r.verify_evidence()).unwrap().is_empty());
    let firms = store.read(|r| r.entities(&domain::SubjectKind::new("firm"))).unwrap();
    assert_eq!(firms.len(), 100);
    assert!(firms.iter().all(|firm| firm.name.starts_with("演示")));
}

#[test]
fn a_second_visit_on_one_day_and_a_rehearsal_are_accepted_and_not_counted() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = made(&dir.path().join("demo"));
    let kind = domain::SubjectKind::new("record");
    let mut outcome = std::collections::BTreeMap::new();
    for record in store.read(|r| r.entities(&kind)).unwrap() {
        let (case, verdict) = store.read(|r| collect::records::explain(r, record.id)).unwrap();
        if case.accepted == Some(true) {
            assert_eq!(
                case.stands,
                Some(verdict.counts()),
                "{}: what was published is what the rules say",
                record.name
            );
            *outcome.entry(verdict.failed().map(|ruling| ruling.rule)).or_insert(0) += 1;
        }
    }
    use collect::records::Rule;
    let failed: Vec<_> = outcome.iter().filter_map(|(rule, count)| Some(((*rule)?, *count))).collect();
    assert_eq!(failed, [(Rule::Excluded, 1), (Rule::OncePer, 1)], "{outcome:?}");
    assert!(outcome[&None] > 300);
}
