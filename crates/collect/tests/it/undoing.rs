//! What an undo gives back: never the acceptance of something that nobody accepted.

use crate::counting::{ONE, accept, chosen, counted, failed, record, register, sheet};
use crate::{Folder, collect, folder, person};
use collect::records::{self, Rule};
use domain::BatchId;
use store::Actor;

fn undo(folder: &Folder, by: &Actor, batch: BatchId) -> Result<(), &'static str> {
    collect::undo(&folder.store, by, batch, "试").map(|_| ()).map_err(|error| error.code())
}

#[test]
fn content_that_nobody_accepted_waits_after_an_undo() {
    let folder = folder();
    let [lin, wang, zhao] = ["lin", "wang", "zhao"].map(|name| person(&folder.store, name));
    register(&folder, &lin, &ONE.replace(",12,", ",500,"));
    let small = sheet(&folder, &lin, "记录编号,期间,人数\nJL-1,2024,50\n").unwrap();
    accept(&folder, &wang, &["JL-1"]).unwrap();
    assert_eq!(counted(&folder.store), Some(1));
    undo(&folder, &zhao, small).unwrap();
    assert_eq!((failed(&folder.store, "JL-1"), counted(&folder.store)), (Some(Rule::Accepted), Some(0)));
    accept(&folder, &wang, &["JL-1"]).unwrap();
    assert_eq!(counted(&folder.store), Some(1), "once somebody has accepted the 500, they count");
}

#[test]
fn nobody_comes_to_accept_their_own_work_by_an_undo() {
    let folder = folder();
    let [lin, wang, zhao] = ["lin", "wang", "zhao"].map(|name| person(&folder.store, name));
    register(&folder, &lin, ONE);
    // Wang writes everything anew, and back again: all of it is wang's word now, so that lin may accept it.
    let head = "记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号,是否彩排\n";
    let there = format!("{head}JL-1,甲局来访,2024,元创中心接待,2024-05-07,13,丙局,丁中心,DA-9,是\n");
    let first = chosen(&folder, &wang, &there);
    let second = chosen(&folder, &wang, &format!("{head}{ONE}"));
    accept(&folder, &lin, &["JL-1"]).unwrap();
    assert_eq!(counted(&folder.store), Some(1));
    undo(&folder, &zhao, second).unwrap();
    undo(&folder, &zhao, first).unwrap();
    assert_eq!(failed(&folder.store, "JL-1"), Some(Rule::Accepted), "it says lin's own words again");
}

#[test]
fn a_decision_is_taken_back_only_by_who_might_have_made_it() {
    let folder = folder();
    let [lin, wang, zhao] = ["lin", "wang", "zhao"].map(|name| person(&folder.store, name));
    register(&folder, &lin, ONE);
    accept(&folder, &wang, &["JL-1"]).unwrap();
    let id = record(&folder.store, "JL-1");
    records::send_back(&folder.store, &wang, &[(id, None)], "造假").unwrap();
    let decisions = folder.store.read(|r| r.batches_of(store::BatchKind::Acceptance, None, 9)).unwrap();
    let [returned, accepted] = decisions.as_slice() else { panic!("{decisions:?}") };
    assert_eq!(undo(&folder, &lin, returned.id), Err("collect.own_record"));
    assert_eq!(undo(&folder, &Actor::System("cli"), returned.id), Err("store.person_needed"));
    assert_eq!(failed(&folder.store, "JL-1"), Some(Rule::Accepted), "the return stands");
    undo(&folder, &zhao, returned.id).unwrap();
    assert_eq!(counted(&folder.store), Some(1), "another who may decide takes it back");
    undo(&folder, &zhao, accepted.id).unwrap();
    assert_eq!(counted(&folder.store), Some(0));
}
