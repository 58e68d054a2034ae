//! Writes xlsx: numbers as numbers, text as text, ready for print.

use std::collections::HashMap;

use domain::Scaled;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};

use super::{CellContent, CellOut, Look, SheetOut, Workbook, WriteError, looks_like_formula};

/// Characters Excel takes in one cell.
const MOST_CHARACTERS: usize = 32_767;
/// Digits a spreadsheet keeps of a number.
const EXACT: u64 = 1_000_000_000_000_000;

/// Writes a workbook.
///
/// # Errors
/// [`WriteError`] when something does not fit into a worksheet or merged cells overlap.
pub fn write_xlsx(workbook: &Workbook) -> Result<Vec<u8>, WriteError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut names: Vec<String> = Vec::new();
    let mut formats = Formats::default();
    for sheet in &workbook.sheets {
        let name = sheet_name(&sheet.name, &names);
        write_sheet(book.add_worksheet().set_name(&name)?, sheet, &mut formats)?;
        names.push(name);
    }
    if workbook.sheets.is_empty() {
        book.add_worksheet();
    }
    // The same content always gives the same bytes: no moment of writing in the file.
    let dateless = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&dateless));
    Ok(book.save_to_buffer()?)
}

/// A name a worksheet may have and no other sheet has yet.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('\'').trim();
    let base = if clean.is_empty() { "Sheet" } else { clean };
    let mut attempt = 1;
    loop {
        let ending = if attempt == 1 { String::new() } else { format!(" ({attempt})") };
        // Excel counts UTF-16 units.
        let mut units = ending.len();
        let head: String = base
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= 31
            })
            .collect();
        let name = format!("{}{ending}", head.trim_end_matches('\''));
        if !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            return name;
        }
        attempt += 1;
    }
}

/// Formats by what they depend on, so that a workbook holds each once.
#[derive(Default)]
struct Formats(HashMap<(Look, Kind), Format>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Text,
    /// Text that must stay text when someone edits the cell.
    Guarded,
    Number(u8),
    Percent(u8),
    Date,
}

impl Formats {
    fn get(&mut self, look: Look, kind: Kind) -> &Format {
        self.0.entry((look, kind)).or_insert_with(|| format(look, kind))
    }
}

fn format(look: Look, kind: Kind) -> Format {
    let mut format = Format::new().set_align(FormatAlign::VerticalCenter).set_text_wrap();
    format = match look {
        Look::Body => format.set_border(FormatBorder::Thin),
        Look::Header => format
            .set_border(FormatBorder::Thin)
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_background_color(Color::RGB(0x00E7_E9EC)),
        Look::Title => format.set_bold().set_font_size(16).set_align(FormatAlign::Center),
        Look::Total => format.set_border(FormatBorder::Thin).set_bold(),
        Look::Note => format,
    };
    let decimals = |scale: u8| if scale == 0 { String::new() } else { format!(".{}", "0".repeat(usize::from(scale))) };
    match kind {
        Kind::Text => format,
        Kind::Guarded => format.set_quote_prefix(),
        Kind::Number(scale) => format.set_num_format(format!("#,##0{}", decimals(scale))),
        Kind::Percent(scale) => format.set_num_format(format!("0{}%", decimals(scale))),
        Kind::Date => format.set_num_format("yyyy-mm-dd"),
    }
}

fn write_sheet(out: &mut Worksheet, sheet: &SheetOut, formats: &mut Formats) -> Result<(), WriteError> {
    let mut widths: Vec<f64> = Vec::new();
    for (row_index, row) in sheet.rows.iter().enumerate() {
        for (column_index, cell) in row.iter().enumerate() {
            let beyond = || WriteError::TooLarge {
                sheet: sheet.name.clone(),
                row: row_index as u32 + 1,
                column: column_index as u32 + 1,
            };
            let row = u32::try_from(row_index).ok().filter(|row| *row < 1_048_576).ok_or_else(beyond)?;
            let column = u16::try_from(column_index).ok().filter(|column| *column < 16_384).ok_or_else(beyond)?;
            if let CellContent::Text(text) = &cell.content
                && text.chars().map(char::len_utf16).sum::<usize>() > MOST_CHARACTERS
            {
                return Err(beyond());
            }
            write_cell(out, row, column, cell, formats)?;
            if widths.len() <= column_index {
                widths.resize(column_index + 1, 8.0);
            }
            if cell.columns == 1 && cell.look != Look::Title && cell.look != Look::Note {
                widths[column_index] = widths[column_index].max(width_of(cell).min(60.0));
            }
        }
    }
    for (index, width) in widths.iter_mut().enumerate() {
        *width = sheet.widths.get(index).copied().unwrap_or(*width);
        out.set_column_width(index as u16, *width)?;
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        if let Some(height) = height_of(row, &widths) {
            out.set_row_height(index as u32, height)?;
        }
    }
    if sheet.header_rows > 0 {
        out.set_freeze_panes(sheet.header_rows, 0)?;
        out.set_repeat_rows(0, sheet.header_rows - 1)?;
    }
    if sheet.landscape {
        out.set_landscape();
    }
    // A4, one page wide, as many pages long as it takes.
    out.set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_cell(
    out: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &CellOut,
    formats: &mut Formats,
) -> Result<(), WriteError> {
    if cell.rows > 1 || cell.columns > 1 {
        let last_row = row.saturating_add(cell.rows.max(1) - 1);
        let last_column = u16::try_from(u32::from(column) + cell.columns.max(1) - 1).unwrap_or(u16::MAX);
        out.merge_range(row, column, last_row, last_column, "", formats.get(cell.look, Kind::Text))?;
    }
    match &cell.content {
        CellContent::Covered => {}
        CellContent::Empty => {
            if cell.look != Look::Note && cell.look != Look::Title {
                out.write_blank(row, column, formats.get(cell.look, Kind::Text))?;
            }
        }
        CellContent::Text(text) => write_text(out, row, column, text, cell.look, formats)?,
        CellContent::Number(number) | CellContent::Percent(number) => {
            let percent = matches!(cell.content, CellContent::Percent(_));
            let text = if percent { format!("{number}%") } else { number.to_string() };
            if number.mantissa.unsigned_abs() >= EXACT {
                return write_text(out, row, column, &text, cell.look, formats);
            }
            let (kind, scale) = if percent {
                (Kind::Percent(number.scale), number.scale + 2)
            } else {
                (Kind::Number(number.scale), number.scale)
            };
            out.write_number_with_format(row, column, nearest(*number, scale), formats.get(cell.look, kind))?;
        }
        CellContent::Date(date) => {
            let day = ExcelDateTime::from_ymd(date.year().unsigned_abs(), date.month() as u8, date.day() as u8);
            match day {
                Ok(day) => {
                    out.write_datetime_with_format(row, column, &day, formats.get(cell.look, Kind::Date))?;
                }
                // Worksheets know no day before 1900.
                Err(_) => write_text(out, row, column, &date.to_string(), cell.look, formats)?,
            }
        }
    }
    Ok(())
}

fn write_text(
    out: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    look: Look,
    formats: &mut Formats,
) -> Result<(), WriteError> {
    let kind = if looks_like_formula(text) { Kind::Guarded } else { Kind::Text };
    out.write_string_with_format(row, column, text, formats.get(look, kind))?;
    Ok(())
}

/// The floating-point number nearest to a decimal: the file format stores nothing else. Up to 15 digits come back
/// unchanged.
fn nearest(number: Scaled, scale: u8) -> f64 {
    let text = format!("{}e-{scale}", number.mantissa);
    text.parse().unwrap_or(0.0)
}

/// Height in points that shows the whole text of a row, up to the most a row can have. Spreadsheets do not make rows
/// with merged cells higher by themselves; rows in which no text is wrapped are left to them.
fn height_of(row: &[CellOut], widths: &[f64]) -> Option<f64> {
    const LINE: f64 = 15.0;
    const MOST: f64 = 409.0;
    let mut most: f64 = 1.0;
    for (index, cell) in row.iter().enumerate().filter(|(_, cell)| cell.rows == 1) {
        let CellContent::Text(text) = &cell.content else { continue };
        let room: f64 = widths.iter().skip(index).take(cell.columns.max(1) as usize).sum();
        let line = if cell.look == Look::Title { 1.5 } else { 1.0 };
        let mut lines: f64 = 0.0;
        for part in text.lines() {
            let wide: f64 = part.chars().map(|c| if c.is_ascii() { 1.05 } else { 2.1 }).sum();
            lines += (wide * line / (room - 1.0).max(2.0)).ceil().max(1.0);
        }
        most = most.max(lines * line);
    }
    (most > 1.0).then(|| (most * LINE).min(MOST))
}

/// Width of a cell's longest line; Chinese characters count double.
fn width_of(cell: &CellOut) -> f64 {
    let wide = |text: &str| {
        let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
        text.lines().map(line).fold(0.0, f64::max) + 2.0
    };
    match &cell.content {
        CellContent::Empty | CellContent::Covered => 0.0,
        CellContent::Text(text) => wide(text),
        CellContent::Number(number) | CellContent::Percent(number) => wide(&number.grouped()),
        CellContent::Date(_) => 12.0,
    }
}
