//! Folders that are not what they should be: an error that says so, never a panic.

use proptest::prelude::*;
use shuanglian_store::{FolderKind, Store, StoreError};

use crate::district::District;

#[test]
fn a_folder_is_made_once_and_only_where_nothing_lies() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NoFolder(_))));
    let path = dir.path().join("data");
    Store::create(&path, FolderKind::Real).unwrap();
    assert!(matches!(Store::create(&path, FolderKind::Demo), Err(StoreError::FolderExists(_))));
}

#[test]
fn a_folder_whose_making_was_broken_off_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("evidence")).unwrap();
    std::fs::write(dir.path().join("lock"), "").unwrap();
    std::fs::write(dir.path().join("shuanglian.db"), "").unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NoFolder(_))));
    drop(Store::create(dir.path(), FolderKind::Demo).unwrap());
    assert_eq!(Store::open(dir.path()).unwrap().kind(), FolderKind::Demo);
    assert!(matches!(Store::create(dir.path(), FolderKind::Demo), Err(StoreError::FolderExists(_))));
}

#[test]
fn another_database_and_a_newer_one_are_told_apart_from_ours() {
    let dir = tempfile::tempdir().unwrap();
    let other = rusqlite::Connection::open(dir.path().join("shuanglian.db")).unwrap();
    other.execute_batch("create table t (x)").unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NoFolder(_))));
    std::fs::write(dir.path().join("shuanglian.db"), "not a database at all, just some text".repeat(30)).unwrap();
    assert_eq!(Store::open(dir.path()).unwrap_err().code(), "store.damaged");

    let path = dir.path().join("data");
    drop(Store::create(&path, FolderKind::Real).unwrap());
    let conn = rusqlite::Connection::open(path.join("shuanglian.db")).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::TooNew { found: 99, .. })));
}

#[test]
fn a_fact_that_is_nonsense_in_the_database_is_an_error() {
    let d = District::new(1);
    d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let conn = rusqlite::Connection::open(d.store.dir().join("shuanglian.db")).unwrap();
    conn.execute_batch("drop trigger series_kept; update series set period = 'sometime'").unwrap();
    assert_eq!(d.store.snapshot().unwrap_err().code(), "store.damaged");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Bytes of the file overwritten or its end cut off: whatever is read, it ends in an answer or an error.
    #[test]
    fn a_damaged_database_never_panics(at in 0usize..100_000, bytes in prop::collection::vec(any::<u8>(), 1..64), cut in any::<bool>()) {
        let d = District::new(2);
        d.import("a.csv", vec![d.revenue(0, 1, 1), d.revenue(1, 2, 2)]).unwrap();
        let backup = d.dir.path().join("backup");
        d.store.backup(&backup).unwrap();
        let path = backup.join("shuanglian.db");
        let mut content = std::fs::read(&path).unwrap();
        let at = at % content.len();
        if cut {
            content.truncate(at);
        } else {
            let end = (at + bytes.len()).min(content.len());
            content[at..end].copy_from_slice(&bytes[..end - at]);
        }
        std::fs::write(&path, content).unwrap();
        if let Ok(store) = Store::open(&backup) {
            let _ = store.snapshot();
            let _ = store.verify();
            let _ = store.read(|r| r.batches(None, 10));
        }
    }
}
