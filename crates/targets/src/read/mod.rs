//! A document becomes a table of targets: the layout is recognised by its labels and headings, never by its name.

mod adds_up;
mod align;
mod align_lists;
mod amounts;
mod blank_form;
mod budget;
mod budget_turned;
mod clauses;
mod columns;
mod covered;
mod form;
mod form_below;
mod goals_torn;
mod grid;
mod head;
mod heads_spread;
mod labels;
mod levels;
mod lines;
mod lines_below;
mod lines_blank;
mod lines_broken;
mod lines_cells;
mod lines_columns;
mod lines_fields;
mod lines_halves;
mod lines_heads;
mod lines_labels;
mod lines_levels;
mod lines_list;
mod lines_rows;
mod lines_shape;
mod lines_solve;
mod lines_tables;
mod lines_torn;
mod list_groups;
mod list_heading;
mod list_totals;
mod packed;
mod phrase;
mod project_list;
mod refusal;
mod roles;
mod segments;
pub(crate) mod text;
mod unclaimed;
mod upright;
mod words;

use tabular::{Document, Sheet};

use crate::model::{Checks, FileSource, Finding, Layout, Op, Place, Project, SCHEMA, Severity, TargetTable};
use grid::Grid;
use head::Found;
use labels::Field;
use levels::Role;
pub use refusal::Refusal;
use refusal::{columns_lost, not_filled_in, too_many};
use segments::segments;
use text::Piece;

/// Reads a performance table of any known layout; targets and findings of the checker are left to others.
///
/// # Errors
/// A [`Refusal`] when there is no such table or its columns cannot be told apart with certainty.
pub fn read(document: &Document) -> Result<TargetTable, Refusal> {
    let mut reading = Reading::default();
    for sheet in &document.sheets {
        reading.sheet(sheet)?;
    }
    if reading.projects.is_empty() && reading.blank {
        return Err(not_filled_in());
    }
    if reading.projects.is_empty() && names_a_table(document) {
        return Err(columns_lost());
    }
    if reading.projects.is_empty() {
        return Err(Refusal {
            code: "no_table",
            message:
                "没有找到绩效目标表：既没有带“项目名称”“绩效目标”“绩效指标”的表头，也没有一级、二级、三级指标的表格。"
                    .into(),
            hint: "请确认选对了文件；从网页复制时请连同表头一起复制，或直接上传 xlsx、docx、html 原件。".into(),
        });
    }
    Ok(reading.finish(document))
}

/// Whether the words of a performance table stand somewhere in the document.
fn names_a_table(document: &Document) -> bool {
    let mut text = String::new();
    for row in document.sheets.iter().flat_map(|sheet| &sheet.rows) {
        for cell in &row.cells {
            text.extend(cell.text.chars().filter(|c| !c.is_whitespace()).take(20_000));
        }
    }
    let has = |word: &str| text.contains(word);
    (has("项目名称") && (has("绩效指标") || has("绩效目标"))) || (has("一级指标") && has("二级指标"))
}

/// Operator, number and unit of an indicator value.
fn value(text: &str) -> (Option<Op>, Option<String>, Option<String>) {
    let found = crate::value::published(text);
    (found.op, found.num, found.unit)
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    projects: Vec<Project>,
    layout: Option<Layout>,
    head: Found,
    checks: Checks,
    findings: Vec<Finding>,
    /// Whether a sheet holds a form nobody has filled in.
    blank: bool,
    /// What the lists read so far take.
    kilobytes: usize,
    /// Where the forms and lists of the sheet begin: the row, and how many projects stood before.
    starts: Vec<(u32, usize)>,
}

impl Reading {
    fn sheet(&mut self, sheet: &Sheet) -> Result<(), Refusal> {
        let joined = upright::joined(sheet);
        let sheet = joined.as_ref().unwrap_or(sheet);
        let mut grid = Grid::of(sheet);
        covered::rows(&mut grid, sheet);
        align_lists::rows(&mut grid, sheet);
        goals_torn::rows(&mut grid, sheet);
        align::rows(&mut grid, sheet);
        let placed = (0..grid.rows.len()).any(|row| is_table(&grid, row));
        if !placed {
            grid = lines_columns::rebuild(sheet).unwrap_or_else(|| lines::rebuild(sheet));
        }
        if grid.scrambled {
            return Err(columns_lost());
        }
        let before = self.projects.len();
        self.starts.clear();
        for (first, last) in segments(&grid) {
            let number = grid.numbers.get(first).copied().unwrap_or_default();
            self.starts.push((number, self.projects.len()));
            self.segment(&grid, first, last)?;
        }
        self.blank |= placed && self.projects.is_empty() && blank_form::is_blank(&grid);
        for (number, doubt) in &grid.doubts {
            let refs = self.concerned(before, *number);
            self.doubt(refs, doubt.clone());
        }
        Ok(())
    }

    /// The project a row of the sheet belongs to; `before` projects stood on the sheets before.
    fn concerned(&self, before: usize, number: u32) -> Vec<String> {
        let at = self.starts.partition_point(|(start, _)| *start <= number);
        let first = self.starts.get(at.wrapping_sub(1)).map_or(before, |(_, projects)| *projects);
        let end = self.starts.get(at).map_or(self.projects.len(), |(_, projects)| *projects);
        let own = self.projects.get(first..end).filter(|own| !own.is_empty());
        let own = own.or_else(|| self.projects.get(before..)).unwrap_or_default();
        // In a list the last project whose name stands no lower.
        let above = own.iter().rev().find(|project| project.source.as_ref().and_then(row_of) <= Some(number));
        above.or(own.first()).map(|project| project.id.clone()).into_iter().collect()
    }

    /// Reads one form or list.
    fn segment(&mut self, grid: &Grid, first: usize, last: usize) -> Result<(), Refusal> {
        let list = (first..last).find_map(|row| project_list::heading(grid, row).map(|h| (row, h)));
        let body = (first..last).find(|row| is_body(grid, *row)).unwrap_or(last);
        let mut found = head::read(grid, first, body, last);
        let before = self.projects.len();
        let mut layout = match &list {
            Some((row, heading)) => {
                for above in first..*row {
                    for (_, piece) in grid.filled(above) {
                        if let Some((field, value)) = labels::inline(piece) {
                            found.note(field, &value);
                        }
                    }
                    note_pairs(grid, above, &mut found);
                }
                for word in &heading.words {
                    found.head.unit = found.head.unit.take().or_else(|| head::unit_in(word));
                }
                let department = found.department();
                let read = project_list::read(grid, heading, last, department.as_deref(), (before, self.kilobytes));
                self.kilobytes = read.kilobytes;
                if read.too_many {
                    return Err(too_many());
                }
                if let (Some(last), false) = (self.projects.last_mut(), read.leading.is_empty()) {
                    last.indicators.extend(read.leading);
                }
                let money = unclaimed::of_list(&read.projects);
                for (refs, message) in read.doubts.into_iter().chain(money) {
                    self.doubt(refs, message);
                }
                if self.projects.is_empty() {
                    self.projects = read.projects;
                } else {
                    self.projects.extend(read.projects);
                }
                if self.checks.adds_up.is_none() {
                    self.checks = read.checks;
                }
                Layout::ProjectList
            }
            None => match self.form(grid, first, last, &mut found) {
                Some(layout) => layout,
                None => return Ok(()),
            },
        };
        let title = found.head.title.clone().unwrap_or_default();
        if list.is_some() && self.projects.len() > before {
            layout = by_title(&title).unwrap_or(layout);
        }
        self.layout = self.layout.or(Some(layout));
        self.merge(found);
        Ok(())
    }

    /// Reads one form as one project.
    fn form(&mut self, grid: &Grid, first: usize, last: usize, found: &mut Found) -> Option<Layout> {
        let form = form::read(grid, after_other_tables(grid, first, last), last, found);
        let title = found.head.title.clone().unwrap_or_default();
        let id = format!("P{:02}", self.projects.len() + 1);
        let unit = form.budget.unit.clone();
        let amounts = form.budget.clone().finish();
        let filled = amounts.iter().any(|a| a.value.is_some());
        if form.indicators.is_empty() && form.goal.is_none() && !(filled && form.labels >= 2) {
            return None;
        }
        let whole = title.contains("整体") || (form.whole && form.name.is_none());
        if form.indicators.is_empty() && form.goal.is_none() && form.name.is_none() && !whole {
            let number = grid.numbers.get(first).copied().unwrap_or_default();
            self.doubt(Vec::new(), format!("第 {number} 行起只有金额，没有项目名称、绩效目标和指标，未读取，请核对。"));
            return None;
        }
        let has = |role: Role| form.roles.contains(&role);
        let layout = match by_title(&title) {
            Some(layout) => layout,
            None if has(Role::Forecast) || has(Role::Likelihood) || has(Role::LikelihoodTick) => Layout::Monitoring,
            None if has(Role::Actual) || has(Role::Score) => Layout::SelfEvaluation,
            None if whole => Layout::Department,
            None => Layout::SingleProject,
        };
        let checks = adds_up::checks(&amounts);
        let mut project = Project { id, amounts, ..Project::default() };
        found.head.unit = found.head.unit.take().or(unit);
        let department = if whole { found.department() } else { found.own_department() };
        match (&form.name, whole) {
            (Some(name), _) => {
                project.name = name.text.clone();
                project.source = Some(name.place());
            }
            (None, true) => project.name = department.clone().unwrap_or_default(),
            (None, false) => {}
        }
        project.department = department;
        if let Some(goal) = &form.goal {
            project.goal = Some(goal.text.clone());
            project.goal_clauses = clauses::cut(&project.id, goal);
        }
        project.indicators = form.indicators;
        project.score_total = form.score_total;
        if project.name.is_empty() {
            self.doubt(vec![project.id.clone()], "这份表没有写项目名称。".into());
        }
        let money = unclaimed::doubts(grid, &form.loose, &project);
        for doubt in form.doubts.into_iter().chain(money) {
            self.doubt(vec![project.id.clone()], doubt);
        }
        if checks.adds_up.is_some() {
            self.checks.adds_up = checks.adds_up;
            self.checks.stated.extend(checks.stated);
            self.checks.computed.extend(checks.computed);
        }
        self.projects.push(project);
        Some(layout)
    }

    fn doubt(&mut self, refs: Vec<String>, message: String) {
        self.findings.push(Finding { kind: "uncertain_reading".into(), severity: Severity::Warn, refs, message });
    }

    /// Fills what the head does not know yet; the first form wins.
    fn merge(&mut self, other: Found) {
        let head = &mut self.head;
        head.head.title = head.head.title.take().or(other.head.title.clone());
        let year = other.year_told.or(other.head.year);
        head.head.year = head.head.year.or(year);
        head.head.unit = head.head.unit.take().or(other.head.unit.clone());
        head.head.department = head.head.department.take().or_else(|| other.department());
    }

    fn finish(mut self, document: &Document) -> TargetTable {
        for project in &mut self.projects {
            for (index, indicator) in project.indicators.iter_mut().enumerate() {
                indicator.id = format!("{}.I{:02}", project.id, index + 1);
            }
        }
        TargetTable {
            schema: SCHEMA.into(),
            source: FileSource {
                file: document.name.clone(),
                sha256: document.sha256.to_string(),
                encoding: document.encoding.clone(),
                warnings: document.warnings.clone(),
            },
            layout: self.layout.unwrap_or(Layout::SingleProject),
            document: self.head.head,
            projects: self.projects,
            targets: Vec::new(),
            checks: self.checks,
            findings: self.findings,
        }
    }
}

/// The row of a place.
fn row_of(place: &Place) -> Option<u32> {
    let row = match place.cell.rsplit_once('!') {
        Some((_, at)) => at.trim_start_matches(|c: char| c.is_ascii_alphabetic()),
        None => place.cell.split(',').next()?,
    };
    row.parse().ok()
}

/// The layout a title states.
fn by_title(title: &str) -> Option<Layout> {
    if title.contains("监控") {
        return Some(Layout::Monitoring);
    }
    if title.contains("自评") || title.contains("评价") {
        return Some(Layout::SelfEvaluation);
    }
    None
}

/// Notes fields of the head that stand as label and value in two cells.
fn note_pairs(grid: &Grid, row: usize, found: &mut Found) {
    let filled = grid.filled(row);
    for (index, (_, piece)) in filled.iter().enumerate() {
        if let Some(field) = labels::field_of(piece)
            && let Some((_, value)) = filled.get(index + 1)
            && !form::is_label(value)
        {
            found.note(field, value);
        }
    }
}

/// The row of the title, where nothing of the form stands above it: what does is another table of the document.
fn after_other_tables(grid: &Grid, first: usize, last: usize) -> usize {
    let mut title = first;
    for row in first..last {
        if is_table(grid, row) {
            break;
        }
        let filled = grid.filled(row);
        let names = |p: &Piece| labels::field_of(p) == Some(Field::ProjectName);
        if filled
            .iter()
            .any(|(_, piece)| names(piece) || labels::inline(piece).is_some_and(|(f, _)| f == Field::ProjectName))
        {
            break;
        }
        if filled.iter().any(|(_, piece)| head::is_title(&piece.text)) {
            title = row;
        }
    }
    title
}

/// Whether a row is the heading of a list or of an indicator table.
fn is_table(grid: &Grid, row: usize) -> bool {
    levels::columns(grid, row).is_some() || project_list::heading(grid, row).is_some()
}

/// Whether a row belongs to a form and not to the page around it.
fn is_body(grid: &Grid, row: usize) -> bool {
    if is_table(grid, row) {
        return true;
    }
    let of_form = |field: Field| !matches!(field, Field::Other | Field::Section);
    grid.filled(row).iter().any(|(_, piece): &(usize, &Piece)| {
        labels::field_of(piece).is_some_and(of_form) || labels::inline(piece).is_some_and(|(field, _)| of_form(field))
    })
}
