//! A folder of an older schema opens with everything it said: values, sources, history, the past, and what can be undone.

use domain::{CodeSet, FactStatus, Subject, Value};
use proptest::prelude::*;
use shuanglian_store::{Appended, BatchKind, Fact, Snapshot, Store};

use crate::district::{District, act, month};

#[derive(Clone, Debug)]
enum Step {
    /// Firm, month, value, whether it comes in accepted.
    Import(Vec<(usize, i8, i64, bool)>),
    Undo(prop::sample::Index),
    Accept,
    Pair(usize, usize, i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let said = (0..3_usize, 1..4_i8, 1..4_i64, any::<bool>());
    let step = prop_oneof![
        5 => prop::collection::vec(said, 1..8).prop_map(Step::Import),
        2 => any::<prop::sample::Index>().prop_map(Step::Undo),
        1 => Just(Step::Accept),
        1 => (0..3_usize, 0..3_usize, 1..9_i64).prop_map(|(from, to, value)| Step::Pair(from, to, value)),
    ];
    prop::collection::vec(step, 1..14)
}

/// Everything the store tells of facts.
#[derive(Debug, PartialEq)]
struct Told {
    now: Snapshot,
    past: Vec<Snapshot>,
    facts: Vec<Fact>,
    about: Vec<Vec<Fact>>,
    history: Vec<Vec<Fact>>,
    batches: Vec<shuanglian_store::Batch>,
    touched: Vec<Vec<shuanglian_store::Batch>>,
}

fn told(store: &Store, d: &District) -> Told {
    let batches = store.read(|r| r.batches(None, 100)).unwrap();
    let mut told = Told {
        now: (*store.snapshot().unwrap()).clone(),
        past: Vec::new(),
        facts: Vec::new(),
        about: Vec::new(),
        history: Vec::new(),
        touched: Vec::new(),
        batches,
    };
    for batch in &told.batches {
        told.past.push(store.snapshot_as_of(batch.recorded_at).unwrap());
        told.facts.extend(store.read(|r| r.facts_of_batch(batch.id, None, 100)).unwrap());
    }
    for firm in &d.firms {
        let subject = Subject::One(*firm);
        told.about.push(store.read(|r| r.facts_about(subject)).unwrap());
        told.touched.push(store.read(|r| r.batches_about(*firm)).unwrap());
        for number in 1..4 {
            told.history.push(store.read(|r| r.fact_history(subject, d.metrics[0], month(number))).unwrap());
        }
        for other in &d.firms {
            told.about.push(store.read(|r| r.facts_about(Subject::Pair(*firm, *other))).unwrap());
        }
    }
    told
}

fn play(d: &District, number: usize, step: Step, imports: &mut Vec<Appended>) {
    match step {
        Step::Import(said) => {
            let facts = said.into_iter().map(|(firm, month, value, accepted)| {
                let mut fact = d.revenue(firm, month, value);
                fact.status = if accepted { FactStatus::Accepted } else { FactStatus::Submitted };
                fact
            });
            let mut facts: Vec<_> = facts.collect();
            facts.push(d.yearly(0, 3, Value::Codes(CodeSet::new(["汽车", "软件"]))));
            imports.push(d.import(&format!("{number}.csv"), facts).unwrap());
        }
        Step::Undo(index) if !imports.is_empty() => {
            let done = imports.remove(index.index(imports.len()));
            d.undo(&done).unwrap();
        }
        Step::Accept => {
            let open = d.store.read(|r| r.facts_about(Subject::One(d.firms[0]))).unwrap();
            let ids: Vec<_> = open.iter().map(|fact| fact.id).collect();
            d.store.write(&act(), |w| w.accept_facts(&ids, "ok")).unwrap();
        }
        Step::Pair(from, to, value) => {
            let mut fact = d.yearly(0, 5, Value::Number(value));
            fact.subject = Subject::Pair(d.firms[from], d.firms[to]);
            imports.push(d.import(&format!("{number}.csv"), vec![fact]).unwrap());
        }
        Step::Undo(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn an_old_folder_says_the_same_after_its_migration_and_goes_on(steps in steps()) {
        let mut d = District::new(3);
        let mut imports = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            play(&d, number, step, &mut imports);
        }
        let before = told(&d.store, &d);
        let path = d.store.dir().to_owned();
        let elsewhere = Store::create(d.dir.path().join("elsewhere"), shuanglian_store::FolderKind::Demo).unwrap();
        d.store = elsewhere;
        let old = rusqlite::Connection::open(path.join("shuanglian.db")).unwrap();
        old.execute_batch(include_str!("old_folder.sql")).unwrap();
        old.execute_batch(include_str!("../../src/migrations/0011.sql")).unwrap();
        drop(old);

        d.store = Store::open(&path).unwrap();
        prop_assert_eq!(told(&d.store, &d), before);
        prop_assert!(d.store.verify().unwrap().is_sound());
        // What was said before can be taken back, and the cell of a file still leads to its facts.
        d.import("后来.csv", vec![d.revenue(1, 2, 77)]).unwrap();
        for done in &imports {
            d.undo(done).unwrap();
        }
        let left = d.store.read(|r| r.batches_of(BatchKind::Import, None, 9)).unwrap();
        prop_assert_eq!(left.iter().filter(|batch| batch.undone_by.is_none()).count(), 1);
        let stands = d.store.read(|r| r.current_fact(Subject::One(d.firms[1]), d.metrics[0], month(2))).unwrap();
        prop_assert_eq!(stands.map(|fact| fact.value), Some(crate::district::known(77)));
        prop_assert!(d.store.verify().unwrap().is_sound());
    }
}

#[test]
fn the_database_refuses_what_would_change_or_hide_a_fact() {
    let d = District::new(1);
    d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let conn = rusqlite::Connection::open(d.store.dir().join("shuanglian.db")).unwrap();
    for sql in [
        "update series set period = '2024-02'",
        "delete from series",
        "update fact set series = series, closed_by = null",
        "insert into fact (series, a, b, kind, num, batch, status) select series, a, b, 0, 5, batch, 0 from fact",
        "insert into fact (series, a, b, kind, num, batch, source, status, closed_by)
             select series, a, b, 0, 5, batch, batch, 0, batch from fact",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
    // A fact that no stretch tells of would be missing on the page of its subject.
    conn.execute_batch("delete from stretch").unwrap();
    assert!(!d.store.verify().unwrap().is_sound());
}
