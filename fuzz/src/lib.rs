//! What the fuzz targets share: containers around a fuzzed part.

use std::io::{Cursor, Write};

use tabular::{Document, ReadOptions, read};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const RELS: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="TARGET"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="表" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // Stored, so that most of the time goes into the parser and not into unpacking.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        if zip.start_file(*name, options).is_err() || zip.write_all(content).is_err() {
            return Vec::new();
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// A workbook around its parts: sheet, shared strings and styles, separated by a byte 0.
pub fn workbook(parts: &[u8]) -> Vec<u8> {
    let mut parts = parts.split(|byte| *byte == 0);
    let (sheet, strings, styles) = (parts.next(), parts.next(), parts.next());
    container(&[
        ("_rels/.rels", RELS.replace("TARGET", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.unwrap_or_default()),
        ("xl/sharedStrings.xml", strings.unwrap_or(b"<sst><si><t>a</t></si></sst>")),
        ("xl/styles.xml", styles.unwrap_or(b"<styleSheet/>")),
    ])
}

/// A document around its main part.
pub fn document(main: &[u8]) -> Vec<u8> {
    let rels = RELS.replace("TARGET", "word/document.xml");
    container(&[("_rels/.rels", rels.as_bytes()), ("word/document.xml", main)])
}

/// Reads and checks what holds for every document: rows ascend, columns ascend, cells have a size.
pub fn check(name: &str, bytes: &[u8], options: &ReadOptions) {
    if let Ok(document) = read(name, bytes, options) {
        check_shape(&document);
    }
}

fn check_shape(document: &Document) {
    for sheet in &document.sheets {
        let mut last = 0;
        for row in &sheet.rows {
            assert!(row.number > last);
            last = row.number;
            let mut end = 0;
            for cell in &row.cells {
                assert!(cell.column > end && cell.rows >= 1 && cell.columns >= 1);
                end = cell.column + cell.columns - 1;
            }
        }
    }
}
