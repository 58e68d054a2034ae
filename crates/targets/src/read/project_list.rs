//! Lists: one row per project (indicators packed or one per row), totals above or below.

use super::amounts;
use super::grid::Grid;
use super::labels::ends_table;
use super::levels::{self, Carry, Columns, Role};
use super::list_groups::{self, Above, Group};
pub(crate) use super::list_heading::{Heading, Part, heading, is_goal_head, is_name_head};
use super::list_totals::{checks, equal};
use super::text::Piece;
use crate::model::{Amount, Checks, Indicator, Project};

/// What the lists of one file may take, in kilobytes: what is read, its targets and its checks must fit in 512 MB.
/// 100,000 projects with an indicator each do, measured with their file.
pub(crate) const MOST_KILOBYTES: usize = 500_000;
/// What a project takes with its amounts, its goal and its row of the file.
const OF_A_PROJECT: usize = 3;
/// What an indicator takes with its targets.
const OF_AN_INDICATOR: usize = 2;

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
        if numbers_columns(&filled) {
            row += 1;
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
        let silent = fresh && goal.is_none() && packed.is_none() && !own;
        let group = if filled.len() == 1 || silent && !whole(&money(grid, heading, row)) {
            let above = Above { units, sums: stated.len(), projects: out.projects.len() };
            list_groups::of(grid, heading, row, last, above)
        } else {
            None
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
                Group::Heading => unit = None,
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
        let misplaced = levels::misplaced(grid, &heading.levels, row);
        if own
            && misplaced.is_none()
            && let Some(indicator) = levels::indicator(grid, &heading.levels, row, &mut carry)
        {
            project.indicators.push(indicator);
        }
        out.doubts.extend(misplaced.map(|doubt| (vec![project.id.clone()], doubt)));
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

/// Whether a row only numbers the columns: 1 2 3 …, or 甲 1 2 ….
fn numbers_columns(filled: &[(usize, &Piece)]) -> bool {
    let mut next = 1_u32;
    for (place, (_, piece)) in filled.iter().enumerate() {
        let key = piece.key();
        if place == 0 && matches!(key.as_str(), "甲" | "栏次") {
            continue;
        }
        if key != next.to_string() {
            return false;
        }
        next += 1;
    }
    next > 3
}
