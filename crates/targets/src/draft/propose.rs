//! What would mend a finding: changes a person can take over, or why no program can propose one.

use std::collections::BTreeMap;

use crate::measurable::{self, Pattern};
use crate::model::{Finding, Indicator, Project, Target, TargetKind, TargetTable};

use super::words::{blank, judged, promised, sign, spoken_of, unit_of_name, value};
use super::{Change, Part};

/// What is known beside the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The stored base of a relative target, with its unit, by target id.
    pub bases: BTreeMap<String, String>,
}

/// The way a finding is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// By changes to take over, each for itself.
    Changes(Vec<Change>),
    /// By writing the table anew in the statutory layout: it has no markup, no blank lines, one sort of separator,
    /// totals added up.
    Layout,
    /// By somebody who knows: the table says two things, and no program can tell which one is meant.
    Person,
}

/// What would mend one finding of a table.
pub fn remedy(table: &TargetTable, finding: &Finding, known: &Known) -> Remedy {
    let of = |each: &dyn Fn(&str) -> Option<Change>| -> Remedy {
        let changes: Vec<Change> = finding.refs.iter().filter_map(|id| each(id)).collect();
        if changes.is_empty() { Remedy::Person } else { Remedy::Changes(changes) }
    };
    match finding.kind.as_str() {
        "html_in_cell"
        | "html_in_name_and_amount"
        | "html_paragraph_inside_indicator"
        | "table_split_by_blank_lines"
        | "separator_variant"
        | "double_punctuation"
        | "repeated_total_row"
        | "l2_name_without_suffix"
        | "empty_columns"
        | "sum_mismatch" => Remedy::Layout,
        "unmeasurable_value" => of(&|id| measurable_value(table, id)),
        "rate_name_without_percent" => of(&|id| Some(new_value(id, value(Pattern::Share, None, None)))),
        "ordinal_value" => of(&|id| graded(table, id)),
        "approximate_value" | "chinese_numeral" => of(&|id| in_figures(table, id)),
        "separator_inside_value" => of(&|id| split(table, id).or_else(|| one_sentence(table, id))),
        "unit_inside_name" => match finding.refs.first().and_then(|id| unit_to_value(table, id)) {
            Some(changes) => Remedy::Changes(changes),
            None => Remedy::Person,
        },
        "compound_indicator" => of(&|id| split(table, id)),
        "category_mismatch" => of(&|id| Some(Change::Category { of: id.to_owned(), code: "12".into() })),
        "generic_name_reused" => of(&|id| named_for_project(table, id)),
        "duplicate_goal_clause" => match finding.refs.get(1) {
            Some(second) => Remedy::Changes(vec![Change::DropClause { of: second.clone() }]),
            None => Remedy::Person,
        },
        "relative_baseline_undefined" => of(&|id| with_base(table, id, known)),
        "uncovered_goal_target" => of(&|id| covering(table, id)),
        "missing_category" => of(&|id| category(table, finding, id)),
        "goal_without_target" => match finding.refs.first().and_then(|id| measured_goal(table, id)) {
            Some(changes) => Remedy::Changes(changes),
            None => Remedy::Person,
        },
        _ => Remedy::Person,
    }
}

fn new_value(of: &str, value: String) -> Change {
    Change::Value { of: of.to_owned(), value }
}

fn indicator<'t>(table: &'t TargetTable, id: &str) -> Option<(&'t Project, &'t Indicator)> {
    let found = |project: &'t Project| Some((project, project.indicators.iter().find(|one| one.id == id)?));
    table.projects.iter().find_map(found)
}

fn targets<'t>(table: &'t TargetTable, id: &str) -> Vec<&'t Target> {
    table.targets.iter().filter(|target| target.of == id).collect()
}

fn next_year(table: &TargetTable) -> Option<i16> {
    table.document.year.map(|year| year.saturating_add(1))
}

fn measurable_value(table: &TargetTable, id: &str) -> Option<Change> {
    let advice = measurable::advise(table, id, &[])?;
    let (_, unit) = unit_of_name(&indicator(table, id)?.1.name);
    Some(new_value(id, value(advice.pattern, unit, next_year(table))))
}

fn graded(table: &TargetTable, id: &str) -> Option<Change> {
    let grade = judged(indicator(table, id)?.1);
    Some(new_value(id, format!("{grade}（由{}按{}评定）", blank("评定人"), blank("评定办法"))))
}

/// The promises of an indicator in figures; a number that is about so much becomes the least that is promised.
fn in_figures(table: &TargetTable, id: &str) -> Option<Change> {
    let mut parts = Vec::new();
    for target in targets(table, id) {
        let mut figures = promised(target)?;
        if target.hedge.is_some() && target.op.is_none_or(|op| sign(op) == "=") {
            figures = format!("≥{}", figures.trim_start_matches(['=', '>', '≥']));
        }
        parts.push(figures.replacen('>', "≥", 1));
    }
    (!parts.is_empty()).then(|| new_value(id, parts.join("，")))
}

fn one_sentence(table: &TargetTable, id: &str) -> Option<Change> {
    let old = judged(indicator(table, id)?.1);
    let new = old.replace(['；', ';'], "，").replace(['：', ':'], "为");
    (new != old).then(|| new_value(id, new))
}

fn unit_to_value(table: &TargetTable, id: &str) -> Option<Vec<Change>> {
    let (_, one) = indicator(table, id)?;
    let (name, unit) = unit_of_name(&one.name);
    let mut changes = vec![Change::Name { of: id.to_owned(), name: name.to_owned() }];
    let old = judged(one);
    if let Some(unit) = unit
        && old.ends_with(|c: char| c.is_ascii_digit())
    {
        changes.push(new_value(id, format!("{old}{unit}")));
    }
    Some(changes)
}

fn split(table: &TargetTable, id: &str) -> Option<Change> {
    let (_, one) = indicator(table, id)?;
    let own: Vec<&Target> = targets(table, id).into_iter().filter(|t| t.kind == TargetKind::Numeric).collect();
    if own.len() < 2 {
        return None;
    }
    let mut parts = Vec::with_capacity(own.len());
    for (index, target) in own.iter().enumerate() {
        let nth = own.iter().take(index).filter(|before| before.quote == target.quote).count();
        let name = match spoken_of(judged(one), &target.quote, nth) {
            Some(words) => format!("{}：{words}", one.name).replace('：', "—"),
            None => format!("{}（{}）", one.name, index + 1),
        };
        parts.push(Part { name, value: promised(target)? });
    }
    Some(Change::Split { of: id.to_owned(), parts })
}

fn named_for_project(table: &TargetTable, id: &str) -> Option<Change> {
    let (project, one) = indicator(table, id)?;
    Some(Change::Name { of: id.to_owned(), name: format!("{}（{}）", one.name, project.name) })
}

/// A relative promise with the value it is compared with: the stored one, or to be filled in.
fn with_base(table: &TargetTable, id: &str, known: &Known) -> Option<Change> {
    let target = targets(table, id).into_iter().find(|target| target.kind == TargetKind::Relative)?;
    let base = known.bases.get(&target.id).cloned().unwrap_or_else(|| blank("数值和单位"));
    let year = target.num.as_deref().map_or_else(|| "上年".to_owned(), |year| format!("{year}年"));
    let based = format!("{}（{year}实际值{base}）", target.quote);
    match indicator(table, id) {
        Some(_) => Some(new_value(id, based)),
        None => {
            let clauses = table.projects.iter().flat_map(|project| &project.goal_clauses);
            let clause = clauses.into_iter().find(|clause| clause.id == id)?;
            Some(Change::Clause { of: id.to_owned(), text: clause.text.replacen(&target.quote, &based, 1) })
        }
    }
}

/// An indicator that repeats a promise of the goal.
fn covering(table: &TargetTable, id: &str) -> Option<Change> {
    let target = table.targets.iter().find(|target| target.id == id)?;
    let project = table.projects.iter().find(|p| target.of.split('.').next() == Some(p.id.as_str()))?;
    let clause = project.goal_clauses.iter().find(|clause| clause.id == target.of)?;
    let same = |other: &&Target| other.of == target.of && other.quote == target.quote;
    let nth = table.targets.iter().take_while(|other| other.id != target.id).filter(same).count();
    let name = spoken_of(&clause.text, &target.quote, nth).unwrap_or_else(|| blank("指标名称"));
    let unit = target.unit.as_deref().unwrap_or_default();
    let (value, code) = match target.kind {
        TargetKind::Relative => (format!("{}（基期值{}）", target.quote, blank("数值和单位")), "21"),
        _ if unit.contains('元') => (promised(target)?, "21"),
        _ if unit.contains('%') => (promised(target)?, "12"),
        _ => (promised(target)?, "11"),
    };
    Some(Change::Add { project: project.id.clone(), code: code.to_owned(), part: Part { name, value } })
}

/// An indicator of the class the finding says is missing.
fn category(table: &TargetTable, finding: &Finding, id: &str) -> Option<Change> {
    let kinds = [
        ("12", "质量指标", Pattern::Share, "验收合格率"),
        ("13", "时效指标", Pattern::Deadline, "完成时间"),
        ("14", "成本指标", Pattern::Cost, "项目总成本"),
        ("31", "满意度指标", Pattern::Satisfaction, "服务对象满意度"),
        ("22", "效益指标", Pattern::Growth, "（请填效益指标名称）"),
    ];
    let (code, _, pattern, name) = kinds.into_iter().find(|kind| finding.message.contains(kind.1))?;
    let part = Part { name: name.to_owned(), value: value(pattern, None, next_year(table)) };
    Some(Change::Add { project: id.to_owned(), code: code.to_owned(), part })
}

/// Promises that speak of the table's own year or of the year it is compared with, a year on: next year's table must not
/// promise what lies behind it.
pub fn year_on(table: &TargetTable) -> Vec<Change> {
    let Some(year) = table.document.year else { return Vec::new() };
    let moved = |text: &str| {
        // The year before last: it must not be moved twice.
        let mut new = text.replace(&format!("{year}年"), &format!("{}年", year.saturating_add(1)));
        for than in ["优于", "高于", "超过", "不低于", "低于", "较", "比"] {
            let (last, this) = (format!("{than}{}年", year - 1), format!("{than}{year}年"));
            new = new.replace(&last, &this);
        }
        (new != text).then_some(new)
    };
    let mut changes = Vec::new();
    for project in &table.projects {
        for clause in &project.goal_clauses {
            changes.extend(moved(&clause.text).map(|text| Change::Clause { of: clause.id.clone(), text }));
        }
        for indicator in &project.indicators {
            let of = || indicator.id.clone();
            changes.extend(moved(&indicator.name).map(|name| Change::Name { of: of(), name }));
            changes.extend(moved(judged(indicator)).map(|value| Change::Value { of: of(), value }));
        }
    }
    changes
}

/// A goal of directions with the promises of its own indicators, or with a place for one.
fn measured_goal(table: &TargetTable, id: &str) -> Option<Vec<Change>> {
    let project = table.projects.iter().find(|project| project.id == id)?;
    let clause = project.goal_clauses.first()?;
    let mut promises = Vec::new();
    for one in &project.indicators {
        let measured = targets(table, &one.id).iter().any(|target| target.kind == TargetKind::Numeric);
        if measured && promises.len() < 3 {
            promises.push(format!("{}{}", unit_of_name(&one.name).0, judged(one)));
        }
    }
    let promises = if promises.is_empty() { blank("数量、时限或对比基期") } else { promises.join("，") };
    let text = format!("{}，年度内{promises}", clause.text.trim_end_matches(['。', '；']));
    Some(vec![Change::Clause { of: clause.id.clone(), text }])
}
