//! The points of indicators as a sheet that people fill in and bring back: by the indicator's number, a blank for none.

use domain::Scaled;
use tabular::{CellOut, Document, Look, SheetOut, Workbook};

use super::weighing::{Weighed, blocks, holding};
use crate::model::TargetTable;
use crate::scoring::RuleSet;

/// Heading of the column that names the indicator.
const ROW: &str = "编号";
/// Heading of the column with its points.
const POINTS: &str = "分值";

/// A cell that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetFault {
    /// No sheet has both headings in one row.
    #[error("没有找到同时有“编号”和“分值”两列的表头")]
    NoHeading,
    /// A cell that is no number.
    #[error("{place}：“{text}”不是分值")]
    Number {
        /// As the file counts.
        place: String,
        /// What stands there.
        text: String,
    },
    /// An indicator twice.
    #[error("{place}：{row} 已在上面出现过")]
    Twice {
        /// As the file counts.
        place: String,
        /// The indicator.
        row: String,
    },
}

/// The sheet of a table's indicators with the points entered, to be filled in.
pub fn workbook(rules: &RuleSet, table: &TargetTable, weighed: &Weighed) -> Workbook {
    let head = |text: &str| CellOut::text(text).with_look(Look::Header);
    let heads = [ROW, "项目", "块", "块分值", "二级指标", "指标", "申报表载明", POINTS];
    let mut rows = vec![heads.map(head).to_vec()];
    let entered = holding(table, weighed);
    for project in &table.projects {
        for block in blocks(rules, project, &entered) {
            for row in &block.rows {
                rows.push(vec![
                    CellOut::text(row.id),
                    CellOut::text(project.name.clone()),
                    CellOut::text(block.name),
                    CellOut::number(block.points),
                    CellOut::text(row.level2),
                    CellOut::text(row.name),
                    CellOut::text(row.stated.unwrap_or_default()),
                    row.entered.map_or_else(|| CellOut::text(""), CellOut::number),
                ]);
            }
        }
    }
    let widths = vec![12.0, 30.0, 14.0, 8.0, 16.0, 34.0, 10.0, 10.0];
    let name = format!("指标分值 {}号", rules.rules);
    Workbook { sheets: vec![SheetOut { name, header_rows: 1, landscape: true, widths, rows }] }
}

/// Reads such a sheet, from whatever program it comes back: indicators with their points, in order.
///
/// # Errors
/// Every [`SheetFault`].
pub fn read(document: &Document) -> Result<Vec<(String, Option<Scaled>)>, Vec<SheetFault>> {
    for sheet in &document.sheets {
        for (at, row) in sheet.rows.iter().enumerate() {
            let column =
                |heading: &str| row.cells.iter().find(|cell| cell.text.trim() == heading).map(|cell| cell.column);
            if let (Some(id), Some(points)) = (column(ROW), column(POINTS)) {
                return below(sheet, at + 1, id, points);
            }
        }
    }
    Err(vec![SheetFault::NoHeading])
}

fn below(
    sheet: &tabular::Sheet,
    from: usize,
    id: u32,
    points: u32,
) -> Result<Vec<(String, Option<Scaled>)>, Vec<SheetFault>> {
    let mut found: Vec<(String, Option<Scaled>)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut faults = Vec::new();
    for row in sheet.rows.iter().skip(from) {
        let text =
            |column: u32| row.cells.iter().find(|cell| cell.column == column).map_or("", |cell| cell.text.trim());
        let (name, number) = (text(id), text(points));
        if name.is_empty() {
            continue;
        }
        if !known.insert(name.to_owned()) {
            faults.push(SheetFault::Twice { place: sheet.locator(row.number, id), row: name.to_owned() });
            continue;
        }
        match number.parse::<Scaled>() {
            _ if number.is_empty() => found.push((name.to_owned(), None)),
            Ok(number) => found.push((name.to_owned(), Some(number))),
            Err(_) => {
                let (place, text) = (sheet.locator(row.number, points), number.to_owned());
                faults.push(SheetFault::Number { place, text });
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}
