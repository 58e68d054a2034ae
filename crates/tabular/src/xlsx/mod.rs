//! Workbooks. Sheets are streamed cell by cell from the XML, because what a table reader needs side by side is not
//! to be had from calamine 0.38: the style of a cell together with whether it is a formula, and safety against
//! counts that a hostile file claims (it reserves what `uniqueCount` says). The tests hold the two against each other.

mod format;
mod merge;
mod sheet;
mod strings;

use std::collections::HashSet;

use quick_xml::events::Event;

use crate::limits::Budget;
use crate::package::{Package, Relationship, attribute};
use crate::{Refusal, Sheet, Warning};
use format::NumberFormat;

/// What cells refer to.
struct Book {
    strings: Vec<Box<str>>,
    /// By style number.
    formats: Vec<NumberFormat>,
    since_1904: bool,
}

struct SheetEntry {
    name: String,
    path: Option<String>,
    hidden: bool,
}

/// Whether the container holds a workbook, and where.
pub(crate) fn workbook_path(package: &mut Package<'_>) -> Result<Option<String>, Refusal> {
    let main = package.relationships("")?.into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
    let main = main.filter(|path| package.has(path)).unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let sheets = package.any(|name| name.contains("worksheets/"));
    Ok((package.has(&main) && (main.contains("workbook") || sheets)).then_some(main))
}

/// Reads all worksheets.
pub(crate) fn read_xlsx(package: &mut Package<'_>, main: &str, budget: &mut Budget) -> Result<Vec<Sheet>, Refusal> {
    let relationships = package.relationships(main)?;
    let (entries, since_1904) = workbook(package, main, &relationships)?;
    let part = |kind: &str| relationships.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
    let strings = match part("sharedStrings").filter(|path| package.has(path)) {
        Some(path) => strings::shared(&mut package.xml(&path)?, budget)?,
        None => Vec::new(),
    };
    let formats = match part("styles").filter(|path| package.has(path)) {
        Some(path) => cell_formats(package, &path)?,
        None => Vec::new(),
    };
    warn_of_what_is_left_out(package);
    let book = Book { strings, formats, since_1904 };
    let mut sheets = Vec::new();
    let mut read = HashSet::new();
    for entry in entries {
        let Some(path) = entry.path else { continue };
        let mut warnings = Vec::new();
        if !read.insert(path.clone()) {
            // No program writes that; thousands of names for one part would cost its reading each time.
            if package.warnings.iter().all(|warning| warning.code != "sheet_twice") {
                let message = format!("工作表“{}”与另一张是同一内容，只读取了一次；文件可能损坏，请核对。", entry.name);
                package.warnings.push(Warning { code: "sheet_twice".into(), place: Some(entry.name), message });
            }
            continue;
        }
        if entry.hidden {
            let message = format!("工作表“{}”是隐藏的，也已读取；如不需要请删去后重新上传。", entry.name);
            warnings.push(Warning { code: "hidden_sheet".into(), place: Some(entry.name.clone()), message });
        }
        let rows = sheet::read_sheet(&mut package.xml(&path)?, &entry.name, &book, budget, &mut warnings)?;
        package.warnings.append(&mut warnings);
        sheets.push(Sheet { name: entry.name, kind: crate::SheetKind::Worksheet, rows });
    }
    if sheets.is_empty() {
        return Err(Refusal::damaged_package("工作簿", "里面没有工作表"));
    }
    Ok(sheets)
}

fn warn_of_what_is_left_out(package: &mut Package<'_>) {
    let macros = "文件带有宏，宏没有读取也没有运行，只取了单元格里的内容。";
    let links = "文件引用了其他文件，引用没有打开；相关单元格取的是上次保存时的值，请核对。";
    if package.any(|name| name.ends_with("vbaproject.bin")) {
        package.warn("macros_ignored", macros);
    }
    if package.any(|name| name.contains("externallinks/")) {
        package.warn("external_links_ignored", links);
    }
}

fn workbook(
    package: &mut Package<'_>,
    main: &str,
    relationships: &[Relationship],
) -> Result<(Vec<SheetEntry>, bool), Refusal> {
    let mut xml = package.xml(main)?;
    let (mut entries, mut since_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "workbookPr" => {
                    since_1904 = matches!(attribute(&tag, "date1904").as_deref(), Some("1" | "true" | "on"));
                }
                "sheet" => {
                    let name = attribute(&tag, "name").unwrap_or_default();
                    let hidden = attribute(&tag, "state").is_some_and(|state| state != "visible");
                    let id = attribute(&tag, "id").unwrap_or_default();
                    let found = relationships.iter().find(|r| r.id == id);
                    // Chart and dialogue sheets have no cells.
                    let path = found.filter(|r| r.kind == "worksheet").map(|r| r.target.clone());
                    entries.push(SheetEntry { name, path, hidden });
                }
                _ => {}
            },
            Event::Eof => return Ok((entries, since_1904)),
            _ => {}
        }
    }
}

/// The number format of each cell style.
fn cell_formats(package: &mut Package<'_>, path: &str) -> Result<Vec<NumberFormat>, Refusal> {
    let mut xml = package.xml(path)?;
    let mut codes = std::collections::HashMap::new();
    let mut formats = Vec::new();
    let mut inside = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                    if let (Some(id), Some(code)) = (id, attribute(&tag, "formatCode")) {
                        codes.insert(id, NumberFormat::parse(&code));
                    }
                }
                "cellXfs" => inside = true,
                // Excel stops at 65,490 styles.
                "xf" if inside && formats.len() < 70_000 => {
                    let id = attribute(&tag, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                    formats.push(codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => inside = false,
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}
