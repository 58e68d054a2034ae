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

#[test]
fn a_row_short_of_more_cells_than_the_last_ones_is_not_filled_from_the_left() {
    let table = read(
        "项目支出绩效自评表\n（2023年度）\n项目名称 甲渠维修\n\
        一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析\n产出指标 数量指标 修渠段数 12 20 0\n\
        清淤段数 30 31 20 20\n",
    );
    let found = &table.projects[0].indicators;
    let first = (found[0].actual.as_deref(), found[0].weight.as_deref(), found[0].score.as_deref());
    assert_eq!(first, (None, None, None));
    assert_eq!((found[1].actual.as_deref(), found[1].score.as_deref()), (Some("31"), Some("20")));
    assert_eq!(doubted(&table), ["P01"]);
}

#[test]
fn a_bare_figure_that_may_be_points_is_no_value() {
    let table = read(
        "项目支出绩效目标申报表\n项目名称\n甲渠维修\n一级指标\n二级指标\n三级指标\n指标值\n分值\n产出指标\n数量指标\n修渠段数\n\
        12\n20\n质量指标\n合格率（%）\n20\n满意度指标\n服务对象满意度\n灌户满意度\n≥90%\n10\n",
    );
    let found = &table.projects[0].indicators;
    let values: Vec<_> = found.iter().map(|i| (i.target.as_deref(), i.weight.as_deref())).collect();
    assert_eq!(values, [(Some("12"), Some("20")), (None, None), (Some("≥90%"), Some("10"))]);
    assert_eq!(doubted(&table), ["P01"]);
}

#[test]
fn categories_of_no_list_are_known_by_the_names_and_values_behind_them() {
    let table = read(
        "部门整体绩效目标表\n部门名称\n某区水务局\n一级指标\n二级指标\n三级指标\n指标值\n半年（计划）值\n全年（程）值\n\
        履职\n河道管护\n清淤河段\n≥3段\n≥8段\n巡河次数\n=60次\n=150次\n闸站运行\n闸站改造\n0座\n2座\n",
    );
    let found: Vec<_> = table.projects[0].indicators.iter().map(|i| (i.level2.as_str(), i.name.as_str())).collect();
    assert_eq!(found, [("河道管护", "清淤河段"), ("河道管护", "巡河次数"), ("闸站运行", "闸站改造")]);
    assert_eq!(table.projects[0].indicators[2].target_annual.as_deref(), Some("2座"));
}

#[test]
fn a_list_in_lines_whose_heading_is_not_understood_is_no_form() {
    let refusal = text(
        "表.txt",
        "项目支出绩效目标汇总表\n序号\n项目名称\n年初预算（万元）\n其中：财政拨款\n绩效目标\n绩效指标\n1\n甲渠维修\n20\n20\n修渠3公里。\n\
        产出指标-数量指标-修渠：3公里\n2\n乙渠维修\n10\n10\n修渠1公里。\n产出指标-数量指标-修渠：1公里\n"
            .as_bytes(),
    );
    assert_eq!(refusal.expect_err("must be refused").code, "columns_lost");
}
