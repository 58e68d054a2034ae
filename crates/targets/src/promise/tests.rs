//! Sentences as offices write them, and what they promise.

use proptest::prelude::*;

use super::scan;
use crate::model::{Op, TargetKind};

/// Kind, operator, number and unit of every promise, in one line each.
fn found(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for promise in scan(text, Some(2024)) {
        let op = match promise.op {
            Op::AtLeast => ">=",
            Op::MoreThan => ">",
            Op::AtMost => "<=",
            Op::LessThan => "<",
            Op::Exactly => "=",
        };
        let num = promise.num.unwrap_or_default();
        lines.push(format!("{op}{num}{}", promise.unit.unwrap_or_default()));
    }
    lines
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn numbers_with_a_measure_are_promises() {
    check(&[
        ("全年组织培训不少于12场，参训人员达到600人次以上。", &[">=12场", ">=600人次"]),
        ("新建口袋公园3座，绿化面积超2.5万平方米", &["=3座", ">2.5万平方米"]),
        ("投诉处理时间不超过3个工作日", &["<=3个工作日"]),
        ("故障30分钟内响应", &["<=30分钟"]),
        ("群众满意度在95%以上", &[">=95%"]),
        ("每季度至少走访8户", &[">=8户"]),
        ("发放补贴１，２００户", &["=1200户"]),
        ("完成课题报告两份、政策汇编一套", &["=2份", "=1套"]),
        ("培育企业5至8家", &[">=5家", "<=8家"]),
        ("合格率80%-90%", &[">=80%", "<=90%"]),
        ("覆盖率达百分之九十", &[">=90%"]),
        ("安全生产零事故", &["=0"]),
        ("结余不得为负数", &[">=0"]),
        ("带动就业近2000人", &["=2000人"]),
        ("较上年增长10%", &["=10%"]),
        ("执行率<5%", &["<5%"]),
        ("成本控制在200万元以内", &["<=200万元"]),
        ("工业企业100多家", &[">100家"]),
    ]);
}

#[test]
fn a_unit_is_read_whole() {
    check(&[
        ("校准仪表4200台件", &["=4200台件"]),
        ("抽查航次350艘次以上，送检样品80件次", &[">=350艘次", "=80件次"]),
        ("昼间噪声≤60分贝", &["<=60分贝"]),
        ("总磷≤0.3mg/L", &["<=0.3mg/L"]),
        ("补助1800元/人·月", &["=1800元/人·月"]),
        ("保洁费≤12元/平方米/年", &["<=12元/平方米/年"]),
        ("PM10浓度低于48微克/立方米", &["<48微克/立方米"]),
        ("义诊16场（次）", &["=16场（次）"]),
        ("95（％）", &["=95%"]),
        ("35挂以上", &[">=35挂"]),
        ("培训260名学员以上。", &[">=260名"]),
        ("公交分担率由28%提高到30%", &["=30%"]),
        ("办理时限从5个工作日缩短至3个工作日以内", &["<=3个工作日"]),
        ("建成15分钟便民生活圈6个", &["=6个"]),
        // What follows is a thing, a grade or another word, and no part of the unit.
        ("扶持12家企业", &["=12家"]),
        ("选派6名科级以上", &["=6名"]),
        ("解决3项次要问题", &["=3项"]),
        ("走访4s店20家", &["=20家"]),
    ]);
}

#[test]
fn what_is_no_single_value_is_none() {
    check(&[
        ("30±2次", &[]),
        ("每月10日前", &[]),
        ("5号前报送", &[]),
        ("﹥30场", &[">30场"]),
        ("“零”发生", &["=0"]),
        ("争创4A级景区1个", &["=1个"]),
        ("前10名", &[]),
        ("1—12月", &[]),
        ("1 234.5万元", &[]),
        ("[90%,95%]", &[]),
        ("100%/95%", &[]),
        ("90%≤X≤95%", &[">=90%", "<=95%"]),
    ]);
    let unclear = super::unclear;
    for text in ["30±2次", "每月10日前", "1:3", "前10名", "1 234.5万元", "[90%,95%]"] {
        assert!(unclear(text), "{text}");
    }
    assert!(!unclear("提升") && !unclear("3年行动计划"));
}

#[test]
fn names_years_and_references_are_none() {
    for text in [
        "根据某府办〔2022〕18号文件，落实“产业十五条”",
        "办好第8届零部件展",
        "“十四五”规划期间持续推进5G和3D打印应用",
        "2021-2023年三年行动计划收官",
        "1、夯实基础；2、补齐短板",
        "（1）开展调研；（2）形成材料",
        "企业所得税减按15%征收",
        "现有职工35人",
        "发放率=实际发放数÷应发放数×100%",
        "《数字经济100问》宣传",
        "提供一站式服务，建设一批项目，进一步做好两个维护",
        "二期基金及一级平台运行",
        "2022年度兑现",
        "一企一策、一户一档",
        "型号A4打印纸",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn days_bases_and_grades_have_kinds_of_their_own() {
    let kinds = |text: &str| -> Vec<(TargetKind, Op, String)> {
        scan(text, Some(2024)).into_iter().map(|p| (p.kind, p.op, p.num.unwrap_or_default())).collect()
    };
    let day = |iso: &str| vec![(TargetKind::Date, Op::AtMost, iso.to_owned())];
    assert_eq!(kinds("2025年6月底前完成验收"), day("2025-06-30"));
    assert_eq!(kinds("12月31日前"), day("2024-12-31"));
    assert_eq!(kinds("2024年12月"), day("2024-12-31"));
    assert_eq!(kinds("2024年2月底前"), day("2024-02-29"));
    assert_eq!(kinds("年底前建成"), day("2024-12-31"));
    assert_eq!(kinds("第二季度末前"), day("2024-06-30"));
    assert_eq!(kinds("2025年三季度完成"), day("2025-09-30"));
    // Before it begins or before it ends: the day is not said.
    assert_eq!(kinds("2024年第三季度前"), day(""));
    let base = |op, year: &str| vec![(TargetKind::Relative, op, year.to_owned())];
    assert_eq!(kinds("空气质量好于2022年"), base(Op::MoreThan, "2022"));
    assert_eq!(kinds("运行效率较上年有所提高"), base(Op::MoreThan, "2023"));
    assert_eq!(kinds("投诉量比去年下降"), base(Op::LessThan, "2023"));
    assert_eq!(kinds("不低于上年水平"), base(Op::AtLeast, "2023"));
    assert_eq!(kinds("≥2022年水平"), base(Op::AtLeast, "2022"));
    let grade = |op, text: &str| vec![(TargetKind::Ordinal, op, text.to_owned())];
    assert_eq!(kinds("良好及以上"), grade(Op::AtLeast, "良好及以上"));
    assert_eq!(kinds("优"), grade(Op::Exactly, "优"));
    assert_eq!(kinds("4A级以上"), grade(Op::AtLeast, "4A级以上"));
    assert_eq!(kinds("二等奖以上"), grade(Op::AtLeast, "二等奖以上"));
    assert_eq!(kinds("显著提升"), []);
}

#[test]
fn what_softens_a_promise_is_kept_beside_it() {
    let hedge = |text: &str| scan(text, None).first().and_then(|p| p.hedge.clone());
    assert_eq!(hedge("约40余项").as_deref(), Some("约…余"));
    assert_eq!(hedge("计划新增3家").as_deref(), Some("计划"));
    assert_eq!(hedge("力争突破20亿元").as_deref(), Some("力争"));
    assert_eq!(hedge("编制五年行动计划1份"), None);
    assert_eq!(hedge("占年度计划的105%"), None);
    assert_eq!(hedge("年内计划新增3家").as_deref(), Some("计划"));
    assert_eq!(hedge("500户左右").as_deref(), Some("左右"));
    assert!(scan("500户左右", None)[0].about);
    assert_eq!(hedge("联合不少于4家上下游企业"), None);
    assert_eq!(hedge("清淤3公里左右岸道路"), None);
}

proptest! {
    #[test]
    fn any_text_is_searched_without_harm(text in "[0-9一二百零个家％%年月日前优于计划≥()（）《》“”。；、,.\\- a-z]{0,40}") {
        let length = text.chars().count();
        for promise in scan(&text, Some(2024)) {
            prop_assert!(promise.start < promise.end && promise.end <= length);
            prop_assert!(promise.start <= promise.number_at);
        }
        crate::value::published(&text);
    }

    #[test]
    fn any_unicode_is_searched_without_harm(text in "\\PC{0,60}") {
        scan(&text, None);
    }
}
