//! No change without a row in the log, and no row changed without being found out.

use rusqlite::Connection;
use serde_json::json;
use shuanglian_store::{Act, Actor, AuditFilter, StoreError};

use crate::district::{District, act};

fn tamper(d: &District, sql: &str) {
    let conn = Connection::open(d.store.dir().join("shuanglian.db")).unwrap();
    conn.execute_batch("pragma foreign_keys = off; drop trigger audit_kept; drop trigger audit_stays;").unwrap();
    conn.execute_batch(sql).unwrap();
}

#[test]
fn every_write_leaves_one_row_and_a_failed_one_leaves_none() {
    let d = District::new(0);
    let before = d.store.read(|r| r.verify_audit()).unwrap();
    let acts = Act::new(Actor::System("test"), "bureau.name", "folder").detail(json!({ "by": "letter" }));
    d.store
        .write(&acts, |w| {
            w.note("length", 3);
            w.put_bureau_name("工信局")
        })
        .unwrap();
    let failed: Result<(), _> = d.store.write(&act(), |w| {
        w.put_bureau_name("别的")?;
        Err(StoreError::refused("test.no", "no"))
    });
    assert_eq!(failed.unwrap_err().code(), "test.no");
    d.store.refused(&act(), "not allowed").unwrap();
    let rows = d.store.read(|r| r.audit(&AuditFilter::default(), 2)).unwrap();
    assert_eq!(rows[0].seq, before.rows + 2);
    assert_eq!((rows[0].result.as_str(), &rows[0].detail["reason"]), ("refused", &json!("not allowed")));
    assert_eq!(rows[1].detail, json!({ "by": "letter", "length": 3 }));
    assert_eq!(d.store.read(|r| r.bureau_name()).unwrap().as_deref(), Some("工信局"));
    assert!(d.store.read(|r| r.verify_audit()).unwrap().broken.is_none());
}

#[test]
fn the_log_lists_by_actor_action_and_page() {
    let d = District::new(0);
    for number in 0..5 {
        let act = Act::new(Actor::Public(format!("10.0.0.{}", number % 2)), "user.sign_in", "user:1");
        d.store.refused(&act, "wrong password").unwrap();
    }
    let filter = AuditFilter {
        actor: Some("public:10.0.0.1".to_owned()),
        action: Some("user.".to_owned()),
        ..AuditFilter::default()
    };
    let rows = d.store.read(|r| r.audit(&filter, 9)).unwrap();
    assert_eq!(rows.len(), 2);
    let next = AuditFilter { before_seq: Some(rows[0].seq), ..filter };
    assert_eq!(d.store.read(|r| r.audit(&next, 9)).unwrap(), rows[1..]);
}

#[test]
fn the_database_itself_refuses_to_change_the_log_or_a_fact() {
    let d = District::new(1);
    d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let conn = Connection::open(d.store.dir().join("shuanglian.db")).unwrap();
    for sql in [
        "update audit set actor = 'user:9' where seq = 1",
        "delete from audit where seq = 1",
        "update fact set num = 2",
        "delete from fact",
    ] {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
}

#[test]
fn the_first_row_changed_removed_or_cut_off_is_named() {
    for (sql, row) in [
        ("update audit set actor = 'user:9' where seq = 2", 2),
        ("update audit set detail = '{}' where seq = 3", 3),
        ("delete from audit where seq = 2", 2),
        ("delete from audit where seq >= 2", 2),
    ] {
        let d = District::new(1);
        d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
        tamper(&d, sql);
        let report = d.store.read(|r| r.verify_audit()).unwrap();
        assert_eq!(report.broken.map(|(row, _)| row), Some(row), "{sql}");
    }
}
