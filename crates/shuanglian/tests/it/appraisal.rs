//! Monitoring and self-evaluation of a stored table: facts come in as files, forms go out and are read again.

use crate::program::{Run, run};

const TABLE: &str = "2024年项目支出绩效目标表\n部门名称：演示区工信局\n单位：万元\n\
    项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n合计\t30,000.00\t30,000.00\t\t\n\
    产业投资基金\t30,000.00\t30,000.00\t全年出资额不少于2亿元。\t1、1-产出指标；11-数量指标：实缴出资额；\
    实施周期指标值：不少于2亿元；年度指标值：不少于2亿元。2、2-效益指标；22-社会效益：营商环境；\
    实施周期指标值：持续优化；年度指标值：持续优化。\n";

const SPENDING: &str = "项目编号,项目名称,期间,项目支出（万元）\nX1,产业投资基金,2024-01,0\nX1,产业投资基金,2024-02,0\n\
    X1,产业投资基金,2024-03,10000\nX1,产业投资基金,2024-04,0\nX1,产业投资基金,2024-05,0\nX1,产业投资基金,2024-06,0\n\
    X1,产业投资基金,2024-07,10000\n";

const BINDINGS: &str = "bindings:\n  - ref: P01.I01.T1\n    feed: {kind: formula, subject: project, formula: \
    \"sum(over(项目支出))\"}\n    period: \"2024\"\n    measured: \"2024-01..07\"\n    unit: 亿元\n    scale: 2\n    progress: accumulates\n    why: 国库支付\n";

struct Bureau {
    dir: tempfile::TempDir,
}

impl Bureau {
    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn run(&self, args: &[&str]) -> Run {
        let done = run(&[args, &["--data", &self.path("data"), "--json"]].concat());
        assert!(done.code == 0, "{args:?}: {}", done.err);
        done
    }

    /// A table with its money and with one target fed.
    fn new() -> Self {
        let bureau = Self { dir: tempfile::tempdir().unwrap() };
        bureau.run(&["setup"]);
        for name in ["lin", "wang"] {
            bureau.run(&["user", "add", name, "--role", "finance"]);
        }
        bureau.run(&["targets", "import", &bureau.file("表.txt", TABLE), "--by", "lin"]);
        bureau.run(&["data", "import", &bureau.file("支出.csv", SPENDING), "--by", "lin", "--apply"]);
        bureau.run(&["targets", "bind", "1", &bureau.file("b.yaml", BINDINGS), "--by", "lin", "--apply"]);
        bureau.run(&["targets", "accept", "1", "--by", "wang", "--apply"]);
        bureau
    }
}

#[test]
fn two_thirds_of_the_money_that_meet_the_goal_are_little_money_spent_and_six_point_six_seven_points() {
    let bureau = Bureau::new();
    let july = bureau.run(&["targets", "monitor", "1", "--as-of", "2024-07-31"]).json();
    assert_eq!(july["until"], "2024-07");
    let row = &july["projects"][0];
    assert_eq!((&row["money"]["rate"], &row["elapsed"]), (&"66.7".into(), &"58.3".into()));
    assert_eq!((&row["goal"]["reached"], &row["quadrant"]), (&true.into(), &"little_kept".into()));
    // In June half of it was paid: the return of July is not seen.
    let june = bureau.run(&["targets", "monitor", "1", "--as-of", "2024-07-30"]).json();
    assert_eq!((&june["until"], &june["projects"][0]["money"]["spent"]), (&"2024-06".into(), &"100000000.00".into()));
    assert_eq!(june["projects"][0]["goal"]["progress"], "50.0");

    let scored = bureau.run(&["targets", "score", "1", "--rules", "10"]).json();
    let lines = scored["projects"][0]["lines"].as_array().unwrap();
    // 10, then 50 and 30 of 80 brought to 90: no satisfaction in this table.
    let points: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line["weight"].as_str().unwrap(), line["awarded"]["points"].as_str().unwrap_or("—")))
        .collect();
    assert_eq!(points, [("10.00", "6.67"), ("56.25", "56.25"), ("33.75", "—")]);
    assert_eq!(lines[0]["awarded"]["sum"], "10.00 × min(1, 200,000,000.00 ÷ 300,000,000.00) = 6.67");
    assert_eq!((&scored["rules"], &scored["projects"][0]["grade"]), (&"10 v2".into(), &serde_json::Value::Null));
    let under = bureau.run(&["targets", "score", "1", "--rules", "101", "--project", "P01"]).json();
    assert_eq!(under["projects"][0]["lines"][0]["awarded"]["points"], "6.67", "10 × 20,000 ÷ 30,000");
}

#[test]
fn the_forms_written_are_read_again_as_what_they_are() {
    let bureau = Bureau::new();
    for (args, layout) in [
        (vec!["targets", "monitor", "1", "--as-of", "2024-07-31"], "monitoring"),
        (vec!["targets", "score", "1", "--rules", "101"], "self-evaluation"),
    ] {
        let out = bureau.path("out.xlsx");
        bureau.run(&[args.as_slice(), &["--out", &out]].concat());
        let read = run(&["targets", "read", &out, "--json"]).json();
        assert_eq!((&read["layout"], &read["projects"][0]["name"]), (&layout.into(), &"产业投资基金".into()));
        assert_eq!(read["projects"][0]["indicators"].as_array().unwrap().len(), 2, "{layout}");
    }
    let out = bureau.path("summary.xlsx");
    bureau.run(&["targets", "score", "1", "--rules", "10", "--summary", "--out", &out]);
    assert!(std::fs::read(out).unwrap().starts_with(b"PK"));
    let early = run(&["targets", "monitor", "1", "--as-of", "2024-01-15", "--data", &bureau.path("data")]);
    assert!(early.code == 1 && early.err.contains("no_month"), "{}", early.err);
    let unknown = run(&["targets", "score", "1", "--rules", "9", "--data", &bureau.path("data")]);
    assert!(unknown.code == 1 && unknown.err.contains("101"), "{}", unknown.err);
}

#[test]
fn a_past_month_sees_no_record_that_happened_later() {
    let bureau = Bureau { dir: tempfile::tempdir().unwrap() };
    bureau.run(&["setup"]);
    for name in ["lin", "wang"] {
        bureau.run(&["user", "add", name, "--role", "finance"]);
    }
    bureau.run(&["targets", "import", &bureau.file("表.txt", TABLE), "--by", "lin"]);
    let records = "记录编号,记录名称,期间,记录类型,发生日期,承办单位\nJL-1,一,2024,应急通信保障,2024-03-05,甲公司\n\
        JL-2,二,2024,应急通信保障,2024-07-20,甲公司\n";
    bureau.run(&["data", "import", &bureau.file("记录.csv", records), "--by", "lin", "--apply"]);
    let counted = BINDINGS
        .replace("subject: project", "subject: record")
        .replace("\"sum(over(项目支出))\"", "\"count(*) filter (where 记录类型 = '应急通信保障')\"")
        .replace("    measured: \"2024-01..07\"\n", "")
        .replace("亿元", "场");
    bureau.run(&["targets", "bind", "1", &bureau.file("b.yaml", &counted), "--by", "lin", "--apply"]);
    bureau.run(&["targets", "accept", "1", "--by", "wang", "--apply"]);
    for (day, seen) in [("2024-02-29", "0.00"), ("2024-06-30", "1.00"), ("2024-07-31", "2.00")] {
        let monitored = bureau.run(&["targets", "monitor", "1", "--as-of", day]).json();
        let targets = monitored["targets"].as_array().unwrap();
        let own = targets.iter().find(|one| one["target"]["id"] == "P01.I01.T1").unwrap();
        assert_eq!(own["value"]["actual"]["number"], seen, "{day}");
    }
}

#[test]
fn points_go_out_as_a_sheet_come_back_planned_first_and_decide_the_score() {
    let bureau = Bureau::new();
    let out = bureau.path("weights.xlsx");
    bureau.run(&["targets", "weights", "1", "--rules", "101", "--out", &out]);
    assert!(std::fs::read(&out).unwrap().starts_with(b"PK"));
    let unchanged = bureau.run(&["targets", "weights", "1", "--rules", "101", "--take", &out]).json();
    assert_eq!((&unchanged["applied"], &unchanged["changed"]), (&false.into(), &serde_json::json!([])));
    let filled = bureau.file("填好.csv", "说明,请填\n编号,指标,分值\nP01.I01,实缴出资额,50\nP01.I02,营商环境,40\n");
    let planned = bureau.run(&["targets", "weights", "1", "--rules", "101", "--take", &filled, "--by", "lin"]).json();
    assert_eq!(planned["changed"], serde_json::json!(["P01.I01", "P01.I02"]));
    assert_eq!(planned["entries"], serde_json::json!({}), "a plan keeps nothing");
    bureau.run(&["targets", "weights", "1", "--rules", "101", "--take", &filled, "--by", "lin", "--apply"]);
    let kept = bureau.run(&["targets", "weights", "1", "--rules", "101"]).json();
    assert_eq!(kept["projects"][0]["blocks"][0]["whole"], true);
    let lines = bureau.run(&["targets", "score", "1", "--rules", "101"]).json();
    let line = &lines["projects"][0]["lines"][2];
    assert_eq!((&line["weight_from"], &line["weight_sum"]), (&"entered".into(), &"40 × 40 ÷ 40 = 40.00".into()));
    let data = bureau.path("data");
    let refused = |text: &str| {
        let file = bureau.file("坏.csv", text);
        let run = run(&["targets", "weights", "1", "--rules", "101", "--take", &file, "--apply", "--data", &data]);
        assert_eq!(run.code, 1, "{text}");
        run.err
    };
    assert!(refused("编号,分值\nP01.I01,51\n").contains("合计 51.00 分，应为 50 分"));
    assert!(refused("编号,分值\nP01.I01,1e30\n").contains("“1e30”不是分值"));
    assert!(refused("编号,分值\nP01.I01,50\nP01.I01,50\n").contains("已在上面出现过"));
    assert!(refused("编号,分值\nP01.I77,50\n").contains("P01.I77"));
    assert!(refused("编号,权重\nP01.I01,50\n").contains("没有找到"));
}
