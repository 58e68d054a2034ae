//! Runs, answers to findings, drafts, settings and tables.

use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;
use shuanglian_store::{FindingState, FolderKind, NewRun, Store, digest_of};

use crate::district::{District, act, month};
use crate::people::person;

#[test]
fn a_run_names_the_facts_it_read() {
    let d = District::new(1);
    d.import("a.csv", vec![d.revenue(0, 1, 1)]).unwrap();
    let facts = d.store.snapshot().unwrap();
    let run = NewRun {
        kind: "targets.judge".to_owned(),
        versions: json!({ "program": "0.1.0" }),
        snapshot_seq: facts.seq(),
        inputs: facts.inputs_digest(&[(d.metrics[0], month(1))]),
        outputs: digest_of(b"out"),
        started: Timestamp::from_second(1_700_000_000).unwrap(),
    };
    let id = d.store.write(&act(), |w| w.record_run(&run)).unwrap();
    let stored = d.store.read(|r| r.run(id)).unwrap();
    assert_eq!(stored.run, run);
    assert_eq!(d.store.snapshot_as_of(stored.snapshot_at).unwrap(), *facts);
    assert_eq!(d.store.read(|r| r.runs(Some("other"), 9)).unwrap(), []);
    let never = NewRun { snapshot_seq: 999, ..run };
    assert_eq!(d.store.write(&act(), |w| w.record_run(&never)).unwrap_err().code(), "store.not_found");
}

#[test]
fn an_answer_to_a_finding_needs_a_reason_and_the_last_one_counts() {
    let d = District::new(0);
    let answer = |state, reason: &str| d.store.write(&act(), |w| w.answer_finding("t1", "f1", state, reason));
    assert_eq!(answer(FindingState::Waived, " ").unwrap_err().code(), "store.reason_needed");
    answer(FindingState::Explained, "四舍五入").unwrap();
    answer(FindingState::Fixed, "已改").unwrap();
    let answers = d.store.read(|r| r.finding_answers("t1")).unwrap();
    assert_eq!((answers["f1"].state, answers["f1"].reason.as_str()), (FindingState::Fixed, "已改"));
    assert_eq!(d.store.read(|r| r.finding_history("t1", "f1")).unwrap().len(), 2);
    assert!(d.store.read(|r| r.finding_answers("t2")).unwrap().is_empty());
}

#[test]
fn a_draft_belongs_to_its_person() {
    let d = District::new(0);
    let digest = d.store.put_bytes(b"upload").unwrap();
    let (own, other, draft) = d
        .store
        .write(&act(), |w| {
            let (own, other) = (w.add_user(&person("a"))?, w.add_user(&person("b"))?);
            Ok((own, other, w.add_draft("targets", own, "表.xlsx", digest, &json!({ "sheet": 0 }))?))
        })
        .unwrap();
    d.store.write(&act(), |w| w.set_draft_options(draft, own, &json!({ "sheet": 1 }))).unwrap();
    assert_eq!(d.store.read(|r| r.draft(draft, own)).unwrap().options, json!({ "sheet": 1 }));
    assert_eq!(d.store.read(|r| r.draft(draft, other)).unwrap_err().code(), "store.not_found");
    assert_eq!(d.store.write(&act(), |w| w.drop_draft(draft, other)).unwrap_err().code(), "store.not_found");
    d.store.write(&act(), |w| w.drop_draft(draft, own)).unwrap();
    assert_eq!(d.store.read(|r| r.drafts_of(own)).unwrap(), []);
}

#[test]
fn a_demo_folder_stands_at_its_day_and_a_real_one_cannot() {
    let d = District::new(0);
    assert_eq!(d.store.read(|r| r.today()).unwrap(), date(2024, 9, 25));
    d.store.write(&act(), |w| w.put_business_date(date(2024, 12, 1))).unwrap();
    assert_eq!(d.store.read(|r| r.today()).unwrap(), date(2024, 12, 1));
    let real = Store::create(d.dir.path().join("real"), FolderKind::Real).unwrap();
    let refused = real.write(&act(), |w| w.put_business_date(date(2024, 12, 1)));
    assert_eq!(refused.unwrap_err().code(), "store.real_folder");
    drop(real);
    assert_eq!(Store::open(d.dir.path().join("real")).unwrap().kind(), FolderKind::Real);
}
