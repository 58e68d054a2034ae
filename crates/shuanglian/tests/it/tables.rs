//! `targets read` and `targets check` without a data folder.

use crate::program::{run, run_with};

/// A form of one project, as csv.
const FORM: &str = "项目支出绩效目标申报表,,,\n项目名称,测试项目,,\n一级指标,二级指标,三级指标,指标值\n\
                    产出指标,数量指标,举办活动场次,≥6场\n产出指标,质量指标,验收合格率,100%\n\
                    满意度指标,服务对象满意度指标,企业满意度,≥90%\n";

#[test]
fn a_form_from_standard_input_is_one_json_object() {
    let read = run_with(&["targets", "read", "-", "--json"], FORM.as_bytes());
    assert_eq!((read.code, read.err.as_str()), (0, ""));
    let table = read.json();
    assert_eq!(table["schema"], "shuanglian.target-table/1");
    assert_eq!(table["projects"][0]["name"], "测试项目");
    assert_eq!(table["projects"][0]["indicators"][0]["num"], "6");
    assert_eq!(table["projects"][0]["indicators"][0]["op"], ">=");
}

#[test]
fn several_files_are_an_array_and_a_refused_one_makes_it_done_in_part() {
    let dir = tempfile::tempdir().unwrap();
    let (good, bad) = (dir.path().join("a.csv"), dir.path().join("b.csv"));
    std::fs::write(&good, FORM).unwrap();
    std::fs::write(&bad, "").unwrap();
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    let both = run(&["targets", "read", good, bad, "--json"]);
    assert_eq!(both.code, 3);
    assert_eq!(both.json().as_array().unwrap().len(), 1);
    assert!(both.err.contains("\"code\":\"empty_file\""), "{}", both.err);
    assert_eq!(run(&["targets", "read", good, good, "--json"]).json().as_array().unwrap().len(), 2);
    assert_eq!(run(&["targets", "read", bad]).code, 1);
}

#[test]
fn a_refusal_says_what_to_do_and_leaves_standard_output_empty() {
    let old_excel = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0];
    let refused = run_with(&["targets", "read", "-"], &old_excel);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""));
    assert!(refused.err.starts_with("错误["), "{}", refused.err);
    assert!(refused.err.contains("怎么办"), "{}", refused.err);
}

#[test]
fn text_for_people_is_in_the_language_asked_for_and_has_no_colour() {
    let zh = run_with(&["targets", "read", "-"], FORM.as_bytes());
    let en = run_with(&["targets", "read", "-", "--lang", "en"], FORM.as_bytes());
    assert!(zh.out.contains("指标") && zh.out.contains("测试项目"), "{}", zh.out);
    assert!(en.out.contains("indicators"), "{}", en.out);
    assert!(!zh.out.contains('\u{1b}') && !en.out.contains('\u{1b}'));
}

#[test]
fn findings_fail_a_check_only_where_that_was_asked() {
    let check = run_with(&["targets", "check", "-", "--json"], FORM.as_bytes());
    assert_eq!(check.code, 0);
    assert!(!check.json()["findings"].as_array().unwrap().is_empty());
    assert_eq!(run_with(&["targets", "check", "-", "--deny", "warn"], FORM.as_bytes()).code, 1);
}

#[test]
fn misuse_exits_with_two_and_help_with_zero() {
    assert_eq!(run(&["targets", "read"]).code, 2);
    assert_eq!(run(&["targets", "fly"]).code, 2);
    assert_eq!(run(&["targets", "read", "-", "--encoding", "EBCDIC"]).code, 2);
    let help = run(&["targets", "--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("绩效目标表") && !help.out.contains(" | "), "{}", help.out);
    assert!(run(&["--help", "--lang", "en"]).out.contains("performance table"));
}

#[test]
fn the_published_table_is_read_in_full() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/performance-table/table.txt");
    if !std::path::Path::new(path).exists() {
        println!("skipped: the published table is not here");
        return;
    }
    let table = run(&["targets", "read", path, "--json"]).json();
    let projects = table["projects"].as_array().unwrap();
    let count = |key: &str| projects.iter().map(|p| p[key].as_array().unwrap().len()).sum::<usize>();
    assert_eq!((projects.len(), count("goal_clauses"), count("indicators")), (11, 32, 57));
    assert_eq!(table["targets"].as_array().unwrap().len(), 70);
    assert_eq!(table["checks"]["adds_up"], false);
}
