//! Worked examples of schemes: some firms in words, and the points and tiers they get.

use collect::Registry;
use domain::{EntityId, Period};
use formula::When;
use serde::{Deserialize, Serialize};

use super::Scheme;
use super::decimal::Decimal;
use super::gather::Gathered;
use super::score::Knobs;
use crate::examples::{self, Given};

/// A worked example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, or where it comes from.
    pub name: String,
    /// The firms.
    pub firms: Vec<ExampleFirm>,
}

/// A firm of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleFirm {
    /// Facts in words.
    pub given: Given,
    /// Its total; none where it cannot be scored, is set aside or is not scored at all.
    #[serde(default)]
    pub total: Option<Decimal>,
    /// Its tier.
    #[serde(default)]
    pub tier: Option<String>,
}

impl Example {
    /// Computes it by the engine that folders are computed by; what comes out otherwise, in words.
    pub(super) fn run(&self, scheme: &Scheme, registry: &Registry) -> Result<(), String> {
        let period = Period::year(scheme.valid_from.year().saturating_add(1)).ok_or("没有可用的时期")?;
        let given: Vec<&Given> = self.firms.iter().map(|firm| &firm.given).collect();
        let facts = examples::facts(registry, &given, period)?;
        let gathered = Gathered::of(scheme, &facts, When::new(period)).map_err(|error| error.to_string())?;
        let scored = gathered.score(scheme, &Knobs::still(scheme)).map_err(|error| error.to_string())?;
        for (nth, wanted) in self.firms.iter().enumerate() {
            let id = EntityId(nth as i64 + 1);
            let found = scored.firms.iter().find(|firm| firm.firm == id);
            let total = found.and_then(|firm| firm.total);
            if total != wanted.total.and_then(Decimal::fixed) {
                let said = |total: Option<String>| total.unwrap_or_else(|| "没有得分".to_owned());
                let got = said(total.and_then(|total| total.scaled(scheme.decimals)).map(|total| total.to_string()));
                let wanted = said(wanted.total.map(|total| total.0.to_string()));
                return Err(format!("第 {} 家写的是 {wanted}，算出来是 {got}", nth + 1));
            }
            let tier = found.and_then(|firm| firm.standing).and_then(|standing| scheme.tiers.get(standing.tier));
            let tier = tier.map(|tier| tier.code.as_str());
            if wanted.tier.is_some() && tier != wanted.tier.as_deref() {
                let (got, wanted) = (tier.unwrap_or("没有"), wanted.tier.as_deref().unwrap_or_default());
                return Err(format!("第 {} 家写的档次是 {wanted}，算出来是 {got}", nth + 1));
            }
        }
        Ok(())
    }
}
