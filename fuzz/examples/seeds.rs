//! Writes a small seed corpus for every target into `corpus/`.

use std::fs;
use std::path::Path;

use shuanglian_fuzz::{document, workbook};

const SHEET: &str = r#"<worksheet><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.9</v></c><c r="C1" t="inlineStr"><is><r><t>一</t></r><rPh><t>b</t></rPh></is></c></row><row r="3" hidden="1"><c r="A3" t="str"><f>A1</f><v>x</v></c><c r="B3"><f>1+1</f></c><c r="C3" t="b"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells></worksheet>"#;
const STRINGS: &str = r#"<sst uniqueCount="1"><si><t>产出&amp;_x000D_指标</t></si></sst>"#;
const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m;[Red]#,##0.00%"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>"##;
const WORD: &str = r#"<w:document><w:body><w:p><w:r><w:t>甲</w:t><w:tab/><w:br/></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr></w:tc><w:tc><w:tbl><w:tr><w:tc/></w:tr></w:tbl></w:tc></w:tr></w:tbl></w:body></w:document>"#;
const PAGE: &str = "<!DOCTYPE html><h1>表</h1><table><tr><td rowspan=2>a<td colspan=2>b&nbsp;<tr><td>c<td><table><tr><td>d</table></table><pre>x\ty</pre><script>1</script>";
const TEXT: &str = "标题\n\n项目\t总计\t说明\n\"甲\n乙\"\t56.00\t<p>一</p>\n|\n";
const LIST: &str = "2024年项目支出绩效目标表\n单位：万元\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n合计\t30.00\t30.00\t\t\n服务项目\t30.00\t30.00\t开展活动不少于3次。\t1、1-产出指标；11-数量指标：活动次数；实施周期指标值：不少于3次；年度指标值：不少于3次。\n";
const BINDINGS: &[u8] = include_bytes!("../../knowledge/demo/bindings.yaml");
const FORM: &str = "项目支出绩效目标申报表\n(2024年度)\n项目名称\t科技专项\n年度资金总额\t12.5\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t培训人数\t≥300人\n效益指标\t社会效益\t满意度\t90%以上\n";
const FACTS: &str = "统一社会信用代码,期间,营业收入（万元）,规上\n91440101MA5AX00019,2024-03,\"1,200.5\",是\n91440101MA5AX0001X,2024年4月,1.2亿,\n";
const CSV: &str = "a,b,\"c\n\"\"d\"\n1;2,\t3,\"x\"y\n";

fn main() -> std::io::Result<()> {
    let parts = [SHEET, STRINGS, STYLES].join("\0");
    let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let book = workbook(parts.as_bytes());
    let word = document(WORD.as_bytes());
    let seeds: [(&str, &[(&str, &[u8])]); 9] = [
        (
            "read_any",
            &[
                ("text", TEXT.as_bytes()),
                ("csv", CSV.as_bytes()),
                ("page", PAGE.as_bytes()),
                ("book", &book),
                ("word", &word),
            ],
        ),
        (
            "read_text",
            &[("text", TEXT.as_bytes()), ("csv", CSV.as_bytes()), ("utf16", &utf16), ("gb", b"\xCF\xEE\xC4\xBF,1\n")],
        ),
        ("read_xlsx", &[("book", parts.as_bytes())]),
        ("read_html", &[("page", PAGE.as_bytes())]),
        ("read_docx", &[("word", WORD.as_bytes())]),
        ("read_table", &[("list", LIST.as_bytes()), ("form", FORM.as_bytes()), ("page", PAGE.as_bytes())]),
        ("read_facts", &[("firms", FACTS.as_bytes()), ("csv", CSV.as_bytes())]),
        ("read_bindings", &[("demo", BINDINGS)]),
        (
            "formula_parse",
            &[("rule", "营业收入 >= 2000 * 万元 and yoy(sum(税收) filter (where 规上)) > 3%".as_bytes())],
        ),
    ];
    for (target, files) in seeds {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        for (name, content) in files {
            fs::write(folder.join(name), content)?;
        }
    }
    Ok(())
}
