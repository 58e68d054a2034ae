//! What may stand where in a table put back from a stream of cells: columns, and the ways to lay cells into one row.

use super::amounts;
use super::grid::Grid;
use super::labels::{Field, field_of, is_level1, is_level1_full, is_level2, is_level2_full};
use super::levels::{self, Role, is_sign};
use super::lines_cells::{is_chance, is_figure, is_mark, is_value};
use super::project_list::{self, Part};
use super::text::Piece;

/// More ways than these to lay a row prove nothing.
const MOST_WAYS: usize = 3000;

/// Points for a first category without a second one where the table has both: less than any cell that fits nowhere.
const LONE: i32 = -14;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Level1,
    Level2,
    Of(Role),
    Project,
    Department,
    Money,
    Goal,
    /// 序号 and whatever else stands in front of the levels of a list.
    Free,
}

/// The columns of a table, those of its project in front.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    columns: Vec<Column>,
    /// Columns in front of the categories that speak of a project.
    of_project: usize,
    /// Whether units stand above their projects in the column of names.
    units: bool,
}

/// Cells from one on, laid into columns.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    /// Columns taken, one for each cell; none for a cell that stands beside the table.
    pub(crate) taken: Vec<Option<usize>>,
    pub(crate) score: i32,
}

impl Columns {
    /// The columns below a heading; `None` where the stream of cells cannot prove anything.
    pub(crate) fn of(heading: &Grid) -> Option<Columns> {
        let list = project_list::heading(heading, 0);
        let found = match &list {
            Some(list) => list.levels.roles.clone(),
            None => levels::columns(heading, 0)?.roles,
        };
        let width = (0..heading.rows.len()).map(|row| heading.width(row)).max()?;
        let mut columns = Vec::new();
        for column in 0..width {
            let part = list.as_ref().and_then(|list| list.parts.get(&column));
            columns.push(match (part, found.get(&column).map(|(role, _)| *role)) {
                (Some(Part::Name), _) => Column::Project,
                (Some(Part::Department), _) => Column::Department,
                (Some(Part::Money { .. }), _) => Column::Money,
                (Some(Part::Goal), _) => Column::Goal,
                (Some(Part::Packed), _) | (_, Some(Role::NameOfYear)) => return None,
                (None, Some(Role::Level1)) => Column::Level1,
                (None, Some(Role::Level2)) => Column::Level2,
                (None, Some(role)) => Column::Of(role),
                (None, None) | (Some(Part::ScoreTotal), _) => Column::Free,
            });
        }
        let levels =
            columns.iter().position(|c| matches!(c, Column::Level1 | Column::Level2 | Column::Of(Role::Name)))?;
        let of_project = if list.is_some() { levels } else { 0 };
        for column in columns.iter_mut().skip(of_project).filter(|c| **c == Column::Free) {
            *column = Column::Of(Role::Ignored);
        }
        let behind = |c: &Column| !matches!(c, Column::Level1 | Column::Level2 | Column::Of(_));
        if columns.iter().skip(of_project).any(behind) || !columns.contains(&Column::Of(Role::Name)) {
            return None;
        }
        Some(Columns { columns, of_project, units: list.is_some_and(|list| list.units) })
    }

    /// Number of columns.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Whether the table names projects.
    pub(crate) fn is_list(&self) -> bool {
        self.of_project > 0
    }

    /// Whether a column names what its row is about.
    pub(crate) fn names(&self, column: usize) -> bool {
        matches!(self.columns.get(column), Some(Column::Project | Column::Of(Role::Name)))
    }

    /// Whether a column speaks of an indicator and is no category.
    fn is_of_indicator(&self, column: usize) -> bool {
        matches!(self.columns.get(column), Some(Column::Of(_)))
    }

    /// Whether every column of an indicator that is not among these is one that is often blank.
    pub(crate) fn is_full(&self, taken: &[Option<usize>]) -> bool {
        let often = |at: usize| {
            let held = self.columns.get(at);
            matches!(held, Some(Column::Of(Role::Unit | Role::Note | Role::Deviation)))
        };
        (0..self.width()).all(|at| !self.is_of_indicator(at) || often(at) || taken.contains(&Some(at)))
    }

    /// Whether a column names a project.
    pub(crate) fn is_project(&self, column: usize) -> bool {
        self.columns.get(column) == Some(&Column::Project)
    }

    /// Whether a column holds a category.
    pub(crate) fn is_level(&self, column: usize) -> bool {
        matches!(self.columns.get(column), Some(Column::Level1 | Column::Level2))
    }

    /// All ways to lay the first of these cells into one row; `whole` where exactly these cells are one row.
    pub(crate) fn ways(&self, cells: &[Piece], whole: bool) -> Vec<Way> {
        let mut out = Vec::new();
        let Some(first) = cells.first() else { return out };
        let seen = vec![None; cells.len() * self.width()];
        let mut walk = Walk { columns: self, cells, whole, out: &mut out, seen };
        let department = self.columns.contains(&Column::Department);
        let mut words = cells.iter().take(1 + usize::from(department));
        if self.is_list() && words.any(|cell| project_list::is_total(&cell.key())) {
            walk.total();
        }
        for start in [0, self.of_project] {
            if start == 0 && self.of_project > 0 || start == self.of_project {
                walk.from(start, &mut Vec::new(), 0);
            }
            if self.of_project == 0 {
                break;
            }
        }
        if out.len() >= MOST_WAYS {
            out.clear();
        }
        if self.is_list() {
            self.unit(cells, whole, &mut out);
        }
        if !whole && is_beside(first) {
            out.push(Way { taken: vec![None], score: 0 });
        }
        out
    }
}

impl Columns {
    /// A unit above its projects: its name and its amounts. Its name takes the column behind the last one.
    fn unit(&self, cells: &[Piece], whole: bool, out: &mut Vec<Way>) {
        let Some(first) = cells.first() else { return };
        let money: Vec<usize> = (0..self.width()).filter(|at| self.columns.get(*at) == Some(&Column::Money)).collect();
        let figures = cells.iter().skip(1).take_while(|cell| amounts::is_figure(&cell.text)).count();
        let count = if figures == money.len() { figures } else { 0 };
        let words = !is_figure(&first.text) && !is_sign(&first.text) && !is_level1_full(&first.text);
        if words && (count > 0 || self.units) && (!whole || cells.len() == count + 1) {
            let mut taken = vec![Some(self.width())];
            taken.extend(money.into_iter().take(count).map(Some));
            out.push(Way { taken, score: count as i32 - 1 });
        }
    }

    /// The column a taken one is written to.
    pub(crate) fn written(&self, taken: usize) -> usize {
        if taken < self.width() { taken } else { self.columns.iter().position(|c| *c == Column::Project).unwrap_or(0) }
    }
}

/// Whether a cell stands beside the rows of a table: 绩效指标, 年度绩效目标1.
pub(crate) fn is_beside(cell: &Piece) -> bool {
    let label = matches!(field_of(cell), Some(Field::Section | Field::GoalAnnual | Field::GoalPeriod));
    label && !is_level1(&cell.text)
}

/// The search for ways to lay one row.
struct Walk<'a> {
    columns: &'a Columns,
    cells: &'a [Piece],
    whole: bool,
    out: &'a mut Vec<Way>,
    /// Points already found, for each cell and column; not for second categories, which depend on the first one.
    seen: Vec<Option<Option<i32>>>,
}

impl Walk<'_> {
    /// 合计 and its figures.
    fn total(&mut self) {
        let columns = &self.columns.columns;
        let name = columns.iter().position(|c| *c == Column::Project).unwrap_or(0);
        let before = self.cells.iter().position(|c| project_list::is_total(&c.key())).unwrap_or(0);
        let money: Vec<usize> = (0..columns.len()).filter(|at| columns.get(*at) == Some(&Column::Money)).collect();
        let figures =
            self.cells.iter().skip(before + 1).take_while(|c| amounts::is_amount(&c.text)).count().min(money.len());
        // The department may stand in front of the word.
        let mut taken = vec![None; before];
        taken.push(Some(name));
        // Fewer figures than columns: only the first is sure to be the total.
        let sure = if figures == money.len() { figures } else { figures.min(1) };
        taken.extend(money.iter().take(sure).map(|at| Some(*at)));
        taken.extend((sure..figures).map(|_| None));
        if !self.whole || taken.len() == self.cells.len() {
            self.out.push(Way { taken, score: 4 });
        }
    }

    fn from(&mut self, column: usize, taken: &mut Vec<Option<usize>>, score: i32) {
        if self.out.len() >= MOST_WAYS {
            return;
        }
        let Some(kind) = self.columns.columns.get(column).copied() else {
            if !taken.is_empty() && (!self.whole || taken.len() == self.cells.len()) {
                self.out.push(Way { taken: taken.clone(), score });
            }
            return;
        };
        let first = taken.is_empty();
        if let Some(cell) = self.cells.get(taken.len()) {
            let stopped = cell.text.ends_with(['，', '。', '；', '、', '：', ',', ';']);
            if let Some(points) = self.points(kind, column, taken) {
                taken.push(Some(column));
                self.from(column + 1, taken, score + points);
                // A goal may run on in the next cells.
                if kind == Column::Goal && self.points(kind, column, taken).is_some() {
                    // Where units stand above projects, the name may be taken for a goal that goes on.
                    let points = if self.columns.units { 1 + i32::from(!stopped) } else { 0 };
                    self.from(column, taken, score - points);
                }
                taken.pop();
            }
        }
        if let Some(points) = self.blank(kind, column, first, taken) {
            self.from(column + 1, taken, score + points);
        }
    }

    /// Whether a column holds the category in front of the next one.
    fn took(&self, kind: Column, taken: &[Option<usize>]) -> bool {
        taken.iter().flatten().any(|at| self.columns.columns.get(*at) == Some(&kind))
    }

    /// Points for the next cell in a column; `None` where it cannot stand there.
    fn points(&mut self, kind: Column, column: usize, taken: &[Option<usize>]) -> Option<i32> {
        let cell = self.cells.get(taken.len())?;
        if kind == Column::Level2 {
            return self.known(kind, cell, taken);
        }
        let place = taken.len() * self.columns.width() + column;
        let points = match self.seen.get(place).copied().flatten() {
            Some(points) => points,
            None => {
                let points = self.known(kind, cell, taken);
                if let Some(held) = self.seen.get_mut(place) {
                    *held = Some(points);
                }
                points
            }
        };
        // A unit belongs behind a figure.
        let before = taken.len().checked_sub(1).and_then(|at| self.cells.get(at));
        let of_figure = kind == Column::Of(Role::Unit) && before.is_some_and(|p| is_figure(&p.text));
        points.map(|points| points + i32::from(of_figure))
    }

    /// Points for a cell in a column by itself; `None` where it cannot stand there.
    fn known(&self, kind: Column, cell: &Piece, taken: &[Option<usize>]) -> Option<i32> {
        let text = cell.text.as_str();
        let category = is_level1_full(text) || is_level2_full(text);
        let words = !is_figure(text) && !is_sign(text) && !category;
        match kind {
            Column::Level1 if is_level1_full(text) => Some(if is_level2_full(text) { 2 } else { 3 }),
            Column::Level1 => is_level1(text).then_some(1),
            // 满意度指标 by itself is of the first level.
            Column::Level2 if cell.key() == "满意度指标" && !self.took(Column::Level1, taken) => Some(-1),
            Column::Level2 if is_level2_full(text) => Some(3),
            Column::Level2 if is_level2(text) => Some(1),
            // A category of no list stands beside one that is known, or on a line that counts its cells.
            Column::Level2 => {
                let beside = self.took(Column::Level1, taken);
                let valued = self.whole && self.cells.last().is_some_and(|last| is_value(&last.text));
                // In front of a name with its value it costs more than beside its first category.
                let at = |offset: usize| self.cells.get(taken.len() + offset);
                let named = at(1).is_some_and(|p| !is_value(&p.text) && !is_figure(&p.text) && !is_sign(&p.text));
                let opens =
                    named && at(2).is_some_and(|p| is_value(&p.text)) && taken.is_empty() && !self.columns.is_list();
                let points = match () {
                    () if is_level1(text) => -1,
                    () if beside || valued => -2,
                    () => -4,
                };
                (words && cell.len() <= 12 && !is_value(text) && (beside || valued || opens)).then_some(points)
            }
            Column::Project => {
                let sentence = text.contains(['，', '。', '；']);
                (words && !project_list::is_total(&cell.key())).then_some(if sentence { -3 } else { 0 })
            }
            Column::Department => words.then_some(0),
            Column::Money => amounts::is_figure(text).then_some(1),
            Column::Goal => (words && cell.len() >= 5).then_some(1),
            Column::Free => {
                let short = text.chars().count() <= 4 && text.chars().all(|c| c.is_ascii_digit());
                (short || words && cell.len() <= 30).then_some(i32::from(short))
            }
            Column::Of(role) => of_role(role, cell, words, category),
        }
    }

    /// Points for a blank cell in a column; `None` where it must be filled.
    fn blank(&self, kind: Column, column: usize, first: bool, taken: &[Option<usize>]) -> Option<i32> {
        let project = column < self.columns.of_project;
        match kind {
            Column::Level1 if first && !project => Some(0),
            // 满意度指标 over both columns of categories.
            Column::Level2 if self.took(Column::Level1, taken) => {
                let both = self.cells.get(taken.len().checked_sub(1)?).is_some_and(|p| is_level2(&p.text));
                Some(if both { -2 } else { LONE })
            }
            Column::Level2 if first => Some(0),
            Column::Level1 | Column::Level2 | Column::Project => None,
            Column::Money => self.took(Column::Money, taken).then_some(-1),
            Column::Department | Column::Free => Some(-1),
            Column::Goal => Some(-3),
            Column::Of(Role::Name) => None,
            Column::Of(Role::Target | Role::Period | Role::Annual) => {
                let reached = self.columns.columns.contains(&Column::Of(Role::Actual));
                // A bare figure may be the points of a row without a value.
                let next = self.cells.get(taken.len()).is_some_and(|cell| amounts::is_amount(&cell.text));
                let signed =
                    taken.len().checked_sub(1).and_then(|at| self.cells.get(at)).is_some_and(|p| is_sign(&p.text));
                let points = next && !signed && self.columns.columns.contains(&Column::Of(Role::Weight));
                (!self.whole).then_some(if reached || points { -1 } else { -4 })
            }
            Column::Of(Role::DeviationTick | Role::LikelihoodTick) => Some(0),
            Column::Of(Role::Sign) => Some(-2),
            Column::Of(_) => Some(-1),
        }
    }
}

/// Points for a cell of an indicator.
fn of_role(role: Role, cell: &Piece, words: bool, category: bool) -> Option<i32> {
    let text = cell.text.as_str();
    let known = is_level1(text) || is_level2(text);
    match role {
        Role::Name | Role::NameOfYear => {
            let measure = cell.len() == 1 && crate::promise::units::measures().contains(&text);
            (words && !is_value(text) && !measure).then_some(-i32::from(known))
        }
        Role::Weight | Role::Score => amounts::is_figure(text).then_some(0),
        Role::Sign => {
            let worded = cell.len() <= 6 && (text.contains("描述") || text.contains("定性"));
            (is_sign(text) || worded).then_some(1)
        }
        Role::Unit => {
            let short =
                cell.len() <= 8 && !text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['。', '，']);
            (short && (words || text == "%" || text == "/") && !known).then_some(0)
        }
        Role::Likelihood => (!category && !is_sign(text)).then_some(if is_chance(text) { 1 } else { -2 }),
        Role::DeviationTick | Role::LikelihoodTick => is_mark(text).then_some(0),
        Role::Note | Role::Deviation => {
            (words && !is_mark(text) || text == "—").then_some(if known || is_chance(text) { -3 } else { 0 })
        }
        Role::Target | Role::Period | Role::Annual | Role::Actual | Role::Forecast => {
            // A bare figure may as well be points.
            let told = is_value(text) && !amounts::is_amount(text);
            (!category && !is_sign(text) && !is_mark(text)).then_some(i32::from(told))
        }
        _ => (!category).then_some(-i32::from(amounts::is_amount(text))),
    }
}
