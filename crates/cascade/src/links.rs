//! The model's links laid out for the fast engine: one pass over memory for what a firm sends on.

use crate::model::{Model, PLAIN};

/// A way for a loss: to whom, into which sum, times what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) to: u32,
    pub(crate) slot: u32,
    pub(crate) share: f64,
}

/// The model's links in the order the fast engine walks them. Firms are numbered by their links, most first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// Place in the network of each numbered firm, and back.
    pub(crate) place: Vec<u32>,
    pub(crate) number: Vec<u32>,
    /// Ways of a firm: `down[start.down..start.essential]` plain, up to the next firm's start essential.
    pub(crate) starts: Vec<Starts>,
    pub(crate) down: Vec<Way>,
    pub(crate) up: Vec<Way>,
    /// Where the slots of each firm begin.
    pub(crate) slots: Vec<u32>,
    /// Members of each market, and what it offers when nobody has failed.
    pub(crate) members: Vec<Vec<u32>>,
    pub(crate) offer: Vec<f64>,
    /// A firm with nothing lost.
    pub(crate) fresh: Vec<Node>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Starts {
    pub(crate) down: u32,
    pub(crate) essential: u32,
    pub(crate) up: u32,
}

/// A firm during a cascade: one cache line.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(crate) struct Node {
    /// Downstream loss.
    pub(crate) down: f64,
    /// What of it customers have been told, after replaceability.
    pub(crate) told: f64,
    /// Upstream loss.
    pub(crate) up: f64,
    /// Sum of the losses of customers.
    pub(crate) demand: f64,
    /// Sum of the losses of plain inputs.
    pub(crate) plain: f64,
    /// The worst sum of essential inputs.
    pub(crate) worst: f64,
    /// What it sells.
    pub(crate) sold: f64,
    pub(crate) market: u32,
    /// Iteration in which something last arrived; 0 when nothing has.
    pub(crate) mark: u32,
}

impl Links {
    pub(crate) fn new(model: &Model<'_>) -> Self {
        let network = model.network;
        let firms = network.firms();
        let mut place: Vec<u32> = (0..firms as u32).collect();
        place.sort_by_key(|firm| {
            std::cmp::Reverse(network.sales.degree(*firm as usize) + network.purchases.degree(*firm as usize))
        });
        let mut number = vec![0; firms];
        for (new, firm) in place.iter().enumerate() {
            number[*firm as usize] = new as u32;
        }
        let mut links = Self { place, number, ..Self::default() };
        links.lay_ways(model);
        links.lay_slots(model);
        let sold = network.sold();
        let market = |firm: usize| model.markets.as_ref().map_or(0, |(market, _)| market[firm]);
        let node =
            |place: &u32| Node { sold: sold[*place as usize], market: market(*place as usize), ..Node::default() };
        links.fresh = links.place.iter().map(node).collect();
        if let Some((of_each, count)) = &model.markets {
            links.members = vec![Vec::new(); *count];
            links.offer = vec![0.0; *count];
            // In the order of the network, as the plain sweep sums.
            for (firm, market) in of_each.iter().enumerate() {
                links.members[*market as usize].push(links.number[firm]);
                links.offer[*market as usize] += sold[firm];
            }
        }
        links
    }

    fn lay_ways(&mut self, model: &Model<'_>) {
        let firms = self.place.len();
        // Two passes over the buyers' inputs: count for each supplier, then lay plain ways before essential ones.
        let (mut plain, mut essential) = (vec![0u32; firms], vec![0u32; firms]);
        for input in &model.inputs {
            let of = if input.slot == PLAIN { &mut plain } else { &mut essential };
            of[self.number[input.supplier as usize] as usize] += 1;
        }
        let (mut down, mut up) = (0, 0);
        let (mut next_plain, mut next_essential) = (vec![0u32; firms], vec![0u32; firms]);
        for firm in 0..firms {
            next_plain[firm] = down;
            next_essential[firm] = down + plain[firm];
            self.starts.push(Starts { down, essential: next_essential[firm], up });
            down = next_essential[firm] + essential[firm];
            up += model.network.purchases.degree(self.place[firm] as usize) as u32;
        }
        self.starts.push(Starts { down, essential: down, up });
        self.down = vec![Way { to: 0, slot: PLAIN, share: 0.0 }; down as usize];
        for buyer in 0..firms {
            for input in model.inputs_of(self.place[buyer] as usize) {
                let supplier = self.number[input.supplier as usize] as usize;
                let next = if input.slot == PLAIN { &mut next_plain } else { &mut next_essential };
                let to = buyer as u32;
                self.down[next[supplier] as usize] = Way { to, slot: input.slot, share: input.share };
                next[supplier] += 1;
            }
        }
        self.lay_up(model, up as usize);
    }

    fn lay_up(&mut self, model: &Model<'_>, ways: usize) {
        self.up = vec![Way { to: 0, slot: PLAIN, share: 0.0 }; ways];
        let mut next: Vec<u32> = self.starts.iter().map(|starts| starts.up).collect();
        for supplier in 0..self.place.len() {
            let links = model.network.sales.range(self.place[supplier] as usize);
            for link in links {
                let buyer = self.number[model.network.sales.other[link] as usize] as usize;
                let share = model.demand_share[link];
                self.up[next[buyer] as usize] = Way { to: supplier as u32, slot: PLAIN, share };
                next[buyer] += 1;
            }
        }
    }

    /// Numbers the slots anew in the order of the firms, so that neighbours stand together.
    fn lay_slots(&mut self, model: &Model<'_>) {
        let mut count = 0;
        for place in &self.place {
            self.slots.push(count);
            count += model.slot_start[*place as usize + 1] - model.slot_start[*place as usize];
        }
        self.slots.push(count);
        for way in &mut self.down {
            if way.slot != PLAIN {
                let old = model.slot_start[self.place[way.to as usize] as usize];
                way.slot = self.slots[way.to as usize] + (way.slot - old);
            }
        }
    }

    /// Links of a firm in both directions: how costly its failure is likely to be.
    pub(crate) fn reach(&self, place: usize) -> u32 {
        let number = self.number[place] as usize;
        let (here, next) = (self.starts[number], self.starts[number + 1]);
        next.down - here.down + next.up - here.up
    }
}
