//! What people say of a line of a self-evaluation: what numbers cannot say, each with its reason.

use domain::Scaled;
use serde::{Deserialize, Serialize};

use super::rules::{EXECUTION, RuleSet};

/// A band of judgement and where in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Key of the band.
    pub key: String,
    /// Per cent of the points.
    pub percent: Scaled,
    /// Why this band.
    pub reason: String,
}

/// What was said of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Said {
    /// It does not apply, for this reason; counts once another person agreed.
    pub not_applicable: Option<String>,
    /// Whether another person agreed to that. Never said with it: an opinion of its own on record says so.
    #[serde(skip)]
    pub agreed: bool,
    /// There is no proof, for this reason: no points.
    pub unproved: Option<String>,
    /// The band where nothing can be measured.
    pub band: Option<Chosen>,
    /// 直接赋分 instead of a share.
    pub direct: bool,
    /// 偏差原因.
    pub deviation: String,
    /// 改进措施.
    pub measures: String,
}

/// What is wrong with what was said, as a key of the message files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SaidError {
    /// Not applicable and unproved at once, or a band beside one of them.
    #[error("“不适用”“无凭证”和档次只能选一样")]
    Contradiction,
    /// A judgement without a reason.
    #[error("请写明理由")]
    NoReason,
    /// The rules know no such band.
    #[error("规则里没有这一档")]
    NoBand,
    /// The per cent lies outside the band.
    #[error("百分比不在所选档次的范围内")]
    OutsideBand,
    /// The execution rate applies to every project.
    #[error("预算执行率不能说“不适用”")]
    Execution,
    /// The rules do not let a person choose this mode.
    #[error("这套规则不允许改为直接赋分")]
    NoChoice,
}

impl Said {
    /// Whether it can be taken of a line under these rules.
    ///
    /// # Errors
    /// [`SaidError`], the first thing wrong.
    pub fn check(&self, rules: &RuleSet, line: &str) -> Result<(), SaidError> {
        let execution = line.rsplit_once('.').is_some_and(|(_, last)| last == EXECUTION);
        if execution && self.not_applicable.is_some() {
            return Err(SaidError::Execution);
        }
        let chosen = [self.not_applicable.is_some(), self.unproved.is_some(), self.band.is_some()];
        if chosen.iter().filter(|one| **one).count() > 1 {
            return Err(SaidError::Contradiction);
        }
        let reasons = [&self.not_applicable, &self.unproved].into_iter().flatten();
        if reasons.chain(self.band.iter().map(|band| &band.reason)).any(|reason| reason.trim().is_empty()) {
            return Err(SaidError::NoReason);
        }
        if let Some(chosen) = &self.band {
            let band = rules.band(&chosen.key).ok_or(SaidError::NoBand)?;
            let below = chosen.percent.compare(Scaled::new(band.from, 0)).is_lt();
            if below || chosen.percent.compare(Scaled::new(band.to, 0)).is_gt() {
                return Err(SaidError::OutsideBand);
            }
        }
        if self.direct && !rules.choices.contains(&super::rules::Mode::Direct) {
            return Err(SaidError::NoChoice);
        }
        Ok(())
    }
}
