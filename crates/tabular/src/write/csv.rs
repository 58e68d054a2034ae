//! Writes csv that Excel opens with the right characters and without running anything.

use super::{CellContent, SheetOut, looks_like_formula};

/// Writes a sheet as csv: UTF-8 with byte order mark, commas, quotes as in RFC 4180. Text that a spreadsheet would
/// take for a formula gets a leading `'`.
pub fn write_csv(sheet: &SheetOut) -> Vec<u8> {
    let mut out = "\u{FEFF}".to_owned();
    for row in &sheet.rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let text = match &cell.content {
                CellContent::Empty | CellContent::Covered => String::new(),
                CellContent::Text(text) if looks_like_formula(text) => format!("'{text}"),
                CellContent::Text(text) => text.clone(),
                CellContent::Number(number) => number.to_string(),
                CellContent::Percent(number) => format!("{number}%"),
                CellContent::Date(date) => date.to_string(),
            };
            push_quoted(&mut out, &text);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn push_quoted(out: &mut String, text: &str) {
    let quoted = text.contains([',', '"', '\n', '\r', '\t', ';']) || text.starts_with(' ') || text.ends_with(' ');
    if quoted {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}
