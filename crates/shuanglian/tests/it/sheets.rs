//! `data import` and `data undo` on a bureau's own folder.

use crate::program::{Run, run};

const SHEET: &str = "记录编号,记录名称,期间,记录类型,发生日期,承办单位\nJL-1,展出,2024,成果展示,2024-08-05,甲\n\
                     JL-2,展出二,2024,成果展示,八月,乙\n";

struct Bureau {
    dir: tempfile::TempDir,
}

impl Bureau {
    fn new() -> Self {
        let bureau = Self { dir: tempfile::tempdir().unwrap() };
        assert_eq!(run(&["setup", "--data", &bureau.path("data"), "--json"]).code, 0);
        bureau
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn run(&self, args: &[&str]) -> Run {
        run(&[args, &["--data", &self.path("data"), "--json"]].concat())
    }
}

#[test]
fn a_sheet_is_planned_first_and_stored_only_when_told() {
    let bureau = Bureau::new();
    let sheet = bureau.file("登记.csv", SHEET);
    let planned = bureau.run(&["data", "import", &sheet]);
    let plan = planned.json();
    assert_eq!((planned.code, plan["committed"].is_null()), (1, true), "a fault is a no");
    assert_eq!(
        (plan["plan"]["counts"]["rows"].as_u64(), plan["plan"]["counts"]["errors"].as_u64()),
        (Some(2), Some(1))
    );
    assert_eq!(plan["problems"][0]["code"], "not_a_date");
    assert_eq!(bureau.run(&["data", "import", &sheet, "--apply"]).code, 1);

    let errors = bureau.path("错误行.xlsx");
    let done = bureau.run(&["data", "import", &sheet, "--apply", "--good-rows", "--errors", &errors]);
    assert_eq!(done.code, 3, "one row was left out");
    let batch = done.json()["committed"]["batch"].as_i64().unwrap().to_string();
    assert_eq!(bureau.run(&["data", "import", &errors]).json()["plan"]["counts"]["rows"], 1);
    let same = bureau.run(&["data", "import", &sheet, "--good-rows"]).json();
    assert_eq!(same["plan"]["counts"]["unchanged"], 3);

    assert_eq!(bureau.run(&["targets", "undo", &batch, "--why", "试"]).code, 1, "it is no table");
    assert_eq!(bureau.run(&["data", "undo", &batch, "--why", "登记错了"]).json()["closed"], 3);
    assert_eq!(bureau.run(&["data", "undo", &batch, "--why", "再来"]).code, 1);
}

#[test]
fn headings_are_given_a_meaning_once_and_remembered() {
    let bureau = Bureau::new();
    let sheet = bureau.file("自制.csv", "编码,标题,类,哪天,承办单位\nJL-9,展出,成果展示,2024-08-05,甲\n");
    assert_eq!(bureau.run(&["data", "import", &sheet]).json()["problems"][0]["code"], "no_header");
    let map = ["--map", "编码=key", "--map", "标题=name", "--map", "类=记录类型", "--map", "哪天=发生日期"];
    let kind = ["--kind", "record", "--period", "2024"];
    let told = bureau.run(&[&["data", "import", &sheet, "--apply"], &map[..], &kind[..]].concat());
    assert_eq!(told.code, 0, "{}", told.err);
    let again = bureau.run(&["data", "import", &sheet, "--period", "2024年"]).json();
    assert_eq!(again["plan"]["counts"]["unchanged"], 3);
    let wrong = bureau.run(&["data", "import", &sheet, "--map", "编码=心情"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert_eq!(bureau.run(&["data", "import", &sheet, "--period", "八月"]).code, 2);
}
