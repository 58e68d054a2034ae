//! The heading of a list: which column names projects, which hold money, goals and indicators.

use std::collections::BTreeMap;

use super::amounts;
use super::columns;
use super::grid::Grid;
use super::labels::{Field, field};
use super::levels::{Columns, Role};
use super::roles;
use super::text::{Piece, tight};

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
    pub(crate) longer: Vec<usize>,
    /// Whether units stand above their projects in the column of names.
    pub(crate) units: bool,
}

impl Heading {
    /// The first column that holds a part.
    pub(crate) fn column_of(&self, part: &Part) -> Option<usize> {
        self.parts.iter().find(|(_, p)| *p == part).map(|(column, _)| *column)
    }

    /// The column of names.
    pub(crate) fn name_column(&self) -> usize {
        self.column_of(&Part::Name).unwrap_or(0)
    }
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
        } else if amounts::is_column(&key)
            || key.ends_with("金额")
            || key.ends_with("资金")
            || names_money(&key) && figures_below(grid, out.body, column)
        {
            evidence += 1;
            Some(Part::Money { item: key.clone(), column: "年度".into() })
        } else if matches!(
            field(&key),
            Some(Field::DepartmentName | Field::Filler | Field::Supervisor | Field::Implementer)
        ) {
            Some(Part::Department)
        } else {
            if columns::names_values(piece) && key.ends_with('值') {
                bare_values.push((column, tight(&piece.text)));
            }
            None
        };
        if let Some(part) = part {
            out.parts.insert(column, part);
        }
    }
    // 得分 of the indicator and 自评得分 of its project side by side.
    let scores = |own: bool| {
        let of = |words: &str| super::text::key(words) == "得分";
        let columns = out.levels.roles.iter().filter(|(_, (role, words))| *role == Role::Score && of(words) == own);
        columns.map(|(column, _)| *column).collect::<Vec<_>>()
    };
    if let ([own], [total]) = (scores(true).as_slice(), scores(false).as_slice())
        && own < total
    {
        out.levels.roles.remove(total);
        out.parts.insert(*total, Part::ScoreTotal);
    }
    out.levels.bare_value(&bare_values);
    out.levels.settle();
    out.levels.types(grid, out.body);
    out.levels.standards(grid, out.body);
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

/// Words that make a heading one of money where figures stand below it: 预算安排, 经费额度.
fn names_money(key: &str) -> bool {
    // 预算年度 and 预算科目编码 have figures below them too.
    const NO_SUMS: [&str; 12] =
        ["年度", "年份", "编码", "代码", "编号", "科目", "级次", "单位", "部门", "类型", "日期", "月份"];
    if NO_SUMS.iter().any(|end| key.ends_with(end)) {
        return false;
    }
    ["预算", "经费", "额度", "拨款", "投资", "资金"].iter().any(|word| key.contains(word)) && key.chars().count() <= 12
}

/// Whether nothing but figures stands below a heading.
fn figures_below(grid: &Grid, body: usize, column: usize) -> bool {
    const LOOKED_AT: usize = 40;
    let cells = || (body..body + LOOKED_AT).filter_map(|row| grid.origin(row, column));
    cells().any(|p| amounts::is_amount(&p.text)) && cells().all(|p| amounts::is_figure(&p.text))
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
fn names_units(piece: &Piece) -> bool {
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
