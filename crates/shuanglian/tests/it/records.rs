//! `records`: a type by one file, a record from hand to hand, registers out and in again.

use crate::program::{Run, run};

struct Bureau {
    dir: tempfile::TempDir,
}

impl Bureau {
    fn new() -> Self {
        let bureau = Self { dir: tempfile::tempdir().unwrap() };
        assert_eq!(run(&["setup", "--data", &bureau.path("data"), "--json"]).code, 0);
        for (name, role) in [("lin", "section"), ("wang", "section"), ("cai", "finance")] {
            assert_eq!(bureau.run(&["user", "add", name, "--role", role]).code, 0);
        }
        bureau
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> Run {
        run(&[args, &["--data", &self.path("data"), "--json"]].concat())
    }
}

const OWN: &str = "code: 植树\nname_en: Tree planted\ncounts: 一次植树\ncounts_en: one planting\ncitation: 绿化办法\n\
    required: [发生日期, 数量]\nevidence: [{name: 照片, name_en: Photographs}]\naccepted_by: {roles: [section]}\n";

#[test]
fn a_type_of_ones_own_is_one_file_and_its_records_go_from_hand_to_hand() {
    let bureau = Bureau::new();
    assert!(!bureau.run(&["records", "types"]).out.contains("植树"));
    bureau.file("data/knowledge/record-types/trees.yaml", OWN);
    let broken = bureau.file("data/knowledge/record-types/broken.yaml", &OWN.replace("数量", "棵数"));
    let types = bureau.run(&["records", "types"]);
    assert_eq!(types.code, 3, "one file could not be used");
    assert!(types.out.contains("植树") && types.err.contains("broken.yaml"), "{}", types.err);
    std::fs::remove_file(broken).unwrap();
    assert_eq!(bureau.run(&["records", "types"]).code, 0);

    let photo = bureau.file("照片.txt", "一百株");
    let with = format!("照片={photo}");
    let submit = ["records", "submit", "--type", "植树", "--name", "春季植树", "--by", "lin"];
    let day = ["--field", "发生日期=2024-03-12"];
    let faulty = bureau.run(&[&submit[..], &day].concat());
    assert_eq!(faulty.code, 1);
    let faults = faulty.json()["faults"].as_array().unwrap().len();
    assert_eq!(faults, 2, "a number and a photograph are missing: {}", faulty.out);
    let done = bureau.run(&[&submit[..], &day, &["--field", "数量=100", "--file", &with]].concat());
    assert_eq!(done.code, 0, "{} {}", done.out, done.err);
    let number = done.json()["number"].as_str().unwrap().to_owned();
    assert_eq!(bureau.run(&["records", "accept", &number, "--by", "lin"]).code, 1, "one's own");
    assert_eq!(bureau.run(&["records", "accept", &number, "--by", "cai"]).code, 1, "another role");
    assert_eq!(bureau.run(&["records", "return", &number, "--by", "wang", "--why", "缺照片"]).code, 0);
    assert_eq!(bureau.run(&["records", "accept", &number, "--by", "wang"]).code, 0);
    let shown = bureau.run(&["records", "show", &number]).json();
    assert_eq!((&shown["counts"], &shown["fields"]["数量"]), (&true.into(), &"100".into()), "{shown}");
    let counted = bureau.run(&["records", "list", "--counts", "yes"]).json();
    assert_eq!(counted.as_array().unwrap().len(), 1);

    let out = bureau.path("登记.xlsx");
    let exported = bureau.run(&["records", "export", "--out", &out]).json();
    assert_eq!(exported["records"], 1);
    let again = bureau.run(&["records", "import", &out]).json();
    assert_eq!(again["plan"]["counts"]["changed"], 0, "what goes out comes in unchanged: {again}");
    assert_eq!(again["plan"]["counts"]["errors"], 0);
    let empty = bureau.run(&["records", "export", "--type", "枢纽接待", "--out", &bureau.path("空.xlsx")]).json();
    assert_eq!(empty["records"], 0);
    assert_eq!(bureau.run(&["records", "export", "--type", "没有", "--out", &out]).code, 1);
}

#[test]
fn surveys_are_handed_out_listed_and_exported() {
    let bureau = Bureau::new();
    assert_eq!(bureau.run(&["records", "surveys", "list"]).out.trim(), "[]");
    bureau.file("data/knowledge/record-types/trees.yaml", OWN);
    bureau.file(
        "data/knowledge/surveys/trees.yaml",
        "code: 植树满意度\ntitle: 植树满意度\ntitle_en: Trees\ncitation: 绿化办法\nabout: [植树]\nleast: 5\nquestions:\n  \
         - {asks: 满意吗, asks_en: Satisfied, choices: [{label: 是, label_en: yes, satisfied: true}, {label: 否, label_en: no}]}\n",
    );
    assert_eq!(bureau.run(&["records", "types"]).code, 0);
    let photo = format!("照片={}", bureau.file("照片.txt", "一百株"));
    let submit = ["records", "submit", "--type", "植树", "--name", "春季植树", "--by", "lin"];
    let fields = ["--field", "发生日期=2024-03-12", "--field", "数量=100", "--file", &photo];
    let done = bureau.run(&[&submit[..], &fields[..]].concat());
    let number = done.json()["number"].as_str().unwrap().to_owned();
    let survey = ["--survey", "植树满意度"];
    let links = ["records", "surveys", "links", &number, "--by", "lin", "--site", "https://b.example/"];
    let none = bureau.run(&[&links[..], &survey[..], &["--count", "0"]].concat());
    assert_eq!(none.code, 2, "{}", none.err);
    let made = bureau.run(&[&links[..], &survey[..], &["--count", "4"]].concat());
    let made = made.json();
    let made = made["links"].as_array().unwrap();
    assert!(made.len() == 4 && made[0].as_str().unwrap().starts_with("https://b.example/s/"), "{made:?}");
    let list = bureau.run(&["records", "surveys", "list"]).json();
    assert_eq!(
        (&list[0]["links"], &list[0]["stands"], &list[0]["percent"]),
        (&4.into(), &"unanswered".into(), &serde_json::Value::Null)
    );
    let results = bureau.run(&[&["records", "surveys", "results", &number][..], &survey[..]].concat());
    assert_eq!(results.json()["questions"][0]["choices"][0]["answers"], 0);
    assert_eq!(bureau.run(&["records", "surveys", "results", &number, "--survey", "没有"]).code, 1);
    let out = bureau.path("满意度.xlsx");
    assert_eq!(bureau.run(&["records", "surveys", "export", "--out", &out]).code, 0);
    let sheet = tabular::read("满意度.xlsx", &std::fs::read(out).unwrap(), &tabular::ReadOptions::default()).unwrap();
    assert!(format!("{sheet:?}").contains("未收回"));
}
