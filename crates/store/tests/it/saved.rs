//! The saved columns are a help and never the truth: a file that is not of this folder's history is not believed.

use std::path::PathBuf;

use domain::{FactStatus, FactValue, Subject, Value};
use proptest::prelude::*;
use shuanglian_store::{FolderKind, Snapshot, Store};

use crate::district::{District, act, codes};

/// A folder with facts of every kind, and what it tells without a saved file.
fn filled() -> (District, Snapshot) {
    let d = District::new(5);
    let mut facts = Vec::new();
    for firm in 0..5 {
        facts.push(d.revenue(firm, 1, 1_000_000_007 * (firm as i64 - 2)));
        facts.push(d.revenue(firm, 2, 5));
        facts.push(d.yearly(firm, 1, Value::Truth(firm % 2 == 0)));
    }
    facts.push(d.yearly(1, 2, Value::Date(jiff::civil::date(1998, 12, 31))));
    facts.push(d.yearly(2, 3, codes(&["集成电路", "汽车"])));
    facts.push(d.yearly(3, 4, Value::Text("“引号”\n换行".into())));
    let mut pair = d.yearly(0, 5, Value::Number(i64::MIN));
    pair.subject = Subject::Pair(d.firms[0], d.firms[1]);
    facts.push(pair);
    for (month, value) in [(3, FactValue::Missing), (4, FactValue::NotDue), (5, FactValue::NotApplicable)] {
        let mut fact = d.revenue(4, month, 0);
        fact.value = value;
        fact.status = FactStatus::Accepted;
        facts.push(fact);
    }
    d.import("a.csv", facts).unwrap();
    let told = (*d.store.snapshot().unwrap()).clone();
    (d, told)
}

fn file(d: &District) -> PathBuf {
    d.store.dir().join("cache").join("columns")
}

/// What a start finds.
fn restarted(d: &District) -> Snapshot {
    (*Store::open(d.store.dir()).unwrap().snapshot().unwrap()).clone()
}

/// Puts a wrong number into the column of the file and seals it again as a forger would.
fn forged(bytes: &[u8], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let at = bytes.windows(from.len()).position(|window| window == from)?;
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    Some(bytes)
}

#[test]
fn a_start_begins_with_the_saved_columns_and_reads_what_came_since() {
    let (d, told) = filled();
    d.store.save_columns().unwrap();
    assert_eq!(restarted(&d), told);
    // Were the columns read from the database, this would be refused: so they were not.
    let conn = rusqlite::Connection::open(d.store.dir().join("shuanglian.db")).unwrap();
    let damage = "drop trigger fact_closes_once; update fact set kind = 99 where id = 1";
    conn.execute_batch(damage).unwrap();
    assert_eq!(restarted(&d), told);
    std::fs::remove_file(file(&d)).unwrap();
    assert_eq!(Store::open(d.store.dir()).unwrap().snapshot().unwrap_err().code(), "store.damaged");
    conn.execute_batch("update fact set kind = 0 where id = 1").unwrap();

    d.store.save_columns().unwrap();
    let corrected = d.import("b.csv", vec![d.revenue(0, 1, 8), d.revenue(1, 7, 9)]).unwrap();
    d.store.write(&act(), |w| w.add_entity(&domain::SubjectKind::new("firm"), "企业9", &[])).unwrap();
    assert_eq!(restarted(&d), *d.store.snapshot().unwrap());
    d.undo(&corrected).unwrap();
    assert_eq!(restarted(&d), *d.store.snapshot().unwrap());
}

#[test]
fn several_may_save_at_once() {
    let (d, told) = filled();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..5).for_each(|_| d.store.save_columns().unwrap()));
        }
    });
    assert_eq!(restarted(&d), told);
    let left = std::fs::read_dir(d.store.dir().join("cache")).unwrap();
    assert_eq!(left.count(), 1);
}

#[test]
fn without_the_folder_cache_nothing_is_lost() {
    let (d, told) = filled();
    d.store.save_columns().unwrap();
    std::fs::remove_dir_all(d.store.dir().join("cache")).unwrap();
    assert_eq!(restarted(&d), told);
    d.store.save_columns().unwrap();
    assert_eq!(restarted(&d), told);
}

#[test]
fn a_file_of_another_folder_or_of_another_history_is_not_taken() {
    let (d, told) = filled();
    let (other, _) = filled();
    other.import("mehr.csv", vec![other.revenue(0, 9, 9)]).unwrap();
    other.store.save_columns().unwrap();
    std::fs::copy(file(&other), file(&d)).unwrap();
    assert_eq!(restarted(&d), told);

    // A backup of yesterday, and the columns of a today that never came to be.
    let backup = d.dir.path().join("backup");
    d.store.backup(&backup).unwrap();
    d.import("b.csv", vec![d.revenue(0, 1, 8)]).unwrap();
    d.store.save_columns().unwrap();
    let restored = d.dir.path().join("restored");
    shuanglian_store::restore(&backup, &restored).unwrap();
    std::fs::copy(file(&d), restored.join("cache").join("columns")).unwrap();
    assert_eq!(*Store::open(&restored).unwrap().snapshot().unwrap(), told);
    let empty = Store::create(d.dir.path().join("empty"), FolderKind::Demo).unwrap();
    std::fs::copy(file(&d), empty.dir().join("cache").join("columns")).unwrap();
    assert_eq!(empty.snapshot().unwrap().metrics().count(), 0);
}

#[test]
fn a_number_changed_in_the_file_is_found_out_by_its_hash() {
    let (d, told) = filled();
    d.store.save_columns().unwrap();
    let bytes = std::fs::read(file(&d)).unwrap();
    let least = (-2_000_000_014_i64).to_le_bytes();
    let changed = forged(&bytes, &least, &5_i64.to_le_bytes()).unwrap();
    std::fs::write(file(&d), changed).unwrap();
    assert_eq!(restarted(&d), told);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever lies in the place of the file, a start tells what the database tells.
    #[test]
    fn a_torn_or_changed_file_is_made_anew(
        at in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..24),
        cut in any::<bool>(),
    ) {
        let (d, told) = filled();
        d.store.save_columns().unwrap();
        let mut content = std::fs::read(file(&d)).unwrap();
        let at = at.index(content.len());
        if cut {
            content.truncate(at);
        } else {
            let end = (at + bytes.len()).min(content.len());
            content[at..end].copy_from_slice(&bytes[..end - at]);
        }
        std::fs::write(file(&d), content).unwrap();
        prop_assert_eq!(&restarted(&d), &told);
        d.store.save_columns().unwrap();
        prop_assert_eq!(&restarted(&d), &told);
    }
}
