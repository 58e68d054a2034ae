//! What a person chooses for a file that does not speak for itself, and what importing it would change.

use crate::{Folder, ONE, TWO, collect, document, folder, person, reading};
use collect::{CommitOptions, ConflictChoice, Effect, Plan, ReadOptions, Role, RowChoice, commit};
use domain::{FactStatus, SubjectKind, Unit};
use store::Act;

fn plan(folder: &Folder, text: &str) -> Plan {
    folder.store.read(|r| collect::plan(r, &folder.registry, &reading(folder, text))).unwrap()
}

fn sheet(employees: &[(&str, i64)]) -> String {
    let rows: String = employees.iter().map(|(code, n)| format!("{code},2024-08,{n}\n")).collect();
    format!("统一社会信用代码,期间,从业人数\n{rows}")
}

#[test]
fn the_plan_says_what_is_new_changed_unchanged_and_against_an_accepted_value() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let first = sheet(&[(ONE, 3), (TWO, 5)]);
    assert_eq!((plan(&folder, &first).counts.new, plan(&folder, &first).counts.new_subjects), (2, 2));
    commit(&folder.store, &by, &reading(&folder, &first), first.as_bytes(), &CommitOptions::default()).unwrap();
    let later = plan(&folder, &sheet(&[(ONE, 3), (TWO, 6)]));
    let effects: Vec<Effect> = later.changes.iter().map(|change| change.effect).collect();
    assert_eq!(effects, [Effect::Unchanged, Effect::Changed]);
    let accepted = CommitOptions { status: FactStatus::Accepted, ..CommitOptions::default() };
    commit(&folder.store, &by, &reading(&folder, &first), first.as_bytes(), &accepted).unwrap();
    let against = plan(&folder, &sheet(&[(ONE, 3), (TWO, 6)]));
    assert_eq!((against.counts.conflicts, against.counts.unchanged, against.counts.changed), (1, 1, 0));
    assert_ne!(against.stamp, later.stamp);
}

#[test]
fn an_accepted_value_stays_when_that_was_chosen_and_gives_way_when_not() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let first = sheet(&[(ONE, 3)]);
    let accepted = CommitOptions { status: FactStatus::Accepted, ..CommitOptions::default() };
    commit(&folder.store, &by, &reading(&folder, &first), first.as_bytes(), &accepted).unwrap();
    let text = sheet(&[(ONE, 4), (TWO, 5)]);
    let keep = CommitOptions { conflicts: ConflictChoice::Keep, ..CommitOptions::default() };
    let done = commit(&folder.store, &by, &reading(&folder, &text), text.as_bytes(), &keep).unwrap();
    assert_eq!((done.appended.new, done.appended.changed, done.kept_accepted), (1, 0, 1));
    let only = sheet(&[(ONE, 4)]);
    let nothing = commit(&folder.store, &by, &reading(&folder, &only), only.as_bytes(), &keep).unwrap_err();
    assert_eq!(nothing.code(), "collect.empty");
    let replaced =
        commit(&folder.store, &by, &reading(&folder, &only), only.as_bytes(), &CommitOptions::default()).unwrap();
    assert_eq!(replaced.appended.changed, 1);
}

#[test]
fn a_preview_that_facts_have_overtaken_is_not_committed() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let text = sheet(&[(ONE, 3)]);
    let seen = CommitOptions { stamp: Some(plan(&folder, &text).stamp), ..CommitOptions::default() };
    let between = sheet(&[(ONE, 9)]);
    commit(&folder.store, &by, &reading(&folder, &between), between.as_bytes(), &CommitOptions::default()).unwrap();
    let refused = commit(&folder.store, &by, &reading(&folder, &text), text.as_bytes(), &seen).unwrap_err();
    assert_eq!(refused.code(), "collect.moved");
    let fresh = CommitOptions { stamp: Some(plan(&folder, &text).stamp), ..CommitOptions::default() };
    assert_eq!(
        commit(&folder.store, &by, &reading(&folder, &text), text.as_bytes(), &fresh).unwrap().appended.changed,
        1
    );
}

#[test]
fn columns_nobody_knows_are_proposed_chosen_and_remembered_for_the_next_file() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let text = |n: i64| format!("上报表\n单位：万元\n企业编码,公司,营收额,员工\n{ONE},甲,{n},7\n");
    let sent = document("自制.csv", &text(100));
    let read = |sent: &tabular::Document, options: &ReadOptions| collect::read(sent, &folder.registry, options);
    assert_eq!(read(&sent, &ReadOptions::default()).problems[0].code, "no_header");
    let proposed = collect::propose(&sent, &folder.registry, &ReadOptions::default());
    assert_eq!((proposed[0].header, proposed[0].columns.len()), (3, 4));

    let mut options = ReadOptions { period: collect::read_period("2024年8月"), ..ReadOptions::default() };
    let choice = options.sheets.entry(0).or_default();
    choice.header = Some(3);
    for (column, word) in [(1, "key"), (2, "name"), (3, "营业收入"), (4, "从业人数")] {
        let role = Role::chosen(word, &SubjectKind::new("firm"), None, &folder.registry).unwrap();
        choice.columns.insert(column, role);
    }
    let understood = read(&sent, &options);
    assert!(understood.problems.is_empty(), "{:?}", understood.problems);
    assert_eq!(understood.facts[0].value, domain::FactValue::Known(domain::Value::Number(100_000_000)));
    let act = Act::new(by, "collect.template", "自制.csv");
    folder.store.write(&act, |w| collect::remember(w, &understood.sheets, &options)).unwrap();

    let next = document("下月.csv", &text(200));
    let mut recalled = ReadOptions { period: collect::read_period("202409"), unit: None, ..ReadOptions::default() };
    folder.store.read(|r| collect::recall(r, &next, &folder.registry, &mut recalled)).unwrap();
    let again = read(&next, &recalled);
    assert!(again.problems.is_empty() && again.facts.len() == 2, "{:?}", again.problems);
    let other = document("别的.csv", "企业编码,公司,营收额\nx,甲,3\n");
    let mut nothing = ReadOptions::default();
    folder.store.read(|r| collect::recall(r, &other, &folder.registry, &mut nothing)).unwrap();
    assert_eq!(nothing, ReadOptions::default());
}

#[test]
fn an_unknown_heading_and_a_tenfold_jump_are_warnings_that_keep_nothing_out() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let month = |month: u8, revenue: &str| {
        format!("统一社会信用代码,期间,营业收入（万元）,心情\n{ONE},2024-0{month},{revenue},好\n")
    };
    let july = month(7, "120");
    commit(&folder.store, &by, &reading(&folder, &july), july.as_bytes(), &CommitOptions::default()).unwrap();
    let codes = |text: &str| plan(&folder, text).warnings.iter().map(|w| w.code).collect::<Vec<_>>();
    assert_eq!(codes(&month(8, "130")), ["unknown_heading"]);
    assert_eq!(codes(&month(8, "1300000")), ["unknown_heading", "jump"]);
    assert_eq!(plan(&folder, &month(8, "1300000")).counts.good_rows, 1);
}

#[test]
fn a_chosen_unit_serves_amounts_that_state_none() {
    let folder = folder();
    let sent = document("a.csv", &format!("统一社会信用代码,期间,营业收入\n{ONE},2024-08,5\n"));
    let options = ReadOptions { unit: Some(Unit::named("万元")), ..ReadOptions::default() };
    let read = collect::read(&sent, &folder.registry, &options);
    assert_eq!(read.facts[0].value, domain::FactValue::Known(domain::Value::Number(5_000_000)));
}

#[test]
fn a_project_known_by_its_name_gets_its_number_and_no_twin() {
    let folder = folder();
    let by = person(&folder.store, "lin");
    let act = Act::new(by.clone(), "test.project", "");
    let kind = SubjectKind::new("project");
    folder.store.write(&act, |w| w.add_entity(&kind, "课题研究费", &[])).unwrap();
    let text = "项目编号,项目名称,期间,项目支出（万元）\nX-7,课题研究费,2024-08,5\n";
    assert_eq!(plan(&folder, text).counts.new_subjects, 0);
    let how = CommitOptions { rows: RowChoice::All, ..CommitOptions::default() };
    commit(&folder.store, &by, &reading(&folder, text), text.as_bytes(), &how).unwrap();
    assert_eq!(folder.store.read(|r| r.entities(&kind)).unwrap().len(), 1);
    assert!(folder.store.read(|r| r.entity_identified(&kind, "project_code", "X-7", None)).unwrap().is_some());
}
