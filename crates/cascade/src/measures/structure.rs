//! The shape of a network: parts, core, bridges, and how it falls apart.

use crate::generate::Dice;
use crate::network::Network;

/// Sets that grow together (union-find with halving paths, smaller into larger).
struct Sets {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect(), size: vec![1; count] }
    }

    fn root(&mut self, mut one: u32) -> u32 {
        while self.parent[one as usize] != one {
            let above = self.parent[self.parent[one as usize] as usize];
            self.parent[one as usize] = above;
            one = above;
        }
        one
    }

    /// Joins two sets; the size of the result.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (mut a, mut b) = (self.root(a), self.root(b));
        if a == b {
            return self.size[a as usize];
        }
        if self.size[a as usize] < self.size[b as usize] {
            std::mem::swap(&mut a, &mut b);
        }
        self.parent[b as usize] = a;
        self.size[a as usize] += self.size[b as usize];
        self.size[a as usize]
    }
}

/// Neighbours in either direction, without the firm itself.
fn neighbours(network: &Network, firm: usize) -> impl Iterator<Item = usize> + '_ {
    let both = network.buyers(firm).chain(network.suppliers(firm));
    both.map(|(other, _)| other).filter(move |other| *other != firm)
}

/// Sizes of the weakly connected parts, largest first.
pub fn components(network: &Network) -> Vec<usize> {
    let mut sets = Sets::new(network.firms());
    for firm in 0..network.firms() {
        for (buyer, _) in network.buyers(firm) {
            sets.join(firm as u32, buyer as u32);
        }
    }
    let roots = (0..network.firms() as u32).filter(|firm| sets.parent[*firm as usize] == *firm);
    let mut sizes: Vec<usize> = roots.map(|root| sets.size[root as usize] as usize).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes
}

/// Coreness of each firm: the largest k so that it belongs to a part in which everyone has k links left. A pair that
/// trades both ways counts twice.
pub fn coreness(network: &Network) -> Vec<u32> {
    let firms = network.firms();
    let mut degree: Vec<usize> = (0..firms).map(|firm| neighbours(network, firm).count()).collect();
    let most = degree.iter().copied().max().unwrap_or(0);
    // Firms sorted by links left, in buckets that shift as links go (Batagelj and Zaveršnik).
    let mut bucket = vec![0usize; most + 2];
    for links in &degree {
        bucket[links + 1] += 1;
    }
    for links in 0..=most {
        bucket[links + 1] += bucket[links];
    }
    let (mut order, mut place) = (vec![0usize; firms], vec![0usize; firms]);
    let mut next = bucket.clone();
    for firm in 0..firms {
        place[firm] = next[degree[firm]];
        order[place[firm]] = firm;
        next[degree[firm]] += 1;
    }
    for at in 0..firms {
        let firm = order[at];
        let links = degree[firm];
        for other in neighbours(network, firm) {
            if degree[other] > links {
                // The other moves to the front of its bucket, which then begins behind it.
                let front = bucket[degree[other]];
                let ahead = order[front];
                order.swap(front, place[other]);
                place[ahead] = place[other];
                place[other] = front;
                bucket[degree[other]] += 1;
                degree[other] -= 1;
            }
        }
    }
    degree.into_iter().map(|core| core as u32).collect()
}

/// Betweenness of each firm: shortest ways of goods between others that lead through it (Brandes). With fewer `sources`
/// than firms it is estimated from that many random ones and scaled up.
pub fn betweenness(network: &Network, sources: usize, seed: u64) -> Vec<f64> {
    let firms = network.firms();
    let mut chosen: Vec<usize> = (0..firms).collect();
    let sampled = sources.min(firms);
    let mut dice = Dice { state: seed };
    for place in 0..sampled {
        let other = place + dice.below((firms - place) as u64) as usize;
        chosen.swap(place, other);
    }
    let mut through = vec![0.0; firms];
    let (mut ways, mut depth, mut share) = (vec![0.0; firms], vec![u32::MAX; firms], vec![0.0; firms]);
    let mut queue: Vec<usize> = Vec::new();
    for source in chosen.iter().take(sampled) {
        for firm in queue.drain(..) {
            (ways[firm], depth[firm], share[firm]) = (0.0, u32::MAX, 0.0);
        }
        (ways[*source], depth[*source]) = (1.0, 0);
        queue.push(*source);
        let mut head = 0;
        while let Some(firm) = queue.get(head).copied() {
            head += 1;
            for (buyer, _) in network.buyers(firm) {
                if depth[buyer] == u32::MAX {
                    depth[buyer] = depth[firm] + 1;
                    queue.push(buyer);
                }
                if depth[buyer] == depth[firm] + 1 {
                    ways[buyer] += ways[firm];
                }
            }
        }
        for firm in queue.iter().rev() {
            for (buyer, _) in network.buyers(*firm) {
                if depth[buyer] == depth[*firm].saturating_add(1) {
                    share[*firm] += ways[*firm] / ways[buyer] * (1.0 + share[buyer]);
                }
            }
            if firm != source {
                through[*firm] += share[*firm];
            }
        }
    }
    let scale = if sampled == 0 { 0.0 } else { firms as f64 / sampled as f64 };
    through.iter().map(|ways| ways * scale).collect()
}

/// Percolation robustness: the mean, over 1 to n firms removed in an order, of the share of firms in the largest weakly
/// connected part of what is left. 0 to 0.5.
pub fn robustness(network: &Network, order: &[usize]) -> f64 {
    let firms = network.firms();
    let mut sets = Sets::new(firms);
    let mut there = vec![false; firms];
    let (mut largest, mut sum) = (0u32, 0.0);
    // Backwards: firms come instead of going.
    for firm in order.iter().rev().copied().filter(|firm| *firm < firms) {
        sum += f64::from(largest) / firms as f64;
        there[firm] = true;
        largest = largest.max(1);
        for other in neighbours(network, firm) {
            if there[other] {
                largest = largest.max(sets.join(firm as u32, other as u32));
            }
        }
    }
    sum / firms as f64
}
