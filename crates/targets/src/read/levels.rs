//! Indicator tables with level columns: the header row, the rows below it, levels carried down.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::labels::{ends_table, is_instruction, is_level1, is_level2, is_placeholder, level_name, without_ordinal};
pub(crate) use super::roles::Role;
use super::roles::role;
use super::text::{Piece, key, tight, without_stop};
use crate::model::{Indicator, Op};

/// The columns of an indicator table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Role and words of each column that has a heading.
    pub(crate) roles: BTreeMap<usize, (Role, String)>,
    /// First row below the heading.
    pub(crate) body: usize,
}

impl Columns {
    /// The first column with a role.
    pub(crate) fn find(&self, role: Role) -> Option<usize> {
        self.roles.iter().find(|(_, (r, _))| *r == role).map(|(column, _)| *column)
    }

    /// Whether a column with the role exists.
    pub(crate) fn has(&self, role: Role) -> bool {
        self.find(role).is_some()
    }

    /// Forms with the whole period on the left and the year on the right repeat 二级指标, 三级指标, 指标值.
    fn halves(&mut self) {
        let of = |columns: &Columns, role: Role| -> Vec<usize> {
            columns.roles.iter().filter(|(_, (r, _))| *r == role).map(|(column, _)| *column).collect()
        };
        let (names, targets) = (of(self, Role::Name), of(self, Role::Target));
        let ([_, name], [left, right]) = (names.as_slice(), targets.as_slice()) else { return };
        if !(left < name && name < right) {
            return;
        }
        let again = of(self, Role::Level2).get(1).copied().unwrap_or(*name);
        for (column, (role, _)) in &mut self.roles {
            *role = match *role {
                Role::Target if column == left => Role::Period,
                Role::Target => Role::Annual,
                Role::Name if column == name => Role::NameOfYear,
                Role::Level2 if *column >= again => Role::Ignored,
                other => other,
            };
        }
    }

    /// Settles roles that depend on which other columns there are.
    pub(crate) fn settle(&mut self) {
        self.halves();
        let has_name = self.has(Role::Name);
        let (annual, period) = (self.has(Role::Annual), self.has(Role::Period));
        let target = self.has(Role::Target);
        let only_levels = !has_name && !self.has(Role::Content) && self.has(Role::Level2);
        for (role, _) in self.roles.values_mut() {
            *role = match *role {
                Role::Content if has_name => Role::Ignored,
                Role::Content => Role::Name,
                Role::Level2 if only_levels => Role::Name,
                Role::Annual if !period && !target => Role::Target,
                Role::Period if !annual && !target => Role::Target,
                Role::Target if period && !annual => Role::Annual,
                other => other,
            };
        }
    }
}

/// Reads the heading of an indicator table that starts in this row.
pub(crate) fn columns(grid: &Grid, row: usize) -> Option<Columns> {
    let mut found = Columns::default();
    let filled = grid.filled(row);
    let mut strong = 0;
    for (_, piece) in &filled {
        if let Some(role) = role(piece) {
            strong += usize::from(matches!(role, Role::Level1 | Role::Level2 | Role::Name));
        }
    }
    let named = filled.iter().filter(|(_, p)| role(p).is_some()).count();
    if strong < 2 || named < 3 || named * 2 < filled.len() {
        return None;
    }
    found.body = row + 1;
    // A second heading row names the parts of headings that span several columns.
    let below = grid.filled(row + 1);
    let sub = below.iter().filter(|(_, p)| role(p).is_some() || matches!(p.key().as_str(), "其他" | "说明")).count();
    let two = sub > 0 && sub == below.len() && below.iter().all(|(_, p)| !is_level1(&p.text));
    if two {
        found.body = row + 2;
    }
    let width = grid.width(row).max(if two { grid.width(row + 1) } else { 0 });
    let mut group: Option<Role> = None;
    for column in 0..width {
        let top = grid.at(row, column).filter(|p| !p.is_blank());
        if let Some(top) = top {
            group = role(top);
        }
        let low = if two { grid.origin(row + 1, column) } else { None };
        let (piece, under) = match (low, top) {
            (Some(low), _) => (low, true),
            (None, Some(top)) if grid.origin(row, column).is_some() => (top, false),
            _ => continue,
        };
        let mut found_role = role(piece);
        if under {
            let words = piece.key();
            found_role = match (group, words.as_str()) {
                (Some(Role::Deviation), "原因说明" | "说明" | "偏差说明" | "其他说明") => {
                    Some(Role::Deviation)
                }
                (Some(Role::Deviation), _) => Some(Role::DeviationTick),
                (Some(Role::Likelihood), _) => Some(Role::LikelihoodTick),
                _ => found_role,
            };
        }
        if let Some(found_role) = found_role {
            found.roles.insert(column, (found_role, tight(&piece.text)));
        }
    }
    found.settle();
    found.has(Role::Name).then_some(found)
}

/// Indicators read from the rows below a heading.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) score_total: Option<String>,
    /// First row that is not part of the table.
    pub(crate) end: usize,
}

/// Levels in force while rows are walked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Carry {
    level1: String,
    level2: String,
    piece1: Option<usize>,
    piece2: Option<usize>,
}

/// Reads the rows below a heading.
pub(crate) fn table(grid: &Grid, columns: &Columns, last: usize) -> Table {
    let mut out = Table { end: columns.body, ..Table::default() };
    let mut carry = Carry::default();
    let mut row = columns.body;
    while row < last {
        let filled = grid.filled(row);
        let Some((first_column, first)) = filled.first().copied() else {
            row += 1;
            out.end = row;
            continue;
        };
        let first_key = first.key();
        if let Some(again) = self::columns(grid, row) {
            // A heading repeated on a new printed page.
            if again.roles == columns.roles {
                row = again.body;
                continue;
            }
            break;
        }
        let name_column = columns.find(Role::Name).unwrap_or(0);
        let sum = matches!(first_key.as_str(), "合计" | "总计" | "总分" | "总得分" | "自评总分");
        let early = first_column < name_column || filled.len() == 1 || sum;
        if early && ends_table(&first_key) && !is_level1(&first.text) {
            let total = total(grid, columns, row);
            let sums = matches!(super::labels::field(&first_key), Some(super::labels::Field::ScoreTotal));
            if sums || matches!(first_key.as_str(), "合计" | "总计" | "总分合计") {
                out.score_total = total.or(out.score_total.take());
                row += 1;
                out.end = row;
                continue;
            }
            break;
        }
        if filled.len() == 1 && first_column < name_column && !is_level1(&first.text) && !is_level2(&first.text) {
            break;
        }
        if let Some(indicator) = indicator(grid, columns, row, &mut carry) {
            let again = columns.find(Role::NameOfYear).and_then(|column| grid.origin(row, column)).map(without_ordinal);
            let other = again.filter(|name| name.text != indicator.name && !is_placeholder(&name.text));
            out.indicators.push(indicator);
            if let (Some(name), Some(left)) = (other, out.indicators.last_mut()) {
                let mut right = Indicator { target_period: None, source: Some(name.place()), ..left.clone() };
                right.name = name.text;
                left.target_annual = None;
                let judged = left.target_period.as_deref().map(super::value).unwrap_or_default();
                (left.op, left.num, left.unit) = judged;
                out.indicators.push(right);
            }
        }
        row += 1;
        out.end = row;
    }
    out
}

/// The total of the score column in a closing row.
fn total(grid: &Grid, columns: &Columns, row: usize) -> Option<String> {
    let column = columns.find(Role::Score)?;
    let filled = grid.filled(row);
    let (label_column, label) = filled.first().copied()?;
    let below = grid.at(row, column).filter(|piece| *piece != label).and_then(|p| super::amounts::decimal(&p.text));
    if below.is_some() {
        return below;
    }
    // The only figure beside 自评总分, unless it stands below the points.
    let stated = super::labels::field(&label.key()) == Some(super::labels::Field::ScoreTotal);
    let mut figures = filled.iter().filter(|(c, p)| *c != label_column && super::amounts::is_amount(&p.text));
    match (figures.next(), figures.next()) {
        (Some((c, only)), None) if stated && Some(*c) != columns.find(Role::Weight) => {
            super::amounts::decimal(&only.text)
        }
        (Some((c, _)), Some((_, second)))
            if stated && Some(*c) != columns.find(Role::Weight) && columns.find(Role::Weight) < Some(column) =>
        {
            super::amounts::decimal(&second.text)
        }
        _ => None,
    }
}

/// Reads the indicator of one row.
pub(crate) fn indicator(grid: &Grid, columns: &Columns, row: usize, carry: &mut Carry) -> Option<Indicator> {
    carry_levels(grid, columns, row, carry);
    let name_column = columns.find(Role::Name)?;
    let slot = grid.slot(row, name_column)?;
    let named = grid.at(row, name_column)?;
    let name = without_ordinal(named);
    // A name merged over several rows answers for its first row only, unless each row has a value of its own.
    if !slot.origin && grid.slot(row.wrapping_sub(1), name_column).is_some_and(|s| s.piece == slot.piece) {
        return None;
    }
    if is_placeholder(&name.text) || is_instruction(&name.text) {
        return None;
    }
    let mut out = Indicator { name: name.text.clone(), source: Some(name.place()), ..Indicator::default() };
    (out.level1_code, out.level1) = level_name(&carry.level1);
    (out.level2_code, out.level2) = level_name(&carry.level2);
    let mut ticks: Vec<String> = Vec::new();
    for (&column, (role, words)) in &columns.roles {
        let Some(piece) = grid.at(row, column).filter(|p| !p.is_blank()) else { continue };
        let text = Some(piece.text.clone());
        let figure = || super::amounts::score(&piece.text);
        match role {
            Role::Target => out.target = value(piece),
            Role::Period => out.target_period = value(piece),
            Role::Annual => out.target_annual = value(piece),
            Role::Actual => out.actual = text.filter(|t| !is_instruction(t)),
            Role::Weight => out.weight = figure(),
            Role::Score => out.score = figure(),
            Role::Note => out.note = text.filter(|t| !is_instruction(t) && !is_dash(t)),
            Role::Forecast => out.forecast = text,
            Role::Likelihood => out.likelihood = text,
            Role::LikelihoodTick if is_tick(&piece.text) => out.likelihood = Some(words.clone()),
            Role::Deviation => out.deviation = text.filter(|t| !is_instruction(t) && !is_dash(t)),
            Role::DeviationTick if is_tick(&piece.text) => ticks.push(words.clone()),
            Role::DeviationTick => ticks.push(format!("{words}：{}", piece.text)),
            Role::Unit => out.unit = text,
            _ => {}
        }
    }
    if !ticks.is_empty() {
        let ticked = ticks.join("、");
        out.deviation = Some(match out.deviation.take() {
            Some(told) => format!("{ticked}：{told}"),
            None => ticked,
        });
    }
    let sign = columns.find(Role::Sign).and_then(|column| grid.at(row, column)).map(|p| p.text.clone());
    judge(&mut out, sign.as_deref(), columns.has(Role::Unit));
    Some(out)
}

/// Fills operator, number and unit from the split cells or from the value itself.
fn judge(out: &mut Indicator, sign: Option<&str>, split_unit: bool) {
    let value = out.target.clone().or_else(|| out.target_annual.clone());
    let Some(value) = value else {
        out.unit = None;
        return;
    };
    let (op, num, unit) = super::value(&value);
    let printed = out.unit.take().filter(|u| !matches!(u.as_str(), "/" | "-" | "无" | "—"));
    out.op = sign.and_then(operator).or(op);
    out.num = num;
    out.unit = unit;
    if split_unit && printed.is_some() && out.num.is_some() && out.unit.is_none() {
        out.unit = printed;
    }
}

/// The operator a sign cell states.
fn operator(sign: &str) -> Option<Op> {
    let tight: String = sign.chars().filter(|c| !c.is_whitespace()).map(super::text::narrow).collect();
    match tight.as_str() {
        "=" | "等于" => Some(Op::Exactly),
        "≥" | ">=" | "大于等于" | "不少于" | "不低于" | "≧" => Some(Op::AtLeast),
        "≤" | "<=" | "小于等于" | "不超过" | "不高于" | "≦" => Some(Op::AtMost),
        ">" | "大于" => Some(Op::MoreThan),
        "<" | "小于" => Some(Op::LessThan),
        _ => None,
    }
}

/// A target as published, or nothing for a placeholder.
fn value(piece: &Piece) -> Option<String> {
    let text = without_stop(piece).text;
    let blank = text.chars().all(|c| "…—-/、 ".contains(c)) || is_instruction(&text);
    (!blank).then_some(text)
}

/// A stroke that stands for nothing.
fn is_dash(text: &str) -> bool {
    text.chars().all(|c| "/-—－ ".contains(c))
}

/// Whether a cell is ticked.
fn is_tick(text: &str) -> bool {
    matches!(text.trim(), "√" | "✓" | "✔" | "☑" | "是" | "1" | "V" | "v" | "●" | "■" | "TRUE" | "Y")
}

/// Takes over the levels a row states.
fn carry_levels(grid: &Grid, columns: &Columns, row: usize, carry: &mut Carry) {
    if let Some(column) = columns.find(Role::Level1)
        && let Some(slot) = grid.slot(row, column)
        && !grid.pieces[slot.piece].is_blank()
        && carry.piece1 != Some(slot.piece)
    {
        let text = grid.pieces[slot.piece].text.clone();
        if key(&text) != key(&carry.level1) {
            carry.level2.clear();
            carry.piece2 = None;
        }
        carry.level1 = text;
        carry.piece1 = Some(slot.piece);
    }
    if let Some(column) = columns.find(Role::Level2)
        && let Some(slot) = grid.slot(row, column)
        && !grid.pieces[slot.piece].is_blank()
        && carry.piece2 != Some(slot.piece)
    {
        carry.level2 = grid.pieces[slot.piece].text.clone();
        carry.piece2 = Some(slot.piece);
    }
}
