//! Lists with units between their projects, headings over groups, codes in names; columns told by their words.

use shuanglian_targets::model::{Layout, Project, TargetTable};

use super::read::text;

fn read(content: &str) -> TargetTable {
    text("pasted.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// Name, department and first amount of each project.
fn projects(table: &TargetTable) -> Vec<String> {
    let brief = |p: &Project| {
        let amount = p.amounts.first().and_then(|a| a.value.clone()).unwrap_or_else(|| "-".into());
        format!("{}/{}/{amount}/{}", p.name, p.department.as_deref().unwrap_or("-"), p.indicators.len())
    };
    table.projects.iter().map(brief).collect()
}

const HEAD: &str = "2024年项目支出绩效目标表\n\
    部门：清溪县水利局\t\t\t\t\t\t\t单位：万元\n\
    项目名称\t总计\t财政拨款\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n";
const DREDGING: &str = "河道清淤\t300.00\t300.00\t清淤12公里。\t产出指标\t数量指标\t清淤长度\t≥12公里\n";
const PATROL: &str = "水库巡查\t90.00\t90.00\t巡查52次。\t产出指标\t数量指标\t巡查次数\t≥52次\n";
const RATION: &str = "节水宣传\t60.00\t60.00\t宣传8场。\t产出指标\t数量指标\t宣传场次\t8场\n";

#[test]
fn units_with_the_sum_of_their_projects_are_no_projects() {
    let table = read(&format!(
        "{HEAD}合计\t450.00\t450.00\t\t\t\t\t\n\
        清溪县水利局（本级）\t300.00\t300.00\t\t\t\t\t\n{DREDGING}\
        205002清溪县水库管理所\t150.00\t150.00\t\t\t\t\t\n{PATROL}{RATION}"
    ));
    assert_eq!(
        projects(&table),
        [
            "河道清淤/清溪县水利局（本级）/300.00/1",
            "水库巡查/清溪县水库管理所/90.00/1",
            "节水宣传/清溪县水库管理所/60.00/1"
        ]
    );
    assert_eq!((table.checks.adds_up, table.findings.len()), (Some(true), 0));
}

#[test]
fn a_unit_above_all_projects_states_their_total() {
    let table = read(&format!("{HEAD}205-清溪县水利局\t460.00\t460.00\t\t\t\t\t\n{DREDGING}{PATROL}{RATION}"));
    assert_eq!((table.projects.len(), table.checks.adds_up), (3, Some(false)));
    let table = read(&format!("{HEAD}205-清溪县农水中心\t450.00\t450.00\t\t\t\t\t\n{DREDGING}{PATROL}{RATION}"));
    assert_eq!(table.projects.len(), 3);
    assert_eq!(table.checks.stated.first().and_then(|a| a.value.as_deref()), Some("450.00"));
    assert_eq!(table.checks.adds_up, Some(true));
}

#[test]
fn a_project_without_goal_and_indicators_stays_a_project() {
    let table =
        read(&format!("{HEAD}合计\t690.00\t690.00\t\t\t\t\t\n防汛物资\t300.00\t300.00\t\t\t\t\t\n{DREDGING}{PATROL}"));
    assert_eq!(projects(&table)[0], "防汛物资/-/300.00/0");
    assert_eq!((table.projects.len(), table.checks.adds_up), (3, Some(true)));
}

#[test]
fn headings_over_groups_are_left_out() {
    let tabs = "\t".repeat(7);
    let table = read(&format!("{HEAD}一、本级项目{tabs}\n{DREDGING}二、所属单位项目{tabs}\n{PATROL}"));
    assert_eq!(projects(&table), ["河道清淤/-/300.00/1", "水库巡查/-/90.00/1"]);
    let spanning = "<table><tr><td>项目名称</td><td>总计</td><td>绩效目标</td><td>一级指标</td><td>二级指标</td>\
        <td>三级指标</td><td>指标值</td></tr><tr><td colspan=7>（一）本级项目</td></tr><tr><td>河道清淤</td><td>300</td>\
        <td>清淤12公里。</td><td>产出指标</td><td>数量指标</td><td>清淤长度</td><td>≥12公里</td></tr></table>";
    let table = text("list.html", spanning.as_bytes()).expect("read");
    assert_eq!(projects(&table), ["河道清淤/-/300/1"]);
}

#[test]
fn titles_with_sums_are_left_out_and_a_project_that_equals_others_by_chance_is_not() {
    let table = read(&format!(
        "{HEAD}合计\t450.00\t450.00\t\t\t\t\t\n一、本级\t300.00\t300.00\t\t\t\t\t\n{DREDGING}\
        二、所属单位\t150.00\t150.00\t\t\t\t\t\n清溪县水库管理所\t90.00\t90.00\t\t\t\t\t\n{PATROL}\
        清溪县农水站\t60.00\t60.00\t\t\t\t\t\n{RATION}"
    ));
    assert_eq!(
        projects(&table),
        ["河道清淤/-/300.00/1", "水库巡查/清溪县水库管理所/90.00/1", "节水宣传/清溪县农水站/60.00/1"]
    );
    let table =
        read(&format!("{HEAD}泵站改造\t150.00\t150.00\t\t\t\t\t\n{PATROL}{RATION}合计\t300.00\t300.00\t\t\t\t\t\n"));
    assert_eq!((table.projects.len(), table.checks.adds_up), (3, Some(true)));
}

#[test]
fn unit_and_code_before_a_name_are_no_part_of_it() {
    let table = read(&format!("{HEAD}205002-清溪县水库管理所-53000021R000000012345-{PATROL}205002-{RATION}"));
    assert_eq!(projects(&table), ["水库巡查/清溪县水库管理所/90.00/1", "节水宣传/-/60.00/1"]);
}

#[test]
fn a_column_of_total_scores_and_a_unit_in_the_upper_heading_are_taken() {
    let table = read(
        "清溪县水利局2023年度项目支出绩效自评表\n\
        项目名称\t预算数（万元）\t\t绩效目标\t一级指标\t二级指标\t三级指标\t年初指标值\t实际完成值\t分值\t得分\t自评总分\n\
        \t全年预算数\t全年执行数\t\t\t\t\t\t\t\t\t\n\
        河道清淤\t300\t298\t清淤12公里。\t产出指标\t数量指标\t清淤长度\t≥12公里\t12.5公里\t90\t90\t99.9\n",
    );
    assert_eq!(table.document.unit.as_deref(), Some("万元"));
    assert_eq!(table.projects[0].score_total.as_deref(), Some("99.9"));
}

fn form(title: &str, heads: &str, rows: &str) -> TargetTable {
    read(&format!(
        "{title}\n项目名称\t河道清淤\n项目主管单位\t清溪县水利局\n年度资金总额（万元）\t300\n年度目标\t清淤。\n{heads}\n{rows}"
    ))
}

#[test]
fn what_was_reached_the_year_before_is_not_what_was_reached() {
    let rows = "产出指标\t数量指标\t清淤长度\t9公里\t12公里\n\t质量指标\t验收合格率\t100%\t100%\n";
    let own = form("2025年度项目支出绩效目标表", "一级指标\t二级指标\t三级指标\t2024年实际值\t2025年目标值", rows);
    let title = form("2025年度项目支出绩效目标表", "一级指标\t二级指标\t三级指标\t2024年完成值\t指标值", rows);
    for table in [own, title] {
        let first = &table.projects[0].indicators[0];
        assert_eq!((first.actual.as_deref(), first.target.as_deref()), (None, Some("12公里")));
        assert_eq!(table.layout, Layout::SingleProject);
        assert_eq!(table.projects[0].department.as_deref(), Some("清溪县水利局"));
    }
    let report =
        form("2024年度项目支出绩效自评表", "一级指标\t二级指标\t三级指标\t2024年实际完成值\t2024年目标值", rows);
    assert_eq!(report.projects[0].indicators[0].actual.as_deref(), Some("9公里"));
}

#[test]
fn bare_headings_are_told_by_those_beside_them() {
    let table = form(
        "2024年度项目支出绩效目标表",
        "一级指标\t二级指标\t三级指标\t符号\t数值\t单位",
        "产出指标\t数量指标\t清淤长度\t≥\t12\t公里\n\t质量指标\t水质\t\t好转\t\n",
    );
    let all = &table.projects[0].indicators;
    assert_eq!(
        (all[0].target.as_deref(), all[0].num.as_deref(), all[0].unit.as_deref()),
        (Some("12"), Some("12"), Some("公里"))
    );
    assert_eq!(all[1].target.as_deref(), Some("好转"));
    let table = form(
        "2024年度项目支出绩效目标表",
        "指标类型\t指标名称\t指标值\t权重",
        "数量指标\t清淤长度\t12公里\t50\n质量指标\t合格率\t100%\t50\n",
    );
    assert_eq!(
        (table.projects[0].indicators[0].level1.as_str(), table.projects[0].indicators[0].level2.as_str()),
        ("", "数量指标")
    );
}

#[test]
fn a_form_nobody_has_filled_in_is_called_that() {
    let blank = "项目支出绩效目标申报表\n（    年度）\n项目名称\t（填写项目全称）\n主管部门\t\n\
        年度资金总额：\t\n年度总体目标\t目标1：\n一级指标\t二级指标\t三级指标\t指标值\n\
        产出指标\t数量指标\t指标1：\t\n\t\t……\t\n效益指标\t社会效益指标\t指标1：\t\n填表说明：指标值应当量化。\n";
    assert_eq!(text("blank.txt", blank.as_bytes()).expect_err("refused").code, "not_filled_in");
}

#[test]
fn the_only_heading_that_may_mean_values_holds_them_and_none_is_said() {
    let rows = "产出指标\t数量指标\t清淤长度\t9公里\t12公里\n";
    let title = "2024年度项目支出绩效目标表";
    for heads in ["上年实际\t本年目标", "历史值\t绩效值"] {
        let table = form(title, &format!("一级指标\t二级指标\t三级指标\t{heads}"), rows);
        assert_eq!(table.projects[0].indicators[0].target.as_deref(), Some("12公里"), "{heads}");
        assert_eq!(table.findings.len(), 0);
    }
    let table = form(title, "一级指标\t二级指标\t三级指标\t甲栏\t乙栏", rows);
    assert_eq!(table.projects[0].indicators[0].target, None);
    assert_eq!(table.findings[0].kind, "uncertain_reading");
}

#[test]
fn a_column_of_figures_under_a_word_for_money_is_money() {
    let table = read(
        "2024年项目绩效目标表\t单位：元\n项目名称\t预算安排\t绩效目标\t绩效指标\n\
        河道清淤\t38,000\t清淤12公里。\t产出指标/数量指标/清淤长度：12公里；质量指标说明另附\n合计\t38,000\t\t\n",
    );
    assert_eq!(table.projects[0].amounts[0].value.as_deref(), Some("38000"));
    assert_eq!(table.checks.adds_up, Some(true));
}

#[test]
fn the_score_of_a_project_beside_that_of_its_indicator_is_its_total() {
    let table = read(
        "2024年度项目绩效自评汇总表\t单位：万元\n\
        项目名称\t全年预算数\t年度绩效目标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t自评得分\n\
        河道清淤\t300\t清淤12公里。\t清淤长度\t12公里\t11公里\t90\t82.5\t92.5\n",
    );
    let project = &table.projects[0];
    assert_eq!((project.score_total.as_deref(), project.indicators[0].score.as_deref()), (Some("92.5"), Some("82.5")));
}
