//! Recall and precision of a batch of names whose truth is known.

use super::evidence::FEATURES;
use super::matching::{Hold, Settings, match_names};
use super::parts::Name;
use super::registry::Registry;
use super::weights::Weights;

/// A query and the firm it means.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name as written.
    pub query: String,
    /// The firm by its position in the registry; none where the registry does not have it.
    pub truth: Option<usize>,
}

/// What became of a case.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Position of the case.
    pub case: usize,
    /// The best guess.
    pub guess: Option<usize>,
    /// Its probability.
    pub probability: f64,
    /// Whether it was made without a person.
    pub hold: Hold,
    /// Whether the best guess is the truth.
    pub right: bool,
    /// What the calibration looked at.
    pub features: [f64; FEATURES],
    /// Whether the query is a whole name.
    pub whole: bool,
}

/// Counts over cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Cases.
    pub asked: usize,
    /// Cases whose firm is in the registry.
    pub present: usize,
    /// Best guesses that are right.
    pub best: usize,
    /// Automatic links.
    pub automatic: usize,
    /// Automatic links that are right.
    pub right: usize,
    /// Automatic links of cases without a firm.
    pub absent: usize,
}

impl Score {
    /// Share of the automatic links that are right; 1 where there is none.
    pub fn precision(&self) -> f64 {
        if self.automatic == 0 { 1.0 } else { self.right as f64 / self.automatic as f64 }
    }

    /// Share of the cases with a firm that were linked rightly without a person.
    pub fn recall(&self) -> f64 {
        if self.present == 0 { 0.0 } else { self.right as f64 / self.present as f64 }
    }
}

/// Matches the cases and holds the answers against the truth.
pub fn judge(cases: &[Case], registry: &Registry, weights: &Weights, settings: &Settings) -> Vec<Judged> {
    let queries: Vec<Name> = cases.iter().map(|case| Name::parse(&case.query)).collect();
    let matched = match_names(&queries, registry, weights, settings, &|| {});
    let mut judged = Vec::with_capacity(cases.len());
    for (at, (case, answer)) in cases.iter().zip(&matched.answers).enumerate() {
        let best = answer.ranked.first();
        let guess = best.map(|(candidate, _)| candidate.firm as usize);
        judged.push(Judged {
            case: at,
            guess,
            probability: best.map_or(0.0, |(_, probability)| *probability),
            hold: answer.hold,
            right: guess.is_some() && guess == case.truth,
            features: answer.evidence.features(answer.log_odds, best.is_some_and(|(candidate, _)| candidate.exact)),
            whole: queries[at].whole,
        });
    }
    judged
}

/// Counts what became of the cases.
pub fn score(cases: &[Case], judged: &[Judged]) -> Score {
    let mut score = Score { asked: cases.len(), ..Score::default() };
    for (case, one) in cases.iter().zip(judged) {
        let automatic = one.hold == Hold::None;
        score.present += usize::from(case.truth.is_some());
        score.best += usize::from(one.right);
        score.automatic += usize::from(automatic);
        score.right += usize::from(automatic && one.right);
        score.absent += usize::from(automatic && case.truth.is_none());
    }
    score
}
