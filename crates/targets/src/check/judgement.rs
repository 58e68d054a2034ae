//! What only a person can decide: raised as a note with 疑似, never as an error.

use super::context::{Context, Entry, short, titled};
use super::{Raised, finding};
use crate::model::{Finding, Op, Severity, TargetKind};
use crate::promise::magnitude;

pub(super) fn check(context: &Context, found: &mut Raised) {
    for entry in context.entries() {
        name_and_value(entry, found);
        ambiguous_unit(entry, found);
        wording(entry, found);
    }
    conflict(context, found);
    description(context, found);
}

fn note(kind: &str, refs: Vec<String>, message: String) -> Finding {
    finding(kind, Severity::Info, refs, message)
}

/// What the last word of a name counts, and the units that fit it.
const COUNTS: &[(&str, &[&str])] = &[
    ("人数", &["人", "名", "位", "人次"]),
    ("干部数", &["人", "名", "位"]),
    ("场次", &["场", "次", "场次", "期"]),
    ("次数", &["次", "场", "场次", "期", "批次"]),
    ("份数", &["份", "篇", "本", "册", "套"]),
    ("企业数量", &["家", "户", "个"]),
    ("企业参与数量", &["家", "户", "个"]),
    ("企业数", &["家", "户", "个"]),
];

/// Fields of industry a name and its value may disagree on.
const FIELDS: &[&str] = &[
    "集成电路",
    "软件",
    "汽车",
    "新材料",
    "新型显示",
    "人工智能",
    "元宇宙",
    "生物医药",
    "清洁生产",
    "数字经济",
    "通信",
];

fn name_and_value(entry: &Entry, found: &mut Raised) {
    let indicator = entry.indicator;
    let Some(value) = entry.value else { return };
    let name = indicator.name.as_str();
    let refs = || vec![indicator.id.clone()];
    let unit = entry.promises.iter().find(|p| p.kind == TargetKind::Numeric).and_then(|p| p.unit.as_deref());
    if let (Some((_, fitting)), Some(unit)) = (COUNTS.iter().find(|(end, _)| name.ends_with(end)), unit) {
        let (_, rest) = magnitude(unit);
        if !rest.is_empty() && !fitting.contains(&rest) {
            let message = format!("疑似名称与指标值不符：“{name}”应以{}计，指标值却以“{unit}”计。", fitting.join("、"));
            found.push(note("name_value_mismatch", refs(), message));
            return;
        }
    }
    let of_name = FIELDS.iter().find(|f| name.contains(**f));
    let of_value = FIELDS.iter().find(|f| value.contains(**f));
    if let (Some(named), Some(seen)) = (of_name, of_value)
        && !value.contains(named)
    {
        let message = format!("疑似名称与指标值不符：名称说的是{named}，指标值说的是{seen}。");
        found.push(note("name_value_mismatch", refs(), message));
    }
}

fn ambiguous_unit(entry: &Entry, found: &mut Raised) {
    for promise in &entry.promises {
        let span = promise.unit.as_deref().is_some_and(|u| ["个月", "天", "年", "日"].contains(&u));
        let value = entry.value.unwrap_or_default();
        let quote: String = value.chars().skip(promise.start).take(promise.end - promise.start).collect();
        if span && promise.op == Op::AtMost && (quote.contains('晚') || quote.contains('迟')) {
            let message = format!("疑似单位含糊：“{quote}”可以指某个月份，也可以指一段时间；应写明起算日或截止日。");
            found.push(note("ambiguous_unit", vec![entry.indicator.id.clone()], message));
        }
    }
}

fn wording(entry: &Entry, found: &mut Raised) {
    let value = entry.value.unwrap_or_default();
    for slip in ["为为", "的的", "了了", "和和", "在在", "是是", "于于", "将将", "与与"] {
        if value.contains(slip) || entry.indicator.name.contains(slip) {
            let message = format!("疑似用词错误：“{slip}”重复，见“{}”。", short(value, 30));
            found.push(note("wording_error", vec![entry.indicator.id.clone()], message));
            return;
        }
    }
}

/// A goal and an approximate indicator of one project that count the same unit and do not agree.
fn conflict(context: &Context, found: &mut Raised) {
    for entry in context.entries() {
        for about in entry.promises.iter().filter(|p| p.about) {
            let goals = context
                .goal_targets(entry.project)
                .filter(|t| t.kind == TargetKind::Numeric && t.unit == about.unit && t.num != about.num);
            for goal in goals {
                let message = format!("疑似目标不一致：目标 {} 写“{}”，指标写的是约数。", goal.of, goal.quote);
                found.push(note("target_conflict", vec![goal.of.clone(), entry.indicator.id.clone()], message));
            }
        }
    }
}

/// Verbs of a goal that aims at something.
const AIMS: &[&str] = &[
    "推动", "推进", "提升", "提高", "促进", "保障", "确保", "完成", "实现", "支持", "加强", "加快", "开展", "组织",
    "培育", "引进", "成为", "优化", "增强", "落实", "扶持", "兑现", "普及", "强化", "改善", "保持", "解决", "推广",
    "服务", "建成", "形成", "减少",
];

fn description(context: &Context, found: &mut Raised) {
    for project in &context.table.projects {
        let Some(goal) = project.goal.as_deref().filter(|g| !g.is_empty()) else { continue };
        let promised = context.goal_targets(project).next().is_some();
        if !promised && !AIMS.iter().any(|w| goal.contains(w)) {
            let message = format!("疑似目标只是描述：{}的目标“{}”没有说要达到什么。", titled(project), short(goal, 30));
            found.push(note("goal_is_description", vec![project.id.clone()], message));
        }
    }
}
