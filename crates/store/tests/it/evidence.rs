//! Evidence files: there before any row, checked on every read, and nothing left over.

use shuanglian_store::{Store, StoreError, digest_of};

use crate::district::{District, act};

fn file_of(d: &District, bytes: &[u8]) -> std::path::PathBuf {
    let name = digest_of(bytes).to_string();
    d.store.dir().join("evidence").join(&name[..2]).join(&name[2..])
}

#[test]
fn bytes_read_back_and_a_changed_file_is_found_out() {
    let d = District::new(0);
    let digest = d.store.put_bytes(b"proof").unwrap();
    assert_eq!(d.store.put_bytes(b"proof").unwrap(), digest);
    d.store.write(&act(), |w| w.register_evidence(digest, "证明.pdf", "application/pdf")).unwrap();
    let evidence = d.store.read(|r| r.evidence(digest)).unwrap();
    assert_eq!((evidence.name.as_str(), evidence.size), ("证明.pdf", 5));
    assert_eq!(d.store.read(|r| r.verify_evidence()).unwrap(), []);
    std::fs::write(file_of(&d, b"proof"), b"prooF").unwrap();
    assert!(matches!(d.store.bytes(digest), Err(StoreError::Evidence(bad)) if bad == digest));
    assert_eq!(d.store.read(|r| r.verify_evidence()).unwrap(), [digest]);
    assert!(!d.store.verify().unwrap().is_sound());
    // Bringing the file again mends it.
    d.store.put_bytes(b"proof").unwrap();
    assert!(d.store.verify().unwrap().is_sound());
}

#[test]
fn a_row_cannot_speak_of_a_file_that_is_not_there() {
    let d = District::new(0);
    let refused = d.store.write(&act(), |w| w.register_evidence(digest_of(b"nowhere"), "x", "text/csv"));
    assert_eq!(refused.unwrap_err().code(), "store.evidence");
}

#[test]
fn files_without_a_row_go_at_the_next_start_but_never_under_another_process() {
    let d = District::new(0);
    let kept = d.store.put_bytes(b"kept").unwrap();
    d.store.write(&act(), |w| w.register_evidence(kept, "kept", "text/plain")).unwrap();
    d.store.put_bytes(b"orphan").unwrap();
    let second = Store::open(d.store.dir()).unwrap();
    assert!(file_of(&d, b"orphan").exists());
    let path = d.store.dir().to_owned();
    let (orphan, kept_file) = (file_of(&d, b"orphan"), file_of(&d, b"kept"));
    let District { dir, store, .. } = d;
    drop((store, second));
    Store::open(&path).unwrap();
    assert!(!orphan.exists());
    assert!(kept_file.exists());
    drop(dir);
}
