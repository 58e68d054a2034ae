//! The statutory forms as sheets: 绩效运行监控表, 自评表 with its derivations, 部门汇总表. What goes out is read back by
//! our own reader.

mod derivations;
mod line;
mod monitoring;
mod self_evaluation;
mod summary;

use tabular::{CellContent, CellOut, Look};

use crate::model::{Amount, Project, TargetTable};

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

/// What a project publishes of its money by source, in the order of the forms: the words of a row and its amount.
fn sources(project: &Project) -> [(&'static str, CellOut); 3] {
    let of = |words: &[&str]| {
        let year = |amount: &&Amount| amount.column.contains('年') || amount.column.contains("预算");
        let named = |amount: &&Amount| words.iter().any(|word| amount.item.contains(word));
        let found = project.amounts.iter().filter(year).find(named).and_then(|amount| amount.value.as_deref());
        match found.map(str::parse) {
            Some(Ok(value)) => CellOut::number(value),
            _ => CellOut::text("—"),
        }
    };
    [
        ("其中：当年财政拨款", of(&["财政拨款", "财政资金"])),
        ("　　　上年结转资金", of(&["结转"])),
        ("　　　其他资金", of(&["其他资金"])),
    ]
}

/// A text beside many rows, one character below the other where the column is narrow.
fn upright(text: &str, rows: usize) -> CellOut {
    head(text).spanning(u32::try_from(rows.max(1)).unwrap_or(1), 1)
}

/// How many rows from here say the same; 0 for one that an earlier one covers.
fn run<T: PartialEq>(values: &[T], at: usize) -> u32 {
    let Some(own) = values.get(at) else { return 1 };
    if at > 0 && values.get(at - 1) == Some(own) {
        return 0;
    }
    values.iter().skip(at).take_while(|other| *other == own).count() as u32
}

/// A cell over the rows that say the same, or the cell that is covered by it.
fn merged(text: &str, rows: u32) -> CellOut {
    if rows == 0 { CellOut::new(CellContent::Covered) } else { CellOut::text(text).spanning(rows, 1) }
}

/// The year of the table is not over on a day: whatever is scored is a trial.
fn is_trial(table: &TargetTable, today: jiff::civil::Date) -> bool {
    table.document.year.is_some_and(|year| today.year() <= year)
}

/// Name of a project's sheet.
fn sheet_name(project: &Project) -> String {
    format!("{} {}", project.id, project.name)
}
