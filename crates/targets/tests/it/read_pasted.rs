//! Tables as they come out of a clipboard or a printed page: cells lost to merges, columns by place, labels upright.

use shuanglian_targets::model::{Indicator, Layout, Op, TargetTable};

use super::read::text;

fn read(name: &str, content: &str) -> TargetTable {
    text(name, content.as_bytes()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

fn line(i: &Indicator) -> String {
    let sign = match i.op {
        Some(Op::AtLeast) => "≥",
        Some(Op::AtMost) => "≤",
        Some(Op::Exactly) => "=",
        Some(Op::MoreThan) => ">",
        Some(Op::LessThan) => "<",
        None => "",
    };
    let value = i.target.as_deref().or(i.target_annual.as_deref()).unwrap_or("-");
    format!("{}/{}/{}: {sign} {value} {}", i.level1, i.level2, i.name, i.unit.as_deref().unwrap_or(""))
}

fn lines(table: &TargetTable) -> Vec<String> {
    table.projects.iter().flat_map(|p| p.indicators.iter().map(line)).collect()
}

#[test]
fn short_rows_stand_where_their_signs_and_categories_prove() {
    let table = read(
        "list.txt",
        "东湾区水务局2024年项目绩效目标表\n单位名称\t项目名称\t预算金额\t绩效目标\t一级指标\t二级指标\t三级指标\t绩效指标性质\t绩效指标值\t绩效度量单位\n\
         东湾区水务局\t泵站维护\t90\t保障排涝。\t产出指标\t数量指标\t泵站\t＝\t12\t座\n检修次数\t≥\t24\t次\n\
         成本指标\t单站费用\t≤\t7.5\t万元\n效益指标\t社会效益指标\t排涝能力\t定性\t提升\t\n\
         河道保洁\t40\t河面干净。\t产出指标\t时效指标\t打捞时限\t≤\t2\t天\n",
    );
    assert_eq!(
        lines(&table),
        [
            "产出指标/数量指标/泵站: = 12 座",
            "产出指标/数量指标/检修次数: ≥ 24 次",
            "产出指标/成本指标/单站费用: ≤ 7.5 万元",
            "效益指标/社会效益指标/排涝能力:  提升 ",
            "产出指标/时效指标/打捞时限: ≤ 2 天",
        ]
    );
    assert_eq!((table.projects.len(), table.projects[1].name.as_str()), (2, "河道保洁"));
}

#[test]
fn parts_of_a_heading_go_back_below_it() {
    let table = read(
        "parts.txt",
        "绩效目标申报表\n项目名称\t校园足球\n一级指标\t二级指标\t三级指标\t年度指标值\t备注\n符号\t数值\t单位\t内容\n\
         产出指标\t数量指标\t训练营\t≥\t6\t期\t\t\n质量指标\t教练持证\t定性\t\t\t全部持证\t校外聘请\n",
    );
    assert_eq!(lines(&table), ["产出指标/数量指标/训练营: ≥ 6 期", "产出指标/质量指标/教练持证:  全部持证 "]);
    assert_eq!(table.projects[0].indicators[1].note.as_deref(), Some("校外聘请"));
}

#[test]
fn a_printed_page_is_read_by_the_places_of_its_columns() {
    let page = "\
        \x20                2024年部门项目绩效目标表\n\
        部门：南屏县林业局                                          单位：万元\n\
        项目名称        预算数      绩效目标              一级指标    二级指标    三级指标        指标值\n\
        苗圃建设        120.00      扩建苗圃，            产出指标    数量指标    育苗数量        ≥30万株\n\
        \x20                           增加树种。                        质量指标    成活率          92%\n\
        \x20                                                 效益指标    社会效益    带动就业        40人\n\
        古树保护        16.50       保护古树。            产出指标    数量指标    挂牌古树        210株\n";
    let table = read("page.txt", page);
    assert_eq!(table.layout, Layout::ProjectList);
    assert_eq!(table.projects[0].goal.as_deref(), Some("扩建苗圃，增加树种。"));
    assert_eq!(table.projects[1].amounts[0].value.as_deref(), Some("16.50"));
    assert_eq!(
        lines(&table),
        [
            "产出指标/数量指标/育苗数量: ≥ ≥30万株 万株",
            "产出指标/质量指标/成活率:  92% %",
            "效益指标/社会效益/带动就业:  40人 人",
            "产出指标/数量指标/挂牌古树:  210株 株",
        ]
    );
}

#[test]
fn upright_labels_are_put_together() {
    let table = read(
        "upright.txt",
        "项目绩效目标申报表\n项目名称 牧区供水\n绩\n效\n目\n标\n保障饮水。\n一级指标 二级指标 三级指标 指标值\n产\n出\n指\n标\n\
         数量指标 水井 18眼\n满意度\n指标\n服务对象满意度\n指标 牧民满意度 ≥85%\n",
    );
    assert_eq!(table.projects[0].goal.as_deref(), Some("保障饮水。"));
    assert_eq!(
        lines(&table),
        ["产出指标/数量指标/水井:  18眼 眼", "满意度指标/服务对象满意度指标/牧民满意度: ≥ ≥85% %"]
    );
}

#[test]
fn a_blank_line_is_a_blank_cell_where_all_rows_then_fit() {
    let table = read(
        "blank.txt",
        "项目支出绩效自评表\n项目名称\n湿地修复\n一级指标\n二级指标\n三级指标\n指标值\n完成值\n分值\n得分\n备注\n\
         产出指标\n数量指标\n补水\n≥3次\n4次\n20\n20\n\n栽植\n50亩\n\n30\n\n未到季节\n质量指标\n成活率\n90%\n91%\n40\n40\n\n",
    );
    let two = &table.projects[0].indicators[1];
    assert_eq!((two.name.as_str(), two.actual.as_deref(), two.score.as_deref()), ("栽植", None, None));
    assert_eq!((two.weight.as_deref(), two.note.as_deref()), (Some("30"), Some("未到季节")));
    assert_eq!(table.projects[0].indicators[2].level2, "质量指标");
}

#[test]
fn a_project_goes_on_below_the_heading_of_the_next_page() {
    let head = "项目名称\t预算数\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n";
    let table = read(
        "pages.txt",
        &format!(
            "2024年项目支出绩效目标表\n{head}桥梁检测\t55\t保障安全。\t产出指标\t数量指标\t桥梁\t31座\n— 1 —\n\
             2024年项目支出绩效目标表\n{head}\t\t\t效益指标\t社会效益指标\t事故\t0起\n夜景照明\t20\t亮化。\t产出指标\t数量指标\t灯\t80盏\n— 2 —\n"
        ),
    );
    let counts: Vec<(&str, usize)> = table.projects.iter().map(|p| (p.name.as_str(), p.indicators.len())).collect();
    assert_eq!(counts, [("桥梁检测", 2), ("夜景照明", 1)]);
}

#[test]
fn units_above_their_projects_are_no_projects() {
    let table = read(
        "units.csv",
        "项目绩效目标表,,,,,,\n单位/项目名称,合计,绩效目标,一级指标,二级指标,三级指标,指标值\n总计,30,,,,,\n城东敬老院,30,,,,,\n\
         床位改造,30,改造床位。,产出指标,数量指标,床位,60张\n",
    );
    assert_eq!(table.projects.len(), 1);
    assert_eq!(table.projects[0].department.as_deref(), Some("城东敬老院"));
    assert_eq!(table.checks.adds_up, Some(true));
}

#[test]
fn parts_that_miss_the_total_are_reported_and_kept() {
    let form = |other: &str| {
        format!(
            "项目绩效目标表\n项目名称\t堤防加固\n年度资金总额\t500\n其中：财政拨款\t300\n地方政府债券\t100\n其他资金\t{other}\n\
             一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t堤防\t2公里\n"
        )
    };
    let table = read("gap.txt", &form("50"));
    assert_eq!((table.checks.adds_up, table.checks.computed[0].value.as_deref()), (Some(false), Some("450")));
    assert_eq!(table.projects[0].amounts[2].item, "地方政府债券");
    assert_eq!(read("even.txt", &form("100")).checks.adds_up, None);
}

#[test]
fn categories_side_by_side_are_refused() {
    let scrambled = "项目支出绩效目标表\n项目名称 甲\n一级指标 二级指标 三级指标 指标值\n产出指标 产出指标 效益指标\n数量指标 质量指标\n长度 合格率\n≥5 100%\n";
    assert_eq!(text("mixed.txt", scrambled.as_bytes()).expect_err("refused").code, "columns_lost");
}

#[test]
fn boxes_and_minus_signs_say_what_they_say() {
    let table = read(
        "boxes.txt",
        "绩效运行监控表\n项目名称\t稳岗\n一级指标\t二级指标\t三级指标\t年度指标值\t完成目标可能性\n产出指标\t成本指标\t成本变动\t≤-2%\t□确定能 ☑有可能\n\
         \t数量指标\t藏书\t2万卷\t□确定能 □有可能\n",
    );
    let [one, two] = table.projects[0].indicators.as_slice() else { panic!("two rows") };
    assert_eq!((one.num.as_deref(), one.likelihood.as_deref()), (Some("-2"), Some("有可能")));
    assert_eq!((two.unit.as_deref(), two.likelihood.as_deref()), (Some("万卷"), None));
}

#[test]
fn a_list_with_an_indicator_a_row_is_read_from_single_cells() {
    let table = read(
        "cells.txt",
        "2024年项目绩效目标表\n项目名称\n预算数\n年度目标\n一级指标\n二级指标\n三级指标\n绩效指标性质\n绩效指标值\n绩效度量单位\n\
         乡村书屋\n12.5\n更新图书，方便阅读。\n产出指标\n数量指标\n书屋\n＝\n8\n个\n新书\n≥\n2\n万卷\n效益指标\n社会效益指标\n阅读风气\n定性\n渐浓\n\
         露天电影\n6\n下乡放映电影。\n产出指标\n数量指标\n场次\n≥\n40\n场\n",
    );
    assert_eq!(
        lines(&table),
        [
            "产出指标/数量指标/书屋: = 8 个",
            "产出指标/数量指标/新书: ≥ 2 万卷",
            "效益指标/社会效益指标/阅读风气:  渐浓 ",
            "产出指标/数量指标/场次: ≥ 40 场",
        ]
    );
    let heads: Vec<_> = table.projects.iter().map(|p| (p.name.as_str(), p.amounts[0].value.as_deref())).collect();
    assert_eq!(heads, [("乡村书屋", Some("12.5")), ("露天电影", Some("6"))]);
}

#[test]
fn labels_side_by_side_have_their_values_below() {
    let merged = "整体支出绩效目标表\n单位名称\t年度预算申请\t\t\t整体绩效目标\n\t资金总额\t基本支出\t项目支出\t\n";
    let lost = "整体支出绩效目标表\n单位名称\t年度预算申请\t整体绩效目标\n资金总额\t基本支出\t项目支出\n";
    let repeated = "整体支出绩效目标表\n单位名称\t年度预算申请\t年度预算申请\t年度预算申请\t整体绩效目标\n单位名称\t资金总额\t基本支出\t项目支出\t整体绩效目标\n";
    for head in [merged, lost, repeated] {
        let table = read(
            "whole.txt",
            &format!(
                "{head}青石县档案馆\t90\t70\t20\t馆藏数字化3万页。\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t页数\t3万页\n"
            ),
        );
        let project = &table.projects[0];
        assert_eq!((table.layout, project.name.as_str()), (Layout::Department, "青石县档案馆"), "{head}");
        let values: Vec<_> = project.amounts.iter().map(|a| (a.item.as_str(), a.value.as_deref())).collect();
        assert_eq!(values, [("资金总额", Some("90")), ("基本支出", Some("70")), ("项目支出", Some("20"))]);
        assert_eq!(project.goal.as_deref(), Some("馆藏数字化3万页。"));
    }
}
