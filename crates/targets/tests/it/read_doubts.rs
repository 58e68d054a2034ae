//! What cannot be read with certainty is said, and said of the project it concerns.

use shuanglian_targets::model::TargetTable;

use super::read::text;

fn read(content: &str) -> TargetTable {
    text("表.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// The ids a doubt of the reader names.
fn doubted(table: &TargetTable) -> Vec<&str> {
    let doubts = table.findings.iter().filter(|f| f.kind == "uncertain_reading");
    doubts.flat_map(|f| f.refs.iter().map(String::as_str)).collect()
}

#[test]
fn a_doubt_names_the_form_it_stands_in() {
    let form = |name: &str, money: &str| {
        format!(
            "项目支出绩效自评表\n（2023年度）\n项目名称\n{name}\n项目资金（万元）\n年初预算数\n全年预算数\n全年执行数\n\
            年度资金总额\n{money}一级指标\n二级指标\n三级指标\n年度指标值\n实际完成值\n产出指标\n数量指标\n修渠\n3公里\n3公里\n"
        )
    };
    let table = read(&format!("{}{}", form("甲渠维修", "90\n88\n66\n"), form("乙渠维修", "90\n66\n")));
    assert_eq!(table.projects.len(), 2);
    assert_eq!(doubted(&table), ["P02"]);
}

#[test]
fn a_doubt_in_a_list_names_the_project_of_its_row() {
    let table = read(
        "项目支出绩效目标表\n序号\t项目名称\t预算总额\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值\t分值\n\
        1\t甲林管护\t60\t管护林地。\t产出指标\t数量指标\t管护面积\t900亩\t50\n\
        2\t乙林管护\t50\t管护林地。\t产出指标\t数量指标\t管护面积\t800亩\t50\n≥2次\t巡护次数\t每月\n",
    );
    assert_eq!(table.projects.len(), 2);
    assert_eq!(doubted(&table), ["P02"]);
}
