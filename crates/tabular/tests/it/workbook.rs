//! Workbooks: values as a clerk sees them, merged regions, what is warned of.

use calamine::{Data, Reader, Xlsx};
use domain::Scaled;
use tabular::{CellContent, CellKind, CellOut, SheetKind, SheetOut, Workbook, write_xlsx};

use crate::fixture::{codes, lines, open, xlsx, xlsx_with};

#[test]
fn values_come_out_as_they_are_shown() {
    let sheet = r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>0.9</v></c>
        <c r="C2" s="2"><v>154777</v></c><c r="D2"><v>0.30000000000000004</v></c><c r="E2" s="3"><v>45360</v></c></row>
        <row r="4"><c r="A4" t="inlineStr"><is><t>行 &lt;p&gt;_x000D_&#10;二</t></is></c><c r="B4" t="b"><v>1</v></c>
        <c r="C4" t="e"><v>#DIV/0!</v></c><c r="D4" t="str"><f>A1&amp;"x"</f><v>算出</v></c><c r="E4" t="s"><v>1</v></c></row></sheetData>"#;
    let document = open("a.xlsx", &xlsx(sheet));
    assert_eq!(
        lines(&document),
        ["2:产出指标|90%|154777.00|0.3|2024-03-09", "4:行 <p>\n二|TRUE|#DIV/0!|算出|高新技术 "]
    );
    let kinds: Vec<_> = document.sheets[0].rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.kind)).collect();
    use CellKind::{Date, Error, Number, Text, Truth};
    assert_eq!(kinds, [Text, Number, Number, Number, Date, Text, Truth, Error, Text, Text]);
    assert_eq!(document.sheets[0].kind, SheetKind::Worksheet);
    assert_eq!(document.sheets[0].locator(4, 5), "表一!E4");
    assert!(document.warnings.is_empty(), "{:?}", document.warnings);
}

#[test]
fn merged_regions_span_and_cover() {
    let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c><c r="C1"><v>1</v></c></row>
        <row r="2"><c r="A2"><v>8</v></c><c r="C2"><v>2</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C2"/></mergeCells>"#;
    let document = open("a.xlsx", &xlsx(sheet));
    assert_eq!(lines(&document), ["1:产出指标+2x2|1", "2:2"]);
    assert_eq!(codes(&document), ["merge_overlap", "hidden_by_merge"]);
    assert_eq!(document.sheets[0].cell(2, 2).map(|(_, cell)| cell.text.as_str()), Some("产出指标"));
}

#[test]
fn a_formula_without_its_value_is_blank_and_said() {
    let sheet =
        r#"<sheetData><row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>1+1</f><v>2</v></c></row></sheetData>"#;
    let document = open("a.xlsx", &xlsx(sheet));
    assert_eq!(lines(&document), ["1:2"]);
    assert_eq!(codes(&document), ["formula_without_value"]);
    assert_eq!(document.warnings[0].place.as_deref(), Some("表一!A1"));
}

#[test]
fn cells_without_or_out_of_order_are_placed() {
    let sheet = r#"<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row r="9"><c r="B9"><v>4</v></c><c r="A9"><v>3</v></c></row>
        <row r="5"><c r="A5"><v>5</v></c></row></sheetData>"#;
    assert_eq!(lines(&open("a.xlsx", &xlsx(sheet))), ["1:1|2", "5:5", "9:3|4"]);
}

#[test]
fn macros_hidden_sheets_and_links_are_said() {
    let book = r#"<workbook xmlns:r="r"><sheets><sheet name="底稿" state="hidden" r:id="rId1"/></sheets></workbook>"#;
    let more = [("xl/vbaProject.bin", "x"), ("xl/externalLinks/externalLink1.xml", "<a/>"), ("xl/workbook.xml", book)];
    let document = open("a.xlsm", &xlsx_with("<sheetData><row><c><v>1</v></c></row></sheetData>", &more));
    assert_eq!(codes(&document), ["macros_ignored", "external_links_ignored", "hidden_sheet"]);
}

#[test]
fn calamine_reads_the_same_from_what_we_write() {
    let rows = vec![
        vec![CellOut::text("项目"), CellOut::text("金额"), CellOut::text("=1+1")],
        vec![
            CellOut::text("甲"),
            CellOut::number(Scaled::new(15_477_700, 2)),
            CellOut::new(CellContent::Percent(Scaled::new(995, 1))),
        ],
    ];
    let sheet = SheetOut { name: "汇总".into(), rows, header_rows: 1, ..SheetOut::default() };
    let bytes = write_xlsx(&Workbook { sheets: vec![sheet] }).unwrap();
    assert_eq!(lines(&open("a.xlsx", &bytes)), ["1:项目|金额|=1+1", "2:甲|154777.00|99.5%"]);
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("汇总").unwrap();
    assert_eq!(range.get_value((1, 1)), Some(&Data::Float(154_777.0)));
    assert_eq!(range.get_value((1, 2)), Some(&Data::Float(0.995)));
    assert_eq!(range.get_value((0, 2)), Some(&Data::String("=1+1".into())));
    assert!(book.worksheet_formula("汇总").unwrap().is_empty());
}
