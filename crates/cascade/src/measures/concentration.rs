//! On how few suppliers something rests, and how much of it is local.

use std::collections::BTreeMap;

use crate::network::Network;

/// Herfindahl-Hirschman index of amounts: the sum of squared shares, 0 to 1; 0 when there is nothing.
pub fn hhi(amounts: &[f64]) -> f64 {
    let sum: f64 = amounts.iter().sum();
    if sum > 0.0 { amounts.iter().map(|amount| (amount / sum).powi(2)).sum() } else { 0.0 }
}

/// Share of the largest `count` amounts (CR4 with 4), 0 to 1; 0 when there is nothing.
pub fn top_share(amounts: &[f64], count: usize) -> f64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let sum: f64 = sorted.iter().sum();
    if sum > 0.0 { sorted.iter().take(count).sum::<f64>() / sum } else { 0.0 }
}

/// How concentrated the supply of a sector's goods is.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    /// Code of the sector.
    pub sector: i64,
    /// Firms that sell within the network.
    pub suppliers: usize,
    /// What they sell, in the money unit of the network.
    pub sold: f64,
    /// Herfindahl-Hirschman index, 0 to 1.
    pub hhi: f64,
    /// Share of the four largest, 0 to 1.
    pub cr4: f64,
}

/// Concentration of supply in every sector.
pub fn concentration_by_sector(network: &Network) -> Vec<Concentration> {
    let mut sold = vec![Vec::new(); network.sectors().len()];
    for firm in 0..network.firms() {
        if network.sold()[firm] > 0.0 {
            sold[network.sector(firm)].push(network.sold()[firm]);
        }
    }
    let of_sector = |(sector, sold): (&i64, &Vec<f64>)| Concentration {
        sector: *sector,
        suppliers: sold.len(),
        sold: sold.iter().sum(),
        hhi: hhi(sold),
        cr4: top_share(sold, 4),
    };
    network.sectors().iter().zip(&sold).map(of_sector).collect()
}

/// Purchases that rest on one supplier.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct SingleSource {
    /// Pairs of a buyer and a sector it buys from.
    pub pairs: usize,
    /// Those of them with one dominant supplier.
    pub single: usize,
    /// Value of all purchases, in the money unit of the network.
    pub bought: f64,
    /// Value of the purchases of single-sourced pairs.
    pub value: f64,
}

impl SingleSource {
    /// Value of single-sourced pairs / all purchases, 0 to 1.
    pub fn share(&self) -> f64 {
        if self.bought > 0.0 { self.value / self.bought } else { 0.0 }
    }
}

/// Pairs of buyer and supplying sector in which the largest supplier has at least `dominant` (1 for a single one) of
/// the value; only sectors for which `counts(supplying, buying)` holds, both as places in [`Network::sectors`].
pub fn single_source(network: &Network, dominant: f64, counts: impl Fn(usize, usize) -> bool) -> SingleSource {
    let mut found = SingleSource::default();
    let mut by_sector: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for buyer in 0..network.firms() {
        by_sector.clear();
        for (supplier, value) in network.suppliers(buyer) {
            if counts(network.sector(supplier), network.sector(buyer)) {
                let (sum, largest) = by_sector.entry(network.sector(supplier)).or_default();
                *sum += value;
                *largest = largest.max(value);
            }
        }
        for (sum, largest) in by_sector.values() {
            found.pairs += 1;
            found.bought += sum;
            if *largest >= dominant * sum {
                found.single += 1;
                found.value += sum;
            }
        }
    }
    found
}

/// Share of the purchases of the firms inside that come from inside, 0 to 1; `None` when they buy nothing.
pub fn localisation(network: &Network, inside: impl Fn(usize) -> bool) -> Option<f64> {
    let (mut local, mut all) = (0.0, 0.0);
    for buyer in (0..network.firms()).filter(|firm| inside(*firm)) {
        for (supplier, value) in network.suppliers(buyer) {
            all += value;
            if inside(supplier) {
                local += value;
            }
        }
    }
    (all > 0.0).then(|| local / all)
}

/// Location quotient (x_kD / x_D) / (x_k / x) of a sector with `sector_here` of `all_here` in the district and
/// `sector_everywhere` of `all_everywhere`; `None` when a divisor is 0.
pub fn location_quotient(sector_here: f64, all_here: f64, sector_everywhere: f64, all_everywhere: f64) -> Option<f64> {
    let (here, everywhere) = (sector_here / all_here, sector_everywhere / all_everywhere);
    let quotient = here / everywhere;
    (all_here > 0.0 && all_everywhere > 0.0 && everywhere > 0.0).then_some(quotient)
}
