//! Forms of several places: levels on rows of their own, values on the way, goals with line breaks, units.

use shuanglian_targets::model::TargetTable;

use super::read::text;

fn read(content: &str) -> TargetTable {
    text("form.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

#[test]
fn the_value_of_the_year_stands_beside_the_one_on_the_way() {
    let table = read(
        "项目绩效目标表\n项目名称\t公租房\n一级指标\t二级指标\t三级指标\t半年指标值\t全年指标值\n产出指标\t数量指标\t交付房屋\t≥200套\t≥450套\n",
    );
    let one = &table.projects[0].indicators[0];
    assert_eq!((one.target_annual.as_deref(), one.num.as_deref()), (Some("≥450套"), Some("450")));
    assert_eq!((one.target.as_deref(), one.target_period.as_deref()), (None, Some("≥200套")));
}

#[test]
fn categories_on_rows_of_their_own_hold_for_the_rows_below() {
    let table = read(
        "项目绩效目标表\n项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标值\t度量单位\n\
         茶园改造\t60\t改造茶园。\t产出指标\t\t\t\t\n\t\t\t\t数量指标\t\t\t\n\t\t\t\t\t改造面积\t≥900\t亩\n\
         \t\t\t\t质量指标\t\t\t\n\t\t\t\t\t成活率\t≥95\t百分比\n",
    );
    let found: Vec<String> = table.projects[0]
        .indicators
        .iter()
        .map(|i| format!("{}/{}/{} {}", i.level1, i.level2, i.name, i.unit.as_deref().unwrap_or("-")))
        .collect();
    assert_eq!(found, ["产出指标/数量指标/改造面积 亩", "产出指标/质量指标/成活率 百分比"]);
}

#[test]
fn a_line_break_inside_a_goal_does_not_cut_it() {
    let table = read(
        "项目绩效目标表\n项目名称\t助学\n年度总体目标\t目标1：资助50人；\n目标2：走访30户；\n目标3：结对20人。\n\
         一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t资助人数\t50人\n",
    );
    let texts: Vec<&str> = table.projects[0].goal_clauses.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts, ["资助50人；", "走访30户；", "结对20人。"]);
}

#[test]
fn a_form_without_indicators_says_so() {
    let table = read("项目绩效目标表\n项目名称\t评估\n资金总额\t5\n年度目标\t完成评估。\n");
    let said = table.findings.iter().find(|f| f.kind == "uncertain_reading");
    assert_eq!(said.map(|f| f.refs.clone()), Some(vec!["P01".to_owned()]));
}

#[test]
fn units_stay_as_published() {
    let table = read(
        "项目绩效目标表\n项目名称\t农机\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t农机\t≥30台（套）\n产出指标\t数量指标\t鱼苗\t≥900万尾\n",
    );
    let units: Vec<_> = table.projects[0].indicators.iter().map(|i| i.unit.as_deref()).collect();
    assert_eq!(units, [Some("台（套）"), Some("万尾")]);
}
