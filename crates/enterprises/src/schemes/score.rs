//! Points, totals, places and tiers of the firms gathered: exact, pure, and cheap enough to be run over again with a
//! base or a weight moved.

use domain::{EntityId, Scaled};
use serde::Serialize;

use super::decimal::Fixed;
use super::gather::{Firm, Gathered, ScoreError};
use super::tiers::{Placed, place};
use super::{Base, Measure, Missing, Negative, Ratio, Scheme};

/// How a line's points came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Value ÷ base × weight.
    Ratio,
    /// As far as the cap allows.
    Capped,
    /// A value below zero gives none.
    NegativeZero,
    /// A step.
    Step,
    /// Facts are missing: the mean points of the group.
    GroupMean,
    /// Facts are missing: none.
    MissingZero,
    /// Facts are missing: its weight went to the others.
    Excluded,
    /// Facts are missing, and nothing stands in for them.
    Open,
    /// The group's base is not above zero: nothing can be measured against it.
    NoBase,
}

/// One indicator of one firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LineScore {
    /// The value in the indicator's unit; none for steps and where facts are missing.
    pub value: Option<Fixed>,
    /// The base it was measured against.
    pub base: Option<Fixed>,
    /// Points, rounded as the scheme says; none where it is left out or open.
    pub points: Option<Fixed>,
    /// How.
    pub how: How,
}

/// Where a firm stands in its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Place from the top; equals share it as the scheme says.
    pub rank: usize,
    /// How many are ranked.
    pub of: usize,
    /// Place of the tier in the scheme.
    pub tier: usize,
    /// The veto that lowered it.
    pub vetoed: Option<usize>,
    /// The condition of its own by which it reached the tier.
    pub direct: Option<usize>,
}

/// A firm's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirmScore {
    /// The firm.
    pub firm: EntityId,
    /// Place of its group in [`Scoring::groups`].
    pub group: usize,
    /// In the order of the scheme's indicators.
    pub lines: Vec<LineScore>,
    /// Extras that hold, by place.
    pub extras: Vec<usize>,
    /// The total; none while something is open.
    pub total: Option<Fixed>,
    /// None while something is open.
    pub standing: Option<Standing>,
}

/// All firms scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scoring {
    /// In the order of the register.
    pub firms: Vec<FirmScore>,
    /// What the firms of a group have in common.
    pub groups: Vec<String>,
    /// Firms set aside, and by which condition.
    pub aside: Vec<(EntityId, usize)>,
    /// Firms of which it is unknown whether they are scored.
    pub undecided: Vec<EntityId>,
}

/// What is moved to see how stable tiers are: factors by place of the indicator, one where nothing is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    /// Factors of the bases.
    pub bases: Vec<Fixed>,
    /// Factors of the weights; all weights are then brought back to their old sum.
    pub weights: Vec<Fixed>,
}

impl Knobs {
    /// Nothing is moved.
    pub fn still(scheme: &Scheme) -> Self {
        let ones = vec![Fixed::UNIT; scheme.indicators.len()];
        Self { bases: ones.clone(), weights: ones }
    }
}

impl Serialize for Fixed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.scaled(6) {
            Some(number) => serializer.collect_str(&number),
            None => serializer.serialize_none(),
        }
    }
}

impl Gathered {
    /// Scores the firms gathered.
    ///
    /// # Errors
    /// Numbers too large.
    pub fn score(&self, scheme: &Scheme, knobs: &Knobs) -> Result<Scoring, ScoreError> {
        let weights = weights(scheme, knobs).ok_or_else(|| ScoreError::overflow(&scheme.name))?;
        let mut firms: Vec<FirmScore> = self.firms.iter().map(|firm| blank(firm, scheme)).collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.groups.len()];
        for (nth, firm) in self.firms.iter().enumerate() {
            members[firm.group].push(nth);
        }
        for (at, (indicator, weight)) in scheme.indicators.iter().zip(&weights).enumerate() {
            let knob = knobs.bases.get(at).copied().unwrap_or(Fixed::UNIT);
            for group in &members {
                let lines = self.lines(scheme, at, *weight, knob, group);
                let lines = lines.ok_or_else(|| ScoreError::overflow(&indicator.name))?;
                for (member, line) in group.iter().zip(lines) {
                    firms[*member].lines.push(line);
                }
            }
        }
        for (firm, gathered) in firms.iter_mut().zip(&self.firms) {
            firm.extras = gathered.extras.iter().enumerate().filter(|(_, holds)| **holds).map(|(nth, _)| nth).collect();
            let open = firm.lines.iter().any(|line| matches!(line.how, How::Open | How::NoBase));
            if !open {
                firm.total = Some(total(scheme, &weights, firm).ok_or_else(|| ScoreError::overflow(&scheme.name))?);
            }
        }
        for group in &members {
            let placed: Vec<Placed> = group
                .iter()
                .filter_map(|member| {
                    let (score, firm) = (&firms[*member], &self.firms[*member]);
                    let total = score.total?;
                    let parts = parts(scheme, score)?;
                    Some(Placed { member: *member, total, parts, direct: firm.direct, vetoes: &firm.vetoes })
                })
                .collect();
            for (member, standing) in place(scheme, &placed).ok_or_else(|| ScoreError::overflow(&scheme.name))? {
                firms[member].standing = Some(standing);
            }
        }
        Ok(Scoring { firms, groups: self.groups.clone(), aside: self.aside.clone(), undecided: self.undecided.clone() })
    }

    /// The lines of one indicator for the members of one group.
    fn lines(&self, scheme: &Scheme, at: usize, weight: Fixed, knob: Fixed, group: &[usize]) -> Option<Vec<LineScore>> {
        let indicator = &scheme.indicators[at];
        let value = |member: &usize| self.firms[*member].values[at];
        let known: Vec<Fixed> = group.iter().filter_map(value).collect();
        let base = match &indicator.measure {
            Measure::Ratio(ratio) => base(ratio, known)?.map(|base| base.times(knob)),
            Measure::Steps(_) => None,
        };
        // A factor that overflows is an overflow, not a missing base.
        let base = match base {
            Some(base) => Some(base?),
            None => None,
        };
        let mut lines = Vec::with_capacity(group.len());
        let (mut sum, mut count) = (Fixed::ZERO, 0);
        for member in group {
            let line = match (&indicator.measure, value(member)) {
                (_, None) => LineScore { value: None, base, points: None, how: How::Open },
                (Measure::Steps(_), Some(points)) => {
                    let points = points.times(weight)?.over(indicator.weight.fixed()?)?.round(scheme.decimals)?;
                    LineScore { value: None, base: None, points: Some(points), how: How::Step }
                }
                (Measure::Ratio(ratio), Some(value)) => measure(ratio, value, base, weight, scheme.decimals)?,
            };
            if let Some(points) = line.points {
                (sum, count) = (sum.plus(points)?, count + 1);
            }
            lines.push(line);
        }
        let mean = if count == 0 { None } else { Some(sum.over(Fixed::whole(count)?)?.round(scheme.decimals)?) };
        for line in &mut lines {
            if line.how != How::Open {
                continue;
            }
            (line.points, line.how) = match (indicator.missing, mean) {
                (Missing::GroupMean, Some(mean)) => (Some(mean), How::GroupMean),
                (Missing::GroupMean, None) | (Missing::Refuse, _) => (None, How::Open),
                (Missing::Zero, _) => (Some(Fixed::ZERO), How::MissingZero),
                (Missing::Exclude, _) => (None, How::Excluded),
            };
        }
        Some(lines)
    }
}

fn blank(firm: &Firm, scheme: &Scheme) -> FirmScore {
    let lines = Vec::with_capacity(scheme.indicators.len());
    FirmScore { firm: firm.id, group: firm.group, lines, extras: Vec::new(), total: None, standing: None }
}

/// The weights with their knobs, brought back to their old sum.
fn weights(scheme: &Scheme, knobs: &Knobs) -> Option<Vec<Fixed>> {
    let (mut before, mut after) = (Fixed::ZERO, Fixed::ZERO);
    let mut weights = Vec::with_capacity(scheme.indicators.len());
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        let weight = indicator.weight.fixed()?;
        let moved = weight.times(knobs.weights.get(at).copied().unwrap_or(Fixed::UNIT))?;
        (before, after) = (before.plus(weight)?, after.plus(moved)?);
        weights.push(moved);
    }
    if before != after {
        for weight in &mut weights {
            *weight = weight.times(before)?.over(after)?;
        }
    }
    Some(weights)
}

/// The base for the known values of a group; an inner none where it has none.
#[expect(clippy::option_option, reason = "an overflow and a group without a base are two things")]
fn base(ratio: &Ratio, mut known: Vec<Fixed>) -> Option<Option<Fixed>> {
    match ratio.base {
        Base::Fixed(base) => Some(Some(base.fixed()?)),
        _ if known.is_empty() => Some(None),
        Base::GroupMean => {
            let sum = known.iter().try_fold(Fixed::ZERO, |sum, value| sum.plus(*value))?;
            Some(Some(sum.over(Fixed::whole(known.len())?)?))
        }
        Base::GroupMedian => percentile(&mut known, Fixed::UNIT.over(Fixed::whole(2)?)?).map(Some),
        Base::GroupPercentile(at) => percentile(&mut known, at.fixed()?).map(Some),
    }
}

fn percentile(known: &mut [Fixed], at: Fixed) -> Option<Fixed> {
    known.sort_unstable();
    let place = Fixed::whole(known.len() - 1)?.times(at)?;
    let below = place.floor();
    let (low, high) = (known.get(below)?, known.get(below + 1).or(known.last())?);
    let part = place.minus(Fixed::whole(below)?)?;
    low.plus(high.minus(*low)?.times(part)?)
}

fn measure(ratio: &Ratio, value: Fixed, base: Option<Fixed>, weight: Fixed, decimals: u8) -> Option<LineScore> {
    let line = |points, how| LineScore { value: Some(value), base, points, how };
    if ratio.negative == Negative::Zero && value < Fixed::ZERO {
        return Some(line(Some(Fixed::ZERO), How::NegativeZero));
    }
    let Some(base) = base.filter(|base| base.is_positive()) else {
        return Some(line(None, How::NoBase));
    };
    let (mut share, mut how) = (value.over(base)?, How::Ratio);
    if let Some(cap) = ratio.cap {
        let cap = cap.fixed()?;
        if share > cap {
            (share, how) = (cap, How::Capped);
        }
    }
    Some(line(Some(share.times(weight)?.round(decimals)?), how))
}

/// Points of the lines, those left out shared among the others, and extras.
fn total(scheme: &Scheme, weights: &[Fixed], score: &FirmScore) -> Option<Fixed> {
    let (mut points, mut all, mut counted) = (Fixed::ZERO, Fixed::ZERO, Fixed::ZERO);
    for (line, weight) in score.lines.iter().zip(weights) {
        all = all.plus(*weight)?;
        if let Some(own) = line.points {
            (points, counted) = (points.plus(own)?, counted.plus(*weight)?);
        }
    }
    if counted != all {
        // With everything left out there is nothing to share; the firm has no points.
        points = if counted.is_positive() { points.times(all)?.over(counted)? } else { Fixed::ZERO };
    }
    for extra in &score.extras {
        points = points.plus(scheme.extras.get(*extra)?.points.fixed()?)?;
    }
    points.round(scheme.decimals)
}

/// Points by part, in the order of first mention.
fn parts<'s>(scheme: &'s Scheme, score: &FirmScore) -> Option<Vec<(&'s str, Fixed)>> {
    let mut parts: Vec<(&str, Fixed)> = Vec::new();
    for (indicator, line) in scheme.indicators.iter().zip(&score.lines) {
        let Some(part) = &indicator.part else { continue };
        let points = line.points.unwrap_or(Fixed::ZERO);
        match parts.iter_mut().find(|(known, _)| known == part) {
            Some((_, sum)) => *sum = sum.plus(points)?,
            None => parts.push((part, points)),
        }
    }
    Some(parts)
}

impl FirmScore {
    /// The total as a stored number.
    pub fn total_scaled(&self, decimals: u8) -> Option<Scaled> {
        self.total?.scaled(decimals)
    }
}
