//! The large district says in its facts what its files say, and knows where it says something wrong.

use std::collections::{BTreeMap, BTreeSet};

use domain::{FactSource, FactValue, Scaled, Value};
use shuanglian_demo::large::{DirtKind, LargeDistrict, LargeOptions, MEASURES, MonthlyFile};

const OPTIONS: LargeOptions = LargeOptions { seed: 7, firms: 300, months: 14 };

fn rows(file: &MonthlyFile) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(&file.bytes).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn every_fact_stands_in_its_cell_and_every_fault_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let (_, district) = LargeDistrict::found(&dir.path().join("data"), OPTIONS).unwrap();
    let mut kinds = BTreeSet::new();
    for month in district.months() {
        let file = district.month(month);
        let rows = rows(&file);
        let mut wrong = BTreeMap::new();
        for dirt in &file.dirt {
            kinds.insert(dirt.kind);
            assert_ne!(dirt.written, Some(dirt.truth));
            assert_eq!(rows[dirt.row as usize][0], district.code(dirt.firm));
            assert_eq!(rows[0][dirt.column as usize], MEASURES[dirt.measure].name);
            wrong.insert((dirt.row, dirt.column), dirt.written);
        }
        assert_eq!(file.facts.len(), (rows.len() - 1) * MEASURES.len());
        for fact in &file.facts {
            let place = fact.place.unwrap();
            let cell = &rows[place.row as usize][place.column as usize];
            let scale = MEASURES[place.column as usize - 2].scale;
            let number = match fact.value {
                FactValue::Known(Value::Number(number)) => Some(number),
                _ => None,
            };
            match number {
                Some(number) => assert_eq!(*cell, Scaled::new(number, scale).to_string()),
                None => assert!(cell == "—" || cell == "/", "{cell}"),
            }
            if let Some(written) = wrong.get(&(place.row, place.column)) {
                assert_eq!(number, *written);
            }
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), DirtKind::ALL);
}

#[test]
fn a_month_comes_in_as_one_batch_and_the_same_seed_draws_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let options = LargeOptions { firms: 40, ..OPTIONS };
    let (store, district) = LargeDistrict::found(&dir.path().join("data"), options).unwrap();
    let (_, again) = LargeDistrict::found(&dir.path().join("again"), options).unwrap();
    let month = district.months()[0];
    let file = district.month(month);
    assert_eq!((&file.bytes, &file.dirt), (&again.month(month).bytes, &again.month(month).dirt));
    let done = district.import(&store, &file).unwrap();
    assert_eq!(done.new, 40 * 30);
    let facts = store.snapshot().unwrap();
    let revenue = facts.metric("营业收入").unwrap().id;
    let fact = facts.fact_at(revenue, month, 0).unwrap();
    let trail = store.read(|r| r.fact_trail(fact)).unwrap();
    assert_eq!(trail.evidence.unwrap().name, file.name);
    assert!(
        store
            .read(|r| r.entity(match trail.fact.subject {
                domain::Subject::One(id) | domain::Subject::Pair(id, _) => id,
            }))
            .unwrap()
            .name
            .starts_with("演示0001")
    );
}
