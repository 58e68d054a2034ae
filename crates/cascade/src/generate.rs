//! Networks made from a seed: few firms with very many links and many with few, as real supply networks have.

use crate::essential::{Class, Essential};
use crate::fault::{Fault, What};
use crate::network::{Firm, Link, Network};

/// Most firms that are generated.
pub const MAX_GENERATED: usize = 2_000_000;
/// Sectors of a generated network, fewer when there are few firms.
const SECTORS: usize = 80;
/// Popularity of the r-th firm is (r + 2) to minus this, as a supplier and as a buyer.
const SUPPLIER_TAIL: f64 = 0.8;
const BUYER_TAIL: f64 = 0.75;
/// Links are worth e to a normal variable with this mean and deviation.
const WEIGHT_MEAN: f64 = 6.4;
const WEIGHT_DEVIATION: f64 = 1.6;

/// A network that was made, as files would hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// Firms with ids from 1.
    pub firms: Vec<Firm>,
    /// Links, by supplier and buyer, none twice, none to itself.
    pub links: Vec<Link>,
    /// About a fifth essential, a fifth negligible, the rest non-essential.
    pub essential: Essential,
}

impl Generated {
    /// The network.
    ///
    /// # Errors
    /// None that a generated network meets.
    pub fn network(&self) -> Result<Network, Fault> {
        Network::new(&self.firms, &self.links)
    }
}

/// Makes a network; the same seed makes the same network on every machine.
///
/// # Errors
/// Fewer than 2 or more than [`MAX_GENERATED`] firms; no links, or more than a fifth of all possible ones or 20 for each
/// firm.
pub fn generate(firms: usize, links: usize, seed: u64) -> Result<Generated, Fault> {
    if !(2..=MAX_GENERATED).contains(&firms) {
        return Err(What::Setting("firms must be between 2 and 2,000,000").into());
    }
    if links == 0 || links > firms.saturating_mul(firms) / 5 || links > firms * 20 {
        let says = "links must be at least 1, at most 20 for each firm and a fifth of all possible pairs";
        return Err(What::Setting(says).into());
    }
    let mut dice = Dice { state: seed };
    let codes: Vec<i64> = (0..SECTORS.min(firms) as i64).map(|k| 101 + 7 * k).collect();
    let by_size = Popular::new(codes.len(), 0.6, &mut dice);
    let firm = |place: usize, dice: &mut Dice| Firm { id: place as u64 + 1, sector: codes[by_size.draw(dice)] };
    let list: Vec<Firm> = (0..firms).map(|place| firm(place, &mut dice)).collect();
    let pairs = pairs(firms, links, &mut dice);
    let mut made = Vec::with_capacity(links);
    for (supplier, buyer) in pairs {
        let weight = (WEIGHT_MEAN + WEIGHT_DEVIATION * dice.normal()).exp();
        // Two decimals, as money has.
        let weight = ((weight * 100.0).round() / 100.0).max(0.01);
        made.push(Link { supplier: u64::from(supplier) + 1, buyer: u64::from(buyer) + 1, weight });
    }
    let mut classes = Vec::with_capacity(codes.len() * codes.len());
    for _ in 0..codes.len() * codes.len() {
        classes.push(match dice.below(100) {
            0..20 => Class::Negligible,
            20..81 => Class::NonEssential,
            _ => Class::Essential,
        });
    }
    Ok(Generated { firms: list, links: made, essential: Essential::new(codes.clone(), codes, classes)? })
}

/// Different pairs, sorted.
fn pairs(firms: usize, links: usize, dice: &mut Dice) -> Vec<(u32, u32)> {
    let suppliers = Popular::new(firms, SUPPLIER_TAIL, dice);
    let buyers = Popular::new(firms, BUYER_TAIL, dice);
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(links + links / 8);
    while pairs.len() < links {
        // Popular pairs come again and again: draw more than are missing, drop the repeated ones.
        let missing = links - pairs.len();
        for _ in 0..missing + missing / 8 + 1 {
            let (supplier, buyer) = (suppliers.draw(dice), buyers.draw(dice));
            if supplier != buyer {
                pairs.push((supplier as u32, buyer as u32));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
    }
    // Too many: leave out at random, not the last ones.
    while pairs.len() > links {
        let place = dice.below(pairs.len() as u64) as usize;
        pairs.swap_remove(place);
    }
    pairs.sort_unstable();
    pairs
}

/// Draws of things of which few are drawn often.
struct Popular {
    /// Summed popularity in a random order of the things.
    sums: Vec<f64>,
}

impl Popular {
    fn new(count: usize, tail: f64, dice: &mut Dice) -> Self {
        let mut rank: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            rank.swap(last, dice.below(last as u64 + 1) as usize);
        }
        let mut sums = Vec::with_capacity(count);
        let mut sum = 0.0;
        for rank in rank {
            sum += (rank as f64 + 3.0).powf(-tail);
            sums.push(sum);
        }
        Self { sums }
    }

    fn draw(&self, dice: &mut Dice) -> usize {
        let at = dice.unit() * self.sums.last().copied().unwrap_or(0.0);
        self.sums.partition_point(|sum| *sum <= at).min(self.sums.len() - 1)
    }
}

/// Pseudo-random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    pub(crate) state: u64,
}

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below a bound above 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A number from 0, below 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A standard normal number (Box and Muller).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }
}
