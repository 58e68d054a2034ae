//! What a person should look at in a file that was read whole: texts shaped like formulas, cells far away from the
//! rest, cells that cover more than any form does.

use crate::write::looks_like_formula;
use crate::{Sheet, Warning};

/// Further from the cell before than this, a cell is thought forgotten.
const FAR_ROWS: u32 = 10_000;
const FAR_COLUMNS: u32 = 500;

/// One warning for each kind of oddity, at the first place of its kind.
pub(crate) fn oddities(sheets: &[Sheet]) -> Vec<Warning> {
    let (mut commands, mut far, mut wide) = (Found::default(), Found::default(), Found::default());
    for sheet in sheets {
        let mut last_row = 0;
        for row in &sheet.rows {
            let below = row.number - last_row > FAR_ROWS;
            last_row = row.number;
            let mut last_column = 0;
            for cell in &row.cells {
                let place = || sheet.locator(row.number, cell.column);
                if below || cell.column - last_column > FAR_COLUMNS {
                    far.add(place);
                }
                if cell.rows > FAR_ROWS || cell.columns > FAR_COLUMNS {
                    wide.add(place);
                }
                if is_command(&cell.text) {
                    commands.add(place);
                }
                last_column = cell.column;
            }
        }
    }
    let mut warnings = Vec::new();
    let shown = [
        (commands, "formula_text", "格的文字像公式或命令，只按文字保存，不会执行，导出时也不会成为公式"),
        (far, "far_cell", "格远离其余内容，可能是误填，请核对是否需要"),
        (wide, "wide_merge", "格合并的范围过大，可能是误操作，其余内容请逐格核对"),
    ];
    for (found, code, what) in shown {
        if let Some(first) = found.first {
            let message = format!("有 {} {what}（首处 {first}）。", found.count);
            warnings.push(Warning { code: code.into(), place: Some(first), message });
        }
    }
    warnings
}

#[derive(Default)]
struct Found {
    count: usize,
    first: Option<String>,
}

impl Found {
    fn add(&mut self, place: impl Fn() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(place);
    }
}

/// A text that a spreadsheet would run and that calls something. `=100` and `-` are ordinary in columns of operators.
fn is_command(text: &str) -> bool {
    looks_like_formula(text) && text.contains(['(', '|', '!']) && text.contains(|c: char| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, CellKind, Row, RowOrigin, SheetKind};

    #[test]
    fn each_kind_is_said_once_with_its_first_place() {
        let cell =
            |column, columns, text: &str| Cell { column, rows: 1, columns, text: text.into(), kind: CellKind::Text };
        let row = |number, cells| Row { number, origin: RowOrigin::Table(0), cells };
        let rows = vec![
            row(1, vec![cell(1, 16_384, "表"), cell(16_384, 1, "x")]),
            row(2, vec![cell(1, 1, "=HYPERLINK(\"http://a\")"), cell(2, 1, "=100"), cell(3, 1, "-")]),
            row(3, vec![cell(1, 1, "@SUM(A1)")]),
            row(1_048_576, vec![cell(1, 1, "y")]),
        ];
        let sheet = Sheet { name: "表一".into(), kind: SheetKind::Worksheet, rows };
        let found = oddities(&[sheet]);
        let said: Vec<_> = found.iter().map(|w| (w.code.as_str(), w.place.as_deref().unwrap_or_default())).collect();
        assert_eq!(said, [("formula_text", "表一!A2"), ("far_cell", "表一!XFD1"), ("wide_merge", "表一!A1")]);
        assert!(found.iter().all(|w| w.message.contains("有 2 格") || w.code == "wide_merge"), "{found:?}");
    }
}
