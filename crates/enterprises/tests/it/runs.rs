//! Runs on a data folder: what is published, what a second run leaves on record, how findings open and close.

use domain::{EntityId, FactSource, FactStatus, FactValue, Period, Subject, SubjectKind, Value};
use shuanglian_enterprises::classes::ClassScheme;
use shuanglian_enterprises::definitions::Shelf;
use shuanglian_enterprises::rules::RuleBook;
use shuanglian_enterprises::runs;
use store::{Act, Actor, FactDraft, FindingState, Identifier, NewBatch};

use crate::{Folder, folder};

fn year() -> Period {
    Period::year(2024).unwrap()
}

fn firm(folder: &Folder, name: &str, code: &str) -> EntityId {
    let act = Act::new(Actor::System("test"), "test.firm", name);
    folder
        .store
        .write(&act, |w| w.add_entity(&SubjectKind::new("firm"), name, &[Identifier::new("usci", code)]))
        .unwrap()
}

/// Says facts in a batch of their own, as an import does.
fn say(folder: &Folder, firm: EntityId, facts: &[(&str, Value)]) {
    let registry = folder.store.read(collect::Registry::load).unwrap();
    let drafts: Vec<FactDraft> = facts
        .iter()
        .map(|(metric, value)| FactDraft {
            subject: Subject::One(firm),
            metric: registry.named(metric).unwrap().id,
            period: year(),
            value: FactValue::Known(value.clone()),
            status: FactStatus::Accepted,
            place: None,
        })
        .collect();
    let file = folder.store.put_bytes(format!("{firm}{facts:?}").as_bytes()).unwrap();
    let act = Act::new(Actor::System("test"), "test.facts", firm.to_string());
    folder
        .store
        .write(&act, |w| {
            w.register_evidence(file, "test.csv", "text/csv")?;
            w.import_batch(&NewBatch::import(file, ""), drafts)
        })
        .unwrap();
}

fn yuan(wan: i64) -> Value {
    Value::Number(wan * 1_000_000)
}

#[test]
fn classes_are_published_as_facts_that_formulas_read_and_a_correction_makes_another_run() {
    let folder = folder();
    let one = firm(&folder, "甲公司", "91990000DM0000005K");
    let codes = Value::Codes(domain::CodeSet::new(["I6513"]));
    let staff = Value::Number(103);
    say(&folder, one, &[("行业代码", codes), ("年营业收入", yuan(15_735)), ("年平均从业人员", staff)]);
    let shelf: Shelf<ClassScheme> = Shelf::load(folder.store.dir(), &folder.registry);
    let size = shelf.find("size", year()).unwrap();
    let publish = || {
        let facts = folder.store.snapshot().unwrap();
        let run = runs::classify(&facts, size, year()).unwrap();
        run.publish(&folder.store, Actor::System("test"), "规模").unwrap()
    };
    let (first, _) = publish();
    let class = || {
        let facts = folder.store.snapshot().unwrap();
        let metric = facts.metric("企业规模").unwrap().id;
        let fact = folder.store.read(|r| r.current_fact(Subject::One(one), metric, year())).unwrap().unwrap();
        (fact.value, fact.batch)
    };
    let medium = class();
    assert_eq!(medium.0, FactValue::Known(Value::Codes(domain::CodeSet::new(["中型"]))));
    let before = folder.store.read(|r| r.run(first)).unwrap();
    say(&folder, one, &[("年平均从业人员", Value::Number(300))]);
    let (second, _) = publish();
    let large = class();
    assert_eq!(large.0, FactValue::Known(Value::Codes(domain::CodeSet::new(["大型"]))));
    // The first run, its facts and the words of its rules stay on record.
    assert_ne!(first, second);
    assert_eq!(folder.store.read(|r| r.run(first)).unwrap(), before);
    assert_eq!(folder.store.read(|r| r.facts_of_batch(medium.1, None, 10)).unwrap().len(), 1);
    assert_eq!(folder.store.read(|r| r.declarations("classes")).unwrap().len(), 1);
}

#[test]
fn a_finding_opens_is_explained_and_closes_when_it_was_mended() {
    let folder = folder();
    let one = firm(&folder, "甲公司", "91990000DM0000005K");
    say(&folder, one, &[("资产总计", yuan(100)), ("负债合计", yuan(60)), ("所有者权益合计", yuan(41))]);
    let books: Shelf<RuleBook> = Shelf::load(folder.store.dir(), &folder.registry);
    let record = || {
        let facts = folder.store.snapshot().unwrap();
        let run = runs::check(&facts, &books, year()).unwrap();
        run.record(&folder.store, Actor::System("test")).unwrap().1
    };
    let counts = |changed: store::Checked| (changed.new, changed.still, changed.gone);
    assert_eq!(counts(record()), (1, 0, 0));
    let finding = folder.store.read(|r| r.check_findings(year())).unwrap().remove(0);
    assert_eq!((finding.rule.as_str(), finding.observed.as_str()), ("assets-identity", "1,000,000.00 元"));
    assert_eq!(finding.expected, "1,010,000.00 元");
    let act = Act::new(Actor::System("test"), "test.answer", "");
    let id = finding.id.to_string();
    folder.store.write(&act, |w| w.answer_finding(store::CHECKS, &id, FindingState::Explained, "待审计调整")).unwrap();
    assert_eq!(counts(record()), (0, 1, 0));
    assert_eq!(folder.store.read(|r| r.check_record()).unwrap()["assets-identity"], (1, 1));
    say(&folder, one, &[("所有者权益合计", yuan(40))]);
    assert_eq!(counts(record()), (0, 0, 1));
    let after = folder.store.read(|r| r.check_findings(year())).unwrap().remove(0);
    assert!(after.id == finding.id && after.gone_run.is_some());
    // What comes back is another finding, unanswered.
    say(&folder, one, &[("所有者权益合计", yuan(50))]);
    assert_eq!(counts(record()), (1, 0, 0));
    let tally = folder.store.read(|r| r.check_tallies(year())).unwrap();
    let assets = tally.iter().find(|tally| tally.rule == "assets-identity").unwrap();
    assert_eq!((assets.asked, assets.failed, assets.unknown), (1, 1, 0));
}

#[test]
fn a_monthly_period_is_refused_by_a_yearly_scheme() {
    let folder = folder();
    let shelf: Shelf<ClassScheme> = Shelf::load(folder.store.dir(), &folder.registry);
    let facts = folder.store.snapshot().unwrap();
    let month: Period = "2024-08".parse().unwrap();
    let refused = runs::classify(&facts, shelf.find("size", year()).unwrap(), month).err().unwrap();
    assert!(refused.to_string().contains("时期要写年"), "{refused}");
}
