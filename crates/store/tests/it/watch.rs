//! A computation is repeated when something it read has changed, and only then.

use domain::{FactSource, SubjectKind, Value};
use shuanglian_store::{Identifier, Reads, Store, Watch};

use crate::district::{District, act, month};

/// Reads of the first month's revenue.
fn first_month(store: &Store, district: &District) -> Reads {
    let facts = store.snapshot().unwrap();
    let watch = Watch::new(&facts);
    assert_eq!(watch.subjects(&SubjectKind::new("firm")).len(), 2);
    assert!(watch.column(district.metrics[0], month(1)).is_some());
    assert!(watch.column(district.metrics[0], month(3)).is_none());
    watch.reads()
}

#[test]
fn facts_that_were_not_read_change_nothing() {
    let district = District::new(2);
    let store = &district.store;
    district.import("1月", vec![district.revenue(0, 1, 5)]).unwrap();
    let reads = first_month(store, &district);
    store.refused(&act(), "nothing happens").unwrap();
    district.import("2月", vec![district.revenue(0, 2, 6), district.yearly(1, 1, Value::Truth(true))]).unwrap();
    assert!(reads.hold(&store.snapshot().unwrap()));
}

#[test]
fn a_fact_that_was_read_a_new_subject_or_a_column_that_was_missing_do() {
    let district = District::new(2);
    let store = &district.store;
    district.import("1月", vec![district.revenue(0, 1, 5)]).unwrap();
    let reads = first_month(store, &district);
    let corrected = district.import("1月更正", vec![district.revenue(0, 1, 7)]).unwrap();
    assert!(!reads.hold(&store.snapshot().unwrap()));
    let reads = first_month(store, &district);
    store.write(&act(), |w| w.undo_batch(corrected.batch, "错了")).unwrap();
    assert!(!reads.hold(&store.snapshot().unwrap()));
    let reads = first_month(store, &district);
    district.import("3月", vec![district.revenue(1, 3, 1)]).unwrap();
    assert!(!reads.hold(&store.snapshot().unwrap()));
    let facts = store.snapshot().unwrap();
    let watch = Watch::new(&facts);
    watch.subjects(&SubjectKind::new("firm"));
    let reads = watch.reads();
    let code = Identifier::new("usci", "CODE9");
    store.write(&act(), |w| w.add_entity(&SubjectKind::new("firm"), "企业9", &[code])).unwrap();
    assert!(!reads.hold(&store.snapshot().unwrap()));
}

#[test]
fn names_since_a_moment_are_the_new_and_the_renamed() {
    let district = District::new(2);
    let (store, firm) = (&district.store, SubjectKind::new("firm"));
    let before = store.snapshot().unwrap().seq();
    let identities = store.read(|r| r.identities()).unwrap();
    assert!(store.read(|r| r.entities_since(&firm, before)).unwrap().is_empty());
    store.write(&act(), |w| w.rename_entity(district.firms[0], "新名")).unwrap();
    store.write(&act(), |w| w.add_entity(&firm, "企业9", &[])).unwrap();
    let since = store.read(|r| r.entities_since(&firm, before)).unwrap();
    assert_eq!(since.iter().map(|firm| firm.name.as_str()).collect::<Vec<_>>(), ["新名", "企业9"]);
    assert!(store.read(|r| r.identities()).unwrap() > identities);
    let codes = store.read(|r| r.identified_by("usci", &[district.firms[1], since[1].id])).unwrap();
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[&district.firms[1]], "CODE1");
}
