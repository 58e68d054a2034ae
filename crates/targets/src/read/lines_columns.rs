//! Text whose columns stand below each other, as printed pages are copied: cells are told by where they begin.

use std::collections::BTreeMap;

use tabular::Sheet;

use super::amounts;
use super::grid::Grid;
use super::labels::{Field, ends_table, field_of};
use super::levels::{self, Role};
use super::lines::cut_wide;
use super::project_list;
use super::roles;
use super::text::{Piece, is_page_number};

/// How far the beginning of a cell may stand from that of its heading, in half-width characters.
const SLACK: usize = 3;

/// A cell of a line and where it begins and ends on the page, in half-width characters.
struct Part {
    piece: Piece,
    start: usize,
    end: usize,
}

struct Line {
    number: u32,
    parts: Vec<Part>,
}

/// A heading that lines are placed below.
struct Heading {
    columns: Vec<(usize, usize)>,
    kind: Kind,
}

enum Kind {
    /// Columns of names, of values, of goals.
    Table {
        name: usize,
        project: Option<usize>,
        values: Vec<usize>,
    },
    Budget,
}

/// The rows of a text whose tables have aligned columns; `None` where one does not.
pub(crate) fn rebuild(sheet: &Sheet) -> Option<Grid> {
    let mut lines = Vec::new();
    let name = super::text::sheet_name(sheet);
    for row in &sheet.rows {
        if row.cells.len() > 1 || row.cells.iter().any(|c| c.text.contains(['\t', '|', '｜'])) {
            return None;
        }
        let Some(cell) = row.cells.first() else { continue };
        if is_page_number(&cell.text) {
            continue;
        }
        let piece = Piece::of(&cell.text, row.number, cell.column, name.as_ref());
        let parts = placed(&cell.text, &piece);
        if !parts.is_empty() {
            lines.push(Line { number: row.number, parts });
        }
    }
    let mut out = Rows::default();
    let mut heading: Option<Heading> = None;
    let mut tables = 0;
    for line in &lines {
        if let Some(found) = heading_of(line) {
            tables += usize::from(matches!(found.kind, Kind::Table { .. }));
            out.push(line.number, line.parts.iter().map(|part| Some(part.piece.clone())).collect());
            heading = Some(found);
            continue;
        }
        if let Some(known) = &heading
            && !out.below(line, known)?
        {
            heading = None;
        }
        if heading.is_none() {
            out.beside(line);
        }
    }
    (tables > 0 && are_aligned(&lines)).then(|| out.grid())
}

/// Whether the space between cells makes up for their width; the same space everywhere only separates them.
fn are_aligned(lines: &[Line]) -> bool {
    let mut gaps: BTreeMap<usize, usize> = BTreeMap::new();
    for pair in lines.iter().flat_map(|line| line.parts.windows(2)) {
        if let [left, right] = pair {
            *gaps.entry(right.start.saturating_sub(left.end)).or_default() += 1;
        }
    }
    let all: usize = gaps.values().sum();
    gaps.values().max().is_some_and(|most| most * 10 < all * 9)
}

/// Rows being put together; a cell may still run on in the next line.
#[derive(Default)]
struct Rows {
    rows: Vec<(u32, Vec<Option<Piece>>)>,
    /// Where the cells of the last free line begin.
    starts: Vec<usize>,
    /// Row and column of the last goal of a list.
    goal: Option<(usize, usize)>,
}

impl Rows {
    fn push(&mut self, number: u32, cells: Vec<Option<Piece>>) {
        self.rows.push((number, cells));
        self.starts.clear();
    }

    fn grid(self) -> Grid {
        let mut grid = Grid::default();
        for (number, cells) in self.rows {
            grid.push(number, cells);
        }
        grid
    }

    /// Runs a cell of the row before on.
    fn run_on(&mut self, row: usize, column: usize, more: &Piece) {
        if let Some(place) = self.rows.get_mut(row).and_then(|(_, cells)| cells.get_mut(column)) {
            match place {
                Some(piece) => piece.join(more, ""),
                None => *place = Some(more.clone()),
            }
        }
    }

    /// Places a line below a heading: `false` where the table has ended, `None` where the columns do not hold.
    fn below(&mut self, line: &Line, heading: &Heading) -> Option<bool> {
        let first = line.parts.first()?;
        let key = first.piece.key();
        let sum = matches!(key.as_str(), "合计" | "总计" | "总分" | "小计" | "总得分");
        let label =
            ends_table(&key) || field_of(&first.piece).is_some() && !super::labels::is_level1(&first.piece.text);
        if label && !sum {
            return Some(false);
        }
        if line.parts.len() == 1 && super::head::is_title(&first.piece.text) {
            return Some(false);
        }
        let budget = matches!(heading.kind, Kind::Budget);
        if budget && amounts::item(&first.piece.text).is_none() && !first.piece.text.starts_with(['（', '(']) {
            return Some(false);
        }
        if budget && line.parts.len() == 1 && amounts::item(&first.piece.text).is_none() {
            // 项目资金 / （万元）: the corner of the heading on two lines.
            self.run_on(self.rows.len() - 1, 0, &first.piece);
            return Some(true);
        }
        let mut cells: Vec<Option<Piece>> = vec![None; heading.columns.len()];
        for part in &line.parts {
            let at = if budget && std::ptr::eq(part, first) { Some(0) } else { column(heading, part) };
            let Some(at) = at.filter(|at| cells.get(*at).is_some_and(Option::is_none)) else {
                return (line.parts.len() == 1 && budget).then_some(false);
            };
            cells[at] = Some(part.piece.clone());
        }
        if let Kind::Table { name, project, values } = &heading.kind {
            let row = self.rows.len() - 1;
            let fresh = project.is_none_or(|at| cells.get(at).is_some_and(Option::is_some));
            // The text of a goal runs on beside the next indicators.
            if let (false, Some((row, column))) = (fresh, self.goal)
                && let Some(more) = cells.get_mut(column).and_then(Option::take)
            {
                self.run_on(row, column, &more);
            }
            let filled = |at: &usize| cells.get(*at).is_some_and(Option::is_some);
            let valued = values.iter().any(&filled);
            let continues = !fresh || project.is_none();
            if continues && !valued && !sum && self.rows.get(row).is_some_and(|(_, above)| above.len() == cells.len()) {
                for (column, cell) in cells.iter().enumerate() {
                    let Some(more) = cell else { continue };
                    self.run_on(row, column, more);
                }
                return Some(true);
            }
            if continues && !filled(name) && !sum {
                // A value that runs on below its beginning.
                let only = cells.iter().filter(|cell| cell.is_some()).count();
                let column = cells.iter().position(Option::is_some)?;
                if only == 1
                    && let Some(more) = cells.get(column).cloned().flatten()
                {
                    self.run_on(row, column, &more);
                    return Some(true);
                }
            }
            if fresh && let Some(at) = self.goal_column(heading, &cells) {
                self.goal = Some((self.rows.len(), at));
            }
        }
        self.push(line.number, cells);
        Some(true)
    }

    /// The column of goals of a list that is filled in this row.
    fn goal_column(&self, heading: &Heading, cells: &[Option<Piece>]) -> Option<usize> {
        let (_, heads) = self.rows.iter().rev().find(|(_, row)| {
            row.len() == heading.columns.len()
                && row.iter().flatten().any(|p| field_of(p) == Some(Field::ProjectName) || is_goal(p))
        })?;
        let at = heads.iter().position(|cell| cell.as_ref().is_some_and(is_goal))?;
        cells.get(at).is_some_and(Option::is_some).then_some(at)
    }

    /// Places a line outside of tables: its cells side by side, or behind the label they belong to.
    fn beside(&mut self, line: &Line) {
        let starts: Vec<usize> = line.parts.iter().map(|part| part.start).collect();
        let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
        // A text that begins below the text of the line before runs on.
        if let ([part], Some(last)) = (line.parts.as_slice(), self.starts.last().copied())
            && self.starts.len() > 1
            && near(part.start, last)
            && let Some((_, cells)) = self.rows.last_mut()
            && cells.first().and_then(Option::as_ref).is_some_and(is_goal)
            && let Some(Some(text)) = cells.last_mut()
        {
            text.join(&part.piece, " ");
            return;
        }
        self.rows.push((line.number, line.parts.iter().map(|part| Some(part.piece.clone())).collect()));
        self.starts = starts;
    }
}

fn is_goal(piece: &Piece) -> bool {
    use Field::{GoalAnnual, GoalDone, GoalGeneral, GoalPeriod};
    matches!(field_of(piece), Some(GoalAnnual | GoalDone | GoalGeneral | GoalPeriod))
}

/// The heading a line is, if it is one.
fn heading_of(line: &Line) -> Option<Heading> {
    let mut grid = Grid::default();
    grid.push(line.number, line.parts.iter().map(|part| Some(part.piece.clone())).collect());
    let columns = line.parts.iter().map(|part| (part.start, part.end)).collect();
    let list = project_list::heading(&grid, 0).is_some();
    if let Some(found) = levels::columns(&grid, 0) {
        let is_value =
            |role: Role| !matches!(role, Role::Level1 | Role::Level2 | Role::Name | Role::Note | Role::Deviation);
        let values = found.roles.iter().filter(|(_, (role, _))| is_value(*role)).map(|(column, _)| *column).collect();
        let named = line.parts.iter().position(|part| field_of(&part.piece) == Some(Field::ProjectName));
        let project = if list { Some(named.unwrap_or(0)) } else { None };
        return Some(Heading { columns, kind: Kind::Table { name: found.find(Role::Name)?, project, values } });
    }
    let budget = |p: &Piece| amounts::is_column(&p.key()) || amounts::is_other_column(&p.key());
    let heads = line.parts.iter().filter(|part| budget(&part.piece)).count();
    let figures = line.parts.iter().any(|part| amounts::is_amount(&part.piece.text));
    let roles = line.parts.iter().filter(|part| roles::role(&part.piece).is_some()).count();
    (heads >= 2 && !figures && roles < line.parts.len() && heads + 1 >= line.parts.len())
        .then_some(Heading { columns, kind: Kind::Budget })
}

/// The column a part stands in: the one that begins where it begins, or else the only one it overlaps.
fn column(heading: &Heading, part: &Part) -> Option<usize> {
    let near: Vec<usize> = heading
        .columns
        .iter()
        .enumerate()
        .filter(|(_, (start, _))| start.abs_diff(part.start) <= SLACK)
        .map(|(at, _)| at)
        .collect();
    if let [only] = near.as_slice() {
        return Some(*only);
    }
    let over: Vec<usize> = heading
        .columns
        .iter()
        .enumerate()
        .filter(|(_, (start, end))| part.start < *end && *start < part.end)
        .map(|(at, _)| at)
        .collect();
    match over.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The cells of a line with the places where they begin and end.
fn placed(raw: &str, whole: &Piece) -> Vec<Part> {
    let mut before = vec![0];
    let mut at = 0;
    for c in raw.chars() {
        at += width(c);
        before.push(at);
    }
    let place = |index: usize| before.get(index).copied().unwrap_or(at);
    let mut parts = Vec::new();
    for piece in cut_wide(raw, whole) {
        if let (Some(first), Some(last)) = (piece.raw(0), piece.len().checked_sub(1).and_then(|last| piece.raw(last))) {
            parts.push(Part { start: place(first), end: place(last + 1), piece });
        }
    }
    parts
}

/// Half-width characters that a character takes.
fn width(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '“'
        | '”'
        | '‘'
        | '’'
        | '…'
        | '—' => 2,
        _ => 1,
    }
}
