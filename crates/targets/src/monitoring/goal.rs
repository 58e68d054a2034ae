//! How far a project's goals are on a day, on the scale of the time gone: reached is 100, holding is as far as the time.

use domain::Scaled;
use serde::Serialize;

use crate::exact::Ratio;
use crate::judge::{Reason, State, done};
use crate::model::Project;
use crate::overview::{Overview, TargetView};

/// How a target counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Kept, whatever may still happen: 100.
    Reached,
    /// It grows: as far as it is complete.
    Growing,
    /// It holds so far, or its day is ahead: as far as the time.
    Holds,
    /// It does not hold: as far as the time, less what it is short of.
    Short,
    /// It can no longer be kept and no share says how far: nothing.
    Lost,
    /// Nothing proves it or nothing in it can be compared: it does not count.
    Not,
}

/// One target's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// `P03.I01.T1`.
    pub target: String,
    /// How it counts.
    pub counted: Counted,
    /// In per cent, one decimal; `None` where it does not count.
    pub share: Option<Scaled>,
}

/// A project's goals on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// The targets of its indicators, then those of its goal text that no indicator which counts repeats.
    pub shares: Vec<Share>,
    /// The mean of those that count, in per cent, one decimal; `None` when none does.
    pub progress: Option<Scaled>,
    /// The same unrounded.
    #[serde(skip)]
    pub exact: Option<Ratio>,
    /// Something is reached for good, and nothing is still growing, short or lost.
    pub reached: bool,
}

/// The goals of a project; `elapsed` is the part of the year gone in per cent.
pub(super) fn goal(project: &Project, overview: &Overview, elapsed: Ratio) -> Goal {
    let mut shares = Vec::new();
    let mut exact = Vec::new();
    let of = |of: &str| overview.targets.iter().filter(move |view| view.target.of == of).collect::<Vec<&TargetView>>();
    let one = |view: &TargetView, exact: &mut Vec<Ratio>| {
        let counted = counted(view);
        let own = share(view, counted, elapsed);
        exact.extend(own);
        Share { target: view.target.id.clone(), counted, share: own.and_then(|own| own.round(1)) }
    };
    for indicator in &project.indicators {
        shares.extend(of(&indicator.id).into_iter().map(|view| one(view, &mut exact)));
    }
    // A promise of the goal text counts unless a target that counts repeats it.
    let indicators = shares.clone();
    let counts = |id: &String| indicators.iter().any(|share| share.target == *id && share.counted != Counted::Not);
    for clause in &project.goal_clauses {
        let own = of(&clause.id).into_iter().filter(|view| !view.target.covered_by.iter().any(counts));
        shares.extend(own.map(|view| one(view, &mut exact)));
    }
    let mut sum = Some(Ratio::ZERO);
    for share in &exact {
        sum = sum.and_then(|sum| sum.plus(*share));
    }
    let count = Ratio::new(exact.len() as i128, 1);
    let exact = sum.zip(count).and_then(|(sum, count)| sum.over(count));
    let progress = exact.and_then(|mean| mean.round(1));
    let is = |wanted: &[Counted]| shares.iter().any(|share| wanted.contains(&share.counted));
    let reached = is(&[Counted::Reached]) && !is(&[Counted::Growing, Counted::Short, Counted::Lost]);
    Goal { shares, progress, exact, reached }
}

fn counted(view: &TargetView) -> Counted {
    let judgement = &view.judgement;
    match judgement.state {
        State::Met => Counted::Reached,
        // What lacks its facts is judged like nothing done; here it says nothing either way.
        State::Unreviewed | State::Unbound | State::NoBaseline | State::CannotSay | State::Unprovable => Counted::Not,
        _ if judgement.reason == Reason::FactsMissing => Counted::Not,
        State::OnTrack if judgement.gap.is_none() => Counted::Holds,
        State::OnTrack | State::Behind if judgement.gap.is_some() => Counted::Growing,
        State::OnTrack | State::Behind | State::Missed if judgement.completion.is_some() => Counted::Short,
        State::OnTrack | State::Behind | State::Missed => Counted::Lost,
    }
}

fn share(view: &TargetView, counted: Counted, elapsed: Ratio) -> Option<Ratio> {
    let upward = view.compared.filter(|_| view.judgement.completion.is_some());
    let part = || upward.and_then(|both| done(both.actual, both.promised)).map_or(Ratio::ZERO, Ratio::within_one);
    match counted {
        Counted::Reached => Some(Ratio::whole(100)),
        Counted::Growing => part().times(Ratio::whole(100)),
        Counted::Holds => Some(elapsed),
        Counted::Short => part().times(elapsed),
        Counted::Lost => Some(Ratio::ZERO),
        Counted::Not => None,
    }
}
