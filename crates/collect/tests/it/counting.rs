//! Which records count: the rules of their types, whoever tries to get round them.

use crate::{Folder, collect, folder, person};
use collect::records::{self, Rule};
use collect::{CommitOptions, ConflictChoice, commit};
use domain::{EntityId, Period, SubjectKind};
use store::{Actor, FactPlace, Store};

/// Imports a sheet as somebody; the code of the refusal when there is one.
pub(crate) fn sheet(folder: &Folder, by: &Actor, text: &str) -> Result<domain::BatchId, String> {
    let read = collect::read(
        &crate::document("登记.csv", text),
        &folder.store.read(collect::Registry::load).unwrap(),
        &collect::ReadOptions::default(),
    );
    commit(&folder.store, by, &read, text.as_bytes(), &CommitOptions::default())
        .map(|done| done.appended.batch)
        .map_err(|error| format!("{} {error}", error.code()))
}

/// A sheet that is chosen over what stands.
pub(crate) fn chosen(folder: &Folder, by: &Actor, text: &str) -> domain::BatchId {
    let registry = folder.store.read(collect::Registry::load).unwrap();
    let read = collect::read(&crate::document("登记.csv", text), &registry, &collect::ReadOptions::default());
    let replace = CommitOptions { conflicts: ConflictChoice::Replace, ..CommitOptions::default() };
    commit(&folder.store, by, &read, text.as_bytes(), &replace).unwrap().appended.batch
}

pub(crate) const HEAD: &str = "记录编号,记录名称,期间,记录类型,发生日期,人数,来访单位,承办单位,凭证档号,是否彩排\n";

pub(crate) fn register(folder: &Folder, by: &Actor, rows: &str) -> domain::BatchId {
    sheet(folder, by, &format!("{HEAD}{rows}")).unwrap()
}

pub(crate) fn accept(folder: &Folder, by: &Actor, numbers: &[&str]) -> Result<(), String> {
    let ids: Vec<_> = numbers.iter().map(|number| (record(&folder.store, number), None)).collect();
    records::accept(&folder.store, by, &ids, "").map_err(|error| error.code().to_owned())
}

pub(crate) fn record(store: &Store, number: &str) -> EntityId {
    let kind = SubjectKind::new("record");
    store.read(|r| r.entity_identified(&kind, "record_no", number, None)).unwrap().unwrap().id
}

/// What a binding counts: `count(*) filter (where 计入)`.
pub(crate) fn counted(store: &Store) -> Option<i64> {
    let facts = store.snapshot().unwrap();
    let formula = formula::Formula::parse("count(*) filter (where 计入)").unwrap();
    let typed = formula.check(&formula::Definition::total("record"), &*facts).unwrap();
    let when = formula::When::new(Period::year(2024).unwrap());
    match typed.trace_total(&*facts, when, 0).unwrap().answer() {
        formula::Answer::Number(number) => Some(number.mantissa as i64 / 10_i64.pow(u32::from(number.scale))),
        _ => None,
    }
}

pub(crate) fn failed(store: &Store, number: &str) -> Option<Rule> {
    let (_, verdict) = store.read(|r| records::explain(r, record(store, number))).unwrap();
    verdict.failed().map(|ruling| ruling.rule)
}

pub(crate) const ONE: &str = "JL-1,甲局来访,2024,枢纽接待,2024-05-06,12,甲局,乙中心,DA-1,否\n";
const AGAIN: &str = "JL-2,甲局再访,2024,枢纽接待,2024-05-06,9,甲 局。,乙中心,DA-2,否\n";

#[test]
fn one_group_counts_once_a_day_at_a_site_and_the_next_takes_its_place_when_it_goes() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    register(&folder, &lin, &format!("{AGAIN}JL-3,甲局来访,2024,元创中心接待,2024-05-06,12,甲局,乙中心,DA-3,否\n"));
    let first = register(&folder, &lin, ONE);
    assert_eq!(counted(&folder.store), Some(0), "nobody has accepted anything");
    accept(&folder, &wang, &["JL-1", "JL-2", "JL-3"]).unwrap();
    assert_eq!(counted(&folder.store), Some(2), "once at each site");
    assert_eq!(failed(&folder.store, "JL-1"), Some(Rule::OncePer), "JL-2 was registered before");
    let (_, verdict) = folder.store.read(|r| records::explain(r, record(&folder.store, "JL-1"))).unwrap();
    assert_eq!(verdict.failed().unwrap().instead, Some(record(&folder.store, "JL-2")));

    records::send_back(&folder.store, &wang, &[(record(&folder.store, "JL-2"), None)], "写错了日期").unwrap();
    assert_eq!((failed(&folder.store, "JL-1"), counted(&folder.store)), (None, Some(2)));
    accept(&folder, &wang, &["JL-2"]).unwrap();
    assert_eq!(failed(&folder.store, "JL-1"), Some(Rule::OncePer));
    collect::undo(&folder.store, &wang, first, "重复").unwrap();
    assert_eq!(counted(&folder.store), Some(2));
}

#[test]
fn an_event_recorded_under_two_types_counts_under_the_one_registered_first() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    let head = "记录编号,记录名称,期间,记录类型,发生日期,人数,承办单位,凭证档号,活动编号\n";
    let rows = "JL-1,汽车链对接会,2024,供需对接会,2024-05-06,60,甲协会,DA-1,\n\
        JL-2,“汽车链”对接会,2024,会议活动,2024-05-06,60,甲协会,DA-2,\n\
        JL-3,数字化培训,2024,讲座培训,2024-06-06,30,甲协会,DA-3,HD-7\n\
        JL-4,另一个名字,2024,会议活动,2024-06-07,30,甲协会,DA-4,hd 7\n";
    sheet(&folder, &lin, &format!("{head}{rows}")).unwrap();
    accept(&folder, &wang, &["JL-1", "JL-2", "JL-3", "JL-4"]).unwrap();
    let outcome = ["JL-1", "JL-2", "JL-3", "JL-4"].map(|number| failed(&folder.store, number));
    assert_eq!(outcome, [None, Some(Rule::SameEvent), None, Some(Rule::SameEvent)]);
    assert_eq!(counted(&folder.store), Some(2));
}

#[test]
fn rehearsals_missing_papers_and_other_years_do_not_count() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    let rows = "JL-1,a,2024,枢纽接待,2024-05-06,12,甲局,乙中心,DA-1,是\n\
        JL-2,b,2024,枢纽接待,2024-05-07,12,甲局,乙中心,,否\n\
        JL-3,c,2024,枢纽接待,2024-05-08,0,甲局,乙中心,DA-3,否\n";
    register(&folder, &lin, rows);
    accept(&folder, &wang, &["JL-1", "JL-2", "JL-3"]).unwrap();
    let outcome = ["JL-1", "JL-2", "JL-3"].map(|number| failed(&folder.store, number));
    assert_eq!(outcome, [Some(Rule::Excluded), Some(Rule::Evidence), Some(Rule::Excluded)]);
    let outside = sheet(&folder, &lin, &format!("{HEAD}JL-4,d,2024,枢纽接待,2025-01-02,1,甲局,乙中心,DA-4,否\n"));
    assert!(outside.unwrap_err().contains("不在期间 2024 之内"));
    let empty = sheet(&folder, &lin, &format!("{HEAD}JL-4,d,2024,枢纽接待,2024-01-02,1,,乙中心,DA-4,否\n"));
    assert!(empty.unwrap_err().contains("必须填“来访单位”"));
    // The date moved out of its year by a sheet that names no type comes in, and does not count.
    register(&folder, &lin, "JL-5,e,2024,枢纽接待,2024-05-09,12,甲局,乙中心,DA-5,否\n");
    sheet(&folder, &lin, "记录编号,期间,发生日期\nJL-5,2024,2023-12-31\n").unwrap();
    accept(&folder, &wang, &["JL-5"]).unwrap();
    assert_eq!(failed(&folder.store, "JL-5"), Some(Rule::Period));
    assert_eq!(counted(&folder.store), Some(0));
}

#[test]
fn what_changes_after_it_was_accepted_waits_again_and_an_undo_gives_back_the_acceptance() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    register(&folder, &lin, ONE);
    accept(&folder, &wang, &["JL-1"]).unwrap();
    assert_eq!(counted(&folder.store), Some(1));
    let batch = chosen(&folder, &lin, "记录编号,期间,人数\nJL-1,2024,1200\n");
    assert_eq!((failed(&folder.store, "JL-1"), counted(&folder.store)), (Some(Rule::Accepted), Some(0)));
    collect::undo(&folder.store, &lin, batch, "填错").unwrap();
    assert_eq!((failed(&folder.store, "JL-1"), counted(&folder.store)), (None, Some(1)));
}

#[test]
fn nobody_counts_their_own_work_by_any_way() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    register(&folder, &lin, ONE);
    assert_eq!(accept(&folder, &lin, &["JL-1"]), Err("collect.own_record".into()));
    assert_eq!(accept(&folder, &Actor::System("cli"), &["JL-1"]), Err("store.person_needed".into()));
    let both = sheet(&folder, &wang, "记录编号,期间,人数,已采纳\nJL-1,2024,900,是\n");
    assert!(both.unwrap_err().contains("又改又采纳"));
    let judged = sheet(&folder, &wang, "记录编号,期间,计入\nJL-1,2024,是\n");
    assert!(judged.unwrap_err().contains("不能填报"));
    sheet(&folder, &wang, "记录编号,期间,人数\nJL-1,2024,13\n").unwrap();
    assert_eq!(accept(&folder, &wang, &["JL-1"]), Err("collect.own_record".into()), "wang changed a figure of it");
    let payment = "记录编号,记录名称,期间,记录类型,发生日期,扶持类别,金额（元）,合规金额（元）,承办单位\n\
        ZF-1,拨付,2024,政策兑现,2024-05-06,小升规,1,1,甲企业\n";
    sheet(&folder, &lin, payment).unwrap();
    assert_eq!(accept(&folder, &wang, &["ZF-1"]), Err("record.not_yours".into()), "payments are for finance");
    assert_eq!(counted(&folder.store), Some(0));
}

#[test]
fn a_decision_rests_on_what_was_looked_at_and_is_made_once() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    register(&folder, &lin, ONE);
    let id = record(&folder.store, "JL-1");
    let seen = folder.store.read(|r| records::stamp(r, id)).unwrap();
    sheet(&folder, &lin, "记录编号,期间,人数\nJL-1,2024,13\n").unwrap();
    let late = records::accept(&folder.store, &wang, &[(id, Some(seen))], "").unwrap_err();
    assert_eq!(late.code(), "store.moved_on");
    accept(&folder, &wang, &["JL-1"]).unwrap();
    assert_eq!(accept(&folder, &wang, &["JL-1"]), Err("record.decided".into()));
    let run = folder.store.read(|r| r.runs(Some("records.judge"), 9)).unwrap();
    assert_eq!(run.len(), 1, "one judgement was published, by the acceptance");
    assert!(run[0].run.versions["types"]["枢纽接待"] == 1);
    let batch = folder.store.read(|r| r.batches(None, 1)).unwrap()[0].id;
    assert_eq!(collect::undo(&folder.store, &wang, batch, "试").unwrap_err().code(), "collect.batch_of_run");
    let place = FactPlace { sheet: 0, row: 1, column: 0 };
    assert!(folder.store.read(|r| r.facts_from_cell(store::digest_of(b""), place)).unwrap().is_empty());
}

#[test]
fn new_rules_of_a_type_judge_what_was_accepted_under_the_old_ones() {
    let folder = folder();
    let (lin, wang) = (person(&folder.store, "lin"), person(&folder.store, "wang"));
    register(&folder, &lin, ONE);
    accept(&folder, &wang, &["JL-1"]).unwrap();
    let file =
        collect::supplied_knowledge("record-types").into_iter().find(|f| f.text.contains("code: 枢纽接待")).unwrap();
    let stricter = file.text.replace("人数 = 0", "人数 < 20 * 人").replace("人数: \"12\"", "人数: \"22\"");
    let own = folder.store.dir().join("knowledge");
    std::fs::create_dir_all(own.join("record-types")).unwrap();
    std::fs::write(own.join(&file.name), stricter.replace("人数: \"3\"", "人数: \"33\"")).unwrap();
    assert_eq!(collect::refresh(&folder.store).unwrap(), []);
    assert_eq!((failed(&folder.store, "JL-1"), counted(&folder.store)), (Some(Rule::Excluded), Some(0)));
    let run = folder.store.read(|r| r.runs(Some("records.judge"), 1)).unwrap();
    assert!(run[0].run.versions["types"]["枢纽接待"] == 2);
}
