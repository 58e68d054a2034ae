//! From computed odds to measured probabilities, and the least probability at which a link may be automatic.

use super::evidence::{FEATURES, probability};

/// Steps of the descent.
const STEPS: usize = 5000;
/// Pull towards 0, so that a rare feature does not decide by a few examples.
const PULL: f64 = 0.0005;

/// Logistic regression of being right on the features of the evidence.
pub fn fit(examples: &[([f64; FEATURES], bool)], first: &[f64; FEATURES]) -> [f64; FEATURES] {
    let mut fitted = *first;
    for _ in 0..STEPS {
        let mut slope = [0.0; FEATURES];
        for (features, right) in examples {
            let error = f64::from(u8::from(*right)) - probability(&fitted, features);
            for (slope, feature) in slope.iter_mut().zip(features) {
                *slope += error * feature;
            }
        }
        for (at, (weight, slope)) in fitted.iter_mut().zip(&slope).enumerate() {
            // The log-odds are several times as large as the other features.
            let rate = if at < 2 { 0.02 } else { 0.1 };
            *weight += rate * (slope / examples.len().max(1) as f64 - PULL * *weight);
        }
    }
    fitted
}

/// The least probability from which at least `target` of the answers are right, looking at no fewer than `least`
/// answers; 1 where there is none.
pub fn threshold(mut scored: Vec<(f64, bool)>, target: f64, least: usize) -> f64 {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let (mut right, mut found) = (0, 1.0);
    for (at, (probability, ok)) in scored.iter().enumerate() {
        right += usize::from(*ok);
        let last = scored.get(at + 1).is_none_or(|(next, _)| next < probability);
        if last && at + 1 >= least && right as f64 >= target * (at + 1) as f64 {
            found = *probability;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_keeps_what_is_asked_and_no_more() {
        let scored = |wrong: usize| (0..100).map(|n| (f64::from(n) / 100.0, n as usize != wrong)).collect();
        assert_eq!(threshold(scored(50), 1.0, 10), 0.51);
        assert_eq!(threshold(scored(50), 0.98, 10), 0.0);
        assert_eq!(threshold(vec![(0.9, false); 100], 0.9, 10), 1.0);
    }

    #[test]
    fn what_is_right_more_often_gets_a_higher_probability() {
        let features = |odds: f64| std::array::from_fn(|at| if at == 0 { odds } else { f64::from(u8::from(at == 2)) });
        let mut examples = Vec::new();
        for n in 0..200 {
            examples.push((features(2.0), n % 10 != 0));
            examples.push((features(-2.0), n % 10 == 0));
        }
        let fitted = fit(&examples, &[0.0; FEATURES]);
        let (high, low) = (probability(&fitted, &features(2.0)), probability(&fitted, &features(-2.0)));
        assert!((high - 0.9).abs() < 0.05 && (low - 0.1).abs() < 0.05, "{high} {low}");
    }
}
