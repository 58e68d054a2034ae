//! Goals: without any target, not taken up by indicators, said twice, without a base, smaller than the budget.

use std::collections::HashSet;

use super::context::{Context, short, titled};
use super::{Raised, finding};
use crate::model::{Op, Project, Severity, TargetKind};
use crate::promise::{magnitude, plain};

pub(super) fn check(context: &Context, found: &mut Raised) {
    for project in &context.table.projects {
        without_target(context, project, found);
        duplicate_clauses(project, found);
        below_budget(context, project, found);
    }
    uncovered(context, found);
    baseline(context, found);
}

fn without_target<'t>(context: &Context<'t>, project: &'t Project, found: &mut Raised) {
    if project.goal_clauses.is_empty() || context.goal_targets(project).next().is_some() {
        return;
    }
    let message = format!(
        "{}的绩效目标里没有任何可衡量的内容（数量、时限、对比基期或等级）：“{}”。",
        titled(project),
        short(project.goal.as_deref().unwrap_or_default(), 30)
    );
    found.push(finding("goal_without_target", Severity::Warn, vec![project.id.clone()], message));
}

fn uncovered(context: &Context, found: &mut Raised) {
    for project in &context.table.projects {
        for target in context.goal_targets(project) {
            let counted = matches!(target.kind, TargetKind::Numeric | TargetKind::Relative);
            if counted && target.covered_by.is_empty() {
                let message =
                    format!("目标中的承诺“{}”（{}）没有任何指标重复，无法按指标考核。", target.quote, target.of);
                found.push(finding("uncovered_goal_target", Severity::Warn, vec![target.id.clone()], message));
            }
        }
    }
}

fn baseline(context: &Context, found: &mut Raised) {
    let mut named: HashSet<&str> = HashSet::new();
    for target in context.table.targets.iter().filter(|t| t.kind == TargetKind::Relative) {
        if !named.insert(&target.of) {
            continue;
        }
        let message = format!("“{}”没有写明基期数值，无法判断是否达到；须补上基期的实际值。", target.quote);
        found.push(finding("relative_baseline_undefined", Severity::Error, vec![target.of.clone()], message));
    }
}

/// A clause that is another one after a lead-in.
fn duplicate_clauses(project: &Project, found: &mut Raised) {
    const LEAST: usize = 12;
    const LEAD_IN: usize = 20;
    // Every pair is compared; a goal of more clauses is no goal a person wrote.
    const MOST: usize = 400;
    let bare = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let clauses: Vec<(&str, Vec<char>)> =
        project.goal_clauses.iter().map(|c| (c.id.as_str(), bare(&c.text))).filter(|(_, t)| t.len() >= LEAST).collect();
    if clauses.len() > MOST {
        return;
    }
    for (index, (first, a)) in clauses.iter().enumerate() {
        for (second, b) in clauses.iter().skip(index + 1) {
            let (long, brief) = if a.len() >= b.len() { (a, b) } else { (b, a) };
            if long.ends_with(brief) && long.len() - brief.len() <= LEAD_IN {
                let refs = vec![(*first).to_owned(), (*second).to_owned()];
                let message = format!("{first} 与 {second} 除开头几个字外内容相同；应合并，或写明各自不同的目标。");
                found.push(finding("duplicate_goal_clause", Severity::Warn, refs, message));
            }
        }
    }
}

/// Words that say a sum of money is the project's own.
const SPENDING: &[&str] =
    &["出资", "支付", "支出", "拨付", "拨款", "发放", "兑现", "认缴", "资金使用", "使用资金", "执行"];

/// A promise to spend at least some money that is less than the budget: met before the money is spent.
fn below_budget(context: &Context, project: &Project, found: &mut Raised) {
    let Some((budget, label)) = budget(context, project) else { return };
    let indicators = project.indicators.iter().filter_map(|i| Some((i.id.as_str(), crate::promise::judged_value(i)?)));
    let clauses = project.goal_clauses.iter().map(|c| (c.id.as_str(), c.text.as_str()));
    let texts = clauses.chain(indicators);
    for (text, target) in texts.flat_map(|(id, text)| context.targets_of(id).iter().map(move |t| (text, t))) {
        if target.kind != TargetKind::Numeric {
            continue;
        }
        if matches!(target.op, Some(Op::AtMost | Op::LessThan) | None) {
            continue;
        }
        let Some(promised) = target.num.as_deref().zip(target.unit.as_deref()).and_then(|(n, u)| yuan(n, u)) else {
            continue;
        };
        // The same part of the sentence, or for an indicator whose part is the number alone, the whole value.
        let part = part_around(text, &target.quote);
        if !SPENDING.iter().any(|w| part.contains(w)) || !less(&promised, &budget) {
            continue;
        }
        let message = format!(
            "{}的预算是 {label}，目标却只要求“{}”；不花完预算也算达标，目标与预算不一致。",
            titled(project),
            target.quote
        );
        found.push(finding("budget_target_inconsistency", Severity::Error, vec![project.id.clone()], message));
        return;
    }
}

fn part_around<'t>(text: &'t str, quote: &str) -> &'t str {
    let Some(at) = text.find(quote) else { return text };
    let stop = |c: char| "，；。,;".contains(c);
    let start = text[..at].rfind(stop).map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
    &text[start..at + quote.len()]
}

/// The largest stated amount of a project in 元, and as printed.
fn budget(context: &Context, project: &Project) -> Option<(String, String)> {
    let unit = context.table.document.unit.as_deref()?;
    let total = project.amounts.iter().find(|a| a.value.is_some())?;
    let yuan = yuan(total.value.as_deref()?, unit)?;
    Some((yuan, format!("{} {unit}", total.raw)))
}

fn yuan(num: &str, unit: &str) -> Option<String> {
    let (zeros, rest) = magnitude(unit);
    (rest == "元").then(|| plain(num, zeros))
}

/// Compares two plain decimals.
fn less(a: &str, b: &str) -> bool {
    let split = |s: &str| -> (String, String) {
        let (whole, fraction) = s.split_once('.').unwrap_or((s, ""));
        (whole.to_owned(), fraction.to_owned())
    };
    let ((aw, af), (bw, bf)) = (split(a), split(b));
    (aw.len(), aw, af) < (bw.len(), bw, bf)
}
