//! The steps of an iteration: markets, what is told to customers and suppliers, and what they make of it.

use std::hint::black_box;

use super::{Live, News, Workspace};
use crate::links::{Links, Node, Starts, Way};
use crate::model::PLAIN;
use crate::stack::Stack;
use crate::sweep::EMPTY_MARKET;

/// Sums of losses are made anew after so many iterations: news added to them are rounded each time, and a firm that
/// mostly buys from itself multiplies that.
pub(super) const FRESH: u32 = 64;
/// A market's offer is summed anew when it fell below this part of the last sum: what was subtracted is then rounding
/// of larger numbers.
const RENEW: f64 = 1.0 / 16.0;

/// Firms whose lines are asked for together before the first is worked on.
const TOGETHER: usize = 32;
/// A firm with more ways than this keeps the memory busy by itself.
const FEW: u32 = 16;

impl Workspace<'_, '_> {
    #[inline]
    pub(super) fn take_from_market(&mut self, firm: u32, loss: f64) {
        let node = &self.nodes[firm as usize];
        let Some(market) = self.markets.get_mut(node.market as usize) else { return };
        let changes = loss > 0.0;
        market.offered -= loss * node.sold;
        self.changed_markets.push_if(node.market, changes & !market.changed);
        self.used_markets.push_if(node.market, changes & !market.used);
        market.changed |= changes;
        market.used |= changes;
    }

    pub(super) fn renew_markets(&mut self, iteration: u32) {
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
    pub(super) fn renew_sums(&mut self) {
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
    pub(super) fn tell_customers(&mut self, iteration: u32) {
        let links = &self.model.links;
        for (at, live) in self.live.as_slice().iter().enumerate() {
            if at % TOGETHER == 0 {
                let ahead = self.live.as_slice()[at..].iter().take(TOGETHER);
                black_box(ahead.fold(0, |sum, live| sum ^ self.nodes[live.firm as usize].mark));
            }
            let node = &mut self.nodes[live.firm as usize];
            let felt = match self.markets.get(node.market as usize) {
                None => node.down,
                Some(market) => {
                    let part = node.sold * market.inverse;
                    if part < 1.0 { part * node.down } else { node.down }
                }
            };
            let news = News { loss: felt - node.told, start: live.plain, middle: live.essential, end: live.end };
            node.told = felt;
            self.fallen.push_if(news, news.loss != 0.0);
        }
        if self.markets.is_empty() {
            self.live.clear();
        }
        for together in self.fallen.as_slice().chunks(TOGETHER) {
            ask(&self.nodes, &links.down, together);
            for news in together {
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
                    buyer.worst = larger(buyer.worst, *sum);
                    reach(buyer, way.to, iteration, &mut self.dirty, &mut self.touched);
                }
            }
        }
        self.fallen.clear();
    }

    /// Sends on what suppliers have not been told of each upstream loss.
    pub(super) fn tell_suppliers(&mut self, iteration: u32) {
        let links = &self.model.links;
        for together in self.risen.as_slice().chunks(TOGETHER) {
            ask(&self.nodes, &links.up, together);
            for news in together {
                self.sent += u64::from(news.end - news.start);
                for way in &links.up[news.start as usize..news.end as usize] {
                    let supplier = &mut self.nodes[way.to as usize];
                    supplier.demand += way.share * news.loss;
                    reach(supplier, way.to, iteration, &mut self.dirty, &mut self.touched);
                }
            }
        }
        self.risen.clear();
    }

    /// Judges the firms that something reached; the largest growth of a loss.
    pub(super) fn judge(&mut self) -> f64 {
        let mut largest = 0.0_f64;
        let links = &self.model.links;
        let replaceable = !self.markets.is_empty();
        let dirty = std::mem::take(&mut self.dirty);
        for (at, firm) in dirty.as_slice().iter().enumerate() {
            if at % TOGETHER == 0 {
                let ahead = dirty.as_slice()[at..].iter().take(TOGETHER).map(|firm| *firm as usize);
                black_box(ahead.fold(0, |sum, firm| sum ^ self.nodes[firm].mark ^ links.starts[firm].down));
            }
            let node = &mut self.nodes[*firm as usize];
            let known = node.down > 0.0;
            let down = larger(larger(node.plain, node.worst), node.down);
            let down = if down > 1.0 { 1.0 } else { down };
            let up = larger(node.demand, node.up);
            let up = if up > 1.0 { 1.0 } else { up };
            let (more_down, more_up) = (down - node.down, up - node.up);
            largest = larger(larger(largest, more_down), more_up);
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
}

impl Links {
    /// A firm as one whose customers are to be told.
    #[inline]
    pub(super) fn live(&self, firm: u32) -> Live {
        let Starts { down, essential, .. } = self.starts[firm as usize];
        Live { firm, plain: down, essential, end: self.starts[firm as usize + 1].down }
    }

    /// A firm's upstream loss and the ways to its suppliers.
    #[inline]
    pub(super) fn risen(&self, firm: u32, loss: f64) -> News {
        let (start, end) = (self.starts[firm as usize].up, self.starts[firm as usize + 1].up);
        News { loss, start, middle: start, end }
    }
}

/// Asks for the firms that news will reach, so that their lines come at once and not one after the other.
#[inline]
fn ask(nodes: &[Node], ways: &[Way], news: &[News]) {
    let mut sum = 0;
    for news in news.iter().filter(|news| news.end - news.start <= FEW) {
        for way in &ways[news.start as usize..news.end as usize] {
            sum ^= nodes[way.to as usize].mark;
        }
    }
    black_box(sum);
}

/// The larger of two numbers, neither of which is NaN: one instruction where `f64::max` takes several.
#[inline]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// Notes that something arrived at a firm.
#[inline]
fn reach(node: &mut Node, firm: u32, iteration: u32, dirty: &mut Stack<u32>, touched: &mut Stack<u32>) {
    dirty.push_if(firm, node.mark != iteration);
    touched.push_if(firm, node.mark == 0);
    node.mark = iteration;
}
