//! Layouts offices publish, in words of our own: each must be read field by field or left blank.

use proptest::prelude::*;
use shuanglian_targets::model::{Indicator, Layout, Project, TargetTable};

use super::read::text;

fn read(name: &str, content: &str) -> TargetTable {
    text(name, content.as_bytes()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

/// Rows of cells; `rows x columns` in front of a `~` is a merge.
fn page(title: &str, rows: &[&[&str]]) -> String {
    let mut out = format!("<html><body><p>{title}</p><table>");
    for row in rows {
        out.push_str("<tr>");
        for cell in *row {
            let (span, text) = match cell.split_once('~') {
                Some((span, text)) => (span.split_once('x').unwrap_or(("1", "1")), text),
                None => (("1", "1"), *cell),
            };
            out.push_str(&format!("<td rowspan={} colspan={}>{text}</td>", span.0, span.1));
        }
        out.push_str("</tr>");
    }
    out + "</table></body></html>"
}

fn amounts(project: &Project) -> Vec<String> {
    let shown = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".into());
    project.amounts.iter().map(|a| format!("{}/{}={}", a.item, a.column, shown(&a.value))).collect()
}

/// Levels, name and target of an indicator.
fn brief(indicator: &Indicator) -> String {
    let target = indicator.target.clone().unwrap_or_else(|| "-".into());
    format!("{}/{}/{}={target}", indicator.level1, indicator.level2, indicator.name)
}

fn briefs(project: &Project) -> Vec<String> {
    project.indicators.iter().map(brief).collect()
}

#[test]
fn a_form_with_merged_levels_skips_its_blank_rows() {
    let html = page(
        "附件2：项目支出绩效目标申报表（2024年度）",
        &[
            &["1x2~项目名称", "1x3~校舍维修专项"],
            &["1x2~主管部门", "云岭区教育局", "实施单位", "第二小学"],
            &["3x2~项目资金（万元）", "实施期资金总额：", "300.5", "年度资金总额：100"],
            &["其中：财政拨款", "300.5", "其中：财政拨款：100"],
            &["其他资金", "", "其他资金"],
            &["2x1~总体目标", "1x2~实施期目标", "1x2~年度目标"],
            &["1x2~目标1：修30栋", "1x2~目标1：修5栋；目标2：无隐患"],
            &["5x1~绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
            &["3x1~产出指标<br>（50分）", "2x1~数量指标", "指标1：维修楼栋数", "≥5栋"],
            &["指标2：受益班级", "60个。"],
            &["时效指标", "指标1：", ""],
            &["满意度指标", "服务对象满意度<br>指标", "师生满意度", "≥95%"],
        ],
    );
    let table = read("form.html", &html);
    assert_eq!(table.layout, Layout::SingleProject);
    assert_eq!(table.document.title.as_deref(), Some("项目支出绩效目标申报表"));
    assert_eq!((table.document.year, table.document.unit.as_deref()), (Some(2024), Some("万元")));
    let project = &table.projects[0];
    assert_eq!((project.name.as_str(), project.department.as_deref()), ("校舍维修专项", Some("云岭区教育局")));
    assert_eq!(project.goal.as_deref(), Some("目标1：修5栋；目标2：无隐患"));
    assert_eq!(project.goal_clauses.len(), 2);
    assert_eq!(
        briefs(project),
        [
            "产出指标/数量指标/维修楼栋数=≥5栋",
            "产出指标/数量指标/受益班级=60个",
            "满意度指标/服务对象满意度指标/师生满意度=≥95%"
        ]
    );
    assert_eq!(project.indicators[0].level1_code, None);
}

#[test]
fn a_self_evaluation_keeps_points_scores_and_reasons_apart() {
    let html = page(
        "项目支出绩效自评表",
        &[
            &["1x8~（2022年度）"],
            &["1x2~项目名称", "1x6~2022-0012-秸秆禁烧"],
            &["3x1~项目资金（元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
            &["年度资金总额", "20", "18.5", "17.2", "10", "92.97%", "9.3"],
            &["其他资金", "0", "", "0", "—", "", "—"],
            &["2x1~年度总体目标", "1x3~预期目标", "1x4~实际完成情况"],
            &["1x3~利用率达到93%以上。", "1x4~（200字以内）"],
            &["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
            &["产出指标", "时效指标", "处置时间", "≤30分钟", "35分钟", "25", "21.4", "车辆不足"],
            &["效益指标", "生态效益指标", "优良天数", "≥300天", "", "30", "", "/"],
            &["1x5~总分", "100", "95.7", ""],
        ],
    );
    let table = read("self.html", &html);
    assert_eq!((table.layout, table.document.year), (Layout::SelfEvaluation, Some(2022)));
    let project = &table.projects[0];
    assert_eq!((project.name.as_str(), project.score_total.as_deref()), ("秸秆禁烧", Some("95.7")));
    assert_eq!(amounts(project)[..2], ["年度资金总额/年初预算数=20", "年度资金总额/全年预算数=18.5"]);
    assert_eq!(amounts(project)[3..], ["其他资金/年初预算数=0", "其他资金/全年预算数=-", "其他资金/全年执行数=0"]);
    assert_eq!(project.goal.as_deref(), Some("利用率达到93%以上。"));
    let late = &project.indicators[0];
    assert_eq!((late.actual.as_deref(), late.score.as_deref()), (Some("35分钟"), Some("21.4")));
    assert_eq!(late.deviation.as_deref(), Some("车辆不足"));
    let open = &project.indicators[1];
    assert_eq!((&open.actual, &open.score, &open.deviation), (&None, &None, &None));
}

#[test]
fn ticks_of_a_monitoring_table_become_words() {
    let html = page(
        "2023年项目绩效运行监控表",
        &[
            &["1x2~项目名称", "1x11~文化馆免费开放"],
            &[
                "2x1~一级指标",
                "2x1~二级指标",
                "2x1~三级指标",
                "2x1~年度指标值",
                "2x1~1-7月执行情况",
                "2x1~全年预计完成情况",
                "1x3~偏差原因分析",
                "1x3~完成目标可能性",
                "2x1~备注",
            ],
            &["经费保障", "人员保障", "原因说明", "确定能", "有可能", "完全不可能"],
            &["产出指标", "数量指标", "开放天数", "300天", "180天", "300天", "", "", "", "√", "", "", ""],
            &["产出指标", "质量指标", "完成率", "≥95%", "60%", "90%", "√", "", "拨款较晚", "", "√", "", "补做"],
        ],
    );
    let table = read("watch.html", &html);
    assert_eq!(table.layout, Layout::Monitoring);
    let found = &table.projects[0].indicators;
    assert_eq!((found[0].likelihood.as_deref(), found[0].deviation.as_deref()), (Some("确定能"), None));
    assert_eq!(found[1].deviation.as_deref(), Some("经费保障：拨款较晚"));
    assert_eq!((found[1].likelihood.as_deref(), found[1].forecast.as_deref()), (Some("有可能"), Some("90%")));
    assert_eq!(found[1].note.as_deref(), Some("补做"));
}

#[test]
fn a_list_with_a_row_per_indicator_carries_projects_down_and_adds_up() {
    let csv = "2024年部门预算项目绩效目标表,,,,,,,,\n部门：海曲区民政局,,,,,,,,单位：元\n\
        序号,项目名称,主管部门,资金总额,年度绩效目标,一级指标,二级指标,三级指标,指标值\n\
        1,养老床位,海曲区民政局,\"1,200,000.00\",增加床位,产出指标,数量指标,床位数,≥800张\n\
        ,,,,,,质量指标,准确率,100%\n,,,,,效益指标,社会效益指标,入住率,提高\n\
        2,殡葬惠民,海曲区民政局,350000,落实政策,产出指标,数量指标,人数,1000人\n,合计,,1550000,,,,,\n";
    let table = read("list.csv", csv);
    assert_eq!((table.layout, table.document.unit.as_deref()), (Layout::ProjectList, Some("元")));
    assert_eq!(table.projects.len(), 2);
    assert_eq!(briefs(&table.projects[0])[1..], ["产出指标/质量指标/准确率=100%", "效益指标/社会效益指标/入住率=提高"]);
    assert_eq!(table.checks.adds_up, Some(true));
    assert_eq!(table.checks.computed[0].value.as_deref(), Some("1550000.00"));
}

#[test]
fn split_targets_keep_sign_number_and_unit() {
    let csv = "预算绩效目标批复表,,,,,\n项目名称,智慧路灯,,预算金额（万元）,88.5,\n绩效目标,保障亮灯,,,,\n\
        一级指标,二级指标,三级指标,指标性质,指标值,计量单位\n产出指标,数量指标,灯杆数,≥,5600,盏\n\
        ,时效指标,修复时间,≤,24,小时\n成本指标,经济成本指标,单杆费用,＜,158,元/盏\n";
    let table = read("approved.csv", csv);
    let found: Vec<_> = table.projects[0].indicators.iter().map(|i| (i.num.as_deref(), i.unit.as_deref())).collect();
    assert_eq!(found, [(Some("5600"), Some("盏")), (Some("24"), Some("小时")), (Some("158"), Some("元/盏"))]);
    assert!(table.projects[0].indicators.iter().all(|i| i.op.is_some()));
    assert_eq!(table.document.unit.as_deref(), Some("万元"));
}

#[test]
fn lines_that_lost_blank_cells_are_read_only_where_one_way_fits() {
    let head = "项目支出绩效自评表\n(2023年度)\n项目名称\n道路养护\n一级指标\n二级指标\n三级指标\n年度指标值\n\
        实际完成值\n分值\n得分\n偏差原因分析\n及改进措施\n";
    let table = read(
        "lines.txt",
        &format!(
            "{head}产出指标\n（50分）\n数量指标\n里程\n20公里\n18公里\n20\n18\n雨季停工\n次数\n4次\n4次\n10\n10\n总分\n100\n95\n"
        ),
    );
    let found = &table.projects[0].indicators;
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].deviation.as_deref(), found[1].deviation.as_deref()), (Some("雨季停工"), None));
    assert_eq!((table.document.year, table.projects[0].score_total.as_deref()), (Some(2023), Some("95")));
    let unsure = read("lost.txt", &format!("{head}产出指标\n数量指标\n里程\n20公里\n"));
    assert_eq!(unsure.projects[0].indicators[0].target, None);
    assert!(unsure.findings.iter().any(|f| f.kind == "uncertain_reading"));
}

#[test]
fn bars_and_wide_spaces_separate_columns() {
    let table = read(
        "bars.txt",
        "# 2024年度项目支出绩效目标表\n| 项目名称 | 松林防火 | 主管部门 | 林业局 |\n|---|---|---|---|\n\
         | 资金总额（万元） | 66 | 财政拨款 | 66 |\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n\
         | 产出指标 | 数量指标 | 巡护里程 | ≥2000公里 |\n| | 质量指标 | 完好率 | 100% |\n",
    );
    assert_eq!(table.document.title.as_deref(), Some("2024年度项目支出绩效目标表"));
    assert_eq!(briefs(&table.projects[0])[1], "产出指标/质量指标/完好率=100%");
    let spaced = read(
        "wide.txt",
        "2023年项目支出绩效自评表\n项目名称    清淤    主管部门    水利站\n一级指标    二级指标    三级指标    指标值    分值    得分\n\
         产出指标    数量指标    清淤 长度    12公里    30    28\n            质量指标    合格率    100%    20    20\n总分    50    48\n",
    );
    let project = &spaced.projects[0];
    assert_eq!((project.name.as_str(), project.score_total.as_deref()), ("清淤", Some("48")));
    assert_eq!(briefs(project)[0], "产出指标/数量指标/清淤 长度=12公里");
}

#[test]
fn rows_that_lost_merged_cells_move_back_below_their_headings() {
    let table = read(
        "pasted.txt",
        "2022年度项目支出绩效自评表\n项目名称\t老年食堂\n绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t完成值\t分值\t得分\n\
         产出指标\t数量指标\t食堂数量\t6个\t6个\t30\t30\n质量指标\t合格率\t100%\t99%\t20\t19\n总分\t100\t89\n",
    );
    let project = &table.projects[0];
    assert_eq!(briefs(project), ["产出指标/数量指标/食堂数量=6个", "产出指标/质量指标/合格率=100%"]);
    assert_eq!(project.indicators[1].actual.as_deref(), Some("99%"));
    assert_eq!(project.score_total.as_deref(), Some("89"));
}

#[test]
fn the_whole_period_and_the_year_side_by_side_are_two_values() {
    let html = page(
        "项目支出绩效目标申报表",
        &[
            &["1x2~项目名称", "1x5~农村饮水"],
            &["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
            &["2x1~产出指标", "数量指标", "管网", "90公里", "数量指标", "管网", "30公里"],
            &["质量指标", "水质", "≥98%", "质量指标", "水压", "≥95%"],
        ],
    );
    let table = read("halves.html", &html);
    let found: Vec<_> = table.projects[0]
        .indicators
        .iter()
        .map(|i| (i.name.as_str(), i.target_period.as_deref(), i.target_annual.as_deref()))
        .collect();
    assert_eq!(
        found,
        [("管网", Some("90公里"), Some("30公里")), ("水质", Some("≥98%"), None), ("水压", None, Some("≥95%"))]
    );
}

#[test]
fn a_form_pasted_with_a_row_per_line_keeps_its_columns() {
    let table = read(
        "rows.txt",
        "部门预算项目支出绩效自评表\n（2023年度）\n项目名称 人才公寓 主管部门 人社局 实施单位 人才中心\n\
         项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分\n年度资金总额 1,120 120 96 10 80% 8\n\
         其中：财政拨款 120 120 96 - 80% -\n年度总体目标 预期目标 实际完成情况\n新增80套 新增72套\n\
         绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施\n\
         产出指标 数量指标 新增公寓 80套 72套 30 27 选址延迟\n质量指标 合格率 100% 100% 20 20\n总分 100 95\n",
    );
    let project = &table.projects[0];
    assert_eq!((project.name.as_str(), project.department.as_deref()), ("人才公寓", Some("人社局")));
    assert_eq!(amounts(project)[2..4], ["年度资金总额/全年执行数=96", "财政拨款/年初预算数=120"]);
    assert_eq!(project.amounts[0].value.as_deref(), Some("1120"));
    assert_eq!((project.goal.as_deref(), project.score_total.as_deref()), (Some("新增80套"), Some("95")));
    assert_eq!(project.indicators[0].deviation.as_deref(), Some("选址延迟"));
    assert_eq!(project.indicators[1].score.as_deref(), Some("20"));
}

#[test]
fn several_forms_in_one_file_are_several_projects() {
    let one = |name: &str, money: &str| {
        format!(
            "项目支出绩效目标申报表\n（2024年度）\n项目名称：{name}\n资金总额：{money}万元\n年度目标：办好{name}\n\
             一级指标 二级指标 三级指标 指标值\n产出指标 数量指标 次数 5次\n"
        )
    };
    let table = read("two.txt", &(one("巡河", "30") + &one("防汛", "1,012.5")));
    let ids: Vec<&str> = table.projects.iter().map(|p| p.indicators[0].id.as_str()).collect();
    assert_eq!(ids, ["P01.I01", "P02.I01"]);
    assert_eq!(amounts(&table.projects[1]), ["资金总额/年度=1012.5"]);
    assert_eq!(table.document.unit.as_deref(), Some("万元"));
}

#[test]
fn a_department_table_names_amounts_by_their_groups() {
    let html = page(
        "部门整体支出绩效目标表",
        &[
            &["部门名称", "1x4~山阳县统计局"],
            &["3x1~年度预算申请（万元）", "2x1~资金总额", "1x2~按收入性质分", "按支出性质分"],
            &["公共财政拨款", "其他资金", "基本支出"],
            &["580.3", "560.3", "", "400.3"],
            &["整体绩效目标", "1x4~一是完成普查；二是提高质量。"],
            &["一级指标", "二级指标", "三级指标", "指标内容", "指标值"],
            &["产出指标", "数量指标", "单位数", "普查单位", "≥3000个"],
        ],
    );
    let table = read("whole.html", &html);
    assert_eq!((table.layout, table.projects[0].name.as_str()), (Layout::Department, "山阳县统计局"));
    assert_eq!(
        amounts(&table.projects[0]),
        [
            "资金总额/年度预算申请=580.3",
            "公共财政拨款/按收入性质分=560.3",
            "其他资金/按收入性质分=-",
            "基本支出/按支出性质分=400.3"
        ]
    );
    assert_eq!(table.projects[0].goal_clauses[1].text, "提高质量。");
}

#[test]
fn what_cannot_be_proved_is_refused_with_a_way_to_mend_it() {
    let glued = "项目支出绩效目标表\n项目名称总计财政拨款绩效目标绩效指标\n消费券100.00100.00发放消费券1、1-产出指标；11-数量指标：场次\n";
    let scrambled =
        "项目名称\n甲工程\n一级指标\n产出指标\n效益指标\n二级指标\n数量指标\n三级指标\n里程\n指标值\n10公里\n";
    for content in [glued, scrambled] {
        let refusal = text("lost.txt", content.as_bytes()).expect_err("must be refused");
        assert_eq!(refusal.code, "columns_lost");
        assert!(refusal.hint.contains("xlsx"));
    }
    assert_eq!(
        text("letter.txt", "各位同事：下周一开会。\n请准时参加。\n".as_bytes()).expect_err("no table").code,
        "no_table"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_made_of_form_words_is_read_or_refused(
        words in proptest::collection::vec(
            prop::sample::select(vec![
                "项目名称", "一级指标", "二级指标", "三级指标", "指标值", "产出指标", "数量指标", "资金总额", "936", "\n", "\t", "|",
                "合计", "总分", "绩效目标", "绩效指标", "1、1-产出指标；11-数量指标：", "年度指标值：", "<p>", "（", "：", "≥90%", " ",
                "年初预算数", "全年执行数", "满意度", "目标1：", "2024年度", "(2024年度)", "分值", "得分", "，", "甲",
            ]),
            0..120,
        )
    ) {
        let content = words.concat();
        for name in ["any.txt", "any.csv"] {
            if let Ok(document) = tabular::read(name, content.as_bytes(), &tabular::ReadOptions::default()) {
                let _ = shuanglian_targets::read::read(&document);
            }
        }
    }
}
