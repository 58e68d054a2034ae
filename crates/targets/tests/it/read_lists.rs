//! Lists and tables that lost their columns, in words of our own: what was lost is proved or left blank with a word.

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

/// One cell a line, blank ones gone.
fn stacked(rows: &[&str]) -> String {
    let cells = rows.iter().flat_map(|row| row.split('\t')).filter(|cell| !cell.is_empty());
    cells.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_list_with_one_cell_a_line_is_cut_into_its_rows() {
    let rows = [
        "2023年项目绩效目标表",
        "单位：万元",
        "项目名称\t预算金额\t年度绩效目标\t一级指标\t二级指标\t三级指标\t绩效指标性质\t绩效指标值\t绩效度量单位",
        "合计\t75.50",
        "湿地巡护\t45.50\t保护湿地鸟类栖息。\t产出指标\t数量指标\t巡护人次\t≥\t300\t人次",
        "投放食源\t＝\t2\t吨",
        "效益指标\t生态效益指标\t栖息环境\t定性\t改善\t",
        "科普展馆\t30.00\t科普展馆全年开放。\t产出指标\t时效指标\t开放天数\t≥\t280\t天",
    ];
    for content in [stacked(&rows), rows.join("\n").replace('\t', " ")] {
        let table = read(&content);
        let found: Vec<_> = table.projects.iter().map(|p| (p.name.as_str(), p.indicators.len())).collect();
        assert_eq!(found, [("湿地巡护", 3), ("科普展馆", 1)], "{content}");
        assert_eq!(
            briefs(&table.projects[0]),
            ["产出指标/数量指标/巡护人次=300", "产出指标/数量指标/投放食源=2", "效益指标/生态效益指标/栖息环境=改善"]
        );
        assert_eq!(table.projects[0].indicators[1].unit.as_deref(), Some("吨"));
        assert_eq!(table.projects[1].goal.as_deref(), Some("科普展馆全年开放。"));
        assert_eq!((table.checks.adds_up, doubts(&table)), (Some(true), 0));
    }
}

#[test]
fn money_that_may_stand_in_two_columns_is_left_blank() {
    let table = read(&stacked(&[
        "2023年项目绩效目标表",
        "项目名称\t资金总额\t财政拨款\t其他资金\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值",
        "渡口维护\t20.00\t15.00\t5.00\t渡口全年安全。\t产出指标\t数量指标\t维护渡口\t≥6处",
        "航标检修\t12.00\t12.00\t航标全部正常。\t产出指标\t质量指标\t航标正常率\t≥98%",
    ]));
    assert_eq!(amounts(&table.projects[0]), ["资金总额/年度=20.00", "财政拨款/年度=15.00", "其他资金/年度=5.00"]);
    assert_eq!(amounts(&table.projects[1]), ["资金总额/年度=12.00", "财政拨款/年度=-", "其他资金/年度=-"]);
    assert_eq!((briefs(&table.projects[1])[0].as_str(), doubts(&table)), ("产出指标/质量指标/航标正常率=≥98%", 1));
}

#[test]
fn ticks_whose_column_is_lost_are_not_guessed() {
    let rows = [
        "项目支出绩效运行监控表（2024年度）",
        "项目名称\t水库巡查",
        "一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t全年预计完成情况\t完成目标可能性\t备注",
        "确定能\t有可能\t完全不可能",
        "产出指标\t数量指标\t巡查次数\t≥50次\t31次\t52次\t√",
        "质量指标\t隐患处置率\t100%\t100%\t100%\t√",
    ];
    for content in [stacked(&rows), rows.join("\n").replace('\t', " ")] {
        let table = read(&content);
        let found = &table.projects[0].indicators;
        assert_eq!((found.len(), found[1].name.as_str()), (2, "隐患处置率"), "{content}");
        assert_eq!((found[0].target.as_deref(), found[0].actual.as_deref()), (Some("≥50次"), Some("31次")));
        assert_eq!((found[0].forecast.as_deref(), found[0].likelihood.as_deref()), (Some("52次"), None));
        assert_eq!(doubts(&table), 2);
    }
}

#[test]
fn a_category_no_list_knows_is_taken_only_beside_a_known_one() {
    let table = read(&stacked(&[
        "项目绩效目标申报表\n（2023年）",
        "项目名称\t人才驿站",
        "一级指标\t二级指标\t三级指标\t指标值",
        "产出指标\t数量指标\t驿站数量\t≥3个",
        "效益指标\t引才成效\t入住人才\t≥120人",
        "满意度指标\t人才满意度\t≥90%",
    ]));
    assert_eq!(
        briefs(&table.projects[0]),
        ["产出指标/数量指标/驿站数量=≥3个", "效益指标/引才成效/入住人才=≥120人", "满意度指标//人才满意度=≥90%"]
    );
}

#[test]
fn a_list_with_its_heading_in_two_rows_is_read_from_browsers_and_lines() {
    let web = [
        "部门项目绩效目标表\n单位：元",
        "项目名称\t预算金额\t绩效目标\t绩效指标",
        "合计\t财政拨款\t其他资金\t一级指标\t二级指标\t三级指标\t指标值",
        "总计\t900.50\t600.50\t300.00\t\t\t\t\t",
        "茶园改造\t900.50\t600.50\t300.00\t改造老茶园。\t产出指标\t数量指标\t改造茶园\t≥40亩",
        "效益指标\t经济效益指标\t茶农增收\t≥6%",
    ];
    for content in [web.join("\n"), stacked(&web), web.join("\n").replace("\t\t", "").replace('\t', " ")] {
        let table = read(&content);
        assert_eq!(
            amounts(&table.projects[0]),
            ["合计/年度=900.50", "财政拨款/年度=600.50", "其他资金/年度=300.00"],
            "{content}"
        );
        let found = briefs(&table.projects[0]);
        assert_eq!(found, ["产出指标/数量指标/改造茶园=≥40亩", "效益指标/经济效益指标/茶农增收=≥6%"]);
        assert_eq!((table.checks.adds_up, table.projects.len()), (Some(true), 1));
    }
}

#[test]
fn a_heading_torn_inside_a_cell_is_put_together() {
    let rows = [
        "项目支出绩效目标表\n（2022年度）\n项目名称\t古树复壮",
        "一级指标\t二级指标\t三级\n指标\t指标值\t完成时限",
        "产出指标\t数量指标\t复壮古树\t16株\t11月",
        "质量指标\t成活率\t≥95%\t12月",
    ];
    for content in [rows.join("\n"), stacked(&rows)] {
        let table = read(&content);
        assert_eq!(
            briefs(&table.projects[0]),
            ["产出指标/数量指标/复壮古树=16株", "产出指标/质量指标/成活率=≥95%"],
            "{content}"
        );
    }
}

#[test]
fn goals_torn_at_their_line_breaks_are_put_together_or_left_blank() {
    let head = "项目支出绩效目标申报表\n（2024年度）\n项目名称\t城区绿化\n总体目标\t实施期目标\t年度目标\n";
    let tail = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t新增绿地\t≥9公顷\n";
    let torn = "1.三年新增绿地27公顷。\n2.建成公园3处。\t1.新增绿地9公顷。\n2.建成公园1处。\n";
    let table = read(&format!("{head}{torn}{tail}"));
    assert_eq!(table.projects[0].goal.as_deref(), Some("1.新增绿地9公顷。 2.建成公园1处。"));
    assert_eq!((table.projects[0].goal_clauses.len(), doubts(&table)), (2, 0));
    let lost = read(&format!("{head}1.三年新增绿地27公顷。\n2.建成公园3处。\n1.新增绿地9公顷。\n{tail}"));
    assert_eq!((lost.projects[0].goal.as_deref(), doubts(&lost)), (None, 1));
    let behind = read(&format!("项目支出绩效目标表\n项目名称\t夜市\n年度目标\t1.设摊位80个。\n2.无投诉。\n{tail}"));
    assert_eq!(behind.projects[0].goal_clauses.len(), 2);
}

#[test]
fn values_of_earlier_years_are_no_targets() {
    let rows = [
        "项目绩效目标申报表\n（2024年度）\n项目名称\t冷库建设\n年度绩效目标\t建成冷库。\n年度绩效指标表",
        "目标名称\t一级指标\t二级指标\t三级指标\t指标值\t绩效标准",
        "近两年指标值\t预期当年实现值\n前年\t上年",
        "年度绩效目标1\t产出指标\t数量指标\t冷库容积\t800立方米\t900立方米\t≥1500立方米\t计划标准",
        "满意度指标\t服务对象满意度指标\t农户满意度\t85%\t87%\t≥90%\t历史标准",
    ];
    for content in [rows.join("\n"), stacked(&rows), rows.join("\n").replace('\t', " ")] {
        let table = read(&content);
        let found = briefs(&table.projects[0]);
        assert_eq!(found[0], "产出指标/数量指标/冷库容积=≥1500立方米", "{content}");
        assert_eq!(found[1..], ["满意度指标/服务对象满意度指标/农户满意度=≥90%"]);
        assert_eq!(table.projects[0].goal.as_deref(), Some("建成冷库。"));
    }
}

#[test]
fn a_column_of_labels_in_front_of_the_money_is_none_of_amounts() {
    let rows = [
        "2023年度部门整体支出绩效自评表\n部门名称\t渔政支队\n资金来源\t年初预算数\t全年预算数\t全年执行数\t执行率",
        "基本支出\t60.00\t62.00\t62.00\t100%\n项目支出\t20.00\t18.00\t9.00\t50%",
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t巡航航次\t≥90航次",
    ];
    for content in [stacked(&[&rows.join("\t").replace('\n', "\t")]), rows.join("\n").replace('\t', " ")] {
        let found = amounts(&read(&content).projects[0]);
        assert_eq!(found[..2], ["基本支出/年初预算数=60.00", "基本支出/全年预算数=62.00"], "{content}");
        assert_eq!(found[5], "项目支出/全年执行数=9.00");
    }
}

#[test]
fn chances_and_reasons_on_one_line_are_told_apart() {
    let table = read(
        "项目支出绩效运行监控表\n（2024年度）\n项目名称 河道清淤\n\
        一级指标 二级指标 三级指标 年度指标值 1-7月执行情况 全年预计完成情况 偏差原因分析 完成目标可能性 备注\n\
        产出指标 数量指标 清淤长度 ≥8公里 5公里 8公里 确定能\n质量指标 验收合格率 100% 90% 100% 汛期停工 有可能\n",
    );
    let found = &table.projects[0].indicators;
    assert_eq!((found[0].likelihood.as_deref(), found[0].deviation.as_deref()), (Some("确定能"), None));
    assert_eq!((found[1].likelihood.as_deref(), found[1].deviation.as_deref()), (Some("有可能"), Some("汛期停工")));
    assert_eq!(doubts(&table), 0);
}

#[test]
fn a_row_of_a_list_torn_inside_its_goal_is_one_row() {
    let table = read(
        "项目绩效目标表\n单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标值\n\
        县图书馆\t书香进村\t12.00\t办好农家书屋，\n送书下乡。\t产出指标\t数量指标\t送书册数\t≥3000册\n\
        \t\t\t\t\t质量指标\t图书完好率\t≥98%\n",
    );
    let project = &table.projects[0];
    assert_eq!(
        (project.goal.as_deref(), project.department.as_deref()),
        (Some("办好农家书屋， 送书下乡。"), Some("县图书馆"))
    );
    assert_eq!(briefs(project), ["产出指标/数量指标/送书册数=≥3000册", "产出指标/质量指标/图书完好率=≥98%"]);
}

#[test]
fn a_unit_with_its_figures_and_goal_below_their_headings_is_read() {
    let table = read(
        "整体支出绩效目标表\n单位：万元\n单位名称 年度预算申请 整体绩效目标\n资金总额 一般公共预算 其他资金 基本支出 项目支出\n\
        溪口县气象局 310.00 290.00 20.00 210.00 100.00 提高预报准确率。\n\
        一级指标 二级指标 三级指标 指标值\n产出指标 质量指标 预报准确率 ≥88%\n",
    );
    let project = &table.projects[0];
    assert_eq!((project.name.as_str(), project.goal.as_deref()), ("溪口县气象局", Some("提高预报准确率。")));
    let values: Vec<_> = project.amounts.iter().filter_map(|a| a.value.as_deref()).collect();
    assert_eq!(values, ["310.00", "290.00", "20.00", "210.00", "100.00"]);
}

#[test]
fn lines_torn_inside_a_cell_are_rows_again() {
    let table = read(
        "项目支出绩效自评表\n（2023年度）\n项目名称 泵房更新\n年度\n总体\n目标 更新泵房6座。\n\
        一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n产出指标\n（50分） 数量指标 更新泵房 6座 6座 50 50\n\
        效益指标 社会效益\n指标 投诉下降率 ≥20% 25% 30 30\n满意度指标 服务对象\n满意度指标 住户满意度 ≥90% 93% 10 10\n",
    );
    let project = &table.projects[0];
    assert_eq!(
        briefs(project),
        [
            "产出指标/数量指标/更新泵房=6座",
            "效益指标/社会效益指标/投诉下降率=≥20%",
            "满意度指标/服务对象满意度指标/住户满意度=≥90%"
        ]
    );
    assert_eq!((project.goal.as_deref(), doubts(&table)), (Some("更新泵房6座。"), 0));
}

#[test]
fn money_below_the_last_heading_stands_below_its_items() {
    let table = read(
        "部门整体支出绩效目标表\n（2023年度）\n部门名称\t西湾区园林局\n年度主要任务\t任务名称\t主要内容\t预算金额（万元）\n\
        总额\t财政拨款\t其他资金\n任务1\t补植行道树\t64.00\t60.00\t4.00\n金额合计\t64.00\t60.00\t4.00\n\
        一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t补植乔木\t≥500株\n",
    );
    let values: Vec<_> = table.projects[0].amounts.iter().map(|a| (a.item.as_str(), a.value.as_deref())).collect();
    assert_eq!(values, [("总额", Some("64.00")), ("财政拨款", Some("60.00")), ("其他资金", Some("4.00"))]);
}

#[test]
fn a_stroke_at_the_end_of_a_row_is_no_part_of_the_next_label() {
    let table = read(
        "项目支出绩效自评表\n（2023年度）\n项目名称 堤防加固\n项目资金\n（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分\n\
        年度资金总额 90.00 88.00 66.00 10 75% 7.5\n上年结转资金 0 0 0 - 0 -\n其他资金 0 0 0 - 0 -\n\
        一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n产出指标 数量指标 加固堤防 3公里 3公里 90 90\n",
    );
    let found = amounts(&table.projects[0]);
    assert_eq!((found.len(), found[2].as_str()), (9, "年度资金总额/全年执行数=66.00"));
    assert_eq!(found[8], "其他资金/全年执行数=0");
}

#[test]
fn ticks_behind_kept_blanks_are_counted_off() {
    let rows = [
        "项目支出绩效运行监控表（2024年度）\t项目名称\t滩涂监测",
        "一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t全年预计完成情况\t完成目标可能性",
        "确定能\t有可能\t完全不可能",
        "产出指标\t数量指标\t监测航次\t≥12次\t7次\t12次\t\t√\t",
        "质量指标\t数据合格率\t≥95%\t\t96%\t√\t\t",
    ];
    let bars: Vec<String> = rows.iter().flat_map(|row| row.split('\t')).map(|cell| format!("{cell} |")).collect();
    let table = read(&bars.join("\n"));
    let found = &table.projects[0].indicators;
    assert_eq!((found[0].likelihood.as_deref(), found[1].likelihood.as_deref()), (Some("有可能"), Some("确定能")));
    assert_eq!((found[1].actual.as_deref(), found[1].forecast.as_deref()), (None, Some("96%")));
    assert_eq!(doubts(&table), 0);
}

#[test]
fn a_row_that_numbers_the_columns_is_no_project_and_a_year_is_no_sum() {
    let text = "项目支出绩效目标表\n单位：万元\n项目名称\t预算年度\t预算金额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
        甲\t1\t2\t3\t4\t5\t6\t7\n街面巡查\t2024\t120.50\t巡查街面不少于600次。\t产出指标\t数量指标\t巡查次数\t≥600次\n";
    let (_, table) =
        shuanglian_targets::read_and_check("表.txt", text.as_bytes(), &tabular::ReadOptions::default()).unwrap();
    let names: Vec<&str> = table.projects.iter().map(|project| project.name.as_str()).collect();
    assert_eq!(names, ["街面巡查"]);
    let amounts: Vec<&str> = table.projects[0].amounts.iter().map(|amount| amount.raw.as_str()).collect();
    assert_eq!(amounts, ["120.50"]);
}
