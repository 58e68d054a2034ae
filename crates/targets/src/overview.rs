//! One table with everything known of it: every target judged, every promise that cannot be measured named.

use std::collections::BTreeMap;

use domain::{Period, Scaled};
use jiff::civil::Date;
use serde::Serialize;

use crate::binding::{Binding, Bound};
use crate::exact::Ratio;
use crate::judge::{Actual, Case, Judgement, Progress, State, judge};
use crate::model::{Op, Target, TargetKind, TargetTable};

/// What a binding yields for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Yield {
    /// The value in the binding's unit.
    pub actual: Actual,
    /// Facts, records or files it rests on.
    pub evidence: usize,
    /// Whether it sums the months of its period.
    #[serde(skip)]
    pub sums: bool,
}

/// What came out beside what was promised, unrounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What the facts say.
    pub actual: Scaled,
    /// The number promised; the base of a relative target.
    pub promised: Scaled,
}

impl Compared {
    /// Both at the decimals shown, or at as many more as it takes for them to stand to each other as they are.
    fn shown(self, scale: u8) -> Self {
        let order = self.actual.compare(self.promised);
        for scale in scale..=Scaled::MAX_SCALE {
            let (actual, promised) = (rounded(self.actual, scale), rounded(self.promised, scale));
            if actual.compare(promised) == order {
                return Self { actual, promised };
            }
        }
        self
    }
}

/// Rounded to decimals where it has more.
fn rounded(number: Scaled, scale: u8) -> Scaled {
    if number.scale <= scale { number } else { Ratio::from(number).round(scale).unwrap_or(number) }
}

/// One target with its binding and judgement.
#[derive(Clone, Debug, Serialize)]
pub struct TargetView {
    /// As read.
    pub target: Target,
    /// The project it belongs to.
    pub project: String,
    /// What feeds it: the binding in force, or a proposal where there is none.
    pub binding: Option<Binding>,
    /// Whether that binding was accepted by a second person.
    pub accepted: bool,
    /// The version that waits for acceptance.
    pub proposed: Option<u32>,
    /// Operator as judged, after the binding's own.
    pub op: Option<Op>,
    /// What the facts say, a number rounded to what is shown.
    pub value: Option<Yield>,
    /// The base a relative target is compared with, rounded alike.
    pub base: Option<Scaled>,
    /// The numbers that are compared.
    #[serde(skip)]
    pub compared: Option<Compared>,
    /// The judgement.
    pub judgement: Judgement,
}

/// A table judged on one day.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// The business date.
    pub today: Date,
    /// In the order of the table.
    pub targets: Vec<TargetView>,
    /// Indicators and goal clauses that hold no target, by id.
    pub unprovable: Vec<String>,
    /// How many targets stand in each state; [`State::Unprovable`] counts indicators and clauses.
    pub counts: BTreeMap<State, usize>,
}

/// Judges every target of a table. `evaluate` answers for a binding and a period; it is asked once for the target's
/// own period and, for a relative target with a baseline, once for the base.
pub fn overview(
    table: &TargetTable,
    bindings: &[Bound],
    today: Date,
    mut evaluate: impl FnMut(&Binding, Period) -> Yield,
) -> Overview {
    let fallback = table.document.year.and_then(Period::year);
    let mut counts = BTreeMap::new();
    let mut targets = Vec::with_capacity(table.targets.len());
    for target in &table.targets {
        let own: Vec<&Bound> = bindings.iter().filter(|bound| bound.binding.target == target.id).collect();
        let view = view(target, &own, fallback, today, &mut evaluate);
        *counts.entry(view.judgement.state).or_insert(0) += 1;
        targets.push(view);
    }
    let unprovable = unprovable(table);
    *counts.entry(State::Unprovable).or_insert(0) += unprovable.len();
    Overview { today, targets, unprovable, counts }
}

fn view(
    target: &Target,
    bound: &[&Bound],
    fallback: Option<Period>,
    today: Date,
    evaluate: &mut impl FnMut(&Binding, Period) -> Yield,
) -> TargetView {
    let in_force = bound.iter().find(|bound| bound.accepted.is_some());
    let proposal = bound.iter().find(|bound| bound.accepted.is_none());
    let binding = in_force.or(proposal).map(|bound| &bound.binding);
    let accepted = in_force.is_some();
    let op = binding.and_then(|b| b.op).or(target.op);
    let suggested = Progress::suggested(op, target.num.as_deref(), target.unit.as_deref());
    let mut value = binding.map(|b| evaluate(b, b.read_period()));
    if let Some(value) = value.as_mut().filter(|_| !accepted) {
        value.evidence = 0;
    }
    let scale = binding.map_or(0, |b| b.scale);
    let base = binding.and_then(|b| {
        let base = b.baseline.as_ref()?;
        match evaluate(b, base.period).actual {
            Actual::Number(number) => Some(number),
            _ => None,
        }
    });
    let today_period = Period::day(today);
    let case = Case {
        kind: target.kind,
        op,
        promised: target.num.as_deref(),
        period: binding.map(|b| b.period).or(fallback).unwrap_or(today_period),
        progress: binding.and_then(|b| b.progress).unwrap_or(suggested),
        actual: value.as_ref().map(|v| v.actual.clone()),
        baseline: base,
        scale,
        sums_until: binding
            .filter(|_| value.as_ref().is_some_and(|v| v.sums))
            .map(|b| b.read_period().end().min(today)),
        today,
    };
    let mut judgement = judge(&case);
    let promised = match target.kind {
        TargetKind::Numeric => target.num.as_deref().and_then(|num| num.parse::<Scaled>().ok()),
        TargetKind::Relative => base,
        TargetKind::Date | TargetKind::Ordinal => None,
    };
    let actual = value.as_ref().and_then(|value| match value.actual {
        Actual::Number(number) => Some(number),
        _ => None,
    });
    let compared = actual.zip(promised).map(|(actual, promised)| Compared { actual, promised });
    let shown = compared.map(|both| both.shown(scale));
    if let Some(Yield { actual: Actual::Number(number), .. }) = value.as_mut() {
        *number = shown.map_or_else(|| rounded(*number, scale), |shown| shown.actual);
        // What does not grow is expected to stay.
        judgement.forecast = judgement.forecast.or(Some(*number));
    }
    let base = base.map(|base| shown.map_or_else(|| rounded(base, scale), |shown| shown.promised));
    let judgement = if binding.is_some() && !accepted { judgement.unreviewed() } else { judgement };
    TargetView {
        target: target.clone(),
        project: target.of.split('.').next().unwrap_or_default().to_owned(),
        binding: binding.cloned(),
        accepted,
        proposed: proposal.map(|bound| bound.version),
        op,
        base,
        compared,
        judgement,
        value,
    }
}

/// Ids of the indicators and goal clauses that hold no target.
fn unprovable(table: &TargetTable) -> Vec<String> {
    let mut ids = Vec::new();
    for project in &table.projects {
        let clauses = project.goal_clauses.iter().map(|clause| &clause.id);
        for id in clauses.chain(project.indicators.iter().map(|indicator| &indicator.id)) {
            if !table.targets.iter().any(|target| target.of == *id) {
                ids.push(id.clone());
            }
        }
    }
    ids
}
