//! Tables pasted from browsers and documents, in words of our own: what the paste lost is proved or left blank.

use shuanglian_targets::model::{Project, TargetTable};

use super::read::text;

fn read(content: &str) -> TargetTable {
    text("pasted.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Levels, name and target of each indicator.
fn briefs(project: &Project) -> Vec<String> {
    let shown = |target: &Option<String>| target.clone().unwrap_or_else(|| "-".into());
    let all = project.indicators.iter();
    all.map(|i| format!("{}/{}/{}={}", i.level1, i.level2, i.name, shown(&i.target))).collect()
}

fn amounts(project: &Project) -> Vec<String> {
    let shown = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".into());
    project.amounts.iter().map(|a| format!("{}/{}={}", a.item, a.column, shown(&a.value))).collect()
}

fn doubts(table: &TargetTable) -> usize {
    table.findings.iter().filter(|f| f.kind == "uncertain_reading").count()
}

#[test]
fn short_rows_of_a_list_belong_to_the_project_above() {
    let table = read(
        "2024年部门项目绩效目标表\n\
        项目名称\t预算总额\t财政拨款\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
        合计\t320.00\t320.00\t\t\t\t\t\n\
        路灯养护\t200.00\t200.00\t路灯常亮。\t产出指标\t数量指标\t养护路灯\t≥900盏\n\
        备用灯具\t60套\n\
        质量指标\t亮灯率\t≥97%\n\
        成本指标\t单灯养护费\t≤220元\n\
        效益指标\t社会效益指标\t夜间出行\t便利\n\
        绿道清扫\t120.00\t120.00\t绿道整洁。\t产出指标\t数量指标\t清扫里程\t≥35公里\n",
    );
    assert_eq!(table.projects.len(), 2);
    assert_eq!(
        briefs(&table.projects[0]),
        [
            "产出指标/数量指标/养护路灯=≥900盏",
            "产出指标/数量指标/备用灯具=60套",
            "产出指标/质量指标/亮灯率=≥97%",
            "产出指标/成本指标/单灯养护费=≤220元",
            "效益指标/社会效益指标/夜间出行=便利",
        ]
    );
    assert_eq!(briefs(&table.projects[1]), ["产出指标/数量指标/清扫里程=≥35公里"]);
    assert_eq!((table.checks.adds_up, doubts(&table)), (Some(true), 0));
}

#[test]
fn a_short_row_that_fits_nowhere_is_left_out_with_a_word() {
    let table = read(
        "2024年项目绩效目标表\n\
        序号\t项目名称\t预算总额\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值\t分值\n\
        1\t旧桥加固\t90.00\t桥梁安全。\t产出指标\t数量指标\t加固桥梁\t3座\t50\n\
        ≥2次\t巡检次数\t每季\n\
        2\t标线更新\t40.00\t标线清晰。\t产出指标\t数量指标\t更新标线\t≥12公里\t50\n",
    );
    let names: Vec<&str> = table.projects.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["旧桥加固", "标线更新"]);
    assert_eq!((table.projects[0].indicators.len(), doubts(&table)), (1, 1));
}

#[test]
fn money_stands_below_its_columns_though_the_section_label_is_missing() {
    let table = read(
        "项目支出绩效自评表\n（2023年度）\n项目名称\t水质监测\n\
        项目资金\n（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\
        年度资金总额\t80.00\t82.50\t75.90\t10\t92.00%\t9.2\n\
        其他资金\t\t\t\t—\t\t—\n\
        一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n\
        产出指标\t数量指标\t监测断面\t≥14个\t15个\t90\t90\n",
    );
    assert_eq!(
        amounts(&table.projects[0])[..3],
        ["年度资金总额/年初预算数=80.00", "年度资金总额/全年预算数=82.50", "年度资金总额/全年执行数=75.90"]
    );
    assert_eq!(amounts(&table.projects[0])[3], "其他资金/年初预算数=-");
}
