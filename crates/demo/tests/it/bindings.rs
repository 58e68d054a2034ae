//! The demo table and what feeds its targets.

use std::collections::{BTreeMap, BTreeSet};

use shuanglian_demo::{ATTESTATIONS, BINDINGS, TABLE, TABLE_NAME};
use store::Actor;
use targets::binding::{Binding, Feed, read_file};
use targets::judge::{Actual, State};
use targets::model::{TargetKind, TargetTable};
use targets::proposals;

fn table() -> TargetTable {
    targets::read_and_check(TABLE_NAME, TABLE.as_bytes(), &tabular::ReadOptions::default()).unwrap().1
}

fn bindings() -> Vec<Binding> {
    read_file(BINDINGS, &table()).unwrap()
}

#[test]
fn the_table_has_the_counts_and_the_gap_of_the_published_one() {
    let table = table();
    let clauses: usize = table.projects.iter().map(|p| p.goal_clauses.len()).sum();
    let indicators: usize = table.projects.iter().map(|p| p.indicators.len()).sum();
    assert_eq!((table.projects.len(), clauses, indicators), (11, 32, 57));
    let count = |kind| table.targets.iter().filter(|t| t.kind == kind).count();
    let kinds = [TargetKind::Numeric, TargetKind::Relative, TargetKind::Date, TargetKind::Ordinal].map(count);
    assert_eq!(kinds, [64, 4, 1, 1], "{:#?}", table.targets.iter().map(|t| (&t.id, &t.quote)).collect::<Vec<_>>());
    assert_eq!(table.checks.adds_up, Some(false));
    let total = |amounts: &[targets::model::Amount]| amounts.first().and_then(|a| a.value.clone());
    assert_eq!(total(&table.checks.stated).as_deref(), Some("190857.18"));
    assert_eq!(total(&table.checks.computed).as_deref(), Some("190133.18"));
}

#[test]
fn two_targets_stay_unbound_and_few_rest_on_attestation() {
    let (table, bindings) = (table(), bindings());
    let unbound: Vec<&str> =
        table.targets.iter().map(|t| t.id.as_str()).filter(|id| bindings.iter().all(|b| b.target != *id)).collect();
    assert_eq!(unbound, ["P04.I02.T1", "P09.G02.T1"]);
    let attested = bindings.iter().filter(|b| matches!(b.feed, Feed::Attestation { .. })).count();
    assert!(attested <= 10 && bindings.len() - attested >= 50, "{attested} of {}", bindings.len());
}

#[test]
fn every_attestation_is_proved_by_a_supplied_file() {
    for binding in bindings() {
        let Feed::Attestation { evidence, file, .. } = &binding.feed else { continue };
        let supplied = ATTESTATIONS.iter().find(|(name, _)| name == file).map(|(_, text)| text.as_bytes());
        assert_eq!(supplied.map(store::digest_of), Some(*evidence), "{file}");
    }
}

#[test]
fn every_formula_has_a_value_on_the_demo_and_two_bases_are_missing() {
    let dir = tempfile::tempdir().unwrap();
    let (store, summary) = crate::district::made(&dir.path().join("demo"));
    let facts = store.snapshot().unwrap();
    let today = store.read(|r| r.today()).unwrap();
    let mut values = BTreeMap::new();
    let mut without_base = Vec::new();
    for binding in bindings() {
        let Feed::Formula { .. } = &binding.feed else { continue };
        targets::feed::check(&binding, &*facts).unwrap_or_else(|e| panic!("{}: {e}", binding.target));
        let value = |period| match targets::feed::evaluate(&binding, period, today, &*facts).actual {
            Actual::Number(number) => Ok(number.to_string()),
            other => Err(format!("{other:?}")),
        };
        values.insert(binding.target.clone(), value(binding.read_period()));
        if let Some(base) = &binding.baseline
            && value(base.period).is_err()
        {
            without_base.push(binding.target.clone());
        }
    }
    let unknown: Vec<_> = values.iter().filter(|(_, v)| v.is_err()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    assert_eq!(without_base, ["P03.I05.T1", "P08.I02.T1"]);
    let is = |id: &str, text: &str| assert_eq!(values[id].as_deref(), Ok(text), "{id}");
    is("P10.I01.T1", "21");
    is("P08.I01.T1", "9");
    is("P05.I01.T1", "487");
    is("P07.I02.T1", "1");
    is("P03.I06.T1", "0");
    is("P04.I04.T1", "0");

    let by = |name: &str| Actor::User(summary.users[name]);
    let bytes = TABLE.as_bytes();
    let imported =
        targets::import::import(&store, by("office"), TABLE_NAME, bytes, &tabular::ReadOptions::default(), None)
            .unwrap();
    proposals::propose(&store, by("office"), imported.table, &bindings(), &[]).unwrap();
    let judged = || {
        let (row, open) = proposals::open(&store, imported.table).unwrap();
        let overview = targets::feed::overview(&table(), &open, today, &*store.snapshot().unwrap());
        (row, open, overview)
    };
    let (row, open, unaccepted) = judged();
    let seen: BTreeSet<State> = unaccepted.targets.iter().map(|view| view.judgement.state).collect();
    assert_eq!(seen, BTreeSet::from([State::Unreviewed, State::Unbound]), "nothing unaccepted proves anything");
    assert!(unaccepted.targets.iter().all(|view| view.value.as_ref().is_none_or(|value| value.evidence == 0)));
    let all: Vec<_> = open.iter().map(|bound| (bound.binding.target.clone(), bound.version)).collect();
    assert!(proposals::accept(&store, by("office"), &row.lineage, &all).is_err(), "not by the proposer");
    proposals::accept(&store, by("finance"), &row.lineage, &all).unwrap();
    let (_, _, overview) = judged();
    let seen: BTreeSet<State> = overview.targets.iter().map(|view| view.judgement.state).collect();
    let state = |id: &str| overview.targets.iter().find(|view| view.target.id == id).map(|v| v.judgement.state);
    assert_eq!(state("P01.I04.T1"), Some(State::OnTrack), "the attested grade is one of the promised");
    assert_eq!(state("P10.I01.T1"), Some(State::OnTrack));
    let all = [State::Met, State::OnTrack, State::Behind, State::Missed, State::Unbound, State::NoBaseline];
    assert_eq!(seen, BTreeSet::from(all));
}
