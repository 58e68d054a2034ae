//! The fast engine: only firms that something reaches are looked at, and only what changed is sent on.
//!
//! One firm's state fills one cache line, firms with many links stand together, and the worst essential input is kept
//! while losses arrive (they never shrink), so that a firm is judged without looking at its inputs again. Most time is
//! waiting for memory; the loops over firms decide nothing by what they wait for, so that many waits run at once.

mod steps;

use crate::links::Node;
use crate::market::Market;
use crate::model::Model;
use crate::outcome::{Loss, Outcome, SectorSums, State};
use crate::settings::Criterion;
use crate::shock::Shock;
use crate::stack::Stack;
use crate::sweep::goes_on;

/// A stop test this close to its threshold is decided by the plain sweep, whose sums have one fixed order.
const CLOSE: f64 = 1e-12;
/// By how much more with each iteration: a cascade that lasts so long multiplies what is rounded.
const CLOSER: f64 = 1e-15;
/// A firm with a downstream loss to tell, and where its ways are: plain, then essential.
#[derive(Clone, Copy, Debug, Default)]
struct Live {
    firm: u32,
    plain: u32,
    essential: u32,
    end: u32,
}

/// A loss on its way: how much, and by which ways.
#[derive(Clone, Copy, Debug, Default)]
struct News {
    loss: f64,
    start: u32,
    /// Where the essential ways begin.
    middle: u32,
    end: u32,
}

/// A worker's memory, used for one scenario after the other; what a scenario touched is wiped after it.
pub(crate) struct Workspace<'m, 'n> {
    model: &'m Model<'n>,
    nodes: Vec<Node>,
    slots: Vec<f64>,
    markets: Vec<Market>,
    /// Markets whose offer changed in this iteration, and in this scenario.
    changed_markets: Stack<u32>,
    used_markets: Stack<u32>,
    /// Firms that something reached in this scenario, and in this iteration.
    touched: Stack<u32>,
    dirty: Stack<u32>,
    used_slots: Stack<u32>,
    live: Stack<Live>,
    /// Downstream losses to tell in this iteration, and growth of upstream ones.
    fallen: Stack<News>,
    risen: Stack<News>,
    weights: Vec<Vec<f64>>,
    sectors: Option<SectorSums>,
    sent: u64,
    close: bool,
}

impl<'m, 'n> Workspace<'m, 'n> {
    pub(crate) fn new(model: &'m Model<'n>, sectors: bool) -> Self {
        let links = &model.links;
        let sorted = |weight: &Vec<f64>| links.place.iter().map(|place| weight[*place as usize]).collect();
        let mut space = Self {
            model,
            nodes: links.fresh.clone(),
            slots: vec![0.0; links.slots.last().copied().unwrap_or(0) as usize],
            markets: Vec::new(),
            changed_markets: Stack::with_room(links.offer.len()),
            used_markets: Stack::with_room(links.offer.len()),
            touched: Stack::with_room(links.fresh.len()),
            dirty: Stack::with_room(links.fresh.len()),
            used_slots: Stack::with_room(0),
            live: Stack::with_room(links.fresh.len()),
            fallen: Stack::with_room(0),
            risen: Stack::with_room(0),
            weights: model.weights.iter().map(sorted).collect(),
            sectors: sectors.then(|| SectorSums::new(model)),
            sent: 0,
            close: false,
        };
        space.markets = links.offer.iter().map(|offer| Market::new(*offer, model.compat)).collect();
        space
    }

    /// Runs a scenario.
    pub(crate) fn run(&mut self, shock: &Shock) -> Outcome {
        let (iterations, at_rest) = self.spread(shock, |_, _| {});
        let outcome = if self.close {
            self.judged_by_sweep(shock)
        } else {
            let losses = (0..self.weights.len()).map(|weight| self.loss(weight)).collect();
            let sectors = self.sectors.as_ref().map(|sums| sums.losses(self.model, shock, self.lost()));
            let sectors = sectors.unwrap_or_default();
            Outcome { losses, iterations, at_rest, sectors, close: false, touched: self.sent }
        };
        self.wipe();
        outcome
    }

    /// Runs a scenario and tells how each firm ended; `seen` hears the loss after each iteration.
    pub(crate) fn state(&mut self, shock: &Shock, mut seen: impl FnMut(u32, Loss)) -> State {
        let (iterations, at_rest) = self.spread(shock, |space, iteration| seen(iteration, space.loss(0)));
        let state = if self.close {
            self.model.sweep(shock)
        } else {
            let mut down = vec![0.0; self.nodes.len()];
            let mut up = down.clone();
            for (place, lost_down, lost_up) in self.lost() {
                down[place] = lost_down;
                up[place] = lost_up;
            }
            State { down, up, iterations, at_rest }
        };
        self.wipe();
        state
    }

    fn judged_by_sweep(&self, shock: &Shock) -> Outcome {
        let state = self.model.sweep(shock);
        let sectors = match self.sectors {
            Some(_) => self.model.sector_losses(shock, &state),
            None => Vec::new(),
        };
        Outcome {
            losses: state.losses(self.model),
            iterations: state.iterations,
            at_rest: state.at_rest,
            sectors,
            close: true,
            touched: self.sent,
        }
    }

    /// Iterates to rest; the number of iterations and whether it came to rest.
    fn spread(&mut self, shock: &Shock, mut seen: impl FnMut(&Self, u32)) -> (u32, bool) {
        let model = self.model;
        self.begin(shock);
        let relative = model.criterion == Criterion::Relative;
        let mut loss = if relative { self.loss(0).either } else { 0.0 };
        for iteration in 1..=model.max_iterations {
            self.renew_markets(iteration);
            self.tell_customers(iteration);
            self.tell_suppliers(iteration);
            if iteration % steps::FRESH == 0 {
                self.renew_sums();
            }
            let largest = self.judge();
            seen(self, iteration);
            let (goes, margin) = if relative {
                let before = std::mem::replace(&mut loss, self.loss(0).either);
                let margin = if before == 0.0 { f64::INFINITY } else { loss / before - 1.0 - model.eps };
                (goes_on(before, loss, model.eps), margin)
            } else {
                (largest > model.eps, largest - model.eps)
            };
            self.close |= margin.abs() < CLOSE.max(f64::from(iteration) * CLOSER);
            if !goes {
                return (iteration, true);
            }
        }
        (model.max_iterations, false)
    }

    /// Lays the shock.
    fn begin(&mut self, shock: &Shock) {
        let links = &self.model.links;
        for (place, loss) in &shock.down {
            let firm = links.number[*place as usize];
            let node = &mut self.nodes[firm as usize];
            self.touched.push_if(firm, node.mark == 0);
            node.mark = u32::MAX;
            node.down = *loss;
            self.live.push_if(links.live(firm), true);
            self.take_from_market(firm, *loss);
        }
        for (place, loss) in shock.up() {
            let firm = links.number[*place as usize];
            let node = &mut self.nodes[firm as usize];
            self.touched.push_if(firm, node.mark == 0);
            node.mark = u32::MAX;
            node.up = *loss;
            self.risen.push_if(links.risen(firm, *loss), true);
        }
    }

    fn loss(&self, weight: usize) -> Loss {
        let weight = &self.weights[weight];
        let mut loss = Loss::default();
        for firm in self.touched.as_slice() {
            let (node, w) = (&self.nodes[*firm as usize], weight[*firm as usize]);
            loss.either += w * node.down.max(node.up);
            loss.down += w * node.down;
            loss.up += w * node.up;
        }
        loss
    }

    /// Firms that lost something: place, downstream, upstream.
    fn lost(&self) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        self.touched.as_slice().iter().map(|firm| {
            let node = &self.nodes[*firm as usize];
            (self.model.links.place[*firm as usize] as usize, node.down, node.up)
        })
    }

    fn wipe(&mut self) {
        for firm in self.touched.as_slice() {
            let node = &mut self.nodes[*firm as usize];
            *node = Node { sold: node.sold, market: node.market, ..Node::default() };
        }
        for slot in self.used_slots.as_slice() {
            self.slots[*slot as usize] = 0.0;
        }
        for market in self.used_markets.as_slice() {
            self.markets[*market as usize] = Market::new(self.model.links.offer[*market as usize], self.model.compat);
        }
        self.touched.clear();
        self.used_slots.clear();
        self.used_markets.clear();
        self.changed_markets.clear();
        self.live.clear();
        self.risen.clear();
        self.sent = 0;
        self.close = false;
    }
}
