//! Word documents: paragraphs and tables of the main part, in order.

use std::io::BufRead;

use quick_xml::events::Event;

use crate::limits::Budget;
use crate::package::{Package, Xml, attribute, push_reference};
use crate::page::{Page, Vertical};
use crate::{Refusal, Row};

/// Columns a table of Word can have.
const WORD_COLUMNS: u32 = 63;

/// Reads the main part of a document.
pub(crate) fn read_docx(package: &mut Package<'_>, budget: &mut Budget) -> Result<Vec<Row>, Refusal> {
    let main = package.relationships("")?.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
    let main = main.filter(|path| package.has(path)).unwrap_or_else(|| "word/document.xml".to_owned());
    if package.any(|name| name.ends_with("vbaproject.bin")) {
        package.warn("macros_ignored", "文件带有宏，宏没有读取也没有运行，只取了文字和表格。");
    }
    let mut reader = Reader { page: Page::new(budget), changes: false };
    reader.body(&mut package.xml(&main)?)?;
    if reader.changes {
        package.warn(
            "tracked_changes",
            "文档留有修订痕迹：已删除的文字没有读取，插入的文字按已接受读取。请确认后接受或拒绝全部修订。",
        );
    }
    reader.page.finish()
}

struct Reader<'b> {
    page: Page<'b>,
    changes: bool,
}

/// What a start tag asks for, taken out of the event so that the reader may go on.
enum Step {
    None,
    Skip,
    Deleted,
    Text,
    Put(&'static str),
    Break,
    Paragraph,
    Table,
    Row,
    CellProperties,
    Before(u32),
    Cell,
}

impl Reader<'_> {
    fn body<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Refusal> {
        loop {
            let step = match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "t" => Step::Text,
                    "tab" => Step::Put("\t"),
                    "noBreakHyphen" => Step::Put("-"),
                    "br" | "cr" => Step::Break,
                    "p" => Step::Paragraph,
                    "tbl" => Step::Table,
                    "tr" => Step::Row,
                    "tc" => Step::Cell,
                    "tcPr" => Step::CellProperties,
                    "gridBefore" => Step::Before(attribute(&tag, "val").and_then(|v| v.parse().ok()).unwrap_or(0)),
                    "ins" | "moveTo" => {
                        self.changes = true;
                        Step::None
                    }
                    "del" | "moveFrom" => Step::Deleted,
                    // Tab stops of a paragraph, field codes, drawings for old programs, phonetic guides.
                    "pPr" | "rPr" | "instrText" | "delText" | "Fallback" | "sectPr" | "tblPr" | "rt" => Step::Skip,
                    _ => Step::None,
                },
                Event::End(tag) => {
                    match tag.local_name().as_ref() {
                        "p" => self.page.boundary()?,
                        "tc" => self.page.close_cell()?,
                        "tr" => self.page.close_row()?,
                        "tbl" => self.page.close_table()?,
                        _ => {}
                    }
                    Step::None
                }
                Event::Eof => return Ok(()),
                _ => Step::None,
            };
            match step {
                Step::None => {}
                Step::Skip => xml.skip()?,
                Step::Deleted => {
                    self.changes = true;
                    xml.skip()?;
                }
                Step::Text => {
                    let text = text_of(xml)?;
                    self.page.text(&text)?;
                }
                Step::Put(text) => self.page.text(text)?,
                Step::Break if self.page.in_cell() => self.page.text("\n")?,
                Step::Break | Step::Paragraph => self.page.boundary()?,
                Step::Table => self.page.open_table()?,
                Step::Row => self.page.open_row()?,
                Step::Before(columns) => self.page.skip_columns(columns),
                Step::Cell => self.page.open_cell(1, Vertical::Rows(1))?,
                Step::CellProperties => self.cell_properties(xml)?,
            }
        }
    }

    fn cell_properties<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Refusal> {
        let (mut columns, mut vertical) = (1, Vertical::Rows(1));
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "gridSpan" => {
                        let value = attribute(&tag, "val").and_then(|value| value.parse().ok());
                        columns = value.unwrap_or(1_u32).clamp(1, WORD_COLUMNS);
                    }
                    "vMerge" => {
                        let restart = attribute(&tag, "val").is_some_and(|value| value == "restart");
                        vertical = if restart { Vertical::Start } else { Vertical::Continue };
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "tcPr" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        self.page.shape_cell(columns, vertical)
    }
}

fn text_of<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Refusal> {
    let mut text = String::new();
    let part = xml.part().to_owned();
    loop {
        match xml.next()? {
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::CData(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) => push_reference(&reference, &part, &mut text)?,
            Event::End(_) | Event::Eof => return Ok(text),
            _ => {}
        }
    }
}
