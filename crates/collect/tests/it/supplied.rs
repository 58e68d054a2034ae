//! The knowledge that comes with the program hangs together, and a bureau's own files add to it.

use std::fs;

use crate::{Folder, collect, folder};
use collect::KnowledgeFault;
use domain::MetricKind;

#[test]
fn record_types_are_the_codes_of_their_list_and_every_one_says_what_it_counts() {
    let folder = folder();
    assert_eq!(folder.store.read(collect::check_supplied).unwrap(), [], "every worked example comes out as it says");
    let list = folder.registry.list("record-types").unwrap();
    let types: Vec<&str> = folder.registry.types().all().map(|one| one.code.as_str()).collect();
    assert_eq!(list.codes.iter().map(|code| code.code.as_str()).collect::<Vec<_>>(), types);
    assert_eq!(types.len(), collect::supplied_knowledge("record-types").len());
    for named in ["讲座培训", "供需对接会", "会议活动", "枢纽接待", "应急通信保障", "研究报告", "园区配备", "企业走访"]
        .into_iter()
        .chain(["调查研究", "服务提供", "帮扶补助", "投诉办理", "监督检查", "运维违规", "工程验收", "政策评价"])
    {
        let one = folder.registry.types().get(named).unwrap_or_else(|| panic!("{named}"));
        assert!(!one.counts.is_empty() && !one.evidence.is_empty() && !one.accepted_by.roles.is_empty());
    }
    // Types whose rules say more than the usual show it by a worked example.
    for one in folder.registry.types().all().filter(|one| !one.once_per.is_empty()) {
        assert!(
            !one.examples.is_empty() || one.once_per[0].fields == ["发生日期"] || one.code == "园区配备",
            "{}",
            one.code
        );
    }
}

#[test]
fn every_code_metric_has_its_list_and_no_name_means_two_metrics() {
    let folder = folder();
    let mut names = std::collections::BTreeSet::new();
    for metric in folder.registry.metrics() {
        if let MetricKind::Code { list, .. } = &metric.kind {
            assert!(folder.registry.list(list).is_some(), "{} wants the list {list}", metric.name);
        }
        for name in [&metric.name, &metric.name_en].into_iter().chain(&metric.aliases) {
            assert!(names.insert(name.to_lowercase()), "{name} means two metrics");
        }
    }
}

const OWN: &str = "code: 植树\nname_en: Tree planted\ncounts: 一次植树\ncounts_en: one planting\ncitation: 绿化办法\n\
    required: [发生日期, 株数]\nevidence: []\naccepted_by: {roles: [section]}\n\
    excluded_when:\n  - {formula: 株数 < 10, why: 不足十株不计, why_en: fewer than ten do not count}\n\
    metrics:\n  - {name: 株数, name_en: trees, subject: record, kind: number, unit: \"\", grain: year, definition: 成活的株数。, citation: 绿化办法}\n\
    examples:\n  - says: 不足十株不计\n    records:\n      - {发生日期: \"2024-03-12\", 株数: \"10\", 计入: 是}\n      - {发生日期: \"2024-03-12\", 株数: \"9\", 计入: excluded}\n";

fn put(folder: &Folder, name: &str, text: &str) -> Vec<KnowledgeFault> {
    let types = folder.store.dir().join("knowledge/record-types");
    fs::create_dir_all(&types).unwrap();
    fs::write(types.join(name), text).unwrap();
    collect::refresh(&folder.store).unwrap()
}

fn known(folder: &Folder, code: &str) -> bool {
    folder.store.read(collect::RecordTypes::load).unwrap().get(code).is_some()
}

#[test]
fn a_new_type_is_one_file_with_its_metrics_and_its_examples() {
    let folder = folder();
    assert_eq!(collect::refresh(&folder.store).unwrap(), [], "what comes with the program is declared already");
    assert_eq!(put(&folder, "trees.yaml", OWN), []);
    assert!(known(&folder, "植树"));
    let (list, metric) =
        folder.store.read(|r| Ok((r.code_list("record-types")?.unwrap(), r.metric_named("trees")?))).unwrap();
    assert!(list.find("Tree planted").is_some() && metric.is_some());
    let acts = folder.store.read(|r| r.last_seq()).unwrap();
    assert_eq!(put(&folder, "trees.yaml", OWN), []);
    assert_eq!(folder.store.read(|r| r.last_seq()).unwrap(), acts, "nothing new, nothing written");
}

#[test]
fn a_broken_file_says_where_and_why_and_keeps_nothing_else_out() {
    for (from, to, line, words) in [
        ("counts: 一次植树", "count: 一次植树", None, "读不懂"),
        ("株数]", "棵数]", Some(6), "“棵数”不是记录的指标"),
        ("roles: [section]", "roles: [boss]", Some(8), "没有角色“boss”"),
        ("株数 < 10", "sum(株数) < 10", Some(10), "别的记录"),
        ("株数 < 10", "株数 + 10", Some(10), "不是一个条件"),
        ("株数 < 10", "株树 < 10", Some(10), "株树"),
        ("\"9\", 计入: excluded", "\"9\", 计入: 是", Some(14), "按规则是“excluded”"),
        ("required: [发生日期, 株数]", "required: [株数]", Some(6), "须是必填的日期"),
        ("code: 植树", "code: 供需对接会", Some(1), "已在"),
        ("name: 株数, name_en: trees", "name: 株数, name_en: people", None, "people"),
    ] {
        let folder = folder();
        assert!(OWN.contains(from), "{from}");
        let broken = OWN.replace(from, to);
        let types = folder.store.dir().join("knowledge/record-types");
        fs::create_dir_all(&types).unwrap();
        fs::write(
            types.join("good.yaml"),
            OWN.replace("株数", "苗数").replace("trees", "saplings").replace("植树", "育苗"),
        )
        .unwrap();
        let faults = put(&folder, "z.yaml", &broken);
        let [fault] = faults.as_slice() else { panic!("{to}: {faults:?}") };
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(!fault.mend.is_empty() && fault.file == "record-types/z.yaml", "{fault:?}");
        assert!(line.is_none() || fault.line == line, "{to}: {fault}");
        assert!(known(&folder, "育苗") && !known(&folder, "植树"));
    }
}

#[test]
fn rules_without_a_required_field_and_the_list_itself_are_refused() {
    let folder = folder();
    let loose = OWN
        .replace("metrics:\n", "once_per:\n  - {fields: [地点], why: 一, why_en: one}\noptional: [地点]\nmetrics:\n");
    let faults = put(&folder, "a.yaml", &loose);
    assert!(faults[0].message.contains("空着就能重复计数"), "{faults:?}");
    let lists = folder.store.dir().join("knowledge/lists");
    fs::create_dir_all(&lists).unwrap();
    fs::write(
        lists.join("record-types.yaml"),
        "name: record-types\ntitle: a\ntitle_en: a\ncitation: a\ncodes:\n  - {code: a, label: a, label_en: a}\n",
    )
    .unwrap();
    let faults = collect::refresh(&folder.store).unwrap();
    assert!(faults.iter().any(|fault| fault.file == "lists/record-types.yaml"), "{faults:?}");
    assert!(folder.store.read(|r| r.code_list("record-types")).unwrap().unwrap().codes.len() > 30);
}

#[test]
fn the_type_shown_to_officers_can_be_used_as_it_stands() {
    let readme = include_str!("../../../../knowledge/record-types/README.md");
    let yaml = readme.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = folder();
    assert_eq!(put(&folder, "trees.yaml", yaml), []);
    assert!(known(&folder, "植树"));
}

#[test]
fn a_file_of_another_name_takes_no_code_over() {
    let folder = folder();
    let before = folder.registry.types().get("讲座培训").unwrap().clone();
    let own = OWN.replace("code: 植树", "code: 讲座培训");
    for text in [own.clone(), own.replace("株数 < 10", "株树 < 10")] {
        let faults = put(&folder, "a13.yaml", &text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].file, "record-types/a13.yaml", "the newcomer is to blame");
        let types = folder.store.read(collect::RecordTypes::load).unwrap();
        assert_eq!(types.get("讲座培训"), Some(&before));
    }
}

#[test]
fn conditions_that_can_never_or_always_hold_are_refused_with_their_line() {
    let folder = folder();
    for (condition, said) in [
        ("not 计入", "正是要由它判定的"),
        ("已采纳", "正是要由它判定的"),
        ("株数 < null", "永远不成立"),
        ("true", "不看任何字段"),
        ("面积 > 3 * 平方米", "这一类没有这个字段"),
    ] {
        let faults =
            put(&folder, "trees.yaml", &OWN.replace("formula: 株数 < 10", &format!("formula: \"{condition}\"")));
        assert_eq!(faults.len(), 1, "{condition}: {faults:?}");
        assert!(faults[0].message.contains(said) && faults[0].line == Some(10), "{condition}: {:?}", faults[0]);
    }
    let shared = OWN.replace("株数", "人数").replace("name_en: trees", "name_en: hc2");
    let faults = put(&folder, "trees.yaml", &shared);
    assert!(faults.len() == 1 && faults[0].message.contains("各类共用"), "{faults:?}");
    let needed = OWN.replace("excluded_when:", "counts_when:").replace("株数 < 10", "株数 >= 10");
    assert_eq!(put(&folder, "trees.yaml", &needed.replace("计入: excluded", "计入: counts_when")), []);
}
