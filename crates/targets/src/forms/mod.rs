//! The statutory forms as sheets: 绩效运行监控表, 自评表 with its derivations, 部门汇总表. What goes out is read back by
//! our own reader.

mod line;
mod monitoring;
mod self_evaluation;
mod summary;

use tabular::{CellContent, CellOut, Look};

use crate::model::{Project, TargetTable};

pub use line::{FormLine, actual_text, lines};
pub use monitoring::{Monitoring, monitoring};
pub use self_evaluation::{SelfEvaluation, rate, self_evaluation};
pub use summary::{Summed, summary, summed};

/// What stands in the head of every form.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// The reading.
    pub table: &'a TargetTable,
    /// Whether the folder holds simulated data.
    pub demo: bool,
}

impl Head<'_> {
    fn year(&self) -> String {
        self.table.document.year.map(|year| year.to_string()).unwrap_or_default()
    }

    fn unit(&self) -> &str {
        self.table.document.unit.as_deref().unwrap_or(crate::budgets::YUAN)
    }

    fn department<'p>(&'p self, project: &'p Project) -> &'p str {
        project.department.as_deref().or(self.table.document.department.as_deref()).unwrap_or_default()
    }
}

/// A text over several columns, the covered cells behind it.
fn wide(text: impl Into<String>, columns: u32, look: Look) -> Vec<CellOut> {
    block(CellOut::text(text).with_look(look), 1, columns)
}

/// A cell over a block, with the cells it covers in its own row.
fn block(cell: CellOut, rows: u32, columns: u32) -> Vec<CellOut> {
    let look = cell.look;
    let mut out = vec![cell.spanning(rows, columns)];
    out.extend((1..columns).map(|_| CellOut::new(CellContent::Covered).with_look(look)));
    out
}

fn covered(columns: u32) -> Vec<CellOut> {
    (0..columns).map(|_| CellOut::new(CellContent::Covered)).collect()
}

fn head(text: &str) -> CellOut {
    CellOut::text(text).with_look(Look::Header)
}

/// A row of one note below a form.
fn note(text: impl Into<String>, columns: u32) -> Vec<CellOut> {
    wide(text, columns, Look::Note)
}

/// An amount of 元 in the form's unit; an empty cell where there is none.
fn amount(table: &TargetTable, amount: Option<domain::Scaled>) -> CellOut {
    amount.map_or_else(|| CellOut::text(""), |amount| CellOut::number(crate::budgets::shown(table, amount).0))
}

fn percent(share: Option<domain::Scaled>) -> CellOut {
    share.map_or_else(|| CellOut::text(""), |share| CellOut::new(CellContent::Percent(share)))
}

/// Name of a project's sheet.
fn sheet_name(project: &Project) -> String {
    format!("{} {}", project.id, project.name)
}
