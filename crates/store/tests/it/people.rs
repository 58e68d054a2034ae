//! Accounts and sessions.

use jiff::{Timestamp, ToSpan};
use shuanglian_store::{NewUser, Session, StoreError};

use crate::district::{District, act};

pub(crate) fn person(name: &str) -> NewUser {
    NewUser {
        name: name.to_owned(),
        display: format!("用户{name}"),
        roles: vec!["office".to_owned(), "finance".to_owned()],
        section: Some("财务科".to_owned()),
        password: "$argon2id$hash".to_owned(),
        must_change: true,
    }
}

#[test]
fn an_account_is_kept_and_its_name_is_taken() {
    let d = District::new(0);
    let id = d.store.write(&act(), |w| w.add_user(&person("li"))).unwrap();
    let user = d.store.read(|r| r.user_named("li")).unwrap().unwrap();
    assert_eq!((user.id, user.roles.len(), user.must_change), (id, 2, true));
    let twice = d.store.write(&act(), |w| w.add_user(&person("li")));
    assert!(matches!(twice, Err(StoreError::Exists { what: "user", .. })));
    assert_eq!(d.store.read(|r| r.users()).unwrap().len(), 1);
}

#[test]
fn wrong_passwords_count_up_and_a_right_one_clears_them() {
    let d = District::new(0);
    let id = d.store.write(&act(), |w| w.add_user(&person("li"))).unwrap();
    let until = Timestamp::from_second(4_000_000_000).unwrap();
    d.store.write(&act(), |w| w.note_sign_in_failure(id, 5, Some(until))).unwrap();
    let user = d.store.read(|r| r.user(id)).unwrap();
    assert_eq!((user.failures, user.locked_until), (5, Some(until)));
    d.store.write(&act(), |w| w.note_sign_in(id)).unwrap();
    let user = d.store.read(|r| r.user(id)).unwrap();
    assert_eq!((user.failures, user.locked_until), (0, None));
    assert!(user.last_seen.is_some());
}

#[test]
fn sessions_end_by_time_by_word_and_with_the_account() {
    let d = District::new(0);
    let id = d.store.write(&act(), |w| w.add_user(&person("li"))).unwrap();
    let session = |key: &str, hours: i64| Session {
        id: key.to_owned(),
        user: Some(id),
        data: vec![1, 0, 255],
        expires: (Timestamp::now() + hours.hours()).round(jiff::Unit::Microsecond).unwrap(),
    };
    let (live, dead) = (session("live", 1), session("dead", -1));
    assert!(d.store.create_session(&live).unwrap());
    assert!(!d.store.create_session(&live).unwrap());
    d.store.save_session(&dead).unwrap();
    assert_eq!(d.store.load_session("live").unwrap(), Some(live.clone()));
    assert_eq!(d.store.load_session("dead").unwrap(), None);
    assert_eq!(d.store.delete_expired_sessions().unwrap(), 1);
    d.store.delete_session("live").unwrap();
    assert_eq!(d.store.load_session("live").unwrap(), None);
    d.store.save_session(&live).unwrap();
    d.store.write(&act(), |w| w.set_user_disabled(id, true)).unwrap();
    assert_eq!(d.store.load_session("live").unwrap(), None);
}
