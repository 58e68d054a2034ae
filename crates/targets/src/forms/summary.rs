//! 部门项目支出绩效自评汇总表: the projects of a department with money, scores and grades, and their sums.

use domain::Scaled;
use tabular::{CellOut, Look, SheetOut, Workbook};

use super::self_evaluation::{SelfEvaluation, opinion_text};
use super::{amount, head, note, percent, wide};
use crate::budgets::Money;
use crate::exact::Ratio;

/// The sums of a department. Amounts are 元 with two decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summed {
    /// Opening budgets.
    pub opening: Option<Scaled>,
    /// Budgets in force.
    pub budget: Option<Scaled>,
    /// Spent.
    pub spent: Option<Scaled>,
    /// Spent of the budgets, per cent with two decimals.
    pub rate: Option<Scaled>,
    /// Mean of the totals weighted by the budgets, two decimals; once every project has its grade.
    pub weighted: Option<Scaled>,
    /// Plain mean of the totals, two decimals; once every project has its grade.
    pub mean: Option<Scaled>,
    /// Projects by grade, in the order of the rules.
    pub grades: Vec<(String, usize)>,
    /// Projects without a grade yet.
    pub undecided: usize,
}

/// Adds a department up.
pub fn summed(source: &SelfEvaluation<'_>) -> Summed {
    let of = |project: &str| source.money.get(project);
    let sum = |amount: &dyn Fn(&Money) -> Option<Scaled>| {
        let mut total: Option<Ratio> = None;
        for project in &source.head.table.projects {
            if let Some(amount) = of(&project.id).and_then(amount) {
                total = total.unwrap_or(Ratio::ZERO).plus(amount.into());
            }
        }
        total
    };
    let opening = sum(&|money| money.opening.as_ref().map(|budget| budget.amount));
    let budget = sum(&|money| money.in_force().map(|budget| budget.amount));
    let spent = sum(&|money| money.spent.as_ref().map(|spent| spent.total));
    let undecided = source.scored.iter().filter(|one| one.grade.is_none()).count();
    let mut grades = Vec::with_capacity(source.rules.grades.len());
    for grade in &source.rules.grades {
        let count = source.scored.iter().filter(|one| one.grade.as_deref() == Some(grade.name.as_str())).count();
        grades.push((grade.name.clone(), count));
    }
    let decided = undecided == 0 && !source.scored.is_empty();
    let weighted = || {
        let (mut points, mut weights) = (Ratio::ZERO, Ratio::ZERO);
        for one in source.scored {
            let budget = Ratio::from(of(&one.project)?.in_force()?.amount);
            points = points.plus(budget.times(one.total.into())?)?;
            weights = weights.plus(budget)?;
        }
        points.over(weights)?.round(2)
    };
    let mean = || {
        let mut points = Ratio::ZERO;
        for one in source.scored {
            points = points.plus(one.total.into())?;
        }
        points.over(Ratio::new(source.scored.len() as i128, 1)?)?.round(2)
    };
    let rate = spent.zip(budget).and_then(|(spent, budget)| spent.over(budget)?.times(Ratio::whole(100))?.round(2));
    let round = |total: Option<Ratio>| total.and_then(|total| total.round(2));
    Summed {
        opening: round(opening),
        budget: round(budget),
        spent: round(spent),
        rate,
        weighted: if decided { weighted() } else { None },
        mean: if decided { mean() } else { None },
        grades,
        undecided,
    }
}

/// The summary as a sheet.
pub fn summary(source: &SelfEvaluation<'_>) -> Workbook {
    let (table, sums) = (source.head.table, summed(source));
    let heads = [
        "序号",
        "项目名称",
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "执行率",
        "自评得分",
        "自评等级",
        "复核意见",
        "备注",
    ];
    let columns = heads.len() as u32;
    let department = table.document.department.clone().unwrap_or_default();
    let mut rows = vec![
        wide(format!("{}年度部门项目支出绩效自评汇总表", source.head.year()), columns, Look::Title),
        wide(format!("部门：{department}　单位：{}", source.head.unit()), columns, Look::Note),
        heads.map(head).to_vec(),
    ];
    for (n, (project, scored)) in table.projects.iter().zip(source.scored).enumerate() {
        let money = source.money.get(&project.id);
        let open = scored.open_lines().count();
        let waits = match open {
            0 => String::new(),
            _ => format!("已得 {} 分，{open} 行未定，共 {} 分", scored.total, scored.open),
        };
        rows.push(vec![
            CellOut::number(Scaled::new(n as i64 + 1, 0)),
            CellOut::text(project.name.clone()),
            amount(table, money.and_then(|money| money.opening.as_ref()).map(|budget| budget.amount)),
            amount(table, money.and_then(Money::in_force).map(|budget| budget.amount)),
            amount(table, money.and_then(|money| money.spent.as_ref()).map(|spent| spent.total)),
            percent(money.and_then(super::self_evaluation::rate)),
            if open == 0 { CellOut::number(scored.total) } else { CellOut::text("") },
            CellOut::text(scored.grade.clone().unwrap_or_default()),
            CellOut::text(source.opinions.get(&project.id).map(|entry| opinion_text(&entry.value)).unwrap_or_default()),
            CellOut::text(waits),
        ]);
    }
    let mut total = vec![
        CellOut::text(""),
        CellOut::text("合计"),
        amount(table, sums.opening),
        amount(table, sums.budget),
        amount(table, sums.spent),
        percent(sums.rate),
    ];
    total.push(sums.weighted.map_or_else(|| CellOut::text(""), CellOut::number));
    total.extend((0..3).map(|_| CellOut::text("")));
    rows.push(total.into_iter().map(|cell| cell.with_look(Look::Total)).collect());
    let grades: Vec<String> = sums.grades.iter().map(|(name, count)| format!("{name} {count}")).collect();
    rows.push(note(
        format!(
            "等级：{}，未定 {}。{}计分规则：{}（{}）。",
            grades.join("，"),
            sums.undecided,
            if sums.weighted.is_some() {
                "合计得分按全年预算数加权。"
            } else {
                "有项目未定，不合计得分。"
            },
            source.rules.name,
            source.rules.label()
        ),
        columns,
    ));
    if source.head.demo {
        rows.push(note("演示数据，全部虚构。", columns));
    }
    let widths = vec![6.0, 36.0, 14.0, 14.0, 14.0, 10.0, 10.0, 10.0, 30.0, 20.0];
    Workbook { sheets: vec![SheetOut { name: "部门汇总".into(), header_rows: 3, landscape: true, widths, rows }] }
}
