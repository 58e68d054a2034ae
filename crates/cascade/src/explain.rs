//! Why a firm is hit: the most affected firms of a scenario and the path by which the loss came to each.

use crate::model::{Model, PLAIN};
use crate::outcome::State;
use crate::shock::Shock;

/// Whether a loss came with inputs or with customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From suppliers to customers.
    Down,
    /// From customers to suppliers.
    Up,
}

/// A step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hop {
    /// The firm, by place.
    pub firm: usize,
    /// Its loss in the direction of the path, 0 to 1.
    pub loss: f64,
    /// What of the next firm's loss comes from this one, 0 to 1; at the last hop, the affected firm itself, its loss.
    pub passed: f64,
}

/// A firm and how it came to its loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Affected {
    /// The firm, by place.
    pub firm: usize,
    /// The larger of its losses.
    pub loss: f64,
    /// That loss times the firm's weight: its part in the loss of the network.
    pub weighted: f64,
    /// Which of its losses is the larger.
    pub direction: Direction,
    /// From a shocked firm to this one, following at each firm the largest contribution to its loss.
    pub path: Vec<Hop>,
}

impl Model<'_> {
    /// The firms with the largest weighted losses (first weight) beside those of the shock itself, at most `count`.
    pub fn explain(&self, shock: &Shock, state: &State, count: usize) -> Vec<Affected> {
        let mut shocked: Vec<u32> = shock.down.iter().chain(shock.up()).map(|(firm, _)| *firm).collect();
        shocked.sort_unstable();
        let weighted = |firm: usize| self.weights[0][firm] * state.either(firm);
        let hit = |firm: &usize| state.either(*firm) > 0.0 && shocked.binary_search(&(*firm as u32)).is_err();
        let mut order: Vec<usize> = (0..self.network.firms()).filter(hit).collect();
        order.sort_by(|a, b| weighted(*b).total_cmp(&weighted(*a)).then(a.cmp(b)));
        order.truncate(count);
        let effective = self.effective(&state.down);
        let explained = |firm: usize| {
            let direction = if state.down[firm] >= state.up[firm] { Direction::Down } else { Direction::Up };
            let path = self.path(firm, direction, &shocked, state, &effective);
            Affected { firm, loss: state.either(firm), weighted: weighted(firm), direction, path }
        };
        order.into_iter().map(explained).collect()
    }

    fn path(&self, firm: usize, direction: Direction, shocked: &[u32], state: &State, effective: &[f64]) -> Vec<Hop> {
        let loss = |firm: usize| if direction == Direction::Down { state.down[firm] } else { state.up[firm] };
        let mut path = vec![Hop { firm, loss: loss(firm), passed: loss(firm) }];
        let mut at = firm;
        while shocked.binary_search(&(at as u32)).is_err() {
            let sources = match direction {
                Direction::Down => self.decisive_inputs(at, effective),
                Direction::Up => self.lost_customers(at, &state.up),
            };
            // Losses that feed each other go round in circles: no firm stands twice on a path.
            let new = sources.into_iter().filter(|(from, _)| !path.iter().any(|hop| hop.firm == *from));
            let largest = new.fold(None, |best: Option<(usize, f64)>, one| match best {
                Some(best) if best.1 >= one.1 => Some(best),
                _ => Some(one),
            });
            let Some((from, passed)) = largest.filter(|(_, passed)| *passed > 0.0) else { break };
            path.push(Hop { firm: from, loss: loss(from), passed });
            at = from;
        }
        path.reverse();
        path
    }

    /// Suppliers in the sum that decides a buyer's loss, each with its contribution.
    fn decisive_inputs(&self, buyer: usize, effective: &[f64]) -> Vec<(usize, f64)> {
        let mut sums: Vec<(u32, f64)> = Vec::new();
        let mut parts = Vec::new();
        for input in self.inputs_of(buyer) {
            let lost = input.share * effective[input.supplier as usize];
            parts.push((input.slot, input.supplier as usize, lost));
            match sums.last_mut() {
                Some((slot, sum)) if *slot == input.slot => *sum += lost,
                _ => sums.push((input.slot, lost)),
            }
        }
        let decisive = sums.iter().fold((PLAIN, 0.0), |best, one| if one.1 > best.1 { *one } else { best }).0;
        parts.into_iter().filter(|(slot, _, _)| *slot == decisive).map(|(_, firm, lost)| (firm, lost)).collect()
    }

    /// Customers of a supplier, each with its contribution to the loss.
    fn lost_customers(&self, supplier: usize, up: &[f64]) -> Vec<(usize, f64)> {
        let links = self.network.sales.range(supplier);
        let shares = self.demand_share[links.clone()].iter();
        let buyers = self.network.sales.other[links].iter().map(|buyer| *buyer as usize);
        buyers.zip(shares).map(|(buyer, share)| (buyer, share * up[buyer])).collect()
    }
}
