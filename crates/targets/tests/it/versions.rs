//! Another version of a table: what was bound, accepted and said goes with the words it spoke of, never with a number.

use domain::Scaled;
use shuanglian_targets::appraisal::{self, Form, Ready, lapsed, say};
use shuanglian_targets::binding::{Binding, Bound, Feed};
use shuanglian_targets::scoring::Said;
use shuanglian_targets::{import, proposals};
use store::StoreError;

use crate::appraisal::Bureau;

/// The table of the bureau with an indicator inserted before all others and the number of reports raised.
const SECOND: &str = "2023年项目支出绩效目标表\n部门名称：演示区工信局\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
    合计\t30.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动。\t1、1-产出指标；11-数量指标：走访次数；\
    实施周期指标值：少于5次；年度指标值：少于5次。2、1-产出指标；11-数量指标：活动次数；\
    实施周期指标值：不少于3次；年度指标值：不少于3次。3、1-产出指标；11-数量指标：到会人数；\
    实施周期指标值：不少于90人；年度指标值：不少于90人。4、2-效益指标；22-社会效益：营商环境；实施周期指标值：优化；\
    年度指标值：优化。\n宣传项目\t0.00\t0.00\t编印。\t1、1-产出指标；11-数量指标：简报；实施周期指标值：不少于9期；\
    年度指标值：不少于9期。\n";

fn proof(target: &str, value: &str) -> Binding {
    Binding {
        target: target.into(),
        feed: Feed::Formula { subject: domain::SubjectKind::new("record"), formula: value.into() },
        period: "2023".parse().unwrap(),
        measured: None,
        unit: String::new(),
        scale: 0,
        progress: None,
        op: None,
        baseline: None,
        least: None,
        section: String::new(),
        why: "台账".into(),
    }
}

fn open(bureau: &Bureau, table: i64) -> Vec<(String, String, bool)> {
    let told = |bound: &Bound| {
        let Feed::Formula { formula, .. } = &bound.binding.feed else { panic!("a formula") };
        (bound.binding.target.clone(), formula.clone(), bound.accepted.is_some())
    };
    proposals::open(&bureau.store, table).unwrap().1.iter().map(told).collect()
}

fn is(target: &str, formula: &str, accepted: bool) -> (String, String, bool) {
    (target.into(), formula.into(), accepted)
}

/// Two targets of the first project and the one of the second bound and accepted.
fn bound() -> (Bureau, String) {
    let bureau = Bureau::new();
    let counts = [("P01.I01.T1", "count(*)"), ("P01.I02.T1", "count(*) * 2"), ("P02.I01.T1", "count(*) * 3")];
    let bindings: Vec<Binding> = counts.iter().map(|(target, formula)| proof(target, formula)).collect();
    proposals::propose(&bureau.store, bureau.by(0), bureau.table, &bindings, &[]).unwrap();
    let (row, all) = proposals::open(&bureau.store, bureau.table).unwrap();
    let chosen: Vec<_> = all.iter().map(|bound| (bound.binding.target.clone(), bound.version)).collect();
    proposals::accept(&bureau.store, bureau.by(1), &row.lineage, &chosen).unwrap();
    (bureau, row.lineage)
}

#[test]
fn proofs_go_with_their_words_and_wait_for_another_person_where_those_changed() {
    let (bureau, lineage) = bound();
    let options = tabular::ReadOptions::default();
    let second = import::import(&bureau.store, bureau.by(2), "表.txt", SECOND.as_bytes(), &options, None).unwrap();
    assert_eq!(second.version, 2);
    assert_eq!(second.carried.reopened, ["P02.I01.T1"]);
    let wanted = [
        is("P01.I02.T1", "count(*)", true),
        is("P01.I03.T1", "count(*) * 2", true),
        is("P02.I01.T1", "count(*) * 3", false),
    ];
    assert_eq!(open(&bureau, second.table), wanted, "nothing proves the inserted indicator");
    let first = [is("P01.I01.T1", "count(*)", true), is("P01.I02.T1", "count(*) * 2", true)];
    assert_eq!(open(&bureau, bureau.table), first, "the older version is seen as it spoke");

    // Whoever proposed it for the old words does not accept it for the new ones.
    let waiting = [("P02.I01.T1".to_owned(), 1)];
    let own = proposals::accept(&bureau.store, bureau.by(0), &lineage, &waiting);
    assert!(matches!(own, Err(StoreError::Refused { code: "store.own_work", .. })), "{own:?}");
    let (_, all) = proposals::open(&bureau.store, second.table).unwrap();
    assert!(all.iter().any(|bound| bound.binding.why.starts_with("原文由“不少于6期”改为“不少于9期”")), "{all:?}");
    proposals::accept(&bureau.store, bureau.by(1), &lineage, &waiting).unwrap();
    assert!(open(&bureau, second.table).contains(&is("P02.I01.T1", "count(*) * 3", true)));

    // Nobody binds in a version that is no longer in force; taken back, everything is as it was.
    let late = proposals::propose(&bureau.store, bureau.by(0), bureau.table, &[proof("P01.I01.T1", "count(*)")], &[]);
    assert!(late.is_err());
    import::undo(&bureau.store, bureau.by(2), second.batch, "传错了").unwrap();
    let before = [first[0].clone(), first[1].clone(), is("P02.I01.T1", "count(*) * 3", true)];
    assert_eq!(open(&bureau, bureau.table), before);
}

#[test]
fn what_was_said_of_a_line_goes_with_it_or_lapses() {
    let bureau = Bureau::new();
    let deviation = |text: &str| Said { deviation: text.into(), ..Said::default() };
    for (row, text) in [("P01.I02.T1", "会场小"), ("P02.I01.T1", "停刊"), ("P01.execution", "采购晚")] {
        say(&bureau.store, bureau.by(0), bureau.table, "10", row, &deviation(text)).unwrap();
    }
    let second = bureau.imports(SECOND);
    let ready = Ready::load(&bureau.store, second).unwrap();
    let form = Form::SelfEvaluation("10".into());
    let (said, gone) = bureau
        .store
        .read(|r| {
            let lineage = &ready.row.lineage;
            Ok((appraisal::said(r, lineage, &form)?, lapsed(r, lineage, &form, &ready.table)?))
        })
        .unwrap();
    let told: Vec<_> = said.iter().map(|(row, entry)| (row.as_str(), entry.value.deviation.as_str())).collect();
    assert_eq!(told, [("P01.I03.T1", "会场小"), ("P01.execution", "采购晚")]);
    assert_eq!(gone, ["P02.I01.T1"], "it waits to be said again");
    assert_eq!(
        ready.money.get("P01").and_then(|m| m.opening.as_ref()).map(|b| b.amount),
        Some(Scaled::new(30_000_000, 2))
    );
}
