//! Separated values and pasted text: lines, quotes, encodings.

use encoding_rs::GB18030;
use tabular::{Format, ReadOptions, RowOrigin, TextEncoding, read};

use crate::fixture::{codes, lines, open};

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_four_encodings_give_the_same_table() {
    let text = "项目名称,总计\r\n综合业务经费,56.00\r\n";
    let mut marked = vec![0xFF, 0xFE];
    marked.extend(utf16le(text));
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (format!("\u{FEFF}{text}").into_bytes(), "UTF-8"),
        (marked, "UTF-16LE"),
        (utf16le(text), "UTF-16LE"),
        (big, "UTF-16BE"),
        (GB18030.encode(text).0.into_owned(), "GB18030"),
    ] {
        let document = open("a.csv", &bytes);
        assert_eq!(document.encoding.as_deref(), Some(encoding));
        assert_eq!(document.format, Format::Delimited);
        assert_eq!(lines(&document), ["1:项目名称|总计", "2:综合业务经费|56.00"]);
    }
}

#[test]
fn a_forced_encoding_overrules_the_detected_one() {
    let bytes = GB18030.encode("项目,金额\n一,1\n").0.into_owned();
    let options = ReadOptions { encoding: Some(TextEncoding::Utf8), ..ReadOptions::default() };
    let document = read("a.csv", &bytes, &options).unwrap();
    assert_eq!(document.encoding.as_deref(), Some("UTF-8"));
    assert_eq!(codes(&document), ["characters_replaced"]);
    assert_eq!("gbk".parse(), Ok(TextEncoding::Gb18030));
    assert!("latin1".parse::<TextEncoding>().is_err());
}

#[test]
fn mixed_encodings_are_read_line_by_line_and_said() {
    let mut bytes = "项目,金额\n综合业务,1\n第三行,2\n".as_bytes().to_vec();
    bytes.extend(GB18030.encode("课题研究,3\n").0.iter());
    let document = open("a.csv", &bytes);
    assert_eq!(lines(&document)[3], "4:课题研究|3");
    assert_eq!(codes(&document), ["encoding_guessed"]);
    assert_eq!(document.warnings[0].place.as_deref(), Some("4,1"));
}

#[test]
fn a_few_lost_bytes_do_not_turn_a_text_into_another_encoding() {
    let mut bytes = "项目名称,年度总体目标,金额".as_bytes().to_vec();
    bytes.remove(4);
    let document = open("a.csv", &bytes);
    assert_eq!(document.encoding.as_deref(), Some("UTF-8"));
    assert!(lines(&document)[0].ends_with("名称|年度总体目标|金额"), "{:?}", lines(&document));
    assert_eq!(codes(&document), ["encoding_guessed", "characters_replaced"]);
    bytes.truncate(bytes.len() - 1);
    assert_eq!(open("a.csv", &bytes).encoding.as_deref(), Some("UTF-8"));
}

#[test]
fn nul_bytes_are_taken_out_and_said() {
    let document = open("a.csv", b"name,sum\nfirst\0,1\n");
    assert_eq!(lines(&document), ["1:name|sum", "2:first|1"]);
    assert_eq!(codes(&document), ["nul_removed"]);
    assert_eq!(document.warnings[0].place.as_deref(), Some("2,1"));
}

#[test]
fn quoted_cells_may_hold_lines_separators_and_quotes() {
    let document = open("a.csv", "名称,说明\n甲,\"第一行\r\n第二行,\"\"引\"\"\"\n乙,<p>原样</p>\n".as_bytes());
    assert_eq!(lines(&document), ["1:名称|说明", "2:甲|第一行\n第二行,\"引\"", "4:乙|<p>原样</p>"]);
    assert!(document.warnings.is_empty());
}

#[test]
fn a_broken_quote_costs_one_line_and_a_warning() {
    let document = open("a.csv", "名称,说明\n甲,\"没有结束\n乙,二\n丙,\"三\"\n".as_bytes());
    assert_eq!(lines(&document), ["1:名称|说明", "2:甲|\"没有结束", "3:乙|二", "4:丙|三"]);
    assert_eq!(codes(&document), ["quote_broken"]);
    assert_eq!(document.warnings[0].place.as_deref(), Some("2,1"));
}

#[test]
fn semicolons_and_tabs_separate_too() {
    assert_eq!(lines(&open("a.csv", "甲;乙;丙\n1,5;2;3\n".as_bytes())), ["1:甲|乙|丙", "2:1,5|2|3"]);
    assert_eq!(lines(&open("a.tsv", "甲\t乙\n1\t\n".as_bytes())), ["1:甲|乙", "2:1|"]);
    assert_eq!(open("-", b"a,b,c\n1,2,3\n").format, Format::Delimited);
}

#[test]
fn pasted_text_keeps_paragraphs_and_tables_apart() {
    let text = "\n绩效目标表\n\n单位：万元\n项目\t总计\t说明\n\"十四五\"规划\t1\t<p>一</p>\n\"甲\n乙\"\t2\t\n";
    let document = open("table.txt", text.as_bytes());
    assert_eq!(document.format, Format::Text);
    assert_eq!(
        lines(&document),
        ["2:绩效目标表", "4:单位：万元", "5:项目|总计|说明", "6:\"十四五\"规划|1|<p>一</p>", "7:甲\n乙|2|"]
    );
    let origins: Vec<_> = document.sheets[0].rows.iter().map(|row| row.origin).collect();
    assert_eq!(origins[..3], [RowOrigin::Paragraph, RowOrigin::Paragraph, RowOrigin::Table(0)]);
}

#[test]
fn lines_that_end_in_bars_stay_text() {
    let document = open("a.txt", "绩效指标(90分) |\n|\n= |\n100 |\n".as_bytes());
    assert_eq!(document.format, Format::Text);
    assert_eq!(lines(&document), ["1:绩效指标(90分) |", "2:|", "3:= |", "4:100 |"]);
}

#[test]
fn tags_in_cells_make_no_page() {
    let document = open("a.txt", "<p>甲</p>\t<p>1</p>\n<p>乙</p>\t<p>2</p>\n".as_bytes());
    assert_eq!(document.format, Format::Delimited);
    assert_eq!(lines(&document), ["1:<p>甲</p>|<p>1</p>", "2:<p>乙</p>|<p>2</p>"]);
}

#[test]
fn lines_may_end_in_any_way() {
    assert_eq!(lines(&open("a.csv", b"a,b\rc,d\r\ne,f\n\r\n")), ["1:a|b", "2:c|d", "3:e|f"]);
}
