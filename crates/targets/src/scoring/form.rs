//! From a judged table to its lines: which are there, what each measured, and their points under a rule set.

use std::collections::BTreeMap;

use domain::Scaled;

use super::points::{Lack, Measured, award};
use super::rules::{EXECUTION, RuleSet};
use super::weights::{Claim, Weight, block_points, distinct, is_whole, weights};
use super::{EnteredOf, How, Line, Said, SaidOf, Scored};
use crate::budgets::Money;
use crate::judge::{Actual, Progress, State};
use crate::model::{Indicator, Op, Project, TargetKind, TargetTable};
use crate::overview::{Compared, Overview, TargetView};

/// What a self-evaluation is made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The reading.
    pub table: &'a TargetTable,
    /// Every target judged.
    pub overview: &'a Overview,
    /// The money of the projects.
    pub money: &'a BTreeMap<String, Money>,
    /// What people said, by line.
    pub said: &'a SaidOf,
    /// The points people entered, by indicator.
    pub entered: &'a EnteredOf,
}

/// Scores every project of a table.
pub fn score(rules: &RuleSet, source: &Source<'_>) -> Vec<Scored> {
    source.table.projects.iter().map(|project| score_project(rules, source, project)).collect()
}

/// Scores one project.
pub fn score_project(rules: &RuleSet, source: &Source<'_>, project: &Project) -> Scored {
    let nothing = Said::default();
    let said = |id: &str| source.said.get(id).unwrap_or(&nothing);
    let mut drafts = vec![Draft {
        id: format!("{}.{EXECUTION}", project.id),
        block: EXECUTION.to_owned(),
        indicator: String::new(),
        entered: None,
        stated: None,
        measured: spending(source.money.get(&project.id)),
    }];
    let mut unplaced = Vec::new();
    for indicator in &project.indicators {
        match rules.block_of(indicator) {
            Some(block) => drafts.extend(of_indicator(source, indicator, &block.key)),
            None => unplaced.push(indicator.id.clone()),
        }
    }
    let mut claims = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        claims.push(Claim {
            block: draft.block.clone(),
            indicator: draft.indicator.clone(),
            entered: draft.entered,
            stated: draft.stated,
            applies: !said(&draft.id).agreed || said(&draft.id).not_applicable.is_none(),
        });
    }
    let points = weights(rules, &claims);
    let mut lines = Vec::with_capacity(drafts.len());
    for (draft, weight) in drafts.into_iter().zip(points) {
        let awarded = award(rules, weight.points, &draft.measured, said(&draft.id));
        let Draft { id, block, indicator, measured, .. } = draft;
        let Weight { points: weight, from, sum } = weight;
        lines.push(Line { id, block, indicator, weight, weight_from: from, weight_sum: sum, measured, awarded });
    }
    let add = |sum: Scaled, more: Scaled| Scaled::new(sum.mantissa.saturating_add(more.mantissa), 2);
    let total = lines.iter().filter_map(|line| line.awarded.points).fold(Scaled::new(0, 2), add);
    let waiting = lines.iter().filter(|line| line.awarded.how == How::Open);
    let open = waiting.map(|line| line.weight).fold(Scaled::new(0, 2), add);
    let complete = lines.iter().all(|line| line.awarded.how != How::Open)
        && lines.iter().any(|line| line.awarded.points.is_some());
    let grade = complete.then(|| rules.grade(total).to_owned());
    let unweighed = unweighed(rules, &claims);
    Scored { project: project.id.clone(), lines, total, open, grade, unplaced, unweighed }
}

/// Blocks in which some indicators were weighed, but not all, or not to the block's points.
fn unweighed(rules: &RuleSet, claims: &[Claim]) -> Vec<String> {
    let points = block_points(rules, &distinct(claims));
    let mut open = Vec::new();
    for (block, points) in points {
        let mut entered: BTreeMap<&str, Option<Scaled>> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| claim.block == block) {
            entered.insert(&claim.indicator, claim.entered);
        }
        if entered.values().any(Option::is_some) && !is_whole(entered.into_values(), points) {
            open.push(block);
        }
    }
    open
}

struct Draft {
    id: String,
    block: String,
    indicator: String,
    entered: Option<Scaled>,
    stated: Option<Scaled>,
    measured: Measured,
}

fn spending(money: Option<&Money>) -> Measured {
    let open = |lack| Measured::Open { lack };
    let Some(money) = money else { return open(Lack::NoBudget) };
    match (money.in_force(), &money.spent) {
        (Some(budget), Some(spent)) => Measured::Money { spent: spent.total, budget: budget.amount },
        (None, _) => open(Lack::NoBudget),
        (Some(_), None) => open(Lack::NoSpending),
    }
}

/// A line for each target of an indicator; one for people's judgement where it holds none.
fn of_indicator(source: &Source<'_>, indicator: &Indicator, block: &str) -> Vec<Draft> {
    let stated = indicator.weight.as_deref().and_then(|points| points.parse().ok());
    let entered = source.entered.get(&indicator.id).copied();
    let draft = |id: &str, measured| Draft {
        id: id.to_owned(),
        block: block.to_owned(),
        indicator: indicator.id.clone(),
        entered,
        stated,
        measured,
    };
    let views = source.overview.targets.iter().filter(|view| view.target.of == indicator.id);
    let drafts: Vec<Draft> = views.map(|view| draft(&view.target.id, measured(view, source.overview, block))).collect();
    if drafts.is_empty() { vec![draft(&indicator.id, Measured::Judged)] } else { drafts }
}

fn measured(view: &TargetView, overview: &Overview, block: &str) -> Measured {
    let open = |lack| Measured::Open { lack };
    let (Some(binding), Some(value)) = (&view.binding, &view.value) else { return open(Lack::NoFeed) };
    if !view.accepted {
        return open(Lack::NotAccepted);
    }
    if let Actual::TooFew { .. } = value.actual {
        return open(Lack::TooFew);
    }
    match view.target.kind {
        TargetKind::Numeric => {}
        TargetKind::Relative => {
            if view.base.is_none() {
                return open(Lack::NoBase);
            }
        }
        TargetKind::Date => return day(view, overview, &value.actual),
        TargetKind::Ordinal => {
            return match &value.actual {
                Actual::Grade(_) => {
                    Measured::Grade { kept: matches!(view.judgement.state, State::Met | State::OnTrack) }
                }
                Actual::Unknown(_) => open(Lack::FactsMissing),
                _ => open(Lack::NoComparison),
            };
        }
    }
    match (&value.actual, view.compared) {
        (Actual::Number(_), Some(Compared { actual, promised: target })) => {
            let op = view.op.unwrap_or(Op::Exactly);
            let words = || Progress::suggested(view.op, view.target.num.as_deref(), view.target.unit.as_deref());
            let grows = binding.progress.unwrap_or_else(words) == Progress::Accumulates;
            let percent = matches!(binding.unit.as_str(), "%" | "％");
            Measured::Number { op, target, actual, grows, satisfaction: percent && block == "satisfaction" }
        }
        (Actual::Unknown(_), _) => open(Lack::FactsMissing),
        _ => open(Lack::NoComparison),
    }
}

fn day(view: &TargetView, overview: &Overview, actual: &Actual) -> Measured {
    let Some(by) = view.target.num.as_deref().and_then(|day| day.parse().ok()) else {
        return Measured::Open { lack: Lack::NoComparison };
    };
    match actual {
        Actual::Day(done) => Measured::Day { by, done: *done },
        Actual::Done(true) => Measured::Day { by, done: overview.today },
        Actual::Number(count) if count.mantissa > 0 => Measured::Day { by, done: overview.today },
        Actual::Grade(_) => Measured::Open { lack: Lack::NoComparison },
        _ if overview.today > by => Measured::NotDone,
        _ => Measured::Open { lack: Lack::NotDue },
    }
}
