//! Classes by rule: the supplied files, what is said of missing facts, what is wrong with a file.

use collect::KnowledgeFile;
use domain::{EntityId, Period, Subject};
use formula::When;
use shuanglian_enterprises::classes::{ClassScheme, Classes, Outcome};
use shuanglian_enterprises::definitions::{self, Shelf};
use shuanglian_enterprises::examples;

use crate::folder;

fn year(year: i16) -> Period {
    Period::year(year).unwrap()
}

#[test]
fn the_supplied_files_are_sound_and_their_examples_come_out() {
    let folder = folder();
    let shelf: Shelf<ClassScheme> = Shelf::load(folder.store.dir(), &folder.registry);
    let faults: Vec<String> = shelf.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(shelf.iter().map(|one| one.examples.len()).sum::<usize>() >= 30);
}

#[test]
fn the_rule_of_its_time_decides() {
    let folder = folder();
    let shelf: Shelf<ClassScheme> = Shelf::supplied(&folder.registry);
    let given =
        [("主营软件", "是"), ("年营业收入", "600万元"), ("软件业务收入", "600万元"), ("主营集成电路设计", "否")]
            .iter()
            .chain(&[("集成电路设计收入", "0"), ("特色软件企业", "否")])
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
    let class = |at: i16| {
        let facts = examples::facts(&folder.registry, &[&given], year(at)).unwrap();
        let scheme = shelf.find("software-scope", year(at)).unwrap();
        let found = Classes::of(scheme, &facts, When::new(year(at))).unwrap();
        match found.outcome(0) {
            Outcome::Class { class, .. } => scheme.class_at(class).unwrap().code.clone(),
            other => format!("{other:?}"),
        }
    };
    assert_eq!((class(2021).as_str(), class(2022).as_str()), ("是", "否"));
    assert!(shelf.find("software-scope", year(2010)).is_none());
}

#[test]
fn the_steps_name_the_condition_that_decided_and_the_fact_that_is_missing() {
    let folder = folder();
    let shelf: Shelf<ClassScheme> = Shelf::supplied(&folder.registry);
    let scheme = shelf.find("size", year(2024)).unwrap();
    let given = [("行业代码", "I6513"), ("年营业收入", "15735.28万元")];
    let given = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let facts = examples::facts(&folder.registry, &[&given], year(2024)).unwrap();
    let found = scheme.explain(&facts, When::new(year(2024)), Subject::One(EntityId(1))).unwrap();
    assert!(matches!(found.outcome, Outcome::Unknown { branch: Some(_) }));
    let last = found.steps.last().unwrap();
    assert_eq!((last.holds, last.class), (None, Some(0)));
    let missing: Vec<&str> = last.trace.missing().iter().map(|fact| fact.metric.as_ref()).collect();
    assert_eq!(missing, ["年平均从业人员"]);
}

#[test]
fn a_file_that_cannot_be_used_says_where_and_why() {
    let folder = folder();
    let supplied = collect::supplied_knowledge("classes");
    let size = supplied.iter().find(|file| file.name.ends_with("size-2017.yaml")).unwrap();
    let broken = |from: &str, to: &str| {
        let text = size.text.replacen(from, to, 1);
        assert_ne!(text, size.text, "{from}");
        let file = KnowledgeFile { text, ..size.clone() };
        definitions::read::<ClassScheme>(&file, &folder.registry).unwrap_err().to_string()
    };
    assert!(broken("年营业收入 >= 20000 * 万元", "年营业收人 >= 20000 * 万元").contains("年营业收人"));
    assert!(broken("年营业收入 >= 20000 * 万元", "年营业收入 >= 20000 * 人").contains("公式"));
    assert!(broken("otherwise: 微型", "otherwise: 超大型").contains("没有等级“超大型”"));
    assert!(broken("gives: 中型", "gives: 大型").contains("例子写的是“大型”，按规则是“中型”"));
    assert!(broken("valid_from: 2017-12-28", "valid_from: 2017-12-28\nvalid_until: 2016-01-01").contains("失效日"));
    assert!(broken("grain: year", "grain: year\nsurprise: 1").contains("surprise"));
}
