//! Entities are found by what others call them, on the day in question.

use domain::SubjectKind;
use jiff::civil::date;
use shuanglian_store::Identifier;

use crate::district::{District, act};

#[test]
fn an_identifier_belongs_to_one_entity_at_a_time() {
    let d = District::new(0);
    let firm = SubjectKind::new("firm");
    let until = Identifier { to: Some(date(2020, 12, 31)), ..Identifier::new("tax", "T1") };
    let from = Identifier { from: Some(date(2021, 1, 1)), ..Identifier::new("tax", "T1") };
    let (old, new) = d
        .store
        .write(&act(), |w| {
            Ok((w.add_entity(&firm, "旧厂", std::slice::from_ref(&until))?, w.add_entity(&firm, "新厂", &[from])?))
        })
        .unwrap();
    let found = |on| d.store.read(|r| r.entity_identified(&firm, "tax", "T1", on)).unwrap().map(|entity| entity.id);
    assert_eq!(found(Some(date(2019, 5, 1))), Some(old));
    assert_eq!(found(Some(date(2024, 5, 1))), Some(new));
    assert_eq!(found(None), Some(new));
    let clash = d.store.write(&act(), |w| w.add_entity(&firm, "第三家", &[until]));
    assert_eq!(clash.unwrap_err().code(), "store.exists");
    assert_eq!(d.store.read(|r| r.entities(&firm)).unwrap().len(), 2);
}

#[test]
fn a_new_name_keeps_the_old_one_on_record() {
    let d = District::new(1);
    d.store.write(&act(), |w| w.rename_entity(d.firms[0], "改名公司")).unwrap();
    let (entity, former) = d.store.read(|r| Ok((r.entity(d.firms[0])?, r.former_names(d.firms[0])?))).unwrap();
    assert_eq!(entity.name, "改名公司");
    assert_eq!(former[0].0, "企业0");
    let found = d.store.read(|r| r.entities_named(&SubjectKind::new("firm"), "改名公司")).unwrap();
    assert_eq!(found, [entity]);
}
