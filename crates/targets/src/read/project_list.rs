//! Lists: one row per project (indicators packed or one per row), totals above or below.

use std::collections::BTreeMap;

use super::amounts;
use super::columns;
use super::grid::Grid;
use super::labels::{Field, ends_table, field};
use super::levels::{self, Carry, Columns, Role};
use super::list_groups::{self, Group};
use super::list_totals::{checks, equal};
use super::roles;
use super::text::{Piece, tight};
use crate::model::{Amount, Checks, Indicator, Project};

/// What the lists of one file may take, in kilobytes: what is read, its targets and its checks must fit in 512 MB.
/// 100,000 projects with an indicator each do, measured with their file.
pub(crate) const MOST_KILOBYTES: usize = 520_000;
/// What a project takes with its amounts, its goal and its row of the file.
const OF_A_PROJECT: usize = 3;
/// What an indicator takes with its targets.
const OF_AN_INDICATOR: usize = 2;

/// What a column of a list holds beside indicator roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Name,
    Department,
    Money {
        item: String,
        column: String,
    },
    Goal,
    Packed,
    /// Total score of the project.
    ScoreTotal,
}

/// The heading of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    pub(crate) parts: BTreeMap<usize, Part>,
    pub(crate) levels: Columns,
    pub(crate) body: usize,
    /// Texts of the heading, for the unit.
    pub(crate) words: Vec<String>,
    /// Columns of goals of the whole period.
    longer: Vec<usize>,
    /// Whether units stand above their projects in the column of names.
    pub(crate) units: bool,
}

impl Heading {
    fn column_of(&self, part: &Part) -> Option<usize> {
        self.parts.iter().find(|(_, p)| *p == part).map(|(column, _)| *column)
    }

    /// The column of names.
    pub(crate) fn name_column(&self) -> usize {
        self.column_of(&Part::Name).unwrap_or(0)
    }
}

/// Everything of one list.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    pub(crate) projects: Vec<Project>,
    pub(crate) checks: Checks,
    pub(crate) doubts: Vec<(Vec<String>, String)>,
    pub(crate) end: usize,
    /// What it takes, in kilobytes.
    pub(crate) kilobytes: usize,
    /// Whether the list was left at [`MOST_KILOBYTES`].
    pub(crate) too_many: bool,
    /// Indicators above the first name: they belong to the last project of the page before.
    pub(crate) leading: Vec<Indicator>,
}

/// Recognises the heading of a list in this row.
pub(crate) fn heading(grid: &Grid, row: usize) -> Option<Heading> {
    let filled = grid.filled(row);
    let is_name = is_name_head;
    let figures = filled.iter().any(|(_, p)| amounts::is_amount(&p.text));
    if filled.len() < 3 || figures || !filled.iter().any(|(_, p)| is_name(p)) {
        return None;
    }
    let below = grid.filled(row + 1);
    let sub = |p: &Piece| {
        let key = p.key();
        roles::role(p).is_some() || amounts::item(&p.text).is_some() || amounts::is_column(&key) || goal(&key)
    };
    let two = !below.is_empty() && below.iter().all(|(_, p)| sub(p)) && below.iter().all(|(_, p)| !known_level(p));
    let mut out = Heading { body: row + 1 + usize::from(two), ..Heading::default() };
    let width = grid.width(row).max(if two { grid.width(row + 1) } else { 0 });
    let mut bare_values: Vec<(usize, String)> = Vec::new();
    let mut evidence = 0;
    for column in 0..width {
        if let Some(top) = grid.origin(row, column) {
            // 预算数（万元） over 全年预算数 | 全年执行数: the unit stands in the upper row.
            out.words.push(tight(&top.text));
        }
        let low = if two { grid.origin(row + 1, column) } else { None };
        let Some(piece) = low.or_else(|| grid.origin(row, column)) else { continue };
        out.words.push(tight(&piece.text));
        let key = piece.key();
        let part = if is_name(piece) && !out.parts.values().any(|p| *p == Part::Name) {
            out.units = names_units(piece);
            Some(Part::Name)
        } else if goal(&key) || longer_goal(&key) {
            evidence += 1;
            if longer_goal(&key) {
                out.longer.push(column);
            }
            Some(Part::Goal)
        } else if matches!(
            key.as_str(),
            "绩效指标"
                | "年度绩效指标"
                | "绩效指标及目标值"
                | "绩效指标内容"
                | "主要绩效指标"
                | "指标"
                | "三级绩效指标"
        ) {
            evidence += 1;
            Some(Part::Packed)
        } else if field(&key) == Some(Field::ScoreTotal) && key.contains('总') {
            Some(Part::ScoreTotal)
        } else if let Some(role) = roles::role(piece) {
            evidence += 1;
            out.levels.roles.insert(column, (role, tight(&piece.text)));
            None
        } else if let Some(item) = amounts::item(&piece.text) {
            evidence += 1;
            let column = item.period.clone().unwrap_or_else(|| "年度".into());
            let item = if item.period.is_some() { item.item } else { item.printed };
            Some(Part::Money { item, column })
        } else if amounts::is_column(&key) || key.ends_with("金额") || key.ends_with("资金") {
            evidence += 1;
            Some(Part::Money { item: key.clone(), column: "年度".into() })
        } else if matches!(
            field(&key),
            Some(Field::DepartmentName | Field::Filler | Field::Supervisor | Field::Implementer)
        ) {
            Some(Part::Department)
        } else {
            if columns::names_values(piece) {
                bare_values.push((column, tight(&piece.text)));
            }
            None
        };
        if let Some(part) = part {
            out.parts.insert(column, part);
        }
    }
    out.levels.bare_value(&bare_values);
    out.levels.settle();
    out.levels.types(grid, out.body);
    out.levels.earlier_years(grid, row);
    // 绩效指标 beside a column of values holds the names.
    let unnamed = out.levels.has(Role::Target) && !out.levels.has(Role::Name);
    let names = out.parts.iter().find(|(_, part)| **part == Part::Packed).map(|(column, _)| *column);
    if let Some(column) = names.filter(|_| unnamed) {
        out.parts.remove(&column);
        out.levels.roles.insert(column, (Role::Name, "绩效指标".into()));
    }
    // 绩效指标 beside a column of names holds the categories.
    let packed = out.parts.iter().find(|(_, part)| **part == Part::Packed).map(|(column, _)| *column);
    if let Some(column) = packed.filter(|_| out.levels.has(Role::Name)) {
        out.parts.remove(&column);
        if !out.levels.has(Role::Level2) {
            out.levels.roles.insert(column, (Role::Level2, "绩效指标".into()));
        }
    }
    let indicators = out.levels.has(Role::Name) || out.parts.values().any(|p| matches!(p, Part::Packed | Part::Goal));
    (evidence >= 2 && indicators && out.parts.values().any(|p| *p == Part::Name)).then_some(out)
}

/// Whether a heading stands above the names of projects.
pub(crate) fn is_name_head(piece: &Piece) -> bool {
    let key = piece.key();
    field(&key) == Some(Field::ProjectName)
        || names_units(piece)
        || matches!(key.as_str(), "项目" | "项目名" | "任务名称" | "项目支出")
}

/// Whether a heading stands above the goals of projects.
pub(crate) fn is_goal_head(piece: &Piece) -> bool {
    goal(&piece.key())
}

/// Whether a heading names units and their projects in one column: 单位/项目名称, 单位（专项）名称.
pub(crate) fn names_units(piece: &Piece) -> bool {
    let bare: String = tight(&piece.text).chars().map(super::text::narrow).filter(|c| !c.is_whitespace()).collect();
    let both = bare.contains("单位") && (bare.contains("项目") || bare.contains("专项"));
    both && bare.chars().count() <= 14 && bare.trim_end_matches(['、', ')']).ends_with("名称")
}

fn known_level(piece: &Piece) -> bool {
    super::labels::is_level1(&piece.text) || super::labels::is_level2(&piece.text)
}

fn goal(key: &str) -> bool {
    matches!(field(key), Some(Field::GoalAnnual | Field::GoalGeneral))
}

/// The goal of the whole period: the goal of a list that has no other.
fn longer_goal(key: &str) -> bool {
    field(key) == Some(Field::GoalPeriod)
}

/// Whether a name stands for a sum of projects.
pub(crate) fn is_total(key: &str) -> bool {
    matches!(key, "合计" | "总计" | "小计" | "总合计" | "部门合计" | "单位合计" | "本页合计")
}

/// Reads the rows below a heading. The caller tells how many projects there are so far, for the ids of these, and the
/// kilobytes they take.
pub(crate) fn read(
    grid: &Grid,
    heading: &Heading,
    last: usize,
    department: Option<&str>,
    (before, kilobytes): (usize, usize),
) -> List {
    let mut out = List { end: heading.body, kilobytes, ..List::default() };
    let column_of = |part: &Part| heading.column_of(part);
    let name_column = heading.name_column();
    let mut carry = Carry::default();
    let mut name_piece: Option<u32> = None;
    let mut stated: Vec<Vec<Amount>> = Vec::new();
    let mut unit: Option<String> = None;
    let mut units = false;
    let mut row = heading.body;
    while row < last {
        let filled = grid.filled(row);
        if filled.is_empty() {
            row += 1;
            continue;
        }
        if let Some(again) = self::heading(grid, row) {
            // The heading again on a new printed page.
            row = again.body;
            continue;
        }
        let name = grid.at(row, name_column).filter(|p| !p.is_blank());
        let slot = grid.slot(row, name_column).filter(|s| !grid.pieces[s.piece as usize].is_blank()).map(|s| s.piece);
        if filled.len() == 1 && filled.first().is_some_and(|(_, p)| ends_table(&p.key()) && !is_total(&p.key())) {
            break;
        }
        let fresh = match (slot, name) {
            (Some(slot), Some(name)) => {
                let repeated = heading.levels.has(Role::Name)
                    && name_piece.is_some_and(|before| grid.pieces[before as usize].text == name.text)
                    && grid.origin(row, name_column).is_some();
                Some(slot) != name_piece && !repeated
            }
            _ => false,
        };
        let first_key = filled.first().map(|(_, p)| p.key()).unwrap_or_default();
        let label = name.map(Piece::key).unwrap_or_else(|| first_key.clone());
        let mut goals: Vec<usize> = heading.parts.iter().filter(|(_, p)| **p == Part::Goal).map(|(c, _)| *c).collect();
        // 年度 stands before the whole period, whichever comes first on paper.
        goals.sort_by_key(|column| heading.longer.contains(column));
        let goal = goals.iter().filter_map(|column| grid.at(row, *column)).find(|p| !p.is_blank());
        let goal = goal.filter(|p| !p.is_blank() && !super::labels::is_instruction(&p.text));
        let packed = column_of(&Part::Packed).and_then(|c| grid.at(row, c)).filter(|p| !p.is_blank());
        let own = columns_filled(grid, &heading.levels, row);
        if is_total(&label) || is_total(&first_key) {
            stated.push(money(grid, heading, row));
            row += 1;
            continue;
        }
        let whole = |amounts: &[Amount]| stated.first().is_some_and(|total| equal(total, amounts));
        let group = match fresh && !whole(&money(grid, heading, row)) || filled.len() == 1 {
            true => list_groups::of(grid, heading, row, last, units, stated.len()),
            false => None,
        };
        if let (Some(group), Some((_, name))) = (group, filled.first()) {
            let (place, name) =
                (grid.numbers[row], grid.at(row, name_column).filter(|p| !p.is_blank()).unwrap_or(name));
            match group {
                Group::Whole => stated.push(money(grid, heading, row)),
                Group::Unit { adds_up } => {
                    units = true;
                    // Where rows were left out, one of another unit may be among them.
                    unit = Some(super::head::uncoded_unit(name)).filter(|_| grid.doubts.is_empty());
                    if !adds_up {
                        let told =
                            format!("第 {place} 行“{}”像是单位小计，但与下面各项目之和不符，未列为项目。", name.text);
                        out.doubts.push((Vec::new(), told));
                    }
                }
                Group::Heading => {}
            }
            row += 1;
            continue;
        }
        if fresh && let Some(name) = name {
            let amounts = money(grid, heading, row);
            let blank = goal.is_none() && packed.is_none() && !own;
            if blank && heading.units {
                unit = Some(name.text.clone());
                row += 1;
                continue;
            }
            if blank
                && (whole(&amounts) || department.is_some_and(|d| core(d) == core(&super::head::uncoded_unit(name))))
            {
                stated.push(amounts);
                row += 1;
                continue;
            }
            if out.kilobytes > MOST_KILOBYTES {
                out.too_many = true;
                return out;
            }
            let id = format!("P{:02}", before + out.projects.len() + 1);
            let (of_unit, name) = super::head::unit_and_name(name);
            let mut project =
                Project { id, name: name.text.clone(), source: Some(name.place()), amounts, ..Project::default() };
            let score = column_of(&Part::ScoreTotal).and_then(|c| grid.at(row, c));
            project.score_total = score.and_then(|p| amounts::decimal(&p.text));
            project.department = column_of(&Part::Department)
                .and_then(|c| grid.at(row, c))
                .map(|p| p.text.clone())
                .filter(|t| !t.is_empty())
                .or(of_unit)
                .or_else(|| unit.clone());
            if let Some(before) = out.projects.last_mut() {
                out.kilobytes += close(before);
            }
            set_goal(&mut project, goal);
            out.projects.push(project);
            name_piece = slot;
            carry = Carry::default();
        }
        let Some(project) = out.projects.last_mut() else {
            if own && let Some(indicator) = levels::indicator(grid, &heading.levels, row, &mut carry) {
                out.leading.push(indicator);
            }
            row += 1;
            continue;
        };
        if !fresh && project.goal.is_none() {
            set_goal(project, goal);
        }
        let first_of_cell = column_of(&Part::Packed).and_then(|c| grid.origin(row, c)).is_some();
        if let Some(packed) = packed.filter(|_| first_of_cell) {
            let (indicators, doubts) = super::packed::read(packed);
            if indicators.is_empty() && !super::labels::is_placeholder(&packed.text) {
                out.doubts.push((
                    vec![project.id.clone()],
                    format!("绩效指标一栏无法逐项拆开，未读取：{}", short(&packed.text)),
                ));
            }
            for doubt in doubts {
                out.doubts.push((vec![project.id.clone()], format!("这一项指标无法读取：{doubt}")));
            }
            project.indicators.extend(indicators);
        }
        if !own {
            // Categories on rows of their own, above their indicators.
            levels::carry_levels(grid, &heading.levels, row, &mut carry);
        }
        if own && let Some(indicator) = levels::indicator(grid, &heading.levels, row, &mut carry) {
            project.indicators.push(indicator);
        }
        row += 1;
    }
    if let Some(last) = out.projects.last_mut() {
        out.kilobytes += close(last);
    }
    out.end = row;
    out.checks = checks(&out.projects, stated, !grid.doubts.is_empty());
    out
}

fn set_goal(project: &mut Project, goal: Option<&Piece>) {
    if let Some(goal) = goal {
        project.goal = Some(goal.text.clone());
        project.goal_clauses = super::clauses::cut(&project.id, goal);
    }
}

/// Gives back what a project read to its end has reserved, of 100,000 projects most of what they would take, and tells
/// the kilobytes it keeps.
fn close(project: &mut Project) -> usize {
    project.amounts.shrink_to_fit();
    project.goal_clauses.shrink_to_fit();
    project.indicators.shrink_to_fit();
    OF_A_PROJECT + OF_AN_INDICATOR * project.indicators.len()
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A department name without what varies between places it is printed in.
fn core(name: &str) -> String {
    super::text::key(name)
}

fn columns_filled(grid: &Grid, levels: &Columns, row: usize) -> bool {
    let Some(column) = levels.find(Role::Name) else { return false };
    grid.at(row, column).is_some_and(|p| !p.is_blank())
}

/// Whether a row has neither goal nor indicators.
pub(crate) fn says_nothing(grid: &Grid, heading: &Heading, row: usize) -> bool {
    let mut parts = heading.parts.iter().filter(|(_, part)| matches!(part, Part::Goal | Part::Packed));
    let blank = |column: usize| grid.at(row, column).is_none_or(Piece::is_blank);
    parts.all(|(column, _)| blank(*column)) && !columns_filled(grid, &heading.levels, row)
}

pub(crate) fn money(grid: &Grid, heading: &Heading, row: usize) -> Vec<Amount> {
    let mut out = Vec::new();
    for (&at, part) in &heading.parts {
        if let Part::Money { item, column } = part {
            let piece = grid.at(row, at);
            let raw = piece.map(|p| p.text.clone()).unwrap_or_default();
            out.push(Amount {
                item: item.clone(),
                column: column.clone(),
                value: amounts::decimal(&raw),
                raw,
                source: piece.map(Piece::place),
            });
        }
    }
    out
}
