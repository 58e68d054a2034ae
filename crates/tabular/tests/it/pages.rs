//! Web pages and Word documents: order, spans, nesting.

use tabular::{Format, RowOrigin};

use crate::fixture::{codes, docx, lines, open};

#[test]
fn a_page_is_read_in_its_order() {
    let page =
        "<!DOCTYPE html><html><head><title>网站</title><style>p{}</style><script>var a='<table>';</script></head>
        <body><h1>绩效目标表</h1><div>单位：<b>万元</b><br>2024年</div>
        <table><tr><th>项目</th><th colspan=2>金额</th></tr>
        <tr><td rowspan=\"2\">一级</td><td>甲&nbsp;&lt;p&gt;</td><td></td></tr>
        <tr><td><p>乙</p><p>丙</p></td><td>2</td></tr></table>
        <p>注：  说明
        两行</p></body></html>";
    let document = open("a.html", page.as_bytes());
    assert_eq!(document.format, Format::Html);
    assert_eq!(
        lines(&document),
        [
            "1:绩效目标表",
            "2:单位：万元",
            "3:2024年",
            "4:项目|金额+1x2",
            "5:一级+2x1|甲\u{A0}<p>|",
            "6:乙\n丙|2",
            "7:注： 说明 两行"
        ]
    );
    let columns: Vec<u32> = document.sheets[0].rows[5].cells.iter().map(|cell| cell.column).collect();
    assert_eq!(columns, [2, 3]);
    assert_eq!(document.sheets[0].rows[3].origin, RowOrigin::Table(0));
}

#[test]
fn sloppy_pages_are_read_as_browsers_do() {
    let page = "<table><tr><td>甲<td>乙<tr><td rowspan=9>丙<td>丁</table>尾";
    assert_eq!(lines(&open("a.htm", page.as_bytes())), ["1:甲|乙", "2:丙|丁", "3:尾"]);
}

#[test]
fn tables_used_for_layout_give_their_inner_tables() {
    let page = "<table><tr><td>标题<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>尾</td></tr></table>";
    let document = open("a.html", page.as_bytes());
    assert_eq!(lines(&document), ["1:标题", "2:甲|1", "3:乙|2", "4:尾"]);
    let origins: Vec<_> = document.sheets[0].rows.iter().map(|row| row.origin).collect();
    assert_eq!(origins[..3], [RowOrigin::Paragraph, RowOrigin::Table(1), RowOrigin::Table(1)]);
}

const fn p(text: &str) -> &str {
    text
}

#[test]
fn a_document_gives_paragraphs_and_merged_tables() {
    let cell = |properties: &str, text: &str| {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
    };
    let body = format!(
        "<w:p><w:r><w:t>项目支出</w:t></w:r><w:r><w:t xml:space=\"preserve\">绩效 &amp; 表</w:t></w:r></w:p><w:p/>\
         <w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl><w:p><w:r><w:t>尾</w:t></w:r></w:p>",
        cell("", "名称"),
        cell("<w:gridSpan w:val=\"2\"/>", "值"),
        cell("<w:vMerge w:val=\"restart\"/>", "产出"),
        cell("", "数量"),
        cell("", "1"),
        cell("<w:vMerge/>", ""),
        cell("", "质量"),
        cell("", p("2")),
    );
    let document = open("a.docx", &docx(&body));
    assert_eq!(document.format, Format::Docx);
    assert_eq!(document.encoding, None);
    assert_eq!(lines(&document), ["1:项目支出绩效 & 表", "2:名称|值+1x2", "3:产出+2x1|数量|1", "4:质量|2", "5:尾"]);
    assert_eq!(document.sheets[0].rows[3].cells[0].column, 2);
}

#[test]
fn deleted_words_of_a_document_are_left_out_and_said() {
    let body = "<w:p><w:r><w:t>新增</w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del>\
                <w:ins><w:r><w:t>15家</w:t></w:r></w:ins></w:p>";
    let document = open("a.docx", &docx(body));
    assert_eq!(lines(&document), ["1:新增15家"]);
    assert_eq!(codes(&document), ["tracked_changes"]);
}
