//! Which record a row or a form speaks of: one number is one record of one year, whoever comes at the same time.

use std::collections::BTreeMap;
use std::sync::Barrier;

use crate::counting::{HEAD, ONE, accept, failed, record, register, sheet};
use crate::{Folder, collect, folder, person};
use collect::records::{self, Content, Submission, Submitted};
use collect::{CommitOptions, ConflictChoice, Effect, ReadOptions, commit};
use domain::{EntityId, SubjectKind};
use store::Actor;

fn given(name: &str, day: &str) -> Submission {
    let fields = [("发生日期", day), ("人数", "7"), ("来访单位", name), ("承办单位", "乙中心"), ("凭证档号", "DA-7")];
    let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
    Submission { kind: "枢纽接待".into(), name: name.into(), fields: fields.into(), ..Submission::default() }
}

#[test]
fn who_submits_at_the_same_moment_gets_another_number() {
    let folder = folder();
    let people: Vec<Actor> = (0..6).map(|nth| person(&folder.store, &format!("p{nth}"))).collect();
    let barrier = Barrier::new(people.len());
    let mut got: Vec<EntityId> = Vec::new();
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for (nth, by) in people.iter().enumerate() {
            let (store, barrier) = (&folder.store, &barrier);
            threads.push(scope.spawn(move || {
                barrier.wait();
                records::submit(store, by, &given(&format!("并发{nth}"), "2024-04-11")).unwrap()
            }));
        }
        for thread in threads {
            match thread.join().unwrap() {
                Submitted::Waiting(id) => got.push(id),
                other => panic!("{other:?}"),
            }
        }
    });
    got.sort();
    got.dedup();
    assert_eq!(got.len(), people.len(), "every submission is a record of its own");
    for nth in 1..=people.len() {
        record(&folder.store, &format!("JL-2024-{nth:04}"));
    }
}

#[test]
fn the_same_number_in_two_years_is_two_records() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    let row = |year: i16, people: u32| format!("1,跨年,{year},枢纽接待,{year}-05-20,{people},跨年局,乙中心,DA-1,否\n");
    register(&folder, &lin, &row(2023, 5));
    let old = record(&folder.store, "1");
    accept(&folder, &wang, &["1"]).unwrap();
    register(&folder, &lin, &row(2024, 6));
    let on = |year: i16| {
        let day = jiff::civil::date(year, 7, 1);
        let kind = SubjectKind::new("record");
        folder.store.read(|r| r.entity_identified(&kind, "record_no", "1", Some(day))).unwrap().unwrap().id
    };
    assert_eq!(on(2023), old);
    assert_ne!(on(2024), old, "last year's record is another one");
    records::accept(&folder.store, &wang, &[(on(2024), None)], "").unwrap();
    let case = |id| folder.store.read(|r| records::explain(r, id)).unwrap();
    assert!(case(old).1.counts() && case(on(2024)).1.counts());
    // A correction of last year's figure makes last year's record wait, and nothing of this year's.
    let refused = sheet(&folder, &lin, &format!("{HEAD}{}", row(2023, 5000))).unwrap_err();
    assert!(refused.starts_with("collect.undecided"), "{refused}");
    sheet(&folder, &lin, "记录编号,期间,是否彩排\n1,2024,否\n").unwrap();
    assert!(case(old).1.counts() && case(on(2024)).1.counts());
}

#[test]
fn blanks_case_and_full_width_letters_make_no_other_number() {
    let folder = folder();
    let lin = person(&folder.store, "lin");
    register(&folder, &lin, ONE);
    let before = record(&folder.store, "JL-1");
    sheet(&folder, &lin, "记录编号,期间,人数\nｊｌ－1,2024,13\n jl- 1,2023,13\n").unwrap_err();
    sheet(&folder, &lin, "记录编号,期间,人数\nｊｌ－ 1,2024,13\n").unwrap();
    assert_eq!(record(&folder.store, "JL-1"), before);
    let people = folder.store.read(|r| Content::now(r, before)).unwrap();
    assert!(people.values.values().any(|value| *value == domain::FactValue::Known(domain::Value::Number(13))));
}

fn plan(folder: &Folder, text: &str) -> (collect::Reading, collect::Plan) {
    let mut read = collect::read(&crate::document("登记.csv", text), &folder.registry, &ReadOptions::default());
    folder.store.read(|r| read.check_against(r)).unwrap();
    let plan = folder.store.read(|r| collect::plan(r, &folder.registry, &read)).unwrap();
    (read, plan)
}

#[test]
fn a_register_with_the_same_numbers_does_not_swallow_what_is_accepted() {
    let folder = folder();
    let (lin, wang, zhao) =
        (person(&folder.store, "lin"), person(&folder.store, "wang"), person(&folder.store, "zhao"));
    let lecture = "记录编号,记录名称,期间,记录类型,发生日期,人数,承办单位,凭证档号\n\
        1,一号讲座,2024,讲座培训,2024-03-01,40,甲所,DA-1\n";
    sheet(&folder, &lin, lecture).unwrap();
    let other = lecture.replace("一号讲座", "对接会").replace("讲座培训", "供需对接会").replace("03-01", "06-01");
    // Nobody has accepted it yet: even so it is another thing than the row says.
    let (_, waiting) = plan(&folder, &other);
    assert!(waiting.counts.conflicts >= 2, "{:?}", waiting.counts);
    assert!(waiting.warnings.iter().any(|warning| warning.code == "other_record"));
    assert!(sheet(&folder, &zhao, &other).unwrap_err().starts_with("collect.undecided"));

    accept(&folder, &wang, &["1"]).unwrap();
    let more = lecture.replace(",40,", ",700,");
    let (read, against) = plan(&folder, &more);
    assert_eq!((against.counts.conflicts, against.counts.changed), (1, 0));
    assert_eq!(against.changes.iter().filter(|change| change.effect == Effect::Conflict).count(), 1);
    assert!(sheet(&folder, &zhao, &more).unwrap_err().starts_with("collect.undecided"));
    let keep = CommitOptions { conflicts: ConflictChoice::Keep, ..CommitOptions::default() };
    assert_eq!(commit(&folder.store, &zhao, &read, more.as_bytes(), &keep).unwrap().kept_accepted, 1);
    assert_eq!(failed(&folder.store, "1"), None, "it still counts as it was accepted");
    let replace = CommitOptions { conflicts: ConflictChoice::Replace, ..CommitOptions::default() };
    commit(&folder.store, &zhao, &read, more.as_bytes(), &replace).unwrap();
    assert_eq!(failed(&folder.store, "1"), Some(records::Rule::Accepted), "what was chosen over it waits");
    let (read, _) = plan(&folder, &other);
    commit(&folder.store, &zhao, &read, other.as_bytes(), &replace).unwrap();
    let named = folder.store.read(|r| r.entity(record(&folder.store, "1"))).unwrap().name;
    assert_eq!(named, "对接会", "no mixture of the two is left");
}

#[test]
fn a_row_that_names_no_type_speaks_of_a_record_that_is_there() {
    let folder = folder();
    let lin = person(&folder.store, "lin");
    register(&folder, &lin, ONE);
    let text = "记录编号,记录名称,期间,记录类型,人数\nJL-1,甲局来访,2024,,13\nG10,没有类型,2024,,9\n";
    let (read, _) = plan(&folder, text);
    let said: Vec<(u32, &str)> = read.problems.iter().map(|problem| (problem.row, problem.code)).collect();
    assert_eq!(said, [(3, "record_untyped")], "{:?}", read.problems);
    assert!(sheet(&folder, &lin, text).unwrap_err().starts_with("record.untyped"));
    let good = CommitOptions { rows: collect::RowChoice::GoodOnly, ..CommitOptions::default() };
    let done = commit(&folder.store, &lin, &read, text.as_bytes(), &good).unwrap();
    assert_eq!((done.new_subjects, done.skipped_rows), (0, 1));
}

#[test]
fn of_two_who_mend_one_record_the_second_is_told() {
    let folder = folder();
    let (lin, zhao) = (person(&folder.store, "lin"), person(&folder.store, "zhao"));
    register(&folder, &lin, ONE);
    let id = record(&folder.store, "JL-1");
    let base = folder.store.read(|r| Content::now(r, id)).unwrap().stamp();
    let mend = |people: &str| Submission {
        record: Some(id),
        base: Some(base),
        fields: BTreeMap::from(
            [
                ("发生日期", "2024-05-06"),
                ("人数", people),
                ("来访单位", "甲局"),
                ("承办单位", "乙中心"),
                ("凭证档号", "D"),
            ]
            .map(|(name, text)| (name.to_owned(), text.to_owned())),
        ),
        ..given("甲局来访", "2024-05-06")
    };
    assert_eq!(records::submit(&folder.store, &lin, &mend("77")).unwrap(), Submitted::Waiting(id));
    let kept = folder.store.read(|r| Content::now(r, id)).unwrap();
    assert_eq!(records::submit(&folder.store, &zhao, &mend("88")).unwrap(), Submitted::Moved);
    assert_eq!(folder.store.read(|r| Content::now(r, id)).unwrap(), kept, "nothing of the first is lost");
    let looked = Submission { base: Some(kept.stamp()), ..mend("88") };
    assert_eq!(records::submit(&folder.store, &zhao, &looked).unwrap(), Submitted::Waiting(id));
}
