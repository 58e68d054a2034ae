//! A batch of names against a registry: how probable each firm is, in competition with the others and with none of them,
//! and which links are safe enough to be made without a person.

use rayon::prelude::*;

use super::evidence::{Evidence, probability};
use super::parts::Name;
use super::registry::{Candidate, Caps, Desk, Met, Registry};
use super::weights::Weights;

/// Candidates that are kept for each query after the comparison; what the others weigh is kept as a sum.
const KEPT: usize = 12;
/// Rounds in which queries and firms settle who claims whom.
const ROUNDS: usize = 4;

/// How a batch is matched.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A firm is linked to at most one query: queries that claim one firm compete for it.
    pub one_to_one: bool,
    /// Bounds on the work for one query.
    pub caps: Caps,
    /// Probability from which a link is automatic; [`Weights::automatic`] unless given.
    pub automatic: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { one_to_one: true, caps: Caps::default(), automatic: None }
    }
}

/// Why a best guess is not made by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// It is automatic.
    None,
    /// No name shares a character.
    Nothing,
    /// One is a branch of the other, or another branch.
    Branch,
    /// The second best is too near.
    Rival,
    /// Another query claims the same firm.
    Claimed,
    /// A character of the brand or place is another one that neither sounds nor looks alike.
    Replaced,
    /// The name alone says too little.
    Weak,
}

/// What a query was found to be.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Best first, with the probability of each; empty where nothing shares a character.
    pub ranked: Vec<(Candidate, f64)>,
    /// Log-odds (base e) of the best before calibration.
    pub log_odds: f64,
    /// What the best rests on.
    pub evidence: Evidence,
    /// Why it is not automatic, or that it is.
    pub hold: Hold,
}

/// What a batch gave.
#[derive(Clone, Debug)]
pub struct Matched {
    /// One for each query, in order.
    pub answers: Vec<Answer>,
    /// Share of the queries that have a firm in the registry, estimated from the batch.
    pub share: f64,
    /// Pairs compared in full.
    pub compared: u64,
    /// Pairs that share a character and were not compared in full.
    pub left_out: u64,
    /// Frequent characters whose names were not followed, over all queries.
    pub not_followed: u64,
}

struct Asking {
    kept: Vec<Candidate>,
    /// Sum of `2^bits` of the others.
    rest: f64,
}

/// Matches names; `done` is told after each query and may be called from several threads.
pub fn match_names(
    queries: &[Name],
    registry: &Registry,
    weights: &Weights,
    settings: &Settings,
    done: &(dyn Fn() + Sync),
) -> Matched {
    let met: Vec<Met> = queries
        .par_iter()
        .map_init(Desk::default, |desk, query| {
            let mut met = registry.ask(query, &settings.caps, desk);
            met.candidates.shrink_to_fit();
            done();
            met
        })
        .collect();
    let total = |of: fn(&Met) -> usize| met.iter().map(|met| of(met) as u64).sum();
    let (compared, left_out) = (total(|met| met.compared), total(|met| met.left_out));
    let not_followed = total(|met| met.not_followed);
    let asking: Vec<Asking> = met
        .into_iter()
        .map(|mut met| {
            let rest = met.candidates.iter().skip(KEPT).map(|candidate| candidate.bits.exp2()).sum();
            met.candidates.truncate(KEPT);
            Asking { kept: met.candidates, rest }
        })
        .collect();
    let share = share_with_firm(&asking, registry.firms());
    let claims = settle(&asking, registry.firms(), share, settings.one_to_one);
    let automatic = settings.automatic.map_or(weights.automatic, |least| [least; 2]);
    let judge = Judge { registry, weights, automatic, prior: prior(registry.firms(), share) };
    let mut answers: Vec<Answer> = asking
        .par_iter()
        .zip(&claims)
        .zip(queries)
        .map_init(Desk::default, |desk, ((asking, free), query)| judge.answer(query, asking, free, desk))
        .collect();
    if settings.one_to_one {
        hold_rival_claims(&mut answers, registry.firms());
    }
    Matched { answers, share, compared, left_out, not_followed }
}

/// Odds against "none of them" that one bit of evidence for one of `firms` is worth.
fn prior(firms: usize, share: f64) -> f64 {
    share / (1.0 - share) / firms.max(1) as f64
}

/// The share of queries that have a firm: the value that explains the batch best (EM).
fn share_with_firm(asking: &[Asking], firms: usize) -> f64 {
    let mut share = 0.8;
    for _ in 0..20 {
        let prior = prior(firms, share);
        let mut sum = 0.0;
        for asking in asking {
            let all = prior * (asking.kept.iter().map(|candidate| candidate.bits.exp2()).sum::<f64>() + asking.rest);
            sum += all / (1.0 + all);
        }
        // A few imagined queries of both kinds keep a small batch from being sure.
        share = ((sum + 4.0) / (asking.len() as f64 + 8.0)).clamp(0.02, 0.98);
    }
    share
}

/// For each query and kept candidate how free the firm is of other claims, from 0 to 1.
fn settle(asking: &[Asking], firms: usize, share: f64, one_to_one: bool) -> Vec<Vec<f64>> {
    let prior = prior(firms, share);
    let mut free: Vec<Vec<f64>> = asking.iter().map(|asking| vec![1.0; asking.kept.len()]).collect();
    if !one_to_one {
        return free;
    }
    // What each query claims of each firm; then what all others leave of it.
    let mut claimed: Vec<f64> = vec![1.0; firms];
    for _ in 0..ROUNDS {
        claimed.fill(1.0);
        let mut claims: Vec<Vec<f64>> = Vec::with_capacity(asking.len());
        for (asking, free) in asking.iter().zip(&free) {
            let weights: Vec<f64> =
                asking.kept.iter().zip(free).map(|(candidate, free)| prior * candidate.bits.exp2() * free).collect();
            let all = 1.0 + weights.iter().sum::<f64>() + prior * asking.rest;
            let shares: Vec<f64> = weights.iter().map(|weight| (weight / all).min(1.0 - 1e-6)).collect();
            for (candidate, share) in asking.kept.iter().zip(&shares) {
                claimed[candidate.firm as usize] *= 1.0 - share;
            }
            claims.push(shares);
        }
        for ((asking, free), claims) in asking.iter().zip(&mut free).zip(&claims) {
            for ((candidate, free), claim) in asking.kept.iter().zip(free.iter_mut()).zip(claims) {
                let left = claimed[candidate.firm as usize] / (1.0 - claim);
                *free = (0.5 * *free + 0.5 * left).clamp(1e-9, 1.0);
            }
        }
    }
    free
}

/// Of several automatic links of one firm at most one stays: that with the highest probability, if it is alone in it.
fn hold_rival_claims(answers: &mut [Answer], firms: usize) {
    let mut best: Vec<(f64, u32)> = vec![(0.0, 0); firms];
    let automatic = |answer: &Answer| {
        let link = answer.ranked.first().filter(|_| answer.hold == Hold::None);
        link.map(|(candidate, probability)| (candidate.firm as usize, *probability))
    };
    for (firm, probability) in answers.iter().filter_map(automatic) {
        let (most, times) = best[firm];
        if probability > most {
            best[firm] = (probability, 1);
        } else if probability >= most {
            best[firm].1 = times + 1;
        }
    }
    for answer in answers {
        if let Some((firm, probability)) = automatic(answer)
            && (best[firm].1 > 1 || probability < best[firm].0)
        {
            answer.hold = Hold::Claimed;
        }
    }
}

/// What turns evidence into answers.
struct Judge<'a> {
    registry: &'a Registry,
    weights: &'a Weights,
    automatic: [f64; 2],
    prior: f64,
}

impl Judge<'_> {
    fn answer(&self, query: &Name, asking: &Asking, free: &[f64], desk: &mut Desk) -> Answer {
        let mut odds: Vec<(Candidate, f64, f64)> = asking
            .kept
            .iter()
            .zip(free)
            .map(|(candidate, free)| (*candidate, self.prior * candidate.bits.exp2() * free, *free))
            .collect();
        let best_alone = odds.first().map(|(candidate, ..)| candidate.firm);
        odds.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.name.cmp(&b.0.name)));
        let Some((best, own, free)) = odds.first().copied() else {
            let evidence = Evidence::default();
            return Answer { ranked: Vec::new(), log_odds: f64::NEG_INFINITY, evidence, hold: Hold::Nothing };
        };
        let rest = self.prior * asking.rest;
        let all = 1.0 + odds.iter().map(|(_, odds, _)| odds).sum::<f64>() + rest;
        let mut ranked = Vec::with_capacity(odds.len());
        let (mut log_odds, mut evidence) = (0.0, Evidence::default());
        for (rank, (candidate, own, _)) in odds.iter().enumerate() {
            let others = (all - own).max(1e-300);
            let of = (own.max(1e-300) / others).ln();
            let fits = self.registry.evidence(query, candidate, desk);
            let measured =
                probability(&self.weights.calibration[usize::from(query.whole)], &fits.features(of, candidate.exact));
            // The same text is measured apart: only a namesake speaks against it.
            let ceiling = if candidate.exact { 0.9995 } else { self.weights.ceiling };
            let alone = own / all;
            // Behind the best one the calibration says nothing.
            ranked.push((*candidate, if rank == 0 { measured.min(ceiling) } else { alone.min(0.5) }));
            if rank == 0 {
                (log_odds, evidence) = (of, fits);
            } else if rank == 2 {
                break;
            }
        }
        let second = odds.get(1).map_or(0.0, |(_, odds, _)| *odds) + rest;
        let hold = if best.branch {
            Hold::Branch
        } else if evidence.replaced > 0 {
            Hold::Replaced
        } else if ranked[0].1 >= self.automatic[usize::from(query.whole)] && own > second {
            Hold::None
        } else if free < 0.7 || best_alone != Some(best.firm) {
            Hold::Claimed
        } else if second > 1.0 {
            Hold::Rival
        } else {
            Hold::Weak
        };
        Answer { ranked, log_odds, evidence, hold }
    }
}
