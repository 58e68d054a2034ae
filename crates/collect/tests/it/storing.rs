//! One file, one batch; all rows or the good ones; undone as one.

use crate::{Folder, ONE, TWO, collect, folder, person, reading};
use collect::{CollectError, CommitOptions, Committed, RowChoice, commit};
use domain::{FactSource, FactValue, Period, Value};
use store::{Act, Actor, FactPlace};

fn import(folder: &Folder, by: &Actor, text: &str, rows: RowChoice) -> Result<Committed, CollectError> {
    let options = CommitOptions { rows, ..CommitOptions::default() };
    commit(&folder.store, by, &reading(folder, text), text.as_bytes(), &options)
}

fn employees(folder: &Folder) -> Vec<Option<i64>> {
    let facts = folder.store.snapshot().unwrap();
    let metric = facts.metric("从业人数").unwrap().id;
    let rows = facts.subjects(&domain::SubjectKind::new("firm")).len();
    let column = facts.column(metric, Period::month(2024, 8).unwrap()).cloned();
    let cell = |row| match column.as_ref().map(|c| c.cell(row)) {
        Some(domain::Cell::Known(Value::Number(n))) => Some(n),
        _ => None,
    };
    (0..rows).map(cell).collect()
}

#[test]
fn a_fault_keeps_everything_out_unless_only_the_good_rows_are_wanted() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let text = format!("统一社会信用代码,企业名称,期间,从业人数\n{ONE},甲,2024-08,3\n{TWO},乙,2024-08,三\n");
    let refused = import(&folder, &by, &text, RowChoice::All).unwrap_err();
    assert_eq!(refused.code(), "collect.faulty");
    assert!(refused.to_string().contains("3,4"), "{refused}");
    assert!(folder.store.read(|r| r.batches(None, 9)).unwrap().is_empty());
    let done = import(&folder, &by, &text, RowChoice::GoodOnly).unwrap();
    assert_eq!((done.appended.new, done.new_subjects, done.skipped_rows), (1, 1, 1));
    assert_eq!(employees(&folder), [Some(3)]);
}

#[test]
fn every_fact_leads_back_to_its_cell_and_an_undo_gives_back_what_stood_before() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let sheet = |n: i64| format!("统一社会信用代码,企业名称,期间,从业人数\n{ONE},甲,2024-08,{n}\n");
    import(&folder, &by, &sheet(3), RowChoice::All).unwrap();
    let second = import(&folder, &by, &sheet(5), RowChoice::All).unwrap();
    assert_eq!((second.appended.changed, second.new_subjects), (1, 0));
    assert_eq!(employees(&folder), [Some(5)]);

    let digest = store::digest_of(sheet(5).as_bytes());
    let place = FactPlace { sheet: 0, row: 1, column: 3 };
    let found = folder.store.read(|r| r.facts_from_cell(digest, place)).unwrap();
    assert_eq!(found.iter().map(|f| &f.value).collect::<Vec<_>>(), [&FactValue::Known(Value::Number(5))]);

    let undo = Act::new(by, "collect.undo", "batch");
    folder.store.write(&undo, |w| w.undo_batch(second.appended.batch, "报错了")).unwrap();
    assert_eq!(employees(&folder), [Some(3)]);
}

#[test]
fn nobody_accepts_a_record_they_registered() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    let register =
        "记录编号,记录名称,期间,记录类型,发生日期,人数,承办单位\nJL-1,对接会,2024,供需对接会,2024年8月5日,60,甲中心\n";
    let acceptance = "记录编号,期间,已采纳\nJL-1,2024,是\n";
    assert_eq!(import(&folder, &wang, acceptance, RowChoice::All).unwrap_err().code(), "record.untyped");
    import(&folder, &lin, register, RowChoice::All).unwrap();
    assert_eq!(import(&folder, &lin, acceptance, RowChoice::All).unwrap_err().code(), "collect.own_record");
    assert_eq!(import(&folder, &wang, acceptance, RowChoice::All).unwrap().appended.new, 1);
}

#[test]
fn bytes_other_than_those_that_were_checked_are_refused() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let text = format!("统一社会信用代码,期间,从业人数\n{ONE},2024-08,3\n");
    let read = reading(&folder, &text);
    let other = text.replace(",3", ",4");
    let refused = commit(&folder.store, &by, &read, other.as_bytes(), &CommitOptions::default()).unwrap_err();
    assert_eq!(refused.code(), "collect.changed");
}
