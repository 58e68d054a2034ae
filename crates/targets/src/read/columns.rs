//! The heading of an indicator table: which column holds what.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::head::{is_title, year_in};
use super::labels::{is_level1, is_level2};
use super::phrase::time_of_value;
use super::roles::{Role, role};
use super::text::{Piece, key, narrow, tight};

/// The columns of an indicator table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Role and words of each column that has a heading.
    pub(crate) roles: BTreeMap<usize, (Role, String)>,
    /// First row below the heading.
    pub(crate) body: usize,
    /// Parts of a heading of values that say of no value which it is: none of them is taken.
    pub(crate) unclear: Vec<String>,
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

    /// Of several columns of values the one that says so most plainly holds; 绩效标准 or 指标值内容 beside it explain.
    fn one_target(&mut self) {
        let plain = |words: &str| match key(words).as_str() {
            "指标值" | "目标值" | "绩效指标值" | "年度指标值" | "指标值及单位" => 3,
            words if ["本年", "当年", "年度", "预期"].iter().any(|w| words.contains(w)) => 2,
            words if words.ends_with("指标值") || words.ends_with("目标值") => 1,
            _ => 0,
        };
        let targets = self.roles.iter().filter(|(_, (role, _))| *role == Role::Target);
        let best = targets.max_by_key(|(column, (_, words))| (plain(words), usize::MAX - **column)).map(|(c, _)| *c);
        for (column, (role, _)) in &mut self.roles {
            if *role == Role::Target && Some(*column) != best {
                *role = Role::Ignored;
            }
        }
    }

    /// Settles roles that depend on which other columns there are.
    pub(crate) fn settle(&mut self) {
        self.halves();
        self.one_target();
        let has_name = self.has(Role::Name);
        let (annual, period) = (self.has(Role::Annual), self.has(Role::Period));
        let target = self.has(Role::Target);
        // 半年指标值 | 全年指标值: the second is the one of the year.
        let interim = self.has(Role::Interim);
        let only_levels = !has_name && !self.has(Role::Content) && self.has(Role::Level2);
        for (role, _) in self.roles.values_mut() {
            *role = match *role {
                Role::Content if has_name => Role::Ignored,
                Role::Content => Role::Name,
                Role::Level2 if only_levels => Role::Name,
                Role::Target if interim && !annual => Role::Annual,
                Role::Annual if !period && !target && !interim => Role::Target,
                Role::Period if !annual && !target => Role::Target,
                Role::Target if period && !annual => Role::Annual,
                Role::Interim if (annual || target) && !period => Role::Period,
                other => other,
            };
        }
    }
}

impl Columns {
    /// 指标类型 over second-level categories (数量指标) is their column.
    pub(crate) fn types(&mut self, grid: &Grid, body: usize) {
        const LOOKED_AT: usize = 30;
        let Some(column) = self.find(Role::Level1).filter(|_| !self.has(Role::Level2)) else { return };
        let first = (body..body + LOOKED_AT).find_map(|row| grid.origin(row, column));
        if first.is_some_and(|p| is_level2(&p.text) && !is_level1(&p.text))
            && let Some((role, _)) = self.roles.get_mut(&column)
        {
            *role = Role::Level2;
        }
    }

    /// 绩效标准 over 计划标准, 行业标准 says by which standard, not how much.
    pub(crate) fn standards(&mut self, grid: &Grid, body: usize) {
        const LOOKED_AT: usize = 30;
        let Some(column) = self.find(Role::Target) else { return };
        let mut cells = (body..body + LOOKED_AT).filter_map(|row| grid.origin(row, column)).filter(|p| !p.is_blank());
        let named = |p: &Piece| p.key().ends_with("标准") && p.key().chars().count() <= 8;
        if cells.next().is_some_and(named) && cells.all(named) {
            self.roles.remove(&column);
        }
    }

    /// What was reached in a year before the one the values are set for (2023年实际值 | 2024年目标值) is not what was
    /// reached of them. Without a year beside the values the title tells it, unless it is that of a report.
    pub(crate) fn earlier_years(&mut self, grid: &Grid, row: usize) {
        let of = |roles: &BTreeMap<usize, (Role, String)>, wanted: &dyn Fn(Role) -> bool| {
            roles.values().filter(|(role, _)| wanted(*role)).filter_map(|(_, words)| leading_year(words)).max()
        };
        if of(&self.roles, &|role| role == Role::Actual).is_none() {
            return;
        }
        let set = of(&self.roles, &|role| matches!(role, Role::Target | Role::Annual | Role::Period));
        let Some(year) = set.or_else(|| year_above(grid, row)) else { return };
        for (role, words) in self.roles.values_mut() {
            if *role == Role::Actual && leading_year(words).is_some_and(|y| y < year) {
                *role = Role::Ignored;
            }
        }
    }

    /// Where no heading says that its column holds the values, the only one that may mean them does.
    pub(crate) fn bare_value(&mut self, candidates: &[(usize, String)]) {
        if !self.valued()
            && let [(column, words)] = candidates
        {
            self.roles.insert(*column, (Role::Target, words.clone()));
        }
    }

    /// Whether some column holds values to be reached.
    pub(crate) fn valued(&self) -> bool {
        let roles = [Role::Target, Role::Annual, Role::Period, Role::Interim, Role::TargetText];
        roles.into_iter().any(|role| self.has(role))
    }
}

/// Whether a heading may mean the values to be reached where no other one does: 数值, 绩效值, 本年目标.
pub(crate) fn names_values(piece: &Piece) -> bool {
    const OTHERS: &[&str] =
        &["上年", "去年", "前年", "历史", "参考", "基期", "基准", "平均", "实际", "完成", "权", "分", "预计", "产值"];
    let key = piece.key();
    let short = key.chars().count() <= 6;
    let aims = matches!(key.as_str(), "目标" | "本年目标" | "当年目标" | "年度目标" | "考核目标" | "计划目标" | "计划");
    short && role(piece).is_none() && (aims || key.ends_with('值') && !OTHERS.iter().any(|word| key.contains(word)))
}

/// The year a heading begins with.
fn leading_year(words: &str) -> Option<i16> {
    let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
    let year = words.strip_prefix(digits.as_str()).is_some_and(|rest| rest.starts_with('年'));
    digits.parse().ok().filter(|_| year && digits.len() == 4)
}

/// The year of the title above a row; `None` for the title of a report on what was reached.
fn year_above(grid: &Grid, row: usize) -> Option<i16> {
    let mut year = None;
    for above in (0..row).rev() {
        for (_, piece) in grid.filled(above) {
            if is_title(&piece.text) {
                return if super::by_title(&piece.text).is_none() { year_in(&piece.text).or(year) } else { None };
            }
            if piece.len() <= 10 && piece.text.starts_with(['（', '(']) {
                year = year.or(year_in(&piece.text));
            }
        }
    }
    year
}

/// Reads the heading of an indicator table that starts in this row.
pub(crate) fn columns(grid: &Grid, row: usize) -> Option<Columns> {
    let mut found = Columns::default();
    let filled = grid.filled(row);
    if !is_heading(filled.iter().map(|(_, piece)| *piece)) {
        return None;
    }
    found.body = row + 1;
    // A second heading row names the parts of headings that span several columns.
    let below = grid.filled(row + 1);
    let part = |p: &Piece| role(p).is_some() || PARTS_OF_HEADINGS.contains(&p.key().as_str());
    let two = !below.is_empty() && below.iter().all(|(_, p)| part(p) && !is_level1(&p.text));
    let two = two || stand_below_values(grid, row);
    if two {
        found.body = row + 2;
    }
    let width = grid.width(row).max(if two { grid.width(row + 1) } else { 0 });
    let mut group: Option<Role> = None;
    let mut bare_values: Vec<(usize, String)> = Vec::new();
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
                (Some(Role::Target | Role::Annual), "数值" | "值" | "指标值" | "目标值") => Some(Role::Target),
                (Some(Role::Target | Role::Annual), "内容" | "说明" | "指标内容") => Some(Role::TargetText),
                (Some(Role::Target | Role::Annual | Role::Period), words) => {
                    let told = found_role.or(time_of_value(words));
                    if told.is_none() {
                        found.unclear.push(tight(&piece.text));
                    }
                    told
                }
                _ => found_role,
            };
        }
        if let Some(found_role) = found_role {
            found.roles.insert(column, (found_role, tight(&piece.text)));
        } else if !under && names_values(piece) {
            bare_values.push((column, tight(&piece.text)));
        }
    }
    found.bare_value(&bare_values);
    found.settle();
    found.types(grid, found.body);
    found.standards(grid, found.body);
    found.earlier_years(grid, row);
    found.has(Role::Name).then_some(found)
}

/// Whether all that stands in the row below a heading stands under one heading of values that spans it.
fn stand_below_values(grid: &Grid, row: usize) -> bool {
    let below = grid.filled(row + 1);
    let piece = |column: usize| grid.slot(row, column).map(|slot| slot.piece);
    let mut above: Option<usize> = None;
    for (column, part) in &below {
        // Blank cells beside a heading are what a merge left of it.
        let Some(top) = (0..=*column).rev().find(|at| grid.at(row, *at).is_some_and(|p| !p.is_blank())) else {
            return false;
        };
        let first = (0..top).rev().take_while(|at| piece(*at) == piece(top)).last().unwrap_or(top);
        let values = grid.at(row, top).and_then(role);
        let year = super::head::year_in(&part.text).is_some();
        let short = part.len() <= 12 && (year || !is_bare_value(&part.text));
        if !matches!(values, Some(Role::Target | Role::Annual)) || !short || *above.get_or_insert(first) != first {
            return false;
        }
    }
    below.len() >= 2
}

/// Whether a text is nothing but a value: a sign, a figure, a unit.
pub(crate) fn is_bare_value(text: &str) -> bool {
    let tight: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let signed = tight.starts_with(['≥', '≤', '>', '<', '=', '≧', '≦', '﹥', '﹤']);
    let rest = tight.trim_start_matches(|c: char| c.is_ascii_digit() || "≥≤><=≧≦﹥﹤.,".contains(c));
    let figure = rest.len() < tight.len() && tight.contains(|c: char| c.is_ascii_digit());
    let unit = rest.trim_end_matches(['.', '。']);
    figure && (signed || unit.is_empty() || unit == "%" || crate::promise::units::measures().contains(&unit))
}

/// Words that name a part of a heading and mean nothing alone.
pub(crate) const PARTS_OF_HEADINGS: &[&str] =
    &["其他", "说明", "数值", "值", "内容", "前年", "上年", "去年", "当年", "定量", "定性"];

/// Whether cells side by side head the columns of indicators.
pub(crate) fn is_heading<'p>(cells: impl Iterator<Item = &'p Piece>) -> bool {
    let (mut all, mut named) = (0, 0);
    let mut strong: BTreeSet<Role> = BTreeSet::new();
    let (mut valued, mut judged) = (false, false);
    for piece in cells {
        all += 1;
        let Some(role) = role(piece) else { continue };
        named += 1;
        valued |= matches!(role, Role::Target | Role::Period | Role::Annual);
        if matches!(role, Role::Level1 | Role::Level2 | Role::Name | Role::Content) {
            strong.insert(role);
        }
        judged |= matches!(role, Role::Sign | Role::Unit | Role::Weight);
    }
    // A table without categories: 指标 | 权重 | 计量单位 | 指标值.
    let roles_of_lone_indicators = named >= 4 && judged && strong.contains(&Role::Name);
    let content_only = strong.contains(&Role::Content) && !(strong.contains(&Role::Level1) && valued);
    let levels = strong.len() - usize::from(content_only);
    let lone = roles_of_lone_indicators && valued && named == all;
    if lone {
        return true;
    }
    // Three levels side by side are a heading whatever else stands beside them.
    levels >= 2 && named >= 3 && (named * 2 >= all || levels >= 3 && valued)
}
