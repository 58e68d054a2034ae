//! One worksheet: cells in the order of the XML, then merged regions.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::format::{NumberFormat, show};
use super::merge::{MOST_MERGES, Region, apply};
use super::{Book, strings};
use crate::limits::{Budget, too_large};
use crate::package::{Xml, attribute, push_reference};
use crate::{Cell, CellKind, Refusal, Row, RowOrigin, Warning, grid};

/// Places named in one kind of warning.
const MOST_NAMED: usize = 20;

/// Reads the cells of a sheet.
pub(super) fn read_sheet<R: BufRead>(
    xml: &mut Xml<R>,
    name: &str,
    book: &Book,
    budget: &mut Budget,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Row>, Refusal> {
    let mut reader = Reader { name, book, budget, warnings, rows: Vec::new(), regions: Vec::new(), row: 0, column: 0 };
    let (mut hidden, mut uncached, mut broken) = (0_u32, Named::default(), Named::default());
    loop {
        let cell = match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    reader.start_row(&tag)?;
                    hidden += u32::from(matches!(attribute(&tag, "hidden").as_deref(), Some("1" | "true")));
                    None
                }
                "c" => Some(reader.start_cell(&tag)),
                "mergeCell" => {
                    reader.merge(&tag)?;
                    None
                }
                _ => None,
            },
            Event::Eof => break,
            _ => None,
        };
        if let Some(shape) = cell {
            let content = content(xml, reader.budget.limits.cell_bytes)?;
            reader.put(&shape, content, &mut uncached, &mut broken)?;
        }
    }
    let warn = |warnings: &mut Vec<Warning>, code: &str, place: Option<String>, message: String| {
        warnings.push(Warning { code: code.into(), place, message });
    };
    if hidden > 0 {
        let message = format!("工作表“{name}”有 {hidden} 行是隐藏的（或被筛选），也已读取，请核对。");
        warn(reader.warnings, "hidden_rows", Some(name.to_owned()), message);
    }
    for place in uncached.places {
        let message =
            format!("{place} 是公式但没有保存计算结果，按空白读取；请用 Excel 或 WPS 打开、重新计算并保存后再上传。");
        warn(reader.warnings, "formula_without_value", Some(place), message);
    }
    if uncached.count > MOST_NAMED {
        let message = format!("工作表“{name}”共有 {} 个公式没有保存计算结果。", uncached.count);
        warn(reader.warnings, "formula_without_value", Some(name.to_owned()), message);
    }
    for place in broken.places {
        let message = format!("{place} 的内容无法按其类型读出，按写在文件里的样子读取，请核对。");
        warn(reader.warnings, "cell_unreadable", Some(place), message);
    }
    let Reader { mut rows, regions, warnings, .. } = reader;
    if !rows.is_sorted_by(|a, b| a.number < b.number) {
        rows = in_order(rows);
    }
    for row in &mut rows {
        if !row.cells.is_sorted_by(|a, b| a.column < b.column) {
            settle(&mut row.cells, format!("{name}!{}", row.number), warnings);
        }
    }
    apply(&mut rows, regions, name, warnings);
    Ok(rows)
}

#[derive(Default)]
struct Named {
    count: usize,
    places: Vec<String>,
}

impl Named {
    fn add(&mut self, place: String) {
        self.count += 1;
        if self.places.len() < MOST_NAMED {
            self.places.push(place);
        }
    }
}

struct Reader<'a> {
    name: &'a str,
    book: &'a Book,
    budget: &'a mut Budget,
    warnings: &'a mut Vec<Warning>,
    rows: Vec<Row>,
    regions: Vec<Region>,
    row: u32,
    column: u32,
}

/// What the tag of a cell says.
struct Shape {
    row: u32,
    column: u32,
    kind: Kind,
    style: usize,
}

/// How the value of a cell is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Text,
    Truth,
    Error,
    Date,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "n" => Self::Number,
            "s" => Self::Shared,
            "b" => Self::Truth,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Text,
        }
    }
}

/// What stands in a cell.
struct Content {
    value: Option<String>,
    inline: Option<String>,
    formula: bool,
}

impl Reader<'_> {
    fn start_row(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        let given = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()).filter(|row| *row > 0);
        self.row = given.unwrap_or(self.row.saturating_add(1));
        self.column = 0;
        if self.row > self.budget.limits.rows {
            self.budget.row(self.row)?;
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>) -> Shape {
        let (mut given, mut kind, mut style) = (None, Kind::Number, 0);
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value: &str = &attribute.value;
            match attribute.key.local_name().as_ref() {
                "r" => given = place(value),
                "s" => style = value.parse().unwrap_or(0),
                "t" => kind = Kind::of(value),
                _ => {}
            }
        }
        let (row, column) = given.unwrap_or((self.row.max(1), self.column.saturating_add(1)));
        self.row = row;
        self.column = column;
        Shape { row, column, kind, style }
    }

    fn merge(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.regions.len() >= MOST_MERGES {
            return Err(too_large(format!("工作表“{}”的合并区域数", self.name), MOST_MERGES as u64, "merged regions"));
        }
        let Some(area) = attribute(tag, "ref") else { return Ok(()) };
        let (from, to) = area.split_once(':').unwrap_or((&area, &area));
        if let (Some(from), Some(to)) = (place(from), place(to)) {
            let region = Region { first_row: from.0, first_column: from.1, last_row: to.0, last_column: to.1 };
            if from.0 <= to.0 && from.1 <= to.1 && from != to {
                self.regions.push(region);
            }
        }
        Ok(())
    }

    fn put(
        &mut self,
        shape: &Shape,
        content: Content,
        uncached: &mut Named,
        broken: &mut Named,
    ) -> Result<(), Refusal> {
        let place = || format!("{}!{}{}", self.name, grid::column_letters(shape.column), shape.row);
        let value = content.value.as_deref().unwrap_or_default();
        if content.formula && value.is_empty() && content.inline.is_none() && shape.kind != Kind::Text {
            uncached.add(place());
            return Ok(());
        }
        let (text, kind) = match (shape.kind, content.inline) {
            (_, Some(inline)) => (inline, CellKind::Text),
            (_, None) if value.is_empty() => return Ok(()),
            (Kind::Shared, None) => match value.trim().parse::<usize>().ok().and_then(|at| self.book.strings.get(at)) {
                Some(text) => (text.to_string(), CellKind::Text),
                None => {
                    return Err(Refusal::damaged_package(&place(), "引用的文字在文件里找不到"));
                }
            },
            (Kind::Truth, None) => {
                let yes = matches!(value.trim(), "1" | "true" | "TRUE");
                (if yes { "TRUE" } else { "FALSE" }.to_owned(), CellKind::Truth)
            }
            (Kind::Error, None) => (value.to_owned(), CellKind::Error),
            (Kind::Date, None) => (value.to_owned(), CellKind::Date),
            (Kind::Number, None) => match value.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => {
                    let format = self.book.formats.get(shape.style).unwrap_or(&NumberFormat::General);
                    show(number, format, self.book.since_1904)
                }
                None => {
                    broken.add(place());
                    (value.to_owned(), CellKind::Text)
                }
            },
            (Kind::Text, None) => (strings::unescaped(value.to_owned()), CellKind::Text),
        };
        if text.is_empty() {
            return Ok(());
        }
        self.budget.cell(&format!("工作表“{}”", self.name), shape.row, shape.column, text.len())?;
        let cell = Cell { column: shape.column, rows: 1, columns: 1, text, kind };
        match self.rows.last_mut() {
            Some(row) if row.number == shape.row => row.cells.push(cell),
            _ => {
                self.budget.row(shape.row)?;
                if let Some(before) = self.rows.last_mut() {
                    before.cells.shrink_to_fit();
                }
                self.rows.push(Row { number: shape.row, origin: RowOrigin::Table(0), cells: vec![cell] });
            }
        }
        Ok(())
    }
}

/// Cells of a row that came out of order: sorts them; of two in one place the later one counts.
fn settle(cells: &mut Vec<Cell>, place: String, warnings: &mut Vec<Warning>) {
    cells.sort_by_key(|cell| cell.column);
    let before = cells.len();
    cells.reverse();
    cells.dedup_by_key(|cell| cell.column);
    cells.reverse();
    if cells.len() < before && warnings.iter().filter(|w| w.code == "duplicate_cell").count() < MOST_NAMED {
        let message = format!("{place} 行有同一位置写了两次的单元格，取后写的，请核对。");
        warnings.push(Warning { code: "duplicate_cell".into(), place: Some(place), message });
    }
}

/// Rows that came out of order, joined where the same number comes twice.
fn in_order(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| row.number);
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    for mut row in rows {
        match joined.last_mut() {
            Some(last) if last.number == row.number => last.cells.append(&mut row.cells),
            _ => joined.push(row),
        }
    }
    joined
}

/// Reads up to the end of the cell.
fn content<R: BufRead>(xml: &mut Xml<R>, most: usize) -> Result<Content, Refusal> {
    let mut content = Content { value: None, inline: None, formula: false };
    let mut in_value = false;
    loop {
        let inline = match xml.next()? {
            Event::Start(tag) => {
                let name = tag.local_name();
                in_value = name.as_ref() == "v";
                if in_value {
                    content.value.get_or_insert_default();
                }
                content.formula |= name.as_ref() == "f";
                name.as_ref() == "is"
            }
            Event::Text(piece) if in_value => {
                content.value.get_or_insert_default().push_str(&piece.xml10_content());
                false
            }
            Event::CData(piece) if in_value => {
                content.value.get_or_insert_default().push_str(&piece.xml10_content());
                false
            }
            Event::GeneralRef(reference) if in_value => {
                push_reference(&reference, "单元格", content.value.get_or_insert_default())?;
                false
            }
            Event::End(tag) => {
                in_value = false;
                if tag.local_name().as_ref() == "c" {
                    return Ok(content);
                }
                false
            }
            Event::Eof => return Ok(content),
            _ => false,
        };
        if inline {
            content.inline = Some(strings::rich_text(xml, "is", most)?);
        }
        if content.value.as_ref().is_some_and(|value| value.len() > most) {
            return Err(too_large(format!("{}中一格内容的字节数", xml.part()), most as u64, "bytes in one cell"));
        }
    }
}

/// `B7` as row 7, column 2; dollar signs allowed. Places outside a worksheet are none.
fn place(text: &str) -> Option<(u32, u32)> {
    let (mut column, mut row) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| *byte != b'$') {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column = column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' if column > 0 => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    (row > 0 && column > 0).then_some((row, column))
}
