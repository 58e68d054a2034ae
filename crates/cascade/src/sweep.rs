//! The plain engine: every firm in every iteration, in one fixed order. Slow, and the judge of the fast one.

use crate::model::{Model, PLAIN};
use crate::outcome::State;
use crate::settings::Criterion;
use crate::shock::Shock;

/// Availability at or below which the reference takes a market for empty.
pub(crate) const EMPTY_MARKET: f64 = 1e-10;

/// By which part of a firm's output its loss counts: its share of what its market still offers.
pub(crate) fn part(output: f64, offered: f64, compat: bool) -> f64 {
    if compat && offered <= EMPTY_MARKET {
        return output.min(1.0);
    }
    // An empty market replaces nothing, in whatever money unit.
    if offered > output { output / offered } else { 1.0 }
}

impl Model<'_> {
    /// Runs a scenario by full sweeps: the meaning of every other engine.
    pub fn sweep(&self, shock: &Shock) -> State {
        let firms = self.network.firms();
        let (mut floor_down, mut floor_up) = (vec![0.0; firms], vec![0.0; firms]);
        for (firm, loss) in &shock.down {
            floor_down[*firm as usize] = *loss;
        }
        for (firm, loss) in shock.up() {
            floor_up[*firm as usize] = *loss;
        }
        let mut state = State { down: floor_down.clone(), up: floor_up.clone(), iterations: 0, at_rest: false };
        let mut loss = self.first_loss(&state);
        while !state.at_rest && state.iterations < self.max_iterations {
            let effective = self.effective(&state.down);
            let down: Vec<f64> =
                (0..firms).map(|buyer| self.supplied(buyer, &effective).max(floor_down[buyer]).min(1.0)).collect();
            let up: Vec<f64> = (0..firms)
                .map(|supplier| self.demanded(supplier, &state.up).max(floor_up[supplier]).min(1.0))
                .collect();
            let mut largest = 0.0_f64;
            for firm in 0..firms {
                largest = largest.max(down[firm] - state.down[firm]).max(up[firm] - state.up[firm]);
            }
            state.down = down;
            state.up = up;
            state.iterations += 1;
            state.at_rest = match self.criterion {
                Criterion::Largest => largest <= self.eps,
                Criterion::Relative => {
                    let before = std::mem::replace(&mut loss, self.first_loss(&state));
                    !goes_on(before, loss, self.eps)
                }
            };
        }
        state
    }

    /// Loss under the first weight.
    fn first_loss(&self, state: &State) -> f64 {
        self.weights[0].iter().enumerate().map(|(firm, w)| w * state.either(firm)).sum()
    }

    /// Each firm's downstream loss as its customers feel it.
    pub(crate) fn effective(&self, down: &[f64]) -> Vec<f64> {
        let Some((market, count)) = &self.markets else { return down.to_vec() };
        let sold = self.network.sold();
        let mut offered = vec![0.0; *count];
        for (firm, lost) in down.iter().enumerate() {
            offered[market[firm] as usize] += (1.0 - lost) * sold[firm];
        }
        let felt = |(firm, lost): (usize, &f64)| part(sold[firm], offered[market[firm] as usize], self.compat) * lost;
        down.iter().enumerate().map(felt).collect()
    }

    /// Loss of a buyer by what its suppliers do not deliver.
    fn supplied(&self, buyer: usize, effective: &[f64]) -> f64 {
        let (mut plain, mut worst) = (0.0_f64, 0.0_f64);
        let (mut slot, mut of_slot) = (PLAIN, 0.0);
        for input in self.inputs_of(buyer) {
            let lost = input.share * effective[input.supplier as usize];
            if input.slot == PLAIN {
                plain += lost;
                continue;
            }
            if input.slot != slot {
                slot = input.slot;
                of_slot = 0.0;
            }
            of_slot += lost;
            worst = worst.max(of_slot);
        }
        plain.max(worst)
    }

    /// Loss of a supplier by what its customers do not buy.
    fn demanded(&self, supplier: usize, up: &[f64]) -> f64 {
        let links = self.network.sales.range(supplier);
        let shares = &self.demand_share[links.clone()];
        let mut lost = 0.0;
        for (buyer, share) in self.network.sales.other[links].iter().zip(shares) {
            lost += share * up[*buyer as usize];
        }
        lost
    }
}

/// The relative criterion. Nothing lost before and now is rest; the first loss out of nothing is not.
pub(crate) fn goes_on(before: f64, after: f64, eps: f64) -> bool {
    if before == 0.0 { after > 0.0 } else { after / before > 1.0 + eps }
}
