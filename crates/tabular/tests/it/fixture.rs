//! Files built by hand: zip containers with given parts, small workbooks and documents.

use std::io::{Cursor, Write};

use tabular::{Document, ReadOptions, Refusal, Row, read};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

pub(crate) const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="TARGET"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0.00"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst uniqueCount="999999999999"><si><t>产出指标</t></si><si><r><t>高新</t></r><r><t xml:space="preserve">技术 </t></r><rPh sb="0" eb="1"><t>かな</t></rPh></si></sst>"#;

pub(crate) fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one sheet from the content of its `worksheet` element. Styles: 1 percent, 2 `0.00`, 3 date.
pub(crate) fn xlsx(sheet: &str) -> Vec<u8> {
    xlsx_with(sheet, &[])
}

pub(crate) fn xlsx_with(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let rels = RELS.replace("TARGET", "xl/workbook.xml");
    let sheet = format!("<worksheet>{sheet}</worksheet>");
    let mut parts = vec![
        ("_rels/.rels", rels.as_str()),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    for (name, content) in more {
        parts.retain(|(other, _)| other != name);
        parts.push((name, content));
    }
    zip(&parts)
}

pub(crate) fn docx(body: &str) -> Vec<u8> {
    let rels = RELS.replace("TARGET", "word/document.xml");
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    zip(&[("_rels/.rels", &rels), ("word/document.xml", &document)])
}

pub(crate) fn open(name: &str, bytes: &[u8]) -> Document {
    read(name, bytes, &ReadOptions::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

pub(crate) fn refused(name: &str, bytes: &[u8]) -> Refusal {
    let refusal = read(name, bytes, &ReadOptions::default()).expect_err(name);
    assert!(!refusal.message.is_empty() && !refusal.hint.is_empty() && refusal.message_en.is_ascii(), "{refusal:?}");
    refusal
}

pub(crate) fn codes(document: &Document) -> Vec<&str> {
    document.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// The texts of a row, `+rows×columns` after cells that cover more than one place.
pub(crate) fn line(row: &Row) -> String {
    let cell = |cell: &tabular::Cell| match (cell.rows, cell.columns) {
        (1, 1) => cell.text.clone(),
        (rows, columns) => format!("{}+{rows}x{columns}", cell.text),
    };
    format!("{}:{}", row.number, row.cells.iter().map(cell).collect::<Vec<_>>().join("|"))
}

pub(crate) fn lines(document: &Document) -> Vec<String> {
    document.sheets.iter().flat_map(|sheet| sheet.rows.iter().map(line)).collect()
}
