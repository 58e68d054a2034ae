//! Versions of a table, who proposes and who accepts what feeds its targets, and its way from hand to hand.

use domain::{BatchId, UserId};
use shuanglian_store::{Act, Actor, NewBatch, NewTargetTable, SignOffStep, Store, StoreError};

use crate::district::{District, act};
use crate::people::person;

const LINEAGE: &str = "title|department|2024";

fn add(store: &Store, json: &str) -> (BatchId, i64, u32) {
    let digest = store.put_bytes(b"table").unwrap();
    let added = store.write(&act(), |w| {
        w.register_evidence(digest, "table.txt", "text/plain")?;
        let batch = w.open_batch(&NewBatch::import(digest, "table.txt"))?;
        let table = NewTargetTable {
            lineage: LINEAGE.to_owned(),
            batch,
            evidence: digest,
            year: Some(2024),
            title: "title".to_owned(),
            department: "department".to_owned(),
            unit: Some("万元".to_owned()),
            json: json.to_owned(),
        };
        let (id, version) = w.add_target_table(&table)?;
        Ok((batch, id, version))
    });
    added.unwrap()
}

fn people(store: &Store) -> Vec<UserId> {
    store.write(&act(), |w| ["a", "b", "c"].map(|name| w.add_user(&person(name))).into_iter().collect()).unwrap()
}

fn by(user: UserId) -> Act {
    Act::new(Actor::User(user), "test", "test")
}

fn code<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn an_undone_import_puts_the_table_before_it_in_force_again() {
    let d = District::new(0);
    let (_, first, _) = add(&d.store, "1");
    let (batch, second, version) = add(&d.store, "2");
    assert_eq!(version, 2);
    let in_force =
        || d.store.read(|r| r.target_tables()).unwrap().into_iter().map(|table| table.id).collect::<Vec<_>>();
    assert_eq!(in_force(), [second]);
    d.store.write(&act(), |w| w.undo_batch(batch, "wrong file")).unwrap();
    assert_eq!(in_force(), [first]);
    assert_eq!(code(d.store.read(|r| r.target_table(second))), "store.not_found");
    assert_eq!(d.store.read(|r| r.target_table(first)).unwrap().1, "1");
}

#[test]
fn nobody_accepts_what_they_proposed_and_no_program_accepts_anything() {
    let d = District::new(0);
    let who = people(&d.store);
    let version = d.store.write(&by(who[0]), |w| w.propose_binding(LINEAGE, "P01.I01.T1", "{}", "why")).unwrap();
    let accept = |act: &Act, version| d.store.write(act, |w| w.accept_binding(LINEAGE, "P01.I01.T1", version));
    assert_eq!(code(accept(&by(who[0]), version)), "store.own_work");
    assert_eq!(code(accept(&act(), version)), "store.person_needed");
    assert_eq!(code(accept(&by(who[1]), version + 1)), "store.moved_on");
    assert_eq!(d.store.read(|r| r.bindings(LINEAGE)).unwrap()[0].accepted, None);
    accept(&by(who[1]), version).unwrap();
    assert_eq!(code(accept(&by(who[2]), version)), "store.moved_on");
    let bound = d.store.read(|r| r.bindings(LINEAGE)).unwrap().remove(0);
    assert_eq!(bound.accepted.map(|by| by.actor), Some(format!("user:{}", who[1])));
}

#[test]
fn what_is_in_force_stays_so_until_its_successor_is_accepted_and_what_is_withdrawn_stays_on_record() {
    let d = District::new(0);
    let who = people(&d.store);
    let propose = |feed: &str| d.store.write(&by(who[0]), |w| w.propose_binding(LINEAGE, "T", feed, "why")).unwrap();
    let accept = |version| d.store.write(&by(who[1]), |w| w.accept_binding(LINEAGE, "T", version));
    accept(propose("first")).unwrap();
    propose("second");
    let third = propose("third");
    let open = || {
        let rows = d.store.read(|r| r.bindings(LINEAGE)).unwrap();
        rows.into_iter().map(|row| (row.feed, row.accepted.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(open(), [("third".to_owned(), false), ("first".to_owned(), true)]);
    accept(third).unwrap();
    assert_eq!(open(), [("third".to_owned(), true)]);
    let close = |why: &str| d.store.write(&by(who[0]), |w| w.close_binding(LINEAGE, "T", third, why));
    assert_eq!(code(close(" ")), "store.reason_needed");
    close("来源有误").unwrap();
    assert_eq!(code(close("again")), "store.moved_on");
    assert_eq!(open(), []);
    let history = d.store.read(|r| r.binding_history(LINEAGE, "T")).unwrap();
    assert_eq!(history.len(), 3);
    assert_eq!(history[0].closed.as_ref().map(|closed| closed.why.as_str()), Some("来源有误"));
    let seen = d.store.read(|r| r.audit(&shuanglian_store::AuditFilter::default(), 50)).unwrap();
    assert!(seen.len() >= 6, "every step has its audit row");
}

#[test]
fn three_different_people_submit_review_and_sign_and_a_new_version_or_an_undo_opens_it_again() {
    let d = District::new(0);
    let who = people(&d.store);
    let (_, table, _) = add(&d.store, "1");
    let step = |who: UserId, table, step, note: &str| d.store.write(&by(who), |w| w.sign_off(table, step, note));
    assert_eq!(code(step(who[0], table, SignOffStep::Reviewed, "")), "store.moved_on");
    step(who[0], table, SignOffStep::Submitted, "").unwrap();
    assert_eq!(code(step(who[0], table, SignOffStep::Reviewed, "")), "store.own_work");
    assert_eq!(code(step(who[1], table, SignOffStep::Returned, "")), "store.reason_needed");
    step(who[1], table, SignOffStep::Returned, "缺说明").unwrap();
    step(who[1], table, SignOffStep::Submitted, "").unwrap();
    step(who[0], table, SignOffStep::Reviewed, "").unwrap();
    for two in [who[0], who[1]] {
        assert_eq!(code(step(two, table, SignOffStep::Signed, "")), "store.own_work");
    }
    step(who[2], table, SignOffStep::Signed, "同意").unwrap();
    let last = || d.store.read(|r| r.sign_offs(LINEAGE)).unwrap().pop().unwrap().step;
    assert_eq!(last(), SignOffStep::Signed);
    let (batch, second, _) = add(&d.store, "2");
    assert_eq!(last(), SignOffStep::Reopened);
    assert_eq!(code(step(who[0], table, SignOffStep::Submitted, "")), "store.moved_on");
    step(who[0], second, SignOffStep::Submitted, "").unwrap();
    d.store.write(&act(), |w| w.undo_batch(batch, "wrong file")).unwrap();
    assert_eq!(last(), SignOffStep::Reopened);
    step(who[0], table, SignOffStep::Submitted, "").unwrap();
}
