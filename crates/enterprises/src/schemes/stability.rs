//! How many firms change tier if one base or one weight is moved by a few per cent: whether a tier can be trusted.

use domain::EntityId;
use serde::Serialize;

use super::decimal::Fixed;
use super::gather::{Gathered, ScoreError};
use super::score::{Knobs, Scoring};
use super::{Measure, Scheme};

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The base of an indicator, by its place.
    Base(usize),
    /// Its weight.
    Weight(usize),
}

/// What moving does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shift {
    /// What is moved.
    pub change: Change,
    /// By which factor.
    pub factor: Fixed,
    /// Firms with another tier: from which, to which.
    pub moved: Vec<(EntityId, usize, usize)>,
}

/// Moves each base and each weight up and down by a share, one at a time.
///
/// # Errors
/// As [`Gathered::score`].
pub fn stability(
    scheme: &Scheme,
    gathered: &Gathered,
    still: &Scoring,
    share: Fixed,
) -> Result<Vec<Shift>, ScoreError> {
    let mut shifts = Vec::new();
    let overflow = || ScoreError::overflow(&scheme.name);
    let factors = [Fixed::UNIT.plus(share).ok_or_else(overflow)?, Fixed::UNIT.minus(share).ok_or_else(overflow)?];
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        let mut changes = vec![Change::Weight(at)];
        if matches!(indicator.measure, Measure::Ratio(_)) {
            changes.insert(0, Change::Base(at));
        }
        for change in changes {
            for factor in factors {
                let mut knobs = Knobs::still(scheme);
                match change {
                    Change::Base(at) => knobs.bases[at] = factor,
                    Change::Weight(at) => knobs.weights[at] = factor,
                }
                let moved = moved(still, &gathered.score(scheme, &knobs)?);
                shifts.push(Shift { change, factor, moved });
            }
        }
    }
    Ok(shifts)
}

/// Firms whose tier differs between two scorings of the same firms.
fn moved(one: &Scoring, other: &Scoring) -> Vec<(EntityId, usize, usize)> {
    let tiers = |scoring: &Scoring| -> Vec<Option<usize>> {
        scoring.firms.iter().map(|firm| firm.standing.map(|standing| standing.tier)).collect()
    };
    let mut found = Vec::new();
    for ((firm, before), after) in one.firms.iter().zip(tiers(one)).zip(tiers(other)) {
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            found.push((firm.firm, before, after));
        }
    }
    found
}
