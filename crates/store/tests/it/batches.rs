//! Facts come in, are corrected, accepted and undone, and every one leads back to its cell.

use domain::{Cell, FactSource, FactStatus, FactValue, Period, Presence, Subject, SubjectKind, Value};
use jiff::civil::date;
use shuanglian_store::{Act, Actor, BatchKind, FactPlace, NewBatch, StoreError};

use crate::district::{District, act, codes, known, month};

#[test]
fn a_correction_closes_the_old_fact_and_keeps_it_readable_as_of_then() {
    let d = District::new(2);
    let first = d.import("a.csv", vec![d.revenue(0, 1, 100), d.revenue(1, 1, 200)]).unwrap();
    let then = d.store.read(|r| Ok(r.batch(first.batch)?.recorded_at)).unwrap();
    let second = d.import("b.csv", vec![d.revenue(0, 1, 150), d.revenue(1, 1, 200), d.revenue(1, 2, 7)]).unwrap();
    assert_eq!((second.new, second.changed, second.unchanged), (1, 1, 1));

    let (subject, metric) = (Subject::One(d.firms[0]), d.metrics[0]);
    let history = d.store.read(|r| r.fact_history(subject, metric, month(1))).unwrap();
    let told: Vec<_> = history.iter().map(|fact| (fact.value.clone(), fact.closed_by)).collect();
    assert_eq!(told, [(known(100), Some(second.batch)), (known(150), None)]);
    let old = d.store.read(|r| r.fact_as_of(subject, metric, month(1), then)).unwrap().unwrap();
    assert_eq!(old.value, known(100));
    assert_eq!(d.value(0, 1), Some(known(150)));
}

#[test]
fn every_fact_leads_to_the_cell_of_its_file() {
    let d = District::new(2);
    d.import("收入.csv", vec![d.revenue(1, 3, 100)]).unwrap();
    let facts = d.store.snapshot().unwrap();
    let metric = facts.metric("营收").unwrap().id;
    let fact = facts.fact_at(metric, month(3), 1).unwrap();
    let trail = d.store.read(|r| r.fact_trail(fact)).unwrap();
    let evidence = trail.evidence.unwrap();
    assert_eq!(evidence.name, "收入.csv");
    assert_eq!(d.store.bytes(evidence.digest).unwrap(), "收入.csv".as_bytes());
    let place = FactPlace { sheet: 0, row: 1, column: 3 };
    assert_eq!(trail.fact.place, Some(place));
    let there = d.store.read(|r| r.facts_from_cell(evidence.digest, place)).unwrap();
    assert_eq!(there, [trail.fact]);
}

#[test]
fn an_undo_brings_back_what_the_batch_had_corrected() {
    let d = District::new(1);
    let first = d.import("a.csv", vec![d.revenue(0, 1, 100)]).unwrap();
    let second = d.import("b.csv", vec![d.revenue(0, 1, 150), d.revenue(0, 2, 5)]).unwrap();
    let undone = d.undo(&second).unwrap();
    assert_eq!((undone.closed, undone.restored), (2, 1));
    assert_eq!((d.value(0, 1), d.value(0, 2)), (Some(known(100)), None));
    let back = d.store.read(|r| r.current_fact(Subject::One(d.firms[0]), d.metrics[0], month(1))).unwrap().unwrap();
    assert_eq!((back.source, back.batch), (first.batch, undone.batch));
    let trail = d.store.read(|r| r.fact_trail(back.id)).unwrap();
    assert_eq!(trail.evidence.unwrap().name, "a.csv");
    assert_eq!(trail.origins[0].batch, first.batch);

    // The restored copy stands on the first file's word: it goes when that is undone too.
    d.undo(&first).unwrap();
    assert_eq!(d.value(0, 1), None);
    assert!(matches!(d.undo(&second), Err(StoreError::AlreadyUndone(id)) if id == second.batch));
    let again = d.store.write(&act(), |w| w.undo_batch(undone.batch, "no"));
    assert!(matches!(again, Err(StoreError::UndoOfUndo(_))));
    let batch = d.store.read(|r| r.batch(second.batch)).unwrap();
    assert_eq!((batch.kind, batch.undone_by), (BatchKind::Import, Some(undone.batch)));
}

#[test]
fn a_value_that_two_files_give_outlives_the_undo_of_the_first() {
    let d = District::new(1);
    let first = d.import("a.csv", vec![d.revenue(0, 1, 100)]).unwrap();
    let second = d.import("b.csv", vec![d.revenue(0, 1, 100)]).unwrap();
    assert_eq!(second.unchanged, 1);
    d.undo(&first).unwrap();
    assert_eq!(d.value(0, 1), Some(known(100)));
    let fact = d.store.snapshot().unwrap().fact_at(d.metrics[0], month(1), 0).unwrap();
    let trail = d.store.read(|r| r.fact_trail(fact)).unwrap();
    assert_eq!(trail.evidence.unwrap().name, "b.csv");
    d.undo(&second).unwrap();
    assert_eq!(d.value(0, 1), None);
}

#[test]
fn zero_and_the_three_reasons_for_no_value_stay_apart() {
    let d = District::new(4);
    let values = [known(0), FactValue::NotDue, FactValue::Missing, FactValue::NotApplicable];
    let facts = values.iter().enumerate().map(|(firm, value)| {
        let mut fact = d.revenue(firm, 1, 0);
        fact.value = value.clone();
        fact
    });
    d.import("a.csv", facts.collect()).unwrap();
    let facts = d.store.snapshot().unwrap();
    let column = facts.column(d.metrics[0], month(1)).unwrap();
    let cells: Vec<_> = (0..5).map(|row| column.cell(row)).collect();
    let unknown = [Presence::NotDue, Presence::Missing, Presence::NotApplicable, Presence::Absent].map(Cell::Unknown);
    assert_eq!(cells[0], Cell::Known(Value::Number(0)));
    assert_eq!(cells[1..], unknown);
}

#[test]
fn every_kind_of_value_reads_back() {
    let d = District::new(2);
    let values = [
        (1, Value::Truth(true)),
        (2, Value::Date(date(1998, 12, 31))),
        (3, codes(&["集成电路", "汽车"])),
        (4, Value::Text("“引号”\n换行".into())),
    ];
    d.import("a.csv", values.iter().map(|(metric, value)| d.yearly(1, *metric, value.clone())).collect()).unwrap();
    let facts = d.store.snapshot().unwrap();
    let year = Period::year(2024).unwrap();
    for (metric, value) in values {
        let cell = facts.column(d.metrics[metric], year).unwrap().cell(1);
        assert_eq!(cell, Cell::Known(value));
    }
    let about = d.store.read(|r| r.facts_about(Subject::One(d.firms[1]))).unwrap();
    assert_eq!(about.len(), 4);
}

#[test]
fn facts_about_pairs_have_rows_of_their_own() {
    let d = District::new(3);
    let pair = |from: usize, to: usize, value| {
        let mut fact = d.yearly(0, 5, Value::Number(value));
        fact.subject = Subject::Pair(d.firms[from], d.firms[to]);
        fact
    };
    d.import("a.csv", vec![pair(2, 0, 5), pair(0, 1, 6)]).unwrap();
    let facts = d.store.snapshot().unwrap();
    let kind = SubjectKind::new("firm>firm");
    let expected = [Subject::Pair(d.firms[2], d.firms[0]), Subject::Pair(d.firms[0], d.firms[1])];
    assert_eq!(facts.subjects(&kind), expected);
    let column = facts.column(d.metrics[5], Period::year(2024).unwrap()).unwrap();
    assert_eq!(column.cell(1), Cell::Known(Value::Number(6)));
    assert_eq!(facts.row_of(&kind, expected[1]), Some(1));
}

#[test]
fn what_does_not_fit_its_metric_is_refused_and_nothing_of_the_batch_is_kept() {
    let d = District::new(2);
    let mut wrong = [d.yearly(0, 0, Value::Truth(true)), d.yearly(0, 5, Value::Number(1)), d.revenue(0, 1, 1)];
    wrong[2].subject = Subject::Pair(d.firms[0], d.firms[1]);
    for fact in wrong {
        let refused = d.import("a.csv", vec![d.revenue(1, 1, 5), fact]).unwrap_err();
        assert_eq!(refused.code(), "store.bad_fact");
    }
    assert_eq!(d.store.read(|r| r.batches(None, 9)).unwrap(), []);
    assert_eq!(d.value(1, 1), None);
}

#[test]
fn a_second_person_accepts_and_the_first_cannot() {
    let d = District::new(1);
    let digest = d.store.put_bytes(b"a").unwrap();
    let people = d.store.write(&act(), |w| {
        ["a", "b"].into_iter().map(|name| w.add_user(&crate::people::person(name))).collect::<Result<Vec<_>, _>>()
    });
    let by = |person: usize| Act::new(Actor::User(people.as_ref().unwrap()[person]), "test.write", "x");
    let import = |w: &shuanglian_store::Writer| {
        w.register_evidence(digest, "a", "text/csv")?;
        w.import_batch(&NewBatch::import(digest, "a"), [d.revenue(0, 1, 100)])
    };
    let done = d.store.write(&by(0), import).unwrap();
    let fact = d.store.snapshot().unwrap().fact_at(d.metrics[0], month(1), 0).unwrap();
    let own = d.store.write(&by(0), |w| w.accept_facts(&[fact], "ok"));
    assert_eq!(own.unwrap_err().code(), "store.own_fact");
    d.store.write(&by(1), |w| w.accept_facts(&[fact], "ok")).unwrap();
    let accepted = d.store.read(|r| r.current_fact(Subject::One(d.firms[0]), d.metrics[0], month(1))).unwrap().unwrap();
    assert_eq!((accepted.status, accepted.origin, accepted.source), (FactStatus::Accepted, Some(fact), done.batch));
    assert!(matches!(d.store.write(&by(1), |w| w.accept_facts(&[fact], "ok")), Err(StoreError::Closed(_))));
    d.undo(&done).unwrap();
    assert_eq!(d.value(0, 1), None);
}
