//! The published table: its targets, what covers them, and every finding by type.

use std::collections::BTreeMap;

use shuanglian_targets::model::{Severity, TargetKind, TargetTable};

/// The published table read, filled and checked; `None` where it does not lie beside the workspace.
fn published() -> Option<(tabular::Document, TargetTable)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/performance-table/table.txt");
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("skipped: the published table is not here");
        return None;
    };
    match shuanglian_targets::read_and_check("table.txt", &bytes, &tabular::ReadOptions::default()) {
        Ok(read) => Some(read),
        Err(refusal) => panic!("the published table is refused: {refusal}"),
    }
}

fn refs<'t>(table: &'t TargetTable, kind: &str) -> Vec<Vec<&'t str>> {
    let of_kind = table.findings.iter().filter(|f| f.kind == kind);
    of_kind.map(|f| f.refs.iter().map(String::as_str).collect()).collect()
}

#[test]
fn seventy_promises_are_found_each_at_its_place() {
    let Some((document, table)) = published() else { return };
    let count =
        |kind, goals: bool| table.targets.iter().filter(|t| t.kind == kind && t.of.contains(".G") == goals).count();
    assert_eq!((count(TargetKind::Numeric, true), count(TargetKind::Numeric, false)), (31, 33));
    assert_eq!((count(TargetKind::Relative, true), count(TargetKind::Relative, false)), (1, 3));
    assert_eq!((count(TargetKind::Date, false), count(TargetKind::Ordinal, false)), (1, 1));
    assert_eq!(table.targets.len(), 70);
    let uncovered = table.targets.iter().filter(|t| t.of.contains(".G") && t.covered_by.is_empty()).count();
    assert_eq!(uncovered, 26);
    for target in &table.targets {
        let (row, column) = target.source.cell.split_once(',').unwrap();
        let (_, cell) = document.sheets[0].cell(row.parse().unwrap(), column.parse().unwrap()).unwrap();
        let [start, end] = target.source.span;
        let raw: String = cell.text.chars().skip(start).take(end - start).collect();
        assert_eq!(raw, target.quote, "{}", target.id);
    }
}

#[test]
fn findings_are_counted_by_type() {
    let Some((_, table)) = published() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &table.findings {
        *counts.entry(&finding.kind).or_default() += 1;
    }
    let by_rule: BTreeMap<&str, usize> = [
        ("sum_mismatch", 2),
        ("repeated_total_row", 1),
        ("missing_category", 29),
        ("goal_without_target", 4),
        ("html_in_cell", 10),
        ("html_in_name_and_amount", 3),
        ("budget_target_inconsistency", 1),
        ("uncovered_goal_target", 26),
        ("relative_baseline_undefined", 4),
        ("duplicate_goal_clause", 1),
        ("table_split_by_blank_lines", 2),
        ("empty_columns", 1),
        ("l2_name_without_suffix", 1),
        ("rate_name_without_percent", 10),
        ("unmeasurable_value", 22),
        ("ordinal_value", 1),
        ("approximate_value", 1),
        ("chinese_numeral", 1),
        ("unit_inside_name", 1),
        ("separator_inside_value", 2),
        ("html_paragraph_inside_indicator", 1),
        ("compound_indicator", 3),
        ("category_mismatch", 3),
        ("period_equals_annual", 1),
        ("separator_variant", 3),
        ("double_punctuation", 1),
        ("generic_name_reused", 3),
        ("duplicate_value_across_projects", 1),
    ]
    .into();
    let judged = ["name_value_mismatch", "target_conflict", "wording_error", "goal_is_description", "ambiguous_unit"];
    for finding in table.findings.iter().filter(|f| judged.contains(&f.kind.as_str())) {
        assert_eq!(finding.severity, Severity::Info);
        assert!(finding.message.contains("疑似"));
    }
    counts.retain(|kind, _| !judged.contains(kind));
    assert_eq!(counts, by_rule);
}

#[test]
fn findings_name_what_they_concern() {
    let Some((_, table)) = published() else { return };
    assert_eq!(refs(&table, "compound_indicator"), [["P02.I02"], ["P02.I03"], ["P05.I02"]]);
    assert_eq!(refs(&table, "html_paragraph_inside_indicator"), [["P07.I04"]]);
    assert_eq!(refs(&table, "table_split_by_blank_lines"), [["P04"], ["P09"]]);
    assert_eq!(refs(&table, "duplicate_goal_clause"), [["P09.G01", "P09.G02"]]);
    assert_eq!(refs(&table, "budget_target_inconsistency"), [["P03"]]);
    assert_eq!(refs(&table, "html_in_name_and_amount"), [["P09"], ["P10"], ["P11"]]);
    assert_eq!(refs(&table, "empty_columns"), [["财政专户拨款", "其他资金"]]);
    assert_eq!(refs(&table, "sum_mismatch")[0], ["TOTAL"]);
    let variants: Vec<usize> = refs(&table, "separator_variant").iter().map(Vec::len).collect();
    assert_eq!(variants, [5, 28, 24]);
    assert_eq!(refs(&table, "double_punctuation")[0].len(), 33);
    assert_eq!(refs(&table, "period_equals_annual")[0].len(), 57);
    let generic: Vec<usize> = refs(&table, "generic_name_reused").iter().map(Vec::len).collect();
    assert_eq!(generic, [4, 6, 7]);
    let no_cost: Vec<(&str, Severity)> = table
        .findings
        .iter()
        .filter(|f| f.kind == "missing_category" && f.message.contains("成本指标（14）"))
        .map(|f| (f.refs[0].as_str(), f.severity))
        .collect();
    let errors: Vec<&str> = no_cost.iter().filter(|(_, s)| *s == Severity::Error).map(|(p, _)| *p).collect();
    assert_eq!((no_cost.len(), errors), (11, vec!["P09", "P11"]));
}

#[test]
fn forms_of_other_departments_are_not_accused_of_what_they_do_not_have() {
    for name in ["qingshan-kejing-2021.txt", "qingshen-fgj-2023.txt", "taoyuan-kjj-2022.txt"] {
        let path = format!("{}/../../../shared/data/performance-table/examples/{name}", env!("CARGO_MANIFEST_DIR"));
        let Ok(bytes) = std::fs::read(path) else {
            eprintln!("skipped: {name} is not here");
            continue;
        };
        let (_, table) = shuanglian_targets::read_and_check(name, &bytes, &tabular::ReadOptions::default()).unwrap();
        let kinds: Vec<&str> = table.findings.iter().map(|f| f.kind.as_str()).collect();
        let only = ["missing_category", "goal_without_target", "unmeasurable_value"];
        for kind in kinds.iter().filter(|k| !only.contains(k)) {
            assert!(!CHECKED.contains(kind), "{name}: {kind}");
        }
    }
}

/// Types that would be false in all three forms.
const CHECKED: &[&str] = &[
    "sum_mismatch",
    "repeated_total_row",
    "empty_columns",
    "html_in_cell",
    "uncovered_goal_target",
    "relative_baseline_undefined",
    "duplicate_goal_clause",
    "table_split_by_blank_lines",
    "l2_name_without_suffix",
    "rate_name_without_percent",
    "ordinal_value",
    "approximate_value",
    "chinese_numeral",
    "unit_inside_name",
    "separator_inside_value",
    "compound_indicator",
    "period_equals_annual",
    "separator_variant",
    "double_punctuation",
    "generic_name_reused",
    "name_value_mismatch",
    "wording_error",
    "goal_is_description",
];

#[test]
fn the_place_of_a_value_is_its_own_cell_where_it_has_one() {
    let form = "项目绩效目标申报表\n项目名称\t街区修缮\n年度目标\t改善居住环境\n\
                一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t修缮楼栋数\t≥5栋\n产出指标\t质量指标\t验收合格率\t100%\n";
    let (_, table) =
        shuanglian_targets::read_and_check("form.txt", form.as_bytes(), &tabular::ReadOptions::default()).unwrap();
    let places: Vec<(&str, [usize; 2])> =
        table.targets.iter().map(|t| (t.source.cell.as_str(), t.source.span)).collect();
    assert_eq!(places, [("5,4", [0, 3]), ("6,4", [0, 4])]);
    let cost = table.findings.iter().find(|f| f.kind == "missing_category" && f.message.contains("成本"));
    assert_eq!(cost.map(|f| f.severity), Some(Severity::Error));
}
