//! `enterprises link` and `match-names`: results as files, refusals with file, row and column.

use std::path::Path;

use crate::program::run;

// Invented firms (演示数据).
const REGISTRY: &str = "id,name,former\nr1,广州云岫软件股份有限公司,\nr2,深圳市蓝泽半导体有限公司,深圳市旧泽电子厂\n\
    r3,珠海砺航智能装备有限公司,\nr4,佛山市南海鸿澍陶瓷有限公司,\nr5,中山市晏舟照明科技有限公司,\n";
const QUERIES: &str =
    "id,name\nq1,廣州雲岫軟件股份有限公司\nq2,深圳市旧泽电子厂\nq3,珠海砺航智能装备有限公司广州分公司\nq4,@@@\n";

fn at(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    if !text.is_empty() {
        std::fs::write(&path, text).unwrap();
    }
    path.to_string_lossy().into_owned()
}

#[test]
fn names_are_matched_with_one_row_for_each_query() {
    let folder = tempfile::tempdir().unwrap();
    let (q, r) = (at(folder.path(), "q.csv", QUERIES), at(folder.path(), "r.csv", REGISTRY));
    let (out, review) = (at(folder.path(), "o.csv", ""), at(folder.path(), "review.csv", ""));
    let done = run(&["enterprises", "match-names", &q, &r, "--alias", "former", "--out", &out, "--review", &review]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("内存峰值"), "{}", done.err);
    let text = std::fs::read_to_string(&out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "query_id,registry_id,probability,automatic");
    assert!(lines[1].starts_with("q1,r1,0.99") && lines[1].ends_with(",1"), "{text}");
    assert!(lines[2].starts_with("q2,r2,"), "{text}");
    assert!(lines[3].starts_with("q3,r3,") && lines[3].ends_with(",0"), "{text}");
    assert_eq!(lines[4], "q4,,0.000000,0");
    let review = std::fs::read_to_string(&review).unwrap();
    assert!(review.contains("分支机构") && review.contains("a branch is not its head office"), "{review}");
}

#[test]
fn tables_are_linked_and_searched_for_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let left = "id,代码,名称,地址,人\nl0,91440112MA0TEXT12F,广州云岫软件股份有限公司,黄埔区科学大道1号,演示甲\n\
        l1,,深圳市蓝泽半导体有限公司,南山区高新路2号,演示乙\nl2,91440112TEXT000840,珠海砺航智能装备有限公司,香洲区海岸路3号,演示丙\n\
        l3,,佛山市鸿澍陶瓷有限公司,南海区窑口路4号,演示丁\n";
    // The code of the first has one character wrong; the third says another valid code.
    let right = "no,code,company,addr,person\nr0,91440112MA0TEXT12E,廣州雲岫軟件股份有限公司,黄埔区科学大道1号,演示甲\n\
        r1,91440112TEXT0005XA,深圳市蓝泽半导体有限公司,南山区高新路2号,演示乙\n\
        r2,91440112TEXT0072XY,珠海砺航智能装备有限公司,香洲区海岸路3号,演示丙\n\
        r3,,佛山市鸿澍陶瓷有限公司广州分公司,南海区窑口路4号,演示丁\n";
    let (l, r, out) =
        (at(folder.path(), "l.csv", left), at(folder.path(), "r.csv", right), at(folder.path(), "o.csv", ""));
    let columns = ["--id", "id=no", "--code", "代码=code", "--firm", "名称=company", "--text", "地址=addr"];
    let rest = ["--text", "人=person", "--automatic", "0.9", "--least", "0.01", "--out", &out];
    let done = run(&[&["enterprises", "link", &l, &r][..], &columns[..], &rest[..]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let text = std::fs::read_to_string(&out).unwrap();
    for (pair, automatic) in [("l0,r0,", "1"), ("l1,r1,", "1"), ("l2,r2,", "0"), ("l3,r3,", "0")] {
        let line = text.lines().find(|line| line.starts_with(pair)).unwrap_or(&text);
        assert!(line.ends_with(automatic), "{line}");
    }
    let twice = format!("{left}l9,91440112MA0TEXT12F,广州云岫软件股份有限公司等,黄埔区科学大道1号,演示甲\n");
    let both = at(folder.path(), "both.csv", &twice);
    let done = run(&["enterprises", "link", &both, "--dedupe", "--firm", "名称", "--text", "地址", "--out", &out]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.starts_with("left_id,right_id,probability,automatic,group\n"), "{text}");
}

#[test]
fn what_cannot_be_used_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let (q, r, out) =
        (at(folder.path(), "q.csv", QUERIES), at(folder.path(), "r.csv", REGISTRY), at(folder.path(), "o", ""));
    let matching = |queries: &str| run(&["--lang", "en", "enterprises", "match-names", queries, &r, "--out", &out]);
    for (name, text, code) in [
        ("nocolumn.csv", "id,title\n1,a\n", "no_column"),
        ("norows.csv", "id,name\n", "no_rows"),
        ("noid.csv", "id,name\n,a\n", "no_id"),
        ("empty.csv", "\n", "empty_file"),
    ] {
        let done = matching(&at(folder.path(), name, text));
        assert_eq!(done.code, 1, "{name} {}", done.err);
        assert!(done.err.contains(&format!("error[{code}]")) && done.err.contains(name), "{name}: {}", done.err);
        assert!(!Path::new(&out).exists());
    }
    // An id with two names is answered in part, and said.
    let done = matching(&at(folder.path(), "twice.csv", "id,name\n1,云岫软件\n1,蓝泽半导体\n"));
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(done.err.contains("error[id_twice]") && done.err.contains("row 3"), "{}", done.err);
    let link = |rest: &[&str]| run(&[&["enterprises", "link", &q, &r, "--out", &out][..], rest].concat());
    assert_eq!(link(&[]).code, 2);
    assert_eq!(link(&["--firm", "name", "--automatic", "7"]).code, 2);
    let rows = at(folder.path(), "rows.csv", "id,name\n1,a\n1,a\n");
    let done = run(&["enterprises", "link", &rows, "--dedupe", "--firm", "name", "--out", &out]);
    assert!(done.code == 1 && done.err.contains("id_twice"), "{}", done.err);
}
