//! Which backup suppliers would lower the ESRI of a firm most.

use crate::essential::Essential;
use crate::fault::{Fault, What};
use crate::frontier::Workspace;
use crate::model::Model;
use crate::network::{Firm, Link, Network};
use crate::settings::Settings;
use crate::shock::Shock;

/// A supplier that could take over a part of what a customer buys from the firm, both by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The supplier that steps in.
    pub supplier: usize,
    /// The customer that is served.
    pub buyer: usize,
}

/// A chosen backup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backup {
    /// Who steps in for whom.
    pub candidate: Candidate,
    /// ESRI of the firm with this and all backups before it.
    pub esri: f64,
}

/// Greedy search: `count` times the candidate whose taking over `share` (0 to 1) of what its customer still buys from
/// `firm` lowers the ESRI of `firm` most. Stops early when none lowers it. Weights are those of the network as it is, so
/// that what is compared is the same loss. One model is built for each candidate and choice: meant for some hundreds.
///
/// # Errors
/// A share outside its range, a candidate that is no firm, that is the firm itself, or whose customer does not buy from
/// the firm; whatever [`Model::new`] refuses.
pub fn backups(
    network: &Network,
    essential: &Essential,
    settings: &Settings,
    firm: usize,
    candidates: &[Candidate],
    share: f64,
    count: usize,
) -> Result<Vec<Backup>, Fault> {
    if !(share > 0.0 && share <= 1.0) {
        return Err(What::Setting("the share must be above 0 and at most 1").into());
    }
    let there = |candidate: &Candidate| {
        let known = firm < network.firms() && candidate.supplier < network.firms() && candidate.supplier != firm;
        known && network.buyers(firm).any(|(buyer, _)| buyer == candidate.buyer)
    };
    if !candidates.iter().all(there) {
        return Err(What::Setting("a candidate must be another firm and serve a customer of the firm").into());
    }
    let weights = match settings.weights.is_empty() {
        true => vec![network.sold().to_vec()],
        false => settings.weights.clone(),
    };
    let settings = Settings { weights, ..settings.clone() };
    let mut now = network.clone();
    let mut lowest = esri(&now, essential, &settings, firm)?;
    let (mut left, mut chosen) = (candidates.to_vec(), Vec::new());
    while chosen.len() < count {
        let mut best: Option<(usize, Network, f64)> = None;
        for (place, candidate) in left.iter().enumerate() {
            let tried = shifted(&now, firm, *candidate, share)?;
            let found = esri(&tried, essential, &settings, firm)?;
            if found < best.as_ref().map_or(lowest, |best| best.2) {
                best = Some((place, tried, found));
            }
        }
        let Some((place, network, found)) = best else { break };
        chosen.push(Backup { candidate: left.swap_remove(place), esri: found });
        now = network;
        lowest = found;
    }
    Ok(chosen)
}

fn esri(network: &Network, essential: &Essential, settings: &Settings, firm: usize) -> Result<f64, Fault> {
    let model = Model::new(network, essential, settings)?;
    let outcome = Workspace::new(&model, false).run(&Shock::failure(firm));
    Ok(outcome.losses.first().map_or(0.0, |loss| loss.either))
}

/// The network with a part of a link moved to another supplier.
fn shifted(network: &Network, firm: usize, candidate: Candidate, share: f64) -> Result<Network, Fault> {
    let sectors = network.sectors();
    let declared = |place: usize| Firm { id: place as u64, sector: sectors[network.sector(place)] };
    let firms: Vec<Firm> = (0..network.firms()).map(declared).collect();
    let mut links = Vec::with_capacity(network.links() + 1);
    for supplier in 0..network.firms() {
        for (buyer, value) in network.buyers(supplier) {
            let moved = if supplier == firm && buyer == candidate.buyer { value * share } else { 0.0 };
            let link = |supplier: usize, weight: f64| Link { supplier: supplier as u64, buyer: buyer as u64, weight };
            links.push(link(supplier, value - moved));
            if moved > 0.0 {
                links.push(link(candidate.supplier, moved));
            }
        }
    }
    Network::new(&firms, &links)
}
