//! Puts the paragraphs and tables of a page or document into rows, in the order in which they stand.

use std::collections::BTreeMap;

use crate::limits::{Budget, too_large};
use crate::{Cell, CellKind, Refusal, Row, RowOrigin};

/// How far a cell reaches down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vertical {
    /// Over so many rows, as pages say it.
    Rows(u32),
    /// The first cell of a vertical merge, as documents say it.
    Start,
    /// A later cell of a vertical merge.
    Continue,
}

/// Collects rows while a page is gone through.
pub(crate) struct Page<'b> {
    budget: &'b mut Budget,
    rows: Vec<Row>,
    number: u32,
    tables: u32,
    open: Vec<Table>,
    text: String,
}

#[derive(Default)]
struct Table {
    index: u32,
    row: Option<Vec<Placed>>,
    cell: Option<Placed>,
    /// Column to the number of the last row a cell from above covers.
    taken: BTreeMap<u32, u32>,
    /// Column at which a vertical merge runs to where its first cell lies in the rows.
    merges: BTreeMap<u32, (usize, usize)>,
    next_column: u32,
    /// Cells that may reach past the last row.
    reaching: Vec<(usize, usize)>,
}

struct Placed {
    cell: Cell,
    vertical: Vertical,
}

impl<'b> Page<'b> {
    pub(crate) fn new(budget: &'b mut Budget) -> Self {
        Self { budget, rows: Vec::new(), number: 0, tables: 0, open: Vec::new(), text: String::new() }
    }

    /// Adds text to the cell or paragraph that is open.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Refusal> {
        if self.text.len() + text.len() > self.budget.limits.cell_bytes {
            self.budget.cell("", self.number + 1, 0, self.text.len() + text.len())?;
        }
        self.text.push_str(text);
        Ok(())
    }

    /// What the open cell or paragraph holds so far.
    pub(crate) fn so_far(&self) -> &str {
        &self.text
    }

    /// Whether a cell is open, so that text belongs to a table.
    pub(crate) fn in_cell(&self) -> bool {
        self.open.last().is_some_and(|table| table.cell.is_some())
    }

    /// Whether a table is open.
    pub(crate) fn in_table(&self) -> bool {
        !self.open.is_empty()
    }

    /// A paragraph, heading or line ends or begins.
    pub(crate) fn boundary(&mut self) -> Result<(), Refusal> {
        if self.in_cell() {
            let end = self.text.trim_end_matches(' ').len();
            self.text.truncate(end);
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            return Ok(());
        }
        let text = std::mem::take(&mut self.text);
        for line in text.split('\n') {
            self.paragraph(line)?;
        }
        Ok(())
    }

    fn paragraph(&mut self, text: &str) -> Result<(), Refusal> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if text.trim().is_empty() {
            return Ok(());
        }
        self.cut_reaching();
        self.number += 1;
        self.budget.row(self.number)?;
        self.budget.cell("", self.number, 1, text.len())?;
        let cell = Cell { column: 1, rows: 1, columns: 1, text: text.to_owned(), kind: CellKind::Text };
        self.rows.push(Row { number: self.number, origin: RowOrigin::Paragraph, cells: vec![cell] });
        Ok(())
    }

    /// A table begins. Within a cell of another table, what that row holds so far is put out first.
    pub(crate) fn open_table(&mut self) -> Result<(), Refusal> {
        if self.open.len() >= self.budget.limits.nesting {
            let limit = self.budget.limits.nesting as u64;
            return Err(too_large("表格嵌套的层数".into(), limit, "levels of nested tables"));
        }
        if self.in_cell() {
            self.put_out_before_nested()?;
        } else {
            // Rows of the inner table come next: what reaches down from above ends here.
            self.close_row()?;
            self.boundary()?;
            self.cut_reaching();
        }
        let index = self.tables;
        self.tables += 1;
        self.open.push(Table { index, next_column: 1, ..Table::default() });
        Ok(())
    }

    fn put_out_before_nested(&mut self) -> Result<(), Refusal> {
        let text = std::mem::take(&mut self.text);
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(mut placed) = table.cell.take() else { return Ok(()) };
        let mut reopened = placed.cell.clone();
        reopened.rows = 1;
        placed.cell.text = trimmed(&text);
        placed.vertical = Vertical::Rows(1);
        let mut cells = table.row.take().unwrap_or_default();
        cells.push(placed);
        for placed in &mut cells {
            placed.cell.rows = 1;
            placed.vertical = Vertical::Rows(1);
        }
        self.cut_reaching();
        let filled = cells.iter().filter(|placed| !placed.cell.text.trim().is_empty()).count();
        if filled == 1 {
            let text = cells.into_iter().map(|placed| placed.cell.text).find(|text| !text.trim().is_empty());
            for line in text.unwrap_or_default().split('\n') {
                self.paragraph(line)?;
            }
        } else if filled > 1 {
            self.put_row(cells)?;
        }
        if let Some(table) = self.open.last_mut() {
            table.row = Some(Vec::new());
            table.cell = Some(Placed { cell: reopened, vertical: Vertical::Rows(1) });
        }
        Ok(())
    }

    /// A row begins; one still open ends.
    pub(crate) fn open_row(&mut self) -> Result<(), Refusal> {
        self.close_row()?;
        if !self.in_cell() {
            self.boundary()?;
        }
        if let Some(table) = self.open.last_mut() {
            table.row = Some(Vec::new());
            table.next_column = 1;
        }
        Ok(())
    }

    /// Leaves columns free at the beginning of a row.
    pub(crate) fn skip_columns(&mut self, columns: u32) {
        if let Some(table) = self.open.last_mut() {
            table.next_column = table.next_column.saturating_add(columns.min(self.budget.limits.columns));
        }
    }

    /// A cell begins; one still open ends.
    pub(crate) fn open_cell(&mut self, columns: u32, vertical: Vertical) -> Result<(), Refusal> {
        self.close_cell()?;
        if self.open.last().is_some_and(|table| table.row.is_none()) {
            self.open_row()?;
        }
        self.boundary()?;
        let row = self.number + 1;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let mut column = table.next_column;
        while table.taken.get(&column).is_some_and(|last| *last >= row) {
            column += 1;
        }
        table.next_column = column.saturating_add(columns);
        if table.next_column > self.budget.limits.columns + 1 {
            self.budget.cell("", row, table.next_column, 0)?;
        }
        let rows = if let Vertical::Rows(rows) = vertical { rows.max(1) } else { 1 };
        if rows > 1 {
            for covered in column..table.next_column {
                table.taken.insert(covered, row.saturating_add(rows - 1));
            }
        }
        let cell = Cell { column, rows, columns, text: String::new(), kind: CellKind::Text };
        table.cell = Some(Placed { cell, vertical });
        Ok(())
    }

    /// Gives the cell just opened its width and its part in a vertical merge.
    pub(crate) fn shape_cell(&mut self, columns: u32, vertical: Vertical) -> Result<(), Refusal> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(placed) = &mut table.cell else { return Ok(()) };
        placed.cell.columns = columns;
        placed.vertical = vertical;
        table.next_column = placed.cell.column.saturating_add(columns);
        if table.next_column > self.budget.limits.columns + 1 {
            self.budget.cell("", self.number + 1, table.next_column, 0)?;
        }
        Ok(())
    }

    /// The open cell ends.
    pub(crate) fn close_cell(&mut self) -> Result<(), Refusal> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Some(mut placed) = table.cell.take() else { return Ok(()) };
        placed.cell.text = trimmed(&std::mem::take(&mut self.text));
        table.row.get_or_insert_default().push(placed);
        Ok(())
    }

    /// The open row ends.
    pub(crate) fn close_row(&mut self) -> Result<(), Refusal> {
        self.close_cell()?;
        let Some(cells) = self.open.last_mut().and_then(|table| table.row.take()) else { return Ok(()) };
        if cells.is_empty() {
            return Ok(());
        }
        self.put_row(cells)
    }

    fn put_row(&mut self, cells: Vec<Placed>) -> Result<(), Refusal> {
        self.number += 1;
        self.budget.row(self.number)?;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let filled =
            cells.iter().any(|placed| placed.vertical != Vertical::Continue && !placed.cell.text.trim().is_empty());
        let position = self.rows.len();
        let mut kept: Vec<Cell> = Vec::new();
        let mut merges = BTreeMap::new();
        for Placed { cell, vertical } in cells {
            match vertical {
                Vertical::Continue => {
                    if let Some(at) = table.merges.get(&cell.column) {
                        let first = self.rows.get_mut(at.0).and_then(|row| row.cells.get_mut(at.1));
                        if let Some(first) = first.filter(|first| first.columns == cell.columns) {
                            first.rows += 1;
                            merges.insert(cell.column, *at);
                            continue;
                        }
                    }
                }
                Vertical::Start => {
                    merges.insert(cell.column, (position, kept.len()));
                }
                Vertical::Rows(rows) if rows > 1 => table.reaching.push((position, kept.len())),
                Vertical::Rows(_) => {}
            }
            self.budget.cell("", self.number, cell.column, cell.text.len())?;
            kept.push(cell);
        }
        table.merges = merges;
        if filled {
            kept.shrink_to_fit();
            self.rows.push(Row { number: self.number, origin: RowOrigin::Table(table.index), cells: kept });
        } else {
            table.reaching.retain(|at| at.0 != position);
            table.merges.retain(|_, at| at.0 != position);
        }
        Ok(())
    }

    /// The innermost table ends.
    pub(crate) fn close_table(&mut self) -> Result<(), Refusal> {
        self.close_row()?;
        if !self.in_cell() {
            self.boundary()?;
        }
        if let Some(table) = self.open.pop() {
            let last = self.number;
            self.clip(&table.reaching, last);
        }
        Ok(())
    }

    /// Something else than a row comes next within a table: cells that reach further down end here.
    fn cut_reaching(&mut self) {
        let Some(table) = self.open.last_mut() else { return };
        let reaching = std::mem::take(&mut table.reaching);
        table.taken.clear();
        table.merges.clear();
        self.clip(&reaching, self.number);
    }

    /// Cuts cells that reach past the last row of their table.
    fn clip(&mut self, reaching: &[(usize, usize)], last: u32) {
        for at in reaching {
            let Some(row) = self.rows.get_mut(at.0) else { continue };
            let most = (last + 1).saturating_sub(row.number).max(1);
            if let Some(cell) = row.cells.get_mut(at.1) {
                cell.rows = cell.rows.min(most);
            }
        }
    }

    /// Closes what is still open and gives the rows.
    pub(crate) fn finish(mut self) -> Result<Vec<Row>, Refusal> {
        while self.in_table() {
            self.close_table()?;
        }
        self.boundary()?;
        Ok(self.rows)
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches([' ', '\t', '\r', '\n']).to_owned()
}
