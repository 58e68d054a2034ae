//! First-order influence of firms and their distance to final use.

use crate::fault::{Fault, What};
use crate::network::Network;

/// Steps after which an iteration that does not come to rest is given up.
const MAX_STEPS: usize = 100_000;
/// Change at which an iteration is at rest.
const REST: f64 = 1e-14;

/// Influence vector v = (alpha / n) [I − (1 − alpha) Ω′]⁻¹ 1, Ω the input shares and alpha the labour share, above 0 and
/// at most 1 (Acemoglu and others 2012). Adds up to 1 where everyone buys.
///
/// # Errors
/// An alpha outside its range.
pub fn influence(network: &Network, alpha: f64) -> Result<Vec<f64>, Fault> {
    if !(alpha > 0.0 && alpha <= 1.0) {
        return Err(What::Setting("alpha must be above 0 and at most 1").into());
    }
    let own = alpha / network.firms() as f64;
    let mut vector = vec![own; network.firms()];
    for _ in 0..MAX_STEPS {
        let next: Vec<f64> = (0..network.firms())
            .map(|supplier| {
                let used = |(buyer, value): (usize, f64)| vector[buyer] * value / network.bought()[buyer];
                own + (1.0 - alpha) * network.buyers(supplier).map(used).sum::<f64>()
            })
            .collect();
        let change = next.iter().zip(&vector).fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
        vector = next;
        if change <= REST {
            return Ok(vector);
        }
    }
    Err(What::Setting("the influence vector does not come to rest").into())
}

/// Upstreamness U = (I − B)⁻¹ 1: 1 for a firm that sells to final use only, more the further away it is. `output` is each
/// firm's whole output, at least what it sells in the network; the rest goes to final use.
///
/// # Errors
/// A vector of a wrong length, an output below what is sold, or circles of firms none of which reaches final use.
pub fn upstreamness(network: &Network, output: &[f64]) -> Result<Vec<f64>, Fault> {
    let firms = network.firms();
    if output.len() != firms {
        return Err(What::Length { name: "output", found: output.len(), firms }.into());
    }
    // A billionth for what was rounded on the way here.
    if (0..firms).any(|firm| output[firm].is_nan() || output[firm] < network.sold()[firm] * (1.0 - 1e-9)) {
        return Err(What::Setting("the output of a firm must be at least what it sells in the network").into());
    }
    let mut stage = vec![1.0; firms];
    for _ in 0..MAX_STEPS {
        let next: Vec<f64> = (0..firms)
            .map(|firm| {
                1.0 + network.buyers(firm).map(|(buyer, value)| value / output[firm] * stage[buyer]).sum::<f64>()
            })
            .collect();
        let change = next.iter().zip(&stage).fold(0.0_f64, |most, (a, b)| most.max((a - b) / a));
        stage = next;
        if change <= REST {
            return Ok(stage);
        }
    }
    Err(What::Setting("some firms never reach final use: upstreamness has no end").into())
}
