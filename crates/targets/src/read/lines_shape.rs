//! The columns of an indicator table in lines: how many cells a row has and what may stand in each.

use super::amounts;
use super::levels::{Columns, Role};
use super::lines::LineHeading;
use super::roles;
use super::text::Piece;

/// Tables of more columns behind their categories prove nothing by what is missing.
const MOST_COLUMNS: usize = 14;

/// Columns of a table as they stand in its heading.
pub(crate) struct Shape {
    pub(crate) roles: Vec<Role>,
    /// Number of level columns in front of the name.
    levels: usize,
    /// How the first-level categories of this table end (指标, 目标).
    pub(crate) suffix: Option<&'static str>,
}

impl Shape {
    pub(crate) fn of(heading: &LineHeading) -> Shape {
        let mut columns = Columns::default();
        for (index, cell) in heading.cells.iter().enumerate() {
            if let Some(role) = roles::role(cell) {
                columns.roles.insert(index, (role, cell.text.clone()));
            }
        }
        columns.settle();
        let roles: Vec<Role> =
            (0..heading.cells.len()).map(|i| columns.roles.get(&i).map_or(Role::Ignored, |(role, _)| *role)).collect();
        let levels = roles.iter().filter(|r| matches!(r, Role::Level1 | Role::Level2)).count();
        Shape { roles, levels, suffix: None }
    }

    /// Notes how the first category of the table ends.
    pub(crate) fn note_suffix<'p>(&mut self, mut cells: impl Iterator<Item = &'p Piece>) {
        let first = cells.find(|cell| super::labels::is_level1(&cell.text));
        self.suffix = first.and_then(|cell| ["指标", "目标"].into_iter().find(|end| cell.key().ends_with(end)));
    }

    /// Whether a cell names a first-level category the way this table writes them: among 产出目标 and 效果目标 a bare
    /// 满意度 is of the second level.
    pub(crate) fn is_first_level(&self, cell: &Piece) -> bool {
        let bare = super::labels::is_level2(&cell.text)
            && self.suffix.is_some_and(|suffix| suffix == "目标" && !cell.key().ends_with(suffix));
        super::labels::is_level1(&cell.text) && !bare
    }

    /// Puts the blank unit of a value in words (定性) where it was.
    pub(crate) fn open_unit(&self, cells: &mut Vec<Piece>) {
        let rest: Vec<Role> =
            self.roles.iter().copied().filter(|r| !matches!(r, Role::Level1 | Role::Level2)).collect();
        let sign = rest.iter().position(|role| *role == Role::Sign);
        let unit = rest.iter().position(|role| *role == Role::Unit);
        let (Some(sign), Some(unit)) = (sign, unit) else { return };
        let at = if unit < sign { sign - 1 } else { sign };
        let words = cells.get(at).is_some_and(|cell| matches!(cell.text.as_str(), "定性" | "文字描述"));
        if words && unit <= cells.len() && cells.len() + 1 == rest.len() {
            cells.insert(unit, Piece::default());
        }
    }

    /// Puts a blank unit behind every value in words of a run of rows, where sign, value and unit stand side by side.
    pub(crate) fn open_units(&self, cells: Vec<Piece>) -> Vec<Piece> {
        let side_by_side =
            self.roles.windows(3).any(|three| matches!(three, [Role::Sign, Role::Target | Role::Annual, Role::Unit]));
        if !side_by_side {
            return cells;
        }
        let mut out: Vec<Piece> = Vec::new();
        let mut words = None;
        for (at, cell) in cells.into_iter().enumerate() {
            let measure = crate::promise::units::measures().contains(&cell.text.as_str()) || cell.text == "/";
            if words.is_some_and(|sign| sign + 2 == at) && !measure {
                out.push(Piece::default());
            }
            if matches!(cell.text.as_str(), "定性" | "文字描述") {
                words = Some(at);
            }
            out.push(cell);
        }
        if words.is_some_and(|sign| sign + 2 == out.len() || out.len() % self.rest() + 1 == self.rest()) {
            out.push(Piece::default());
        }
        out
    }

    /// The fewest cells a row may have behind its categories.
    pub(crate) fn least(&self) -> usize {
        self.rest().saturating_sub(self.optional()).max(2)
    }

    pub(crate) fn rest(&self) -> usize {
        self.roles.len() - self.levels
    }

    /// How many closing columns are often blank.
    pub(crate) fn optional(&self) -> usize {
        let often = |r: &&Role| {
            matches!(
                r,
                Role::Note | Role::Deviation | Role::Score | Role::Actual | Role::DeviationTick | Role::LikelihoodTick
            )
        };
        self.roles.iter().rev().take_while(often).count()
    }

    /// A row of the grid from its level cells and its other cells.
    pub(crate) fn row(&self, level1: Option<Piece>, level2: Option<Piece>, rest: &[Piece]) -> Vec<Option<Piece>> {
        let mut rest = rest.iter();
        let mut out = Vec::new();
        for role in &self.roles {
            out.push(match role {
                Role::Level1 => level1.clone(),
                Role::Level2 => level2.clone(),
                _ => rest.next().cloned(),
            });
        }
        out
    }

    /// Whether the closing columns are the only ones that can be the blank ones of a short row.
    pub(crate) fn one_way(&self, cells: &[Piece]) -> bool {
        let rest: Vec<Role> =
            self.roles.iter().copied().filter(|r| !matches!(r, Role::Level1 | Role::Level2)).collect();
        let missing = rest.len().saturating_sub(cells.len());
        if missing == 0 || rest.len() > MOST_COLUMNS {
            return missing == 0;
        }
        let closing = ((1usize << missing) - 1) << (rest.len() - missing);
        for blank in (0..1usize << rest.len()).filter(|mask| mask.count_ones() as usize == missing && *mask != closing)
        {
            let is_blank = |index: &usize| blank >> index & 1 == 1;
            // A row has its name and what is promised of it.
            let needed = |index: usize| matches!(rest[index], Role::Name | Role::Target | Role::Annual);
            if (0..rest.len()).any(|index| is_blank(&index) && needed(index)) {
                continue;
            }
            let kept = rest.iter().enumerate().filter(|(index, _)| !is_blank(index)).map(|(_, role)| *role);
            let fits = kept.zip(cells).all(|(role, piece)| match role {
                Role::Weight | Role::Score => amounts::is_amount(&piece.text),
                Role::Note | Role::Deviation => {
                    !figure(&piece.text) && !crate::promise::units::measures().contains(&piece.text.as_str())
                }
                Role::Sign => super::levels::is_sign(&piece.text) || piece.text == "文字描述",
                _ => true,
            });
            if fits {
                return false;
            }
        }
        true
    }

    /// Whether a cell may stand in a column: points are numbers, names are not.
    pub(crate) fn fits(&self, rest: &[Piece]) -> bool {
        let columns = self.roles.iter().filter(|r| !matches!(r, Role::Level1 | Role::Level2));
        columns.zip(rest).all(|(role, piece)| match role {
            Role::Weight | Role::Score => {
                piece.is_blank() || amounts::is_amount(&piece.text) || "/-—".contains(piece.text.as_str())
            }
            Role::Name => piece.is_blank() || !amounts::is_amount(&piece.text) && !figure(&piece.text),
            _ => true,
        })
    }
}

/// `≥90%`, `15`: surely a value and not a name.
fn figure(text: &str) -> bool {
    let rest = text.trim_start_matches(['≥', '≤', '>', '<', '=', '＞', '＜', '＝']);
    rest.trim_end_matches(['%', '％']).chars().all(|c| c.is_ascii_digit() || c == '.')
}
