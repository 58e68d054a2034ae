//! Commands on a bureau's own data folder.

use crate::program::{Run, run, run_with};

const FORM: &str = "项目支出绩效目标申报表,,,\n项目名称,测试项目,,\n一级指标,二级指标,三级指标,指标值\n\
                    产出指标,数量指标,举办活动场次,≥6场\n满意度指标,服务对象满意度指标,企业满意度,≥90%\n";

/// A data folder made by `setup`.
struct Bureau {
    dir: tempfile::TempDir,
}

impl Bureau {
    fn new() -> (Self, Run) {
        let bureau = Self { dir: tempfile::tempdir().unwrap() };
        let made = run(&["setup", "--data", &bureau.path("data"), "--json"]);
        assert_eq!(made.code, 0, "{}", made.err);
        (bureau, made)
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn run(&self, args: &[&str]) -> Run {
        let data = self.path("data");
        run(&[args, &["--data", &data, "--json"]].concat())
    }

    fn import(&self) -> Run {
        run_with(&["targets", "import", "-", "--data", &self.path("data"), "--json"], FORM.as_bytes())
    }
}

#[test]
fn setup_makes_three_administrators_once() {
    let (bureau, made) = Bureau::new();
    let accounts = made.json()["accounts"].as_array().unwrap().clone();
    assert_eq!(accounts.len(), 3);
    assert!(accounts.iter().all(|account| account["one_time_password"].as_str().unwrap().len() >= 16));
    let again = run(&["setup", "--data", &bureau.path("data")]);
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.err.contains("store.folder_exists"), "{}", again.err);
}

#[test]
fn accounts_are_added_listed_disabled_and_reset() {
    let (bureau, _) = Bureau::new();
    let first = bureau.run(&["user", "add", "chen", "--role", "section", "--section", "产业一科"]).json();
    let list = bureau.run(&["user", "list"]).json();
    assert_eq!(list.as_array().unwrap().len(), 4);
    assert_eq!(bureau.run(&["user", "add", "chen", "--role", "section"]).code, 1);
    assert_eq!(bureau.run(&["user", "add", "li", "--role", "emperor"]).code, 2);
    assert_eq!(bureau.run(&["user", "add", "li", "--role", "system_admin", "--role", "section"]).code, 2);
    assert_eq!(bureau.run(&["user", "disable", "chen"]).json()["disabled"], true);
    let second = bureau.run(&["user", "reset", "chen"]).json();
    assert_ne!(first["one_time_password"], second["one_time_password"]);
    assert_eq!(bureau.run(&["user", "reset", "nobody"]).code, 1);
}

#[test]
fn a_table_is_imported_shown_exported_and_undone_once() {
    let (bureau, _) = Bureau::new();
    let imported = bureau.import();
    assert_eq!(imported.code, 0, "{}", imported.err);
    let (table, batch) = (imported.json()["table"].to_string(), imported.json()["batch"].to_string());
    assert_eq!(bureau.run(&["targets", "list"]).json().as_array().unwrap().len(), 1);
    let shown = bureau.run(&["targets", "show", &table]).json();
    let states = shown["overview"]["targets"].as_array().unwrap().clone();
    assert_eq!(states.len(), 2);
    assert!(states.iter().all(|view| view["judgement"]["state"] == "unbound"), "{states:?}");
    let file = bureau.path("out.xlsx");
    assert_eq!(bureau.run(&["targets", "export", &table, "--out", &file]).code, 0);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    assert_eq!(bureau.run(&["targets", "undo", &batch, "--why", "错表"]).code, 0);
    assert!(bureau.run(&["targets", "list"]).json().as_array().unwrap().is_empty());
    let twice = bureau.run(&["targets", "undo", &batch, "--why", "错表"]);
    assert_eq!(twice.code, 1);
    assert!(twice.err.contains("store.already_undone"), "{}", twice.err);
}

#[test]
fn a_backup_restores_and_a_changed_evidence_file_is_found() {
    let (bureau, _) = Bureau::new();
    assert_eq!(bureau.import().code, 0);
    assert_eq!(bureau.run(&["data", "backup", &bureau.path("backup")]).code, 0);
    let restored = run(&["data", "restore", &bureau.path("backup"), "--data", &bureau.path("again"), "--json"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert_eq!(run(&["data", "verify", "--data", &bureau.path("again")]).code, 0);
    assert_eq!(bureau.run(&["audit", "verify"]).json()["sound"], true);
    assert_eq!(bureau.run(&["audit", "verify", "--head", "00"]).code, 1);
    spoil(&std::path::PathBuf::from(bureau.path("data")).join("evidence"));
    assert_eq!(bureau.run(&["data", "verify"]).code, 1);
    let stale = std::path::PathBuf::from(bureau.path("backup")).join("evidence");
    spoil(&stale);
    let refused = run(&["data", "restore", &bureau.path("backup"), "--data", &bureau.path("third")]);
    assert_eq!(refused.code, 1);
    assert!(!std::path::Path::new(&bureau.path("third")).join("shuanglian.db").exists());
}

/// Changes one byte of every file below a folder.
fn spoil(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoil(&path);
        } else {
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[0] ^= 1;
            std::fs::write(&path, bytes).unwrap();
        }
    }
}

#[test]
fn a_formula_is_checked_and_evaluated_and_a_wrong_one_says_where() {
    let (bureau, _) = Bureau::new();
    let good = bureau.run(&["formula", "check", "营业收入 ≥ 2000 × 万元"]);
    assert_eq!(good.code, 0, "{}", good.err);
    assert_eq!(good.json()["yields"], "truth");
    let total = bureau.run(&["formula", "eval", "count(*)", "--total", "--period", "2024"]).json();
    assert_eq!(total["answer"]["number"], "0");
    let explained = bureau.run(&["formula", "explain", "count(*)", "--total", "--period", "2024"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    let wrong = bureau.run(&["formula", "check", "营业收人 > 0"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""));
    assert!(wrong.err.contains("formula.unknown_metric") && wrong.err.contains("营业收入"), "{}", wrong.err);
    assert_eq!(bureau.run(&["formula", "eval", "营业收入", "--period", "soon"]).code, 2);
}

#[test]
fn a_folder_that_is_none_is_refused_with_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    let refused = run(&["targets", "list", "--data", dir.path().to_str().unwrap()]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("store.no_folder") && refused.err.contains("setup"), "{}", refused.err);
}
