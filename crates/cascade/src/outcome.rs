//! What a cascade leaves: losses of the whole network, of sectors, of firms.

use crate::model::Model;
use crate::shock::Shock;

/// A loss seen in three ways, each a share between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Loss {
    /// With each firm counted by the larger of its two losses. For the network: the ESRI.
    pub either: f64,
    /// Downstream: inputs that do not come.
    pub down: f64,
    /// Upstream: customers that do not buy.
    pub up: f64,
}

/// Result of a scenario.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Outcome {
    /// Loss of the network under each weight, the shock included.
    pub losses: Vec<Loss>,
    /// Updates done, at least 1.
    pub iterations: u32,
    /// False when it was cut off at `max_iterations`.
    pub at_rest: bool,
    /// Loss of each sector beyond the shock, when asked for, under the first weight.
    pub sectors: Vec<Loss>,
    /// The stop test was so close that the plain sweep decided.
    pub close: bool,
    /// Links through which something was sent.
    pub touched: u64,
}

/// Firm by firm, how a cascade ended.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Downstream loss of each firm, 0 to 1.
    pub down: Vec<f64>,
    /// Upstream loss of each firm, 0 to 1.
    pub up: Vec<f64>,
    /// Updates done, at least 1.
    pub iterations: u32,
    /// False when it was cut off at `max_iterations`.
    pub at_rest: bool,
}

impl State {
    /// The larger loss of a firm.
    pub fn either(&self, firm: usize) -> f64 {
        self.down[firm].max(self.up[firm])
    }

    /// Loss of the network under each weight of the model.
    pub fn losses(&self, model: &Model<'_>) -> Vec<Loss> {
        model.weights.iter().map(|weight| self.loss(weight)).collect()
    }

    fn loss(&self, weight: &[f64]) -> Loss {
        let mut loss = Loss::default();
        for (firm, w) in weight.iter().enumerate() {
            loss.either += w * self.either(firm);
            loss.down += w * self.down[firm];
            loss.up += w * self.up[firm];
        }
        loss
    }
}

/// Losses of sectors beyond what the shock itself takes, under the first weight of the model.
pub(crate) struct SectorSums {
    /// Weight of each sector, 1 where it has none.
    whole: Vec<f64>,
}

impl SectorSums {
    pub(crate) fn new(model: &Model<'_>) -> Self {
        let mut whole = vec![0.0; model.network.sectors().len()];
        for (firm, w) in model.weights[0].iter().enumerate() {
            whole[model.network.sector(firm)] += w;
        }
        for sum in &mut whole {
            if *sum == 0.0 {
                *sum = 1.0;
            }
        }
        Self { whole }
    }

    /// From the weighted losses of the firms that lost anything: (place, down, up).
    pub(crate) fn losses(
        &self,
        model: &Model<'_>,
        shock: &Shock,
        lost: impl Iterator<Item = (usize, f64, f64)>,
    ) -> Vec<Loss> {
        let weight = &model.weights[0];
        let mut sums = vec![Loss::default(); self.whole.len()];
        for (firm, down, up) in lost {
            let sum = &mut sums[model.network.sector(firm)];
            sum.either += weight[firm] * down.max(up);
            sum.down += weight[firm] * down;
            sum.up += weight[firm] * up;
        }
        let mut first = vec![(0.0, 0.0); self.whole.len()];
        for (firm, loss) in &shock.down {
            first[model.network.sector(*firm as usize)].0 += weight[*firm as usize] * loss;
        }
        for (firm, loss) in shock.up() {
            first[model.network.sector(*firm as usize)].1 += weight[*firm as usize] * loss;
        }
        for ((sum, whole), (down, up)) in sums.iter_mut().zip(&self.whole).zip(first) {
            sum.either = sum.either / whole - f64::max(down / whole, up / whole);
            sum.down = sum.down / whole - down / whole;
            sum.up = sum.up / whole - up / whole;
        }
        sums
    }
}

impl Model<'_> {
    /// Loss of each sector beyond the shock, by [`crate::Network::sectors`], under the first weight.
    pub fn sector_losses(&self, shock: &Shock, state: &State) -> Vec<Loss> {
        let lost = (0..state.down.len()).map(|firm| (firm, state.down[firm], state.up[firm]));
        SectorSums::new(self).losses(self, shock, lost)
    }
}
