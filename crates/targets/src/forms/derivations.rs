//! 计分依据: how every point of a self-evaluation was found, in words that a clerk can follow.

use domain::Scaled;
use tabular::{CellOut, SheetOut};

use super::head;
use super::self_evaluation::SelfEvaluation;
use crate::model::Op;
use crate::scoring::{How, Lack, Line, Measured, Origin};

/// How every point was found: target, operator, result, evidence, rule, calculation.
pub(super) fn derivations(source: &SelfEvaluation<'_>) -> SheetOut {
    let heads = [
        "编号",
        "规则版本",
        "承诺原文",
        "判定依据",
        "结果取值",
        "凭证数",
        "满分",
        "分值来历",
        "分值算式",
        "计分办法",
        "算式",
        "待定原因",
    ];
    let mut rows = vec![heads.map(head).to_vec()];
    for scored in source.scored {
        for line in &scored.lines {
            let view = source.overview.targets.iter().find(|view| view.target.id == line.id);
            let promised = view.map(|view| view.target.quote.clone()).unwrap_or_default();
            let actual = view.and_then(|view| view.value.as_ref());
            let unit =
                view.and_then(|view| view.binding.as_ref()).map(|binding| binding.unit.clone()).unwrap_or_default();
            let money = source.money.get(&scored.project).and_then(|money| money.spent.as_ref());
            let evidence = match line.indicator.is_empty() {
                true => money.map_or(0, |spent| spent.months.len()),
                false => actual.map_or(0, |value| value.evidence),
            };
            let result = match (line.indicator.is_empty(), money) {
                (true, Some(spent)) => format!("{}元", spent.total.grouped()),
                _ => actual.map(|value| super::actual_text(&value.actual, &unit)).unwrap_or_default(),
            };
            rows.push(vec![
                CellOut::text(line.id.clone()),
                CellOut::text(source.rules.label()),
                CellOut::text(promised),
                CellOut::text(basis(line, &unit)),
                CellOut::text(result),
                CellOut::number(Scaled::new(i64::try_from(evidence).unwrap_or(i64::MAX), 0)),
                CellOut::number(line.weight),
                CellOut::text(origin_text(line.weight_from)),
                CellOut::text(line.weight_sum.clone()),
                CellOut::text(how_text(line.awarded.how)),
                CellOut::text(line.awarded.sum.clone()),
                CellOut::text(line.awarded.lack.map(lack_text).unwrap_or_default()),
            ]);
        }
    }
    let widths = vec![16.0, 10.0, 30.0, 40.0, 16.0, 8.0, 8.0, 16.0, 30.0, 24.0, 34.0, 24.0];
    SheetOut { name: "计分依据".into(), header_rows: 1, landscape: true, widths, rows }
}

/// What a line was judged on, in words.
fn basis(line: &Line, unit: &str) -> String {
    match &line.measured {
        Measured::Number { op, target, actual, grows, satisfaction } => {
            let sign = match op {
                Op::AtLeast => "不少于",
                Op::MoreThan => "多于",
                Op::AtMost => "不超过",
                Op::LessThan => "少于",
                Op::Exactly => "等于",
            };
            let grows = if *grows { "，逐次累加" } else { "" };
            let by = if *satisfaction { "，满意度" } else { "" };
            format!("目标{sign}{}{unit}，实际{}{unit}{grows}{by}", target.grouped(), actual.grouped())
        }
        Measured::Day { by, done } => format!("期限{by}，完成日{done}"),
        Measured::NotDone => "期限已过，没有完成".to_owned(),
        Measured::Grade { kept: true } => "评定的等级就是承诺的等级".to_owned(),
        Measured::Grade { kept: false } => "评定的等级不是承诺的等级，由人选定档次".to_owned(),
        Measured::Money { spent, budget } => {
            format!("全年执行数{}元，全年预算数{}元", spent.grouped(), budget.grouped())
        }
        Measured::Judged => "没有可以度量的值，由人选定档次".to_owned(),
        Measured::Open { lack } => lack_text(*lack).to_owned(),
    }
}

pub(super) fn origin_text(from: Origin) -> &'static str {
    match from {
        Origin::Rule => "规则规定",
        Origin::Entered => "按重要性填写",
        Origin::Stated => "申报表载明",
        Origin::Equal => "块内平均",
    }
}

fn how_text(how: How) -> &'static str {
    match how {
        How::Met => "达到目标，得满分",
        How::Share => "未达到，按实际÷目标",
        How::InverseShare => "超过上限，按目标÷实际",
        How::Closeness => "不等于目标，按偏离程度扣减",
        How::Nothing => "未达到，不得分",
        How::SatisfactionFull => "满意度达到满分线",
        How::SatisfactionShare => "满意度在两线之间，按比例",
        How::SatisfactionNone => "满意度低于得分线",
        How::Late => "晚于期限，按天扣减",
        How::Execution => "执行数÷全年预算数",
        How::OverBudget => "支出超过预算，按满分计（超支不是成绩）",
        How::Band => "定性指标，按所选档次",
        How::Unproved => "没有凭证，不得分",
        How::NotApplicable => "不适用，其余折算为100分",
        How::Open => "待定",
    }
}

fn lack_text(lack: Lack) -> &'static str {
    match lack {
        Lack::NoFeed => "没有数据、记录或证明与它绑定",
        Lack::NotAccepted => "来源还没有另一人复核",
        Lack::FactsMissing => "计算所需的数据还没有",
        Lack::NoBase => "没有存入基期的值",
        Lack::NotDue => "期限未到",
        Lack::NoComparison => "结果不能与承诺相比",
        Lack::ToJudge => "要由人选定档次",
        Lack::NoBudget => "没有预算数",
        Lack::NoSpending => "没有支出填报",
        Lack::TooFew => "依据的份数不够，还不能判断",
        Lack::NotAgreed => "称不适用，待另一人同意",
    }
}
