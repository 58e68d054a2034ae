//! Labels printed upright or broken at their end (产 / 出 / 指 / 标), put together before rows are read.

use tabular::{Row, Sheet};

use super::labels::{field, is_level1_full, is_level2_full};
use super::text::key;

/// Lines an upright label may take.
const MOST: usize = 12;
/// Characters on a line of an upright label.
const NARROW: usize = 2;

/// The sheet with such labels in one cell each; `None` where there are none.
pub(crate) fn joined(sheet: &Sheet) -> Option<Sheet> {
    let mut rows: Vec<Row> = Vec::new();
    let mut kept = 0;
    let mut index = 0;
    while index < sheet.rows.len() {
        let (text, next) = match label(&sheet.rows, index) {
            Some((text, last)) => (Some(text), last + 1),
            None => (None, index + noise(&sheet.rows, index)),
        };
        if next == index {
            index += 1;
            continue;
        }
        rows.extend_from_slice(&sheet.rows[kept..index]);
        if let Some(text) = text
            && let Some(mut row) = sheet.rows.get(next - 1).cloned()
        {
            if let Some(cell) = row.cells.first_mut() {
                cell.text = text;
            }
            rows.push(row);
        }
        (index, kept) = (next, next);
    }
    if kept == 0 {
        return None;
    }
    rows.extend_from_slice(&sheet.rows[kept..]);
    Some(Sheet { name: sheet.name.clone(), kind: sheet.kind, rows })
}

/// The text of the first cell of a row, where it stands in the first column and covers no other.
fn first(row: &Row) -> Option<&str> {
    let cell = row.cells.first().filter(|cell| cell.column == 1 && cell.rows == 1 && cell.columns == 1)?;
    Some(cell.text.trim()).filter(|text| !text.is_empty())
}

/// The only text of a row, when it is a few Chinese characters.
fn short(row: &Row, most: usize) -> Option<&str> {
    let text = first(row)?;
    let alone = row.cells.iter().skip(1).all(|cell| cell.text.trim().is_empty());
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    (alone && text.chars().all(chinese) && text.chars().count() <= most).then_some(text)
}

/// A label that begins in this row and runs over the next ones: its text and its last row.
fn label(rows: &[Row], index: usize) -> Option<(String, usize)> {
    let start = short(rows.get(index)?, 10)?;
    // 服务对象满意度 / 指标 …: the end of a category at the head of the next line.
    if let Some(next) = rows.get(index + 1).and_then(first)
        && next.split_whitespace().next() == Some("指标")
        && !start.ends_with("指标")
        && is_category(&format!("{start}指标"))
    {
        return Some((format!("{start}{next}"), index + 1));
    }
    short(rows.get(index)?, NARROW)?;
    let mut text = String::new();
    let mut found = None;
    for (at, row) in rows.iter().enumerate().skip(index).take(MOST) {
        if let Some(part) = short(row, NARROW) {
            text.push_str(part);
        } else if let Some(part) = first(row).filter(|part| part.chars().count() <= NARROW && at > index) {
            // The last character stands in front of the cells beside the label.
            text.push_str(part);
            if is_known(&text) {
                return Some((text, at));
            }
            break;
        } else {
            break;
        }
        if at > index && is_known(&text) {
            found = Some((text.clone(), at));
        }
    }
    found
}

fn is_category(text: &str) -> bool {
    is_level1_full(text) || is_level2_full(text)
}

fn is_known(text: &str) -> bool {
    is_category(text) || field(&key(text)).is_some()
}

/// How many rows from here hold single characters of a label that other rows stand between.
fn noise(rows: &[Row], index: usize) -> usize {
    let run = rows.iter().skip(index).take(MOST).take_while(|row| short(row, 1).is_some()).count();
    if run >= 2 { run } else { 0 }
}
