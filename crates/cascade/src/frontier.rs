//! The fast engine: only firms that something reaches are looked at, and only what changed is sent on.
//!
//! One firm's state fills one cache line, firms with many links stand together, and the worst essential input is kept
//! while losses arrive (they never shrink), so that a firm is judged without looking at its inputs again. Most time is
//! waiting for memory; the loops over firms decide nothing by what they wait for, so that many waits run at once.

use crate::links::{Links, Node, Starts};
use crate::market::Market;
use crate::model::{Model, PLAIN};
use crate::outcome::{Loss, Outcome, SectorSums, State};
use crate::settings::Criterion;
use crate::shock::Shock;
use crate::stack::Stack;
use crate::sweep::{EMPTY_MARKET, goes_on};

/// A stop test this close to its threshold is decided by the plain sweep, whose sums have one fixed order.
const CLOSE: f64 = 1e-12;
/// By how much more with each iteration: a cascade that lasts so long multiplies what is rounded.
const CLOSER: f64 = 1e-15;
/// Sums of losses are made anew after so many iterations: news added to them are rounded each time, and a firm that
/// mostly buys from itself multiplies that.
const FRESH: u32 = 64;
/// A market's offer is summed anew when it fell below this part of the last sum: what was subtracted is then rounding
/// of larger numbers.
const RENEW: f64 = 1.0 / 16.0;

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
            if iteration % FRESH == 0 {
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

    #[inline]
    fn take_from_market(&mut self, firm: u32, loss: f64) {
        let node = &self.nodes[firm as usize];
        let Some(market) = self.markets.get_mut(node.market as usize) else { return };
        let changes = loss > 0.0;
        market.offered -= loss * node.sold;
        self.changed_markets.push_if(node.market, changes & !market.changed);
        self.used_markets.push_if(node.market, changes & !market.used);
        market.changed |= changes;
        market.used |= changes;
    }

    fn renew_markets(&mut self, iteration: u32) {
        for number in self.changed_markets.as_slice() {
            let market = &mut self.markets[*number as usize];
            market.changed = false;
            if market.offered < market.summed * RENEW {
                let mut offered = 0.0;
                for firm in &self.model.links.members[*number as usize] {
                    let node = &self.nodes[*firm as usize];
                    offered += (1.0 - node.down) * node.sold;
                }
                market.offered = offered;
                market.summed = offered;
            }
            // The reference lets losses shrink when a market empties under way: its sweep knows how.
            self.close |= self.model.compat && iteration > 1 && market.offered <= EMPTY_MARKET;
            market.invert(self.model.compat);
        }
        self.changed_markets.clear();
    }

    /// Sums what every reached firm has been told, from the beginning.
    fn renew_sums(&mut self) {
        let (model, links) = (self.model, &self.model.links);
        for firm in self.touched.as_slice() {
            let place = links.place[*firm as usize] as usize;
            let (mut plain, mut worst, mut demand) = (0.0, 0.0_f64, 0.0);
            let slots = links.slots[*firm as usize] as usize..links.slots[*firm as usize + 1] as usize;
            self.slots[slots.clone()].fill(0.0);
            for input in model.inputs_of(place) {
                let lost = input.share * self.nodes[links.number[input.supplier as usize] as usize].told;
                if input.slot == PLAIN {
                    plain += lost;
                    continue;
                }
                let sum = &mut self.slots[slots.start + (input.slot - model.slot_start[place]) as usize];
                *sum += lost;
                worst = worst.max(*sum);
            }
            for link in model.network.sales.range(place) {
                let buyer = links.number[model.network.sales.other[link] as usize];
                demand += model.demand_share[link] * self.nodes[buyer as usize].up;
            }
            let node = &mut self.nodes[*firm as usize];
            (node.plain, node.worst, node.demand) = (plain, worst, demand);
        }
    }

    /// Sends on what customers have not been told of each downstream loss.
    fn tell_customers(&mut self, iteration: u32) {
        let links = &self.model.links;
        for live in self.live.as_slice() {
            let node = &mut self.nodes[live.firm as usize];
            let felt = match self.markets.get(node.market as usize) {
                None => node.down,
                Some(market) => (node.sold * market.inverse).min(1.0) * node.down,
            };
            let news = News { loss: felt - node.told, start: live.plain, middle: live.essential, end: live.end };
            node.told = felt;
            self.fallen.push_if(news, news.loss != 0.0);
        }
        if self.markets.is_empty() {
            self.live.clear();
        }
        for news in self.fallen.as_slice() {
            self.sent += u64::from(news.end - news.start);
            for way in &links.down[news.start as usize..news.middle as usize] {
                let buyer = &mut self.nodes[way.to as usize];
                buyer.plain += way.share * news.loss;
                reach(buyer, way.to, iteration, &mut self.dirty, &mut self.touched);
            }
            for way in &links.down[news.middle as usize..news.end as usize] {
                let sum = &mut self.slots[way.slot as usize];
                let before = *sum;
                *sum += way.share * news.loss;
                self.used_slots.push_if(way.slot, (before == 0.0) & (*sum != 0.0));
                let buyer = &mut self.nodes[way.to as usize];
                buyer.worst = buyer.worst.max(*sum);
                reach(buyer, way.to, iteration, &mut self.dirty, &mut self.touched);
            }
        }
        self.fallen.clear();
    }

    /// Sends on what suppliers have not been told of each upstream loss.
    fn tell_suppliers(&mut self, iteration: u32) {
        let links = &self.model.links;
        for news in self.risen.as_slice() {
            self.sent += u64::from(news.end - news.start);
            for way in &links.up[news.start as usize..news.end as usize] {
                let supplier = &mut self.nodes[way.to as usize];
                supplier.demand += way.share * news.loss;
                reach(supplier, way.to, iteration, &mut self.dirty, &mut self.touched);
            }
        }
        self.risen.clear();
    }

    /// Judges the firms that something reached; the largest growth of a loss.
    fn judge(&mut self) -> f64 {
        let mut largest = 0.0_f64;
        let links = &self.model.links;
        let replaceable = !self.markets.is_empty();
        let dirty = std::mem::take(&mut self.dirty);
        for firm in dirty.as_slice() {
            let node = &mut self.nodes[*firm as usize];
            let known = node.down > 0.0;
            let down = node.plain.max(node.worst).max(node.down).min(1.0);
            let up = node.demand.max(node.up).min(1.0);
            let (more_down, more_up) = (down - node.down, up - node.up);
            largest = largest.max(more_down).max(more_up);
            (node.down, node.up) = (down, up);
            let risen = links.risen(*firm, more_up);
            self.risen.push_if(risen, (more_up > 0.0) & (risen.end > risen.start));
            // With replaceability every loss is told again as its market changes; without, once.
            let live = links.live(*firm);
            self.live.push_if(live, (more_down > 0.0) & !(known & replaceable) & (live.end > live.plain));
            self.take_from_market(*firm, more_down);
        }
        self.dirty = dirty;
        self.dirty.clear();
        largest
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

impl Links {
    /// A firm as one whose customers are to be told.
    #[inline]
    fn live(&self, firm: u32) -> Live {
        let Starts { down, essential, .. } = self.starts[firm as usize];
        Live { firm, plain: down, essential, end: self.starts[firm as usize + 1].down }
    }

    /// A firm's upstream loss and the ways to its suppliers.
    #[inline]
    fn risen(&self, firm: u32, loss: f64) -> News {
        let (start, end) = (self.starts[firm as usize].up, self.starts[firm as usize + 1].up);
        News { loss, start, middle: start, end }
    }
}

/// Notes that something arrived at a firm.
#[inline]
fn reach(node: &mut Node, firm: u32, iteration: u32, dirty: &mut Stack<u32>, touched: &mut Stack<u32>) {
    dirty.push_if(firm, node.mark != iteration);
    touched.push_if(firm, node.mark == 0);
    node.mark = iteration;
}
