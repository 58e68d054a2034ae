//! The faulty rows of a file, given back with what is wrong beside them; mended, the sheet imports again.

use std::collections::BTreeMap;

use tabular::{CellOut, Document, Look, Sheet, SheetOut, Workbook};

use crate::Reading;
use crate::heading::ERROR_COLUMNS;

/// A workbook of the faulty rows of every sheet: the columns as sent, then which column is at fault, why, and what was
/// probably meant or how to mend it. The added columns are ignored when it is read again. `None` when no row has a
/// fault.
pub fn error_workbook(document: &Document, reading: &Reading) -> Option<Workbook> {
    let mut out = Vec::new();
    for table in &reading.sheets {
        let Some(sheet) = document.sheets.get(table.sheet as usize) else { continue };
        let mut faults: BTreeMap<u32, Vec<&crate::Problem>> = BTreeMap::new();
        for problem in reading.problems.iter().filter(|p| p.sheet == table.sheet && p.row > 0) {
            faults.entry(problem.row).or_default().push(problem);
        }
        if faults.is_empty() {
            continue;
        }
        let mut rows: Vec<Vec<CellOut>> = Vec::new();
        for (label, value) in
            [("单位", table.unit.as_ref().map(ToString::to_string)), ("期间", table.period.map(|p| p.to_string()))]
        {
            rows.extend(value.map(|value| vec![CellOut::text(format!("{label}：{value}")).with_look(Look::Note)]));
        }
        // Errors of an error file do not grow a second set of our columns.
        let again = ERROR_COLUMNS.iter().all(|own| table.columns.iter().any(|c| c.heading == *own));
        let kept = |heading: &str| !(again && ERROR_COLUMNS.contains(&heading));
        let mut head: Vec<String> =
            table.columns.iter().filter(|c| kept(&c.heading)).map(|c| c.heading.clone()).collect();
        head.extend(ERROR_COLUMNS.map(str::to_owned));
        rows.push(head.into_iter().map(|heading| CellOut::text(heading).with_look(Look::Header)).collect());
        let header_rows = u32::try_from(rows.len()).unwrap_or(1);
        let headings = rows.len();
        for (row, problems) in faults {
            if row == table.header {
                continue;
            }
            let mut cells = Vec::new();
            for column in table.columns.iter().filter(|c| kept(&c.heading)) {
                cells.push(text_at(sheet, row, column.column));
            }
            let all = |part: fn(&crate::Problem) -> String| {
                problems.iter().map(|p| part(p)).filter(|s| !s.is_empty()).collect::<Vec<_>>().join("；")
            };
            cells.push(all(|p| p.heading.clone()));
            cells.push(all(|p| p.message.clone()));
            cells.push(all(|p| p.suggestion.clone().unwrap_or_else(|| p.mend.clone())));
            rows.push(cells.into_iter().map(CellOut::text).collect());
        }
        if rows.len() == headings {
            continue;
        }
        let name = if table.name.is_empty() { "错误行".to_owned() } else { table.name.clone() };
        out.push(SheetOut { name, header_rows, landscape: true, rows, ..SheetOut::default() });
    }
    (!out.is_empty()).then_some(Workbook { sheets: out })
}

fn text_at(sheet: &Sheet, row: u32, column: u32) -> String {
    let found = sheet.rows.binary_search_by_key(&row, |r| r.number).ok().and_then(|i| sheet.rows.get(i));
    let cell = found.and_then(|r| r.cells.iter().find(|c| c.column == column));
    cell.map(|c| c.text.clone()).unwrap_or_default()
}
