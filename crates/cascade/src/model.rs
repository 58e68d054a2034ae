//! A network made ready for cascades: impact coefficients, markets and weights.

use crate::essential::{Class, Essential};
use crate::fault::{Fault, What};
use crate::links::Links;
use crate::network::Network;
use crate::settings::{Criterion, Production, Settings};

/// A link that adds to its buyer's plain sum of losses and to none of the essential ones.
pub(crate) const PLAIN: u32 = u32::MAX;

/// What reaches a buyer from one supplier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) supplier: u32,
    /// [`PLAIN`], or the slot of the buyer's essential inputs of the supplier's sector.
    pub(crate) slot: u32,
    pub(crate) share: f64,
}

/// Everything a cascade needs. Built once, then any number of scenarios, on any number of threads.
#[derive(Clone, Debug)]
pub struct Model<'n> {
    pub(crate) network: &'n Network,
    pub(crate) eps: f64,
    pub(crate) criterion: Criterion,
    pub(crate) compat: bool,
    pub(crate) max_iterations: u32,
    /// Market of each firm and the number of markets; none when replaceability is off.
    pub(crate) markets: Option<(Vec<u32>, usize)>,
    /// Inputs of every buyer: plain ones first, then the essential ones slot by slot.
    pub(crate) input_start: Vec<u32>,
    pub(crate) inputs: Vec<Input>,
    /// First slot of every buyer.
    pub(crate) slot_start: Vec<u32>,
    /// What the loss of a buyer means to a supplier, beside each link of `network.sales`.
    pub(crate) demand_share: Vec<f64>,
    /// Normalised weights; the first decides the relative criterion and the losses by sector.
    pub(crate) weights: Vec<Vec<f64>>,
    pub(crate) links: Links,
}

impl<'n> Model<'n> {
    /// Computes the coefficients of a network under a matrix and settings.
    ///
    /// # Errors
    /// Sectors that the matrix does not cover, vectors of a wrong length, values below 0 or not finite, weights that
    /// add up to 0, an eps that is not above 0; without `compat` also revenue of 0 of a firm that sells and costs of 0
    /// of a firm that buys.
    pub fn new(network: &'n Network, essential: &Essential, settings: &Settings) -> Result<Self, Fault> {
        if !(settings.eps.is_finite() && settings.eps > 0.0) {
            return Err(What::Setting("eps must be a number above 0").into());
        }
        if settings.max_iterations == 0 {
            return Err(What::Setting("max_iterations must be at least 1").into());
        }
        let classes = match settings.production {
            Production::Generalised => essential.fitted(network.sectors())?,
            Production::Linear => vec![Class::NonEssential; network.sectors().len().pow(2)],
            Production::Leontief => vec![Class::Essential; network.sectors().len().pow(2)],
        };
        let demand_share = demand_shares(network, settings)?;
        let (input_start, inputs, slot_start) = inputs(network, &classes, settings)?;
        let markets = match &settings.market {
            None => None,
            Some(market) => {
                length("market", market.len(), network)?;
                // Gaps in the numbering would cost memory: markets are counted by what is used.
                let mut used = market.clone();
                used.sort_unstable();
                used.dedup();
                let of_each = market.iter().map(|code| used.partition_point(|one| one < code) as u32).collect();
                Some((of_each, used.len()))
            }
        };
        let weights = weights(network, settings)?;
        let mut model = Self {
            network,
            eps: settings.eps,
            criterion: settings.criterion,
            compat: settings.compat,
            max_iterations: settings.max_iterations,
            markets,
            input_start,
            inputs,
            slot_start,
            demand_share,
            weights,
            links: Links::default(),
        };
        model.links = Links::new(&model);
        Ok(model)
    }

    /// The network.
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// The firms' weights, each adding up to 1.
    pub fn weights(&self) -> &[Vec<f64>] {
        &self.weights
    }

    /// Links through which losses travel, both directions counted.
    pub fn coefficients(&self) -> usize {
        self.inputs.len() + self.demand_share.len()
    }

    pub(crate) fn inputs_of(&self, buyer: usize) -> &[Input] {
        &self.inputs[self.input_start[buyer] as usize..self.input_start[buyer + 1] as usize]
    }
}

fn length(name: &'static str, found: usize, network: &Network) -> Result<(), Fault> {
    if found == network.firms() {
        return Ok(());
    }
    Err(What::Length { name, found, firms: network.firms() }.into())
}

/// A vector of amounts as long as there are firms.
fn amounts(name: &'static str, values: &[f64], network: &Network) -> Result<(), Fault> {
    length(name, values.len(), network)?;
    match values.iter().find(|value| !(value.is_finite() && **value >= 0.0)) {
        None => Ok(()),
        Some(value) => Err(What::NotAnAmount { column: name.into(), value: value.to_string() }.into()),
    }
}

fn demand_shares(network: &Network, settings: &Settings) -> Result<Vec<f64>, Fault> {
    if let Some(revenue) = &settings.revenue {
        amounts("revenue", revenue, network)?;
    }
    let mut shares = vec![0.0; network.links()];
    for supplier in 0..network.firms() {
        let links = network.sales.range(supplier);
        if links.is_empty() {
            continue;
        }
        let whole = match &settings.revenue {
            None => network.sold()[supplier],
            Some(revenue) if revenue[supplier] > 0.0 => revenue[supplier],
            Some(_) if settings.compat => 1.0,
            Some(_) => return Err(What::ZeroScale { firm: network.id(supplier), revenue: true }.into()),
        };
        for link in links {
            shares[link] = network.sales.weight[link] / whole;
        }
    }
    Ok(shares)
}

type Inputs = (Vec<u32>, Vec<Input>, Vec<u32>);

/// Inputs that matter to each buyer, sorted plain first and then by supplying sector, and where its slots begin.
fn inputs(network: &Network, classes: &[Class], settings: &Settings) -> Result<Inputs, Fault> {
    if let Some(costs) = &settings.costs {
        amounts("costs", costs, network)?;
    }
    let sectors = network.sectors().len();
    let mut start = Vec::with_capacity(network.firms() + 1);
    let mut kept = Vec::with_capacity(network.links());
    let mut slot_start = Vec::with_capacity(network.firms() + 1);
    let mut slots = 0u32;
    let mut essential: Vec<(usize, u32, f64)> = Vec::new();
    for buyer in 0..network.firms() {
        start.push(kept.len() as u32);
        slot_start.push(slots);
        let bought = network.bought()[buyer];
        let scale = match &settings.costs {
            None => 1.0,
            Some(_) if bought == 0.0 => 1.0,
            Some(costs) if costs[buyer] > 0.0 => bought / costs[buyer],
            Some(_) if settings.compat => bought,
            Some(_) => return Err(What::ZeroScale { firm: network.id(buyer), revenue: false }.into()),
        };
        essential.clear();
        for (supplier, weight) in network.purchases.of(buyer) {
            let sector = network.sector(supplier);
            match classes[sector * sectors + network.sector(buyer)] {
                Class::Negligible => {}
                Class::NonEssential => {
                    let share = weight / bought * scale;
                    kept.push(Input { supplier: supplier as u32, slot: PLAIN, share });
                }
                Class::Essential => essential.push((sector, supplier as u32, weight)),
            }
        }
        essential.sort_unstable_by_key(|(sector, supplier, _)| (*sector, *supplier));
        for group in essential.chunk_by(|a, b| a.0 == b.0) {
            let of_sector: f64 = group.iter().map(|(_, _, weight)| weight).sum();
            for (_, supplier, weight) in group {
                kept.push(Input { supplier: *supplier, slot: slots, share: weight / of_sector * scale });
            }
            slots += 1;
        }
    }
    start.push(kept.len() as u32);
    slot_start.push(slots);
    Ok((start, kept, slot_start))
}

fn weights(network: &Network, settings: &Settings) -> Result<Vec<Vec<f64>>, Fault> {
    let sold = [network.sold().to_vec()];
    let given = if settings.weights.is_empty() { &sold[..] } else { &settings.weights[..] };
    let mut normalised = Vec::with_capacity(given.len());
    for weight in given {
        amounts("weight", weight, network)?;
        let sum: f64 = weight.iter().sum();
        if !(sum.is_finite() && sum > 0.0) {
            return Err(What::NoWeight.into());
        }
        normalised.push(weight.iter().map(|w| w / sum).collect());
    }
    Ok(normalised)
}
