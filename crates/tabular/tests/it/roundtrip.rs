//! What is written reads back; whatever comes in never panics.

use domain::Scaled;
use proptest::prelude::*;
use tabular::{
    CellContent, CellOut, Document, Format, ReadOptions, SheetOut, TextEncoding, Workbook, read, write_csv, write_xlsx,
};

use crate::fixture::{docx, xlsx};

fn grid(document: &Document) -> Vec<(u32, u32, String)> {
    let mut cells = Vec::new();
    for row in &document.sheets[0].rows {
        for cell in row.cells.iter().filter(|cell| !cell.text.is_empty()) {
            cells.push((row.number, cell.column, cell.text.clone()));
        }
    }
    cells
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~\u{4e00}-\u{4e20}，；：。“”≥\\n\t]{0,12}",
        "[=+\\-@\t]{1,2}[A-Z(){}!|' 0-9]{0,8}",
        Just("_x0041_".to_owned()),
        Just("<p>一</p>".to_owned()),
    ]
}

fn cells() -> impl Strategy<Value = Vec<Vec<CellOut>>> {
    let number = (-999_999_999_999_999_i64..=999_999_999_999_999, 0_u8..=6)
        .prop_map(|(mantissa, scale)| CellOut::number(Scaled::new(mantissa, scale)));
    let percent = (-9_999_999_i64..=9_999_999, 0_u8..=4)
        .prop_map(|(mantissa, scale)| CellOut::new(CellContent::Percent(Scaled::new(mantissa, scale))));
    let text = text().prop_filter("blank", |text| text.is_empty() || !text.trim().is_empty());
    let cell = prop_oneof![3 => text.prop_map(CellOut::text), 1 => number, 1 => percent];
    prop::collection::vec(prop::collection::vec(cell, 1..6), 1..8)
}

fn expected(rows: &[Vec<CellOut>]) -> Vec<(u32, u32, String)> {
    let mut cells = Vec::new();
    for (row, line) in rows.iter().enumerate() {
        for (column, cell) in line.iter().enumerate() {
            let text = match &cell.content {
                CellContent::Text(text) => text.clone(),
                CellContent::Number(number) => number.to_string(),
                CellContent::Percent(number) => format!("{number}%"),
                _ => continue,
            };
            cells.push((row as u32 + 1, column as u32 + 1, text));
        }
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn xlsx_keeps_every_cell(rows in cells()) {
        let want = expected(&rows);
        let bytes = write_xlsx(&Workbook { sheets: vec![SheetOut { name: "表".into(), rows, ..SheetOut::default() }] }).unwrap();
        match read("a.xlsx", &bytes, &ReadOptions::default()) {
            Ok(document) => {
                prop_assert_eq!(document.format, Format::Xlsx);
                prop_assert_eq!(grid(&document), want);
            }
            Err(refusal) => prop_assert!(refusal.code == "nothing_in_it" && want.is_empty(), "{:?}", refusal),
        }
    }

    #[test]
    fn csv_keeps_every_cell_but_for_the_guard(rows in cells()) {
        let blank_lines: Vec<u32> = rows.iter().enumerate()
            .filter(|(_, row)| expected(&[(*row).clone()]).iter().all(|cell| cell.2.trim().is_empty()))
            .map(|(index, _)| index as u32 + 1).collect();
        let want: Vec<_> = expected(&rows).into_iter().filter(|cell| !blank_lines.contains(&cell.0)).collect();
        let bytes = write_csv(&SheetOut { rows, ..SheetOut::default() });
        let oracle = oracle(&bytes);
        match read("a.csv", &bytes, &ReadOptions::default()) {
            Ok(document) => {
                let got = grid(&document);
                prop_assert_eq!(got.len(), want.len());
                for (got, want) in got.iter().zip(&want) {
                    prop_assert_eq!(got.1, want.1);
                    prop_assert!(got.2 == want.2 || got.2.strip_prefix('\'') == Some(&want.2), "{:?} {:?}", got, want);
                }
                prop_assert_eq!(grid(&document).into_iter().map(|cell| cell.2).collect::<Vec<_>>(), oracle);
            }
            Err(refusal) => prop_assert!(refusal.code == "nothing_in_it" || refusal.code == "empty_file", "{:?}", refusal),
        }
    }

    #[test]
    fn nothing_in_csv_or_xlsx_begins_like_a_formula(danger in "[=+@\\-\t＝][A-Z(]{1,3}.{0,6}") {
        let sheet = SheetOut { rows: vec![vec![CellOut::text(danger.clone())]], ..SheetOut::default() };
        let csv = String::from_utf8(write_csv(&sheet)).unwrap();
        let cell = csv.trim_start_matches('\u{FEFF}').trim_start_matches('"');
        prop_assert!(cell.starts_with('\''), "{:?}", cell);
        let bytes = write_xlsx(&Workbook { sheets: vec![sheet] }).unwrap();
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let part = package.by_name("xl/worksheets/sheet1.xml").unwrap();
        prop_assert!(!std::io::read_to_string(part).unwrap().contains("<f"));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0_usize..6) {
        let name = ["a.csv", "a.txt", "a.html", "a.xlsx", "a.docx", "-"][which];
        let forced = [None, Some(TextEncoding::Utf8), Some(TextEncoding::Utf16Le), Some(TextEncoding::Gb18030)][which % 4];
        let _ = read(name, &bytes, &ReadOptions { encoding: forced, ..ReadOptions::default() });
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\"',;\t\r\n|<>a-c中/=]{0,80}", csv in any::<bool>()) {
        let _ = read(if csv { "a.csv" } else { "a.txt" }, text.as_bytes(), &ReadOptions::default());
    }

    #[test]
    fn any_tags_make_a_page(parts in prop::collection::vec(prop::sample::select(vec![
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=3 colspan=2>", "<p>", "</p>", "<br>", "甲",
        "<script>", "</script>", "<th rowspan=99999>", "<tbody>", "<pre>", "</pre>", " ", "<title>", "<!--", "-->", "&lt;",
    ]), 0..60)) {
        let page = format!("<html>{}", parts.concat());
        if let Ok(document) = read("a.html", page.as_bytes(), &ReadOptions::default()) {
            no_place_is_covered_twice(&document)?;
        }
    }

    #[test]
    fn any_sheet_xml_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
        "<row>", "</row>", "<row r=\"3\">", "<c r=\"B2\">", "<c t=\"s\">", "</c>", "<v>", "</v>", "1", "<f>", "</f>", "<is>",
        "</is>", "<t>", "</t>", "<c t=\"inlineStr\" r=\"XFD1048576\"/>", "<mergeCell ref=\"A1:B2\"/>",
        "<mergeCell ref=\"B2:ZZZ9\"/>", "<c r=\"A1\"><v>5</v></c>", "<c r=\"B1\" s=\"3\"><v>-5e300</v></c>", "&#10;", "&lt;",
    ]), 0..40)) {
        if let Ok(document) = read("a.xlsx", &xlsx(&parts.concat()), &ReadOptions::default()) {
            no_place_is_covered_twice(&document)?;
        }
    }

    #[test]
    fn any_document_xml_is_read_or_refused(parts in prop::collection::vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:t>甲</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:br/>",
        "<w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:t>a</w:t></w:p></w:tc>", "<w:tab/>", "<w:gridBefore w:val=\"2\"/>",
        "<w:tc><w:tcPr><w:vMerge/><w:gridSpan w:val=\"2\"/></w:tcPr></w:tc>", "<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>",
    ]), 0..40)) {
        if let Ok(document) = read("a.docx", &docx(&parts.concat()), &ReadOptions::default()) {
            no_place_is_covered_twice(&document)?;
        }
    }

    #[test]
    fn a_cut_or_altered_workbook_is_read_or_refused(cut in 0_usize..3000, at in 0_usize..3000, byte in any::<u8>()) {
        let mut bytes = xlsx("<sheetData><row><c><v>1</v></c><c t=\"s\"><v>0</v></c></row></sheetData>");
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.truncate(length - cut % 40);
        let _ = read("a.xlsx", &bytes, &ReadOptions::default());
    }
}

/// What the csv crate makes of the same bytes, blank rows and cells left out.
fn oracle(bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut cells = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            cells.extend(record.iter().filter(|cell| !cell.is_empty()).map(str::to_owned));
        }
    }
    cells
}

fn no_place_is_covered_twice(document: &Document) -> Result<(), TestCaseError> {
    for sheet in &document.sheets {
        let mut seen = std::collections::HashSet::new();
        let mut last = 0;
        for row in &sheet.rows {
            prop_assert!(row.number > last, "rows ascend");
            last = row.number;
            for cell in &row.cells {
                for column in cell.column..cell.column + cell.columns.min(50) {
                    for number in row.number..row.number + cell.rows.min(50) {
                        prop_assert!(seen.insert((number, column)), "{number},{column} twice in {:?}", sheet.rows);
                    }
                }
            }
        }
    }
    Ok(())
}
