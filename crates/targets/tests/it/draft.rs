//! This year's table becomes next year's: every finding has a way to be mended, and the sheet reads back as it was meant.

use std::collections::BTreeMap;

use shuanglian_targets::draft::{
    Change, Draft, Known, Misfit, Part, Remedy, apply, checked, has_blank, remedy, year_on,
};
use shuanglian_targets::model::{Severity, TargetTable};
use shuanglian_targets::read_and_check;
use tabular::ReadOptions;

/// The table of the demo district, in the layout of published lists with all their flaws.
const TABLE: &str = include_str!("../../../../knowledge/demo/table.txt");

fn published() -> TargetTable {
    read_and_check("table.txt", TABLE.as_bytes(), &ReadOptions::default()).unwrap().1
}

fn counts(table: &TargetTable) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in &table.findings {
        *counts.entry(finding.kind.as_str()).or_default() += 1;
    }
    counts
}

#[test]
fn an_unchanged_draft_reads_back_with_every_row_and_promise() {
    let table = published();
    let (_, read) = checked(&table, &Draft::default()).unwrap();
    assert_eq!(read.document.year, table.document.year.map(|year| year + 1));
    assert_eq!((read.layout, read.document.unit.as_deref()), (table.layout, Some("万元")));
    assert_eq!(read.projects.len(), 11);
    for (read, project) in read.projects.iter().zip(&table.projects) {
        assert_eq!(read.name, project.name);
        assert_eq!(read.goal, project.goal, "{}", project.id);
        let clauses = |project: &shuanglian_targets::model::Project| {
            project.goal_clauses.iter().map(|clause| clause.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(clauses(read), clauses(project));
        for (read, one) in read.indicators.iter().zip(&project.indicators) {
            let all = |one: &shuanglian_targets::model::Indicator| {
                let values = (one.target_period.clone(), one.target_annual.clone());
                let class = one.level2.trim_end_matches("指标").to_owned();
                (one.level1_code.clone(), one.level2_code.clone(), class, one.name.clone(), values)
            };
            assert_eq!(all(read), all(one));
        }
        assert_eq!(read.indicators.len(), project.indicators.len());
        assert!(read.amounts.iter().all(|amount| amount.value.is_none()), "budgets are decided anew");
    }
    assert_eq!(read.targets.len(), table.targets.len());
}

#[test]
fn every_finding_of_the_published_table_has_its_remedy() {
    let table = published();
    let mut by_kind: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for finding in &table.findings {
        let count = by_kind.entry(&finding.kind).or_default();
        match remedy(&table, finding, &Known::default()) {
            Remedy::Changes(changes) => {
                for change in &changes {
                    assert!(matches!(change.fits(&table), Ok(()) | Err(Misfit::Blank)), "{change:?}");
                }
                count.0 += 1;
            }
            Remedy::Layout => count.1 += 1,
            Remedy::Person => count.2 += 1,
        }
    }
    insta::assert_debug_snapshot!(by_kind);
}

#[test]
fn taking_over_what_needs_no_filling_in_mends_and_breaks_nothing() {
    let table = published();
    let mut draft = Draft::default();
    for finding in &table.findings {
        let Remedy::Changes(changes) = remedy(&table, finding, &Known::default()) else { continue };
        for change in changes.into_iter().filter(|change| change.fits(&table).is_ok()) {
            draft.take(change);
        }
    }
    let (_, read) = checked(&table, &draft).unwrap();
    let (before, after) = (counts(&table), counts(&read));
    for gone in
        ["html_in_cell", "separator_variant", "table_split_by_blank_lines", "compound_indicator", "sum_mismatch"]
    {
        assert!(before.contains_key(gone) && !after.contains_key(gone), "{gone} {after:?}");
    }
    assert!(after["uncovered_goal_target"] < before["uncovered_goal_target"], "{before:?} {after:?}");
    let errors = |table: &TargetTable| table.findings.iter().filter(|f| f.severity == Severity::Error).count();
    assert!(errors(&read) < errors(&table));
    assert!(!after.contains_key("uncertain_reading"), "{:?}", read.findings);
}

const SMALL: &str = "项目支出绩效目标表（2024年）\n单位：万元\n项目名称\t总计\t绩效目标\t绩效指标\n合计\t10.00\t\t\n\
    对接项目\t10.00\t推动供需对接，力争订单金额超过3亿元。\t1、1-产出指标；11-数量指标：对接会场次（场）；\
    实施周期指标值：不少于3；年度指标值：不少于3。2、2-效益指标；21-经济效益指标：订单；实施周期指标值：优于2023年；\
    年度指标值：优于2023年。\n";

#[test]
fn promises_are_put_so_that_they_can_be_measured() {
    let (_, table) = read_and_check("表.txt", SMALL.as_bytes(), &ReadOptions::default()).unwrap();
    let changes = |kind: &str, known: &Known| {
        let finding = table.findings.iter().find(|finding| finding.kind == kind).unwrap();
        match remedy(&table, finding, known) {
            Remedy::Changes(changes) => changes,
            other => panic!("{kind}: {other:?}"),
        }
    };
    let covering = Change::Add {
        project: "P01".into(),
        code: "21".into(),
        part: Part { name: "订单金额".into(), value: ">3亿元".into() },
    };
    assert_eq!(changes("uncovered_goal_target", &Known::default()), [covering]);
    let [name, value] = changes("unit_inside_name", &Known::default()).try_into().unwrap();
    assert_eq!(name, Change::Name { of: "P01.I01".into(), name: "对接会场次".into() });
    assert_eq!(value, Change::Value { of: "P01.I01".into(), value: "不少于3场".into() });
    let base = changes("relative_baseline_undefined", &Known::default());
    assert!(has_blank(base[0].texts()[0]) && base[0].fits(&table) == Err(Misfit::Blank));
    let target = table.targets.iter().find(|target| target.of == "P01.I02").unwrap();
    let known = Known { bases: [(target.id.clone(), "2.4亿元".to_owned())].into() };
    assert_eq!(changes("relative_baseline_undefined", &known)[0].texts(), ["优于2023年（2023年实际值2.4亿元）"]);
}

#[test]
fn a_change_replaces_the_one_before_and_strangers_do_not_fit() {
    let (_, table) = read_and_check("表.txt", SMALL.as_bytes(), &ReadOptions::default()).unwrap();
    let value = |text: &str| Change::Value { of: "P01.I01".into(), value: text.into() };
    let mut draft = Draft::default();
    draft.take(value("≥4场"));
    draft.take(value("≥5场"));
    assert_eq!(draft.changes, [value("≥5场")]);
    assert!(draft.holds(&value("")));
    let next = apply(&table, &draft);
    assert_eq!(next.projects[0].indicators[0].target_annual.as_deref(), Some("≥5场"));
    assert_eq!((table.document.year, next.document.year), (Some(2024), Some(2025)));
    assert_eq!(value(" ").fits(&table), Err(Misfit::Empty));
    assert_eq!(Change::Drop { of: "P09.I01".into() }.fits(&table), Err(Misfit::NoRow));
    assert_eq!(Change::Category { of: "P01.I01".into(), code: "99".into() }.fits(&table), Err(Misfit::NoClass));
    assert_eq!(value("x").with_texts(&["  ≥6  场 ".into()]), value("≥6 场"));
}

#[test]
fn the_same_number_promised_twice_keeps_both_of_its_subjects_and_classes_stay_in_order() {
    let text = SMALL.replace("订单金额超过3亿元", "国家级平台1家，省级平台1家");
    let (_, table) = read_and_check("表.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
    let mut draft = Draft::default();
    for finding in table.findings.iter().filter(|finding| finding.kind == "uncovered_goal_target") {
        let Remedy::Changes(changes) = remedy(&table, finding, &Known::default()) else { panic!("{finding:?}") };
        changes.into_iter().for_each(|change| draft.take(change));
    }
    let timely = Part { name: "完成时间".into(), value: "2025年12月底前".into() };
    draft.take(Change::Add { project: "P01".into(), code: "13".into(), part: timely });
    let next = apply(&table, &draft);
    let names: Vec<&str> = next.projects[0].indicators.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["对接会场次（场）", "国家级平台", "省级平台", "完成时间", "订单"], "{:?}", draft.changes);
}

#[test]
fn promises_of_this_year_are_moved_on_to_the_next() {
    let (_, table) = read_and_check("表.txt", SMALL.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(year_on(&table), [Change::Value { of: "P01.I02".into(), value: "优于2024年".into() }]);
    let dated = SMALL.replace("年度指标值：不少于3。", "年度指标值：2024年11月底前不少于3。");
    let (_, table) = read_and_check("表.txt", dated.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(year_on(&table)[0].texts(), ["2025年11月底前不少于3"]);
    let yearless = SMALL.replace("（2024年）", "");
    let (_, table) = read_and_check("表.txt", yearless.as_bytes(), &ReadOptions::default()).unwrap();
    assert!(year_on(&table).is_empty(), "without a year there is no next one");
}
