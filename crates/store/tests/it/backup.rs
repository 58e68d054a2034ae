//! A backup is of one moment, whoever writes meanwhile, and comes back only if every byte is right.

use shuanglian_store::{FolderKind, Store, StoreError, restore, verify};

use crate::district::{District, act};

#[test]
fn a_backup_made_while_others_write_restores_to_one_of_their_moments() {
    let d = District::new(1);
    d.import("first.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let backup = d.dir.path().join("backup");
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 2..40 {
                d.import(&format!("{number}.csv"), vec![d.revenue(0, 1, number)]).unwrap();
            }
        });
        d.store.backup(&backup).unwrap();
        writer.join().unwrap();
    });
    let manifest = restore(&backup, d.dir.path().join("restored")).unwrap();
    let restored = Store::open(d.dir.path().join("restored")).unwrap();
    assert!(restored.verify().unwrap().is_sound());
    let at = restored.read(|r| Ok(r.audit(&Default::default(), 1)?[0].clone())).unwrap();
    assert_eq!((Some(at.hash), at.seq), (manifest.audit_head, manifest.audit_seq));
    assert_eq!(*restored.snapshot().unwrap(), d.store.snapshot_as_of(at.at).unwrap());
    assert_eq!(restored.kind(), FolderKind::Demo);
}

#[test]
fn a_backup_with_a_changed_or_missing_file_is_refused_and_leaves_no_folder() {
    let d = District::new(1);
    d.import("first.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    for file in ["shuanglian.db", "evidence"] {
        let backup = d.dir.path().join(format!("backup-{file}"));
        let manifest = d.store.backup(&backup).unwrap();
        let name = manifest.files.keys().find(|name| name.starts_with(file)).unwrap();
        let mut bytes = std::fs::read(backup.join(name)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        std::fs::write(backup.join(name), bytes).unwrap();
        let target = d.dir.path().join("restored");
        let refused = restore(&backup, &target).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged(_) | StoreError::Evidence(_)), "{refused}");
        assert!(!target.exists());
    }
    assert_eq!(restore(d.dir.path().join("nowhere"), d.dir.path().join("x")).unwrap_err().code(), "store.no_folder");
}

#[test]
fn a_manifest_cannot_lead_out_of_the_folder() {
    let d = District::new(1);
    d.import("first.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let backup = d.dir.path().join("backup");
    d.store.backup(&backup).unwrap();
    let text = std::fs::read_to_string(backup.join("manifest.json")).unwrap();
    std::fs::write(backup.join("manifest.json"), text.replace("evidence/", "../evidence/")).unwrap();
    assert_eq!(restore(&backup, d.dir.path().join("restored")).unwrap_err().code(), "store.damaged");
}

#[test]
fn neither_backup_nor_restore_writes_over_a_folder_in_use() {
    let d = District::new(1);
    let backup = d.dir.path().join("backup");
    d.store.backup(&backup).unwrap();
    assert_eq!(d.store.backup(&backup).unwrap_err().code(), "store.folder_exists");
    assert_eq!(restore(&backup, d.store.dir()).unwrap_err().code(), "store.folder_exists");
    d.store.write(&act(), |w| w.put_bureau_name("局")).unwrap();
    assert!(verify(d.store.dir()).unwrap().is_sound());
}
