//! Damaged and hostile files end in warnings or in a refusal that says what to do.

use std::io::{Cursor, Write};

use tabular::{CellOut, Limits, ReadOptions, SheetOut, Workbook, read, write_xlsx};
use zip::write::SimpleFileOptions;

use crate::fixture::{RELS, codes, docx, lines, open, refused, xlsx, xlsx_with, zip};

#[test]
fn what_is_not_read_is_named_with_a_way_out() {
    let compound = |name: &str| {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(512, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let tar = {
        let mut bytes = vec![0; 257];
        bytes[0] = b'a';
        bytes.extend(b"ustar");
        bytes
    };
    for (name, bytes, code) in [
        ("a.xls", compound("Workbook"), "old_excel"),
        ("a.doc", compound("WordDocument"), "old_word"),
        ("a.et", compound("Workbook"), "wps_table"),
        ("a.wps", compound("WordDocument"), "wps_text"),
        ("a.xlsx", compound("EncryptedPackage"), "locked"),
        ("a.pdf", b"%PDF-1.7\n...".to_vec(), "pdf"),
        ("a.xlsx", b"%PDF-1.7\n...".to_vec(), "pdf"),
        ("a.rar", b"Rar!\x1a\x07\x00".to_vec(), "archive"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\x00".to_vec(), "archive"),
        ("a.gz", b"\x1F\x8B\x08\x00".to_vec(), "archive"),
        ("a.tar", tar, "archive"),
        ("a.zip", zip(&[("a.csv", "1,2")]), "archive"),
        ("a.png", b"\x89PNG\r\n\x1a\n".to_vec(), "image"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0".to_vec(), "image"),
        ("a.rtf", b"{\\rtf1".to_vec(), "rtf"),
        ("a.xlsb", zip(&[("xl/workbook.bin", "")]), "binary_excel"),
        ("a.pptx", zip(&[("ppt/presentation.xml", "")]), "slides"),
        ("a.ods", zip(&[("mimetype", ""), ("content.xml", "")]), "open_document"),
        ("a.txt", Vec::new(), "empty_file"),
        ("a.csv", b"\xEF\xBB\xBF".to_vec(), "empty_file"),
        ("a.csv", b" \r\n\r\n".to_vec(), "empty_file"),
        ("a.csv", b",,,\n,,\n".to_vec(), "nothing_in_it"),
        ("a.xlsx", xlsx("<sheetData/>"), "nothing_in_it"),
        ("a.csv", (0..=255).cycle().take(4096).collect(), "not_a_table"),
    ] {
        assert_eq!(refused(name, &bytes).code, code, "{name}");
    }
}

#[test]
fn a_workbook_cut_anywhere_is_refused() {
    let bytes = xlsx("<sheetData><row><c><v>1</v></c></row></sheetData>");
    for end in [10, bytes.len() / 4, bytes.len() / 2, bytes.len() - 3] {
        assert_eq!(refused("a.xlsx", &bytes[..end]).code, "damaged");
    }
    assert_eq!(refused("a.xlsx", &xlsx("<sheetData><row><c><v>1</v></c>")).code, "damaged");
    assert_eq!(refused("a.xlsx", &xlsx("<sheetData><row><c t=\"s\"><v>9</v></c></row></sheetData>")).code, "damaged");
}

#[test]
fn entities_are_refused_wherever_they_stand() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let external = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    for doctype in [bomb, external] {
        let sheet = format!("{doctype}<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>");
        assert_eq!(refused("a.xlsx", &xlsx_with("", &[("xl/worksheets/sheet1.xml", &sheet)])).code, "xml_dtd");
        let strings = format!("{doctype}<sst><si><t>&e;</t></si></sst>");
        assert_eq!(refused("a.xlsx", &xlsx_with("", &[("xl/sharedStrings.xml", &strings)])).code, "xml_dtd");
        let rels = RELS.replace("TARGET", "word/document.xml");
        let document = format!("{doctype}<w:document><w:p><w:t>&e;</w:t></w:p></w:document>");
        let bytes = zip(&[("_rels/.rels", rels.as_str()), ("word/document.xml", &document)]);
        assert_eq!(refused("a.docx", &bytes).code, "xml_dtd");
    }
    let undeclared = "<sheetData><row><c t=\"str\"><v>&e;</v></c></row></sheetData>";
    assert_eq!(refused("a.xlsx", &xlsx(undeclared)).code, "xml_dtd");
    // In a page a declared entity is text like any other.
    assert_eq!(lines(&open("a.html", b"<!DOCTYPE html><p>&e; &amp;</p>")), ["1:&e; &"]);
}

#[test]
fn zip_bombs_are_refused_whatever_their_headers_say() {
    let blanks = " ".repeat(8 << 20);
    let sheet = format!("<sheetData>{blanks}</sheetData>");
    assert_eq!(refused("a.xlsx", &xlsx(&sheet)).code, "zip_bomb");
    let many: Vec<(String, &str)> = (0..3000).map(|i| (format!("xl/media/{i}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    assert_eq!(refused("a.xlsx", &xlsx_with("<sheetData/>", &many)).code, "too_large");
    let limits = Limits { unpacked_bytes: 1000, ..Limits::default() };
    let bytes = xlsx("<sheetData><row><c><v>1</v></c></row></sheetData>");
    let refusal = read("a.xlsx", &bytes, &ReadOptions { limits, ..ReadOptions::default() }).unwrap_err();
    assert_eq!(refusal.code, "zip_bomb");
}

#[test]
fn paths_that_lead_outside_are_ignored_and_said() {
    let sheet = "<sheetData><row><c><v>1</v></c></row></sheetData>";
    let more = [("../../etc/cron.d/x", "boo"), ("/etc/passwd", "boo"), ("C:\\a", "boo")];
    let document = open("../../a.xlsx", &xlsx_with(sheet, &more));
    assert_eq!(codes(&document), ["path_ignored"; 3]);
    assert_eq!(document.name, "a.xlsx");
    let rels =
        r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>"#;
    assert_eq!(refused("a.xlsx", &xlsx_with(sheet, &[("xl/_rels/workbook.xml.rels", rels)])).code, "damaged");
}

#[test]
fn a_password_on_the_container_is_said() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"<workbook/>").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    // The flag in the local header and in the directory.
    bytes[6] |= 1;
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    assert_eq!(refused("a.xlsx", &bytes).code, "locked");
}

#[test]
fn a_cell_at_the_far_corner_costs_one_cell() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>"#;
    let document = open("a.xlsx", &xlsx(sheet));
    assert_eq!(document.sheets[0].rows.iter().map(|row| row.cells.len()).sum::<usize>(), 2);
    assert_eq!(document.sheets[0].rows[1].cells[0].column, 16_384);
    let beyond = r#"<sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>"#;
    assert_eq!(refused("a.xlsx", &xlsx(beyond)).code, "too_large");
    let beyond = r#"<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>"#;
    assert_eq!(refused("a.xlsx", &xlsx(beyond)).code, "too_large");
}

#[test]
fn one_endless_line_is_refused() {
    let long = vec![b'x'; 50 << 20];
    for name in ["a.txt", "a.csv", "a.html"] {
        assert_eq!(refused(name, &long).code, "cell_too_long", "{name}");
    }
    let page = format!("<p>{}</p>", "x".repeat(2 << 20));
    assert_eq!(refused("a.html", page.as_bytes()).code, "cell_too_long");
    let wide = "1,".repeat(20_000);
    assert_eq!(refused("a.csv", wide.as_bytes()).code, "too_large");
    let cell: String = (0..300_000).map(|i| i.to_string()).collect();
    let sheet = format!("<sheetData><row><c t=\"str\"><v>{cell}</v></c></row></sheetData>");
    assert_eq!(refused("a.xlsx", &xlsx(&sheet)).code, "too_large");
}

#[test]
fn deep_nesting_is_refused_or_flattened() {
    let deep = format!("{}{}", "<w:sdt>".repeat(300), "</w:sdt>".repeat(300));
    assert_eq!(refused("a.docx", &docx(&deep)).code, "too_large");
    let page = "<table><tr><td>".repeat(300);
    assert_eq!(refused("a.html", page.as_bytes()).code, "too_large");
    assert_eq!(lines(&open("a.html", format!("{}甲", "<div>".repeat(100_000)).as_bytes())), ["1:甲"]);
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let rows = (0..100_000).map(|i| vec![CellOut::text(format!("企业{i}")), CellOut::text("=1+1")]).collect();
    let sheet = SheetOut { name: "表".into(), rows, ..SheetOut::default() };
    let document = open("a.xlsx", &write_xlsx(&Workbook { sheets: vec![sheet] }).unwrap());
    assert_eq!(document.sheets[0].rows.len(), 100_000);
    let csv: String = (0..100_000).map(|i| format!("企业{i},\"{i}\"\n")).collect();
    let document = open("a.csv", csv.as_bytes());
    assert_eq!(document.sheets[0].rows[99_999].cells[1].text, "99999");
}

#[test]
fn limits_hold_for_every_format() {
    let limits = Limits { cells: 3, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let sheet = "<sheetData><row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row></sheetData>";
    for (name, bytes) in [
        ("a.csv", b"1,2,3,4".to_vec()),
        ("a.txt", b"1\n2\n3\n4".to_vec()),
        ("a.html", b"<table><tr><td>1<td>2<td>3<td>4</table>".to_vec()),
        ("a.docx", docx("<w:p><w:t>1</w:t></w:p>").repeat(1)),
        ("a.xlsx", xlsx(sheet)),
    ] {
        let result = read(name, &bytes, &options);
        if name != "a.docx" {
            assert_eq!(result.unwrap_err().code, "too_large", "{name}");
        }
    }
    let limits = Limits { file_bytes: 3, ..Limits::default() };
    assert_eq!(read("a", b"1234", &ReadOptions { limits, ..ReadOptions::default() }).unwrap_err().code, "too_large");
}

#[test]
fn tags_crowded_with_attributes_are_refused_in_time() {
    let attributes: String = (0..2_000_000).map(|i| format!("a{i} ")).collect();
    assert_eq!(refused("a.html", format!("<html><p {attributes}>甲").as_bytes()).code, "too_large");
    let picture = format!("<html><img src=\"data:image/png;base64,{}\"><p>甲", "iVBORw0KGgo/AAAA+BBBB".repeat(50_000));
    assert_eq!(lines(&open("a.html", picture.as_bytes())), ["1:甲"]);
    let long = format!("<html>{}", "<p class=\"a b c\" style=\"x: y\">a b c d e f g h</p>\n".repeat(60_000));
    assert_eq!(open("a.html", long.as_bytes()).sheets[0].rows.len(), 60_000);
}

#[test]
fn a_span_beyond_what_word_knows_does_not_push_the_rest_away() {
    let cell = |span: &str, text: &str| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let row = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("2147483647", "甲"), cell("1", "乙"));
    let document = open("a.docx", &docx(&row));
    assert_eq!(lines(&document), ["1:甲+1x63|乙"]);
}
