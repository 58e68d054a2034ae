//! Headings over two values, printed again on a new page or standing one column after the other; rows that are none.

use shuanglian_targets::model::{Indicator, TargetTable};

use super::read::text;

fn read(name: &str, content: &str) -> TargetTable {
    text(name, content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn doubts(table: &TargetTable) -> usize {
    table.findings.iter().filter(|f| f.kind == "uncertain_reading").count()
}

fn values(i: &Indicator) -> (Option<&str>, Option<&str>, Option<&str>, Option<&str>) {
    (i.target.as_deref(), i.target_period.as_deref(), i.target_annual.as_deref(), i.num.as_deref())
}

/// A form with one heading of values over two parts.
fn halves(first: &str, second: &str) -> String {
    format!(
        "<table><tr><td>项目名称</td><td colspan=4>河塘清淤</td></tr>\
        <tr><td rowspan=2>一级指标</td><td rowspan=2>二级指标</td><td rowspan=2>三级指标</td><td colspan=2>指标值</td></tr>\
        <tr><td>{first}</td><td>{second}</td></tr>\
        <tr><td>产出指标</td><td>数量指标</td><td>清淤河塘</td><td>≥3处</td><td>≥8处</td></tr></table>"
    )
}

#[test]
fn the_half_year_is_never_taken_for_the_year() {
    for (first, second) in [("半年（计划）值", "全年（程）值"), ("上半年", "全年"), ("实施周期", "年度")]
    {
        let table = read("表.html", &halves(first, second));
        let found = values(&table.projects[0].indicators[0]);
        assert_eq!(found, (None, Some("≥3处"), Some("≥8处"), Some("8")), "{first}");
        assert_eq!(doubts(&table), 0);
    }
    let lines = "项目支出绩效目标表\n项目名称\n河塘清淤\n一级指标\n二级指标\n三级指标\n指标值\n半年（计划）值\n全年（程）值\n\
        产出指标\n数量指标\n清淤河塘\n≥3处\n≥8处\n";
    assert_eq!(values(&read("表.txt", lines).projects[0].indicators[0]).2, Some("≥8处"));
}

#[test]
fn parts_of_a_heading_that_name_no_time_are_not_guessed() {
    for (first, second) in [("甲口径", "乙口径"), ("2024年", "2025年")] {
        let table = read("表.html", &halves(first, second));
        assert_eq!(values(&table.projects[0].indicators[0]), (None, None, None, None), "{first}");
        assert_eq!(doubts(&table), 1, "{first}");
    }
}

#[test]
fn a_row_whose_name_is_a_figure_is_left_out_with_a_word() {
    let table = read(
        "表.txt",
        "项目支出绩效目标表\n项目名称\t河塘清淤\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t清淤河塘\t8处\n\
        质量指标\t合格率\t≥95%\t备查\n",
    );
    let names: Vec<&str> = table.projects[0].indicators.iter().map(|i| i.name.as_str()).collect();
    assert_eq!((names, doubts(&table)), (vec!["清淤河塘"], 1));
}

#[test]
fn a_form_goes_on_below_its_title_printed_again() {
    let page = "<tr><td colspan=4>项目支出绩效目标申报表</td></tr><tr><td colspan=4>（2024年度）</td></tr>";
    let head = "<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>";
    let table = read(
        "表.html",
        &format!(
            "<table>{page}<tr><td>项目名称</td><td colspan=3>河塘清淤</td></tr>{head}\
            <tr><td>产出指标</td><td>数量指标</td><td>清淤河塘</td><td>8处</td></tr>{page}{head}\
            <tr><td>效益指标</td><td>社会效益指标</td><td>受益村民</td><td>≥300人</td></tr></table>"
        ),
    );
    assert_eq!((table.projects.len(), table.projects[0].indicators.len(), doubts(&table)), (1, 2, 0));
    let lines = "项目支出绩效目标申报表\n项目名称\n河塘清淤\n一级指标\n二级指标\n三级指标\n指标值\n产出指标\n数量指标\n清淤河塘\n8处\n\
        — 2 —\n一级指标\n二级指标\n三级指标\n指标值\n效益指标\n社会效益指标\n受益村民\n≥300人\n";
    let table = read("表.txt", lines);
    let names: Vec<&str> = table.projects[0].indicators.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["清淤河塘", "受益村民"]);
}

#[test]
fn a_text_merged_over_the_columns_is_no_indicator() {
    let table = read(
        "表.html",
        "<table><tr><td>项目名称</td><td colspan=4>河塘清淤</td></tr><tr><td>年度目标1</td><td colspan=4>清淤8处。</td></tr>\
        <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>得分</td></tr>\
        <tr><td>产出指标</td><td>数量指标</td><td>清淤河塘</td><td>8处</td><td>20</td></tr>\
        <tr><td>年度目标2</td><td colspan=4>护岸3公里。</td></tr>\
        <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>得分</td></tr>\
        <tr><td>产出指标</td><td>数量指标</td><td>修建护岸</td><td>3公里</td><td>20</td></tr>\
        <tr><td colspan=4>指标得分小计</td><td>40</td></tr>\
        <tr><td>未完成原因</td><td colspan=4>雨季较长，工期顺延。</td></tr></table>",
    );
    let project = &table.projects[0];
    let names: Vec<&str> = project.indicators.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["清淤河塘", "修建护岸"]);
    assert_eq!(project.goal.as_deref(), Some("清淤8处。 护岸3公里。"));
}

#[test]
fn columns_one_after_the_other_are_refused() {
    let refusal = text(
        "表.txt",
        "项目支出绩效目标表\n项目名称\n甲塘清淤\n乙塘清淤\n预算数\n30\n20\n绩效目标\n清淤3处\n清淤2处\n数量指标\n清淤河塘 ≥3处\n".as_bytes(),
    );
    assert_eq!(refusal.expect_err("must be refused").code, "columns_lost");
}

#[test]
fn items_of_a_packed_cell_on_lines_of_their_own_stay_with_their_project() {
    let table = read(
        "表.txt",
        "项目支出绩效目标表\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
        甲塘清淤\t30\t30\t清淤3处。\t1、1-产出指标；11-数量指标；清淤河塘；实施周期指标值：3处；年度指标值：3处。\n\
        2、2-效益指标；22-社会效益指标；受益村民；实施周期指标值：300人；年度指标值：300人。\n\
        乙塘清淤\t20\t20\t清淤2处。\t1、1-产出指标；11-数量指标；清淤河塘；实施周期指标值：2处；年度指标值：2处。\n",
    );
    let counts: Vec<usize> = table.projects.iter().map(|p| p.indicators.len()).collect();
    assert_eq!((counts, doubts(&table)), (vec![2, 1], 0));
}

#[test]
fn a_label_and_its_amount_in_one_cell_are_told_apart() {
    let table = read(
        "表.html",
        "<table><tr><td>项目名称</td><td colspan=4>河塘清淤</td></tr>\
        <tr><td rowspan=2>项目资金（万元）</td><td>实施期资金总额：90</td><td>年度资金总额：</td><td>30</td></tr>\
        <tr><td>其中：财政拨款 80</td><td>其中：财政拨款</td><td>25</td></tr>\
        <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>\
        <tr><td>产出指标</td><td>数量指标</td><td>清淤河塘</td><td>8处</td></tr></table>",
    );
    let found = table.projects[0].amounts.iter();
    let found: Vec<_> =
        found.map(|a| format!("{}/{}={}", a.item, a.column, a.value.clone().unwrap_or_default())).collect();
    assert_eq!(found, ["资金总额/实施期=90", "财政拨款/实施期=80", "资金总额/年度=30", "财政拨款/年度=25"]);
}

#[test]
fn period_and_year_side_by_side_keep_their_halves_when_merged_cells_are_lost() {
    let table = read(
        "表.txt",
        "项目支出绩效目标表\n（2022年度）\n项目名称\t监测站网\n\
        绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值\n\
        产出指标\t数量指标\t新建站点\t15个\t数量指标\t新建站点\t5个\n发布公报\t3期\t发布公报\t1期\n",
    );
    let found = &table.projects[0].indicators;
    assert_eq!((found[1].name.as_str(), found[1].level2.as_str()), ("发布公报", "数量指标"));
    assert_eq!(values(&found[1]), (None, Some("3期"), Some("1期"), Some("1")));
}

#[test]
fn halves_with_a_cell_a_line_are_cut_where_they_prove_each_other() {
    let form = "项目支出绩效目标表\n项目名称\n监测站网\n一级指标\n二级指标\n三级指标\n指标值\n二级指标\n三级指标\n指标值\n\
        产出指标\n数量指标\n新建站点\n15个\n数量指标\n新建站点\n5个\n发布公报\n3期\n发布公报\n1期\n";
    let table = read("表.txt", form);
    let found: Vec<_> = table.projects[0].indicators.iter().map(values).collect();
    let wanted = [(None, Some("15个"), Some("5个"), Some("5")), (None, Some("3期"), Some("1期"), Some("1"))];
    assert_eq!((found, doubts(&table)), (wanted.to_vec(), 0));
    // A cell less: nothing behind it is sure.
    let table = read("表.txt", &form.replace("3期\n", ""));
    assert_eq!((table.projects[0].indicators.len(), doubts(&table)), (1, 1));
}
