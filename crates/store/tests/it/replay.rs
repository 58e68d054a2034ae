//! Random imports, corrections and undos: the columns always tell what the log of statements tells.

use std::collections::BTreeMap;

use domain::{FactSource, FactStatus, FactValue, Value};
use proptest::prelude::*;
use shuanglian_store::{Appended, Snapshot, Store};

use crate::district::{District, act, codes, month};

const FIRMS: usize = 2;

/// One statement: firm, month, what.
#[derive(Clone, Debug)]
struct Said {
    firm: usize,
    month: i8,
    value: u8,
    status: FactStatus,
}

#[derive(Clone, Debug)]
enum Step {
    Import(Vec<Said>),
    Undo(prop::sample::Index),
    NewFirm,
}

fn said() -> impl Strategy<Value = Said> {
    let status = prop_oneof![
        4 => Just(FactStatus::Submitted),
        1 => Just(FactStatus::Provisional),
        1 => Just(FactStatus::Accepted)
    ];
    (0..FIRMS, 1i8..3, 1u8..4, status).prop_map(|(firm, month, value, status)| Said { firm, month, value, status })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => prop::collection::vec(said(), 1..8).prop_map(Step::Import),
        3 => any::<prop::sample::Index>().prop_map(Step::Undo),
        1 => Just(Step::NewFirm),
    ];
    prop::collection::vec(step, 1..20)
}

fn value(number: u8) -> FactValue {
    match number {
        0 => FactValue::Missing,
        1 => FactValue::NotDue,
        other => FactValue::Known(Value::Number(i64::from(other))),
    }
}

type Cells = BTreeMap<(usize, i8), (u8, FactStatus)>;

/// The rule in its shortest form: play the batches that are not undone, the last word counts, and the same value
/// said again never lowers how sure it is.
fn replay(batches: &[(Appended, Vec<Said>, bool)]) -> Cells {
    let mut cells = Cells::new();
    for (_, statements, _) in batches.iter().filter(|(_, _, undone)| !undone) {
        for said in statements {
            let before = cells.get(&(said.firm, said.month)).copied();
            let kept = before.filter(|(value, status)| *value == said.value && *status >= said.status);
            cells.insert((said.firm, said.month), kept.unwrap_or((said.value, said.status)));
        }
    }
    cells
}

fn stands(d: &District, facts: &Snapshot) -> BTreeMap<(usize, i8), (FactValue, FactStatus)> {
    let mut cells = BTreeMap::new();
    for firm in 0..FIRMS {
        for number in 1..4 {
            if let Some(id) = facts.fact_at(d.metrics[0], month(number), firm) {
                let fact = d.store.read(|r| r.fact(id)).unwrap();
                cells.insert((firm, number), (fact.value, fact.status));
            }
        }
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn columns_follow_the_statements_and_the_past_replays(steps in steps()) {
        let d = District::new(FIRMS);
        let mut batches: Vec<(Appended, Vec<Said>, bool)> = Vec::new();
        let mut moments = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Import(statements) => {
                    let facts = statements.iter().map(|said| {
                        let mut fact = d.revenue(said.firm, said.month, 0);
                        fact.value = value(said.value);
                        fact.status = said.status;
                        fact
                    });
                    let done = d.import(&format!("{number}.csv"), facts.collect()).unwrap();
                    batches.push((done, statements, false));
                }
                Step::Undo(index) => {
                    let open: Vec<usize> = (0..batches.len()).filter(|i| !batches[*i].2).collect();
                    if !open.is_empty() {
                        let chosen = *index.get(&open);
                        d.undo(&batches[chosen].0).unwrap();
                        batches[chosen].2 = true;
                    }
                }
                Step::NewFirm => {
                    let kind = domain::SubjectKind::new("firm");
                    d.store.write(&act(), |w| w.add_entity(&kind, "新企业", &[])).unwrap();
                }
            }
            let facts = d.store.snapshot().unwrap();
            let (standing, expected) = (stands(&d, &facts), replay(&batches));
            prop_assert_eq!(standing.len(), expected.len());
            for (cell, (number, status)) in expected {
                let fact = standing.get(&cell).unwrap();
                prop_assert_eq!(&fact.0, &value(number));
                // An undo leaves alone what stands on another batch's word, even where an earlier one was surer.
                prop_assert!(fact.1 <= status);
            }
            let at = d.store.read(|r| Ok(r.audit(&Default::default(), 1)?[0].at)).unwrap();
            moments.push((at, facts));
        }
        let fresh = Store::open(d.store.dir()).unwrap().snapshot().unwrap();
        prop_assert_eq!(&*fresh, &*d.store.snapshot().unwrap());
        for (at, then) in moments {
            prop_assert_eq!(&d.store.snapshot_as_of(at).unwrap(), &*then);
        }
        prop_assert!(d.store.verify().unwrap().is_sound());
    }
}

#[test]
fn columns_that_did_not_change_are_shared_with_the_snapshot_before() {
    let d = District::new(2);
    d.import("a.csv", vec![d.revenue(0, 1, 1), d.revenue(0, 2, 2)]).unwrap();
    let before = d.store.snapshot().unwrap();
    d.import("b.csv", vec![d.revenue(1, 2, 3)]).unwrap();
    let after = d.store.snapshot().unwrap();
    let at = |facts: &Snapshot, number| std::ptr::from_ref(facts.column(d.metrics[0], month(number)).unwrap());
    assert_eq!(at(&before, 1), at(&after, 1));
    assert_ne!(at(&before, 2), at(&after, 2));
    let inputs = |facts: &Snapshot, number| facts.inputs_digest(&[(d.metrics[0], month(number))]);
    assert_eq!(inputs(&before, 1), inputs(&after, 1));
    assert_ne!(inputs(&before, 2), inputs(&after, 2));
}

#[test]
fn another_process_writing_is_seen_at_once() {
    let d = District::new(1);
    let other = Store::open(d.store.dir()).unwrap();
    assert!(other.snapshot().unwrap().column(d.metrics[0], month(1)).is_none());
    d.import("a.csv", vec![d.revenue(0, 1, 1), d.yearly(0, 3, codes(&["汽车"]))]).unwrap();
    assert_eq!(*other.snapshot().unwrap(), *d.store.snapshot().unwrap());
    assert!(other.snapshot().unwrap().column(d.metrics[0], month(1)).is_some());
}
