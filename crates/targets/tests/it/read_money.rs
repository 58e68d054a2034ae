//! Money of forms: laid on its side, by years, below groups that lost their merged cells; none vanishes without a word.

use shuanglian_targets::model::TargetTable;

use super::read::text;

const HEAD: &str = "部门整体支出绩效目标申报表\n（2024年度）\n部门名称\t某县水利局\n";
const TABLE: &str = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t修渠\t≥3公里\n";

fn read(money: &str) -> TargetTable {
    let content = format!("{HEAD}{money}{TABLE}");
    text("表.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn in_lines(money: &str) -> TargetTable {
    let content = format!("{HEAD}{money}{TABLE}").replace('\t', "\n");
    text("表.txt", content.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn amounts(table: &TargetTable) -> Vec<String> {
    let found = table.projects[0].amounts.iter();
    found.map(|a| format!("{}/{}={}", a.item, a.column, a.value.as_deref().unwrap_or("-"))).collect()
}

fn doubts(table: &TargetTable) -> usize {
    table.findings.iter().filter(|f| f.kind == "uncertain_reading").count()
}

#[test]
fn of_two_years_the_one_of_the_table_is_the_budget() {
    let money = "资金情况（元）\t年度\t预算总额\t财政拨款\n\t2023年\t900\t900\n\t2024年\t1,200\t1,100\n";
    let wanted = ["预算总额/年度=1200", "财政拨款/年度=1100", "预算总额/2023年=900", "财政拨款/2023年=900"];
    for table in [read(money), in_lines(&money.replace("\n\t", "\n"))] {
        assert_eq!(amounts(&table), wanted);
        assert_eq!(doubts(&table), 0);
    }
}

#[test]
fn money_laid_on_its_side_keeps_item_and_column() {
    let money = "项目资金（万元）\t资金类别\t合计\t财政拨款\n\t年初预算数\t50\t45\n\t全年执行数\t47\t44\n\t执行率\t94%\t97.8%\n";
    let wanted = ["合计/年初预算数=50", "财政拨款/年初预算数=45", "合计/全年执行数=47", "财政拨款/全年执行数=44"];
    for table in [read(money), in_lines(&money.replace("\n\t", "\n"))] {
        assert_eq!(amounts(&table), wanted);
    }
}

#[test]
fn figures_below_groups_that_lost_their_merged_cells_are_counted_off() {
    let table = read(
        "年度预算申请（万元）\t资金总额\t按收入性质分\t按支出性质分\n财政拨款\t其他资金\t基本支出\t项目支出\n\
        90\t80\t10\t30\t60\n",
    );
    let wanted = ["资金总额/年度预算申请=90", "财政拨款/按收入性质分=80", "其他资金/按收入性质分=10"];
    assert_eq!(amounts(&table)[..3], wanted);
    assert_eq!(amounts(&table)[3..], ["基本支出/按支出性质分=30", "项目支出/按支出性质分=60"]);
}

#[test]
fn tasks_in_lines_give_their_sums() {
    let money = "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\n总额\t财政拨款\t其他资金\n\
        灌区维修\t修渠3公里\t60\t50\t10\n水库巡查\t每月一次\t20\t20\t0\n金额合计\t80\t70\t10\n";
    let table = in_lines(money);
    assert_eq!(amounts(&table), ["总额/年度=80", "财政拨款/年度=70", "其他资金/年度=10"]);
    // A task with a figure less proves nothing: said, not guessed.
    let table = in_lines(&money.replace("\t20\t0\n金额合计", "\t20\n金额合计"));
    assert!(amounts(&table).iter().all(|amount| amount.ends_with("=-")));
    assert_eq!(doubts(&table), 1);
}

#[test]
fn what_is_no_amount_in_a_cell_of_money_is_said() {
    let table = read("资金总额（万元）\t约80\n财政拨款\t80\n");
    assert_eq!(table.projects[0].amounts[0].value, None);
    assert_eq!(doubts(&table), 1);
    let list = "项目支出绩效目标表\n项目名称\t总计\t财政拨款\t绩效目标\t绩效指标\n\
        甲塘清淤\t30\t另行安排\t清淤3处。\t1、1-产出指标；11-数量指标；清淤河塘；实施周期指标值：3处；年度指标值：3处。\n";
    let table = text("表.txt", list.as_bytes()).unwrap();
    let found: Vec<_> = table.findings.iter().filter(|f| f.kind == "uncertain_reading").map(|f| &f.refs).collect();
    assert_eq!(found, [&["P01"]]);
}
